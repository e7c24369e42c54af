"""Steps that every mapped kind of file shares: its fields as text, then as dates and codes, then checked."""

import re
from collections.abc import Callable
from collections.abc import Mapping as Named
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from data.checks import AGE_NOT_UNDERSTOOD, POSTCODE_NOT_FOUND, RULE_TITLES, Checked, Context, RowRule, check_rows
from data.codes import CATEGORIES, NOT_IN_CARE, UNKNOWN
from data.formats.as_written import AsWritten, as_written, holds_of, without_placeholders
from data.formats.blanks import NO_MARK, FieldWords, Holds, field_words, is_error
from data.formats.child_ids import identified
from data.formats.dates import DAY_AND_MONTH, ShortYears, day_in_words
from data.formats.exchanged import put_right
from data.formats.fields import by_distinct, labels_not_understood, said_of_dates, with_dates, years_in
from data.formats.headings import heading_key
from data.formats.kinds import flag_field
from data.formats.labels import UnknownLabel, codes_of, label_key
from data.formats.mapping import Mapping
from data.formats.reading import File, Reading, all_refused, months_spoken_for, of_table, unbroken_months
from data.formats.senders import mapped_dates, table_of, wanted
from data.formats.tables import Table
from data.formats.themes import all_answers, labels_to_map, texts_of, with_answers
from data.formats.times import said_of_unnamed_times, with_times
from data.formats.unnamed_ages import said_of_unnamed_ages
from data.pseudonyms import Pseudonyms
from geo.postcodes import parse_postcodes

# What a label that is not understood is loaded as; null where the field has no such value.
NOT_UNDERSTOOD: Final[Named[str, str | None]] = {
    **dict.fromkeys(("setting", "placement", "sex", "ethnicity", "in_area", "risk", "interview_outcome"), UNKNOWN),
    "triage": "not_triaged",
    "support": "other",
    "screening_result": None,
    "interview_offered": None,
}
# How far before the end of the period covered a date may lie whose year has two digits, and a birth.
YEARS_BEFORE: Final = 10
OLDEST_BORN: Final = 30
# No picture and no paper may hold these.
UNPRINTABLE: Final = "[\x00-\x1f\x7f\ufffe\uffff]+"
NOT_MARKS: Final = frozenset(map(label_key, NO_MARK))
# A flag's text that may say either that there is none, or what there is.
BEGINS_AS_NO: Final = re.compile(r"(?i)\s*(?:(?:no|none|nil|not|never)\b|[✗✘])")
MARKS_SHOWN, MARK_SHOWN = 5, 60
# Field -> what our columns of its district and sector begin with.
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
    left_out: int  # rows that the mapping leaves out
    said_of_dates: tuple[str, ...]  # of dates that are not as the mapping says
    unknown_labels: tuple[UnknownLabel, ...]

    @property
    def rows(self) -> pl.DataFrame:
        """The rows that are not refused, with child_id and system."""
        return self.checked.rows.with_columns(system=pl.lit(self.mapping.source.system))

    def texts(self, rows: pl.DataFrame, key: str) -> pl.DataFrame:
        """What the rows have of interviews in words, by the column that says what each is about."""
        return texts_of(rows, key, self.mapping.codes, self.mapping.columns)

    def reading(self, rows: pl.DataFrame, starts: pl.Series | None, children: pl.DataFrame | None) -> Reading:
        """What the kinds have in common. `starts` are the times by which it speaks for months; none of other kinds."""
        source = self.mapping.source
        return Reading(
            file=self.file,
            mapping_sha256=self.mapping.sha256,
            system=source.system or "",
            kind=source.kind,
            main=self.mapping.kind.main,
            as_of=self.as_of,
            covers=self.months_covered(starts),
            rows=rows,
            refused=all_refused(self.table, self.checked),
            children=children,
            findings=self.checked.findings,
            tolerances=(*self.table.tolerances, *self.covered_in_part(starts), *self.said_of_dates),
            unknown_labels=self.unknown_labels,
            child_ids=source.child_ids,
            child_id_form=source.child_id_form,
            speaks_of=self.mapping.speaks_of,
            left_out=self.left_out,
            fields=self.mapping.fields,
            **of_table(self.table),
        )

    def months_covered(self, starts: pl.Series | None) -> tuple[date, date] | None:
        """What the file speaks for. `starts` are those of its rows; none where its kind speaks for no period.

        Where a sheet that may hold rows was not read, no month without rows, before, between or after them: it may be
        the month of that sheet. So it is where refused rows come back: they say nothing of the days of other rows.
        """
        covers = self.mapping.source.covers
        is_partial = self.table.is_partial or self.table.is_sent_back
        if starts is None:
            return None if is_partial else covers
        if not is_partial:
            return covers or months_spoken_for(starts)
        if covers is None:
            return unbroken_months(starts)
        months = unbroken_months(starts.filter((starts.dt.date() >= covers[0]) & (starts.dt.date() < covers[1])))
        return months and (max(covers[0], months[0]), min(covers[1], months[1]))

    def covered_in_part(self, starts: pl.Series | None) -> list[str]:
        """What is said where the file speaks for less than the mapping says."""
        covers, spoken = self.mapping.source.covers, self.months_covered(starts)
        if covers is None or spoken == covers or self.table.is_sent_back:
            return []
        period = f"{day_in_words(spoken[0])} to {day_in_words(spoken[1] - timedelta(days=1))}" if spoken else "no month"
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
    table, left_out = wanted(table_of(file, mapping), mapping)
    words = words_of(mapping)
    texts = fields_of(table, mapping, words)
    unnamed = [*said_of_unnamed_times(table, mapping), *said_of_unnamed_ages(table, mapping)]
    unnamed += said_of_marks(texts.distinct, mapping)
    table = replace(table, rows=table.rows.clear())
    source = mapping.source
    with ThreadPoolExecutor() as beside:
        # Python makes the pseudonyms while Polars reads the dates.
        child_ids = beside.submit(identified, texts.rows["child"], source.child_id_form, pseudonyms, source.child_ids)
        years = short_years(mapping, as_of)
        rows = with_dates(texts.rows, mapping.kind.dates, source.dates, years)
        texts = replace(texts, rows=rows.clear())
        rows, exchanged = put_right(rows, mapping, as_of, years)
        rows = without_exchanged_births(rows)
        rows = without_placeholders(rows, {name: words[name] for name in mapping.kind.dates})
        rows = with_codes(rows if prepare is None else rows.with_columns(prepare()), mapping, texts.distinct)
    rows = rows.hstack(child_ids.result())
    postcodes = tuple(postcode_rule(name) for name in POSTCODES if name in mapping.kind.fields)
    of_ages = (AGE_NOT_UNDERSTOOD,) if "age" in mapping.columns else ()
    rules = (*rules, *postcodes, *texts.rules(), *of_ages)
    told = said_of_dates(rows, mapped_dates(mapping), source.dates)
    labels = unknown_labels(rows, mapping)
    checked = check_rows(rows, rules, context_of(mapping, as_of))
    return Opened(file, mapping, as_of, table, checked, left_out, (*told, *exchanged, *unnamed), tuple(labels))


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


