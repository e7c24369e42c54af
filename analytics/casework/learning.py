"""Whether children go missing less after they were discussed, or supported: what to count, by child and day."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from data.casebook import Entry, Kind
from data.warehouse import Warehouse

# What a co-ordinator wrote that says: this child was talked about in that week.
DISCUSSED: Final = (Kind.ADDED, Kind.ACTION)
DAYS_SCHEMA: Final = pl.Schema({"child": pl.UInt32(), "day": pl.Date()})
INTENSIVE_QUERY: Final = """
    SELECT episode_child.child, support.started_on AS day
    FROM support
    JOIN (SELECT DISTINCT child_id, child FROM episode_facts) AS episode_child USING (child_id)
    WHERE support.support = 'intensive'
    ORDER BY day, child
"""


def discussed_on(entries: Sequence[Entry], numbers: Mapping[str, int]) -> pl.DataFrame:
    """The Sunday of each week in which a child was added to the list or had an action written down.

    Columns: child (the snapshot's number, by pseudonym from `numbers`), day.
    """
    rows = [
        (numbers[entry.child], entry.week) for entry in entries if entry.kind in DISCUSSED and entry.child in numbers
    ]
    return pl.DataFrame(rows, schema=DAYS_SCHEMA, orient="row")


def supported_on(episodes: Warehouse) -> pl.DataFrame:
    """The day on which intensive support of a child began. Columns: child, day."""
    return episodes.query(INTENSIVE_QUERY).cast(DAYS_SCHEMA)
