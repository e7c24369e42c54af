"""What became of files, or would, in words and columns of words: the load page says what the command line says."""

from collections.abc import Mapping, Sequence

from analytics.about_data import NO_ROWS, rule_name
from analytics.tables import Columns
from analytics.words import code_name, joined, number, source_name
from data.checks import RULE_TITLES
from data.formats.labels import UnknownLabel, known_words
from data.line_numbers import line_title, line_words
from data.settings import Settings
from data.summary import FileSummary, Summary


def headline(summary: Summary, *, is_done: bool) -> str:
    """What would change a decision, then how many rows are loaded, or would be."""
    loaded, rows = summary.total("loaded"), summary.total("rows_in")
    refused, repeated = summary.total("refused"), summary.total("duplicates")
    left_out = f", {number(summary.total('left_out'))} {'were' if is_done else 'would be'} left out"
    be = "were" if is_done else "would be"
    counts = (
        f"{number(loaded)} of {number(rows)} rows {be} loaded; {number(repeated)} the store has already, "
        f"{number(refused)} {be} refused{left_out if summary.total('left_out') else ''}."
    )
    return " ".join([*first_of_all(summary.files), counts])


def first_of_all(files: Sequence[FileSummary]) -> list[str]:
    """What changes a decision: refused episodes without an end, then sheets that were not read."""
    missing = sum(one.refused_open for one in files)
    rows = "1 refused row has" if missing == 1 else f"{number(missing)} refused rows have"
    who = "a child" if missing == 1 else "children"
    said = [f"{rows} no end that can be read: {who} may be missing who will be on no list."] if missing else []
    return said + [text for one in files for text in one.not_read]


def file_columns(summary: Summary) -> Columns:
    """A line a file: rows in are those loaded, those met before, those refused and those left out."""
    files = summary.files
    return {
        "File": [one.file for one in files],
        "Source": [source_name(one.system) for one in files],
        "Kind": [one.kind.replace("_", " ") for one in files],
        "Rows in": [number(one.rows_in) if one.rows_in else NO_ROWS for one in files],
        "Loaded": [number(one.loaded) for one in files],
        "Duplicates": [number(one.duplicates) for one in files],
        "Refused": [number(one.refused) for one in files],
        "Left out": [number(one.left_out) for one in files],
    }


def said_of_set_aside(reports: Mapping[str, int]) -> str:
    """ "Kept apart, and counted nowhere: 4 reports cancelled, 1 false alarm."; empty where there is none."""
    names = {"cancelled": "cancelled", "false_alarm": "of false alarms"}
    said = [f"{number(many)} {names[one]}" for one, many in reports.items() if many]
    return f"Reports kept apart, and counted as no episode: {joined(said)}." if said else ""


def refused_columns(file: FileSummary) -> Columns:
    """The first refused rows of a file and why."""
    return {
        "Line": [line_words(row.line) for row in file.first_refused],
        "Rule": [rule_name(row.rule) for row in file.first_refused],
        "Why": [row.message for row in file.first_refused],
    }


def first_columns(file: FileSummary) -> Columns:
    """The first rows of a file as they are understood: a line for each field, a column for each row."""
    words = file.first_rows.fields
    fields = [name.replace("_", " ").capitalize() for name in words]
    shown = {
        line_title(line): [code_name(values[place]) or "not recorded" for values in words.values()]
        for place, line in enumerate(file.first_rows.lines)
    }
    return {"Field": fields} | shown


def doubt_columns(summary: Summary) -> Columns:
    """Rows that are loaded with a doubt, by rule."""
    doubts = summary.findings_by_rule
    return {
        "Rule": [rule_name(rule) for rule in doubts if rule in RULE_TITLES],
        "Rows": [number(count) for rule, count in doubts.items() if rule in RULE_TITLES],
    }


def labels_to_explain(summary: Summary) -> list[UnknownLabel]:
    """The labels that a mapping could say more about, those on most rows first."""
    found = {(one.field, one.label): one for file in summary.files for one in file.unknown_labels if one.field}
    refused = sorted(found.values(), key=lambda one: (-one.rows, one.field, one.label))
    return [one for one in refused if one.field != "distance_miles"]


def meanings_of(field: str, settings: Settings) -> list[str]:
    """Our codes for a field, in their order."""
    return list(known_words(field, settings))
