"""Refused rows of some days, file by file: how many, how many of them without an end, and what to do with them."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.words import number, source_name
from data.snapshots import Snapshot
from data.warehouse import warehouse

FILES_QUERY: Final = "SELECT load_id, file_name, system FROM load"


@dataclass(frozen=True)
class RefusedFile:
    """What was refused of one file."""

    file_name: str
    system: str
    rows: int
    open: int

    @property
    def words(self) -> str:
        """ "police-2026-10.csv (police): 4 rows refused, 2 of them without an end that can be read."."""
        many = f"{number(self.rows)} {'row' if self.rows == 1 else 'rows'} refused"
        ends = f", {number(self.open)} of them without an end that can be read" if self.open else ""
        return f"{self.file_name} ({source_name(self.system).lower()}): {many}{ends}."


def refused_by_file(snapshot: Snapshot, refused: pl.DataFrame) -> list[RefusedFile]:
    """Refused rows (those of `refused_of`) by the file that they came in, most open ones first."""
    files = warehouse(snapshot.episodes).query(FILES_QUERY)
    counted = refused.group_by("load_id").agg(rows=pl.len(), open=pl.col("is_open").sum())
    named = counted.join(files, on="load_id").sort("open", "rows", "file_name", descending=[True, True, False])
    return [RefusedFile(*row) for row in named.select("file_name", "system", "rows", "open").iter_rows()]
