"""Steps that every mapped kind of file shares: its fields as text, then as dates and codes, then checked."""

from collections.abc import Callable
from collections.abc import Mapping as Named
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from data.checks import POSTCODE_NOT_FOUND, RULE_TITLES, Checked, Context, RowRule, check_rows
from data.codes import CATEGORIES, NOT_IN_CARE, UNKNOWN
from data.formats.fields import by_distinct, labels_not_understood, undeclared_dates, with_dates
from data.formats.headings import Sought, heading_key
from data.formats.labels import NO, NOT_MARKED, UnknownLabel, codes_of, label_key, label_keys
from data.formats.mapping import Mapping
from data.formats.reading import File, Reading, all_refused
from data.formats.table_files import read_table
from data.formats.tables import Table
from data.pseudonyms import Pseudonyms
from geo.postcodes import parse_postcodes

# What a label that is not understood is loaded as; null where the field has no such value.
NOT_UNDERSTOOD: Final[Named[str, str | None]] = {
    **dict.fromkeys(("setting", "placement", "sex", "ethnicity", "in_area", "risk", "interview_outcome"), UNKNOWN),
    "triage": "not_triaged",
    "support": "other",
    "interview_offered": None,
}
# Field -> what our columns of its district and sector begin with.
# No picture and no paper may hold these.
UNPRINTABLE: Final = r"[\x00-\x1f\x7f\x{fffe}\x{ffff}]+"
POSTCODES: Final[Named[str, str]] = {
    "missing_from_postcode": "",
    "found_postcode": "found_",
    "home_postcode": "home_",
    "placement_postcode": "placement_",
}


@dataclass(frozen=True)
class Opened:
    """A mapped file, opened and checked: every field of its kind under our names, and what goes with them."""

    file: File
    mapping: Mapping
    as_of: datetime
    table: Table  # without its rows
    checked: Checked
    undeclared: tuple[str, ...]  # what to say of dates written in another way than the mapping says
    unknown_labels: tuple[UnknownLabel, ...]

    @property
    def rows(self) -> pl.DataFrame:
        """The rows that are not refused, with child_id and system."""
        return self.checked.rows.with_columns(system=pl.lit(self.mapping.source.system))

    def reading(self, rows: pl.DataFrame, months: tuple[date, date] | None, children: pl.DataFrame | None) -> Reading:
        """What the kinds have in common. `months` is what the file speaks for where the mapping does not say."""
        source = self.mapping.source
        return Reading(
            file=self.file,
            mapping_sha256=self.mapping.sha256,
            system=source.system or "",
            kind=source.kind,
            main=self.mapping.kind.main,
            as_of=self.as_of,
            covers=self.months_covered(months),
            rows=rows,
            refused=all_refused(self.table, self.checked),
            children=children,
            findings=self.checked.findings,
            tolerances=(*self.table.tolerances, *self.covered_in_part(months), *self.undeclared),
            unknown_labels=self.unknown_labels,
            child_ids=source.child_ids,
            speaks_of=self.mapping.speaks_of,
            sheets=self.table.sheets,
        )

    def months_covered(self, months: tuple[date, date] | None) -> tuple[date, date] | None:
        """What the file speaks for. `months` are those of its rows.

        Where a sheet that may hold rows was not read, nothing beyond them: a month without rows is then no month
        without episodes.
        """
        covers = self.mapping.source.covers
        if covers is None or not self.table.is_partial:
            return covers or months
        if months is None or months[1] <= covers[0] or covers[1] <= months[0]:
            return None
        return max(covers[0], months[0]), min(covers[1], months[1])

    def covered_in_part(self, months: tuple[date, date] | None) -> list[str]:
        """What is said where the file speaks for less than the mapping says."""
        covers, spoken = self.mapping.source.covers, self.months_covered(months)
        if covers is None or spoken == covers:
            return []
        period = f"{spoken[0]:%-d %B %Y} to {spoken[1] - timedelta(days=1):%-d %B %Y}" if spoken else "no month"
        return [f"Because a sheet was not read, the file is taken to speak for {period}, and not for all of `covers`."]


def open_mapped(
    file: File,
    mapping: Mapping,
    pseudonyms: Pseudonyms,
    as_of: datetime,
    rules: tuple[RowRule, ...],
    *,
    prepare: Callable[[], pl.Expr] | None = None,
) -> Opened:
    """The file, checked by these rules, after `prepare` has put its dates right.

    Raises UnusableFile where it lacks a column that the mapping names.
    """
    table = read_table(file.name, file.content, sought_by(mapping))
    texts = fields_of(table, mapping)
    table = replace(table, rows=table.rows.clear())
    with ThreadPoolExecutor() as beside:
        # Python makes the pseudonyms while Polars reads the dates.
        child_ids = beside.submit(pseudonyms.of, texts["child"], mapping.source.child_ids)
        rows = with_dates(texts, mapping.kind.dates, mapping.source.dates)
        del texts
        rows = with_codes(rows if prepare is None else rows.with_columns(prepare()), mapping)
    rows = rows.with_columns(child_id=child_ids.result())
    postcodes = tuple(postcode_rule(name) for name in POSTCODES if name in mapping.kind.fields)
    undeclared = undeclared_dates(rows, mapped_dates(mapping), mapping.source.dates)
    labels = unknown_labels(rows, mapping)
    checked = check_rows(rows, (*rules, *postcodes), context_of(mapping, as_of))
    return Opened(file, mapping, as_of, table, checked, tuple(undeclared), tuple(labels))


