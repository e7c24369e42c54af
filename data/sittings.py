"""Sittings: each sign-in that reads the pages, when its reader last touched them, and whether it is over.

A sitting is a small file in the folder that its process may write: the store, or that of MISSING_LOG. Its time of
change is the last click or key, so processes that share the folder know one another's, and a restart forgets nothing.
The file's name is a hash: whoever reads the folder cannot sign in with it. What an administrator ends stands in the
store, which every process reads, its owner's and the group's.
"""

import difflib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from data.errors import CannotLog, DamagedStore, UnknownReader
from data.machine import holding, write_durably
from data.snapshots import Store

# No sign-in is believed longer than 24 hours, the most that `sign_in.hours` takes, and a clock's error on top.
KEPT: Final = timedelta(hours=25)
OVER: Final = ".over"
ENDED: Final = "ended.json"
# The provider's clock and ours may differ by so much: a sign-in dated so little after an end may be from before it.
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
SECONDS_TO_WAIT: Final = 10.0
# How the log writes a reader: the account's name, and the provider's id behind it.
NAME_AND_ID: Final = re.compile(r"(.+) \((.+)\)")


@dataclass(frozen=True)
class Sitting:
    """Whose it is and since when: `since` and `touched` are UTC, in ISO 8601."""

    who: str
    audience: str
    since: str
    touched: str = ""
    is_over: bool = False