def short_years(mapping: Mapping, as_of: datetime) -> dict[str, ShortYears]:
    """Which years two digits mean, date by date: by the mapping's century, else by the period that it covers.

    A child was born at most thirty years before. Without either, years of two digits are refused.
    """
    source = mapping.source
    if source.century is None and source.covers is None:
        return {}
    last = source.covers[1].year if source.covers else as_of.year
    if source.century is not None:
        years = ShortYears(source.century, source.century + 99)
    else:
        years = ShortYears(last - YEARS_BEFORE, last + 1)
    born = ShortYears(last - OLDEST_BORN, last)
    return {name: born if name == "date_of_birth" else years for name in mapping.kind.dates}


def words_of(mapping: Mapping) -> dict[str, FieldWords]:
    """What the words of each field mean that are no value; and those of each flag's column."""
    of_all = mapping.blanks.get("all", frozenset())
    answers = {name: mapping.codes.get(name) or mapping.renamed.get(name) for name in mapping.kind.fields}
    fields = {
        name: field_words(name, holds_of(name), known, mapping.blanks.get(name, ()), of_all)
        for name, known in answers.items()
    }
    flags = {
        flag_field(flag): field_words(flag, Holds.MARK, None, mapping.blanks.get(flag, ()), of_all)
        for flag in mapping.flags
    }
    return fields | flags


def fields_of(table: Table, mapping: Mapping, words: Named[str, FieldWords]) -> AsWritten:
    """Every field's values as text, null where the mapping neither names nor says it; `flags` as a list."""
    headings = mapping.columns | {flag_field(flag): heading for flag, heading in mapping.flags.items()}
    times = {f"time {name}": heading for name, heading in mapping.times.items()}
    rows = with_times(table.texts(headings | times, heading_key), mapping)
    lacking = (name for name in mapping.kind.fields if name not in mapping.columns)
    # What the mapping says of every row is read like a label that stands in each.
    rows = rows.with_columns(pl.lit(mapping.constants.get(name), dtype=pl.String).alias(name) for name in lacking)
    texts = as_written(rows, words, headings, mapping.kind.required)
    flags = [pl.when(is_marked(flag_field(flag), texts.distinct)).then(pl.lit(flag)) for flag in sorted(mapping.flags)]
    listed = pl.concat_list(flags).list.drop_nulls() if flags else pl.lit([], dtype=pl.List(pl.String))
    marked = texts.rows.with_columns(flags=listed)
    if "uasc" in mapping.kind.fields:
        marked = marked.with_columns(uasc=is_marked("uasc", texts.distinct))
    return replace(texts, rows=marked.drop(map(flag_field, mapping.flags)))


def is_marked(name: str, distinct: Named[str, list[str]]) -> pl.Expr:
    """Whether the cell marks something: false where it says that there is nothing, null where it is blank."""
    marks = {text: not says_none(text) for text in distinct[name]}
    if not marks:
        return pl.lit(None, dtype=pl.Boolean)
    return pl.col(name).replace_strict(marks, default=None, return_dtype=pl.Boolean)


