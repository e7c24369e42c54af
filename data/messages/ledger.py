"""What was told to whom, beside the store, so that nothing is told twice on a day and nothing is lost by a kill.

`messages.json` holds, for each kind of message, when it last ran and what came of it; and for each address, what it was
last told on which day. What was told is kept as keyed hashes that lead back to no child. A note is written before a
message goes (that it is tried) and after each way (that it went): a kill in between tells once more, and the tries of a
day have an end.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from data.audit_log import AuditLog
from data.errors import CannotWrite
from data.keys import derived_key, keyed
from data.machine import holding, patiently, write_durably
from data.messages.message import Kind
from data.snapshots import Store
from data.wholeness import with_sum, without_sum

SECONDS_TO_WAIT: Final = 60.0
MOST_TRIES_A_DAY: Final = 6
MARK_DIGITS: Final = 24


@dataclass(frozen=True)
class Told:
    """What one address was last told: the day, and the marks of it."""

    day: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """How a kind of message stands. Times are local ("2026-12-01 07:00"); `said` holds counts and dates alone.

    `made` is the Sunday whose report a timer wrote last.
    """

    ran_at: str = ""
    outcome: str = ""
    sent_at: str = ""
    said: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    day: str = ""
    tries: int = 0
    made: str = ""
    told: Mapping[str, Told] = field(default_factory=dict)

    def tries_on(self, day: date) -> int:
        """How often a message was tried on that day."""
        return self.tries if self.day == str(day) else 0

    def tried(self, day: date) -> "Note":
        """The note, with one more try."""
        return replace(self, day=str(day), tries=self.tries_on(day) + 1)

    def reached(self, addresses: Iterable[str], day: date, marks: Iterable[str]) -> "Note":
        """The note, with what these addresses were told."""
        told = Told(str(day), tuple(sorted(marks)))
        return replace(self, told={**self.told, **dict.fromkeys(addresses, told)})

    def is_due(self, address: str, day: date, once: Iterable[str], daily: Iterable[str]) -> bool:
        """Whether an address is to be told: of what was not in its last message, or is said anew each day."""
        told = self.told.get(address, Told("", ()))
        again = daily if told.day != str(day) else ()
        return any(mark not in told.marks for mark in (*once, *daily)) or any(again)

    @property
    def marks(self) -> frozenset[str]:
        """What anybody was told in their last message."""
        return frozenset(mark for item in self.told.values() for mark in item.marks)


@dataclass(frozen=True)
class Ledger:
    """The notes of one store."""

    store: Store

    @property
    def path(self) -> Path:
        """The notes."""
        return self.store.folder / "messages.json"

    def note(self, kind: Kind) -> Note:
        """How a kind of message stands; an empty note before the first."""
        return as_note(self.notes().get(kind.value, {}))

    def write(self, kind: Kind, note: Note) -> None:
        """Keeps the note. Raises CannotWrite."""
        notes = {**self.notes(), kind.value: json.loads(json.dumps(asdict(note)))}
        content = json.dumps(with_sum(notes), indent=1, ensure_ascii=False).encode()
        try:
            write_durably(self.path, content)
        except OSError as error:
            raise CannotWrite(f"{self.path.name} cannot be written: {error.strerror}. Nothing was sent.") from error

    def notes(self) -> dict[str, Any]:
        """What stands in the file. Raises CannotWrite where a hand has broken it."""
        try:
            notes = without_sum(dict(json.loads(patiently(self.path.read_bytes))))
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError):
            notes = None
        if notes is None:
            raise CannotWrite(f"{self.path} is damaged. Take it away: messages of today may come once more.")
        return notes

    @contextmanager
    def held(self) -> Iterator[None]:
        """The notes for one run alone, from before a message goes until it is noted."""
        busy = "Another run is sending messages, and has not finished. Try again."
        try:
            with holding(self.store.folder / "messages.lock", SECONDS_TO_WAIT, busy):
                yield
        except PermissionError as error:
            raise CannotWrite("This process may only read the store, so no message is sent from here.") from error

    def mark(self, thing: str) -> str:
        """What stands for a thing that was told. Whoever has the store's secret can make it; nothing leads back."""
        key = derived_key(AuditLog(self.store).secret(), "messages")
        return keyed(key, thing).hex()[:MARK_DIGITS]


def as_note(document: dict[str, Any]) -> Note:
    """The note of the file's words; what a later version has added to it is passed over."""
    document = {item.name: document[item.name] for item in fields(Note) if item.name in document}
    told = {address: Told(entry["day"], tuple(entry["marks"])) for address, entry in document.get("told", {}).items()}
    lists = {name: tuple(document.get(name, ())) for name in ("said", "failures")}
    return Note(**document | {"told": told} | lists)
