"""The store: immutable snapshots beside one another, and one small file that names the live one.

A load builds a draft beside the live snapshot and takes its place by rename. Readers look at `current`
for each request and never wait; a kill at any step leaves the old snapshot live.

What the board reads is made after that, and joins the snapshot by a rename of its own: so co-ordinators have their
exact records first, whatever may be published. Until then a snapshot keeps what the board read before it.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from errno import EROFS
from pathlib import Path
from typing import Any

from data.errors import (
    CannotWrite,
    DamagedStore,
    DashboardError,
    EmptyStore,
    NoSuchSnapshot,
    NotPublished,
    OtherFormat,
    StoreBusy,
)
from data.machine import holding, is_shared, moved, patiently, removed, sync, write_durably
from data.upgrades import FORMAT
from data.wholeness import HASHES, damaged_files, hashes_of, is_of_key, pointed_to, pointing_to

STORE_VARIABLE = "MISSING_STORE"
SNAPSHOT_NAME = re.compile(r"^\d{6}$")
# No name of a draft can be taken for a snapshot's: it does not begin with a digit.
DRAFT_PREFIX = "draft-"
GONE_PREFIX = "gone-"
# What a process of the board's reads. Exact figures, refused lines, names of files and the key stay the owner's.
FOR_THE_GROUP = ("current", "published.duckdb", "manifest.json", "unpublished.json", "notes.json", HASHES)
# In a snapshot's folder: what is published of it, and what the board read before, which stands until then.
OWN, STANDING = "board", "standing"
# Files that somebody laid down in the store to be looked at, and perhaps loaded.
DROPPED_PREFIX = "dropped-"
LOCK_PREFIX = "lock-"
KEY_BYTES = 32
SECONDS_TO_WAIT = 30.0
OLDER_STORE = "An earlier version of this product loaded these records. Bring them up to this one: missing upgrade"
NEWER_STORE = "A later version of this product loaded these records, and it alone reads them: start that version."
OTHER_SNAPSHOT = (
    "Another version of this product made snapshot {name}, and it alone reads it. How to go back to what was there "
    "before an upgrade: docs/deploying.md, section 13"
)
WAY_OUT = (
    "Put it back from a backup, or go back to the newest snapshot that is whole: missing rollback. "
    "What else there is: missing doctor"
)
DAMAGED = "Snapshot {name} is damaged ({files}), so nothing of it is read. " + WAY_OUT
GONE = "The snapshot that is live is gone, or the file that names it is damaged. " + WAY_OUT

Manifest = dict[str, Any]


def store_folder() -> Path:
    """Where the store is: MISSING_STORE, else `store` here."""
    return Path(os.environ.get(STORE_VARIABLE) or "store")


@dataclass(frozen=True)
class Publication:
    """What a board reads of one snapshot, and what that is counted from: whole or not there, and never changed."""

    folder: Path

    @property
    def published(self) -> Path:
        """Every table that a board may see, already protected."""
        return self.folder / "published.duckdb"

    @property
    def frozen(self) -> Path:
        """What the published tables are counted from: episodes as known when their month closed. Co-ordinators only."""
        return self.folder / "frozen.duckdb"

    @property
    def manifest(self) -> Manifest:
        """That of the snapshot of which it was made."""
        return read_json(self.folder / "manifest.json")

    @property
    def name(self) -> str:
        """The name of the snapshot of which it was made."""
        return str(self.manifest["snapshot"])

    @property
    def is_there(self) -> bool:
        """Whether there is one."""
        return self.published.exists()


@dataclass(frozen=True)
class Snapshot:
    """One complete state of the store. Its records never change. Its name is in every report and export.

    `read` is what its board reads, for one who looked it up and is not to see the next publication come halfway.
    """

    name: str
    folder: Path
    read: Publication | None = field(default=None, kw_only=True)

    @property
    def episodes(self) -> Path:
        """Exact, child-level, pseudonymous: co-ordinators only."""
        return self.folder / "episodes.duckdb"

    @property
    def own(self) -> Publication:
        """What is published of this snapshot, once it is there. Formats before 3 had it among the snapshot's files."""
        earlier = Publication(self.folder)
        return earlier if earlier.is_there else Publication(self.folder / OWN)

    @property
    def standing(self) -> Publication:
        """What the board read before this snapshot, without anybody who was erased with it."""
        return Publication(self.folder / STANDING)

    @property
    def publication(self) -> Publication | None:
        """What the board reads while this snapshot is live: its own tables, else those that stand; none at first."""
        return self.read or next((item for item in (self.own, self.standing) if item.is_there), None)

    @property
    def published(self) -> Path:
        """The file of the tables that a board reads while this snapshot is live. Raises NotPublished."""
        if (publication := self.publication) is None:
            told = f"Nothing of these records is published to the board yet. {self.why_not_published}".strip()
            raise NotPublished(f"{told} Co-ordinators see the records.")
        return publication.published

    @property
    def frozen(self) -> Path:
        """The episodes that these tables are counted from, which may not be there. Co-ordinators only."""
        return (self.publication or self.own).frozen

    @property
    def not_published(self) -> Path:
        """Says why nothing could be published of it, where that was tried."""
        return self.folder / "unpublished.json"

    @property
    def why_not_published(self) -> str:
        """A sentence; empty where it is published, or was not tried to the end."""
        if self.own.is_there or not self.not_published.exists():
            return ""
        return str(read_json(self.not_published)["why"])

    @property
    def refused(self) -> Path:
        """The lines that were refused, as they came, with whatever names stand in them: co-ordinators only."""
        return self.folder / "refused.duckdb"

    @property
    def texts(self) -> Path:
        """What children told in interviews, as somebody wrote it down: co-ordinators only, and each reading logged."""
        return self.folder / "texts.duckdb"

    @property
    def manifest(self) -> Manifest:
        """What it was built on, as-of time, versions and settings used: for whoever may read what is published.

        Raises DamagedStore.
        """
        try:
            return read_json(self.folder / "manifest.json")
        except (FileNotFoundError, ValueError):
            raise DamagedStore(DAMAGED.format(name=self.name, files="manifest.json")) from None

    @property
    def predecessor(self) -> str | None:
        """The name of the snapshot before it, none where it begins the store; empty where it is too damaged to say."""
        try:
            before = self.manifest.get("built_on")
        except DamagedStore:
            return ""
        return None if before is None else str(before)

    @property
    def damage(self) -> tuple[str, ...]:
        """Its files that are gone or not as they were made, as far as this process may read them."""
        published = [f"{part}/{name}" for part in (OWN, STANDING) for name in damaged_files(self.folder / part)]
        return (*damaged_files(self.folder), *published)

    @property
    def format(self) -> int:
        """Which format it is written in; 0 before they had numbers."""
        return int(self.manifest.get("format", 0))

    @property
    def contents(self) -> Manifest:
        """Every file by its name and hash, and rows in, loaded and refused: a file's name may name a child."""
        return read_json(self.folder / "contents.json")


