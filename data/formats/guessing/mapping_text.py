"""A proposal, or what a person chose, as the text of a mapping (TOML)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from data.errors import CannotWrite
from data.formats.guessing.field_words import FLAG, TIME_OF
from data.formats.guessing.proposal import ASKED_BY_LABEL, ColumnGuess, Guess, Proposal, is_asked, is_written
from data.formats.labels import SYNONYMS
from data.formats.mapping import QUESTION
from data.formats.mapping_text import sections
from data.formats.mapping_text import written as toml

ASK: Final = f"{QUESTION} "
MAYBE: Final = "# "
ABOVE: Final = (
    "Guessed from the headings and cells of {file}. Read every line before you load with it.",
    f'A line that begins with "{QUESTION}" is a question, and nothing loads until it is answered: take the',
    f'"{QUESTION}" away where the line is right, correct the line where it is not, or take the whole line out.',
)


@dataclass
class Choices:
    """What a person says of a file, on a page: every part of the mapping that they may choose."""

    system: str
    kind: str
    dates: str
    targets: dict[str, str]  # heading -> target
    labels: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # field -> code -> labels
    constants: dict[str, str] = field(default_factory=dict)
    leave_out: dict[str, list[str]] = field(default_factory=dict)
    blank_end: str = "still_missing"
    child_id_form: str = "text"
    covers: tuple[str, str] | None = None
    century: int | None = None
    system_column: str = ""


def chosen_text(choices: Choices) -> str:
    """The mapping that a person's choices make. Two columns for one field are the last one's: the page says so."""
    return "\n".join(sections(document_of(choices))) + "\n"


def document_of(choices: Choices) -> dict[str, Any]:
    """The choices as a document of TOML."""
    sender = {"system_column": choices.system_column} if choices.system_column else {"system": choices.system}
    source: dict[str, Any] = {**sender, "kind": choices.kind, "dates": choices.dates}
    if choices.century:
        source["century"] = choices.century
    if choices.child_id_form != "text":
        source["child_id_form"] = choices.child_id_form
    if choices.blank_end != "still_missing":
        source["blank_end"] = choices.blank_end
    if choices.covers:
        source["covers"] = list(choices.covers)
    used = {target: heading for heading, target in choices.targets.items() if target}
    document: dict[str, Any] = {"source": source, "columns": columns_of(used)}
    if choices.constants:
        document["constants"] = {name: code for name, code in choices.constants.items() if name not in used}
    if flags := {target.removeprefix(FLAG): heading for target, heading in used.items() if target.startswith(FLAG)}:
        document["flags"] = flags
    if values := {name: labels for name, labels in choices.labels.items() if name in used and labels}:
        document["values"] = values
    if choices.leave_out:
        document["leave_out"] = choices.leave_out
    return document


def columns_of(used: dict[str, str]) -> dict[str, Any]:
    """Field -> its heading, or those of its date and its time."""
    times = {target.removesuffix(TIME_OF): heading for target, heading in used.items() if target.endswith(TIME_OF)}
    plain = {target: heading for target, heading in used.items() if not target.startswith(FLAG) and ":" not in target}
    return {name: [heading, times[name]] if name in times else heading for name, heading in plain.items()}


# --- a proposal, with its reasons ------------------------------------------------------------------------------------


def proposal_text(proposal: Proposal) -> str:
    """The mapping that was guessed, each line with its reason; what is not sure stands as a question."""
    blocks = [
        [f"# {item.format(file=toml(proposal.file))}" for item in ABOVE],
        source_lines(proposal),
        ["[columns]", *column_lines(proposal)],
        titled("constants", (written(name, entry) for name, entry in proposal.constants.items())),
        titled("flags", flag_lines(proposal)),
        *(label_lines(proposal, name) for name in dict.fromkeys(label.field for label in proposal.labels)),
        leave_out_lines(proposal),
        left_lines(proposal),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def write_proposal(path: Path, proposal: Proposal, *, force: bool) -> None:
    """The mapping in a file. Raises CannotWrite where one is there already, unless it is to be written over."""
    if path.exists() and not force:
        raise CannotWrite(
            f"{path} is there already, and was left as it is. Name another file, or let it be written over."
        )
    try:
        path.write_text(proposal_text(proposal), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}. Name another file.") from error


def titled(title: str, lines: Iterable[str]) -> list[str]:
    """The lines under the title of their section; nothing where there are none."""
    listed = list(lines)
    return [f"[{title}]", *listed] if listed else []


def line(key: str, value: object, reason: str, before: str = "") -> str:
    """One line of a mapping with its reason; `before` makes it a question, or a comment."""
    text = " ".join(reason.split())
    return f"{before}{key} = {toml(value)}  # {text}"


def written(name: str, guess: Guess) -> str:
    """A guess as a line: a question where it is not sure."""
    return line(name, guess.value, guess.reason, "" if guess.is_sure else ASK)


def before(proposal: Proposal, guess: ColumnGuess) -> str:
    """What goes before a column's line: nothing where it stands, else a question where it is needed, else a comment."""
    if is_written(proposal, guess):
        return ""
    return ASK if is_asked(proposal, guess) else MAYBE


