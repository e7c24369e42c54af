"""Loads a file in a process of its own, and kills that process where it is told. Run by test_snapshots.py.

Arguments: store, file, mapping, where (finish | step N | before N | after N), the latter counting the renames that
make things durable.
"""

import os
import signal
import sys
from pathlib import Path

from data.load import Delivery, load
from data.settings import demonstration_settings
from data.snapshots import Draft, Store


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(store: Path, file: Path, mapping: Path, kind: str, number: int) -> None:
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

    load(Store(store), [Delivery((file,), mapping)], demonstration_settings(), finish=finish, progress=progress)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