def says_none(text: str) -> bool:
    """Whether a flag's text says that there is none."""
    return label_key(text).rstrip(".!") in NOT_MARKS


def said_of_marks(distinct: Named[str, list[str]], mapping: Mapping) -> list[str]:
    """What is said of each flag's texts that count as marks and begin with a word for no."""
    sentences = []
    for flag, heading in mapping.flags.items():
        marks = [text for text in distinct[flag_field(flag)] if not says_none(text)]
        if odd := sorted(text for text in marks if BEGINS_AS_NO.match(text)):
            listed = ", ".join(repr(text[:MARK_SHOWN]) for text in odd[:MARKS_SHOWN])
            texts = "1 text begins" if len(odd) == 1 else f"{len(odd)} texts begin"
            sentences.append(
                f"In {heading!r}, {texts} as a no, and each counts as a mark: {listed}. If one says that there is "
                f"none, list it under [blanks] in {mapping.name}: {flag} = [...]."
            )
    return sentences


def without_exchanged_births(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without dates of birth whose day and month may be exchanged."""
    if "date_of_birth" not in rows.columns:
        return rows
    is_exchanged = pl.col("date_of_birth_problem").eq_missing(pl.lit(DAY_AND_MONTH))
    return rows.with_columns(date_of_birth=pl.when(~is_exchanged).then("date_of_birth"))


def with_codes(rows: pl.DataFrame, mapping: Mapping, distinct: Named[str, list[str]]) -> pl.DataFrame:
    """Labels as our codes (each label kept as field_label), open words renamed, postcodes as district and sector."""
    for name in mapping.kind.closed:
        understood = codes_of(rows[name], mapping.codes[name], distinct[name]).alias(name)
        rows = rows.rename({name: f"{name}_label"}).with_columns(understood)
    for name in (name for name in mapping.kind.several if name in mapping.columns):
        rows = with_answers(rows, name, mapping.codes[name], distinct[name])
    for name in mapping.kind.open:
        kept = {word: word_to_keep(word, mapping.renamed.get(name, {})) for word in distinct[name]}
        if changed := {word: new for word, new in kept.items() if word != new}:
            rows = rows.with_columns(pl.col(name).replace(changed))
    for name, prefix in POSTCODES.items():
        if name in mapping.kind.fields:
            parsed = by_distinct(rows[name], parse_postcodes)
            rows = rows.rename({name: f"{name}_text"}).with_columns(
                parsed["status"].alias(name),
                parsed["district"].alias(f"{prefix}district"),
                parsed["sector"].alias(f"{prefix}sector"),
            )
    if "age" in mapping.kind.fields:
        rows = rows.with_columns(**ages(distinct["age"]))
    is_placed = {"setting", "placement"} <= set(mapping.kind.closed)
    return rows.with_columns(placement=placement()) if is_placed else rows


def ages(distinct: list[str]) -> dict[str, pl.Expr]:
    """The age in whole years, and the text of one that is none."""
    years = {text: years_in(text) for text in distinct}
    if not years:
        return {"age": pl.lit(None, dtype=pl.Int8), "age_problem": pl.lit(None, dtype=pl.String)}
    odd = [text for text, age in years.items() if age is None]
    return {
        "age": pl.col("age").replace_strict(years, default=None, return_dtype=pl.Int8),
        "age_problem": pl.when(pl.col("age").is_in(odd)).then("age"),
    }


def word_to_keep(word: str, renamed: Named[str, str]) -> str | None:
    """An open word as it is written on pages, pictures and papers: renamed by the mapping, what no font has a space."""
    plain = re.sub(UNPRINTABLE, " ", word).strip()
    return renamed.get(label_key(plain), plain) or None


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


def themes(mapping: Mapping) -> pl.Expr:
    """Every answer that the row's interview has, by the codes of data/themes.py; null where the file asks none."""
    return all_answers(name for name in mapping.kind.several if name in mapping.columns)


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


def unknown_labels(rows: pl.DataFrame, mapping: Mapping) -> list[UnknownLabel]:
    """Every label of a mapped field that has no code, and what to write in the mapping."""
    result: list[UnknownLabel] = []
    for name in (name for name in mapping.kind.closed if name in mapping.columns):
        understood = rows[name]
        if name == "distance_miles":
            understood = rows.select(distance()["distance_miles"].cast(pl.String).fill_null(pl.col(name))).to_series()
        write = f"Add it under [values.{name}] in {mapping.name}: <our code> = "
        result += labels_not_understood(rows[f"{name}_label"], understood, mapping.columns[name], write, name)
    for name in (name for name in mapping.kind.several if name in mapping.columns):
        write = f"Add it under [values.{name}] in {mapping.name}: <our code> = "
        result += labels_to_map(rows[f"{name}_label"], name, mapping.codes[name], mapping.columns[name], write)
    # What a spreadsheet could not work out is no label that a mapping could explain.
    return [item for item in result if not is_error(item.label)]
