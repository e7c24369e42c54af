"""What the lists may be missing at a moment: rows refused or doubted, those of them without an end, old files."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from analytics.casework.rows import data_to
from analytics.words.names import source_name
from analytics.words.numbers import number
from analytics.words.periods import day_text
from data.formats.dates import local_now
from data.keys import DEMONSTRATION_KEY
from data.snapshots import Snapshot, Store
from data.tables import shaped
from data.warehouse import warehouse

# How far back a row's start may lie for it to belong to the time that a page is about.
DAYS: Final = 7
REFUSED_QUERY: Final = "SELECT * FROM refused_row"
LOADS_QUERY: Final = """
    SELECT load_id, system
    FROM load
    WHERE kind NOT IN ('children', 'care_periods', 'official', 'returned_sheet', 'follow_up')
    ORDER BY as_of, load_id
"""
FILES_QUERY: Final = "SELECT load_id, file_name, system FROM load"
# So many files are named in a sentence.
MOST_FILES: Final = 3
DOUBTED_QUERY: Final = """
    SELECT count(*)::BIGINT AS rows, count(*) FILTER (ended_at IS NULL)::BIGINT AS open
    FROM (SELECT DISTINCT load_id, row_number FROM finding)
    JOIN report USING (load_id, row_number)
    WHERE started_at <= $as_of AND (started_at >= $since OR ended_at IS NULL)
"""


@dataclass(frozen=True)
class RefusedFile:
    """What was refused of one file."""

    file_name: str
    system: str
    rows: int
    open: int

    @property
    def words(self) -> str:
        """ "police-2026-10.csv (police): 4 rows refused, 2 of them without an end that can be read"."""
        ends = f", {number(self.open)} of them without an end that can be read" if self.open else ""
        return f"{self.file_name} ({source_name(self.system).lower()}): {rows_of(self.rows)} refused{ends}"


@dataclass(frozen=True)
class Uncertain:
    """How many rows of a time were refused or doubted, and how many of each have no end. `known_to`: how far files go.

    `is_invented`: of the demonstration, whose clock stands still. `files`: those refused, file by file.
    """

    refused: int
    refused_open: int
    doubted: int
    doubted_open: int
    known_to: datetime
    is_invented: bool = False
    files: tuple[RefusedFile, ...] = ()

    @property
    def words(self) -> str:
        """What a reader of a list must know that it may lack; empty where nothing was refused or doubted."""
        return " ".join(item for item in (self._refused_words(), self._doubted_words()) if item)

    @property
    def by_file(self) -> str:
        """Of which files rows were refused, and what to do with them; empty where none was."""
        if not self.files:
            return ""
        text = "; ".join(file.words for file in self.files[:MOST_FILES])
        more = len(self.files) - MOST_FILES
        others = f"; {number(more)} more {'file' if more == 1 else 'files'}" if more > 0 else ""
        return f"{text}{others}. Take them from Rows to look at, have the source put them right, and load them again."

    def _refused_words(self) -> str:
        if not self.refused:
            return ""
        rows = f"{rows_of(self.refused)} of these days could not be read and {was(self.refused)} refused"
        if not self.refused_open:
            return f"{rows}: what they tell is in no figure here."
        has = "has" if self.refused_open == 1 else "have"
        who = "a child may" if self.refused_open == 1 else "children may"
        return (
            f"{rows}; {number(self.refused_open)} of them {has} no end that can be read: "
            f"{who} be missing who {'is' if self.refused_open == 1 else 'are'} not on this list."
        )

    def _doubted_words(self) -> str:
        if not self.doubted:
            return ""
        open_ones = f"; {number(self.doubted_open)} of them {is_or_are(self.doubted_open)} open"
        return (
            f"{rows_of(self.doubted)} of these days {was(self.doubted)} loaded with a doubt"
            f"{open_ones if self.doubted_open else ''}."
        )

    def stale_words(self, clock: datetime, days: int, may_differ: str) -> str:
        """That the newest file is older than so many days, in whole days; empty where it is not.

        The demonstration is exempt: its children are invented, and so is its clock.
        """
        if self.is_invented or clock - self.known_to <= timedelta(days=days):
            return ""
        ago = (clock.date() - self.known_to.date()).days
        return f"The newest file knows until {day_text(self.known_to)}, {ago} days ago: {may_differ}"


def uncertain(store: Store, snapshot: Snapshot, as_of: datetime) -> Uncertain:
    """What was refused or doubted of the days up to a moment, and of open episodes; and how far the files go."""
    since = as_of - timedelta(days=DAYS)
    refused = refused_of(snapshot, since, as_of)
    doubted, doubted_open = doubts_between(snapshot, since, as_of)
    return Uncertain(
        refused.height,
        int(refused["is_open"].sum()),
        doubted,
        doubted_open,
        data_to(snapshot),
        store.key() == DEMONSTRATION_KEY,
        tuple(refused_by_file(snapshot, refused)),
    )


def refused_of(snapshot: Snapshot, since: datetime, until: datetime) -> pl.DataFrame:
    """Refused rows that began in these days; and those of each sender's newest file that are open or have no start."""
    rows = shaped(warehouse(snapshot.refused).query(REFUSED_QUERY), "refused_row").with_columns(
        pl.col("is_open").fill_null(value=False)
    )
    loads = warehouse(snapshot.episodes).query(LOADS_QUERY)
    newest = loads.unique("system", keep="last")["load_id"]
    is_newest = pl.col("load_id").is_in(newest.implode())
    has_no_start = pl.col("started_at").is_null() & pl.col("load_id").is_in(loads["load_id"].implode())
    began = pl.col("started_at").is_between(since, until).fill_null(value=False)
    is_later = (pl.col("started_at") > until).fill_null(value=False)
    return rows.filter(began | (is_newest & ~is_later & (pl.col("is_open") | has_no_start)))


def refused_by_file(snapshot: Snapshot, refused: pl.DataFrame) -> list[RefusedFile]:
    """Refused rows (those of `refused_of`) by the file that they came in, most open ones first."""
    files = warehouse(snapshot.episodes).query(FILES_QUERY)
    counted = refused.group_by("load_id").agg(rows=pl.len(), open=pl.col("is_open").sum())
    named = counted.join(files, on="load_id").sort("open", "rows", "file_name", descending=[True, True, False])
    return [RefusedFile(*row) for row in named.select("file_name", "system", "rows", "open").iter_rows()]


def doubts_between(snapshot: Snapshot, since: datetime, until: datetime) -> tuple[int, int]:
    """How many rows that began in these days, or are open, were loaded with a doubt; and how many of them are open."""
    doubted, still_open = warehouse(snapshot.episodes).query(DOUBTED_QUERY, since=since, as_of=until).row(0)
    return doubted, still_open


def rows_of(many: int) -> str:
    """ "1 row", "2 rows"."""
    return f"{number(many)} {'row' if many == 1 else 'rows'}"


def was(many: int) -> str:
    """ "was" of one, "were" of several."""
    return "was" if many == 1 else "were"


def is_or_are(many: int) -> str:
    """ "is" of one, "are" of several."""
    return "is" if many == 1 else "are"


def clock() -> datetime:
    """The time by the clock: what the age of the files is told by."""
    return local_now()
