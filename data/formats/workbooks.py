"""A workbook -> its tables: every sheet that has the headings looked for (or those that the mapping names), read by
calamine. What was left out is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import chain, pairwise

import polars as pl

from data.errors import UnusableFile
from data.formats.cells import Cell, cell_text, column_texts, from_1904, lines_of, with_lost_digits
from data.formats.headings import Heading, Row, Sought, columns_named, joined, nearer, trimmed
from data.formats.set_aside import Lines
from data.formats.sheets import Book, Sheet, open_workbook
from data.formats.tables import Table, TableBuilder
from data.line_numbers import in_sheet

LINES_SEARCHED_FOR_HEADING = 20
# A sheet without so many of the columns looked for is likely one of the tables, with a slip in its headings.
MOST_LACKING = 2
FEWEST_DATED_ROWS = 3


@dataclass(frozen=True)
class Top:
    """Where a sheet's table begins: the row of its heading, the heading, and the first row below it, from 0."""

    at: int
    heading: Heading
    after: int


@dataclass(frozen=True)
class Searched:
    """A sheet, what was looked for in it, and where its table begins; none where it has not the headings."""

    sheet: Sheet
    sought: Sought
    top: Top | None
    nearest: Row

    @property
    def lacking(self) -> str:
        """The columns that it lacks."""
        return columns_named(self.sought.missing(self.nearest))

    @cached_property
    def may_hold_rows(self) -> bool:
        """Whether it looks like one more sheet of the table: nearly its headings, or some rows with days."""
        lacking, present = len(self.sought.missing(self.nearest)), self.sought.present(self.nearest)
        is_near = lacking <= MOST_LACKING and present > lacking
        dated = sum(any(isinstance(cell, date) for cell in row) for row in self.sheet.cells)
        return (is_near and self.sheet.written > 1) or (self.is_for_one_table and dated >= FEWEST_DATED_ROWS)

    @property
    def is_for_one_table(self) -> bool:
        """Whether one kind of table is looked for, and not any that is known."""
        return len(self.sought.sets) == 1


def read_workbook(name: str, content: bytes, sought: Sought) -> Table:
    """One table of all sheets that have the heading looked for."""
    searched = search(name, open_workbook(name, content), sought)
    tables = [(sheet.sheet, sheet_table(name, sheet.sheet, sheet.top, sought)) for sheet in searched if sheet.top]
    left_out = left_out_words(searched)
    table = tables[0][1] if len(tables) == 1 else of_several(name, tables, sought)
    is_partial = any(sheet.may_hold_rows for sheet in searched if not sheet.top)
    return replace(table, tolerances=(*left_out, *table.tolerances), is_partial=is_partial)


def tables_of(name: str, content: bytes, sought: Sought) -> dict[str, Table]:
    """Each sheet that has the heading looked for, with its table. Raises UnusableFile where none has."""
    searched = search(name, open_workbook(name, content), sought)
    tables = {sheet.sheet.name: sheet_table(name, sheet.sheet, sheet.top, sought) for sheet in searched if sheet.top}
    first, *others = tables
    notes = (*left_out_words(searched), *tables[first].tolerances)
    return {first: replace(tables[first], tolerances=notes)} | {other: tables[other] for other in others}


def search(name: str, book: Book, sought: Sought) -> list[Searched]:
    """Each sheet that something is written on, and whether it is read. Raises UnusableFile where none is."""
    searched = [found_in(name, sheet, sought) for sheet in book.sheets if sheet.written]
    if sought.sheets is not None:
        refuse_other_sheets(name, book, searched, sought.sheets)
        named = {plain(sheet) for sheet in sought.sheets}
        searched = [sheet if plain(sheet.sheet.name) in named else replace(sheet, top=None) for sheet in searched]
    if not any(sheet.top for sheet in searched):
        nearest: Row = ()
        for item in searched:
            nearest = nearer(nearest, item.nearest, sought)
        raise sought.refusal(name, nearest)
    return searched