def source_lines(proposal: Proposal) -> list[str]:
    """Who sent it, and how it writes."""
    column = proposal.system_column
    sender = written("system_column", column) if column else written("system", proposal.system)
    lines = ["[source]", sender, written("kind", proposal.kind)]
    lines.append(written("dates", proposal.dates))
    for name, guess in proposal.of_all_rows:
        if guess and not (guess.is_sure and guess.value == "still_missing"):
            value = int(guess.value) if name == "century" else guess.value
            lines.append(line(name, value, guess.reason, "" if guess.is_sure else ASK))
    if proposal.covers:
        first, after, reason = proposal.covers
        lines.append(line("covers", [first, after], f"{reason} Take the # away if it holds all of that time.", MAYBE))
    return lines


def column_lines(proposal: Proposal) -> Iterator[str]:
    """Each field with its heading, in the file's order."""
    for guess in proposal.columns:
        if guess.target and not guess.target.startswith(FLAG) and not guess.target.endswith(TIME_OF):
            time = proposal.column_of(f"{guess.target}{TIME_OF}")
            value = [guess.heading, time.heading] if time else guess.heading
            reason = f"{guess.confidence}: {guess.reason}"
            yield line(guess.target, value, reason, before(proposal, guess))


def flag_lines(proposal: Proposal) -> Iterator[str]:
    """Each mark of a risk with its heading."""
    for guess in proposal.columns:
        if guess.target.startswith(FLAG):
            reason = f"{guess.confidence}: {guess.reason}"
            yield line(guess.target.removeprefix(FLAG), guess.heading, reason, before(proposal, guess))


def label_lines(proposal: Proposal, name: str) -> list[str]:
    """The labels of a field by what they mean; those that nobody knows as a question."""
    by_code: dict[str, list[str]] = {}
    for label in proposal.labels:
        if label.field == name:
            by_code.setdefault(label.code, []).append(label.label)
    unknown = by_code.pop("", [])
    lines = [line(code, labels, "usual words for it") for code, labels in by_code.items()]
    if unknown:
        text = f"not understood: write one of {', '.join(codes_of(name))} in place of your_code"
        lines.append(line("your_code", unknown, text, ASK if name in ASKED_BY_LABEL else MAYBE))
    return [f"[values.{name}]", *lines]


def codes_of(name: str) -> list[str]:
    """Our codes for a closed field; of ethnicity the official ones are too many to list."""
    return list(SYNONYMS.get(name, {"an official code such as WBRI": ()}))


def leave_out_lines(proposal: Proposal) -> list[str]:
    """Rows that say themselves that nothing happened: left out only when somebody says so."""
    by_heading: dict[str, list[str]] = {}
    for heading, label, _ in proposal.leave_out:
        by_heading.setdefault(heading, []).append(label)
    lines = [
        line(toml(heading), labels, "rows that are counted and not loaded", ASK)
        for heading, labels in by_heading.items()
    ]
    return ["[leave_out]", *lines] if lines else []


def left_lines(proposal: Proposal) -> list[str]:
    """The columns that are not read, and why."""
    left: Sequence[ColumnGuess] = [guess for guess in proposal.columns if not guess.target]
    lines = [f"#   {toml(guess.heading)}: {guess.reason}" for guess in left]
    return ["# Columns that are not read:", *lines] if lines else []