def sought_by(mapping: Mapping) -> Sought:
    """What the mapping says of the file's headings and sheets."""
    return Sought(
        sets=(mapping.headings,),
        advice=f"Correct the heading in {mapping.name}.",
        needed=tuple(mapping.columns[name] for name in mapping.kind.required if name in mapping.columns),
        child=mapping.columns["child"],
        dates=tuple(mapped_dates(mapping).values()),
        sheets=mapping.source.sheets,
    )


def context_of(mapping: Mapping, as_of: datetime) -> Context:
    """What the rules must know of the file."""
    known = {label for label, code in mapping.codes.get("category", {}).items() if code in CATEGORIES}
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
    return {name: mapping.columns[name] for name in mapping.kind.dates if name in mapping.columns}


def fields_of(table: Table, mapping: Mapping) -> pl.DataFrame:
    """Every field as text, null where the mapping does not name it; `flags` as a list."""
    marks = {f"flag {flag}": heading for flag, heading in mapping.flags.items()}
    rows = table.texts(mapping.columns | marks, heading_key)
    lacking = (name for name in mapping.kind.fields if name not in mapping.columns)
    unmapped = [pl.lit(None, dtype=pl.String).alias(name) for name in lacking]
    not_marked = [label_key(word) for word in NOT_MARKED]
    flags = [
        pl.when(label_keys(pl.col(f"flag {flag}")).is_in(not_marked) == pl.lit(value=False)).then(pl.lit(flag))
        for flag in sorted(mapping.flags)
    ]
    listed = pl.concat_list(flags).list.drop_nulls() if flags else pl.lit([], dtype=pl.List(pl.String))
    return rows.with_columns(*unmapped, flags=listed).drop(list(marks))


def with_codes(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Labels as our codes (each label kept as field_label), open words renamed, postcodes as district and sector."""
    for name in mapping.kind.closed:
        understood = codes_of(rows[name], mapping.codes[name]).alias(name)
        rows = rows.rename({name: f"{name}_label"}).with_columns(understood)
    # An open word is written on pages, pictures and papers: what no font has is a space.
    rows = rows.with_columns(
        pl.col(name).str.replace_all(UNPRINTABLE, " ").str.strip_chars().replace("", None) for name in mapping.kind.open
    )
    for name in (name for name in mapping.kind.open if name in mapping.renamed):
        renamed = codes_of(rows[name], mapping.renamed[name])
        rows = rows.with_columns(pl.coalesce(renamed, rows[name]).alias(name))
    for name, prefix in POSTCODES.items():
        if name in mapping.kind.fields:
            parsed = by_distinct(rows[name], parse_postcodes)
            rows = rows.rename({name: f"{name}_text"}).with_columns(
                parsed["status"].alias(name),
                parsed["district"].alias(f"{prefix}district"),
                parsed["sector"].alias(f"{prefix}sector"),
            )
    is_placed = {"setting", "placement"} <= set(mapping.kind.closed)
    return rows.with_columns(placement=placement()) if is_placed else rows


def placement() -> pl.Expr:
    """A child at home has no placement, whatever word the source has for it."""
    is_home = (pl.col("setting") == "home") & pl.col("placement_label").is_not_null()
    return pl.when(is_home).then(pl.lit(NOT_IN_CARE)).otherwise("placement")


def readable(mapping: Mapping) -> list[pl.Expr]:
    """Each closed field that may be unknown: where a label stands that is not understood, unknown."""
    return [
        pl.when(pl.col(f"{name}_label").is_not_null())
        .then(pl.col(name).fill_null(pl.lit(loaded, dtype=pl.String)))
        .alias(name)
        for name, loaded in NOT_UNDERSTOOD.items()
        if loaded and name in mapping.kind.closed
    ]


def yes_or_no(name: str) -> pl.Expr:
    """The field as true, false, or null where it does not apply or is not recorded."""
    return pl.col(name).replace_strict({"yes": True, "no": False}, default=None, return_dtype=pl.Boolean)


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


def is_unaccompanied() -> pl.Expr:
    """Whether the row marks the child as unaccompanied and seeking asylum; null where it says nothing."""
    marks = label_keys(pl.col("uasc"))
    return (
        pl.when(marks.is_in([label_key(word) for word in NO]))
        .then(pl.lit(value=False))
        .when(marks.is_not_null() & ~marks.is_in([label_key(word) for word in NOT_MARKED]))
        .then(pl.lit(value=True))
    )


def unknown_labels(rows: pl.DataFrame, mapping: Mapping) -> list[UnknownLabel]:
    """Every label of a mapped field that has no code, and what to write in the mapping."""
    found: list[UnknownLabel] = []
    for name in (name for name in mapping.kind.closed if name in mapping.columns):
        understood = rows[name]
        if name == "distance_miles":
            understood = rows.select(distance()["distance_miles"].cast(pl.String).fill_null(pl.col(name))).to_series()
        write = f"Add it under [values.{name}] in {mapping.name}: <our code> = "
        found += labels_not_understood(rows[f"{name}_label"], understood, mapping.columns[name], write, name)
    return found
