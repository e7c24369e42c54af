"""Actions that co-ordinators wrote down: open until somebody says that they are done, and carried to next week.

What a meeting decided is an action where it has an owner or a day by which it must be done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.words.periods import near_day
from data.casebook import Entry, Kind


@dataclass(frozen=True)
class Action:
    """What is to be done, and what was said when it was."""

    entry: Entry
    done: Entry | None

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and nobody said that it is done."""
        return self.done is None and self.entry.due is not None and self.entry.due < today

    def status(self, today: date) -> str:
        """ "Done", "Due 18 Nov", "Overdue since 18 Nov", "Open"."""
        if self.done:
            return f"Done: {self.done.text}"
        if self.entry.due is None:
            return "Open"
        day = near_day(self.entry.due, today)
        return f"Overdue since {day}" if self.is_overdue(today) else f"Due {day}"


def actions(entries: Sequence[Entry]) -> list[Action]:
    """Every action, oldest first."""
    done = {entry.about: entry for entry in entries if entry.kind is Kind.DONE}
    return [Action(entry, done.get(str(entry.number))) for entry in entries if is_action(entry)]


def is_action(entry: Entry) -> bool:
    """Whether something is to be done by somebody or by some day."""
    return entry.kind is Kind.ACTION or (entry.kind is Kind.DECIDED and bool(entry.owner or entry.due))


def carried(entries: Sequence[Entry], week: date) -> list[Action]:
    """The actions of earlier weeks that were not done before this one."""
    return [one for one in actions(entries) if one.entry.week < week and (one.done is None or one.done.week >= week)]


def to_look_at(entries: Sequence[Entry], week: date) -> list[Action]:
    """What is still open, and what was done or written down in this week."""
    return [one for one in actions(entries) if one.done is None or week in (one.done.week, one.entry.week)]


def last_of(entries: Sequence[Entry], child: str) -> Action | None:
    """The newest action for a child."""
    return next((one for one in reversed(actions(entries)) if one.entry.child == child), None)
