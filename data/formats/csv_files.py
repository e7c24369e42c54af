"""CSV -> a table: read by Python's csv, nothing is sniffed.

What cannot be a record is refused with its line, and never takes its neighbours with it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import polars as pl

from data.formats.decode import decode
from data.formats.headings import Heading, Row, Sought, joined, nearer
from data.formats.plain_lines import split_plain
from data.formats.set_aside import Lines
from data.formats.tables import Table, TableBuilder

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Titles and notes stand above the heading of many spreadsheets; more than this is not a heading but a report.
LINES_SEARCHED_FOR_HEADING = 20
MOST_LINES_ABOVE = 100


def read_csv(name: str, content: bytes, sought: Sought) -> Table:
    """The table in a text file; the heading line decides the delimiter."""
    decoded = decode(content)
    # Universal newlines, kept as they came: a line break inside a quoted field stays inside it. (StringIO would do
    # the same in four bytes a letter.)
    lines = list(io.TextIOWrapper(io.BytesIO(decoded.text.encode()), encoding="utf-8", newline=""))
    top = find_heading(name, lines, sought)
    headings, delimiter, after = top.heading.fields, top.delimiter, top.after
    lines_known = Lines(sought, headings, top.heading.lines)
    builder = TableBuilder(
        headings, len(headings) + spare_delimiters(lines, after, delimiter, len(headings)), lines_known
    )
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
    if len(top.heading.lines) > 1:
        tolerances.append(f"The headings on lines {top.at + 1} and {after} were read together.")
    elif top.at:
        tolerances.append(f"The heading was found on line {top.at + 1}; what stands above it was passed over.")
    return replace(builder.table(name, tolerances), delimiter=delimiter)


@dataclass(frozen=True)
class Top:
    """Where the table begins: the line of its heading (from 0), the delimiter, the heading, the line after it."""

    at: int
    delimiter: str
    heading: Heading
    after: int


def find_heading(name: str, lines: list[str], sought: Sought) -> Top:
    """The first of the top lines which, split by comma, semicolon or tab, is the heading; else the first two together.

    Raises UnusableFile where there is none, or where it names one column twice.
    """
    places = [at for at, line in enumerate(lines[:MOST_LINES_ABOVE]) if line.strip()][:LINES_SEARCHED_FOR_HEADING]
    nearest: Row = ()
    for above, top in chain(single_lines(lines, places), double_lines(lines, places, sought)):
        if not sought.missing(top.heading.fields):
            sought.refuse_repeats(name, top.heading, above)
            return top
        nearest = nearer(nearest, top.heading.fields, sought)
    raise sought.refusal(name, nearest)


def single_lines(lines: list[str], places: list[int]) -> Iterator[tuple[Row, Top]]:
    """Each top line as a heading, by each delimiter, after the line above it."""
    for above, at in pairwise([-1, *places]):
        for delimiter in DELIMITERS:
            fields, used = first_record(lines, at, delimiter)
            over = first_record(lines, above, delimiter)[0] if above >= 0 else []
            yield over, Top(at, delimiter, Heading(fields, (fields,)), at + used)


def double_lines(lines: list[str], places: list[int], sought: Sought) -> Iterator[tuple[Row, Top]]:
    """Each two top lines that follow one another as one heading, by each delimiter."""
    for above, at in pairwise(places):
        for delimiter in DELIMITERS:
            upper, _ = first_record(lines, above, delimiter)
            lower, used = first_record(lines, at, delimiter)
            if len(lower) > 1:
                yield (), Top(above, delimiter, joined(upper, lower, sought), at + used)


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
