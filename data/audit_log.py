"""The audit log: who saw, took or changed what, a line each, in a chain that shows where it was broken.

`audit.jsonl` holds one JSON object a line. Each line's hash is made with a key (from the store's secret) of the line
and of the hash before it; `audit.head` holds the number and hash of the last. So whoever can write the files but not
read the secret cannot change, remove, move or add a line unseen. A line is written before what it tells of is done:
nothing happens unlogged, and a kill in between leaves a line about what did not come to pass.

What this does not protect against: whoever can read the secret (the account that the product runs under, and the
administrators of the machine) can write another history; copies of log and head put back together look whole, unless
the number and hash that `missing log verify` prints were written down elsewhere; the clock and the account's name are
the machine's word; and in the demonstration the secret is public.

No child's id or pseudonym, and no file's name, is in it, so that an erasure need not touch it: a child is named by
`child_mark`.
"""

import hmac
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from data.errors import CannotLog
from data.keys import child_mark, derived_key, keyed
from data.machine import account, holding, patiently, sync, write_durably, write_out
from data.snapshots import Store

BEFORE_THE_FIRST: Final = "0" * 64
# No line's hash: whatever follows this follows nothing, and so is told.
CUT_OFF: Final = "f" * 64
COMMAND_LINE: Final = "command line"
SECONDS_TO_WAIT: Final = 10.0
# Longer words are a report, and a report may hold what the log must not.
LONGEST_PURPOSE: Final = 300
FIRST_LOOK_BACK: Final = 4096


class Act(StrEnum):
    """What was done."""

    SIGN_IN = "sign-in"
    ENDED = "ended"  # an administrator ended one reader's sign-ins
    VIEW = "view"
    DOWNLOAD = "download"
    EXPORT = "export"
    REFUSED_ROWS = "refused-rows"
    LOAD = "load"
    PUBLICATION = "publication"  # to the board, of what was loaded; or why not
    ROLLBACK = "rollback"
    RELEASE = "release"
    WITHDRAWAL = "withdrawal"  # of what is published to the board
    ERASURE = "erasure"
    PURGE = "purge"
    UPGRADE = "upgrade"  # of the store to another format, or back, or the earlier one was removed
    CASEBOOK = "casebook"  # a co-ordinator added a reason, an action, minutes or an answer to a trigger
    MESSAGE = "message"  # counts and a link were sent to people: no child
    DEMONSTRATION = "demonstration"
    REPAIR = "repair"  # of this log: a line that a kill had torn was taken off


@dataclass(frozen=True)
class Actor:
    """Who did it, and as which audience."""

    name: str
    audience: str = COMMAND_LINE


def is_one_person(name: str, other: str) -> bool:
    """Whether two names of the log are one person's: by the provider's id in brackets, which nobody else is given."""
    return lasting(name) == lasting(other)


def lasting(name: str) -> str:
    """What stands in brackets at the end of a name, else the name: people's addresses change."""
    return name.removesuffix(")").rpartition("(")[2] if name.endswith(")") else name


def this_user() -> Actor:
    """Whoever's account of the operating system this process runs under: no variable of the environment says so."""
    return Actor(account())


@dataclass(frozen=True)
class Line:
    """One line of the log. `at` is UTC; `what` holds counts, slugs, and names of snapshots."""

    number: int
    at: str
    who: str
    audience: str
    act: str
    purpose: str
    what: Mapping[str, Any]
    previous: str
    hash: str = ""

    def sealed(self, key: bytes) -> "Line":
        """The line with its hash."""
        fields = asdict(self)
        del fields["hash"]
        return replace(self, hash=keyed_hash(key, json.dumps(fields)))

    @property
    def marks(self) -> Sequence[str]:
        """Of whom it tells. Some acts have a number of children under that name, and name nobody."""
        named = self.what.get("children")
        return named if isinstance(named, list) else ()

    def text(self) -> bytes:
        """The line as it stands in the file."""
        return json.dumps(asdict(self)).encode() + b"\n"


@dataclass(frozen=True)
class Head:
    """The last line's number and hash, as audit.head has them."""

    number: int
    hash: str
    seal: str = ""

    def sealed(self, key: bytes) -> "Head":
        """The head with its seal."""
        return replace(self, seal=keyed_hash(key, f"head {self.number} {self.hash}"))


START: Final = Head(0, BEFORE_THE_FIRST)


