"""Initials beside a pseudonym, where the council keeps them: on a co-ordinator's page, and on nothing else."""

import re
from collections.abc import Mapping
from typing import Final

from analytics.casework.rows import reference
from analytics.words.columns import Columns
from data.vault import initials
from pages.common.cards import show_table
from pages.common.council import settings, store
from pages.common.plain_words import plain

REFERENCE: Final = re.compile(r"\b[0-9A-F]{8}\b")


def named(text: str) -> str:
    """The text with initials behind each reference that the council's file knows: "EA67887A (JS)"."""
    return with_initials(text, by_reference())


def with_initials(text: str, known: Mapping[str, str]) -> str:
    """As `named`, for initials by reference."""
    return REFERENCE.sub(lambda met: f"{met[0]} ({known[met[0]]})" if met[0] in known else met[0], text)


def by_reference() -> dict[str, str]:
    """Reference -> initials; nothing where the settings name no file, or it is not there."""
    where = settings().initials
    if not where.file:
        return {}
    return {
        reference(child): text for child, text in initials(where.file, where.ids, store().key(), where.form).items()
    }


def plainly(text: str) -> str:
    """The text with initials, as Markdown shows it."""
    return plain(named(text))


def table_of_children(columns: Columns, text: str) -> None:
    """A table with initials behind each reference."""
    known = by_reference()
    show_table({name: [with_initials(cell, known) for cell in cells] for name, cells in columns.items()}, text)


def references_in(columns: Columns) -> list[str]:
    """Every reference of a table, in its order, line by line."""
    cells = (cell for line in zip(*columns.values(), strict=True) for cell in line)
    return list(dict.fromkeys(met for cell in cells for met in REFERENCE.findall(cell)))
