"""Sending: to whom a message is due, that it is logged, goes by every way, and is noted after each.

Told at least once: a kill between the sending and its note tells again at the next run, with the same number of the
mail. What failed is tried again by the next run, for the addresses that it did not reach, a few times a day at most.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from data.audit_log import Act, AuditLog, this_user
from data.errors import CannotSend
from data.formats.dates import ZONE
from data.message_settings import Messages
from data.messages.ledger import MOST_TRIES_A_DAY, Ledger, Note
from data.messages.mail import as_mail, send_mail
from data.messages.message import Kind, Message
from data.messages.teams import post

TEAMS: Final = "Teams"
LONDON: Final = ZoneInfo(ZONE)


class Outcome(StrEnum):
    """What came of a run."""

    OFF = "off"
    NOTHING = "nothing to say"
    TOLD = "told already"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Things:
    """What a message speaks of, by names that are never sent. `daily` ones are told each day that they stand."""

    once: frozenset[str] = frozenset()
    daily: frozenset[str] = frozenset()

    @property
    def every(self) -> frozenset[str]:
        """All of them."""
        return self.once | self.daily


@dataclass(frozen=True)
class Run:
    """What came of a run, and the message; none where there was nothing to say."""

    outcome: Outcome
    message: Message | None
    note: Note

    @property
    def is_failed(self) -> bool:
        """Whether somebody was not reached who should have been."""
        return self.outcome is Outcome.FAILED


Compose = Callable[[Note], Message]


@dataclass(frozen=True)
class Sender:
    """Sends one kind of message of one store. `now` is local time; `log` is what the audit log hears, and no child."""

    ledger: Ledger
    settings: Messages
    kind: Kind
    now: datetime
    log: Mapping[str, Any]

    def run(self, things: Things, compose: Compose) -> Run:
        """Tells whoever is due, and notes it. Raises CannotLog or CannotWrite before anything was sent."""
        with self.ledger.held():
            note = replace(self.ledger.note(self.kind), ran_at=f"{self.now:%Y-%m-%d %H:%M}")
            message = compose(note) if things.every else None
            due = self.due(note, things)
            if message is None or not due:
                return self.ended(self.quiet(things), message, note)
            return self.sent(message, note, things, due)

    def due(self, note: Note, things: Things) -> list[str]:
        """Whoever is to be told now."""
        once, daily = (self.marks(names) for names in (things.once, things.daily))
        return [address for address in addresses(self.settings) if note.is_due(address, self.now.date(), once, daily)]

    def marks(self, names: Iterable[str]) -> list[str]:
        """What stands for things in the notes."""
        return sorted(self.ledger.mark(name) for name in names)

    def quiet(self, things: Things) -> Outcome:
        """Why nothing is sent."""
        if not self.settings.is_on:
            return Outcome.OFF
        return Outcome.TOLD if things.every else Outcome.NOTHING

    def ended(self, outcome: Outcome, message: Message | None, note: Note) -> Run:
        """The run, noted; of whoever is no longer told, nothing is kept."""
        told = {address: note.told[address] for address in addresses(self.settings) if address in note.told}
        failures = note.failures if outcome is Outcome.FAILED else ()
        kept = replace(note, outcome=outcome.value, failures=failures, told=told)
        self.ledger.write(self.kind, kept)
        return Run(outcome, message, kept)

    def sent(self, message: Message, note: Note, things: Things, due: Sequence[str]) -> Run:
        """The message, gone by every way that works: logged and noted before, noted after each way."""
        day = self.now.date()
        if note.tries_on(day) >= MOST_TRIES_A_DAY:
            stopped = f"{MOST_TRIES_A_DAY} messages were tried today, which is all that a day has. Tomorrow it goes on."
            return self.ended(
                Outcome.FAILED, message, replace(note, failures=tuple(dict.fromkeys((stopped, *note.failures))))
            )
        # Without an outcome until it has one: a run that is killed is seen.
        note = replace(note.tried(day), outcome="")
        self.ledger.write(self.kind, note)
        told = {"message": self.kind.value, "to": list(due), **self.log}
        AuditLog(self.ledger.store).append(this_user(), Act.MESSAGE, told)
        failures: list[str] = []
        marks = self.marks(things.every)
        for way in (self.by_mail, self.by_teams):
            reached, failed = way(message, due, marks)
            failures += failed
            if reached:
                note = replace(note.reached(reached, day, marks), sent_at=note.ran_at, said=message.points)
                self.ledger.write(self.kind, note)
        outcome = Outcome.FAILED if failures else Outcome.SENT
        return self.ended(outcome, message, replace(note, failures=tuple(failures)))

    def by_mail(self, message: Message, due: Sequence[str], marks: Sequence[str]) -> tuple[list[str], list[str]]:
        """Whom the mail reached, and what went wrong."""
        to, mail = [item for item in due if item != TEAMS], self.settings.mail
        if not to or mail.sender is None:
            return [], []
        number = self.ledger.mark(f"{self.kind.value} {self.now.date()} {' '.join(marks)}")
        try:
            refused = send_mail(mail, as_mail(message, mail.sender, to, self.now.replace(tzinfo=LONDON), number), to)
        except CannotSend as error:
            return [], [str(error)]
        return [item for item in to if item not in refused], list(refused.values())

    def by_teams(self, message: Message, due: Sequence[str], _marks: Sequence[str]) -> tuple[list[str], list[str]]:
        """Whether it reached Teams, and what went wrong."""
        if TEAMS not in due:
            return [], []
        try:
            post(self.settings.teams, message.card)
        except CannotSend as error:
            return [], [str(error)]
        return [TEAMS], []


def addresses(settings: Messages) -> tuple[str, ...]:
    """Everybody who is to be told: the addresses of the mail, and Teams."""
    mail = settings.mail.to if settings.mail.host else ()
    return (*dict.fromkeys(mail), *([TEAMS] if settings.teams.url_from else []))