@dataclass(frozen=True)
class Break:
    """The first line at which the log is not as it was written, and how."""

    line: int
    how: str


@dataclass(frozen=True)
class AuditLog:
    """The log of one store."""

    store: Store

    @property
    def path(self) -> Path:
        """The lines."""
        return self.store.folder / "audit.jsonl"

    @property
    def head_path(self) -> Path:
        """What the last line is: without it, lines could be cut off the end unseen."""
        return self.store.folder / "audit.head"

    def append(
        self, by: Actor, act: Act, what: Mapping[str, Any], *, purpose: str = "", children: Sequence[str] = ()
    ) -> Line:
        """Writes a line, durably; `children` are pseudonyms. Raises CannotLog, and then it must not be done."""
        try:
            secret = self.secret()
            if children:
                what = {**what, "children": [child_mark(secret, child) for child in children]}
            told = Line(0, "", by.name, by.audience, act.value, purpose.strip()[:LONGEST_PURPOSE], what, "")
            key = derived_key(secret, "audit log")
            with self.held(), self.opened() as file:
                last = self.mended(file, key)
                return self.write(file, told, last, key)
        except OSError as error:
            raise CannotLog(
                f"The audit log of {self.store.folder} cannot be written: {error.strerror}. "
                "What is not logged is not shown or done. A process that may only read the store needs a folder of its "
                "own for its log: set MISSING_LOG to one."
            ) from error

    def secret(self) -> bytes:
        """The store's secret; made now where the store is new."""
        if (kept := self.store.key()) is not None:
            return kept
        with self.store.locked():
            return self.store.settled_key()

    @contextmanager
    def held(self) -> Iterator[None]:
        """The log for one process alone. Not the store's own lock, which a load holds for minutes."""
        busy = f"The audit log of {self.store.folder} is in use. Try again."
        with holding(self.store.folder / "audit.lock", SECONDS_TO_WAIT, busy):
            yield

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The file of lines, made where there is none, for its owner alone."""
        is_new = not self.path.exists()
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            if is_new:
                sync(self.store.folder)
            yield file

    def mended(self, file: IO[bytes], key: bytes) -> Head:
        """Where the chain ends. What a kill tore is taken off, and a line says so; what a hand broke is left to see."""
        raw, torn = last_line(file)
        last, head = as_line(raw), self.head()
        is_ours = last is not None and last == last.sealed(key)
        if head is None or head != head.sealed(key):
            return self.begun(file, key, last.number if last and is_ours else 0)
        is_whole = last is not None and is_ours and last.number >= head.number
        if last and is_whole:
            end = Head(last.number, last.hash)
        else:
            end, is_whole = head, not raw and not head.number
        if not torn:
            return end
        if not is_whole:
            write_at_end(file, b"\n")
            return end
        file.truncate(file.seek(0, os.SEEK_END) - len(torn))
        told = Line(0, "", this_user().name, COMMAND_LINE, Act.REPAIR.value, "", {"torn_bytes": len(torn)}, "")
        line = self.write(file, told, end, key)
        return Head(line.number, line.hash)

    def begun(self, file: IO[bytes], key: bytes, number: int) -> Head:
        """Where the chain ends if no head of ours says so: nowhere, unless all is new. `number` is the last line's.

        The head is there before the first line, and no kill takes it away: with it, lines may have been cut off.
        """
        if file.seek(0, os.SEEK_END) == 0 and not self.head_path.exists() and not self.store.pointer.exists():
            write_durably(self.head_path, json.dumps(asdict(START.sealed(key))).encode())
            return START
        if last_line(file)[1]:
            write_at_end(file, b"\n")
        return Head(number, CUT_OFF)

    def write(self, file: IO[bytes], told: Line, last: Head, key: bytes) -> Line:
        """Adds a line after the last one, then says in the head that it is the last."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = replace(told, number=last.number + 1, at=at, previous=last.hash).sealed(key)
        write_at_end(file, line.text())
        write_durably(self.head_path, json.dumps(asdict(Head(line.number, line.hash).sealed(key))).encode())
        return line

    def head(self) -> Head | None:
        """What the head says, sealed or not; none where there is none."""
        try:
            return Head(**json.loads(patiently(self.head_path.read_bytes)))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return Head(0, "")

    def lines(self) -> Iterator[Line]:
        """Every line that can be read, oldest first, whole chain or not."""
        content = self.path.read_bytes() if self.path.exists() else b""
        return (line for raw in content.split(b"\n") if (line := as_line(raw)) is not None)

    def found(self, acts: Sequence[str] = (), since: datetime | None = None, child: str | None = None) -> list[Line]:
        """The lines of these acts (or all), from a moment in UTC on, about the child of this pseudonym."""
        mark = child_mark(self.secret(), child) if child else ""
        first = since.isoformat() if since else ""
        return [
            line
            for line in self.lines()
            if (not acts or line.act in acts) and line.at >= first and (not mark or mark in line.marks)
        ]

    def verify(self, seen: tuple[int, str] | None = None) -> Break | None:
        """The first line that is not as it was written; none where the log is whole.

        `seen` is the number and hash of a line, written down earlier and elsewhere.
        """
        is_there = self.path.exists() and self.path.stat().st_size
        if not is_there and not self.head_path.exists():
            has_data = bool(self.store.snapshots())
            return Break(1, "is missing: there is no log, although the store holds data.") if has_data else None
        key = derived_key(self.secret(), "audit log")
        with self.held():
            content = self.path.read_bytes() if self.path.exists() else b""
            head = self.head()
        *raws, torn = content.split(b"\n")
        lines, broken = chain(raws, key)
        if broken:
            return broken
        if torn:
            return Break(len(lines) + 1, "is torn: its writing was cut short. The next entry takes it off and says so.")
        return broken_end(lines, head, key) or unlike_seen(lines, seen)


