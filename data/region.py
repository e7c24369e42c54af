"""Many councils' published tables in one sorted file: what a folder of bundles becomes, and how it is asked.

A bundle is a folder with `tables.parquet`, the rows of one publication of a council, and `bundle.json`, which says
whose and which it is. A correction is another bundle of the same period: the newest of each council and period counts.
Beyond one machine the same bundles go to region/lake.py, which reads them by the same rules.

Beside the file of rows stands one of what the bundles say of themselves: definitions, settings, what to beware of.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from data.errors import UnusableFile
from data.machine import patiently
from data.settings import Disclosure

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
# A row of a quarter stands in the bundle of its year too: the newest counts.
SERIES: Final = """
    SELECT council, publication, published_at, period_start, period_end, "group", category,
        numerator, denominator, share, shown
    FROM read_parquet($file)
    WHERE slug = $slug AND unit = $unit AND breakdown = '' AND period_kind = $kind
    QUALIFY 1 = row_number() OVER (
        PARTITION BY council, period_start, period_end, category ORDER BY published_at DESC, publication DESC
    )
    ORDER BY council, period_start, "group", category
"""
# Tells which rows are not protected: for the lake too.
UNPROTECTED: Final = Path(__file__).with_name("unprotected.sql").read_text(encoding="utf-8")
UNSAFE: Final = """
    SELECT filename, slug, coalesce(shown, '')
    FROM read_parquet($files, filename = true, union_by_name = true) AS told
    JOIN bundle ON bundle.file = told.filename
    WHERE is_unprotected(shown, numerator, denominator, share, "group", category, few)
    ORDER BY ALL
    LIMIT 1
"""
SPANS: Final = """
    SELECT filename AS file, min(period_start)::DATE AS first, max(period_end)::DATE AS last
    FROM read_parquet($files, filename = true, union_by_name = true)
    GROUP BY filename
"""
BUNDLES_OF_ROWS: Final = """
    SELECT council, '' AS name, publication, period, min(period_start) AS period_start, max(period_end) AS period_end,
        published_at
    FROM read_parquet($file)
    GROUP BY ALL
    ORDER BY council, period_start, period_end
"""
TOLD: Final = """
    SELECT council, name, publication, part, text
    FROM read_parquet($file)
    WHERE slug IN ('', $slug) AND period_start <= $first AND period_end >= $last AND part <> ''
    QUALIFY published_at = max(published_at) OVER (PARTITION BY council)
    ORDER BY council, part, text
