"""Day and month that a program set to month first has exchanged: known by their marks, put right or refused.

Such a program takes 03/09/2026 for 9 March and keeps it as a true date, and leaves 25/09/2026, of which it can make no
date, as text. So in one column every true date has a day of 12 or less, and every text a later one. By chance alone
that is rare: of five true dates and three texts on days of any number, less than once in 500 files.
"""

from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from data.formats.dates import DAY_AND_MONTH, NOT_A_DATE, DateOrder, ShortYears
from data.formats.fields import EPISODE_TIMES, with_dates
from data.formats.mapping import Mapping

FEWEST_TRUE_DATES, FEWEST_TEXTS = 5, 3
LAST_MONTH: Final = 12
STARTS: Final = ("started_at", "reported_at")
TRUE_DATE: Final = r"^(\d{4})-(\d{2})-(\d{2})"
WRITTEN: Final = r"^(?<first>\d{1,2})[/.\-](?<second>\d{1,2})[/.\-](?:\d{4}|\d{2})\b"


@dataclass(frozen=True)
class Marks:
    """What speaks for exchange in a column: `outside` of its true dates cannot be meant, `still` of those exchanged."""

    true_dates: int
    texts: int
    outside: int
    still: int

    @property
    def by_kind(self) -> bool:
        """Whether dates and texts are parted as a program set to month first parts them."""
        return self.true_dates >= FEWEST_TRUE_DATES and self.texts >= FEWEST_TEXTS

    @property
    def is_certain(self) -> bool:
        """Whether the dates can be meant once they are exchanged, and could not before."""
        is_enough = self.by_kind or (self.true_dates >= FEWEST_TRUE_DATES and 2 * self.outside >= self.true_dates)
        return is_enough and self.outside > 0 and self.still == 0


def put_right(
    rows: pl.DataFrame, mapping: Mapping, as_of: datetime, years: Named[str, ShortYears]
) -> tuple[pl.DataFrame, list[str]]:
    """The rows with exchanged dates exchanged back, or marked to be refused; and what to say of the former."""
    names = [name for name in mapping.kind.dates if name in mapping.columns]
    rows = with_month_first_refused(rows, names)
    marks = {name: of_field for name in names if (of_field := marks_of(rows, name, mapping, as_of))}
    certain = any(mark.is_certain for mark in marks.values())
    mended = [name for name, of_field in marks.items() if certain and of_field.still == 0]
    for name in marks.keys() - mended:
        rows = refused(rows, name, pl.col(f"{name}_text").str.contains(TRUE_DATE))
    sentences = [said_of(rows, name, mapping.columns[name]) for name in mended]
    return (exchanged(rows, mended, mapping, years) if mended else rows), sentences


def marks_of(rows: pl.DataFrame, name: str, mapping: Mapping, as_of: datetime) -> Marks | None:
    """The marks of exchange in a column; none where there are not all of them."""
    if not may_be_exchanged(rows, name, mapping):
        return None
    is_true = pl.col("text").str.contains(TRUE_DATE)
    texts = rows.select(text=f"{name}_text", at=name).drop_nulls("text").unique()
    days = texts.filter(is_true & pl.col("at").is_not_null())["at"].dt.date().unique()
    first = texts.filter(~is_true)["text"].str.extract(WRITTEN, 1).cast(pl.Int32).drop_nulls()
    if days.is_empty() or (days.dt.day() > LAST_MONTH).any() or (first <= LAST_MONTH).any():
        return None
    turned = days.to_frame("day").select(
        pl.date(pl.col("day").dt.year(), pl.col("day").dt.day(), pl.col("day").dt.month())
    )
    outside, still = (int((~inside(item, name, mapping, as_of)).sum()) for item in (days, turned.to_series()))
    marks = Marks(days.len(), first.len(), outside, still)
    return marks if marks.by_kind or marks.is_certain else None


def may_be_exchanged(rows: pl.DataFrame, name: str, mapping: Mapping) -> bool:
    """Whether a closer look is due: texts and true dates in one column, or all days small where a period is covered."""
    texts, order = rows[f"{name}_text"], mapping.source.dates
    if order is DateOrder.MIXED_DAY_FIRST:
        is_mixed = bool(texts.str.contains(r"^\d{4}-").any())
    elif order is DateOrder.ISO:
        is_mixed = bool((rows[f"{name}_problem"] == NOT_A_DATE).any())
    else:
        is_mixed = bool(rows[f"{name}_undeclared"].any())
    latest = rows[name].dt.day().max() if mapping.source.covers and name in STARTS else None
    return is_mixed or (isinstance(latest, int) and latest <= LAST_MONTH)


def inside(days: pl.Series, name: str, mapping: Mapping, as_of: datetime) -> pl.Series:
    """Whether a day can be meant: known by the as-of time, and of the period covered where the file says one."""
    covers = mapping.source.covers
    last: date = as_of.date()
    if covers is None or name not in (*STARTS, "ended_at"):
        return days <= last
    return days.is_between(covers[0], min(last, covers[1] - timedelta(days=1)) if name in STARTS else last)


def exchanged(rows: pl.DataFrame, names: list[str], mapping: Mapping, years: Named[str, ShortYears]) -> pl.DataFrame:
    """The rows, read again with day and month of these columns' true dates exchanged; their texts as they came."""
    again = sorted({*names, *EPISODE_TIMES} & set(mapping.kind.dates) if {*names} & {*EPISODE_TIMES} else names)
    texts = {f"{name}_text": rows[f"{name}_text"] for name in again}
    turned = [
        pl.col(f"{name}_text").str.replace(TRUE_DATE, "${1}-${3}-${2}" if name in names else "${0}").alias(name)
        for name in again
    ]
    derived = [column for column in rows.columns for name in again if column == name or column.startswith(f"{name}_")]
    read = with_dates(rows.select(turned), again, mapping.source.dates, years).with_columns(**texts)
    return pl.concat([rows.drop(derived), read], how="horizontal")


def with_month_first_refused(rows: pl.DataFrame, names: Sequence[str], fewest: int = FEWEST_TEXTS) -> pl.DataFrame:
    """The rows, those of a column that is written month first marked: some of its dates are none with the day first.

    `fewest` is how many such dates show it.
    """
    for name in names:
        if not (rows[f"{name}_problem"] == NOT_A_DATE).any():
            continue
        parts = (
            rows.select(text=f"{name}_text").drop_nulls().unique().select(pl.col("text").str.extract_groups(WRITTEN))
        )
        numbers = parts.unnest("text").cast(pl.Int32)
        as_second = numbers.filter(pl.col("second") > LAST_MONTH).height
        if as_second >= fewest and not (numbers["first"] > LAST_MONTH).any():
            rows = refused(rows, name, pl.col(f"{name}_text").str.contains(WRITTEN))
    return rows


def refused(rows: pl.DataFrame, name: str, which: pl.Expr) -> pl.DataFrame:
    """The rows, these dates of a column marked as exchanged."""
    problem = f"{name}_problem"
    return rows.with_columns(pl.when(which).then(pl.lit(DAY_AND_MONTH)).otherwise(problem).alias(problem))


def said_of(rows: pl.DataFrame, name: str, heading: str) -> str:
    """What is said of a column whose dates were exchanged back."""
    count = rows.select(pl.col(f"{name}_text").str.contains(TRUE_DATE).sum()).item()
    return (
        f"In {heading!r}, {count:,} whose day and month a program set to month first had exchanged: each has a day of "
        "12 or less, and they can be meant only the other way round. They were exchanged back."
    )
