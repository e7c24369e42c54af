"""What was read of one file, mapped and checked: the same for every format."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import polars as pl

from data.checks import FINDING_SCHEMA, Checked
from data.formats.labels import UnknownLabel
from data.formats.tables import Table

# The namespace of the council's own numbers for children: what the looked-after return and most spreadsheets use.
COUNCIL: Final = "council"


@dataclass(frozen=True)
class File:
    """One file as it was handed over."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class Reading:
    """What one file says.

    `main` names the table that each row of the file becomes a row of, such as report. `rows` are those rows, with
    `row_number`. `children` is what an episode file says of its children on the way. `speaks_of` is what it would
    have told in the months that it covers, had there been any. `fields` are those of ours that it has a column of: of
    no other does its silence say anything. rows_in = rows + refused, always.
    """

    file: File
    mapping_sha256: str
    system: str
    kind: str
    main: str
    as_of: datetime
    covers: tuple[date, date] | None
    rows: pl.DataFrame
    refused: pl.DataFrame
    children: pl.DataFrame | None = None
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))
    tolerances: tuple[str, ...] = ()
    unknown_labels: tuple[UnknownLabel, ...] = ()
    child_ids: str = COUNCIL
    speaks_of: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def rows_in(self) -> int:
        """Every record of the file, loaded or not."""
        return self.rows.height + self.refused.height


def all_refused(table: Table, checked: Checked) -> pl.DataFrame:
    """What was refused for its shape or by a rule, in the file's order."""
    return pl.concat([table.refused, checked.refused], how="diagonal").sort("row_number")


def months_between(first: datetime, last: datetime) -> tuple[date, date]:
    """From the first month to the last, inclusive, as a half-open period."""
    year, month = divmod(last.year * 12 + last.month, 12)
    return date(first.year, first.month, 1), date(year, month + 1, 1)


def months_spoken_for(starts: pl.Series) -> tuple[date, date] | None:
    """The months from the first start to the last; none where there is no start."""
    first, last = starts.min(), starts.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    return months_between(first, last)