"""
TOLD_SCHEMA: Final = pl.Schema(
    {
        "council": pl.String(),
        "name": pl.String(),
        "publication": pl.String(),
        "period": pl.String(),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "published_at": pl.Datetime("us"),
        "slug": pl.String(),
        "part": pl.String(),
        "text": pl.String(),
    }
)
# Where a definition names the council that wrote it.
OURS: Final = "the council"
ROWS_TOGETHER: Final = 50_000
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
    # What bundle.json says beside that.
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def few(self) -> int:
        """Up to how many children it says that it hides; the usual number where it does not say."""
        try:
            return int(self.told["settings"]["disclosure"]["hide_up_to"])
        except (KeyError, TypeError, ValueError):
            return Disclosure().hide_up_to

    @property
    def place(self) -> tuple[datetime, str]:
        """Which of two is newer."""
        return (self.published_at, self.publication)


def compact(folder: Path, to: Path) -> int:
    """Writes the newest bundles of a folder as one sorted Parquet file, whole or not at all; how many rows.

    Raises UnusableFile for what is no bundle, and where one publication has two contents.
    """
    chosen = newest(bundles_of(folder))
    made = [path.with_name(f"{path.name}.new") for path in (about_file(to), to)]
    try:
        with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
            write_newest(connection, chosen, made[-1])
            told_of(chosen, spans_of(connection, chosen)).write_parquet(made[0], row_group_size=ROWS_TOGETHER)
    except (duckdb.Error, UnusableFile) as error:
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(error, UnusableFile):
            raise
        raise UnusableFile(f"The tables of {folder} cannot be read as published ones. {error}") from error
    # What is told goes first: of a publication that it does not have, nothing is told, and its rows are read.
    for path, place in zip(made, (about_file(to), to), strict=True):
        patiently(partial(path.replace, place))
    return int(pl.scan_parquet(to).select(pl.len()).collect().item())


def bundles_of(folder: Path) -> list[Bundle]:
    """Every bundle of a folder, at any depth. Raises UnusableFile for what is no bundle, and where there is none."""
    bundles = [read_bundle(about.parent) for about in sorted(folder.rglob("bundle.json"))]
    if not bundles:
        raise UnusableFile(f"{folder} holds no bundle: a folder with bundle.json and tables.parquet.")
    return bundles


def about_file(rows: Path) -> Path:
    """What the bundles of a compacted file say of themselves: beside it."""
    return rows.with_suffix(".about.parquet")


def write_newest(connection: duckdb.DuckDBPyConnection, bundles: list[Bundle], made: Path) -> None:
    """Writes the rows of these bundles, sorted. Raises UnusableFile or duckdb.Error."""
    listed = [bundle.rows.as_posix() for bundle in bundles]
    refuse_lacking(connection, listed)
    connection.register("bundle", table_of(bundles))
    refuse_unsafe(connection, listed)
    connection.sql(NEWEST, params={"files": listed}).write_parquet(str(made), compression="zstd")


def spans_of(connection: duckdb.DuckDBPyConnection, bundles: list[Bundle]) -> dict[str, tuple[date, date]]:
    """The file of each bundle -> the first day and the end of its rows."""
    files = [bundle.rows.as_posix() for bundle in bundles]
    spans = connection.execute(SPANS, {"files": files}).fetchall()
    return {Path(file).as_posix(): (first, last) for file, first, last in spans}


def told_of(bundles: Iterable[Bundle], spans: Mapping[str, tuple[date, date]]) -> pl.DataFrame:
    """What bundles say of themselves, a row a thing. Columns: TOLD_SCHEMA; `slug` is empty but for definitions.

    A row without `part` says only that there is a bundle. Parts: "protection", "beware", "demonstration", a setting's
    name, and "definition".
    """
    rows = []
    for bundle in bundles:
        first, last = spans.get(bundle.rows.as_posix(), (None, None))
        told = bundle.told.get("council")
        name = str(told.get("name", "")) if isinstance(told, dict) else ""
        whose = (bundle.council, name, bundle.publication, bundle.period, first, last, bundle.published_at)
        rows += [(*whose, *thing) for thing in things_told(bundle, name)]
    return pl.DataFrame(rows, schema=TOLD_SCHEMA, orient="row").sort("slug", "period_start", "council", "part", "text")


def things_told(bundle: Bundle, name: str) -> Iterator[tuple[str, str, str]]:
    """The slug, part and text of each thing that a bundle says of itself."""
    yield "", "", ""
    for part in ("protection", "demonstration"):
        if (said := bundle.told.get(part)) is not None:
            yield "", part, str(said)
    for sentence in bundle.told.get("beware") or ():
        yield "", "beware", str(sentence)
    for setting, value in settings_by_name(bundle.told.get("settings") or {}):
        yield "", setting, value
    for slug, definition in definitions_beside(bundle.rows.parent).items():
        text = json.dumps(definition, ensure_ascii=False)
        yield slug, "definition", text.replace(name, OURS) if name else text


def settings_by_name(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each setting by its name in a file of settings, such as "counting.look_back_months"; and its value as JSON."""
    for part, value in settings.items():
        inside = value.items() if isinstance(value, dict) else ((None, value),)
        yield from (
            (f"{part}.{name}" if name is not None else part, json.dumps(each, ensure_ascii=False))
            for name, each in inside
        )


