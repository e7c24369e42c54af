"""The lines of a CSV that are each a whole record, read all at once; the others are left to Python's csv.

Nearly every line of nearly every file is plain: so many fields, each without a quotation mark or in a pair of them. Of
such a line every reader of CSV says the same, so Polars may split a million of them in a second.
"""

import io
import re
from collections.abc import Sequence
from typing import Final

import polars as pl

# csv gives up on a field of more than 131,072 letters.
LONGEST_LINE: Final = 100_000
# Marks that one reader takes for a space and another for a letter.
CONTROL: Final = r"\x00-\x08\x0e-\x1f"


def whole_record(delimiter: str, width: int) -> str:
    """What a line must match to be one record of so many fields, whatever stands around it."""
    mark = re.escape(delimiter)
    field = rf'(?:[^"\r\n{mark}{CONTROL}]*|"(?:[^"\r\n{CONTROL}]|"")*")'
    return rf"^{field}(?:{mark}{field}){{{width - 1}}}$"


def split_plain(lines: Sequence[str], after: int, delimiter: str, width: int) -> tuple[pl.DataFrame, list[int]]:
    """The plain records below line `after`, and the places of the lines that are not plain (blank ones among them).

    Columns: row_number (line of the file, from 1), original (without its line end), and one for each field, named by
    its place. A plain line inside the quotes of another is among them: its record begins on a line that is not plain.
    """
    originals = pl.Series("original", lines[after:], dtype=pl.String).str.strip_chars_end("\r\n")
    # A line of one field may be blank and yet match.
    is_plain = (
        originals.str.contains(whole_record(delimiter, width)) & (originals.str.len_bytes() <= LONGEST_LINE)
        if width > 1
        else pl.repeat(value=False, n=originals.len(), eager=True)
    )
    row_numbers = pl.int_range(after + 1, after + 1 + originals.len(), eager=True).alias("row_number")
    plain = pl.DataFrame([row_numbers, originals]).filter(is_plain)
    others = (row_numbers.filter(~is_plain) - 1).to_list()
    return plain.hstack(fields_of(plain["original"], delimiter, width)), others


def fields_of(plain: pl.Series, delimiter: str, width: int) -> pl.DataFrame:
    """Each plain line's fields, in columns named by their place; an empty field is an empty text."""
    schema = {str(place): pl.String() for place in range(width)}
    if plain.is_empty():
        return pl.DataFrame(schema=schema)
    text = io.BytesIO(plain.str.join("\n").item().encode())
    fields = pl.read_csv(text, has_header=False, separator=delimiter, schema=schema, empty_string_is_null=False)
    if fields.height != plain.len():
        raise RuntimeError(f"Of {plain.len()} plain lines {fields.height} were read.")
    return fields
