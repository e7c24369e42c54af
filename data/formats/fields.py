"""Steps that every format shares: dates into columns, age, labels not understood, what rows say of a child."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

import polars as pl

from data.checks import CHILD_CONFLICT_IN_FILE, FINDING_SCHEMA
from data.codes import UNKNOWN
from data.formats.dates import DateOrder, ShortYears, instant, parse_dates
from data.formats.labels import UnknownLabel

# A pseudo-age above this is a slip in the date of birth; TINYINT holds no more than 127.
OLDEST = 120
# What `parse_dates` says of a date beside its moment, under the date's own name.
PARTS_OF_A_DATE = ("utc", "precision", "problem", "undeclared", "short_year", "midnight")
# The dates of a row that are of one happening.
EPISODE_TIMES = ("started_at", "ended_at")
AGE: Final = re.compile(
    r"(?:aged? *)?(\d{1,3})(?:\.\d+)?"
    r"(?: *(?:y|yrs?|years?|y/o|yo)\.?(?: *old)?(?:,? *(?:and *)?\d{1,2} *m[a-z]*\.?)?)?",
    re.IGNORECASE,
)

Answer = TypeVar("Answer")


def at_once(*jobs: Callable[[], Answer]) -> list[Answer]:
    """The answers to all of them: Polars answers one while another waits for its turn, so both cores have work."""
    with ThreadPoolExecutor() as threads:
        return list(threads.map(lambda job: job(), jobs))


def with_dates(
    rows: pl.DataFrame, names: Sequence[str], order: DateOrder, years: Mapping[str, ShortYears] | None = None
) -> pl.DataFrame:
    """Each named text column as a date: `name`, name_later, name_text, and what else `parse_dates` says of it.

    `years` gives what two digits mean, field by field. A row whose written times are all midnight is one of dates.
    """
    meant = years or {}
    answers = at_once(*(partial(dates_of, rows[name], order, meant.get(name)) for name in names))
    for name, parsed in zip(names, answers, strict=True):
        ours = {part: f"{name}_{part}" for part in PARTS_OF_A_DATE}
        dates = parsed.rename({"at": name, "utc_later": f"{name}_later", **ours})
        rows = pl.concat([rows.rename({name: f"{name}_text"}), dates], how="horizontal")
    of_one_episode = [name for name in names if name in EPISODE_TIMES]
    for together in (of_one_episode, *([name] for name in names if name not in of_one_episode)):
        rows = with_whole_days(rows, together)
    return rows


def with_whole_days(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """These dates of a row as days alone, where every time that is written among them is midnight.

    Case systems write 00:00 where they hold a day alone. A midnight beside a real time of the same episode stays.
    """
    if not any(rows[f"{name}_midnight"].any() for name in names):
        return rows
    midnights = [pl.col(f"{name}_midnight") for name in names]
    times = [(pl.col(f"{name}_precision") == "minute").fill_null(value=False) for name in names]
    real = [is_time & ~is_midnight for is_time, is_midnight in zip(times, midnights, strict=True)]
    are_days = pl.any_horizontal(midnights) & ~pl.any_horizontal(real)
    rows = rows.with_columns(
        (is_midnight & are_days).alias(f"{name}_midnight") for name, is_midnight in zip(names, midnights, strict=True)
    )
    for name in names:
        rows = as_days(rows, name)
    return rows


def as_days(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows with a date as a day alone where it is marked as midnight: few rows, so the others are left alone."""
    places = rows[f"{name}_midnight"].arg_true()
    # Midnight with an offset may be an hour later here: the day is the one that was written.
    day = pl.col(name).dt.round("1d")
    days = rows[places].select(
        day,
        instant(day, "earliest").alias(f"{name}_utc"),
        instant(day, "earliest").alias(f"{name}_later"),
        pl.lit("date").alias(f"{name}_precision"),
    )
    return rows.with_columns(rows[column.name].scatter(places, column) for column in days)


