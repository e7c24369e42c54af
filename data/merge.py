"""New rows into those already held: the newest word about one thing stays, and nothing is lost or counted twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from data import codes
from data.checks import CATEGORY_CHANGED, FINDING_SCHEMA, REPEATED
from data.tables import CHILD_REPORT, TABLES, shaped

# What one row speaks of. Whatever a system has said of a child is kept: the facts choose, field by field.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "report": ("report_key",),
    "care_period": ("system", "child_id", "started_on"),
    "notification": ("notification_key",),
    "interview": ("interview_key",),
    "support": ("system", "child_id", "support", "started_on"),
    "follow_up": ("system", "child_id", "follow_up", "done_on"),
    "reply": ("report_key",),
    "interview_text": ("of_key", "field"),
    "benchmark": ("year", "area_code", "area_name", "measure"),
    "child_report": tuple(name for name in CHILD_REPORT if name != "load_id"),
}
NOT_CONTENT: Final = ("load_id", "row_number")

# Of several lines of one file about one thing, the first by these is kept: by what they say, so that the order of the
# lines does not matter. Whoever cancelled a report spoke after whoever made it; else the most serious category, then
# a known return, the latest; of missing reports the first, of others the last; an interview that was held; the
# placement or support that lasts longest; the screening that saw the most risk. Where all of that is equal, the text
# decides.
BELIEVED: Final[dict[str, tuple[pl.Expr, ...]]] = {
    "report": (
        pl.col("category").replace_strict(
            {one: place for place, one in enumerate((*codes.APART, *codes.MOST_SERIOUS_FIRST))}, default=None
        ),
        pl.col("end_status").replace_strict({one: place for place, one in enumerate(codes.END_STATUSES)}, default=None),
        -pl.col("ended_utc").to_physical(),
        pl.col("started_utc"),
    ),
    "notification": (pl.when(pl.col("says") == "missing").then(1).otherwise(-1) * pl.col("told_utc").to_physical(),),
    "interview": (pl.col("completed_utc").is_null(), pl.col("outcome").is_null()),
    "care_period": (pl.col("ended_on").is_not_null(), -pl.col("ended_on").to_physical()),
    "support": (pl.col("ended_on").is_not_null(), -pl.col("ended_on").to_physical()),
    "follow_up": (
        pl.col("screening_result").replace_strict(
            {result: place for place, result in enumerate(codes.SCREENING_RESULTS)}, default=None
        ),
    ),
}


@dataclass(frozen=True)
class Merged:
    """The table after a file. rows of the file = loaded + duplicates + those left out."""

    rows: pl.DataFrame
    loaded: int
    duplicates: int
    doubts: pl.DataFrame  # findings: lines that speak of one thing differently from others, of this file or before
    older: int  # duplicates that the store holds a newer word of
    left_out: dict[str, int]  # rows that say of an episode that it was none, by what they call it


def merge(table: str, held: pl.DataFrame, incoming: pl.DataFrame, as_of: Mapping[int, datetime]) -> Merged:
    """`incoming` (the rows of one file, with load_id and row_number) into `held`.

    The newest word is that of the file with the latest as-of time, then of the latest load, so that the order in which
    files come does not matter where their as-of times differ. Of several lines of one file see BELIEVED.
    """
    keys = list(KEYS[table])
    incoming = shaped(incoming, table).with_columns(incoming["row_number"].alias("line"))
    left_out = none_at_all(incoming, table)
    is_repeated = incoming.select(keys).is_duplicated()
    if held.is_empty() and not is_repeated.any():
        no_findings = pl.DataFrame(schema=FINDING_SCHEMA)
        loaded = incoming.height - sum(left_out.values())
        return Merged(incoming.drop("line"), loaded, 0, no_findings, 0, left_out)
    last = believed(incoming, is_repeated, table)
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
    new = news.filter(~pl.col("nth").is_in(same.implode()) & ~is_older)
    loaded = new.height - sum(none_at_all(new, table).values())
    duplicates = incoming.height - sum(left_out.values()) - loaded
    doubts = pl.concat([repeated(incoming, last, table), changed(held, taken, table)])
    return Merged(rows, loaded, duplicates, doubts, older.len(), left_out)


def none_at_all(rows: pl.DataFrame, table: str) -> dict[str, int]:
    """How many rows say of an episode that it was none, by what they call it."""
    if table != "report":
        return {}
    labels = rows["category"].filter(rows["category"].is_in(codes.APART))
    return dict(labels.value_counts(name="rows").sort("category").iter_rows())


def believed(incoming: pl.DataFrame, is_repeated: pl.Series, table: str) -> pl.DataFrame:
    """One line of the file for each thing that it speaks of, in the file's order: see BELIEVED."""
    if not is_repeated.any():
        return incoming
    several = incoming.filter(is_repeated)
    order = [*BELIEVED.get(table, ()), *as_texts(table), pl.col("line")]
    first = several.sort(order, nulls_last=True).unique(list(KEYS[table]), keep="first", maintain_order=True)
    return pl.concat([incoming.filter(~is_repeated), first]).sort("line")


def as_texts(table: str) -> list[pl.Expr]:
    """What a row says, in the order of the table, as what can be sorted."""
    kinds = {name: kind for name, kind in TABLES[table].items() if name not in NOT_CONTENT}
    return [
        pl.col(name).list.join("\x1f") if kind == pl.List(pl.String) else pl.col(name) for name, kind in kinds.items()
    ]


def changed(held: pl.DataFrame, taken: pl.DataFrame, table: str) -> pl.DataFrame:
    """A finding for each row that gives an episode another category than an earlier file did."""
    if table != "report":
        return pl.DataFrame(schema=FINDING_SCHEMA)
    before = held.select("report_key", category_before="category")
    other = taken.join(before, on="report_key").filter(pl.col("category") != pl.col("category_before"))
    text = pl.format("An earlier file gave this episode the category {}. The newer word was kept.", "category_before")
    return other.select(row_number="line", rule=pl.lit(CATEGORY_CHANGED), message=text).cast(FINDING_SCHEMA)


def comparable(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose lists are text, so that whole rows can be compared."""
    lists = [name for name, kind in rows.schema.items() if kind == pl.List(pl.String)]
    return rows.with_columns(pl.col(name).list.join("\x1f") for name in lists)


def repeated(incoming: pl.DataFrame, last: pl.DataFrame, table: str) -> pl.DataFrame:
    """A finding for each row that was kept although another line of its file says otherwise of the same thing."""
    content = [name for name in TABLES[table] if name not in NOT_CONTENT]
    gone = incoming.join(last, on="line", how="anti")
    differing = comparable(shaped(gone, table)).join(
        comparable(shaped(last, table)), on=content, how="anti", nulls_equal=True
    )
    kept = last.join(differing, on=list(KEYS[table]), how="semi", nulls_equal=True)
    text = "Another line of the file says otherwise of the same thing; this line was kept."
    return kept.select(row_number="line", rule=pl.lit(REPEATED), message=pl.lit(text)).cast(FINDING_SCHEMA)
