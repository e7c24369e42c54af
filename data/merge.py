"""New rows into those already held: the newest word about one thing stays, and nothing is lost or counted twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from data.checks import FINDING_SCHEMA, REPEATED
from data.tables import CHILD_REPORT, TABLES, shaped

# What one row speaks of. Whatever a system has said of a child is kept: the facts choose, field by field.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "report": ("report_key",),
    "care_period": ("system", "child_id", "started_on"),
    "notification": ("notification_key",),
    "interview": ("interview_key",),
    "support": ("system", "child_id", "support", "started_on"),
    "benchmark": ("year", "area_code", "area_name", "measure"),
    "child_report": tuple(name for name in CHILD_REPORT if name != "load_id"),
}
NOT_CONTENT: Final = ("load_id", "row_number")


@dataclass(frozen=True)
class Merged:
    """The table after a file. rows of the file = loaded + duplicates."""

    rows: pl.DataFrame
    loaded: int
    duplicates: int
    repeated: pl.DataFrame  # findings: lines of the file that speak of one thing differently
    older: int  # duplicates that the store holds a newer word of


def merge(table: str, held: pl.DataFrame, incoming: pl.DataFrame, as_of: Mapping[int, datetime]) -> Merged:
    """`incoming` (the rows of one file, with load_id and row_number) into `held`.

    The newest word is that of the file with the latest as-of time, then of the latest load, then of the lowest line,
    so that the order in which files come does not matter where their as-of times differ.
    """
    keys = list(KEYS[table])
    incoming = shaped(incoming, table).with_columns(incoming["row_number"].alias("line"))
    if held.is_empty() and not incoming.select(keys).is_duplicated().any():
        no_findings = pl.DataFrame(schema=FINDING_SCHEMA)
        return Merged(incoming.drop("line"), incoming.height, 0, no_findings, 0)
    last = incoming.unique(keys, keep="last", maintain_order=True)
    content = [name for name in TABLES[table] if name not in NOT_CONTENT]
    news = comparable(shaped(last, table)).with_row_index("nth")
    known = comparable(held)
    same = news.join(known, on=content, how="semi", nulls_equal=True)["nth"]
    held_since = known.select(*keys, held_as_of=pl.col("load_id").replace_strict(as_of, return_dtype=pl.Datetime("us")))
    is_older = (
        news.join(held_since, on=keys, how="left", nulls_equal=True, maintain_order="left")
        .select(
            (pl.col("held_as_of") > pl.col("load_id").replace_strict(as_of, return_dtype=pl.Datetime("us"))).fill_null(
                value=False
            )
        )
        .to_series()
    )
    older = news.filter(is_older & ~pl.col("nth").is_in(same.implode()))["nth"]
    taken = last.filter(~is_older)
    rows = pl.concat([held.join(taken, on=keys, how="anti", nulls_equal=True), shaped(taken, table)])
    loaded = last.height - same.len() - older.len()
    return Merged(rows, loaded, incoming.height - loaded, repeated(incoming, last, table), older.len())


def comparable(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose lists are text, so that whole rows can be compared."""
    lists = [name for name, kind in rows.schema.items() if kind == pl.List(pl.String)]
    return rows.with_columns(pl.col(name).list.join("\x1f") for name in lists)


def repeated(incoming: pl.DataFrame, last: pl.DataFrame, table: str) -> pl.DataFrame:
    """A finding for each row that was kept although an earlier line of its file says otherwise of the same thing."""
    content = [name for name in TABLES[table] if name not in NOT_CONTENT]
    gone = incoming.join(last, on="line", how="anti")
    differing = comparable(shaped(gone, table)).join(
        comparable(shaped(last, table)), on=content, how="anti", nulls_equal=True
    )
    kept = last.join(differing, on=list(KEYS[table]), how="semi", nulls_equal=True)
    said = "An earlier line of the file says otherwise of the same episode; this later line was kept."
    return kept.select(row_number="line", rule=pl.lit(REPEATED), message=pl.lit(said)).cast(FINDING_SCHEMA)
