"""Children of the most-frequent list who come of age: soon, or lately; and who stays on the list without them.

At eighteen a child leaves every count of children missing, and may be no less at risk. Only the month of birth is kept,
so all is said by the month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import polars as pl

from analytics.casework.actions import actions
from analytics.casework.rows import reference
from analytics.model import add_months
from analytics.words.columns import Columns
from analytics.words.names import NOT_RECORDED
from analytics.words.numbers import joined, number
from data.casebook import Entry

SOON_MONTHS: Final = 6


class Turns(StrEnum):
    """When somebody comes of age, beside the month that is looked at."""

    BEFORE = "before"
    SOON = "soon"
    LATER = "later"
    NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class OfAge:
    """A child of the list, most often missing first. `month` is the first day of the month in which it comes of age.

    `since`: missing episodes that began after that, which no figure of children has.
    """

    child_id: str
    place: int
    times: int
    month: date | None
    turns: Turns
    since: int = 0


def of_age(
    ranked: Sequence[tuple[str, int]],
    born: Mapping[str, date | None],
    today: date,
    adult_age: int,
    as_adults: Mapping[str, int] | None = None,
) -> list[OfAge]:
    """Those of a list (pseudonym, times missing), with when each comes of age. `born` by the first of the month."""
    result = []
    for place, (child, times) in enumerate(ranked, start=1):
        month = add_months(birth, 12 * adult_age) if (birth := born.get(child)) else None
        result.append(OfAge(child, place, times, month, turns(month, today), (as_adults or {}).get(child, 0)))
    return result


def as_adults(facts: pl.DataFrame, adult_age: int) -> dict[int, int]:
    """Missing episodes that began when whoever it was had come of age, by the snapshot's number of the child."""
    grown = facts.filter((pl.col("category") == "missing") & (pl.col("age") >= adult_age))
    return dict(grown.group_by("child").len().iter_rows())


def turns(month: date | None, today: date) -> Turns:
    """Whether a month lies before this one, in it or the months that count as soon, or later."""
    this = today.replace(day=1)
    if month is None:
        return Turns.NOT_RECORDED
    if month < this:
        return Turns.BEFORE
    return Turns.SOON if month <= add_months(this, SOON_MONTHS) else Turns.LATER


def of_age_sentence(children: Sequence[OfAge], today: date, adult_age: int) -> str:
    """ "Of the 20, 3 turn 18 by April 2027; 2 have turned 18 ...; 15 stay on the list."."""
    by = {each: sum(child.turns is each for child in children) for each in Turns}
    last = add_months(today.replace(day=1), SOON_MONTHS)
    soon, before, unknown = by[Turns.SOON], by[Turns.BEFORE], by[Turns.NOT_RECORDED]
    parts = [f"{number(soon) if soon else 'nobody'} {'turn' if soon > 1 else 'turns'} {adult_age} by {last:%B %Y}"]
    if before:
        again = sum(child.since > 0 for child in children)
        still = f" ({number(again)} of them missing since)" if again else ""
        parts.append(f"{number(before)} {'has' if before == 1 else 'have'} turned {adult_age}{still}")
    if unknown:
        parts.append(f"of {number(unknown)} the month of birth is not recorded")
    stay = len(children) - soon - before
    return (
        f"Of the {number(len(children))} on the list {joined(parts)}. "
        f"{number(stay)} {'stays' if stay == 1 else 'stay'} on it as children after that."
    )


def of_age_columns(children: Sequence[OfAge], entries: Sequence[Entry], today: date) -> Columns:
    """One line a child who came of age or soon will, in that order, with what is still to be done."""
    shown = sorted(
        (child for child in children if child.turns in (Turns.BEFORE, Turns.SOON)),
        key=lambda child: (child.month or date.max, child.place),
    )
    return {
        "Child": [reference(child.child_id) for child in shown],
        "No.": [number(child.place) for child in shown],
        "Missing episodes": [number(child.times) for child in shown],
        "Comes of age": [f"{child.month:%b %Y}" if child.month else NOT_RECORDED for child in shown],
        "Missing since": [number(child.since) if child.turns is Turns.BEFORE or child.since else "" for child in shown],
        "To be done": [to_be_done(child.child_id, entries, today) for child in shown],
    }


def to_be_done(child: str, entries: Sequence[Entry], today: date) -> str:
    """ "2 actions open, 1 overdue": what the casebook still has; "None written"."""
    still_open = [action for action in actions(entries) if action.entry.child == child and action.done is None]
    if not still_open:
        return "None written"
    overdue = sum(action.is_overdue(today) for action in still_open)
    words = f"{number(len(still_open))} {'action' if len(still_open) == 1 else 'actions'} open"
    return f"{words}, {number(overdue)} overdue" if overdue else words
