"""A file -> a table of text: which line is the heading, and every record with its line and its original text.

CSV is read by Python's csv, XLSX by calamine; nothing is sniffed. What cannot be a record is refused
with its line, and never takes its neighbours with it.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from data.errors import UnusableFile
from data.formats.decode import decode
from data.formats.plain_lines import split_plain

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Titles and notes stand above the heading of many spreadsheets; more than this is not a heading but a report.
LINES_SEARCHED_FOR_HEADING = 20
MOST_LINES_ABOVE = 100
# A workbook of 490 KB can unpack to 116 MB (seen by experiment); a million rows of ours take about 300.
MOST_UNPACKED_BYTES = 600_000_000
RECORDS_AT_ONCE = 50_000

# "Total", "Grand total: 34", "Sub-totals", "Totals for June".
TOTAL = r"(?i)(?:grand |overall |sub[- ]?)?totals?\b"
NUMBER = r"[\d.\s%£()-]+"
MOST_TOTALS = 5

# A line without such a letter may be blank: nothing but spaces, quotation marks and delimiters.
WRITTEN = r'[^\s",;]'

ROW_SHAPE = "row_shape"
STRAY_QUOTE = "stray_quote"

REFUSED_SCHEMA = pl.Schema({"row_number": pl.Int64, "rule": pl.String, "message": pl.String, "original": pl.String})

Row = Sequence[str]


@dataclass(frozen=True)
class Table:
    """The records of one file as text, in the file's order.

    `rows` has `row_number` (line of the file, or row of the sheet, from 1), `original`, and one text column for each
    heading, named by its place ("0", "1" ...). `refused` holds the records that are not rows.
    """

    name: str
    headings: tuple[str, ...]
    rows: pl.DataFrame
    refused: pl.DataFrame
    tolerances: tuple[str, ...]

    @property
    def rows_in(self) -> int:
        """Every record of the file, a row or not."""
        return self.rows.height + self.refused.height

    def texts(self, fields: Mapping[str, str], key: Callable[[str], str]) -> pl.DataFrame:
        """row_number, original, and each field's text under our name: trimmed, null where blank.

        `fields` gives the heading of each of our fields.
        """
        place = {key(heading): str(number) for number, heading in enumerate(self.headings)}
        return self.rows.select(
            "row_number",
            "original",
            *(
                pl.col(place[key(heading)]).str.strip_chars().replace("", None).alias(name)
                for name, heading in fields.items()
            ),
        )


def heading_key(heading: str) -> str:
    """A heading without case, spaces, byte order mark or curly quotes: two headings with one key are the same."""
    plain = heading.replace("\ufeff", "").replace("’", "'").replace("‘", "'")
    return "".join(plain.split()).casefold()


@dataclass(frozen=True)
class Sought:
    """The headings that make a line the heading: all of any one set. `advice` ends the error where none is found."""

    sets: tuple[tuple[str, ...], ...]
    advice: str
    key: Callable[[str], str] = heading_key
    error: type[UnusableFile] = UnusableFile

    def missing(self, row: Row) -> list[str]:
        """What the row lacks of the set that it comes nearest to."""
        present = {self.key(heading) for heading in row}
        return min(
            ([heading for heading in wanted if self.key(heading) not in present] for wanted in self.sets), key=len
        )

    def refusal(self, name: str, nearest: Row) -> UnusableFile:
        """The error for a file with no such heading: what it lacks, and what it has."""
        lacking = ", ".join(repr(heading) for heading in self.missing(nearest))
        present = ", ".join(repr(heading.strip()) for heading in nearest if heading.strip()) or "none"
        return self.error(f"{name} lacks the column {lacking}. Its headings are: {present}. {self.advice}")

    def refuse_repeats(self, name: str, row: Row) -> None:
        """Refuse a heading looked for that stands twice: which column is meant would be a guess."""
        wanted = {self.key(heading) for listed in self.sets for heading in listed}
        keys = [self.key(heading) for heading in row]
        if repeated := sorted(
            {heading.strip() for heading, key in zip(row, keys, strict=True) if key in wanted and keys.count(key) > 1}
        ):
            raise UnusableFile(f"{name} has the heading {repeated[0]!r} more than once. Rename one of the columns.")


def read_table(name: str, content: bytes, sought: Sought) -> Table:
    """The table in a CSV or XLSX file.

    Raises UnusableFile when the file is no table, or has no such heading near its top.
    """
    if zipfile.is_zipfile(io.BytesIO(content)):
        return read_workbook(name, content, sought)
    return read_csv(name, content, sought)


def read_tables(name: str, content: bytes, sought: Sought) -> list[Table]:
    """Every table of a workbook that has such a heading, named by its sheet; of another file, the one."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [read_csv(name, content, sought)]
    found = list(tables_of(name, content, sought))
    if len(found) > 1:
        return [replace(table, name=f"{name} ({sheet})") for sheet, table in found]
    return [table for _, table in found]


# --- CSV -------------------------------------------------------------------------------------------------------------