def chain(raws: Sequence[bytes], key: bytes) -> tuple[list[Line], Break | None]:
    """The lines up to the first that is not as it was written, and that."""
    lines: list[Line] = []
    previous = BEFORE_THE_FIRST
    for number, raw in enumerate(raws, start=1):
        line = as_line(raw)
        if line is None or line.text() != raw + b"\n":
            return lines, Break(number, "is not a line that was written here.")
        if not hmac.compare_digest(line.hash, line.sealed(key).hash):
            return lines, Break(number, "was changed, or was written with another key.")
        if (line.number, line.previous) != (number, previous):
            return lines, Break(number, "does not follow from the one before: lines were removed, added or moved.")
        lines.append(line)
        previous = line.hash
    return lines, None


def broken_end(lines: Sequence[Line], head: Head | None, key: bytes) -> Break | None:
    """How the end of the log and its head disagree; a kill may leave the head one line behind, and nothing else."""
    count = len(lines)
    if head is None:
        return Break(count, "has no audit.head that says it is the last.")
    if head != head.sealed(key):
        return Break(count, "is the last, but audit.head was changed.")
    if head.number > count:
        return Break(count + 1, f"is missing: the log had {head.number} lines.")
    if head.number < count - 1 or (head.number and lines[head.number - 1].hash != head.hash):
        return Break(head.number + 1, "is not the one that audit.head goes with.")
    return None


def unlike_seen(lines: Sequence[Line], seen: tuple[int, str] | None) -> Break | None:
    """Whether a line is another than the one that was written down elsewhere."""
    if seen is None:
        return None
    number, noted = seen
    is_same = 0 < number <= len(lines) and bool(noted) and lines[number - 1].hash.startswith(noted)
    return None if is_same else Break(number, "is not the line that was written down: an older log was put back.")


def as_line(raw: bytes) -> Line | None:
    """The line; none where it is not one."""
    try:
        return Line(**json.loads(raw))
    except (ValueError, TypeError):
        return None


def last_line(file: IO[bytes]) -> tuple[bytes, bytes]:
    """The last whole line, and what stands after it: nothing, unless a write was cut short."""
    size, look_back = file.seek(0, os.SEEK_END), FIRST_LOOK_BACK
    while True:
        start = max(size - look_back, 0)
        file.seek(start)
        *wholes, torn = file.read().split(b"\n")
        if start == 0 or len(wholes) > 1:
            return (wholes[-1] if wholes else b""), torn
        look_back *= 4


def write_at_end(file: IO[bytes], content: bytes) -> None:
    """Adds to the file; it is on the disk when this returns."""
    file.seek(0, os.SEEK_END)
    file.write(content)
    file.flush()
    write_out(file.fileno())


def keyed_hash(key: bytes, text: str) -> str:
    """A hash that only the holder of the key can make."""
    return keyed(key, text).hex()
