"""Whether the store and the machine are fit for work: what was looked at, what is amiss, and what to do about it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from data.audit_log import AuditLog
from data.casebook import Casebook
from data.erased import read_marks
from data.errors import DashboardError, OtherFormat
from data.formats.dates import local_now
from data.keys import algorithm_of
from data.machine import is_open_to_everybody, is_open_to_others
from data.message_settings import Messages
from data.messages.ledger import Ledger
from data.messages.mail import connected, told_in_words
from data.messages.secret import secret_from
from data.releases import Release, Releases
from data.remarks import FILE as SHOWN
from data.remarks import read_shown
from data.snapshots import FOR_THE_GROUP, KEY_BYTES, Snapshot, Store, read_json
from data.upgrades import FORMAT
from data.wholeness import HASHES, is_of_key

# A load writes a snapshot beside the live one, and what does not fit in memory beside that.
ROOM_FOR_SNAPSHOTS: Final = 3
LEAST_ROOM: Final = 1_000_000_000
A_MEGABYTE: Final = 1_000_000
# Releases of this product began then: a clock before it is wrong.
NOT_BEFORE: Final = datetime(2026, 1, 1, tzinfo=UTC)
FROM_A_BACKUP: Final = "Put it back from a backup."


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. Where it is amiss, `to_do` says what helps."""

    of: str
    words: str
    to_do: str = ""

    @property
    def is_amiss(self) -> bool:
        """Whether somebody has to do something."""
        return bool(self.to_do)


def examined(store: Store) -> Iterator[Finding]:
    """Everything in the store, and what it stands on."""
    if not store.folder.is_dir():
        yield Finding("Store", f"There is no store at {store.folder} yet. Load a file first.")
        return
    for look in (of_the_pointer, of_snapshots, of_the_key, of_the_log, of_lists, of_releases, of_rights, of_the_clock):
        yield from calmly(look, store)
    yield from of_the_disk(store)


def calmly(look: Callable[[Store], Iterator[Finding]], store: Store) -> Iterator[Finding]:
    """What it finds; what keeps it from looking is a finding too."""
    try:
        yield from look(store)
    except DashboardError as error:
        yield Finding("Store", str(error), FROM_A_BACKUP)
    except OSError as error:
        yield Finding(
            "Store", f"{error.filename} cannot be read: {error.strerror}.", "Look at its rights and the disk."
        )


def of_the_pointer(store: Store) -> Iterator[Finding]:
    """Whether it is clear which snapshot is live."""
    try:
        live = store.pointed_at()
    except DashboardError as error:
        yield Finding("Live snapshot", str(error), "Put `current` back from a backup, or type: missing rollback")
        return
    if live is None:
        yield Finding("Live snapshot", "Nothing is loaded yet.")
    elif live.damage:
        yield Finding(
            "Live snapshot",
            f"{live.name} is damaged; readers are shown the newest before it that is whole, and told so.",
            "Put it back from a backup, or go back for good: missing rollback",
        )
    else:
        yield Finding("Live snapshot", live.name)


def of_snapshots(store: Store) -> Iterator[Finding]:
    """The bytes of every snapshot."""
    for snapshot in store.snapshots():
        yield of_snapshot(snapshot)
    if left := store.left_behind():
        yield Finding("Left behind", ", ".join(left), "Stop the app and give the last erasure or purge again.")


def of_snapshot(snapshot: Snapshot) -> Finding:
    """The bytes of one."""
    name = f"Snapshot {snapshot.name}"
    if snapshot.damage:
        words = f"{', '.join(snapshot.damage)}: gone, or not as written."
        return Finding(name, words, f"Put the folder {snapshot.name} back from a backup. If it is not live, it may go.")
    if snapshot.format > FORMAT:
        return Finding(name, "A later version wrote it.", "Start that version.")
    if snapshot.format < FORMAT:
        return Finding(name, "An earlier version wrote it; its bytes cannot be checked.")
    if not (snapshot.folder / HASHES).exists():
        return Finding(name, "No hashes are kept of it, so its bytes cannot be checked. The next load keeps some.")
    read_json(snapshot.folder / "manifest.json")
    return Finding(name, "Every file is as it was written.")


def of_the_key(store: Store) -> Iterator[Finding]:
    """Whether the secret is there, and the one that the snapshots were made with."""
    key, snapshots = store.key(), store.snapshots()
    if key is None and snapshots:
        yield Finding(
            "Key", f"{store.key_file.name} is missing: nothing can be loaded, erased or logged.", FROM_A_BACKUP
        )
    elif key is not None and (
        len(algorithm_of(key)[1]) != KEY_BYTES or not all(is_of_key(item.folder, key) for item in snapshots)
    ):
        yield Finding("Key", f"{store.key_file.name} is not the one that this store was made with.", FROM_A_BACKUP)
    else:
        yield Finding("Key", "It is the one that the store was made with." if key else "There is none yet.")


def of_the_log(store: Store) -> Iterator[Finding]:
    """The chain of the audit log."""
    broken = AuditLog(store).verify()
    if broken:
        yield Finding(
            "Audit log",
            f"Line {broken.line} {broken.how}",
            "Keep the file as it is for whoever answers for the records, and find out who or what changed it. "
            "Readers are told until the whole log is put back from a backup.",
        )
    else:
        yield Finding("Audit log", "Its chain is whole. Only `missing log verify --seen` tells an older one put back.")


