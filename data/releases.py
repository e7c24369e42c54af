"""Releases for scrutiny: folders of files that are prepared as drafts, approved by one rename, and never changed.

    releases/draft-2026-27-Q2/        prepared, seen by co-ordinators alone
    releases/2026-27-Q2/              approved: read-only files, whose hashes stand in the manifest
    releases/2026-27-Q2.withdrawn     approved once, and why it is no longer shown

A folder is built under a name that nobody reads and takes its place by rename, so a kill at any step
leaves the whole of it or none of it. A correction is a release of its own, `2026-27-Q2-v2`.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from data.errors import CannotRelease, NoSuchRelease
from data.machine import patiently, removed, sync, write_durably
from data.snapshots import Store
from data.wholeness import digest, stamp, with_sum, without_sum

NAME: Final = re.compile(r"(\d{4})-(\d{2})(?:-Q([1-4]))?(?:-v([2-9]|[1-9]\d))?", re.ASCII)
# No name of a release begins with a letter, so none can be taken for one of these.
DRAFT_PREFIX: Final = "draft-"
MAKING_PREFIX: Final = "making-"
GONE_PREFIX: Final = "gone-"
WITHDRAWN_SUFFIX: Final = ".withdrawn"
FILES: Final = ("release.duckdb", "tables.csv")
MANIFEST: Final = "manifest.json"
CHANGED: Final = (
    "Release {name}: {files} was changed or is gone, so nothing of it is shown. "
    "Put it back from its copy, or withdraw the release."
)
READ_ONLY: Final = 0o440
READ_ONLY_FOLDER: Final = 0o550

Manifest = dict[str, Any]


@dataclass(frozen=True)
class ReleaseName:
    """What a release is of, and which version: a financial year, or one of its quarters (1 is April to June)."""

    year: int
    quarter: int | None = None
    version: int = 1

    def __str__(self) -> str:
        quarter = f"-Q{self.quarter}" if self.quarter else ""
        version = f"-v{self.version}" if self.version > 1 else ""
        return f"{self.year}-{(self.year + 1) % 100:02d}{quarter}{version}"

    @property
    def first_version(self) -> "ReleaseName":
        """The release that this is a correction of, or itself."""
        return replace(self, version=1)


def release_name(text: str) -> ReleaseName:
    """The name that the text is. Raises CannotRelease for anything else, such as a path."""
    parts = NAME.fullmatch(text)
    if parts:
        year, _, quarter, version = parts.groups()
        name = ReleaseName(int(year), int(quarter) if quarter else None, int(version or 1))
        if str(name) == text:
            return name
    raise CannotRelease(
        f"{text!r} is not the name of a release. Name a financial year (2025-26) or a quarter of one (2026-27-Q2); "
        "a correction ends in -v2, -v3 and so on."
    )


class State(StrEnum):
    """What became of a release."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Release:
    """One release. What it says is in its files alone."""

    name: str
    folder: Path
    state: State

    @property
    def database(self) -> Path:
        """Its tables, protected and rounded."""
        return self.folder / "release.duckdb"

    @property
    def tables(self) -> Path:
        """The same tables for a spreadsheet."""
        return self.folder / "tables.csv"

    @property
    def manifest(self) -> Manifest:
        """What it is of, what it was made from, how the audit went, and who approved it. Raises CannotRelease."""
        try:
            return read_json(self.folder / MANIFEST)
        except (FileNotFoundError, ValueError):
            raise CannotRelease(CHANGED.format(name=self.name, files=MANIFEST)) from None

    @property
    def fingerprint(self) -> str:
        """One hash of all that it says: what an approver has seen is what is approved."""
        return str(self.manifest["seal"])

    def checked(self) -> "Release":
        """This release, if its files are what its manifest says. Raises CannotRelease with the one that was changed.

        Who can change the manifest too can seal it again: the seal of an approval stands in the audit log.
        """
        manifest = self.manifest
        changed = [name for name in FILES if not is_digest(self.folder / name, manifest["files"].get(name))]
        if seal(manifest) != manifest.get("seal"):
            changed.append(MANIFEST)
        if changed:
            raise CannotRelease(CHANGED.format(name=self.name, files=", ".join(changed)))
        return self

    def withdrawal(self) -> Manifest | None:
        """By whom it was withdrawn, when and why; none while it is shown. Raises CannotRelease where it is damaged."""
        file = withdrawal_file(self.folder)
        if not file.exists():
            return None
        try:
            record = without_sum(read_json(file))
        except ValueError:
            record = None
        if record is None:
            raise CannotRelease(
                f"Release {self.name} was withdrawn, and {file.name}, which says why, is damaged. "
                "It stays withdrawn. Put the file back from its copy."
            )
        return record


