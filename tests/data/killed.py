"""Kills its own process where it is told. Run by test_snapshots.py and test_erasure.py.

Where: finish | step N | before N | after N, the latter two counting the renames that make things durable.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from data.progress import Progress
from data.snapshots import Draft


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def armed(kind: str, number: int) -> tuple[Callable[[Draft], None], Progress]:
    """A finish and a progress that kill where they are told; renames are set to do so too."""
    renames = 0
    plain_replace, plain_rename = Path.replace, Path.rename

    def counted(plain, path, target):  # type: ignore[no-untyped-def]
        nonlocal renames
        renames += 1
        if (kind, number) == ("before", renames):
            die()
        moved = plain(path, target)
        if (kind, number) == ("after", renames):
            die()
        return moved

    Path.replace = lambda path, target: counted(plain_replace, path, target)  # type: ignore[method-assign]
    Path.rename = lambda path, target: counted(plain_rename, path, target)  # type: ignore[method-assign]

    def finish(draft: Draft) -> None:
        draft.published.write_bytes(b"half")
        if kind == "finish":
            die()

    def progress(_step: str, done: int, _of: int) -> None:
        if (kind, number) == ("step", done):
            die()

    return finish, progress
