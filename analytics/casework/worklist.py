"""The triggers as a list to work by: who answers, by when, and what is overdue; a child or place is one row.

A trigger waits for an answer until somebody acknowledges it, with who does what by when, or closes it. It is overdue
when nobody answered by the end of the day that the settings allow, or when the agreed day is over and nobody closed
it: on the day itself it is due. Closing covers the episodes that were there: with another one it waits again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from analytics.casework.triggers import ANSWERS, State, Trigger
from data.casebook import Entry, Kind
from data.week_settings import Triggers

NOBODY: Final = ""
LAST_DAY: Final = date.max


class Stage(StrEnum):
    """How a trigger stands for whoever works by the list; the most urgent first."""

    OVERDUE = "overdue"
    DUE = "due"
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


ORDER: Final = list(Stage)


@dataclass(frozen=True)
class Item:
    """A trigger as it stands. `by` is the day for an answer or for what was agreed; none where no day was agreed."""

    trigger: Trigger
    stage: Stage
    by: date | None

    @property
    def waits(self) -> bool:
        """Whether an answer is wanted."""
        return not self.trigger.is_acknowledged and self.stage is not Stage.CLOSED

    @property
    def is_met_again(self) -> bool:
        """Whether it was closed, and another episode came after that."""
        return self.waits and self.trigger.answer is not None

    @property
    def owner(self) -> str:
        """The role that answers for it; empty while nobody does."""
        answer = self.trigger.answer
        return answer.owner if answer and not self.waits else NOBODY

    @property
    def urgency(self) -> tuple[int, bool]:
        """Overdue first; of whatever stands alike, what is still met."""
        return ORDER.index(self.stage), self.trigger.state is State.CLOSED

    @property
    def oldest(self) -> tuple[date, datetime, str]:
        """By its day, then by when it was met."""
        return self.by or LAST_DAY, self.trigger.met_at, self.trigger.name


@dataclass(frozen=True)
class Row:
    """A child or a place, with every trigger that is listed of it, the most urgent first."""

    key: str
    items: tuple[Item, ...]

    @property
    def first(self) -> Item:
        """By what the row is listed."""
        return self.items[0]

    @property
    def triggers(self) -> list[Trigger]:
        """The triggers alone."""
        return [item.trigger for item in self.items]

    @property
    def episodes(self) -> list[str]:
        """Ids of the episodes that made them, each once."""
        return sorted({episode for trigger in self.triggers for episode in trigger.episodes})

    @property
    def children(self) -> list[str]:
        """The pseudonyms of the children whose episodes they are."""
        return sorted({child for trigger in self.triggers for child in trigger.children})

    def place(self, places: Mapping[str, int]) -> tuple[int, bool]:
        """The place among children by concern, behind them all for whoever has none; a child before its home."""
        first = min(places.get(child, len(places)) for child in self.children)
        return first, first < len(places) and not self.first.trigger.child_id

    @property
    def owners(self) -> list[str]:
        """The roles that answer for something in it; empty text where nobody does."""
        return sorted({item.owner for item in self.items if item.stage is not Stage.CLOSED})


def items(triggers: Sequence[Trigger], today: date, shown: Triggers, since: date) -> list[Item]:
    """The triggers as they stand on a day, the most urgent first. `since` is when the council began to answer them."""
    return sorted(
        (item_of(trigger, today, shown, since) for trigger in triggers), key=lambda item: (item.urgency, item.oldest)
    )


def answered_since(entries: Sequence[Entry], today: date) -> date:
    """The day of the first answer to any trigger; while there is none, today, so that nothing is overdue yet.

    A council that begins would else find every trigger of the past overdue: a wall, and nobody's fault.
    """
    answers = (entry.at for entry in entries if entry.kind in ANSWERS)
    first = min(answers, default="")
    return datetime.fromisoformat(first).date() if first else today


def item_of(trigger: Trigger, today: date, shown: Triggers, since: date) -> Item:
    """A trigger as it stands on a day."""
    if trigger.is_closed:
        return Item(trigger, Stage.CLOSED, None)
    by = trigger.answer.due if trigger.answer and trigger.is_acknowledged else answer_by(trigger, shown, since)
    if by is not None and by <= today + timedelta(days=shown.soon_days):
        return Item(trigger, Stage.OVERDUE if by < today else Stage.DUE, by)
    return Item(trigger, Stage.ACKNOWLEDGED if trigger.is_acknowledged else Stage.NEW, by)


def answer_by(trigger: Trigger, shown: Triggers, since: date) -> date:
    """The last day for an answer: counted from the day on which it was met, or met again after it was closed.

    Of what was met before the council began to answer, it is counted from that day.
    """
    days = timedelta(days=trigger.rule.respond_days or shown.respond_days)
    if trigger.answer is None:
        return max(trigger.met_at.date(), since) + days
    # The first episode beyond those that were known. A late file may bring one that is older than the word on it.
    again = trigger.starts[trigger.answer.episodes].date()
    return max(again, datetime.fromisoformat(trigger.answer.at).date()) + days


def grouped(listed: Sequence[Item], by_concern: Sequence[str]) -> list[Row]:
    """A row for each child or place, by the most urgent trigger of each; of those alike, whoever is of more concern.

    A place stands behind the first of its children. Whoever is not ranked comes last, longest overdue first.
    """
    by_key: dict[str, list[Item]] = {}
    for item in listed:
        by_key.setdefault(item.trigger.key, []).append(item)
    places = {child: place for place, child in enumerate(by_concern)}
    rows = [Row(key, tuple(each)) for key, each in by_key.items()]
    return sorted(rows, key=lambda row: (row.first.urgency, row.place(places), row.first.oldest))


def left_over(triggers: Sequence[Trigger], entries: Sequence[Entry]) -> list[Entry]:
    """What was agreed on triggers that no list has any more: the rule is gone, or the records no longer meet it."""
    last = {entry.about: entry for entry in entries if entry.kind in ANSWERS}
    shown = {trigger.name for trigger in triggers} | {trigger.before.about for trigger in triggers if trigger.before}
    return [entry for about, entry in last.items() if entry.kind is Kind.ACKNOWLEDGED and about not in shown]


def overdue_since(listed: Sequence[Item], agreed: Sequence[Entry], today: date) -> list[date]:
    """The days by which what was agreed on triggers should have been done, of whatever is overdue."""
    late = [item.by for item in listed if item.stage is Stage.OVERDUE and not item.waits and item.by]
    return [*late, *(entry.due for entry in agreed if entry.due and entry.due < today)]
