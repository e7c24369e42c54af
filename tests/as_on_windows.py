"""What must work on Windows, in a process made like one of its own (tests/only_windows.py).

python -m tests.as_on_windows demonstration FOLDER     makes the invented city's store
python -m tests.as_on_windows day FOLDER               loads, a page, papers and an erasure; prints what came of it
"""

import sys

from tests.only_windows import take_away

if __name__ == "__main__":
    take_away(sys.argv[2])

from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import typer

import cli
from analytics.refresh import erase_child, make_demonstration, publish_draft
from analytics.views.view import forget_snapshots
from data import machine
from data.settings import demonstration_settings
from data.snapshots import Store
from data.warehouse import Warehouse
from tests.pages.opened import opened, stands_alone
from tests.stories import load_stories

COMMANDS = (
    *("report weekly", "status", "log verify", "documents ."),
    "export --from 2016-06-01 --to 2016-12-01 --out all.json",
)


def demonstration(folder: Path) -> None:
    """The store of the invented city."""
    make_demonstration(folder / "store", demonstration_settings())


def day(folder: Path) -> None:
    """A co-ordinator's day over a small store: two loads, a page, reports, and an erasure while a reader looks on."""
    store = Store(folder / "store")
    publish = partial(publish_draft, store=store, settings=demonstration_settings())
    for children in (8, 9):
        load_stories(folder, children, publish)
    with pytest.MonkeyPatch.context() as patch:
        stands_alone(patch, folder)
        (title,) = opened(patch, "coordinator", "coordinator/now.py").title
        typer.echo(f"page: {title.value}")
        # What a page has read is let go of when the next load is live, as `pages.common.live` does it.
        forget_snapshots()
        for words in COMMANDS:
            sys.argv = ["missing", *words.split()]
            with suppress(SystemExit):
                cli.main()
    erase_while_read(store)


def erase_while_read(store: Store) -> None:
    """The first erasure meets a reader who has the snapshot open; the second does not."""
    reader = Warehouse(store.live().episodes)
    for _ in range(2):
        words = {"namespace": "council", "reason": "a request", "requested_by": "an officer"}
        done = erase_child(store, "child-01", demonstration_settings(), **words)
        typer.echo(" ".join([f"erasure: {done.snapshot} removed", *done.removed, "left", *done.left_behind]))
        reader.close()
    typer.echo(f"snapshots: {' '.join(snapshot.name for snapshot in store.snapshots())}")


if __name__ == "__main__":
    machine.IS_WINDOWS = True  # type: ignore[misc]
    # Nobody here lets go of a file after a moment.
    machine.SECONDS_OF_PATIENCE = 0.1  # type: ignore[misc]
    {"demonstration": demonstration, "day": day}[sys.argv[1]](Path(sys.argv[2]))
