"""Sheets that come back, and what the board reads: they move no end of the data, and tell of no few children."""

from datetime import date, datetime
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from analytics.casework.handover.interviews import interview_books, names
from analytics.refresh import publish_draft
from analytics.views.data_quality import as_of_time
from data.handover.differences import HEADINGS
from data.load import Delivery, load
from data.settings import demonstration_settings
from data.snapshots import Store
from data.warehouse import warehouse
from tests.analytics.casework.handed_over import Rows, filled, live, saved_again, sheets_of, week_of
from tests.data.builders import a_store
from tests.shared import copied
from tests.stories import AS_OF, a_week_store

OWN = demonstration_settings()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    def made(anew: Path) -> None:
        a_week_store(anew, 8, finish=partial(publish_draft, store=a_store(anew), settings=OWN))

    copied("week-of-8-published", made, tmp_path)
    return a_store(tmp_path)


@pytest.fixture
def sheet(store: Store) -> Rows:
    """Interviews of one provider: the first sheet of its workbook that has any."""
    book = interview_books(week_of(store), names(store, OWN))[0]
    return next(rows for rows in sheets_of(book.make()).values() if len(rows) > 1)


def come_back(store: Store, folder: Path, rows: Rows, name: str) -> None:
    file = folder / name
    file.write_bytes(saved_again({"Rows": rows}))
    load(store, [Delivery((file,))], OWN, finish=partial(publish_draft, store=store, settings=OWN))


def published(store: Store, query: str) -> pl.DataFrame:
    return warehouse(live(store).published).query(query)


def test_a_sheet_that_tells_of_a_later_day_does_not_move_the_end_of_the_data(store: Store, sheet: Rows, tmp_path: Path):
    covered = published(store, "SELECT * FROM coverage")
    later = {"Outcome": "Held", "Offered at": datetime(2017, 5, 1, 10), "Completed at": datetime(2017, 5, 2, 10)}
    come_back(store, tmp_path, filled(sheet, 1, **later), "back.xlsx")
    episodes = warehouse(live(store).episodes)
    held = episodes.query("SELECT completed_at FROM interview WHERE system = 'provider'")
    assert held["completed_at"].to_list() == [datetime(2017, 5, 2, 10)]
    assert live(store).manifest["as_of"] == AS_OF.isoformat(" ")
    assert as_of_time(episodes) == AS_OF
    assert week_of(store).as_of == AS_OF
    assert published(store, "SELECT * FROM coverage").equals(covered)
    assert covered["month"].max() < date(2017, 1, 1)


def test_many_refused_rows_about_one_child_are_not_told_to_the_board(store: Store, sheet: Rows, tmp_path: Path):
    episode, child = sheet[1][:2]
    unclear = [[episode, child, "what?", f"Note {number}"] for number in range(12)]
    come_back(store, tmp_path, [list(HEADINGS.values()), [episode, child, "Agree", ""], *unclear], "back.xlsx")
    refused = warehouse(live(store).episodes).query("SELECT sum(rows)::INT AS rows FROM refused_rule")
    assert refused.item() == 12
    assert published(store, "SELECT rows FROM refused").rows() == [(None,)]