def of_lists(store: Store) -> Iterator[Finding]:
    """What stands beside the snapshots: the casebook, the list of the erased, the ledger of messages."""
    unread = Casebook(store).unread()
    if unread:
        yield Finding("Casebook", f"{unread} lines are damaged and left out.", FROM_A_BACKUP)
    else:
        yield Finding("Casebook", "Every line is as it was written.")
    if read_shown(store) is None:
        yield Finding("Notes for others", f"{SHOWN} is damaged: only co-ordinators read notes.", FROM_A_BACKUP)
    for name, look in (("Erased children", read_marks), ("Messages sent", lambda of: Ledger(of).notes())):
        try:
            look(store)
        except DashboardError as error:
            yield Finding(name, str(error), FROM_A_BACKUP)
        else:
            yield Finding(name, "The list is whole.")


def of_releases(store: Store) -> Iterator[Finding]:
    """Every release and draft, by its own hashes."""
    releases = Releases(store)
    for release in (*releases.drafts(), *releases.approved()):
        yield of_release(release)


def of_release(release: Release) -> Finding:
    """One of them."""
    name = f"Release {release.name}"
    try:
        state = release.checked().state.value
        release.withdrawal()
    except DashboardError as error:
        return Finding(name, str(error), "Put its folder back from a backup, or prepare it again where it is a draft.")
    return Finding(name, f"{state}, and as it was written.")


def of_rights(store: Store) -> Iterator[Finding]:
    """Whether this account can read and write what it must, and nobody else what they must not."""
    if not os.access(store.folder, os.W_OK):
        yield Finding(
            "Rights",
            f"This account may not write in {store.folder}: it can read, and load nothing.",
            "Give the account that loads the right to write, or set MISSING_LOG for one that only reads.",
        )
    own = [path for path in store.folder.rglob("*") if path.is_file() and "releases" not in path.parts]
    unreadable = [path for path in own if not os.access(path, os.R_OK)]
    open_to_others = [
        path
        for path in own
        if (is_open_to_everybody if path.name in FOR_THE_GROUP else is_open_to_others)(path) and path.stat().st_size
    ]
    if unreadable:
        yield Finding("Rights", f"{named(unreadable, store)} cannot be read by this account.", "Give it the right.")
    if open_to_others and is_open_to_others(store.folder):
        yield Finding(
            "Rights", f"Others may read {named(open_to_others, store)}.", f"Type: chmod -R go= {store.folder}"
        )
    if not (unreadable or open_to_others):
        yield Finding("Rights", "Nobody else may read what is exact.")


def named(paths: list[Path], store: Store) -> str:
    """The first few of some files, by their place in the store."""
    first = ", ".join(str(path.relative_to(store.folder)) for path in paths[:3])
    return f"{first} and {len(paths) - 3} more" if len(paths) > 3 else first


def of_the_disk(store: Store) -> Iterator[Finding]:
    """Whether there is room for the next load."""
    free = shutil.disk_usage(store.folder).free
    sizes = [sum(file.stat().st_size for file in snapshot.folder.iterdir()) for snapshot in store.snapshots()]
    needed = max(LEAST_ROOM, ROOM_FOR_SNAPSHOTS * max(sizes, default=0))
    words = f"{free // A_MEGABYTE:,} MB are free, and a load may need {needed // A_MEGABYTE:,} MB."
    yield Finding("Disk", words, "" if free >= needed else "Make room: a load that finds none changes nothing.")


def of_the_clock(store: Store) -> Iterator[Finding]:
    """Whether it can be right: what is due is told by it."""
    now = datetime.now(UTC)
    last = max((line.at for line in AuditLog(store).lines()), default="")
    if now < NOT_BEFORE:
        yield Finding("Clock", f"It says {now:%d/%m/%Y}.", "Set the clock of this machine: what is due hangs on it.")
    elif last > now.isoformat(timespec="milliseconds"):
        yield Finding("Clock", f"The log has a line of {last[:16]} UTC, which is yet to come.", "Set the clock right.")
    else:
        yield Finding("Clock", f"{local_now():%d/%m/%Y %H:%M} in London.")


def of_messages(messages: Messages, *, connect: bool) -> Iterator[Finding]:
    """Whether messages could go. With `connect` the mail server is asked for a session, and sent nothing."""
    if not messages.is_on:
        yield Finding("Messages", "They are off.")
        return
    for way, whence in (("Mail", messages.mail.password_from), ("Teams", messages.teams.url_from)):
        if whence:
            yield of_secret(way, whence)
    if messages.mail.host and connect:
        server = f"The mail server {messages.mail.host}"
        try:
            with told_in_words(server), connected(messages.mail):
                yield Finding("Mail", f"{server} answers, as secretly as the settings ask.")
        except DashboardError as error:
            yield Finding("Mail", str(error), "Look at host, port and security under [messages.mail].")
    elif messages.mail.host:
        yield Finding("Mail", f"For {messages.mail.host}. Whether it answers: missing doctor --connect")


def of_secret(way: str, whence: str) -> Finding:
    """Whether a secret can be had where the settings say that it lies."""
    try:
        secret_from(whence)
    except DashboardError as error:
        return Finding(way, str(error), "Put the secret there, readable by this account alone.")
    return Finding(way, f"Its secret is at {whence}.")


def is_of_other_version(store: Store) -> str:
    """The sentence about a store that another version wrote; empty otherwise."""
    try:
        store.current()
    except OtherFormat as error:
        return str(error)
    except DashboardError:
        return ""
    return ""
