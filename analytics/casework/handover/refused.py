"""Refused rows back to their senders: a workbook a sender and list of headings, in the sender's own columns."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from analytics.casework.handover.interviews import renamed, slug
from analytics.casework.handover.workbook import Book, Column, Notes, Sheet, workbook
from analytics.words.names import source_name
from analytics.words.numbers import number
from data.checks import ERASED
from data.formats.sent_back import LINE, REFERENCE, TO_DO, WHY
from data.formats.tables import ROW_SHAPE, STRAY_QUOTE
from data.handover.interviews import KIND as HANDOVER
from data.handover.refused import with_references
from data.line_numbers import line_title
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.tables import shaped
from data.warehouse import warehouse

PURPOSE: Final = "refused rows sent back to their source"
SHEET, NOTES = "Refused rows", "How to correct these"
REFUSED_QUERY: Final = "SELECT * FROM refused_row ORDER BY load_id, row_number"
LOADS_QUERY: Final = "SELECT * FROM load"
# What to do where the reason does not say it.
ADVICE: Final = {
    ROW_SHAPE: "Put each value under its own heading.",
    STRAY_QUOTE: "Take out the stray quotation mark, and put each value under its own heading.",
    "no_child": "Write the child’s id, as in your other rows.",
    "id_in_exponent_form": "Write the child’s id in full.",
    "date_not_understood": "Write the day year first, such as 2026-09-25 or 2026-09-25 14:05.",
    "1004": "Write the start year first, such as 2026-09-25 14:05.",
    "1005": "Write the end year first, such as 2026-09-25 14:05; leave it blank only if the child is still missing.",
    "564": "Write the start, or clear the category if there was no episode.",
    "565": "Write the category.",
    "1006": "Write what it was in one of the words that are understood, or tell us what yours means.",
    "handover_half_filled": "Fill in what is lacking.",
    "handover_of_whom": "Put back the reference and the child’s id as they were sent.",
    "handover_outcome": "Choose an outcome of the list.",
}
# What is said of mappings is for whoever loads files, and not for the sender.
OF_MAPPINGS: Final = re.compile(r" (?:Add|List) it under \[.*?\.(?= [A-Z]|$)")
OTHERWISE: Final = "Correct what is named under why. Where it is not known, say so to whoever sent you this."


def refused_to_send_back(snapshot: Snapshot, secret: bytes) -> pl.DataFrame:
    """Every refused row that can go back: those of `refused_row`, with the headings and delimiter of their file.

    And `whose`: the load of a sheet that was handed over. All providers are one source there, and so are all homes, but
    none may see another's children.
    """
    rows = shaped(warehouse(snapshot.refused).query(REFUSED_QUERY), "refused_row")
    loads = shaped(warehouse(snapshot.episodes).query(LOADS_QUERY), "load").select(
        "load_id", "headings", "delimiter", whose=pl.when(pl.col("kind") == HANDOVER).then("load_id")
    )
    known = with_references(rows, secret).join(loads, on="load_id", how="left", maintain_order="left")
    return known.filter(pl.col("rule") != ERASED)


def has_columns() -> pl.Expr:
    """Whether the sender's columns are known: not of a file that an older version loaded, nor of XML."""
    return (pl.col("headings").list.len().fill_null(0) > 0) & (pl.col("delimiter").fill_null("") != "")


def refused_books(store: Store, snapshot: Snapshot, settings: Settings) -> list[Book]:
    """A workbook for each sender and each sheet that came back; one more for each other list of a sender's headings."""
    secret = store.key()
    rows = refused_to_send_back(snapshot, secret).filter(has_columns()) if secret else pl.DataFrame()
    if rows.is_empty():
        return []
    groups = rows.partition_by("system", "headings", "whose", maintain_order=True)
    return renamed([refused_book(group, snapshot, settings) for group in groups])


def without_book(store: Store, snapshot: Snapshot) -> int:
    """How many refused rows go into no workbook, because their columns are not known."""
    secret = store.key()
    return refused_to_send_back(snapshot, secret).filter(~has_columns()).height if secret else 0


def refused_book(rows: pl.DataFrame, snapshot: Snapshot, settings: Settings) -> Book:
    """The workbook of one sender's rows under one list of headings. Whom they are about, nobody here knows."""
    system = str(rows["system"][0])
    name = f"refused-rows-{slug(system)}-{snapshot.manifest['as_of'][:10]}.xlsx"
    whom = source_name(system) if rows["whose"][0] is None else f"{source_name(system)}, {rows['file_name'][0]}"
    return Book(name, f"{whom}, {rows_of(rows.height)}", (), lambda: refused_sheet(rows, settings))


def rows_of(many: int) -> str:
    """How many rows, in words."""
    return "1 row" if many == 1 else f"{number(many)} rows"


def refused_sheet(rows: pl.DataFrame, settings: Settings) -> bytes:
    """The workbook as a file: where each row stood and what is amiss, then its own cells, as text."""
    headings: list[str] = rows["headings"][0].to_list()
    listed = rows.rows(named=True)
    cells = [cells_of(row["original"], row["delimiter"]) for row in listed]
    # A row of more fields than headings keeps them all, to the right.
    width = max(len(headings), *map(len, cells))
    own = [*headings, *[""] * (width - len(headings))]
    columns = [
        Column(LINE, width=22),
        Column(WHY, width=48),
        Column(TO_DO, width=36),
        *(Column(heading, width=max(12, min(len(heading) + 2, 28)), is_answer=True) for heading in own),
        Column(REFERENCE, width=19),
    ]
    told = [
        [*said_of(row), *parts, *[None] * (width - len(parts)), row["reference"]]
        for row, parts in zip(listed, cells, strict=True)
    ]
    return workbook([Sheet(SHEET, columns, told)], notes(settings))


def said_of(row: dict[str, Any]) -> list[str]:
    """Where a row stood, why it was refused, and what to do."""
    why = OF_MAPPINGS.sub("", row["message"])
    return [f"{row['file_name']}: {line_title(row['row_number'])}", why, ADVICE.get(row["rule"], OTHERWISE)]


def cells_of(original: str, delimiter: str) -> Sequence[str]:
    """The fields of a line as it came; where its quotation marks do not close, parted at every delimiter."""
    try:
        records = list(csv.reader(io.StringIO(original, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        records = []
    return records[0] if len(records) == 1 else original.split(delimiter)


def notes(settings: Settings) -> Notes:
    """What whoever corrects the rows must know."""
    sentences = (
        f"These rows of yours could not be read by {settings.council.name}, and are in none of its figures.",
        "The yellow columns are your own, as you sent them. Correct them where they are wrong.",
        "You may sort the rows, delete some, and send back the rest later. A row that stays away stays refused.",
        f"Leave the column {REFERENCE!r}: by it each row is known again.",
        "Better still, correct your system too: the next file will say the same again otherwise.",
        "Send it back by the council’s safe way, as a workbook or saved as CSV, under any name.",
    )
    return Notes(NOTES, sentences, {}, settings.weekly.marking)
