"""Loading, from the files to the published tables: what the command line and the first start both call."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.publication import board_tables, write_published
from analytics.quality import as_of_time
from analytics.sources import tables_about_data
from data.demo import write_demonstration
from data.load import load
from data.progress import Progress, no_progress
from data.settings import Settings
from data.snapshots import Draft, Store
from data.summary import Summary
from data.warehouse import Warehouse, read_facts


def refresh(
    store: Store,
    files: Sequence[Path],
    mapping: Path | None,
    settings: Settings,
    *,
    as_of: datetime | None = None,
    key: bytes | None = None,
    progress: Progress = no_progress,
) -> Summary:
    """Load the files as one new snapshot with its published tables, or nothing at all."""
    finish = partial(publish_draft, settings=settings)
    return load(store, files, mapping, settings, finish=finish, as_of=as_of, key=key, progress=progress)


def publish_draft(draft: Draft, settings: Settings) -> None:
    """Measure, protect and write what the board may see into the snapshot in the making."""
    episodes = Warehouse(draft.episodes)
    try:
        as_of = as_of_time(episodes)
        about_data = tables_about_data(episodes, as_of)
        covered = about_data["coverage"]
        board = board_tables(read_facts(episodes), covered, settings, as_of=as_of, snapshot=draft.name)
    finally:
        episodes.close()
    write_published(draft.published, board, about_data)


def make_demonstration(folder: Path, settings: Settings, progress: Progress = no_progress) -> None:
    """Fill an empty store with the invented city, by the ordinary loader."""
    with TemporaryDirectory(prefix="missing-demonstration-") as files:
        progress("Inventing a city", 0, 1)
        demonstration = write_demonstration(Path(files))
        for delivered, mapping in demonstration.deliveries:
            refresh(
                Store(folder),
                delivered,
                mapping,
                settings,
                as_of=demonstration.as_of,
                key=demonstration.pseudonym_key,
                progress=progress,
            )