def dates_of(texts: pl.Series, order: DateOrder, years: ShortYears | None = None) -> pl.DataFrame:
    """What `parse_dates` says; of a column that the file has not, without looking at each of its blanks."""
    if texts.null_count() < texts.len():
        return by_distinct(texts, partial(parse_dates, order=order, years=years))
    # As single values, which take no room until they are asked for.
    blank = {
        name: pl.lit(False if kind == pl.Boolean() else None, dtype=kind)
        for name, kind in parse_dates(texts.head(0), order).schema.items()
    }
    return texts.to_frame("of").with_columns(**blank).drop("of")


def by_distinct(texts: pl.Series, say: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """What `say` says of each text, one row a text; where texts repeat, as dates of birth do, asked once of each."""
    rows = texts.to_frame("of")
    if rows.select(pl.col("of").approx_n_unique() > pl.len() // 2).item():
        return say(texts)
    distinct = texts.unique()
    answers = say(distinct).insert_column(0, distinct.alias("of"))
    return rows.join(answers, on="of", how="left", nulls_equal=True, maintain_order="left").drop("of")


def said_of_dates(rows: pl.DataFrame, headings: Mapping[str, str], order: DateOrder) -> list[str]:
    """What to say of dates that are not as the mapping says, or say less than they seem to; by heading."""
    counts = {
        (name, part): int(rows[f"{name}_{part}"].sum())
        for name in headings
        for part in ("undeclared", "short_year", "midnight")
    }
    return [
        f"In {headings[name]!r}, {count:,} {said_of(part, rows, name, order)}"
        for (name, part), count in counts.items()
        if count
    ]


def said_of(part: str, rows: pl.DataFrame, name: str, order: DateOrder) -> str:
    """What is said of the dates of one column that are not as the mapping says, in one of the ways."""
    if part == "undeclared":
        return f"written year first or kept as a date by the spreadsheet, not {order}: read so."
    if part == "midnight":
        return "with the time 00:00 and no other time beside it: read as days, their time as not recorded."
    years = sorted(set(rows[name].filter(rows[f"{name}_short_year"]).dt.year().to_list()))
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
    return f"with a year of two digits: read as {span}."


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


def usual_word(rows: pl.DataFrame, names: Sequence[str], at: str) -> pl.DataFrame:
    """One row a child: for each of `names` what most rows say, else the row with the latest `at`, else by the alphabet.

    `unknown` stands only where nothing else is said. The order of rows does not matter.
    """
    told = rows.group_by("child_id", *names).agg(rows=pl.len(), latest=pl.col(at).max())
    if not told["child_id"].is_duplicated().any():
        return told.select("child_id", *names)
    children = told.select("child_id").unique()
    for name in names:
        counts = told.drop_nulls(name).group_by("child_id", name).agg(pl.col("rows").sum(), pl.col("latest").max())
        first = counts.sort(
            pl.col(name).cast(pl.String) == UNKNOWN, "rows", "latest", name, descending=[False, True, True, False]
        ).unique("child_id", keep="first", maintain_order=True)
        children = children.join(first.select("child_id", name), on="child_id", how="left")
    return children


def disagreements(rows: pl.DataFrame, children: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """A finding for each row that says otherwise of its child than `children` do; no value is repeated.

    Columns of `rows`: row_number, child_id and the fields. `names` are what each field is called.
    """
    told = rows.select("row_number", "child_id", *names).join(children, on="child_id", suffix="_taken")
    differs = [
        pl.when((pl.col(name) != pl.col(f"{name}_taken")) & (pl.col(name).cast(pl.String) != UNKNOWN)).then(
            pl.lit(called)
        )
        for name, called in names.items()
    ]
    conflicts = told.select("row_number", said=pl.concat_str(differs, separator=", ", ignore_nulls=True))
    return (
        conflicts.filter(pl.col("said") != "")
        .select(
            "row_number",
            rule=pl.lit(CHILD_CONFLICT_IN_FILE),
            message=pl.concat_str(
                pl.lit("Other rows of the file say otherwise of this child, and most are believed. In question: "),
                "said",
                pl.lit("."),
            ),
        )
        .cast(FINDING_SCHEMA)
    )


def years_in(text: str) -> int | None:
    """The whole years that an age says: 15, 15.0, 15 yrs, aged 15, 15 years 3 months; None where it says none."""
    years = AGE.fullmatch(text.strip())
    return int(years[1]) if years and int(years[1]) <= OLDEST else None
