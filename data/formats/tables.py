"""A file as a table of text: its headings, and every record with its line and its original text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from data.formats import set_aside
from data.formats.headings import Row
from data.formats.set_aside import MOST_WRITTEN, Lines

RECORDS_AT_ONCE = 50_000

# A line without such a letter may be blank: nothing but spaces, quotation marks and delimiters.
WRITTEN = r'[^\s",;]'

ROW_SHAPE = "row_shape"
STRAY_QUOTE = "stray_quote"

REFUSED_SCHEMA = pl.Schema({"row_number": pl.Int64, "rule": pl.String, "message": pl.String, "original": pl.String})


@dataclass(frozen=True)
class Table:
    """The records of one file as text, in the file's order.

    `rows` has `row_number` (line of the file, or row of the sheet, from 1; of several sheets see
    data/line_numbers.py), `original`, and one text column for each heading, named by its place ("0", "1" ...).
    `refused` holds the records that are not rows. `set_aside` are the lines that are no records, such as totals.
    `sheets` names the sheets, where rows of several are among them, by their number. `is_partial` says that the file
    holds what looks like more rows, which were not read. `delimiter` parts the fields of an `original`; it is empty
    where none does. `answers` are the references of rows that were refused before and come back: see sent_back.py.
    """

    name: str
    headings: tuple[str, ...]
    rows: pl.DataFrame
    refused: pl.DataFrame
    tolerances: tuple[str, ...]
    set_aside: tuple[int, ...] = ()
    sheets: Mapping[int, str] = field(default_factory=dict)
    is_partial: bool = False
    delimiter: str = ","
    answers: Mapping[int, str] = field(default_factory=dict)
    is_sent_back: bool = False

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


@dataclass
class TableBuilder:
    """Gathers records into frames, some thousands at a time, so that a million rows need no million lists."""

    headings: Row
    width: int
    # What tells lines that are no rows; without it, every line is a row.
    lines: Lines | None = None
    frames: list[pl.DataFrame] = field(default_factory=list)
    waiting: list[tuple[object, ...]] = field(default_factory=list)
    refused: list[tuple[int, str, str, str]] = field(default_factory=list)
    # Few written fields in a record of another width: it may be a total or a note.
    odd: dict[int, Row] = field(default_factory=dict)
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
            if sum(bool(text.strip()) for text in fields) <= MOST_WRITTEN:
                self.odd[number] = fields
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
        notes = list(tolerances)
        if self.blank:
            lines = "1 blank line was" if self.blank == 1 else f"{self.blank} blank lines were"
            notes.append(f"{lines} passed over.")
        refused = pl.DataFrame(self.refused, schema=REFUSED_SCHEMA, orient="row").sort("row_number")
        rows = pl.concat([frame for frame in self.frames if frame.height] or self.frames)
        if not rows["row_number"].is_sorted():
            rows = rows.sort("row_number")
        shapes = set_aside.set_aside(self.lines, rows, self.odd) if self.lines else {}
        if shapes:
            notes.append(set_aside.words(shapes))
            is_row = ~pl.col("row_number").is_in(list(shapes))
            rows, refused = rows.filter(is_row), refused.filter(is_row)
        return Table(name, tuple(self.headings), rows, refused, tuple(notes), tuple(shapes))
