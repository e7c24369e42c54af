"""What became of the files of a load or a check, in words."""

import typer

from analytics.cards.loading import first_of_all
from cli.terminal import json_text, tell, titled
from data.checks import RULE_TITLES
from data.line_numbers import line_title
from data.settings import Settings
from data.summary import FileSummary, Summary


def tell_summary(summary: Summary, settings: Settings, as_json: bool, ending: str) -> None:
    """Prints the summary, and exits with 0 when rows were loaded, 1 when nothing was."""
    tell("", 0, 0)
    endings = "\n".join([ending, *whose_name(settings)])
    typer.echo(json_text(summary.as_json()) if as_json else summary_text(summary, endings))
    raise typer.Exit(0 if summary.total("loaded") else 1)


def summary_text(summary: Summary, ending: str) -> str:
    """What became of each file, what to do next, and where things stand now."""
    parts = [*first_of_all(summary.files), *map(file_text, summary.files)]
    if summary.linked:
        parts.append(f"{summary.linked} reports speak of an episode that another source reports too; they were joined.")
    if summary.set_aside:
        apart = ", ".join(f"{many:,} {name.replace('_', ' ')}" for name, many in summary.set_aside.items())
        parts.append(f"Reports kept apart, and counted as no episode: {apart}.")
    parts.extend(summary.notes)
    parts.append(ending)
    if summary.total("refused"):
        parts.append(
            "Refused rows can be sent back: correct them and load the file again. "
            "Rows that are loaded already will count as duplicates."
        )
    return "\n\n".join(parts)


def whose_name(settings: Settings) -> list[str]:
    """Whose name will stand on pages and papers, where nobody has written a council's settings."""
    if not settings.council.demonstration:
        return []
    named = f"pages and papers will name {settings.council.name}, an invented council"
    first = "Write a council.toml with your council's name first (docs/council.example.toml)."
    return [f"There are no settings of your own: {named}. {first}"]


def file_text(file: FileSummary) -> str:
    """One file: its counts, and below them whatever needs a person's eye."""
    counts = {
        "rows in": file.rows_in,
        "loaded": file.loaded,
        "duplicates": file.duplicates,
        "refused": file.refused,
        "left out": file.left_out,
    }
    left_out = [f"{many:>7,}  {name.replace('_', ' ')}" for name, many in file.left_out_by_reason.items()]
    labels = [
        f"{label.column!r}: {label.label!r} on {label.rows:,} rows. {label.write}" for label in file.unknown_labels
    ]
    return "\n".join(
        [
            f"{file.file} ({file.system})",
            *(f"  {name:<12}{count:>9,}" for name, count in counts.items()),
            *titled("Left out", left_out),
            *titled("Refused", rule_lines(file.refused_by_rule) + refused_lines(file)),
            *titled("Loaded, with a doubt", rule_lines(file.findings_by_rule)),
            *titled("Labels not understood, loaded as unknown or refused", labels),
            *titled("Allowances made", [words for words in file.tolerances if words not in file.not_read]),
        ]
    )


def rule_lines(counts: dict[str, int]) -> list[str]:
    """Each rule with its number of rows and its words."""
    return [f"{count:>7,}  {rule}: {RULE_TITLES.get(rule, rule)}" for rule, count in counts.items()]


def refused_lines(file: FileSummary) -> list[str]:
    """The first refused rows by line, and how many more there are."""
    shown = [f"{line_title(row.line).lower()}: {row.message}" for row in file.first_refused]
    more = file.refused - len(shown)
    return [*shown, f"and {more:,} more"] if more else shown