def read_csv(name: str, content: bytes, sought: Sought) -> Table:
    """The table in a text file; the heading line decides the delimiter."""
    decoded = decode(content)
    # Universal newlines, kept as they came: a line break inside a quoted field stays inside it. (StringIO would do
    # the same in four bytes a letter.)
    lines = list(io.TextIOWrapper(io.BytesIO(decoded.text.encode()), encoding="utf-8", newline=""))
    start, delimiter, headings, after = find_heading(name, lines, sought)
    builder = TableBuilder(headings, len(headings) + spare_delimiters(lines, after, delimiter, len(headings)))
    plain, others = split_plain(lines, after, delimiter, builder.width)
    taken: list[int] = []
    for first, end, fields in records(lines, others, delimiter, builder.width):
        original = lines[first] if end - first == 1 else "".join(lines[first:end])
        builder.add(first + 1, original.rstrip("\r\n"), fields)
        taken += range(first + 1, end + 1)
    del lines
    builder.add_all(plain.filter(~pl.col("row_number").is_in(taken)) if taken else plain)
    tolerances = list(decoded.tolerances)
    if delimiter != ",":
        tolerances.append(f"The delimiter is a {DELIMITERS[delimiter]}, by the heading line.")
    if start:
        tolerances.append(f"The heading was found on line {start + 1}; what stands above it was passed over.")
    return builder.table(name, tolerances)


def find_heading(name: str, lines: list[str], sought: Sought) -> tuple[int, str, Row, int]:
    """The heading's line (from 0), its delimiter, its fields, and the line after it.

    The first of the top lines which, split by comma, semicolon or tab, is the heading looked for.
    """
    tops = [at for at, line in enumerate(lines[:MOST_LINES_ABOVE]) if line.strip()][:LINES_SEARCHED_FOR_HEADING]
    nearest: Row = ()
    for at in tops:
        for delimiter in DELIMITERS:
            fields, used = first_record(lines, at, delimiter)
            if not sought.missing(fields):
                sought.refuse_repeats(name, fields)
                return at, delimiter, fields, at + used
            nearest = nearer(nearest, fields, sought)
    raise sought.refusal(name, nearest)


def nearer(one: Row, other: Row, sought: Sought) -> Row:
    """Which of two lines is more like the heading looked for: it lacks fewer columns, or else has more fields."""
    return min(one, other, key=lambda row: (len(sought.missing(row)), -len(row)))


def first_record(lines: list[str], at: int, delimiter: str) -> tuple[Row, int]:
    """The record that begins on line `at`, and how many lines it takes; no fields where it is broken."""
    reader = csv.reader(lines[at : at + LINES_SEARCHED_FOR_HEADING], delimiter=delimiter)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:
        return [], 1


def spare_delimiters(lines: list[str], after: int, delimiter: str, width: int) -> int:
    """How many blank fields the first row has beyond the heading: some programs end every row with a delimiter."""
    at = next((at for at in range(after, len(lines)) if lines[at].strip()), len(lines))
    beyond = first_record(lines, at, delimiter)[0][width:]
    return 0 if any(map(str.strip, beyond)) else len(beyond)


def records(
    lines: Sequence[str], begins: Iterable[int], delimiter: str, width: int
) -> Iterator[tuple[int, int, Row | None]]:
    """The records that begin on these lines, less those that lie inside one before: first line, line after, fields."""
    end = 0
    for begin in begins:
        if begin >= end:
            fields, used = one_record(lines, begin, delimiter, width)
            end = begin + used
            yield begin, end, fields


def one_record(lines: Sequence[str], at: int, delimiter: str, width: int) -> tuple[Row | None, int]:
    """The fields of the record that begins on line `at`, and how many lines it takes.

    A stray quote makes csv read on over the following lines. Such a record has the wrong number of fields, or its
    quote closes in the middle of a field or never: its first line alone is given up (no fields), and reading begins
    again on the next.
    """
    reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter)
    try:
        fields, used = next(reader), reader.line_num
    except csv.Error:
        return None, 1
    if used > 1 and (len(fields) != width or not closes(lines[at : at + used], delimiter)):
        return None, 1
    return fields, used


def closes(lines: Sequence[str], delimiter: str) -> bool:
    """Whether the quotes of a record over several lines close where its fields end."""
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


# --- XLSX ------------------------------------------------------------------------------------------------------------


def read_workbook(name: str, content: bytes, sought: Sought) -> Table:
    """The table on the first sheet that has the heading looked for."""
    return next(table for _, table in tables_of(name, content, sought))


