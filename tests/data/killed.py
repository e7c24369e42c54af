"""What is killed while it writes to a store, each in a process of its own.

Where: finish | step N | before N | after N, the latter two counting the renames that make things durable.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from analytics import refresh
from data.erasure import erase
from data.load import Delivery, load
from data.progress import Progress
from data.settings import demonstration_settings
from data.snapshots import Publishing, Store

Where = tuple[str, int]
# One server loads the modules; what it forks begins in a moment, where a new interpreter took two seconds.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.data.killed"])


def ending_of(run: Callable[..., None], *arguments: object) -> int:
    """How a process of its own ended that ran this: minus the signal that killed it; 0 where nothing did."""
    process = FORKS.Process(target=run, args=arguments)
    # A page opened by an earlier test is left as the main module, and would be run again in the new process.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def load_until(where: Where, store: Path, file: Path, mapping: Path) -> None:
    """Loads the file, and is killed there."""
    finish, progress = armed(*where)
    load(Store(store), [Delivery((file,), mapping)], demonstration_settings(), finish=finish, progress=progress)


def die_while_publishing(store: Path, file: Path, mapping: Path) -> None:
    """Loads the file as a command does, and is killed while the board's tables are hidden."""
    refresh.published_now = lambda *_, **__: die()  # type: ignore[assignment]
    refresh.refresh(Store(store), [Delivery((file,), mapping)], demonstration_settings())


def drop_and_die(store: Path) -> None:
    """Lays a file down to be looked at, and is killed over it."""
    with Store(store).dropped() as folder:
        (folder / "police.csv").write_text("Ann Smith")
        die()


def erase_until(where: Where, store: Path, child: str) -> None:
    """Erases the child, and is killed there."""
    finish, progress = armed(*where)
    said = {"reason": "a request", "requested_by": "an officer"}
    erase(Store(store), child, demonstration_settings(), finish=finish, progress=progress, **said)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def armed(kind: str, number: int) -> tuple[Callable[[Publishing], None], Progress]:
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

    def finish(publishing: Publishing) -> None:
        publishing.published.write_bytes(b"half")
        if kind == "finish":
            die()

    def progress(_step: str, done: int, _of: int) -> None:
        if (kind, number) == ("step", done):
            die()

    return finish, progress