def read_json(file: Path) -> Manifest:
    """The document in a file."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


def withdrawal_file(folder: Path) -> Path:
    """Where a withdrawal of the release in this folder is written."""
    return folder.with_name(f"{folder.name}{WITHDRAWN_SUFFIX}")


def seal(manifest: Manifest) -> str:
    """One hash of everything in a manifest but the seal itself."""
    rest = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def is_digest(file: Path, expected: object) -> bool:
    """Whether the file is there and has this SHA-256."""
    return file.is_file() and digest(file, stamp(file)) == expected


@dataclass(frozen=True)
class Releases:
    """The releases of a store. Writing takes the store's lock."""

    store: Store

    @property
    def folder(self) -> Path:
        """The folder of all releases."""
        return self.store.folder / "releases"

    def approved(self) -> tuple[Release, ...]:
        """Every release that was ever approved, newest period first, a correction before what it corrects."""
        names = [release_name(path.name) for path in self.found() if NAME.fullmatch(path.name)]
        latest: dict[ReleaseName, int] = {}
        for name in names:
            latest[name.first_version] = max(latest.get(name.first_version, 0), name.version)
        names.sort(key=lambda name: (ends(name), name.quarter or 0, name.version), reverse=True)
        return tuple(self.approved_of(name, latest[name.first_version]) for name in names)

    def approved_of(self, name: ReleaseName, latest: int) -> Release:
        """An approved release, withdrawn or superseded as it may be. A withdrawn correction brings nothing back."""
        folder = self.folder / str(name)
        if withdrawal_file(folder).exists():
            return Release(str(name), folder, State.WITHDRAWN)
        return Release(str(name), folder, State.APPROVED if name.version == latest else State.SUPERSEDED)

    def shown(self) -> tuple[Release, ...]:
        """What the public may read, newest first."""
        return tuple(release for release in self.approved() if release.state is State.APPROVED)

    def drafts(self) -> tuple[Release, ...]:
        """What is prepared and not approved, by name."""
        names = sorted(path.name for path in self.found() if path.name.startswith(DRAFT_PREFIX))
        return tuple(self.draft(name.removeprefix(DRAFT_PREFIX)) for name in names)

    def draft(self, name: str) -> Release:
        """The draft of that name. Raises NoSuchRelease."""
        folder = self.folder / f"{DRAFT_PREFIX}{release_name(name)}"
        if not folder.is_dir():
            raise NoSuchRelease(f"There is no draft {name!r}. Prepare it first: missing release prepare {name}")
        return Release(name, folder, State.DRAFT)

    def release(self, name: str) -> Release:
        """The approved release of that name, withdrawn or superseded as it may be. Raises NoSuchRelease."""
        text = str(release_name(name))
        for release in self.approved():
            if release.name == text:
                return release
        names = ", ".join(release.name for release in self.approved())
        raise NoSuchRelease(f"No release {name!r} was approved. {f'Approved: {names}.' if names else 'None was yet.'}")

    def found(self) -> list[Path]:
        """Every folder among the releases."""
        return [path for path in self.folder.iterdir() if path.is_dir()] if self.folder.is_dir() else []

    @contextmanager
    def new_draft(self, name: ReleaseName) -> Iterator[Path]:
        """An empty folder that becomes the draft, instead of any before it, when all is written. Under the lock."""
        self.folder.mkdir(mode=0o750, exist_ok=True)
        self.remove_leftovers()
        making = self.folder / f"{MAKING_PREFIX}{name}"
        making.mkdir(mode=0o700)
        try:
            yield making
            self.put_in_place(making, self.folder / f"{DRAFT_PREFIX}{name}")
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def put_in_place(self, making: Path, place: Path) -> None:
        """The folder under its new name, on the disk; what stood there is removed."""
        sync_all(making)
        if place.exists():
            removed(patiently(lambda: place.rename(self.folder / f"{GONE_PREFIX}{place.name}")))
        patiently(lambda: making.rename(place))
        sync(self.folder)

    def remove_leftovers(self) -> None:
        """Remove what a killed preparation left. Under the lock."""
        for path in self.found():
            if path.name.startswith((MAKING_PREFIX, GONE_PREFIX)):
                removed(path)

    def freeze(self, draft: Release, manifest: Manifest) -> Release:
        """Makes the draft an approved release: until the rename it is a draft, from then on it is never changed."""
        write_manifest(draft.folder, manifest)
        for path in draft.folder.iterdir():
            path.chmod(READ_ONLY)
        sync_all(draft.folder)
        approved = self.folder / draft.name
        patiently(lambda: draft.folder.rename(approved))
        approved.chmod(READ_ONLY_FOLDER)
        sync(self.folder)
        return self.release(draft.name)

    def withdraw(self, release: Release, record: Manifest) -> Release:
        """Writes down that the release is no longer shown. Its files stay: whoever has printed them can compare."""
        write_durably(withdrawal_file(release.folder), as_json(with_sum(record)), mode=0o640)
        return self.release(release.name)


def ends(name: ReleaseName) -> int:
    """The month in which its period ends, counted from year 0: for the order of releases."""
    return name.year * 12 + 3 + (name.quarter or 4) * 3


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a draft, sealed."""
    write_durably(folder / MANIFEST, as_json({**manifest, "seal": seal(manifest)}))


def as_json(document: Manifest) -> bytes:
    """The document as readable text."""
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def sync_all(folder: Path) -> None:
    """Wait until a folder and its files are on the disk."""
    for path in folder.iterdir():
        sync(path)
    sync(folder)
