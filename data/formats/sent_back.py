"""Refused rows that come back corrected: our columns beside the sender's own are taken out, the references kept.

Such a file is known by the heading of its reference. It is a part of what was sent: it answers the rows that it names,
and no other.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from data.formats.cells import lines_of
from data.formats.headings import heading_key
from data.formats.tables import Table
from data.handover.references import any_written, found_in

LINE, WHY, TO_DO = "Line of your file", "Why it was refused", "What to do"
# Words that no sender's own heading has.
REFERENCE: Final = "Reference of this row (leave as it is)"
OURS: Final = (LINE, WHY, TO_DO, REFERENCE)
KEYS: Final = frozenset(map(heading_key, OURS))


def own_places(headings: Sequence[str]) -> list[int]:
    """The places of the sender's own columns: all of them, but in a file that came back."""
    keys = [heading_key(heading) for heading in headings]
    if heading_key(REFERENCE) not in keys:
        return list(range(len(headings)))
    return [place for place, key in enumerate(keys) if key not in KEYS]


def taken_out(table: Table) -> Table:
    """The table without our columns; in `answers` the reference of each row that has one."""
    places = own_places(table.headings)
    if len(places) == len(table.headings):
        return table
    keys = [heading_key(heading) for heading in table.headings]
    written = table.rows[str(keys.index(heading_key(REFERENCE)))]
    named = zip(table.rows["row_number"], map(any_written, written), strict=True)
    shapeless = zip(table.refused["row_number"], map(found_in, table.refused["original"]), strict=True)
    own = [table.rows[str(place)].rename(str(nth)) for nth, place in enumerate(places)]
    original = pl.Series("original", list(lines_of([column.to_list() for column in own])), dtype=pl.String)
    return replace(
        table,
        headings=tuple(table.headings[place] for place in places),
        rows=pl.DataFrame([table.rows["row_number"], original, *own]),
        delimiter=",",
        answers={number: reference for number, reference in (*named, *shapeless) if reference},
        is_sent_back=True,
    )
