"""What happened to loaded files, or would happen, in words: the load page and the command line say the same."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from analytics.cards.about_data import NO_ROWS, rule_name
from analytics.words.columns import Columns
from analytics.words.names import code_name, source_name
from analytics.words.numbers import joined, number, sentence_case
from data.checks import RULE_TITLES
from data.formats.guessing.field_words import FIELD_WORDS
from data.formats.labels import UnknownLabel, known_words
from data.line_numbers import line_words
from data.settings import Settings
from data.summary import FileSummary, Summary

# What is said of an end that is no date.
END_WORDS: Final = {
    "not_known": "and whether the child is back is not known",
    "returned": "back, at a time that is not recorded",
    "in_doubt": "still missing, with a doubt: what stands for the end cannot be read",
}

# Fields that need no name before their value, and shorter names than a column's.
ALONE: Final = ("setting", "sex")
WORDS_BEFORE: Final = {
    "age_at_start": "age",
    "police_risk": "risk",
    "missing_from_place": "from",
    "place": "from",
    "missing_from_area": "area",
    "flags": "marked",
    "interview_themes": "told",
    "themes": "told",
    "interview_provider": "interviews by",
    "found_place": "found at",
    "how_ended": "how",
    "episode_ref": "number",
}


def headline(summary: Summary, *, is_done: bool) -> str:
    """What would change a decision, then how many rows are loaded, or would be."""
    loaded, rows = summary.total("loaded"), summary.total("rows_in")
    refused, repeated = summary.total("refused"), summary.total("duplicates")
    left_out = f", {number(summary.total('left_out'))} {'were' if is_done else 'would be'} left out"
    be = "were" if is_done else "would be"
    counts = (
        f"{number(loaded)} of {number(rows)} rows {be} loaded; {number(repeated)} are duplicates, "
        f"{number(refused)} {be} refused{left_out if summary.total('left_out') else ''}."
    )
    return " ".join([*first_of_all(summary.files), counts])


def first_of_all(files: Sequence[FileSummary]) -> list[str]:
    """What changes a decision: refused episodes without an end, then sheets that were not read."""
    missing = sum(file.refused_open for file in files)
    rows = "1 refused row has" if missing == 1 else f"{number(missing)} refused rows have"
    who = "a child" if missing == 1 else "children"
    sentences = [f"{rows} no end that can be read: {who} may be missing who will be on no list."] if missing else []
    return sentences + [text for file in files for text in file.not_read]


def file_columns(summary: Summary) -> Columns:
    """A line a file: rows in are those loaded, those met before, those refused and those left out."""
    files = summary.files
    return {
        "File": [file.file for file in files],
        "Source": [source_name(file.system) for file in files],
        "Kind": [file.kind.replace("_", " ") for file in files],
        "Rows in": [number(file.rows_in) if file.rows_in else NO_ROWS for file in files],
        "Loaded": [number(file.loaded) for file in files],
        "Duplicates": [number(file.duplicates) for file in files],
        "Refused": [number(file.refused) for file in files],
        "Left out": [number(file.left_out) for file in files],
    }


def said_of_set_aside(reports: Mapping[str, int]) -> str:
    """ "Kept apart, and counted nowhere: 4 reports cancelled, 1 false alarm."; empty where there is none."""
    names = {"cancelled": "cancelled", "false_alarm": "of false alarms"}
    parts = [f"{number(many)} {names[report]}" for report, many in reports.items() if many]
    return f"Reports kept apart, and counted as no episode: {joined(parts)}." if parts else ""


def refused_columns(file: FileSummary) -> Columns:
    """The first refused rows of a file and why."""
    return {
        "Line": [line_words(row.line) for row in file.first_refused],
        "Rule": [rule_name(row.rule) for row in file.first_refused],
        "Why": [row.message for row in file.first_refused],
    }


def row_columns(file: FileSummary, children: Mapping[int, str]) -> Columns:
    """The first rows of a file as they are understood: a sentence each. `children` has the child of each line."""
    lines, fields = file.first_rows.lines, file.first_rows.fields
    rows = [{name: values[place] for name, values in fields.items()} for place in range(len(lines))]
    shown: Columns = {"Line": [line_words(line) for line in lines]}
    if children:
        shown["Child"] = [children.get(line, "") for line in lines]
    return shown | {"As it is understood": [row_sentence(file.kind, row) for row in rows]}


def row_sentence(kind: str, row: Mapping[str, str]) -> str:
    """What one row says: "Missing from 1 Sep 2026 10:00, still missing. In care; risk high"."""
    told, fields = TOLD.get(kind, untold)(row)
    others = [of_field(name, value) for name, value in row.items() if value and name not in fields]
    return ". ".join(sentence_case(part) for part in (told, "; ".join(others)) if part)


def of_field(name: str, value: str) -> str:
    """One field of a row: "at home", "risk: High", "Aged 15"."""
    if name in ALONE:
        return code_name(value).lower()
    words = WORDS_BEFORE.get(name) or FIELD_WORDS.get(name, name.replace("_", " "))
    return f"{words}: {code_name(value)}"


def untold(_row: Mapping[str, str]) -> tuple[str, set[str]]:
    """A row of a kind that has no sentence of its own: all its fields are listed."""
    return "", set()


def episode_told(row: Mapping[str, str]) -> tuple[str, set[str]]:
    """When the child went, and whether and when they came back."""
    category = code_name(row.get("category", "")).lower()
    end = row.get("ended_at", "")
    told = f"until {end}" if end else END_WORDS.get(row.get("end_status", ""), f"still {category}")
    fields = {"category", "started_at", "ended_at", "end_status"}
    return f"{category} from {row.get('started_at', '')}, {told}", fields


def notification_told(row: Mapping[str, str]) -> tuple[str, set[str]]:
    """That a child was reported missing, or found, and when."""
    return f"reported {code_name(row.get('report', ''))} at {row.get('reported_at', '')}", {"report", "reported_at"}


def interview_told(row: Mapping[str, str]) -> tuple[str, set[str]]:
    """When a return interview was offered and held, and what came of it."""
    names = {"interview_offered_at": "offered", "interview_completed_at": "held", "returned_at": "after the return of"}
    parts = [f"{words} {row[name]}" for name, words in names.items() if row.get(name)]
    outcome = code_name(row.get("interview_outcome", ""))
    words_of_row = ", ".join([*parts, *([outcome] if outcome else [])])
    return f"return interview: {words_of_row or 'nothing said'}", {*names, "interview_outcome"}


def sheet_told(row: Mapping[str, str]) -> tuple[str, set[str]]:
    """What a row of a sheet that was handed over answers: about a difference, else of an interview."""
    if "says" in row:
        return f"answer about a difference: {row['says']}", {"says"}
    names = {"offered_at": "offered", "completed_at": "held", "returned_at": "after the return of"}
    parts = [f"{words} {row[name]}" for name, words in names.items() if row.get(name)]
    words_of_row = ", ".join([code_name(row.get("outcome", "")), *parts])
    return f"return interview: {words_of_row}", {*names, "outcome", "offered"}


def period_told(row: Mapping[str, str]) -> tuple[str, set[str]]:
    """The days from and to."""
    return f"from {row.get('started_on', '')} {until(row.get('ended_on', ''))}".strip(), {"started_on", "ended_on"}


def follow_up_told(row: Mapping[str, str]) -> tuple[str, set[str]]:
    """What was done, and on which day."""
    return f"{code_name(row.get('follow_up', ''))} on {row.get('done_on', '')}", {"follow_up", "done_on"}


def until(end: str) -> str:
    """The last day, or that there is none."""
    return f"to {end}" if end else "and still so"


TOLD: Final[dict[str, Callable[[Mapping[str, str]], tuple[str, set[str]]]]] = {
    "episodes": episode_told,
    "notifications": notification_told,
    "interviews": interview_told,
    "returned_sheet": sheet_told,
    "care_periods": period_told,
    "support": period_told,
    "follow_up": follow_up_told,
}


def doubt_columns(summary: Summary) -> Columns:
    """Rows that are loaded with a doubt, by rule."""
    doubts = summary.findings_by_rule
    return {
        "Rule": [rule_name(rule) for rule in doubts if rule in RULE_TITLES],
        "Rows": [number(count) for rule, count in doubts.items() if rule in RULE_TITLES],
    }


def labels_to_explain(summary: Summary) -> list[UnknownLabel]:
    """The labels that a mapping could say more about, those on most rows first."""
    labels = {
        (label.field, label.label): label for file in summary.files for label in file.unknown_labels if label.field
    }
    refused = sorted(labels.values(), key=lambda label: (-label.rows, label.field, label.label))
    return [label for label in refused if label.field != "distance_miles"]


def meanings_of(field: str, settings: Settings) -> list[str]:
    """Our codes for a field, in their order."""
    return list(known_words(field, settings))
