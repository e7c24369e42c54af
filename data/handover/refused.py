"""Rows that were refused, by references: they go back to their sender, and are known again when they come corrected."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from data.formats.reading import Reading
from data.handover.interviews import KIND
from data.handover.references import About, reference
from data.upgrades import Tables

PARTS = ("system", "file_name", "row_number", "original")


def with_references(refused: pl.DataFrame, secret: bytes) -> pl.DataFrame:
    """The rows of `refused_row`, each with the reference that it has or, where it has none, one of its own."""
    if not refused["reference"].has_nulls():
        return refused
    made = [
        kept or reference(About.REFUSED_ROW, secret, "\x1f".join(map(str, parts)))
        for kept, *parts in refused.select("reference", *PARTS).iter_rows()
    ]
    return refused.with_columns(pl.Series("reference", made, dtype=pl.String))


def answered_before(tables: Tables, reading: Reading) -> pl.DataFrame:
    """The rows of `refused_row` that a file names by their references."""
    return tables["refused_row"].filter(pl.col("reference").is_in(list(reading.answers.values())))


def as_known_then(tables: Tables, reading: Reading) -> Reading:
    """Corrected rows as of the file that they first came in: since then a newer file may know better.

    Of several files, the oldest: a word that is too new would take the place of what is known since.
    """
    table = answered_before(tables, reading)
    if table.is_empty() or not reading.is_part or reading.kind == KIND:
        return reading
    known = tables["load"].join(table, on="load_id", how="semi")["as_of"].min()
    return replace(reading, as_of=known) if isinstance(known, datetime) else reading


def said_of_answers(tables: Tables, reading: Reading) -> list[str]:
    """How many rows that were refused before are in the file again, and how many of them are refused anew."""
    answered = set(answered_before(tables, reading)["reference"])
    if not answered:
        return []
    anew = {reading.answers.get(number) for number in reading.refused["row_number"]} & answered
    closed = len(answered) - len(anew)
    many = "1 row" if len(answered) == 1 else f"{len(answered):,} rows"
    rows = (
        f"{many} that {'was' if len(answered) == 1 else 'were'} refused before {'is' if len(answered) == 1 else 'are'}"
    )
    return [f"{rows} in this file again: {closed:,} can be read now, {len(anew):,} cannot yet."]
