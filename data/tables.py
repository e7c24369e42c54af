"""The store's tables as Polars frames: their columns and types, in the order of schema.sql."""

from typing import Final

import polars as pl

MOMENT: Final = pl.Datetime("us")
WORDS: Final = pl.List(pl.String)

LOAD: Final = pl.Schema(
    {
        "load_id": pl.Int32(),
        "system": pl.String(),
        "kind": pl.String(),
        "file_name": pl.String(),
        "sha256": pl.String(),
        "mapping_sha256": pl.String(),
        "child_ids": pl.String(),
        "child_id_form": pl.String(),
        "received_at": MOMENT,
        "as_of": MOMENT,
        "covers_from": pl.Date(),
        "covers_to": pl.Date(),
        "rows_in": pl.Int64(),
        "loaded": pl.Int64(),
        "duplicates": pl.Int64(),
        "refused": pl.Int64(),
        "left_out": pl.Int64(),
        "tolerances": WORDS,
        "speaks_of": WORDS,
        "fields": WORDS,
        "headings": WORDS,
        "delimiter": pl.String(),
    }
)

REPORT: Final = pl.Schema(
    {
        "report_key": pl.String(),
        "system": pl.String(),
        "load_id": pl.Int32(),
        "row_number": pl.Int64(),
        "child_id": pl.String(),
        "category": pl.String(),
        "started_at": MOMENT,
        "started_utc": MOMENT,
        "started_precision": pl.String(),
        "ended_at": MOMENT,
        "ended_utc": MOMENT,
        "ended_precision": pl.String(),
        "end_status": pl.String(),
        "how_ended": pl.String(),
        "age_at_start": pl.Int8(),
        "setting": pl.String(),
        "legal_status": pl.String(),
        "placement": pl.String(),
        "in_area": pl.String(),
        "responsible_authority": pl.String(),
        "host_authority": pl.String(),
        "police_risk": pl.String(),
        "area": pl.String(),
        "district": pl.String(),
        "sector": pl.String(),
        "place": pl.String(),
        "found_district": pl.String(),
        "found_sector": pl.String(),
        "found_place": pl.String(),
        "distance_miles": pl.Float64(),
        "distance_status": pl.String(),
        "triage": pl.String(),
        "interview_provider": pl.String(),
        "interview_offered": pl.Boolean(),
        "interview_offered_at": MOMENT,
        "interview_offered_utc": MOMENT,
        "interview_completed_at": MOMENT,
        "interview_completed_utc": MOMENT,
        "interview_completed_precision": pl.String(),
        "interview_outcome": pl.String(),
        "interview_themes": WORDS,
        "interview_declined_at": MOMENT,
        "interview_declined_utc": MOMENT,
        "social_worker_visit_at": MOMENT,
        "social_worker_visit_utc": MOMENT,
        "social_worker_visit_precision": pl.String(),
        "safe_and_well_at": MOMENT,
        "reported_from": pl.String(),
        "flags": WORDS,
    }
)

# What a report about an episode and a notification have in common: they are read by one set of steps.
NOT_OF_A_NOTIFICATION: Final = (
    "report_key",
    "started_at",
    "started_utc",
    "started_precision",
    "ended_at",
    "ended_utc",
    "ended_precision",
    "end_status",
    "triage",
    "safe_and_well_at",
    "social_worker_visit_at",
    "social_worker_visit_utc",
    "social_worker_visit_precision",
)
NOTIFICATION: Final = pl.Schema(
    {
        "notification_key": pl.String(),
        "episode": pl.String(),
        "says": pl.String(),
        "told_at": MOMENT,
        "told_utc": MOMENT,
        "told_precision": pl.String(),
    }
    | {
        name: kind
        for name, kind in REPORT.items()
        if name not in NOT_OF_A_NOTIFICATION and not name.startswith("interview_")
    }
)

INTERVIEW: Final = pl.Schema(
    {
        "interview_key": pl.String(),
        "system": pl.String(),
        "load_id": pl.Int32(),
        "row_number": pl.Int64(),
        "child_id": pl.String(),
        "episodes": WORDS,
        "returned_at": MOMENT,
        "returned_utc": MOMENT,
        "returned_precision": pl.String(),
        "provider": pl.String(),
        "offered": pl.Boolean(),
        "offered_at": MOMENT,
        "offered_utc": MOMENT,
        "completed_at": MOMENT,
        "completed_utc": MOMENT,
        "completed_precision": pl.String(),
        "outcome": pl.String(),
        "themes": WORDS,
    }
)

BENCHMARK: Final = pl.Schema(
    {
        "load_id": pl.Int32(),
        "row_number": pl.Int64(),
        "year": pl.Int32(),
        "area_code": pl.String(),
        "area_name": pl.String(),
        "level": pl.String(),
        "measure": pl.String(),
        "value": pl.Float64(),
        "status": pl.String(),
    }
)