def definitions_beside(folder: Path) -> Mapping[str, Any]:
    """What a bundle says that each figure counts; nothing where it does not say. Raises UnusableFile."""
    file = folder / "definitions.json"
    if not file.is_file():
        return {}
    try:
        told = json.loads(file.read_text(encoding="utf-8"))["indicators"]
        return {str(slug): definition for slug, definition in told.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableFile(f"{file} cannot be read: {error!r}. Copy the whole bundle again.") from error


def rows_of(file: Path, slug: str, unit: str, breakdown: str) -> pl.DataFrame:
    """One indicator of every council in a compacted file: council, publication, period, then COLUMNS.

    Raises UnusableFile where there is no such file.
    """
    return answer_of(file, ASKED, slug=slug, unit=unit, breakdown=breakdown)


def series_of(file: Path, slug: str, unit: str, kind: str) -> pl.DataFrame:
    """One undivided table of every council in each period of a kind, each row as the council published it last.

    Columns: council, publication, published_at, period_start, period_end, group, category, numerator, denominator,
    share, shown. Raises UnusableFile where there is no such file.
    """
    return answer_of(file, SERIES, slug=slug, unit=unit, kind=kind)


def bundles_in(file: Path) -> pl.DataFrame:
    """One row a bundle of a compacted file: council, name, publication, period, period_start, period_end, published_at.

    `name` is empty where it is not told. Raises UnusableFile where there is no such file.
    """
    refuse_no_file(file)
    if not about_file(file).is_file():
        return answer_of(file, BUNDLES_OF_ROWS)
    told = pl.scan_parquet(about_file(file)).filter(pl.col("slug") == "", pl.col("part") == "")
    return told.drop("slug", "part", "text").collect().sort("council", "period_start", "period_end")


def told_in(file: Path, slug: str, first: date, last: date) -> pl.DataFrame:
    """What each council's newest bundle of these days says of itself and of an indicator; of the lake's file, nothing.

    Columns: council, name, publication, part, text.
    """
    if not about_file(file).is_file():
        return TOLD_SCHEMA.to_frame().select("council", "name", "publication", "part", "text")
    return answer_of(about_file(file), TOLD, slug=slug, first=first, last=last)


def answer_of(file: Path, sql: str, **parameters: object) -> pl.DataFrame:
    """What a file answers. Raises UnusableFile where there is none."""
    refuse_no_file(file)
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        answer: pl.DataFrame = connection.sql(sql, params={"file": file.as_posix(), **parameters}).pl()
    return answer


def refuse_no_file(file: Path) -> None:
    """Raise UnusableFile where nothing was compacted there."""
    if not file.is_file():
        raise UnusableFile(f"{file.name} is not there. Make it of a folder of bundles: missing region compact FOLDER")


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
    return Bundle(rows, council, publication, period, published_at, told)


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


def refuse_unsafe(connection: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """Raises UnusableFile where a row is not protected as a council says that its rows are."""
    connection.execute(UNPROTECTED)
    unsafe = connection.execute(UNSAFE, {"files": files}).fetchone()
    if unsafe:
        raise UnusableFile(
            f"{unsafe[0]} has a row of {unsafe[1]!r} ({unsafe[2]!r}) whose number is exact, of a few children, "
            "or said to be hidden. Nothing was written. Do not pass the bundle on, and ask its council for another."
        )


def table_of(bundles: Iterable[Bundle]) -> pl.DataFrame:
    """One row a bundle: file, council, publication, period, published_at, and up to how many children it hides."""
    return pl.DataFrame(
        [
            (bundle.rows.as_posix(), bundle.council, bundle.publication, bundle.period, bundle.published_at, bundle.few)
            for bundle in bundles
        ],
        schema={
            "file": pl.String(),
            "council": pl.String(),
            "publication": pl.String(),
            "period": pl.String(),
            "published_at": pl.Datetime("us"),
            "few": pl.Int64(),
        },
        orient="row",
    )
