"""Whatever the field and the kind of file: a word for blank in an empty cell changes nothing in the load."""

import csv
import hashlib
import io
from collections.abc import Mapping as Named
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from data.formats.as_written import CLOSED, holds_of
from data.formats.blanks import FUTURE, MAY_BE_ANSWERS, PAST, WORDS, Holds
from data.formats.kinds import KINDS
from data.formats.labels import label_key
from data.formats.mapping import Mapping, parse_mapping
from data.formats.reading import File, Reading
from data.formats.ssda903 import CODES
from data.formats.unmapped import RETURNS, read_unmapped
from data.plan import READERS
from data.pseudonyms import Pseudonyms
from data.settings import demonstration_settings
from data.tables import shaped
from tests.sizes import examples

SETTINGS = demonstration_settings()
MADE = Pseudonyms(b"k" * 32)
AS_OF = datetime(2026, 1, 1)
FLAG = "cse"
VALUES = {
    Holds.CHILD: "A1",
    Holds.REFERENCE: "R7",
    Holds.MARK: "yes",
    Holds.WORD: "Elsewhere",
    Holds.DATE: "2016-06-07 10:00",
    Holds.END: "2016-06-08 10:00",
    Holds.POSTCODE: "B23 6AA",
    Holds.NUMBER: "15",
}
CODES_OF_RETURNS = {"category": "M", "sex": "F", "ethnicity": "WBRI", "offered": "Y", "accepted": "N"}


def days(listed: tuple[tuple[int, int, int], ...]) -> list[str]:
    """Dates of no day, in every order."""
    forms = (
        "{0:04}-{1:02}-{2:02}",
        "{2:02}/{1:02}/{0:04}",
        "{1:02}/{2:02}/{0:04}",
        "{0:04}-{1:02}-{2:02} 00:00:00.000",
    )
    return [form.format(*day) for day in listed for form in forms]


def blank_words(field: str, holds: Holds, codes: Named[str, str]) -> list[str]:
    """The words for blank of one field."""
    kept = {label_key(word) for word in MAY_BE_ANSWERS.get(field, ())} | set(codes)
    words = [word for word in WORDS[holds] if label_key(word) not in kept]
    if holds is Holds.DATE:
        words += days((*PAST, *FUTURE))
    return words + (days(FUTURE) if holds is Holds.END else [])


def written(word: str) -> st.SearchStrategy[str]:
    """The word as somebody may write it."""
    return st.sampled_from([word, word.upper(), word.title(), f"  {word} "])


def as_csv(headings: list[str], *rows: dict[str, str]) -> bytes:
    """A file with these rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def outcome(reading: Reading) -> list[pl.DataFrame]:
    """What a load makes of the file, less the text of the lines that it sends back."""
    children = pl.DataFrame() if reading.children is None else reading.children.sort("child_id")
    refused = reading.refused.select("row_number", "rule")
    return [shaped(reading.rows, reading.main), children, refused, reading.findings.sort(pl.all())]


def assert_same(reading: Reading, other: Reading) -> None:
    for ours, theirs in zip(outcome(reading), outcome(other), strict=True):
        assert_frame_equal(ours, theirs)
    assert (reading.unknown_labels, reading.covers, reading.rows_in) == (
        other.unknown_labels,
        other.covers,
        other.rows_in,
    )


def emptied(data: st.DataObject, full: dict[str, str], words: dict[str, list[str]]) -> tuple[dict[str, str], Any]:
    """A full row with some fields empty, and the same with a word for blank in each or some of these."""
    # A line without anything is no row; one of words for blank alone is a row that is refused.
    gone = data.draw(st.sets(st.sampled_from(sorted(words)), min_size=1, max_size=len(words) - 1))
    bare = {name: "" if name in gone else value for name, value in full.items()}
    said = {name: data.draw(st.one_of(st.just(""), st.sampled_from(words[name]).flatmap(written))) for name in gone}
    return bare, bare | said


def a_mapping_of(kind: str) -> Mapping:
    """A mapping of every field of a kind, each under its own name."""
    fields = "\n".join(f'{name} = "{name}"' for name in KINDS[kind].fields)
    flags = f'[flags]\n{FLAG} = "{FLAG} mark"' if KINDS[kind].has_flags else ""
    text = f'[source]\nsystem = "police"\nkind = "{kind}"\ndates = "iso"\n[columns]\n{fields}\n{flags}'
    return parse_mapping(text.encode(), "a.toml", SETTINGS)


@pytest.mark.parametrize("kind", list(KINDS))
@examples(8, 25)
@given(data=st.data())
def test_a_word_for_blank_in_an_empty_cell_changes_nothing_in_a_mapped_file(kind: str, data: st.DataObject) -> None:
    mapping = a_mapping_of(kind)
    codes = mapping.codes
    full = {name: next(iter(codes[name])) if name in CLOSED else VALUES[holds_of(name)] for name in KINDS[kind].fields}
    words = {name: blank_words(name, holds_of(name), codes.get(name, {})) for name in full if name != "ended_at"}
    if "ended_at" in full:
        words["ended_at"] = blank_words("ended_at", Holds.END, {})
    if KINDS[kind].has_flags:
        full[f"{FLAG} mark"], words[f"{FLAG} mark"] = "x", blank_words(FLAG, Holds.MARK, {})
    bare, worded = emptied(data, full, words)
    other = full | {"child": "B2"}

    def read(row: dict[str, str]) -> Reading:
        content = as_csv(list(full), row, other)
        return READERS[kind](File("a.csv", content, hashlib.sha256(content).hexdigest()), mapping, MADE, AS_OF)

    assert_same(read(bare), read(worded))


@pytest.mark.parametrize("module", RETURNS, ids=lambda module: module.name)
@examples(8, 25)
@given(data=st.data())
def test_a_word_for_blank_in_an_empty_cell_changes_nothing_in_a_file_without_mapping(
    module: Any, data: st.DataObject
) -> None:
    headings = module.needed | module.optional
    full = {name: CODES_OF_RETURNS.get(name) or VALUES[holds_of(name)] for name in headings}
    words = {name: blank_words(name, holds_of(name), CODES.get(name, {})) for name in full}
    bare, worded = emptied(data, full, words)

    def read(row: dict[str, str]) -> Reading:
        rows = [{headings[name]: value for name, value in item.items()} for item in (row, full | {"child": "B2"})]
        content = as_csv(list(headings.values()), *rows)
        (reading,) = read_unmapped(File("a.csv", content, hashlib.sha256(content).hexdigest()), MADE, AS_OF)
        return reading

    assert_same(read(bare), read(worded))
