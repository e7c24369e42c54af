"""A file -> a table of text: which line is the heading, and every record with its line and its original text.

CSV is read by Python's csv, XLSX by calamine; nothing is sniffed. What cannot be a record is refused
with its line, and never takes its neighbours with it.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from data.errors import UnusableFile
from data.formats.decode import decode

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Titles and notes stand above the heading of many spreadsheets; more than this is not a heading but a report.
LINES_SEARCHED_FOR_HEADING = 20
# A workbook of 490 KB can unpack to 116 MB (seen by experiment); a million rows of ours take about 300.
MOST_UNPACKED_BYTES = 600_000_000
RECORDS_AT_ONCE = 50_000

ROW_SHAPE = "row_shape"
STRAY_QUOTE = "stray_quote"

REFUSED_SCHEMA = {"row_number": pl.Int64, "rule": pl.String, "message": pl.String, "original": pl.String}

Row = Sequence[str]
IsHeading = Callable[[Row], bool]


@dataclass(frozen=True)
class Table:
    """The records of one file as text, in the file's order.

    `rows` has `row_number` (line of the file, or row of the sheet, from 1), `original`, and one text column for each
    heading, under the heading's key (see `heading_key`). `refused` holds the records that are not rows.
    """

    name: str
    headings: tuple[str, ...]
    rows: pl.DataFrame
    refused: pl.DataFrame
    tolerances: tuple[str, ...]


def heading_key(heading: str) -> str:
    """A heading without case, spaces, byte order mark or curly quotes: two headings with one key are the same."""
    plain = heading.replace("\ufeff", "").replace("’", "'").replace("‘", "'")
    return "".join(plain.split()).casefold()


def read_table(path: Path, content: bytes, is_heading: IsHeading) -> Table:
    """The table in a CSV or XLSX file. `is_heading` says whether a line's fields are the heading looked for.

    Raises UnusableFile when the file is no table, or has no such heading near its top.
    """
    if zipfile.is_zipfile(io.BytesIO(content)):
        return read_workbook(path.name, content, is_heading)
    return read_csv(path.name, content, is_heading)


# --- CSV -------------------------------------------------------------------------------------------------------------


def read_csv(name: str, content: bytes, is_heading: IsHeading) -> Table:
    """The table in a text file; the heading line decides the delimiter."""
    decoded = decode(content)
    # Universal newlines, kept as they came: a line break inside a quoted field stays inside it.
    lines = list(io.StringIO(decoded.text, newline=""))
    start, delimiter, headings, after = find_heading(name, lines, is_heading)
    builder = TableBuilder(headings)
    for first, end, fields in records(lines, after, delimiter, len(headings)):
        builder.add(first + 1, "".join(lines[first:end]).rstrip("\r\n"), fields)
    tolerances = list(decoded.tolerances)
    if delimiter != ",":
        tolerances.append(f"The delimiter is a {DELIMITERS[delimiter]}, by the heading line.")
    if start:
        tolerances.append(f"The heading was found on line {start + 1}; what stands above it was passed over.")
    return builder.table(name, tolerances)


def find_heading(name: str, lines: list[str], is_heading: IsHeading) -> tuple[int, str, Row, int]:
    """The heading's line (from 0), its delimiter, its fields, and the line after it.

    The first of the top lines which, split by comma, semicolon or tab, is the heading looked for.
    """
    candidates = [(at, line) for at, line in enumerate(lines[: LINES_SEARCHED_FOR_HEADING * 2]) if line.strip()]
    for at, _ in candidates[:LINES_SEARCHED_FOR_HEADING]:
        for delimiter in DELIMITERS:
            fields, used = first_record(lines, at, delimiter)
            if is_heading(fields):
                return at, delimiter, fields, at + used
    raise no_heading(name, top_line(lines, candidates))


def top_line(lines: list[str], candidates: list[tuple[int, str]]) -> Row:
    """The first line that is not blank, split by the delimiter that splits it most (comma before semicolon before tab)."""
    if not candidates:
        return ()
    splits = [first_record(lines, candidates[0][0], delimiter)[0] for delimiter in DELIMITERS]
    return max(splits, key=len)


def first_record(lines: list[str], at: int, delimiter: str) -> tuple[Row, int]:
    """The record that begins on line `at`, and how many lines it takes; no fields where it is broken."""
    reader = csv.reader(lines[at : at + LINES_SEARCHED_FOR_HEADING], delimiter=delimiter)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:
        return [], 1


def no_heading(name: str, present: Row) -> UnusableFile:
    """The error for a file whose heading was not found; it lists what stands at its top."""
    shown = ", ".join(repr(heading) for heading in present if heading.strip()) or "nothing"
    return UnusableFile(f"{name} has no line with the headings looked for. Its first line holds: {shown}.")


def records(lines: list[str], at: int, delimiter: str, width: int) -> Iterator[tuple[int, int, Row | None]]:
    """Each record as first line, line after, and fields; None for a line whose quotes do not close where they should.

    A stray quote makes csv read on over the following lines. Such a record has the wrong number of fields: its
    first line alone is given up, and reading begins again on the next.
    """
    while at < len(lines):
        start, is_broken = at, False
        reader = csv.reader((lines[index] for index in range(start, len(lines))), delimiter=delimiter)
        try:
            for fields in reader:
                end = start + reader.line_num
                if end - at > 1 and len(fields) != width:
                    is_broken = True
                    break
                yield at, end, fields
                at = end
        except csv.Error:
            is_broken = True
        if is_broken:
            yield at, at + 1, None
            at += 1


# --- XLSX ------------------------------------------------------------------------------------------------------------


def read_workbook(name: str, content: bytes, is_heading: IsHeading) -> Table:
    """The table on the first sheet that has the heading looked for."""
    refuse_oversize(name, content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(sheet, workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)) for sheet in
                  workbook.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnusableFile(f"{name} is not a workbook that can be read: {error}. Save it again as XLSX or CSV.") from error
    for sheet, cells in sheets:
        for at, row in enumerate(cells[:LINES_SEARCHED_FOR_HEADING]):
            headings = trimmed([cell_text(cell, has_times=False) for cell in row])
            if is_heading(headings):
                return sheet_table(name, sheet, headings, cells, at)
    first = next((row for _, cells in sheets for row in cells if any(str(cell).strip() for cell in row)), [])
    raise no_heading(name, [cell_text(cell, has_times=False) for cell in first])


def refuse_oversize(name: str, content: bytes) -> None:
    """Refuse a workbook that would unpack to more than memory should hold, before unpacking it."""
    try:
        unpacked = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile as error:
        raise UnusableFile(f"{name} is a damaged workbook: {error}. Save it again as XLSX or CSV.") from error
    if unpacked > MOST_UNPACKED_BYTES:
        raise UnusableFile(
            f"{name} would unpack to {unpacked // 1_000_000} MB; at most {MOST_UNPACKED_BYTES // 1_000_000} are read. "
            "Save the sheet as CSV."
        )


def trimmed(headings: list[str]) -> list[str]:
    """Headings without the empty cells to their right."""
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    return headings


def sheet_table(name: str, sheet: str, headings: Row, cells: list[list[object]], at: int) -> Table:
    """The rows below the heading; dates become ISO text."""
    width, below = len(headings), cells[at + 1 :]
    with_times = [any(isinstance(row[column], datetime) for row in below) for column in range(width)]
    builder = TableBuilder(headings)
    midnights = 0
    for number, row in enumerate(below, start=at + 2):
        texts = [cell_text(cell, has_times=has) for cell, has in zip(row, with_times, strict=False)]
        midnights += sum(has and type(cell) is date for cell, has in zip(row, with_times, strict=False))
        rest = [cell_text(cell, has_times=False) for cell in row[width:]]
        builder.add(number, ",".join(quoted(text) for text in [*texts, *rest]).rstrip(","), [*texts, *rest])
    tolerances = [f"Sheet {sheet!r} of the workbook was read."]
    if at:
        tolerances.append(f"The heading was found on row {at + 1}; what stands above it was passed over.")
    if midnights:
        tolerances.append(f"{midnights} cells with a date alone, in a column of dates with times, were read as midnight.")
    return builder.table(name, tolerances)


def cell_text(cell: object, *, has_times: bool) -> str:
    """A cell as CSV would write it: ISO dates, whole numbers without a point.

    calamine gives midnight as a date; in a column that holds times it is midnight.
    """
    match cell:
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.isoformat(sep=" ", timespec="minutes" if cell.second == 0 else "seconds")
        case date():
            return f"{cell.isoformat()} 00:00" if has_times else cell.isoformat()
        case time() | timedelta():
            return str(cell)
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)


def quoted(text: str) -> str:
    """A field as CSV writes it."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\r\n') else text


