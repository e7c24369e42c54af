"""After a load: measure, protect and write what the board may see, into the snapshot in the making."""

from datetime import datetime
from pathlib import Path

from analytics.coverage import with_gaps_marked
from analytics.publication import board_tables, write_published
from analytics.sources import tables_about_data
from data.settings import Settings
from data.warehouse import read_facts


def publish_snapshot(episodes: Path, published: Path, settings: Settings, *, as_of: datetime, snapshot: str) -> None:
    """Write `published` from `episodes`: every table of the board's closed list, protected together."""
    about_data = tables_about_data(episodes, as_of)
    board = board_tables(read_facts(episodes), settings, as_of=as_of, snapshot=snapshot)
    write_published(published, with_gaps_marked(board, about_data["coverage"]), about_data)
