"""The children who were erased, known by their marks alone, and kept out of whatever is loaded later."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

import polars as pl

from data.checks import ERASED
from data.errors import DamagedStore
from data.formats.child_ids import IdForm, canonical_id
from data.formats.headings import heading_key
from data.formats.reading import COUNCIL, Reading
from data.formats.tables import REFUSED_SCHEMA
from data.handover.interviews import HEADINGS, KIND
from data.handover.records import spellings
from data.handover.references import any_written
from data.keys import MARK_DIGITS, child_mark
from data.machine import write_durably
from data.pseudonyms import Pseudonyms
from data.snapshots import Store
from data.wholeness import sum_of

NOT_LOADED: Final = "The child's records were erased, so the row was not loaded, and its text is not kept."
NAME_LEFT_OUT: Final = "The file's name holds the id of an erased child; the file is known by another."
WORDS_LEFT_OUT: Final = "Something that named an erased child was left out here."
# Letters and digits; an id such as AB-12/3 is up to three of them with what stands between.
WORD: Final = re.compile(r"[^\W_]+")
MOST_WORDS_IN_AN_ID: Final = 3
MARK: Final = re.compile(rf"E[0-9a-f]{{{MARK_DIGITS}}}")
# No mark begins so.
SUM_PREFIX: Final = "sum "
CHILD_KEY: Final = heading_key(HEADINGS["child"])


@dataclass(frozen=True)
class ErasedChildren:
    """Tells whether a pseudonym, or anything in a text, is an erased child's. `schemes` are those of the files' ids."""

    marks: frozenset[str]
    pseudonyms: Pseudonyms
    schemes: tuple[str, ...] = (COUNCIL,)

    def has(self, pseudonym: str) -> bool:
        """Whether it is the pseudonym of an erased child, or what stood for the child or an episode on a sheet."""
        return child_mark(self.pseudonyms.key, pseudonym) in self.marks

    def of(self, pseudonyms: pl.Series) -> pl.Series:
        """For each pseudonym, whether its child was erased."""
        gone = [pseudonym for pseudonym in pseudonyms.unique().drop_nulls().to_list() if self.has(pseudonym)]
        return pseudonyms.is_in(gone)

    def are_named_in(self, text: str, namespace: str, form: IdForm = "text") -> bool:
        """Whether any part of the text is the source's own id of an erased child, or a reference that stood for one."""
        parts = possible_ids(text)
        ids = {canonical_id(part, form) for part in parts}
        is_referred = any(self.has(any_written(part) or part.upper()) for part in parts)
        return is_referred or any(self.has(self.pseudonyms.of_one(own_id, namespace)) for own_id in ids)

    def have_id(self, cell: str) -> bool:
        """Whether the cell is an erased child's id in any scheme, also as a spreadsheet may have changed it."""
        return any(
            self.has(self.pseudonyms.of_one(spelling, scheme))
            for spelling in spellings(cell)
            for scheme in self.schemes
        )


def possible_ids(text: str) -> set[str]:
    """Whatever in a text may be an id: each field of a line, each word, and two or three words together."""
    fields = {unquoted(field.strip()) for field in re.split(r"[,;\t]", text)}
    words = list(WORD.finditer(text))
    spans = {
        text[first.start() : words[last].end()]
        for start, first in enumerate(words)
        for last in range(start, min(start + MOST_WORDS_IN_AN_ID, len(words)))
    }
    return (fields | spans) - {""}


def unquoted(field: str) -> str:
    """A field without the quotation marks that a CSV puts around it, and doubles in it."""
    is_quoted = len(field) > 1 and field[0] == field[-1] == '"'
    return field[1:-1].replace('""', '"').strip() if is_quoted else field


def erased_children(store: Store, pseudonyms: Pseudonyms, schemes: Iterable[str] = ()) -> ErasedChildren:
    """Those of the store's list."""
    return ErasedChildren(frozenset(read_marks(store)), pseudonyms, tuple(dict.fromkeys((COUNCIL, *schemes))))


def read_marks(store: Store) -> list[str]:
    """The marks of all erased children, in the order of their erasure. Raises DamagedStore: a child could come back."""
    try:
        kept = json.loads(store.erased_file.read_bytes())
        marks = [str(mark) for mark in kept if not str(mark).startswith(SUM_PREFIX)]
        # Earlier versions wrote no sum.
        is_whole = isinstance(kept, list) and all(map(MARK.fullmatch, marks))
        is_whole = is_whole and kept[-1:] in ([summed(marks)], marks[-1:])
    except FileNotFoundError:
        return []
    except (ValueError, TypeError):
        is_whole, marks = False, []
    if not is_whole:
        raise DamagedStore(
            f"{store.erased_file.name}, the list of erased children, is damaged, so one of them could come back. "
            "Nothing was done. Put it back from a backup."
        )
    return marks


