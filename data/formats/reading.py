"""What was read of one file, mapped and checked: the same for every format."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, TypedDict

import polars as pl

from data.checks import FINDING_SCHEMA, Checked
from data.formats.child_ids import IdForm
from data.formats.labels import UnknownLabel
from data.formats.tables import Table
from data.line_numbers import ROWS_OF_A_SHEET

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
    `row_number`. `left_out` counts those that the mapping leaves out. `children` is what an episode file says of its
    children on the way, `texts` what it has of interviews in words. `speaks_of` is what it would have told in the
    months that it covers, had there been any. `sheets` names the sheets of a workbook of which several were read, by
    the number that row_number says (data/line_numbers.py). `fields` are those of ours that it has a column of: of no
    other does its silence say anything. `headings` are the file's, and `delimiter` what parts the fields of a refused
    row's text. `answers` are the references of its rows that were asked about before, by row number; a file that is a
    part (`is_part`) answers these alone, and not whatever was refused of a file of its name. rows_in = rows + refused +
    left_out, always.
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
    texts: pl.DataFrame | None = None
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))
    tolerances: tuple[str, ...] = ()
    unknown_labels: tuple[UnknownLabel, ...] = ()
    child_ids: str = COUNCIL
    child_id_form: IdForm = "text"
    speaks_of: tuple[str, ...] = ()
    left_out: int = 0
    left_out_as: str = "by_the_mapping"  # why
    sheets: Mapping[int, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    delimiter: str = ","
    answers: Mapping[int, str] = field(default_factory=dict)
    is_part: bool = False

    @property
    def rows_in(self) -> int:
        """Every record of the file, loaded or not."""
        return self.rows.height + self.refused.height + self.left_out


def with_sheets(reading: Reading) -> Reading:
    """The reading, with the sheet of each row named in what is said of the row."""
    refused, findings = sheets_named(reading.refused, reading.sheets), sheets_named(reading.findings, reading.sheets)
    return replace(reading, refused=refused, findings=findings)


def sheets_named(rows: pl.DataFrame, sheets: Mapping[int, str]) -> pl.DataFrame:
    """Rows of which each `message` begins with the name of the row's sheet, where several were read."""
    if not sheets:
        return rows
    words = {number: f"Sheet {name!r}: " for number, name in sheets.items()}
    sheet = (pl.col("row_number") // ROWS_OF_A_SHEET).replace_strict(words, default="", return_dtype=pl.String)
    return rows.with_columns(message=pl.concat_str(sheet, "message"))


class OfTable(TypedDict):
    """What a reading has of its table as it is."""

    headings: tuple[str, ...]
    delimiter: str
    answers: Mapping[int, str]
    is_part: bool
    sheets: Mapping[int, str]


def of_table(table: Table) -> OfTable:
    """What a reading takes over from its table."""
    return OfTable(
        headings=table.headings,
        delimiter=table.delimiter,
        answers=table.answers,
        is_part=table.is_sent_back,
        sheets=table.sheets,
    )


def of_part(table: Table, answers: Mapping[int, str]) -> OfTable:
    """The same of a sheet that we handed over, with each answered row by the reference that it always had."""
    return {**of_table(table), "answers": {**table.answers, **answers}, "is_part": True}


def all_refused(table: Table, checked: Checked) -> pl.DataFrame:
    """What was refused for its shape or by a rule, in the file's order."""
    return pl.concat([table.refused, checked.refused], how="diagonal").sort("row_number")


def months_between(first: datetime, last: datetime) -> tuple[date, date]:
    """From the first month to the last, inclusive, as a half-open period."""
    year, month = divmod(last.year * 12 + last.month, 12)
    return date(first.year, first.month, 1), date(year, month + 1, 1)


def unbroken_months(starts: pl.Series) -> tuple[date, date] | None:
    """The longest run of months with a start in each, the latest of several; none where there is no start."""
    months = starts.drop_nulls().dt.truncate("1mo").unique().sort().to_list()
    runs: list[tuple[date, date]] = []
    for month in months:
        first, after = months_between(month, month)
        if runs and runs[-1][1] == first:
            runs[-1] = (runs[-1][0], after)
        else:
            runs.append((first, after))
    return max(runs, key=lambda run: (how_many(run), run[0]), default=None)


def how_many(months: tuple[date, date]) -> int:
    """How many whole months lie in a half-open period."""
    first, after = months
    return (after.year - first.year) * 12 + after.month - first.month


def months_spoken_for(starts: pl.Series) -> tuple[date, date] | None:
    """The months from the first start to the last; none where there is no start."""
    first, last = starts.min(), starts.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    return months_between(first, last)
