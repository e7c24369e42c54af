"""Minutes of the meeting about a week's list: who attended, and what was decided, by whom, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from analytics.casework.actions import Action, actions
from data.casebook import Entry, Kind

OF_MEETINGS: Final = (Kind.ATTENDED, Kind.DECIDED)


@dataclass(frozen=True)
class Decision:
    """What was decided; with what became of it, where somebody was to do something."""

    entry: Entry
    action: Action | None

    def status(self, today: date) -> str:
        """What became of it: as of any action; of a decision without one, that."""
        return self.action.status(today) if self.action else "No action"


@dataclass(frozen=True)
class Minutes:
    """The meeting about the list of the week that ended on that Sunday."""

    week: date
    attended: tuple[Entry, ...]
    decided: tuple[Decision, ...]

    @property
    def is_written(self) -> bool:
        """Whether there is a word of it."""
        return bool(self.attended or self.decided)

    @property
    def roles(self) -> str:
        """Who attended, as it was written."""
        return "; ".join(entry.text for entry in self.attended)


def minutes_of(entries: Sequence[Entry], week: date) -> Minutes:
    """The minutes about one week's list."""
    known = {action.entry.number: action for action in actions(entries)}
    own = [entry for entry in entries if entry.week == week]
    return Minutes(
        week,
        tuple(entry for entry in own if entry.kind is Kind.ATTENDED),
        tuple(Decision(entry, known.get(entry.number)) for entry in own if entry.kind is Kind.DECIDED),
    )


def last_meeting(entries: Sequence[Entry], before: date) -> Minutes | None:
    """The minutes of the last meeting about the list of an earlier week; none where nobody ever wrote any."""
    weeks = [entry.week for entry in entries if entry.kind in OF_MEETINGS and entry.week < before]
    return minutes_of(entries, max(weeks)) if weeks else None


def decided_for(entries: Sequence[Entry], child: str) -> list[Decision]:
    """What meetings decided for one child, oldest first."""
    known = {action.entry.number: action for action in actions(entries)}
    return [
        Decision(entry, known.get(entry.number))
        for entry in entries
        if entry.kind is Kind.DECIDED and entry.child == child
    ]