def summed(marks: Sequence[str]) -> str:
    """What stands behind the marks: to an earlier version, one more that is nobody's."""
    return f"{SUM_PREFIX}{sum_of(json.dumps(marks))}"


def add_marks(store: Store, marks: Iterable[str]) -> None:
    """Puts a child on the list, durably: the mark of the pseudonym, and of what sheets call the child. For a writer."""
    every = list(dict.fromkeys([*read_marks(store), *marks]))
    write_durably(store.erased_file, json.dumps([*every, summed(every)], indent=1).encode())


def screened(reading: Reading, erased: ErasedChildren) -> Reading:
    """The file without erased children: their rows are refused, and nothing that names them is kept."""
    if not erased.marks or "child_id" not in reading.rows.columns:
        return reading
    is_gone = erased.of(reading.rows["child_id"])
    gone = reading.rows.filter(is_gone)
    rejected = gone.select("row_number", rule=pl.lit(ERASED), message=pl.lit(NOT_LOADED), original=pl.lit(""))
    refused = pl.concat([refused_unnamed(reading, erased), rejected.cast(REFUSED_SCHEMA)], how="diagonal").sort(
        "row_number"
    )
    children, texts = reading.children, reading.texts
    if texts is not None:
        texts = texts.filter(~erased.of(texts["child_id"]))
        words = [unnamed(text, reading, erased) for text in texts["text"]]
        texts = texts.with_columns(pl.Series("text", words, dtype=pl.String))
    name, tolerances = reading.file.name, [unnamed(text, reading, erased) for text in reading.tolerances]
    if erased.are_named_in(name, reading.child_ids, reading.child_id_form):
        name = other_name(name, reading.file.sha256)
        tolerances.append(NAME_LEFT_OUT)
    return replace(
        reading,
        file=replace(reading.file, name=name),
        rows=reading.rows.filter(~is_gone),
        refused=refused,
        texts=texts,
        children=None if children is None else children.filter(~erased.of(children["child_id"])),
        findings=reading.findings.join(gone, on="row_number", how="anti"),
        tolerances=tuple(tolerances),
        headings=tuple(unnamed(heading, reading, erased) for heading in reading.headings),
        sheets={number: unnamed(sheet, reading, erased) for number, sheet in reading.sheets.items()},
    )


def refused_unnamed(reading: Reading, erased: ErasedChildren) -> pl.DataFrame:
    """The refused rows; of those that hold an erased child's id, no text."""
    originals = reading.refused["original"].to_list()
    named = pl.Series([names_anybody(text, reading, erased) for text in originals], dtype=pl.Boolean)
    blank = {"rule": ERASED, "message": NOT_LOADED, "original": ""}
    return reading.refused.with_columns(
        pl.when(named).then(pl.lit(text)).otherwise(pl.col(column)).alias(column) for column, text in blank.items()
    )


def names_anybody(original: str, reading: Reading, erased: ErasedChildren) -> bool:
    """Whether a row names an erased child; on a sheet of ours also by an id that a spreadsheet has changed."""
    if erased.are_named_in(original, reading.child_ids, reading.child_id_form):
        return True
    return reading.kind == KIND and erased.have_id(child_on_sheet(original, reading.headings))


def child_on_sheet(original: str, headings: Sequence[str]) -> str:
    """The cell under Child ID of a row of a sheet that was handed over; empty where there is none."""
    cells = next(csv.reader([original]), [])
    named = (cell for heading, cell in zip(headings, cells, strict=False) if heading_key(heading) == CHILD_KEY)
    return next(named, "")


def unnamed(text: str, reading: Reading, erased: ErasedChildren) -> str:
    """The text, unless it names an erased child."""
    return WORDS_LEFT_OUT if erased.are_named_in(text, reading.child_ids, reading.child_id_form) else text


def other_name(name: str, sha256: str) -> str:
    """A name for a file whose own names a child."""
    return f"file-{sha256[:12]}{PurePath(name).suffix}"


def ids_behind(
    pseudonym: str, texts: Iterable[str], namespaces: Iterable[tuple[str, IdForm]], made: Pseudonyms
) -> Iterator[str]:
    """The source's own ids in these texts that the pseudonym stands for."""
    tried = {part for text in texts for part in possible_ids(text)}
    spaces = tuple(namespaces)
    return (
        part
        for part in tried
        if any(made.of_one(canonical_id(part, form), space) == pseudonym for space, form in spaces)
    )
