"""Casework as a file: what a provider is sent."""

from collections.abc import Sequence
from secrets import token_hex

import polars as pl

from analytics.casework.case_tables import interview_columns
from analytics.casework.case_words import NARROW
from analytics.casework.interviews import Return
from analytics.casework.week import Week
from analytics.files import as_csv


def provider_csv(found: Sequence[Return], week: Week) -> bytes:
    """The rows of the tracker, as they stand on the page. The last column differs in every download.

    Children stand by reference: the council tells the provider, by its own safe way, whom each stands for.
    """
    columns = {name: [plain_spaces(cell) for cell in cells] for name, cells in interview_columns(found).items()}
    size = len(found)
    extra = {
        "data_to": [week.as_of.isoformat(" ", "minutes")] * size,
        "snapshot": [week.cases.snapshot] * size,
        "marking": [week.settings.weekly.marking] * size,
        "download": [token_hex(16)] * size,
    }
    return as_csv(pl.DataFrame(columns | extra))


def plain_spaces(text: str) -> str:
    """The text as other programs search and compare it."""
    return text.replace(NARROW, " ")