@dataclass(frozen=True)
class Sittings:
    """The sittings of the processes that write in this folder."""

    folder: Path

    def file(self, ticket: tuple[str, ...]) -> Path:
        """Where this sign-in has its sitting."""
        name = hashlib.sha256("\n".join(ticket).encode()).hexdigest()
        return self.folder / "sittings" / name

    def begin(self, ticket: tuple[str, ...], who: str, audience: str) -> None:
        """Notes a sign-in that is seen for the first time. Raises CannotLog: what cannot be ended is not begun."""
        file = self.file(ticket)
        if file.exists():
            return
        try:
            self.make_folder()
            self.forget_old()
            told = Sitting(who, audience, datetime.now(UTC).isoformat(timespec="seconds"))
            # Another page of the same reader may begin it just now.
            with suppress(FileExistsError):
                new = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(new, "w", encoding="utf-8") as opened:
                    json.dump(asdict(told), opened)
        except OSError as error:
            raise CannotLog(
                f"Sign-ins cannot be noted in {self.folder}: {error.strerror}. A process that may only read the store "
                "needs a folder of its own: set MISSING_LOG to one."
            ) from error

    def touch(self, ticket: tuple[str, ...]) -> None:
        """The reader clicked, or pressed a key."""
        with suppress(FileNotFoundError):
            os.utime(self.file(ticket))

    def is_known(self, ticket: tuple[str, ...]) -> bool:
        """Whether this sign-in was seen here before."""
        return self.file(ticket).exists()

    def idle(self, ticket: tuple[str, ...]) -> timedelta:
        """How long the reader has touched nothing; no time at all for a sign-in that was never seen."""
        try:
            touched = self.file(ticket).stat().st_mtime
        except FileNotFoundError:
            return timedelta()
        return timedelta(seconds=datetime.now(UTC).timestamp() - touched)

    def end(self, ticket: tuple[str, ...]) -> None:
        """The reader signed out: in every process of this folder, and after a restart."""
        over = self.file(ticket).with_suffix(OVER)
        self.make_folder()
        over.touch(mode=0o600)

    def is_over(self, ticket: tuple[str, ...]) -> bool:
        """Whether the reader signed out."""
        return self.file(ticket).with_suffix(OVER).exists()

    def make_folder(self) -> None:
        """Where sittings are, for its owner alone."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file(()).parent.mkdir(mode=0o700, exist_ok=True)

    def forget_old(self) -> None:
        """Removes what tells of sign-ins that nobody believes any more."""
        oldest = (datetime.now(UTC) - KEPT).timestamp()
        for file in (self.folder / "sittings").iterdir():
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < oldest:
                    file.unlink()

    def end_others(self, ticket: tuple[str, ...], who: str) -> int:
        """Ends every sign-in of this reader but this one, as if they had signed out; and says how many there were."""
        own = self.file(ticket)
        others = [file for file, each in self.by_file() if each.who == who and not each.is_over and file != own]
        for file in others:
            file.with_suffix(OVER).touch(mode=0o600)
        return len(others)

    def all(self) -> Iterator[Sitting]:
        """Every sitting of the last day, in no order."""
        return (sitting for _, sitting in self.by_file())

    def by_file(self) -> Iterator[tuple[Path, Sitting]]:
        """Every sitting of the last day with its file, in no order."""
        folder = self.folder / "sittings"
        for file in sorted(folder.iterdir()) if folder.exists() else ():
            if file.suffix:
                continue
            with suppress(FileNotFoundError, ValueError, TypeError):
                told = Sitting(**json.loads(file.read_bytes()))
                touched = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
                yield file, Sitting(told.who, told.audience, told.since, touched, file.with_suffix(OVER).exists())


def end_all_of(store: Store, who: str) -> None:
    """Ends every sign-in that this reader made until now, at every process that reads the store.

    `who` is what the log calls them, or the id or the account's name in it. Raises StoreBusy, and DamagedStore.
    """
    busy = "Somebody else is ending sign-ins just now. Try again."
    # Whoever writes at the same moment would write the other's end away.
    with holding(store.folder / "ended.lock", SECONDS_TO_WAIT, busy):
        ended = ended_in(store) | {who.strip().casefold(): datetime.now(UTC).timestamp()}
        oldest = (datetime.now(UTC) - KEPT).timestamp()
        kept = {name: moment for name, moment in ended.items() if moment >= oldest}
        write_durably(store.folder / ENDED, json.dumps(kept).encode(), mode=0o640 if store.is_shared else 0o600)


def refuse_unknown(who: str, readers: Iterable[str]) -> None:
    """Raises UnknownReader, with the names most like it, where none of the readers may be meant by `who`.

    Readers are as the log names them; each may be meant by that, by the account's name in it, or by the id.
    """
    meant = {name.casefold(): reader for reader in readers for name in (reader, *parts_of(reader))}
    if who.strip().casefold() in meant:
        return
    near = difflib.get_close_matches(who.strip().casefold(), meant, n=6, cutoff=0.6)
    like = sorted({meant[name] for name in near})
    told = f"Like it: {', '.join(map(repr, like))}. " if like else ""
    raise UnknownReader(
        f"Nobody called {who.strip()!r} signed in during the last day at the processes that write here. {told}"
        "Nothing was ended. `missing sessions list` names them all. To end somebody who reads at a process with a "
        "folder of its own (MISSING_LOG), look at every letter and add --unseen."
    )


def parts_of(reader: str) -> tuple[str, ...]:
    """The account's name and the id in a reader's name; none where it is one word."""
    parts = NAME_AND_ID.fullmatch(reader)
    return parts.groups() if parts else ()


def is_ended(store: Store, names: frozenset[str], issued_at: float) -> bool:
    """Whether an administrator ended the sign-ins of whoever has one of these names after this one was made."""
    ended = ended_in(store)
    moments = [ended[name] for name in map(str.casefold, names) if name in ended]
    return any(issued_at < moment + CLOCK_TOLERANCE.total_seconds() for moment in moments)


def ended_in(store: Store) -> dict[str, float]:
    """Name -> when their sign-ins were ended, in seconds since 1970. Raises DamagedStore where that cannot be told."""
    file = store.folder / ENDED
    try:
        content = json.loads(file.read_bytes())
        return {str(name): float(moment) for name, moment in content.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DamagedStore(
            f"{ENDED} of the store cannot be read, so nobody knows whose sign-ins were ended. "
            "Put it back, or remove it and end them again."
        ) from error