def refuse_other_sheets(name: str, book: Book, searched: Sequence[Searched], named: Sequence[str]) -> None:
    """Refuse a sheet that the mapping names and the workbook lacks, or that lacks the headings."""
    present = {plain(sheet.name) for sheet in book.sheets}
    tops = {plain(item.sheet.name): item for item in searched}
    for sheet in named:
        if plain(sheet) not in present:
            sheets = ", ".join(repr(other.name) for other in book.sheets)
            raise UnusableFile(
                f"{name} has no sheet {sheet!r}, which the mapping names. Its sheets are: {sheets}. "
                "Correct `sheets` under [source] in the mapping."
            )
        named_sheet = tops.get(plain(sheet))
        if named_sheet is None:
            raise UnusableFile(f"{name}: sheet {sheet!r}, which the mapping names, is empty. Take it out of `sheets`.")
        if named_sheet.top is None:
            raise named_sheet.sought.refusal(f"{name}, sheet {sheet!r},", named_sheet.nearest)


def plain(sheet: str) -> str:
    """A sheet's name as Excel compares it: without case, and spaces around it."""
    return sheet.strip().casefold()


def left_out_words(searched: Sequence[Searched]) -> list[str]:
    """What is said of the sheets that were not read, those that may hold rows first."""
    left_out = [sheet for sheet in searched if not sheet.top]
    likely = [
        f"NOT READ: sheet {item.sheet.name!r}{' (hidden)' if item.sheet.is_hidden else ''}, which looks as if it holds "
        f"rows: {why_left_out(item)}. {lines_words(item.sheet.written - 1)} not in the figures. Correct the sheet or "
        "the mapping, and load again."
        for item in left_out
        if item.may_hold_rows
    ]
    others = [
        f"Sheet {item.sheet.name!r} was left out: {why_left_out(item)}." for item in left_out if not item.may_hold_rows
    ]
    return likely + others


def lines_words(count: int) -> str:
    """'1 line is', or '3 lines are'."""
    return "1 line is" if count == 1 else f"{count} lines are"


def why_left_out(searched: Searched) -> str:
    """Why the sheet was not read."""
    if not searched.is_for_one_table:
        return "it has the headings of no list that is read without a mapping"
    if searched.sought.missing(searched.nearest):
        return f"it lacks the {searched.lacking}"
    return "the mapping does not name it under `sheets`"


def found_in(name: str, sheet: Sheet, sought: Sought) -> Searched:
    """The sheet, with where its table begins."""
    rows = [trimmed([cell_text(cell) for cell in row]) for row in sheet.cells[:LINES_SEARCHED_FOR_HEADING]]
    nearest: Row = ()
    for above, top in (*single_rows(rows), *double_rows(rows, sheet, sought)):
        if not sought.missing(top.heading.fields):
            sought.refuse_repeats(f"{name}, sheet {sheet.name!r},", top.heading, above)
            return Searched(sheet, sought, top, top.heading.fields)
        nearest = nearer(nearest, top.heading.fields, sought)
    return Searched(sheet, sought, None, nearest)


def single_rows(rows: Sequence[Row]) -> Iterator[tuple[Row, Top]]:
    """Each top row as a heading, after the row above it."""
    for above, (at, row) in zip([(), *rows], enumerate(rows), strict=False):
        yield above, Top(at, Heading(row, (row,)), at + 1)


def double_rows(rows: Sequence[Row], sheet: Sheet, sought: Sought) -> Iterator[tuple[Row, Top]]:
    """Each two top rows that follow one another as one heading."""
    written = [(at, row) for at, row in enumerate(rows) if row]
    for (above, upper), (at, lower) in pairwise(written):
        if len(lower) > 1:
            heading = joined(upper, lower, sought, sheet.spans(above))
            yield (), Top(above, replace(heading, fields=trimmed(heading.fields)), at + 1)


def sheet_table(name: str, sheet: Sheet, top: Top, sought: Sought) -> Table:
    """The rows below the heading; dates become ISO text."""
    headings, width = top.heading.fields, len(top.heading.fields)
    lines = Lines(sought, headings, top.heading.lines)
    builder = TableBuilder(headings, width, lines)
    columns = sheet.columns(top.after, width)
    counted = {lines.keys.index(key) for key in map(sought.key, sought.dates) if key in lines.keys}
    shifted = count_from_1904(columns, counted) if sheet.counts_from_1904 else 0
    texts = [column_texts(column) for column in columns]
    originals = lines_of(texts)
    for number, fields in enumerate(zip(*texts, strict=True), start=top.after + 1):
        builder.add(number, next(originals), fields)
    sentences = [f"Sheet {sheet.name!r} of the workbook was read.", *said_of(sheet, top, columns, shifted)]
    return builder.table(name, sentences)


