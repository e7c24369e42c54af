"""One child, as far back as the records go."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from analytics.casework.answers import EVERYTHING, Answers
from analytics.casework.by_hand.marks import Mark
from analytics.casework.by_hand.overlay import marked
from analytics.casework.interviews import Return, returns
from analytics.casework.rows import EVER, all_answers, as_known, care_of, data_to, reference, rows_of, told_to
from analytics.casework.week import Gone
from data.settings import Settings
from data.snapshots import Snapshot

YEAR: Final = 365


@dataclass(frozen=True)
class Stay:
    """One placement, or one stretch at home between placements is none. `ended` is null while it lasts."""

    started: date
    ended: date | None
    placement: str
    legal_status: str
    urn: str


@dataclass(frozen=True)
class OneChild:
    """Everything that is recorded of a child, as known at a moment. Rows are oldest first."""

    child_id: str
    as_of: datetime
    rows: tuple[dict[str, Any], ...]
    stays: tuple[Stay, ...]
    interviews: tuple[Return, ...]
    answers: Answers = EVERYTHING
    are_stays_recorded: bool = True  # false where no file tells of anybody's placements

    @property
    def gone(self) -> tuple[Gone, ...]:
        """Every episode, as a strip draws it."""
        return tuple(Gone(str(row["category"]), row["started_at"], bool(row["is_open"])) for row in self.rows)

    @property
    def latest(self) -> dict[str, Any]:
        """The newest episode."""
        return self.rows[-1]

    @property
    def flags(self) -> tuple[str, ...]:
        """Every risk flag ever marked."""
        return tuple(sorted({flag for row in self.rows for flag in row["flags"]}))

    @property
    def triages(self) -> tuple[tuple[datetime, str], ...]:
        """When triage was recorded and as what, oldest first; only where it changed."""
        recorded = [(row["started_at"], str(row["triage"])) for row in self.rows if row["triage"] != "not_triaged"]
        return tuple(pair for place, pair in enumerate(recorded) if place == 0 or recorded[place - 1][1] != pair[1])


def every_child(snapshot: Snapshot, as_of: datetime, marks: Sequence[Mark] = ()) -> set[str]:
    """The pseudonyms of all children with an episode that had begun by then, however long ago; those by hand too."""
    rows = rows_of(snapshot.episodes, EVER)
    by_hand = {mark.child_id for mark in marks if mark.known_from <= as_of}
    return set(rows.filter(pl.col("started_at") <= as_of)["child_id"]) | by_hand


def meant(children: Collection[str], written: str) -> list[str]:
    """The pseudonyms that a reference or a pseudonym stands for: none, one, or by a rare chance two."""
    wanted = written.strip()
    return sorted(child for child in children if wanted == child or wanted.upper() == reference(child))


def with_these_initials(children: Collection[str], written: str, known: Mapping[str, str]) -> list[str]:
    """The pseudonyms of the children who have these initials, marks and capitals apart."""
    wanted = letters_of(written)
    return sorted(child for child in children if wanted and letters_of(known.get(child, "")) == wanted)


def letters_of(initials: str) -> str:
    """ "j.s." and "JS" are the same."""
    return "".join(letter for letter in initials if letter.isalpha()).casefold()


def one_child(
    snapshot: Snapshot, child: str, as_of: datetime, marks: Sequence[Mark] = (), settings: Settings | None = None
) -> OneChild:
    """What is recorded of the child of that pseudonym, with at least one episode by then, by hand or not."""
    own = rows_of(snapshot.episodes, EVER).filter(pl.col("child_id") == child)
    answers = all_answers(snapshot).carried_on(data_to(snapshot), as_of)
    cases = as_known(own, as_of, snapshot.name, answers, told_to(snapshot, as_of))
    if settings:
        cases = marked(cases, [mark for mark in marks if mark.child_id == child], settings)
    every_stay = care_of(snapshot.episodes)
    care = every_stay.filter((pl.col("child_id") == child) & (pl.col("started_on") <= as_of.date()))
    stays = care.select("started_on", "ended_on", "placement", "legal_status", "urn").iter_rows()
    return OneChild(
        child,
        as_of,
        tuple(cases.rows.to_dicts()),
        tuple(Stay(*(*first, urn or "")) for *first, urn in stays),
        tuple(returns(cases, EVER)),
        cases.answers,
        are_stays_recorded=not every_stay.is_empty(),
    )
