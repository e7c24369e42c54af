"""What the live snapshot holds, so that a sheet that comes back finds again the child and the episode it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import polars as pl

from data.formats.child_ids import canonical_id
from data.formats.reading import COUNCIL
from data.handover.references import About, reference
from data.pseudonyms import Pseudonyms
from data.snapshots import Snapshot
from data.warehouse import Warehouse

REPORTS_QUERY: Final = "SELECT report_key, child_id FROM report"
HELD_QUERY: Final = "SELECT interview_key FROM interview WHERE outcome = 'accepted_completed'"
LOADS_QUERY: Final = "SELECT child_ids, as_of FROM load"
MOST_NOUGHTS: Final = 12  # before an id that a spreadsheet took for a number
DECIMALS: Final = re.compile(r"\.0*$")


@dataclass(frozen=True)
class Told:
    """One report about an episode, and the pseudonym of its child."""

    report_key: str
    child_id: str


@dataclass(frozen=True)
class Records:
    """The live snapshot, asked for the first time when a sheet is read that needs it; none in an empty store."""

    snapshot: Snapshot | None
    pseudonyms: Pseudonyms

    @cached_property
    def told(self) -> dict[str, Told]:
        """Reference -> the report that it stands for."""
        secret = self.pseudonyms.key
        return {reference(About.EPISODE, secret, key): Told(key, child) for key, child in self.reports.iter_rows()}

    @cached_property
    def reports(self) -> pl.DataFrame:
        """Columns: report_key, child_id."""
        return self.asked(REPORTS_QUERY, {"report_key": pl.String, "child_id": pl.String})

    @cached_property
    def children(self) -> frozenset[str]:
        """The pseudonyms of all children with an episode."""
        return frozenset(self.reports["child_id"].to_list())

    @cached_property
    def loads(self) -> pl.DataFrame:
        """Columns: child_ids, as_of."""
        return self.asked(LOADS_QUERY, {"child_ids": pl.String, "as_of": pl.Datetime("us")})

    @cached_property
    def held(self) -> frozenset[str]:
        """The keys of the interviews that sheets have said were held."""
        return frozenset(self.asked(HELD_QUERY, {"interview_key": pl.String})["interview_key"].to_list())

    @property
    def as_of(self) -> datetime | None:
        """How far the files go that are loaded."""
        latest = self.loads["as_of"].max()
        return latest if isinstance(latest, datetime) else None

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The schemes of ids that files use, the council's own among them."""
        return tuple(dict.fromkeys((COUNCIL, *self.loads["child_ids"].unique().sort().to_list())))

    def is_id_of(self, text: str, child_id: str) -> bool:
        """Whether an id, as a spreadsheet may have changed it, or the reference of our pages, is of this child."""
        is_reference = page_reference(child_id) == text.strip().upper()
        return is_reference or any(child_id in self.named_by(spelling) for spelling in spellings(text))

    def children_of_id(self, text: str) -> frozenset[str]:
        """Who has this id; where nobody has it as it is written, whoever has it as it was before a spreadsheet.

        Where no file of the council's own ids is kept, sheets name children as our pages do.
        """
        if exact := self.named_by(text.strip()) & self.children:
            return exact
        if meant := frozenset(child for child in self.children if page_reference(child) == text.strip().upper()):
            return meant
        return frozenset().union(*(self.named_by(spelling) for spelling in spellings(text))) & self.children

    def named_by(self, spelling: str) -> frozenset[str]:
        """The pseudonyms that an id has in the schemes of the files, of whomever."""
        return frozenset(self.pseudonyms.of_one(spelling, scheme) for scheme in self.schemes)

    def asked(self, query: str, columns: dict[str, type[pl.DataType] | pl.DataType]) -> pl.DataFrame:
        """The answer of the live snapshot; no rows where there is none."""
        if self.snapshot is None:
            return pl.DataFrame(schema=columns)
        episodes = Warehouse(self.snapshot.episodes)
        try:
            return episodes.query(query)
        finally:
            episodes.close()


def page_reference(child_id: str) -> str:
    """How our pages and reports name a child: the first half of the pseudonym."""
    return child_id[1:9].upper()


def spellings(text: str) -> Iterator[str]:
    """The id as it stands, as a number, and with the noughts that a spreadsheet takes off the front of a number."""
    plain = text.strip().lstrip("'’‘`")
    number = canonical_id(DECIMALS.sub("", plain), "number")
    yield from dict.fromkeys((text.strip(), plain, plain.upper(), plain.lower(), number))
    if number.isdigit():
        yield from ("0" * noughts + number for noughts in range(1, MOST_NOUGHTS + 1))
