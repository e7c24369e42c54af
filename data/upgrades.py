"""Formats of a snapshot: the one that is written, and how the rows of an earlier one become rows of the next.

The number stands in the manifest. Whatever changes what a snapshot holds adds a step here, and so a format. Where the
tables of `data/tables.py` are the same, or have only more columns, `as_they_were` is enough: all else is made anew.
"""

from collections.abc import Callable
from typing import Final

import polars as pl

from data import codes

Tables = dict[str, pl.DataFrame]
Step = Callable[[Tables], Tables]

# A snapshot without an end's status took every blank end for a child still missing.
STATUS_BY_END: Final = (
    pl.when(pl.col("ended_at").is_null()).then(pl.lit(codes.STILL_OPEN)).otherwise(pl.lit(codes.RETURNED))
)


def as_they_were(tables: Tables) -> Tables:
    """The same rows: nothing that a file told of is kept in another way."""
    return tables


def with_what_was_not_kept(tables: Tables) -> Tables:
    """Of format 0, which had no number: what some of its versions did not keep yet, as they took it to be."""
    loads, reports, refused = tables["load"], tables["report"], tables["refused_row"]
    return tables | {
        "load": loads.with_columns(pl.col("left_out").fill_null(0)),
        "report": reports.with_columns(pl.col("end_status").fill_null(STATUS_BY_END)),
        # Nobody can be said to be missing by such a row.
        "refused_row": refused.with_columns(pl.col("is_open").fill_null(value=False)),
    }


# From each earlier format to the next. A step is never changed once a council may have a store of its format.
STEPS: Final[dict[int, Step]] = {
    0: with_what_was_not_kept,
    # What is published stands in a folder of its own, since it may come after the records.
    1: as_they_were,
}
FORMAT: Final = max(STEPS) + 1


def brought_up(tables: Tables, written_in: int) -> Tables:
    """The tables of a snapshot of that format, as this one has them."""
    for number in range(written_in, FORMAT):
        tables = STEPS[number](tables)
    return tables
