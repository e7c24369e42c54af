"""A mapped file of episodes, one wide row each -> reports, and what they say of the children."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

import polars as pl

from data import codes
from data.checks import EPISODE_RULES, FINDING_SCHEMA, SEVERAL_IN_A_DAY
from data.formats.fields import birth_month, disagreements, usual_word, whole_years
from data.formats.mapped import distance, open_mapped, readable, themes, yes_or_no
from data.formats.mapping import Mapping
from data.formats.reading import File, Reading
from data.formats.themes import together
from data.pseudonyms import Pseudonyms

# What stands in an end column in place of a date, and what a blank there means, by the mapping.
ENDS_IN_WORDS: Final = {
    "still_missing": codes.STILL_OPEN,
    "not_known": codes.END_NOT_KNOWN,
    "error": codes.OPEN_IN_DOUBT,
}
BLANK_ENDS: Final = {
    "still_missing": codes.STILL_OPEN,
    "returned": codes.RETURNED,
    "not_known": codes.END_NOT_KNOWN,
}
CHILD_FIELDS: Final = ("sex", "birth_month", "ethnic_code", "is_uasc")
# Who is unaccompanied may change; the others do not.
CONFLICTS: Final = {"sex": "sex", "birth_month": "month of birth", "ethnic_code": "ethnicity"}
# Our column of `report` -> the field that it comes from, where the names differ.
REPORT_FIELDS: Final = {
    "started_utc": "started_at_utc",
    "started_precision": "started_at_precision",
    "ended_utc": "ended_at_utc",
    "ended_precision": "ended_at_precision",
    "police_risk": "risk",
    "area": "missing_from_area",
    "place": "missing_from_place",
    "interview_offered_utc": "interview_offered_at_utc",
    "interview_completed_utc": "interview_completed_at_utc",
    "interview_completed_precision": "interview_completed_at_precision",
    "interview_declined_utc": "interview_declined_at_utc",
    "social_worker_visit_utc": "social_worker_visit_at_utc",
    "social_worker_visit_precision": "social_worker_visit_at_precision",
}

NEVER: Final = datetime(9999, 1, 1)
IS_DAY_ALONE: Final = pl.col("episode").is_null() & (pl.col("started_at_precision") == "date")


def read_episodes(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """What a mapped file says. Raises UnusableFile where it lacks a column that the mapping names."""
    opened = open_mapped(file, mapping, pseudonyms, as_of, EPISODE_RULES, prepare=later_end)
    reports = together(reports_of(opened.rows, mapping), "report_key", "interview_themes")
    reading = opened.reading(reports, reports["started_at"], None)
    reading = with_children(reading, told_of_children(reports))
    reading = replace(reading, texts=opened.texts(reports, "report_key"))
    return replace(reading, findings=pl.concat([reading.findings, several_in_a_day(reports)]))


def later_end() -> pl.Expr:
    """An end in the hour that came twice, before the start by its first reading, can only be the second."""
    is_second = (pl.col("ended_at_utc") < pl.col("started_at_utc")) & (
        pl.col("ended_at_later") >= pl.col("started_at_utc")
    )
    return pl.when(is_second).then("ended_at_later").otherwise("ended_at_utc").alias("ended_at_utc")


def reports_of(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """The rows as the `report` table has them."""
    rows = with_report_keys(rows.with_columns(**distance()))
    return rows.with_columns(
        *readable(mapping),
        end_status=end_status(rows.columns, BLANK_ENDS[mapping.blank_end]),
        interview_offered=yes_or_no("interview_offered"),
        interview_themes=themes(mapping),
        age_at_start=pl.coalesce(whole_years(pl.col("date_of_birth"), pl.col("started_at")), "age"),
        legal_status=pl.col("legal_status").str.to_uppercase(),
    ).with_columns(pl.col(field).alias(column) for column, field in REPORT_FIELDS.items())


def end_status(columns: Collection[str], blank_end: str = codes.STILL_OPEN) -> pl.Expr:
    """How the episode stands: by its end, else by a word in place of one (`ended_word`), else by what a blank means."""
    ends = pl.col("ended_word").replace_strict(ENDS_IN_WORDS, default=None, return_dtype=pl.String)
    worded = [ends] if "ended_word" in columns else []
    returned = pl.when(pl.col("ended_at").is_not_null()).then(pl.lit(codes.RETURNED))
    return pl.coalesce(returned, *worded, pl.lit(blank_end))


def with_report_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds report_key. Rows with a day alone and no number, which differ in their end, are several episodes of a day.

    The first to end has the key that it would have alone, so that a file that is loaded again says the same again.
    """
    rows = rows.with_columns(report_key=report_key())
    if not rows.select(IS_DAY_ALONE.any()).item():
        return rows.with_columns(nth_of_day=pl.lit(1))
    nth = pl.col("ended_at").fill_null(NEVER).rank("dense").over("report_key")
    rows = rows.with_columns(nth_of_day=pl.when(IS_DAY_ALONE).then(nth).otherwise(1))
    later = pl.when(pl.col("nth_of_day") > 1).then(pl.concat_str("report_key", "nth_of_day", separator=":"))
    return rows.with_columns(report_key=pl.coalesce(later, "report_key"))


def several_in_a_day(reports: pl.DataFrame) -> pl.DataFrame:
    """A finding for each row that was told from another of its day by its end alone."""
    text = (
        "Another row gives this child, category and day with another end, and neither has a reference or a time: "
        "taken as two episodes."
    )
    doubted = reports.filter(pl.col("nth_of_day") > 1)
    return doubted.select("row_number", rule=pl.lit(SEVERAL_IN_A_DAY), message=pl.lit(text)).cast(FINDING_SCHEMA)


def report_key() -> pl.Expr:
    """One episode as its system knows it: by the system's own id, else by child and start; of a date, category too.

    The child is part of it: some systems number each file's rows from 1, and such a number names nothing alone. A
    child goes once at one minute, whatever that is called; on one day a child may be missing and away.
    """
    # A start is written out only where it is needed.
    start = pl.when(pl.col("episode").is_null()).then("started_at").dt.strftime("%Y-%m-%dT%H:%M:%S")
    category = pl.when(pl.col("started_at_precision") == "date").then(pl.col("category")).otherwise(pl.lit("at"))
    return pl.coalesce(
        pl.concat_str("system", "child_id", pl.lit("id"), "episode", separator=":"),
        pl.concat_str("system", "child_id", category, start, separator=":"),
    )


def told_of_children(reports: pl.DataFrame) -> pl.DataFrame:
    """What each row says of its child. Columns: row_number, child_id, started_utc and CHILD_FIELDS."""
    has_flag = pl.when(pl.col("flags").list.contains("uasc")).then(pl.lit(value=True))
    return reports.select(
        "row_number",
        "child_id",
        "started_utc",
        "sex",
        birth_month=birth_month(pl.col("date_of_birth")),
        ethnic_code=pl.col("ethnicity"),
        is_uasc=pl.coalesce(has_flag, "uasc"),
    )


def with_children(reading: Reading, told: pl.DataFrame) -> Reading:
    """The reading with what its rows say of each child, and a doubt for each row that says otherwise."""
    children = usual_word(told, CHILD_FIELDS, "started_utc")
    doubts = disagreements(told, children, CONFLICTS)
    return replace(reading, children=children, findings=pl.concat([reading.findings, doubts]))
