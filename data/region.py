"""Many councils' published tables in one sorted file: what a folder of bundles becomes, and how it is asked.

A bundle is a folder with `tables.parquet`, the rows of one publication of a council, and `bundle.json`, which says
whose and which it is. A correction is another bundle of the same period: the newest of each council and period counts.
Beyond one machine the same bundles go to region/lake.py, which reads them by the same rules.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from data.errors import UnusableFile
from data.machine import patiently

COUNCIL_CODE: Final = re.compile(r"[EWSN]\d{8}")
MEMORY_LIMIT: Final = "2GB"
COLUMNS: Final = (
    *("slug", "unit", "period_kind", "period_start", "period_end", "breakdown", "group", "category"),
    *("numerator", "denominator", "share", "shown"),
)
# What names a bundle in bundle.json; each by itself, or as a part of what is told under that key.
NAMED_BY: Final = (("council", "code"), ("publication", "id"), ("period", "name"))
LACKING: Final = """
    WITH named AS (SELECT file_name, list(name) AS names FROM parquet_schema($files) GROUP BY file_name)
    SELECT file_name, list_sort(list_filter($columns, lambda name: NOT list_contains(names, name))) AS lacking
    FROM named
    WHERE len(lacking) > 0
    ORDER BY file_name
"""
# A question is about one indicator: its rows lie together, each council's in the order of time.
NEWEST: Final = """
    SELECT
        council, publication, period, published_at,
        slug, unit, period_kind, period_start::DATE AS period_start, period_end::DATE AS period_end,
        breakdown, "group", category,
        numerator::BIGINT AS numerator, denominator::BIGINT AS denominator, share::DOUBLE AS share, shown
    FROM read_parquet($files, filename = true, union_by_name = true) AS told
    JOIN bundle ON bundle.file = told.filename
    ORDER BY slug, unit, breakdown, period_kind, council, period_start, period_end, "group", category,
        publication
"""
ASKED: Final = """
    SELECT * EXCLUDE (published_at)
    FROM read_parquet($file)
    WHERE slug = $slug AND unit = $unit AND breakdown = $breakdown
    ORDER BY council, period_kind, period_start, period_end, "group", category, publication
"""


@dataclass(frozen=True)
class Bundle:
    """One publication of one council. `rows` is its Parquet file; `published_at` is UTC, without a zone."""

    rows: Path
    council: str
    publication: str
    period: str
    published_at: datetime

    @property
    def place(self) -> tuple[datetime, str]:
        """Which of two is newer."""
        return (self.published_at, self.publication)


def compact(folder: Path, to: Path) -> int:
    """Writes the newest bundles of a folder as one sorted Parquet file, whole or not at all; how many rows.

    Raises UnusableFile for what is no bundle, and where one publication has two contents.
    """
    chosen = newest(read_bundle(about.parent) for about in sorted(folder.rglob("bundle.json")))
    if not chosen:
        raise UnusableFile(f"{folder} holds no bundle: a folder with bundle.json and tables.parquet.")
    made = to.with_name(f"{to.name}.new")
    try:
        write_newest(chosen, made)
    except duckdb.Error as error:
        made.unlink(missing_ok=True)
        raise UnusableFile(f"The tables of {folder} cannot be read as published ones. {error}") from error
    patiently(lambda: made.replace(to))
    return int(pl.scan_parquet(to).select(pl.len()).collect().item())


def write_newest(bundles: list[Bundle], made: Path) -> None:
    """Writes the rows of these bundles, sorted. Raises UnusableFile or duckdb.Error."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        listed = [bundle.rows.as_posix() for bundle in bundles]
        refuse_lacking(connection, listed)
        connection.register("bundle", table_of(bundles))
        connection.sql(NEWEST, params={"files": listed}).write_parquet(str(made), compression="zstd")


def rows_of(file: Path, slug: str, unit: str, breakdown: str) -> pl.DataFrame:
    """One indicator of every council in a compacted file: council, publication, period, then COLUMNS.

    Raises UnusableFile where there is no such file.
    """
    if not file.is_file():
        raise UnusableFile(f"{file} is not there. Make it of a folder of bundles: missing region compact FOLDER")
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        asked = {"file": file.as_posix(), "slug": slug, "unit": unit, "breakdown": breakdown}
        answer: pl.DataFrame = connection.sql(ASKED, params=asked).pl()
    return answer


def read_bundle(folder: Path) -> Bundle:
    """Whose and which a bundle is. Raises UnusableFile where it does not say, or has no rows' file."""
    about, rows = folder / "bundle.json", folder / "tables.parquet"
    if not rows.is_file():
        raise UnusableFile(f"{folder} has a bundle.json and no tables.parquet. Copy the whole bundle again.")
    try:
        told = json.loads(about.read_text(encoding="utf-8"))
        council, publication, period = (word_of(told, *place) for place in NAMED_BY)
        at = datetime.fromisoformat(told.get("published_at") or told["as_of"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnusableFile(
            f"{about}: {error!r}. It needs council (its code), publication, period, and published_at (a date and time)."
        ) from error
    if not COUNCIL_CODE.fullmatch(council):
        raise UnusableFile(f"{about}: {council!r} is no council’s code, which is a letter and eight digits.")
    published_at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
    return Bundle(rows, council, publication, period, published_at)


def word_of(told: Mapping[str, Any], key: str, inside: str) -> str:
    """What bundle.json says under a key, by itself or with more about it. Raises KeyError or ValueError."""
    word = told[key][inside] if isinstance(told[key], dict) else told[key]
    if not isinstance(word, str) or not word.strip():
        raise ValueError(f"{key} is {word!r}")
    return word


def newest(bundles: Iterable[Bundle]) -> list[Bundle]:
    """The newest bundle of each council and period. Raises UnusableFile where one publication has two contents."""
    met: dict[tuple[str, str], Bundle] = {}
    chosen: dict[tuple[str, str], Bundle] = {}
    for bundle in bundles:
        twin = met.setdefault((bundle.council, bundle.publication), bundle)
        if twin is not bundle and twin.rows.read_bytes() != bundle.rows.read_bytes():
            raise UnusableFile(
                f"{twin.rows.parent} and {bundle.rows.parent} are both {bundle.publication!r} of {bundle.council}, "
                "with other rows. A correction has an id of its own. Take the false one away."
            )
        key = (bundle.council, bundle.period)
        chosen[key] = max(chosen.get(key, bundle), bundle, key=lambda each: each.place)
    return list(chosen.values())


def refuse_lacking(connection: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """Raises UnusableFile where a file lacks a column of COLUMNS: a number would be taken for one that is not there."""
    lacking = connection.execute(LACKING, {"files": files, "columns": list(COLUMNS)}).fetchone()
    if lacking:
        raise UnusableFile(f"{lacking[0]} lacks the column {', '.join(lacking[1])}. Nothing was written.")


def table_of(bundles: Iterable[Bundle]) -> pl.DataFrame:
    """One row a bundle: file, council, publication, period, published_at."""
    return pl.DataFrame(
        [
            (bundle.rows.as_posix(), bundle.council, bundle.publication, bundle.period, bundle.published_at)
            for bundle in bundles
        ],
        schema={
            "file": pl.String(),
            "council": pl.String(),
            "publication": pl.String(),
            "period": pl.String(),
            "published_at": pl.Datetime("us"),
        },
        orient="row",
    )
