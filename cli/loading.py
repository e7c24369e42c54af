"""Filling a store: with a council's files, or with an invented city."""

import os
from pathlib import Path
from typing import Annotated

import typer

from analytics.refresh import make_demonstration, refresh
from cli.options import AsJson, Extracted, Files, Mapping
from cli.summaries import tell_summary
from cli.terminal import tell
from data.errors import DashboardError
from data.load import Delivery
from data.settings import demonstration_settings, load_settings
from data.snapshots import STORE_VARIABLE, Store, store_folder


def load(files: Files, mapping: Mapping = None, as_of: Extracted = None, as_json: AsJson = False) -> None:
    """Load the files as one new snapshot, and make it live."""
    store, settings = Store(store_folder()), load_settings()
    before = store.current()
    summary = refresh(store, [Delivery(tuple(files), mapping)], settings, as_of=as_of, progress=tell)
    if not summary.snapshot:
        ending = "Nothing was loaded."
    elif before and before.name == summary.snapshot:
        ending = "The store is as it was."
    else:
        ending = f"Snapshot {summary.snapshot} is now live in {store.folder}."
    tell_summary(summary, settings, as_json, ending)


def demo(folder: Annotated[Path | None, typer.Argument(help="Where to make it.")] = None) -> None:
    """Make a store of an invented city, to see the product work."""
    is_somebodys = bool(os.environ.get(STORE_VARIABLE)) or not load_settings().council.demonstration
    if folder is None and is_somebodys:
        raise DashboardError(
            f"{store_folder()} is a store of your own, which is not filled with invented children. "
            "Name another folder: missing demo FOLDER"
        )
    store = Store(folder or store_folder())
    if store.current():
        raise DashboardError(f"The store {store.folder} already holds data. Name an empty folder: missing demo FOLDER")
    make_demonstration(store.folder, demonstration_settings(), tell)
    typer.echo(f"The demonstration is in {store.folder}. See it: missing serve")
