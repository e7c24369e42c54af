"""Formats of a snapshot: the one that is written, and how the rows of an earlier one become rows of the next.

The number stands in the manifest. Whatever changes what a snapshot holds adds a step here, and so a format. Where the
tables of `data/tables.py` are the same, or have only more columns, `as_they_were` is enough: all else is made anew.
"""

from collections.abc import Callable
from typing import Final

import polars as pl

from data import codes
from data.formats.labels import code_keys
from data.formats.themes import codes_in, unknown_in
from data.tables import INTERVIEW_TEXT_ROW
from data.themes import DECLINED, OTHER_OF, REASON

Tables = dict[str, pl.DataFrame]
Step = Callable[[Tables], Tables]

# A snapshot without an end's status took every blank end for a child still missing.
STATUS_BY_END: Final = (
    pl.when(pl.col("ended_at").is_null()).then(pl.lit(codes.STILL_OPEN)).otherwise(pl.lit(codes.RETURNED))
)


def as_they_were(tables: Tables) -> Tables:
    """The same rows: nothing that a file told of is kept in another way."""
    return tables


def with_what_was_not_kept(tables: Tables) -> Tables:
    """Of format 0, which had no number: what some of its versions did not keep yet, as they took it to be."""
    loads, reports, refused = tables["load"], tables["report"], tables["refused_row"]
    return tables | {
        "load": loads.with_columns(pl.col("left_out").fill_null(0)),
        "report": reports.with_columns(pl.col("end_status").fill_null(STATUS_BY_END)),
        # Nobody can be said to be missing by such a row.
        "refused_row": refused.with_columns(pl.col("is_open").fill_null(value=False)),
    }


def with_themes(tables: Tables) -> Tables:
    """Of format 1, which had one open reason of each interview: by its codes, and as text where it is none of them."""
    reports, texts_of_reports = coded(tables["report"], "report_key", "interview_reason", "interview_themes")
    interviews, texts_of_interviews = coded(tables["interview"], "interview_key", "reason", "themes")
    texts = pl.concat([tables["interview_text"], texts_of_reports, texts_of_interviews])
    return tables | {"report": reports, "interview": interviews, "interview_text": texts}


def coded(rows: pl.DataFrame, key: str, reason: str, themes: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with their themes, and the reasons that are none of the codes; why one was declined is among them."""
    if reason not in rows.columns:
        return rows, pl.DataFrame(schema=INTERVIEW_TEXT_ROW)
    known = code_keys(REASON) | code_keys(DECLINED)
    cells = rows[reason].drop_nulls().unique().to_list()
    codes_of = {cell: codes_in(cell, known, OTHER_OF[REASON]) for cell in cells}
    told = pl.DataFrame(
        {reason: cells, themes: [codes_of[cell] for cell in cells]},
        schema={reason: pl.String, themes: pl.List(pl.String)},
    )
    is_text = pl.col(reason).is_in([cell for cell in cells if unknown_in(cell, known)])
    texts = rows.filter(is_text).with_columns(of_key=key, field=pl.lit(REASON), text=reason)
    with_codes = rows.drop(themes, strict=False).join(told, on=reason, how="left", maintain_order="left")
    return with_codes, texts.select(pl.col(name).cast(kind) for name, kind in INTERVIEW_TEXT_ROW.items())


# The words that official figures without a number had; for what was not available there were several symbols.
SYMBOLS_OF_WORDS: Final = {"hidden": "c", "not_applicable": "z", "not_available": "x", "low": "k"}


def with_symbols(tables: Tables) -> Tables:
    """Of format 5, which had a word for an official figure without a number: the symbol that the word stood for."""
    symbols = pl.col("status").replace(SYMBOLS_OF_WORDS)
    return tables | {"benchmark": tables["benchmark"].with_columns(symbols)}


# From each earlier format to the next. A step is never changed once a council may have a store of its format.
STEPS: Final[dict[int, Step]] = {
    0: with_what_was_not_kept,
    1: with_themes,
    # What is published stands in a folder of its own, since it may come after the records.
    2: as_they_were,
    # Support has topics, which no file told of before.
    3: as_they_were,
    # What was done about triggers, which no file told of before.
    4: as_they_were,
    # Distance found says how many within 10 and 20 miles, and risks have more names: published, and not kept.
    5: with_symbols,
}
FORMAT: Final = max(STEPS) + 1


def brought_up(tables: Tables, written_in: int) -> Tables:
    """The tables of a snapshot of that format, as this one has them."""
    for number in range(written_in, FORMAT):
        tables = STEPS[number](tables)
    return tables
