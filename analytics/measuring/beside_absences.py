"""What a child's own records say around an absence: how near a missing episode is, and whether exploitation was marked.

Asked of all of a child's episodes before any filter, so that the answer does not change with what a reader chooses.
"""

import polars as pl

from data.codes import EXPLOITATION_FLAGS

KNOWN_TO_THE_MINUTE = pl.col("started_precision") == "minute"
IS_EXPLOITED = pl.col("flags").list.set_intersection(list(EXPLOITATION_FLAGS)).list.len() > 0


def with_what_is_beside(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts, oldest first, as known at a time, with `hours_to_missing` and `exploitation_marked_at`.

    hours_to_missing (Float64): to the nearest start of a missing episode of the child, before or after; null where
    there is none, or where either start is a date alone. exploitation_marked_at: the start of the child's latest
    episode, this one too, on which exploitation was marked; null where none was by then.
    """
    starts = facts.select("child", "started_at")
    missing = facts.filter((pl.col("category") == "missing") & KNOWN_TO_THE_MINUTE).select(
        "child", "started_at", missing_at="started_at"
    )
    marked = facts.filter(IS_EXPLOITED).select("child", "started_at", exploitation_marked_at="started_at")
    nearest = nearest_in_time(starts, missing, "nearest")["missing_at"]
    apart = (pl.col("started_at") - nearest).abs().dt.total_seconds() / 3600
    return facts.with_columns(
        nearest_in_time(starts, marked, "backward")["exploitation_marked_at"],
        hours_to_missing=pl.when(KNOWN_TO_THE_MINUTE).then(apart),
    )


def nearest_in_time(starts: pl.DataFrame, others: pl.DataFrame, strategy: str) -> pl.DataFrame:
    """Each start with the child's other that is nearest in time, or with "backward" the latest up to it."""
    return starts.join_asof(others, on="started_at", by="child", strategy=strategy, check_sortedness=False)  # type: ignore[arg-type]
