"""A mapped file of episodes, one wide row each -> reports, and what they say of the children."""

from datetime import datetime
from typing import Final

import polars as pl

from data.checks import EPISODE_RULES, POSTCODE_NOT_FOUND, RULE_TITLES, Context, RowRule, check_rows
from data.codes import CATEGORIES, NOT_IN_CARE, UNKNOWN
from data.formats.fields import (
    birth_month,
    labels_not_understood,
    latest_word,
    undeclared_dates,
    whole_years,
    with_dates,
)
from data.formats.labels import NO, NOT_MARKED, OPEN_FIELDS, UnknownLabel, codes_of, label_key, label_keys
from data.formats.mapping import CLOSED_FIELDS, DATE_FIELDS, EPISODE_FIELDS, Mapping
from data.formats.reading import File, Reading, all_refused, months_spoken_for
from data.formats.tables import Sought, Table, heading_key, read_table
from data.pseudonyms import Pseudonyms
from geo.postcodes import parse_postcodes

# What a label that is not understood is loaded as; null where the field has no such value.
NOT_UNDERSTOOD: Final[dict[str, str | None]] = {
    **dict.fromkeys(("setting", "placement", "sex", "ethnicity", "in_area", "risk", "interview_outcome"), UNKNOWN),
    "triage": "not_triaged",
    "interview_offered": None,
}
POSTCODE_FIELDS: Final = {"missing_from_postcode": "", "found_postcode": "found_"}
CHILD_FIELDS: Final = ("sex", "birth_month", "ethnic_code", "is_uasc")
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