@dataclass(frozen=True)
class Draft(Snapshot):
    """A snapshot in the making: its folder is not yet one that a reader would open."""

    built_on: str | None

    @property
    def scratch(self) -> Path:
        """Room for the database's temporary files; removed before the draft becomes a snapshot."""
        return self.folder / "scratch"

    def describe(self, manifest: Manifest, contents: Manifest) -> None:
        """Writes what it is made with, and of."""
        (self.folder / "contents.json").write_bytes(as_json(contents))
        (self.folder / "manifest.json").write_bytes(as_json(manifest))


@dataclass(frozen=True)
class Publishing(Publication):
    """A publication in the making, of a snapshot that is live already, or a draft itself."""

    of: Snapshot

    @property
    def name(self) -> str:
        """The name of the snapshot."""
        return self.of.name

    @property
    def stood(self) -> tuple[Publication, ...]:
        """What the board reads while this is made. A draft's is that of an earlier snapshot, which is there too."""
        return () if isinstance(self.of, Draft) else (self.of.standing,)

    @property
    def built_on(self) -> str | None:
        """The snapshot that this one was built on."""
        return self.of.built_on if isinstance(self.of, Draft) else self.of.manifest["built_on"]


Announce = Callable[[Snapshot, Snapshot], None]


@dataclass(frozen=True)
class Store:
    """The store in a folder. Reading needs nothing but the folder; writing takes the lock."""

    folder: Path

    @property
    def snapshots_folder(self) -> Path:
        """The folder of all snapshots."""
        return self.folder / "snapshots"

    @property
    def pointer(self) -> Path:
        """The file that names the live snapshot."""
        return self.folder / "current"

    @property
    def key_file(self) -> Path:
        """The secret from which pseudonyms are made."""
        return self.folder / "pseudonym.key"

    @property
    def erased_file(self) -> Path:
        """The marks of the children who were erased."""
        return self.folder / "erased.json"

    @property
    def is_shared(self) -> bool:
        """Whether the folder's group may read what is published: whoever made it says so by its set-group-id bit."""
        return is_shared(self.folder)

    @property
    def folder_mode(self) -> int:
        """For the owner alone, or for the group to look into as well. Files made inside belong to that group."""
        return 0o2750 if self.is_shared else 0o700

    def file_mode(self, name: str) -> int:
        """For the owner alone, but what is published, and what leads to it, for the group of a shared store."""
        return 0o640 if self.is_shared and name in FOR_THE_GROUP else 0o600

    def current(self) -> Snapshot | None:
        """The live snapshot; none in an empty store. Raises DamagedStore, and OtherFormat of another version."""
        live = self.pointed_at()
        if live and live.damage:
            raise DamagedStore(DAMAGED.format(name=live.name, files=", ".join(live.damage)))
        if live and live.format != FORMAT:
            raise OtherFormat(OLDER_STORE if live.format < FORMAT else NEWER_STORE)
        return live

    def pointed_at(self) -> Snapshot | None:
        """The live snapshot, whatever its format; none in an empty store. Raises DamagedStore where it is gone."""
        name = self.pointed_name()
        kept = self.snapshots()
        # Without a pointer only one that a kill has left at the very first load is sure to be the one that is meant.
        if name is None:
            if len(kept) > 1:
                raise DamagedStore(GONE)
            return self.of_any_format(kept[0].name) if kept else None
        if name in {snapshot.name for snapshot in kept}:
            return self.of_any_format(name)
        raise DamagedStore(GONE)

    def pointed_name(self) -> str | None:
        """The name that the pointer holds: empty where it is damaged, none where there is no pointer."""
        try:
            text = patiently(self.pointer.read_bytes).decode("ascii", errors="replace")
        except FileNotFoundError:
            return None
        return pointed_to(text) or ""

    def to_read(self) -> tuple[Snapshot | None, bool]:
        """What readers are shown: the live snapshot; where it is damaged, the newest before it that is whole.

        And whether that is so. Raises DamagedStore where none is whole, OtherFormat where another version wrote it.
        """
        try:
            return self.current(), False
        except DamagedStore:
            earlier = self.last_whole()
            if earlier is None:
                raise
            return earlier, True

    def last_whole(self) -> Snapshot | None:
        """The newest whole snapshot of this version before the one that the pointer names; of all, where it names none.

        Not a later one: somebody may have gone back from that.
        """
        kept, named = self.snapshots(), self.pointed_name()
        # Beyond doubt: a name with its sum, or one that is there.
        is_named = bool(named) and (
            self.pointer.stat().st_size > len(str(named)) or named in {item.name for item in kept}
        )
        for snapshot in reversed(kept):
            is_before = not is_named or snapshot.name < str(named)
            if is_before and not snapshot.damage and is_of_this_format(snapshot):
                return self.of_any_format(snapshot.name)
        return None

    def live(self) -> Snapshot:
        """The live snapshot. Raises EmptyStore where nothing was loaded yet."""
        live = self.current()
        if live is None:
            raise EmptyStore(f"The store {self.folder} is empty. Load a file first.")
        return live

    def snapshot(self, name: str) -> Snapshot:
        """The snapshot of that name. Raises NoSuchSnapshot, DamagedStore, and OtherFormat of another version."""
        snapshot = self.of_any_format(name)
        if snapshot.damage:
            raise DamagedStore(DAMAGED.format(name=name, files=", ".join(snapshot.damage)))
        if snapshot.format != FORMAT:
            raise OtherFormat(OTHER_SNAPSHOT.format(name=name))
        return snapshot

    def of_any_format(self, name: str) -> Snapshot:
        """The snapshot of that name and what its board reads now, whichever version wrote it. Raises NoSuchSnapshot."""
        folder = self.snapshots_folder / name
        if not SNAPSHOT_NAME.match(name) or not folder.is_dir():
            raise NoSuchSnapshot(f"The store {self.folder} has no snapshot {name!r}. {self.say_what_there_is()}")
        snapshot = Snapshot(name, folder)
        return replace(snapshot, read=snapshot.publication)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every snapshot, oldest first."""
        if not self.snapshots_folder.is_dir():
            return ()
        names = sorted(path.name for path in self.snapshots_folder.iterdir() if SNAPSHOT_NAME.match(path.name))
        return tuple(Snapshot(name, self.snapshots_folder / name) for name in names)

    def say_what_there_is(self) -> str:
        """The names of the snapshots, for an error."""
        names = ", ".join(snapshot.name for snapshot in self.snapshots())
        return f"It has: {names}." if names else "It has none: load a file first."

    def rollback(self, announce: Announce, *, wait_seconds: float = SECONDS_TO_WAIT) -> Snapshot:
        """Makes the snapshot that the live one was built on live again, and deletes nothing; the newest whole one
        where the live one is damaged.

        `announce` hears of it (the live snapshot, and the one to be) before it is done.
        Raises NoSuchSnapshot where there is none, or it is no longer kept.
        """
        with self.locked(wait_seconds):
            try:
                live = self.live()
                earlier = self.snapshot(live.predecessor) if live.predecessor else None
            except DamagedStore:
                live, earlier = Snapshot(self.pointed_name() or "", self.folder), self.last_whole()
            except EmptyStore:
                earlier = None
            if earlier is None:
                raise NoSuchSnapshot(f"The store {self.folder} has no earlier snapshot to go back to.")
            announce(live, earlier)
            self.point_to(earlier.name)
            return earlier

    @contextmanager
    def locked(self, wait_seconds: float = SECONDS_TO_WAIT) -> Iterator[None]:
        """The store for one writer alone. Raises StoreBusy when another has not finished within the seconds."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.folder, self.snapshots_folder):
                folder.mkdir(mode=0o700, exist_ok=True)
                folder.chmod(self.folder_mode)
            if not os.access(self.folder, os.W_OK):
                raise PermissionError(EROFS, "it may only be read")
        except OSError as error:
            raise CannotWrite(
                f"The store {self.folder} cannot be written: {error.strerror}. Nothing was done. Look at the rights of "
                "this account and at the room on the disk: missing doctor"
            ) from error
        busy = (
            f"Another load is writing to {self.folder}, and has not finished in {wait_seconds:g} seconds. "
            "Nothing was changed. Try again when it has finished."
        )
        with holding(self.folder / "lock", wait_seconds, busy):
            yield

    def key(self) -> bytes | None:
        """The secret that pseudonyms are made with; none before the first load."""
        try:
            return self.key_file.read_bytes()
        except FileNotFoundError:
            return None

    def settled_key(self, given: bytes | None = None) -> bytes:
        """The store's secret, made (or taken from `given`) at the first load. For a writer alone.

        Raises DashboardError when it is gone or another: the same child would become two.
        """
        kept = self.key()
        if kept is None and self.snapshots():
            raise DashboardError(
                f"{self.key_file} is missing, so new rows could not be matched with the children already loaded. "
                "Put it back from its copy. Nothing was loaded."
            )
        if kept is not None and not all(is_of_key(snapshot.folder, kept) for snapshot in self.snapshots()[-1:]):
            raise DashboardError(
                f"{self.key_file} is not the key that this store was made with, so new rows could not be matched with "
                "the children already loaded. Put it back from its copy. Nothing was done."
            )
        if kept is not None and given is not None and kept != given:
            raise DashboardError(f"The store {self.folder} was made with another key. Nothing was loaded.")
        if kept is None:
            kept = given or secrets.token_bytes(KEY_BYTES)
            try:
                write_durably(self.key_file, kept)
            except OSError as error:
                raise CannotWrite(f"{self.key_file} cannot be written: {error.strerror}. Nothing was done.") from error
        return kept

    @contextmanager
    def dropped(self) -> Iterator[Path]:
        """A folder for files that a reader laid down, there as long as it is held; what a kill left of others goes.

        Its lock is there before it is, so that nobody takes it for one that a kill has left.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.remove_dropped()
        folder = self.folder / f"{DROPPED_PREFIX}{secrets.token_hex(8)}"
        with holding(lock_of(folder), SECONDS_TO_WAIT, f"{folder} is being looked at."):
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                removed(folder)
        forget_lock(folder)

    def remove_dropped(self) -> None:
        """Remove the files of readers whose process was killed; those that are being looked at stay."""
        paths = [path for prefix in ("", LOCK_PREFIX) for path in self.folder.glob(f"{prefix}{DROPPED_PREFIX}*")]
        for folder in {path.with_name(path.name.removeprefix(LOCK_PREFIX)) for path in paths}:
            with suppress(StoreBusy):
                with holding(lock_of(folder), 0, f"{folder} is being looked at."), suppress(FileNotFoundError):
                    removed(folder)
                forget_lock(folder)

    def remove_leftovers(self) -> None:
        """Remove what a killed load or pruning left, and what the board reads no more. For a writer alone."""
        self.remove_dropped()
        for path in self.snapshots_folder.iterdir():
            if path.name.startswith((DRAFT_PREFIX, GONE_PREFIX)):
                removed(path)
        for snapshot in self.snapshots():
            # Not at once: a reader may be about to open what stood until a moment ago.
            if snapshot.own.is_there and snapshot.standing.folder.exists():
                removed(snapshot.standing.folder)

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A new folder to build the next snapshot in; whatever is not committed is removed. For a writer alone."""
        self.remove_leftovers()
        live = self.pointed_at()
        names = [int(snapshot.name) for snapshot in self.snapshots()]
        name = f"{max(names, default=0) + 1:06d}"
        draft = Draft(name, self.snapshots_folder / f"{DRAFT_PREFIX}{name}", live.name if live else None)
        draft.folder.mkdir(mode=0o700)
        draft.scratch.mkdir()
        try:
            yield draft
        finally:
            shutil.rmtree(draft.folder, ignore_errors=True)

    def commit(self, draft: Draft, keep: int) -> Snapshot:
        """Makes the draft, which is described, the live snapshot; removes all but `keep` earlier ones. For a writer."""
        shutil.rmtree(draft.scratch)
        snapshot = Snapshot(draft.name, self.snapshots_folder / draft.name)
        self.put_in_place(draft.folder, snapshot.folder)
        self.point_to(snapshot.name)
        self.prune(keep)
        return snapshot

    def put_in_place(self, draft: Path, to: Path) -> None:
        """A folder and all in it under the name by which readers know it, whole and on the disk."""
        for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
            (folder / HASHES).write_bytes(hashes_of(folder, self.key()))
        for path in (*draft.rglob("*"), draft):
            path.chmod(self.folder_mode if path.is_dir() else self.file_mode(path.name))
            sync(path)
        patiently(lambda: draft.rename(to))
        sync(to.parent)

    @contextmanager
    def publishing(self, of: Snapshot) -> Iterator[Publishing]:
        """A folder for a snapshot's publication, which joins the snapshot when nothing went wrong. For a writer alone.

        One in which no tables were written comes to nothing.
        """
        making = Publishing(self.snapshots_folder / f"{DRAFT_PREFIX}of-{of.name}", of)
        shutil.rmtree(making.folder, ignore_errors=True)
        making.folder.mkdir(mode=0o700)
        try:
            yield making
            if making.is_there:
                shutil.copyfile(of.folder / "manifest.json", making.folder / "manifest.json")
                self.put_in_place(making.folder, of.folder / OWN)
        finally:
            shutil.rmtree(making.folder, ignore_errors=True)

    def say_not_published(self, snapshot: Snapshot, why: str) -> None:
        """Keeps beside a snapshot why nothing could be published of it. For a writer alone."""
        mode = self.file_mode(snapshot.not_published.name)
        write_durably(snapshot.not_published, as_json({"why": why}), mode=mode)

    def point_to(self, name: str) -> None:
        """The swap: until this rename the old snapshot is live, from then on the new."""
        # A version that made another format knows a name alone.
        text = pointing_to(name) if self.of_any_format(name).format == FORMAT else name
        write_durably(self.pointer, text.encode("ascii"), mode=self.file_mode(self.pointer.name))

    def prune(self, keep: int) -> None:
        """Remove the oldest snapshots, so that the live one and `keep` others stay; first those it was not built on.

        Those of another format stay beside them, until somebody says that they are to go.

        A snapshot that was built on none begins the store: an erasure makes such a one, and what is older than it
        goes here if a kill has left it.
        """
        live, kept = self.current(), self.snapshots()
        first = beginning_of(kept)
        behind = built_on(live, kept)
        others = sorted(
            (snapshot for snapshot in kept if live and snapshot.name != live.name),
            key=lambda snapshot: snapshot.name in behind,
        )
        of_this_format = [other for other in others if is_of_this_format(other)]
        too_many = of_this_format[: max(len(of_this_format) - keep, 0)]
        for snapshot in others:
            if snapshot in too_many or snapshot.name < first:
                self.take_away(snapshot)

    def left_behind(self) -> tuple[str, ...]:
        """The names of what an erasure took out, and Windows, or a kill, left there."""
        gone = (path.name for path in self.snapshots_folder.glob(f"{GONE_PREFIX}*"))
        return (*gone, *(snapshot.name for snapshot in self.before_the_beginning()))

    def remove_left_behind(self) -> tuple[str, ...]:
        """Remove them; the names of those that somebody still holds open."""
        with self.locked():
            self.remove_leftovers()
            for snapshot in self.before_the_beginning():
                self.take_away(snapshot)
        return self.left_behind()

    def before_the_beginning(self) -> tuple[Snapshot, ...]:
        """The snapshots that are older than the one that begins the store."""
        kept = self.snapshots()
        return tuple(snapshot for snapshot in kept if snapshot.name < beginning_of(kept))

    def take_away(self, snapshot: Snapshot) -> None:
        """Remove a snapshot. On Windows one that somebody reads stays, whole, and goes at a later pruning."""
        gone = self.snapshots_folder / f"{GONE_PREFIX}{snapshot.name}"
        # By rename first: a kill while files go must not leave half a snapshot under a snapshot's name.
        if moved(snapshot.folder, gone):
            removed(gone)