# --- both ------------------------------------------------------------------------------------------------------------


@dataclass
class TableBuilder:
    """Gathers records into frames, some thousands at a time, so that a million rows need no million lists."""

    headings: Row
    frames: list[pl.DataFrame] = field(default_factory=list)
    waiting: list[tuple[object, ...]] = field(default_factory=list)
    refused: list[tuple[int, str, str, str]] = field(default_factory=list)
    blank: int = 0

    def add(self, number: int, original: str, fields: Row | None) -> None:
        """Take one record: a row, a blank line (passed over and counted), or something refused."""
        width = len(self.headings)
        if fields is None:
            message = "A quotation mark opens on this line and does not close where a field ends."
            self.refused.append((number, STRAY_QUOTE, message, original))
        elif len(fields) == width or (len(fields) > width and not any(map(str.strip, fields[width:]))):
            if any(map(str.strip, fields)):
                self.waiting.append((number, original, *fields[:width]))
                if len(self.waiting) >= RECORDS_AT_ONCE:
                    self.settle()
            else:
                self.blank += 1
        elif any(map(str.strip, fields)):
            message = f"The row has {len(fields)} fields where the heading has {width}."
            self.refused.append((number, ROW_SHAPE, message, original))
        else:
            self.blank += 1

    def settle(self) -> None:
        """Turn the records that wait into a frame."""
        names = unique_keys(self.headings)
        schema = {"row_number": pl.Int64, "original": pl.String, **dict.fromkeys(names, pl.String)}
        columns = list(zip(*self.waiting, strict=True)) or [()] * len(schema)
        self.frames.append(pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema))
        self.waiting = []

    def table(self, name: str, tolerances: Iterable[str]) -> Table:
        """Everything gathered."""
        self.settle()
        said = list(tolerances)
        if self.blank:
            said.append(f"{self.blank} blank lines were passed over.")
        refused = pl.DataFrame(self.refused, schema=REFUSED_SCHEMA, orient="row")
        return Table(name, tuple(self.headings), pl.concat(self.frames), refused, tuple(said))


def unique_keys(headings: Row) -> list[str]:
    """A column name for each heading: its key, and its place too where the key is empty, ours, or met before."""
    names: list[str] = []
    for place, heading in enumerate(headings):
        key = heading_key(heading)
        is_free = key and key not in names and key not in ("row_number", "original")
        names.append(key if is_free else f"{key}#{place}")
    return names