def read_episodes(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """What a mapped file says. Raises UnusableFile where it lacks a column that the mapping names."""
    sought = Sought((mapping.headings,), f"Correct the heading in {mapping.name}.")
    table = read_table(file.name, file.content, sought)
    rows = fields_of(table, mapping)
    rows = with_dates(rows, DATE_FIELDS, mapping.source.dates).with_columns(later_end())
    rows = with_codes(rows, mapping)
    checked = check_rows(rows, (*EPISODE_RULES, *POSTCODE_RULES), context_of(mapping, as_of))
    reports = reports_of(checked.rows, mapping, pseudonyms)
    return Reading(
        file=file,
        mapping_sha256=mapping.sha256,
        system=mapping.source.system,
        kind="episodes",
        main="report",
        as_of=as_of,
        covers=mapping.source.covers or months_spoken_for(reports["started_at"]),
        rows=reports,
        refused=all_refused(table, checked),
        children=children_of(checked.rows, reports),
        findings=checked.findings,
        tolerances=(*table.tolerances, *undeclared_dates(rows, mapped_dates(mapping), mapping.source.dates)),
        unknown_labels=tuple(unknown_labels(rows, mapping)),
        child_ids=mapping.source.child_ids,
    )


def context_of(mapping: Mapping, as_of: datetime) -> Context:
    """What the rules must know of the file."""
    known = {label: code for label, code in mapping.codes["category"].items() if code in CATEGORIES}
    return Context(
        dates=mapping.source.dates,
        as_of=as_of,
        headings=mapping.columns,
        covers=mapping.source.covers,
        known_categories=tuple(sorted(known)),
        where_to_add=f"Add it under [values.category] in {mapping.name}, or ask the sender what it means.",
    )


def mapped_dates(mapping: Mapping) -> dict[str, str]:
    """The date fields that the mapping names, with their headings."""
    return {name: mapping.columns[name] for name in DATE_FIELDS if name in mapping.columns}


def fields_of(table: Table, mapping: Mapping) -> pl.DataFrame:
    """Every field as text, null where the mapping does not name it; `flags` as a list."""
    marks = {f"flag {flag}": heading for flag, heading in mapping.flags.items()}
    rows = table.texts(mapping.columns | marks, heading_key)
    unmapped = [pl.lit(None, dtype=pl.String).alias(name) for name in EPISODE_FIELDS if name not in mapping.columns]
    not_marked = [label_key(word) for word in NOT_MARKED]
    flags = [
        pl.when(label_keys(pl.col(f"flag {flag}")).is_in(not_marked) == pl.lit(value=False)).then(pl.lit(flag))
        for flag in sorted(mapping.flags)
    ]
    listed = pl.concat_list(flags).list.drop_nulls() if flags else pl.lit([], dtype=pl.List(pl.String))
    return rows.with_columns(*unmapped, flags=listed).drop(list(marks))


def later_end() -> pl.Expr:
    """An end in the hour that came twice, before the start by its first reading, can only be the second."""
    is_second = (pl.col("ended_at_utc") < pl.col("started_at_utc")) & (
        pl.col("ended_at_later") >= pl.col("started_at_utc")
    )
    return pl.when(is_second).then("ended_at_later").otherwise("ended_at_utc").alias("ended_at_utc")


def with_codes(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Labels as our codes (each label kept as field_label), open words renamed, postcodes as district and sector."""
    for name in CLOSED_FIELDS:
        understood = codes_of(rows[name], mapping.codes[name]).alias(name)
        rows = rows.rename({name: f"{name}_label"}).with_columns(understood)
    for name in (name for name in OPEN_FIELDS if name in mapping.renamed):
        renamed = codes_of(rows[name], mapping.renamed[name])
        rows = rows.with_columns(pl.coalesce(renamed, rows[name]).alias(name))
    for name, prefix in POSTCODE_FIELDS.items():
        parsed = parse_postcodes(rows[name])
        rows = rows.rename({name: f"{name}_text"}).with_columns(
            parsed["status"].alias(name),
            parsed["district"].alias(f"{prefix}district"),
            parsed["sector"].alias(f"{prefix}sector"),
        )
    return rows.with_columns(placement=placement())


def placement() -> pl.Expr:
    """A child at home has no placement, whatever word the source has for it."""
    is_home = (pl.col("setting") == "home") & pl.col("placement_label").is_not_null()
    return pl.when(is_home).then(pl.lit(NOT_IN_CARE)).otherwise("placement")


def postcode_rule(name: str) -> RowRule:
    """A postcode that is none: the row is loaded without it."""
    return RowRule(
        POSTCODE_NOT_FOUND,
        RULE_TITLES[POSTCODE_NOT_FOUND],
        lambda _: pl.col(name).is_in(["invalid", "unknown_outward"]),
        # Not repeated: a postcode, even one mistyped, is never kept whole.
        lambda context: pl.lit(f"{context.column(name)} is not a postcode of Great Britain."),
        refuses=False,
    )


POSTCODE_RULES: Final = tuple(postcode_rule(name) for name in POSTCODE_FIELDS)


def reports_of(rows: pl.DataFrame, mapping: Mapping, pseudonyms: Pseudonyms) -> pl.DataFrame:
    """The rows as the `report` table has them."""
    rows = rows.with_columns(child_id=pseudonyms.of(rows["child"], mapping.source.child_ids))
    rows = rows.with_columns(system=pl.lit(mapping.source.system), **distance())
    rows = rows.with_columns(report_key=report_key())
    readable = [
        pl.when(pl.col(f"{name}_label").is_not_null())
        .then(pl.col(name).fill_null(pl.lit(loaded, dtype=pl.String)))
        .alias(name)
        for name, loaded in NOT_UNDERSTOOD.items()
        if loaded
    ]
    return rows.with_columns(
        *readable,
        interview_offered=pl.col("interview_offered").replace_strict(
            {"yes": True, "no": False}, default=None, return_dtype=pl.Boolean
        ),
        age_at_start=whole_years(pl.col("date_of_birth"), pl.col("started_at")),
        legal_status=pl.col("legal_status").str.to_uppercase(),
    ).with_columns(pl.col(field).alias(column) for column, field in REPORT_FIELDS.items())


def distance() -> dict[str, pl.Expr]:
    """Miles where a number was written, and else why there is none."""
    miles = pl.col("distance_miles_label").cast(pl.Float64, strict=False)
    miles = pl.when(miles.is_finite() & (miles >= 0)).then(miles)
    status = (
        pl.when(pl.col("distance_miles_label").is_null())
        .then(None)
        .when(miles.is_not_null())
        .then(pl.lit("known"))
        .otherwise(pl.col("distance_miles").fill_null("not_recorded"))
    )
    return {"distance_miles": miles, "distance_status": status}


def report_key() -> pl.Expr:
    """One episode as its system knows it: by the system's own id, else by child, category and start.

    The child is part of it: some systems number each file's rows from 1, and such a number names nothing alone.
    """
    start = pl.col("started_at").dt.strftime("%Y-%m-%dT%H:%M:%S")
    return pl.coalesce(
        pl.concat_str("system", "child_id", pl.lit("id"), "episode", separator=":"),
        pl.concat_str("system", "child_id", "category", start, separator=":"),
    )


def children_of(rows: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """What the rows say of each child, the latest episode's word first."""
    marks = label_keys(pl.col("uasc"))
    is_marked = (
        pl.when(marks.is_in([label_key(word) for word in NO]))
        .then(pl.lit(value=False))
        .when(marks.is_not_null() & ~marks.is_in([label_key(word) for word in NOT_MARKED]))
        .then(pl.lit(value=True))
    )
    has_flag = pl.when(pl.col("flags").list.contains("uasc")).then(pl.lit(value=True))
    told = reports.with_columns(
        birth_month=birth_month(pl.col("date_of_birth")),
        ethnic_code=pl.col("ethnicity"),
        is_uasc=pl.coalesce(has_flag, rows.select(is_marked).to_series()),
    )
    in_time = told.sort("started_utc", "report_key")
    return latest_word(in_time, CHILD_FIELDS)


def unknown_labels(rows: pl.DataFrame, mapping: Mapping) -> list[UnknownLabel]:
    """Every label of a mapped field that has no code, and what to write in the mapping."""
    found: list[UnknownLabel] = []
    for name in (name for name in CLOSED_FIELDS if name in mapping.columns):
        understood = rows[name]
        if name == "distance_miles":
            understood = rows.select(distance()["distance_miles"].cast(pl.String).fill_null(pl.col(name))).to_series()
        write = f"Add it under [values.{name}] in {mapping.name}: <our code> = "
        found += labels_not_understood(rows[f"{name}_label"], understood, mapping.columns[name], write)
    return found
