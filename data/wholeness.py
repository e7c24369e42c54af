"""Whether what lies in the store is as it was written: hashes of files, and sums of what is read back.

They tell of damage: a bad disk, a copy that was cut short, a hand that slipped. Whoever wants to deceive can make them
anew; against that stand the audit log's chain and its key.
"""

import hashlib
import hmac
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from data.keys import derived_key

# Of a snapshot: the hash of every other file in its folder, and what its key is known by.
HASHES: Final = "hashes.json"
SUM_DIGITS: Final = 16
# Between the name that the pointer holds and the sum of it.
BETWEEN: Final = " "


def stamp(file: Path) -> tuple[int, ...]:
    """What differs when a file was written again: the time of a change, unlike that of writing, cannot be set back.

    On Windows the former is the time of making, and only the latter tells.
    """
    known = file.stat()
    return known.st_ino, known.st_size, known.st_ctime_ns, known.st_mtime_ns


@lru_cache(maxsize=256)
def digest(file: Path, _stamp: tuple[int, ...]) -> str:
    """The SHA-256 of a file, worked out once for each time that it was written."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def sum_of(text: str) -> str:
    """A short sum of a line or a document, to be kept beside it."""
    return hashlib.sha256(text.encode()).hexdigest()[:SUM_DIGITS]


# --- a snapshot ------------------------------------------------------------------------------------------------------


def hashes_of(folder: Path, key: bytes | None) -> bytes:
    """What HASHES is to hold of a snapshot's folder, or of a folder in it, when all else is written."""
    there = (path for path in sorted(folder.iterdir()) if path.is_file() and path.name != HASHES)
    files = {path.name: digest(path, stamp(path)) for path in there}
    return sealed({"files": files, "key": known_by(key) if key else ""})


def sealed(document: dict[str, Any]) -> bytes:
    """The document with a hash of itself."""
    whole = hashlib.sha256(json.dumps(document).encode()).hexdigest()
    return json.dumps({**document, "sha256": whole}, indent=1).encode()


def known_by(key: bytes) -> str:
    """What tells one key from another, and leads to neither."""
    return derived_key(key, "wholeness").hex()


def kept_hashes(folder: Path) -> dict[str, Any] | None:
    """What is kept of a snapshot; nothing where none were kept yet. Raises ValueError where that is damaged."""
    try:
        content = (folder / HASHES).read_bytes()
    except FileNotFoundError:
        return None
    kept = dict(json.loads(content))
    kept.pop("sha256", None)
    if sealed(kept) != content or not isinstance(kept.get("files"), dict):
        raise ValueError(HASHES)
    return kept


def damaged_files(folder: Path) -> tuple[str, ...]:
    """The files of a snapshot that are gone or not as they were made, as far as this process may read them."""
    try:
        kept = kept_hashes(folder)
    except (ValueError, OSError):
        return (HASHES,)
    return (
        tuple(name for name, expected in kept["files"].items() if is_damaged(folder / name, expected)) if kept else ()
    )


def is_damaged(file: Path, expected: str) -> bool:
    """Whether the file is gone, cannot be read from the disk, or is another. What is kept from this process is not."""
    try:
        return digest(file, stamp(file)) != expected
    except PermissionError:
        return False
    except OSError:
        return True


def is_of_key(folder: Path, key: bytes) -> bool:
    """Whether the snapshot was made with this key, as far as it says so."""
    try:
        kept = kept_hashes(folder)
    except (ValueError, OSError):
        return True
    return not kept or not kept["key"] or hmac.compare_digest(str(kept["key"]), known_by(key))


# --- the pointer -----------------------------------------------------------------------------------------------------


def pointing_to(name: str) -> str:
    """What the pointer holds: the snapshot's name, and a sum of it, since a digit that changes is another snapshot."""
    return f"{name}{BETWEEN}{sum_of(name)}"


def pointed_to(text: str) -> str | None:
    """The name that a pointer's text holds; none where it is damaged. Earlier versions wrote no sum."""
    name, _, kept = text.strip().partition(BETWEEN)
    return name if not kept or kept == sum_of(name) else None


# --- lines and lists that are added to -------------------------------------------------------------------------------


def with_sum(document: dict[str, Any], name: str = "sum") -> dict[str, Any]:
    """The document with a sum of itself."""
    return {**document, name: sum_of(json.dumps(document, ensure_ascii=False))}


def without_sum(document: dict[str, Any], name: str = "sum") -> dict[str, Any] | None:
    """The document as it was before its sum; none where that says that it is another. Earlier versions wrote none."""
    rest = {key: value for key, value in document.items() if key != name}
    return rest if name not in document or document == with_sum(rest, name) else None