def tables_of(name: str, content: bytes, sought: Sought) -> Iterator[tuple[str, Table]]:
    """Each sheet that has the heading looked for, with its table. Raises UnusableFile where none has."""
    refuse_oversize(name, content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (sheet, workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
            for sheet in workbook.sheet_names
        ]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnusableFile(
            f"{name} is not a workbook that can be read: {error}. Save it again as XLSX or CSV."
        ) from error
    nearest: Row = ()
    is_found = False
    for sheet, cells in sheets:
        for at, row in enumerate(cells[:LINES_SEARCHED_FOR_HEADING]):
            headings = trimmed([cell_text(cell, has_times=False) for cell in row])
            if not sought.missing(headings):
                sought.refuse_repeats(name, headings)
                is_found = True
                yield sheet, sheet_table(name, sheet, headings, cells, at)
                break
            nearest = nearer(nearest, headings, sought)
    if not is_found:
        raise sought.refusal(name, nearest)


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


def sheet_table(name: str, sheet: str, headings: Row, cells: Sequence[Sequence[object]], at: int) -> Table:
    """The rows below the heading; dates become ISO text."""
    width, below = len(headings), cells[at + 1 :]
    with_times = [any(isinstance(row[column], datetime) for row in below) for column in range(width)]
    builder = TableBuilder(headings, width)
    midnights = 0
    for number, row in enumerate(below, start=at + 2):
        texts = [cell_text(cell, has_times=has) for cell, has in zip(row, with_times, strict=False)]
        midnights += sum(has and type(cell) is date for cell, has in zip(row, with_times, strict=False))
        builder.add(number, ",".join(map(quoted, texts)), texts)
    tolerances = [f"Sheet {sheet!r} of the workbook was read."]
    if at:
        tolerances.append(f"The heading was found on row {at + 1}; what stands above it was passed over.")
    if midnights:
        tolerances.append(
            f"{midnights} cells with a date alone, in a column of dates with times, were read as midnight."
        )
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
    width: int
    frames: list[pl.DataFrame] = field(default_factory=list)
    waiting: list[tuple[object, ...]] = field(default_factory=list)
    refused: list[tuple[int, str, str, str]] = field(default_factory=list)
    blank: int = 0

    def add(self, number: int, original: str, fields: Row | None) -> None:
        """Take one record: a row, a blank line (passed over and counted), or something refused."""
        if fields is None:
            message = "A quotation mark opens on this line and does not close where a field ends."
            self.refused.append((number, STRAY_QUOTE, message, original))
        elif not any(map(str.strip, fields)):
            self.blank += 1
        elif len(fields) != self.width or any(map(str.strip, fields[len(self.headings) :])):
            message = f"The row has {len(fields)} fields where the heading has {len(self.headings)}."
            self.refused.append((number, ROW_SHAPE, message, original))
        else:
            self.waiting.append((number, original, *fields[: len(self.headings)]))
            if len(self.waiting) >= RECORDS_AT_ONCE:
                self.settle()

    def add_all(self, plain: pl.DataFrame) -> None:
        """Take records of the right width: row_number, original, and a column of text for each field."""
        spare = [str(place) for place in range(len(self.headings), self.width)]
        is_odd = pl.any_horizontal(
            ~pl.col("original").str.contains(WRITTEN), *(pl.col(place).str.strip_chars() != "" for place in spare)
        )
        self.frames.append(plain.filter(~is_odd).drop(spare))
        for number, original, *fields in plain.filter(is_odd).iter_rows():
            self.add(number, original, fields)

    def settle(self) -> None:
        """Turn the records that wait into a frame."""
        places = [str(place) for place in range(len(self.headings))]
        schema = {"row_number": pl.Int64, "original": pl.String, **dict.fromkeys(places, pl.String)}
        columns = list(zip(*self.waiting, strict=True)) or [()] * len(schema)
        self.frames.append(pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema))
        self.waiting = []

    def table(self, name: str, tolerances: Iterable[str]) -> Table:
        """Everything gathered."""
        self.settle()
        said = list(tolerances)
        if self.blank:
            said.append(f"{self.blank} blank lines were passed over.")
        refused = pl.DataFrame(self.refused, schema=REFUSED_SCHEMA, orient="row").sort("row_number")
        rows = pl.concat([frame for frame in self.frames if frame.height] or self.frames)
        if not rows["row_number"].is_sorted():
            rows = rows.sort("row_number")
        if totals := totals_at_the_end(rows, refused):
            lines = ", ".join(map(str, sorted(totals)))
            said.append(f"What stands at the end is a total and no row; it was set aside. Line {lines}.")
            is_row = ~pl.col("row_number").is_in(totals)
            rows, refused = rows.filter(is_row), refused.filter(is_row)
        return Table(name, tuple(self.headings), rows, refused, tuple(said))


def totals_at_the_end(rows: pl.DataFrame, refused: pl.DataFrame) -> list[int]:
    """The lines after the last row that hold a total: many spreadsheets end with one or two."""
    ends = pl.concat([one.select("row_number", "original").tail(MOST_TOTALS) for one in (rows, refused)])
    last = ends.sort("row_number", descending=True).head(MOST_TOTALS).rows()
    return [number for number, _ in takewhile(lambda record: is_total(record[1]), last)]


def is_total(original: str) -> bool:
    """Whether a record says "Total", and beside it nothing but numbers."""
    fields = [field.strip(' "') for field in re.split(r"[,;\t]", original)]
    first, *others = [field for field in fields if field] or [""]
    return bool(re.match(TOTAL, first)) and all(re.fullmatch(NUMBER, field) for field in others)