def beginning_of(kept: tuple[Snapshot, ...]) -> str:
    """The name of the newest snapshot that was built on none; empty where there is none."""
    return max((snapshot.name for snapshot in kept if snapshot.predecessor is None), default="")


def is_of_this_format(snapshot: Snapshot) -> bool:
    """Whether this version wrote it. What is too damaged to say so is pruned as its neighbours are."""
    try:
        return snapshot.format == FORMAT
    except DamagedStore:
        return True


def built_on(live: Snapshot | None, kept: tuple[Snapshot, ...]) -> set[str]:
    """The names of the snapshots that the live one was built on, one on another, as far as they are kept."""
    before = {snapshot.name: snapshot.predecessor for snapshot in kept}
    result: set[str] = set()
    name = before.get(live.name) if live else None
    while name and name in before:
        result.add(name)
        name = before[name]
    return result


def as_json(document: Manifest) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def read_json(path: Path) -> Manifest:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def is_lock(path: Path) -> bool:
    """Whether the file is there to be locked: the store's, its log's, its casebook's, or one of a dropped folder."""
    return path.name == "lock" or path.suffix == ".lock" or path.name.startswith(LOCK_PREFIX)


def lock_of(folder: Path) -> Path:
    """The file whose lock says that somebody is looking at the folder."""
    return folder.with_name(f"{LOCK_PREFIX}{folder.name}")


def forget_lock(folder: Path) -> None:
    """Remove the lock's file. On Windows one that another process tries at this moment stays until the next time."""
    with suppress(PermissionError):
        lock_of(folder).unlink(missing_ok=True)
