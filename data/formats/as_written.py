"""A file's fields as they were written -> values alone, with what stood in place of a value beside them.

Used by every format before dates and labels are read, so that a blank is the same however it is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from data.checks import ERROR_CELL, EXPONENT_CELL, RowRule
from data.formats.blanks import (
    BETWEEN_PLACEHOLDERS,
    ENDED,
    NOT_AVAILABLE,
    PLACEHOLDER_YEARS,
    FieldWords,
    Holds,
    Meaning,
    distinct_texts,
    serial_says,
)
from data.formats.dates import NOT_A_DATE
from data.formats.kinds import KINDS

# Fields that stand in no list of dates, closed or open labels.
HOLDS: Final[Mapping[str, Holds]] = {
    "child": Holds.CHILD,
    **dict.fromkeys(("episode", "interview"), Holds.REFERENCE),
    **dict.fromkeys(("ended_at", "ended_on"), Holds.END),
    **dict.fromkeys(("missing_from_postcode", "found_postcode", "home_postcode", "placement_postcode"), Holds.POSTCODE),
    "uasc": Holds.MARK,
    "age": Holds.NUMBER,
}
DATES: Final = frozenset(name for kind in KINDS.values() for name in kind.dates)
CLOSED: Final = frozenset(name for kind in KINDS.values() for name in (*kind.closed, *kind.several))
# A kind of file has one of them at most.
END_FIELDS: Final = (ENDED, "ended_on")
FEW_OF: Final = (Holds.LABEL, Holds.WORD, Holds.MARK, Holds.NUMBER)
# What a date field's columns are called after it.
PARTS: Final = ("", "_utc", "_later", "_precision", "_problem", "_text")


@dataclass(frozen=True)
class AsWritten:
    """The rows with values alone, and the distinct values of every field that has few.

    Beside the fields stand child_text (what stands in place of a child's id), ended_word (null, still_missing,
    not_known or error) with ended_word_text (the word itself), and, only where there are any, error_cells and
    exponent_cells (the columns in which the row has such).
    """

    rows: pl.DataFrame
    distinct: Mapping[str, list[str]]

    def rules(self) -> tuple[RowRule, ...]:
        """The rules about words that this file needs beside those of its kind."""
        of_columns = {"error_cells": ERROR_CELL, "exponent_cells": EXPONENT_CELL}
        return tuple(rule for name, rule in of_columns.items() if name in self.rows.columns)


def holds_of(field: str) -> Holds:
    """What a field of ours holds."""
    if field in HOLDS:
        return HOLDS[field]
    if field in DATES:
        return Holds.DATE
    return Holds.LABEL if field in CLOSED else Holds.WORD


def as_written(
    rows: pl.DataFrame, words: Mapping[str, FieldWords], headings: Mapping[str, str], needed: Iterable[str]
) -> AsWritten:
    """Takes out of each field of `words` what is no value. `headings` are the sender's names, for messages.

    An error stays where the row is refused for it: in a field that every row needs, and in an end; but #N/A as an end
    is what a look-up shows that found none.
    """
    texts = {name: distinct_texts(rows[name], of_field) for name, of_field in words.items()}
    met = {name: met_in(texts[name], of_field) for name, of_field in words.items()}
    gone = {name: taken_out(name, met[name], words[name].holds, needed) for name in words if met[name]}
    cells = {
        f"{meaning}_cells": cells_with(gone, meaning, headings)
        for meaning in (Meaning.ERROR, Meaning.EXPONENT)
        if any(meaning in listed.values() for name, listed in gone.items() if name not in ("child", ENDED))
    }
    rows = rows.with_columns(
        **cells,
        child_text=where_any("child", gone) if "child" in words else pl.lit(None, dtype=pl.String),
        ended_word_text=end_text(gone),
        ended_word=end_word(gone),
    ).with_columns(without(name, listed) for name, listed in gone.items())
    left = {
        name: [text for text in texts[name] if text not in gone.get(name, {})]
        for name, of_field in words.items()
        if of_field.holds in FEW_OF
    }
    return AsWritten(rows, left)


def met_in(texts: Iterable[str], words: FieldWords) -> dict[str, Meaning]:
    """Each of these texts that is no value, with what it says."""
    return {text: meaning for text in texts if (meaning := words.meaning(text))}


def taken_out(name: str, met: Mapping[str, Meaning], holds: Holds, needed: Iterable[str]) -> dict[str, Meaning]:
    """Of what was met in a field, what the row is loaded without; the rest stays, and the row is refused for it."""
    if name == "child" or Meaning.ERROR not in met.values():
        return dict(met)
    is_refused = name in needed or holds is Holds.END
    return {
        text: meaning
        for text, meaning in met.items()
        if meaning is not Meaning.ERROR or not is_refused or (holds is Holds.END and is_not_available(text))
    }


def is_not_available(text: str) -> bool:
    """Whether the text is the error of a look-up that found nothing."""
    return text.strip().upper() == NOT_AVAILABLE


def without(name: str, gone: Mapping[str, Meaning]) -> pl.Expr:
    """The field, null where one of these stands."""
    return pl.when(~pl.col(name).is_in(list(gone))).then(name).alias(name)


def where_any(name: str, gone: Mapping[str, Mapping[str, Meaning]]) -> pl.Expr:
    """The field's text where it was taken out; null elsewhere."""
    if name not in gone:
        return pl.lit(None, dtype=pl.String)
    return pl.when(pl.col(name).is_in(list(gone[name]))).then(name)


