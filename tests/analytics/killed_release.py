"""Prepares or approves a release in a process of its own, and kills that process where it is told.

Arguments: store, act (prepare | approve), side (before | after), and which of the renames that make things durable.
"""

import os
import signal
import sys
from pathlib import Path

from data.snapshots import Store
from tests.released import APPROVAL, QUARTER, SETTINGS, approve, prepared


def main(store: Path, act: str, side: str, number: int) -> None:
    renames = 0
    plain_replace, plain_rename = Path.replace, Path.rename

    def counted(plain, path, target):  # type: ignore[no-untyped-def]
        nonlocal renames
        renames += 1
        if (side, number) == ("before", renames):
            os.kill(os.getpid(), signal.SIGKILL)
        moved = plain(path, target)
        if (side, number) == ("after", renames):
            os.kill(os.getpid(), signal.SIGKILL)
        return moved

    Path.replace = lambda path, target: counted(plain_replace, path, target)  # type: ignore[method-assign]
    Path.rename = lambda path, target: counted(plain_rename, path, target)  # type: ignore[method-assign]
    if act == "prepare":
        prepared(Store(store))
    else:
        approve(Store(store), QUARTER, APPROVAL, SETTINGS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