SUPPORT: Final = pl.Schema(
    {
        "system": pl.String(),
        "load_id": pl.Int32(),
        "row_number": pl.Int64(),
        "child_id": pl.String(),
        "support": pl.String(),
        "provider": pl.String(),
        "started_on": pl.Date(),
        "ended_on": pl.Date(),
        "topics": WORDS,
    }
)

FOLLOW_UP: Final = pl.Schema(
    {
        "system": pl.String(),
        "load_id": pl.Int32(),
        "row_number": pl.Int64(),
        "child_id": pl.String(),
        "follow_up": pl.String(),
        "done_on": pl.Date(),
        "screening_tool": pl.String(),
        "screening_result": pl.String(),
    }
)

REPLY: Final = pl.Schema(
    {
        "report_key": pl.String(),
        "system": pl.String(),
        "load_id": pl.Int32(),
        "row_number": pl.Int64(),
        "child_id": pl.String(),
        "says": pl.String(),
        "note": pl.String(),
    }
)

CHILD_REPORT: Final = pl.Schema(
    {
        "child_id": pl.String(),
        "system": pl.String(),
        "load_id": pl.Int32(),
        "sex": pl.String(),
        "birth_month": pl.Date(),
        "ethnic_code": pl.String(),
        "is_uasc": pl.Boolean(),
    }
)

CARE_PERIOD: Final = pl.Schema(
    {
        "child_id": pl.String(),
        "system": pl.String(),
        "load_id": pl.Int32(),
        "started_on": pl.Date(),
        "ended_on": pl.Date(),
        "reason_started": pl.String(),
        "reason_ended": pl.String(),
        "legal_status": pl.String(),
        "placement_code": pl.String(),
        "placement": pl.String(),
        "placement_provider": pl.String(),
        "urn": pl.String(),
        "home_district": pl.String(),
        "placement_district": pl.String(),
    }
)

REFUSED_ROW: Final = pl.Schema(
    {
        "load_id": pl.Int32(),
        "system": pl.String(),
        "file_name": pl.String(),
        "row_number": pl.Int64(),
        "rule": pl.String(),
        "message": pl.String(),
        "original": pl.String(),
        "is_open": pl.Boolean(),
        "started_at": MOMENT,
        "reference": pl.String(),
    }
)

# Of what a report or an interview tells, what only a reader can understand: texts.sql.
INTERVIEW_TEXT_ROW: Final = pl.Schema(
    {
        "of_key": pl.String(),
        "system": pl.String(),
        "load_id": pl.Int32(),
        "row_number": pl.Int64(),
        "child_id": pl.String(),
        "field": pl.String(),
        "text": pl.String(),
    }
)

REFUSED_RULE: Final = pl.Schema({"load_id": pl.Int32(), "rule": pl.String(), "rows": pl.Int64()})

FINDING: Final = pl.Schema(
    {
        "load_id": pl.Int32(),
        "file_name": pl.String(),
        "row_number": pl.Int64(),
        "rule": pl.String(),
        "message": pl.String(),
    }
)

TABLES: Final[dict[str, pl.Schema]] = {
    "load": LOAD,
    "report": REPORT,
    "child_report": CHILD_REPORT,
    "care_period": CARE_PERIOD,
    "notification": NOTIFICATION,
    "interview": INTERVIEW,
    "support": SUPPORT,
    "follow_up": FOLLOW_UP,
    "reply": REPLY,
    "benchmark": BENCHMARK,
    "interview_text": INTERVIEW_TEXT_ROW,
    "refused_row": REFUSED_ROW,
    "refused_rule": REFUSED_RULE,
    "finding": FINDING,
}
# Tables with rows about children, and those of them whose rows can be told by file and line.
OF_CHILDREN: Final = tuple(name for name, columns in TABLES.items() if "child_id" in columns)
WITH_LINES: Final = tuple(name for name in OF_CHILDREN if "row_number" in TABLES[name])
# The others, but for that of children, of whom files of episodes speak too.
WITHOUT_LINES: Final = tuple(name for name in OF_CHILDREN if name not in (*WITH_LINES, "child_report"))
# Made of the others when a snapshot is written.
COUNTED: Final = ("refused_rule",)


def shaped(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """The rows with exactly the table's columns and types; a column that they lack is null."""
    # Most rows that pass here have them already: of a small load, asking Polars costs more than the rows.
    if rows.schema == TABLES[table]:
        return rows
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in TABLES[table].items()
    )


def widened(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """The rows with all of the table's columns, and those of an earlier format that it has no longer."""
    earlier = [name for name in rows.columns if name not in TABLES[table]]
    return pl.concat([shaped(rows, table), rows.select(earlier)], how="horizontal")


def no_rows(table: str) -> pl.DataFrame:
    """The table with no rows."""
    return pl.DataFrame(schema=TABLES[table])
