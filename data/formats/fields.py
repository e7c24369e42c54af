"""Steps that every format shares: dates into columns, age, labels not understood, latest word about a child."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import polars as pl

from data.codes import UNKNOWN
from data.formats.dates import DateOrder, parse_dates
from data.formats.labels import UnknownLabel

# A pseudo-age above this is a slip in the date of birth; TINYINT holds no more than 127.
OLDEST = 120

Answer = TypeVar("Answer")


def at_once(*jobs: Callable[[], Answer]) -> list[Answer]:
    """The answers to all of them: Polars answers one while another waits for its turn, so both cores have work."""
    with ThreadPoolExecutor() as threads:
        return list(threads.map(lambda job: job(), jobs))


def with_dates(rows: pl.DataFrame, names: Sequence[str], order: DateOrder) -> pl.DataFrame:
    """Each named text column as a date: `name`, and name_utc, _later, _precision, _problem, _undeclared and _text."""
    answers = at_once(*(partial(dates_of, rows[name], order) for name in names))
    for name, parsed in zip(names, answers, strict=True):
        ours = {part: f"{name}_{part}" for part in ("utc", "precision", "problem", "undeclared")}
        dates = parsed.rename({"at": name, "utc_later": f"{name}_later", **ours})
        rows = pl.concat([rows.rename({name: f"{name}_text"}), dates], how="horizontal")
    return rows


def dates_of(texts: pl.Series, order: DateOrder) -> pl.DataFrame:
    """What `parse_dates` says; of a column that the file has not, without looking at each of its blanks."""
    if texts.null_count() < texts.len():
        return by_distinct(texts, partial(parse_dates, order=order))
    # As single values, which take no room until they are asked for.
    blank = {name: pl.lit(None, dtype=kind) for name, kind in parse_dates(texts.head(0), order).schema.items()}
    return texts.to_frame("of").with_columns(**{**blank, "undeclared": pl.lit(value=False)}).drop("of")


def by_distinct(texts: pl.Series, say: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """What `say` says of each text, one row a text; where texts repeat, as dates of birth do, asked once of each."""
    asked = texts.to_frame("of")
    if asked.select(pl.col("of").approx_n_unique() > pl.len() // 2).item():
        return say(texts)
    distinct = texts.unique()
    said = say(distinct).insert_column(0, distinct.alias("of"))
    return asked.join(said, on="of", how="left", nulls_equal=True, maintain_order="left").drop("of")


def undeclared_dates(rows: pl.DataFrame, headings: Mapping[str, str], order: DateOrder) -> list[str]:
    """What to say of dates written year first although the mapping says otherwise."""
    counts = {heading: rows[f"{name}_undeclared"].sum() for name, heading in headings.items()}
    return [
        f"{count} dates in {heading!r} are written year first, not {order}; they were read so."
        for heading, count in counts.items()
        if count
    ]


def whole_years(born: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Age in whole years; a birthday on 29 February comes on 1 March where the year has none."""
    # Days as numbers such as 20160630: their difference passes ten thousand on each birthday.
    day_on, day_born = (
        moment.dt.year() * 10_000 + moment.dt.month().cast(pl.Int32) * 100 + moment.dt.day() for moment in (on, born)
    )
    age = (day_on - day_born) // 10_000
    return pl.when(age.is_between(0, OLDEST)).then(age).cast(pl.Int8)


def birth_month(born: pl.Expr) -> pl.Expr:
    """The first of the month: the day is never kept."""
    return born.dt.truncate("1mo").dt.date()


def labels_not_understood(
    labels: pl.Series, understood: pl.Series, column: str, write: str, name: str = ""
) -> list[UnknownLabel]:
    """Each label that has no code, with its number of rows, most frequent first.

    `write` comes before the label; `name` is the field of ours that the mapping may say more about.
    """
    unknown = labels.filter(labels.is_not_null() & understood.is_null())
    counts = unknown.value_counts(name="rows").sort("rows", unknown.name, descending=[True, False])
    return [
        UnknownLabel(column, label, rows, f"{write}[{json.dumps(label, ensure_ascii=False)}]", name)
        for label, rows in counts.iter_rows()
    ]


def latest_word(rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """One row a child: for each of `names`, the last known value; `unknown` only where nothing else is said.

    `rows` is in the order of time and has child_id.
    """
    known = [
        pl.col(name).filter(pl.col(name).is_not_null() & (pl.col(name).cast(pl.String) != UNKNOWN)).last()
        for name in names
    ]
    said = [pl.col(name).drop_nulls().last().alias(f"{name}_said") for name in names]
    children = rows.group_by("child_id", maintain_order=True).agg(*known, *said)
    return children.select("child_id", *(pl.coalesce(name, f"{name}_said").alias(name) for name in names))
