"""What differs between Windows, macOS and Linux, and stands nowhere else: accounts, modes, locks, files held open.

On Windows a file's mode says nothing of who may read it (the folder's permissions do: docs/deploying.md), a folder is
not written to the disk by itself, and what somebody holds open cannot be moved or removed.
"""

import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock, Timeout

from data.errors import StoreBusy

IS_WINDOWS: Final = os.name == "nt"
SECONDS_BETWEEN_TRIES: Final = 0.05
# A reader opens a small file for a moment, and a virus scanner each new one for a little longer.
SECONDS_OF_PATIENCE: Final = 5.0
# What no file's name may hold on Windows, and the names that are devices there, whatever their ending.
NOT_IN_A_NAME: Final = re.compile(r'[<>:"|?*\x00-\x1f]')
A_DEVICE: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)")

Answer = TypeVar("Answer")


def account() -> str:
    """The account of the operating system that this process runs under: no variable of the environment says so."""
    if IS_WINDOWS:
        return os.getlogin()
    import pwd  # noqa: PLC0415  not on Windows

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


def has_a_screen() -> bool:
    """Whether a browser can show itself. Where none can, a browser for terminals would take ours."""
    return IS_WINDOWS or sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def is_shared(folder: Path) -> bool:
    """Whether the folder's group reads along: whoever made it says so by its set-group-id bit. Never on Windows."""
    return bool(folder.stat().st_mode & stat.S_ISGID)


def is_open_to_everybody(path: Path) -> bool:
    """Whether every user of the machine may look, by the mode. Windows has none."""
    return not IS_WINDOWS and bool(path.stat().st_mode & stat.S_IRWXO)


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but the owner may look, by the mode. Windows has none."""
    return not IS_WINDOWS and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


@contextmanager
def holding(path: Path, wait_seconds: float, busy: str) -> Iterator[None]:
    """The operating system's lock on a file, which a killed process cannot keep. Raises StoreBusy with `busy`.

    A lock of another kind would outlive its process: where the disk has none, OSError.
    """
    lock = FileLock(path, timeout=wait_seconds, poll_interval=SECONDS_BETWEEN_TRIES, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreBusy(busy) from None
    try:
        yield
    finally:
        lock.release()


def patiently(attempt: Callable[[], Answer]) -> Answer:
    """What the attempt gives. On Windows a file that somebody holds open for a moment is tried again for a while."""
    until = time.monotonic() + SECONDS_OF_PATIENCE
    while True:
        try:
            return attempt()
        except PermissionError:
            if not IS_WINDOWS or time.monotonic() >= until:
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)


def removed(folder: Path) -> bool:
    """Whether the folder is gone with all that is in it. On Windows what somebody holds open stays, and so does it."""
    return is_let(lambda: shutil.rmtree(folder))


def moved(folder: Path, to: Path) -> bool:
    """Whether the folder has its new name. On Windows one in which somebody holds a file open keeps the old one."""
    return is_let(lambda: folder.rename(to))


def is_let(attempt: Callable[[], object]) -> bool:
    """Whether Windows let it be done. Elsewhere a PermissionError is one."""
    try:
        patiently(attempt)
    except PermissionError:
        if not IS_WINDOWS:
            raise
        return False
    return True


def write_durably(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """The whole content or the old one, by default readable by the owner alone, on the disk when this returns."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        write_out(file.fileno())
    beside.chmod(mode)
    patiently(lambda: beside.replace(path))
    sync(path.parent)


def write_out(descriptor: int) -> None:
    """Wait until what was written to an open file is on the disk."""
    os.fsync(descriptor)


def sync(path: Path) -> None:
    """Wait until the file or folder is on the disk. Windows cannot be asked for a folder, or for a read-only file."""
    if IS_WINDOWS and (path.is_dir() or not os.access(path, os.W_OK)):
        return
    descriptor = os.open(path, os.O_RDWR if IS_WINDOWS else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_name(text: str) -> str:
    """The last part of a path of any system, as a name that a file may have on every one: "aux.csv" is "_aux.csv"."""
    name = NOT_IN_A_NAME.sub("-", re.split(r"[/\\]", text)[-1]).rstrip(". ")
    return f"_{name}" if not name or A_DEVICE.match(name) else name