def count_from_1904(columns: list[list[Cell]], dated: set[int]) -> int:
    """Shift the plain numbers in the columns of days of a workbook that counts from 1904; how many there were."""
    shifted = 0
    for column in dated:
        after = [from_1904(cell) for cell in columns[column]]
        shifted += sum(old is not new for old, new in zip(columns[column], after, strict=True))
        columns[column] = after
    return shifted


def said_of(sheet: Sheet, top: Top, columns: Sequence[Sequence[Cell]], shifted: int) -> Iterator[str]:
    """What is said of how a sheet was read."""
    if sheet.is_hidden:
        yield "The sheet is hidden in the workbook; its rows were read."
    if len(top.heading.lines) > 1:
        yield f"The headings on rows {top.at + 1} and {top.after} were read together."
    elif top.at:
        yield f"The heading was found on row {top.at + 1}; what stands above it was passed over."
    kinds = [(column, set(map(type, column))) for column in columns]
    timed = [column for column, kind in kinds if {date, datetime} <= kind]
    if midnights := sum(type(cell) is date for column in timed for cell in column):
        cells = (
            "1 cell with a date alone, in a column of dates with times, was"
            if midnights == 1
            else (f"{midnights} cells with a date alone, in a column of dates with times, were")
        )
        yield f"{cells} read as midnight."
    if shifted:
        yield f"The workbook counts days from 1904; {shifted} days that are kept as plain numbers were read so."
    if lost := sum(with_lost_digits(column) for column, kind in kinds if float in kind):
        yield f"{lost} numbers have 16 digits or more, of which a workbook keeps 15: their last digits may be wrong."
    yield from sheet.said


def of_several(name: str, tables: Sequence[tuple[Sheet, Table]], sought: Sought) -> Table:
    """The tables of several sheets as one, row for row, by their headings; each row knows its sheet."""
    first: dict[str, str] = {}
    for heading in chain.from_iterable(table.headings for _, table in tables):
        first.setdefault(sought.key(heading), heading)
    keys = list(first)
    numbered = [(sheet.number, aligned(table, keys, sought)) for sheet, table in tables]
    names = ", ".join(repr(sheet.name) for sheet, _ in tables)
    sentences = [f"Sheet {sheet.name!r}: {text}" for sheet, table in tables for text in table.tolerances[1:]]
    return Table(
        name=name,
        headings=tuple(first.values()),
        rows=pl.concat([in_place(table.rows, number) for number, table in numbered]),
        refused=pl.concat([in_place(table.refused, number) for number, table in numbered]),
        tolerances=(f"{len(tables)} sheets were read: {names}.", *sentences),
        set_aside=tuple(in_sheet(number, line) for number, table in numbered for line in table.set_aside),
        sheets={sheet.number: sheet.name for sheet, _ in tables},
    )


def aligned(table: Table, keys: Sequence[str], sought: Sought) -> Table:
    """The table with a column for each of these headings, blank where it has not the heading."""
    places: dict[str, str] = {}
    for place, heading in enumerate(table.headings):
        places.setdefault(sought.key(heading), str(place))
    columns = [
        (pl.col(places[key]) if key in places else pl.lit("", pl.String)).alias(str(place))
        for place, key in enumerate(keys)
    ]
    rows = table.rows.select("row_number", "original", *columns)
    if list(places) != list(keys):
        # A line as it came has the fields of all sheets, in one order.
        texts = [rows[str(place)].to_list() for place in range(len(keys))]
        rows = rows.with_columns(pl.Series("original", list(lines_of(texts)), dtype=pl.String))
    return replace(table, rows=rows)


def in_place(rows: pl.DataFrame, sheet: int) -> pl.DataFrame:
    """The rows with numbers that say their sheet."""
    return rows.with_columns(pl.col("row_number") + in_sheet(sheet, 0))