def cells_with(gone: Mapping[str, Mapping[str, Meaning]], meaning: Meaning, headings: Mapping[str, str]) -> pl.Expr:
    """The columns of the row in which such a cell was taken out, as the sender calls them; null where none."""
    named = [
        pl.when(pl.col(name).is_in([text for text, met in listed.items() if met is meaning])).then(
            pl.lit(repr(headings.get(name, name)))
        )
        for name, listed in gone.items()
        if name not in ("child", ENDED)
    ]
    return pl.concat_str(named, separator=", ", ignore_nulls=True).replace("", None)


def end_text(gone: Mapping[str, Mapping[str, Meaning]]) -> pl.Expr:
    """The word that stands in place of an end, where it says something."""
    texts = [
        pl.when(
            pl.col(name).is_in([text for text, meaning in gone[name].items() if meaning is not Meaning.BLANK])
        ).then(name)
        for name in END_FIELDS
        if name in gone
    ]
    return pl.coalesce(*texts, pl.lit(None, dtype=pl.String))


def end_word(gone: Mapping[str, Mapping[str, Meaning]]) -> pl.Expr:
    """What that word says: still_missing, not_known or error."""
    words = [
        pl.col(name).replace_strict(saying, default=None, return_dtype=pl.String)
        for name in END_FIELDS
        if (saying := {text: str(met) for text, met in gone.get(name, {}).items() if met is not Meaning.BLANK})
    ]
    return pl.coalesce(*words, pl.lit(None, dtype=pl.String))


# --- dates of no day -------------------------------------------------------------------------------------------------


def without_placeholders(rows: pl.DataFrame, words: Mapping[str, FieldWords]) -> pl.DataFrame:
    """The rows after their dates were read, with dates of no day, such as 1900-01-01, as blank.

    An end of the past (1900) is not known, one of the future (9999) has not come; the text stays, beside ended_word.
    """
    dates = [name for name, of_field in words.items() if of_field.holds in (Holds.DATE, Holds.END)]
    for name in dates:
        if rows[f"{name}_text"].null_count() < rows.height:
            rows = without_placeholder(rows, name, words[name])
    if ENDED in dates:
        rows = rows.with_columns(pl.coalesce("ended_word_text", "ended_at_text").alias("ended_at_text"))
    return rows


def without_placeholder(rows: pl.DataFrame, name: str, words: FieldWords) -> pl.DataFrame:
    """The same, of one field."""
    met = placeholders_in(rows, name, words)
    if not met:
        return rows
    is_one = pl.col(f"{name}_text").is_in(list(met))
    columns = [pl.when(~is_one).then(f"{name}{part}").alias(f"{name}{part}") for part in PARTS]
    if name in END_FIELDS:
        saying = {text: str(says) for text, says in met.items() if says is not Meaning.BLANK}
        word = pl.col(f"{name}_text").replace_strict(saying, default=None, return_dtype=pl.String)
        columns += [
            pl.coalesce(word, "ended_word").alias("ended_word"),
            pl.when(word.is_not_null()).then(f"{name}_text").otherwise("ended_word_text").alias("ended_word_text"),
        ]
    return rows.with_columns(*columns, (pl.col(f"{name}_undeclared") & ~is_one).alias(f"{name}_undeclared"))


def placeholders_in(rows: pl.DataFrame, name: str, words: FieldWords) -> dict[str, Meaning]:
    """Each text of a date field that was read as a date of no day, or as no date, with what it says."""
    is_no_date = pl.col(f"{name}_problem").eq_missing(pl.lit(NOT_A_DATE))
    # Of three columns: a filter of the whole row costs as much as reading the dates. Nearly every date lies between.
    is_far = ~pl.col(name).is_between(*BETWEEN_PLACEHOLDERS)
    may_be = (
        rows.select(name, f"{name}_problem", text=f"{name}_text")
        .filter(is_no_date | is_far)
        .filter(is_no_date | pl.col(name).dt.year().is_in(PLACEHOLDER_YEARS))
    )
    read = may_be.select("text", is_date=pl.col(name).is_not_null()).unique()
    met = {
        text: words.meaning(text) or (serial_says(text, words.holds) if is_date else None)
        for text, is_date in read.iter_rows()
    }
    return {text: meaning for text, meaning in met.items() if meaning and meaning is not Meaning.ERROR}
