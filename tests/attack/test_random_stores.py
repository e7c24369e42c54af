"""Small councils that nobody chose, attacked: a stranger with all their papers learns of no child."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from analytics.exports.export import published_export
from analytics.model import Audience, Period
from analytics.refresh import refresh
from analytics.reports.foi import foi_answer
from analytics.reports.quarterly_files import write_quarterly
from analytics.views.view import forget_snapshots, published_to_board
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.analytics.disclosure.test_withheld import BOARD_PAGES
from tests.attack.attackers_rules import (
    OF_ONE_PAPER,
    Held,
    all_papers_together,
    held_of,
    names_that_come_and_go,
    rows_refused_since,
    two_papers_subtracted,
)
from tests.attack.random_stores import AS_OF, KEY, Council, council, deliveries, episodes_of, loaded
from tests.shared import copied
from tests.sizes import few_or_many

SETTINGS = demonstration_settings()
# Large enough that its board reads something; 3 seconds to load.
READ_BY_BOARD = council(0)
WEEK = timedelta(days=7)


def learnt(held: Held) -> dict[str, list[str]]:
    """What each attack learns, by its name; nothing of those that fail."""
    tried = {attack.__name__: attack(held) for attack in OF_ONE_PAPER}
    return {name: words for name, words in tried.items() if words}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(few_or_many(3, 500)))
def test_a_stranger_learns_nothing_of_a_small_council(seed: int, tmp_path: Path):
    assert learnt(held_of(loaded(tmp_path, council(seed)), SETTINGS)) == {}


def test_how_many_went_more_than_once_and_how_many_often_do_not_tell_the_few_between(tmp_path: Path):
    """Met in this council: five went twice or three times."""
    assert learnt(held_of(loaded(tmp_path, council(173)), SETTINGS)) == {}


@pytest.mark.parametrize("seed", [12, 21])
def test_placements_do_not_tell_who_is_not_in_care_where_that_table_is_withheld(seed: int, tmp_path: Path):
    """Met in these two: the placements of a quarter gave the children in care, and these left five others."""
    assert learnt(held_of(loaded(tmp_path, council(seed)), SETTINGS)) == {}


def test_of_some_of_them_a_board_reads_something(tmp_path: Path):
    rows = held_of(loaded(tmp_path, READ_BY_BOARD), SETTINGS).boards[0].rows
    assert rows.filter(pl.col("numerator") > 0).height > 200


# Over time


def twice(folder: Path, made: Council) -> Store:
    """The store after a load a week before, which lacked one row of a month that was over, and a load of today."""
    copied(f"twice-{made.name}", lambda anew: twice_anew(anew, made), folder)
    return Store(folder / "store")


def twice_anew(folder: Path, made: Council) -> None:
    rows, store = episodes_of(made, SETTINGS), Store(folder / "store")
    known = [row for row in rows if row["start"] < f"{AS_OF - WEEK:%Y-%m-%d}"]
    closed = [row for row in known if row["start"] < "2026-07" and row["category"] == "missing"]
    late = random.Random(made.seed).choice(closed)
    before = [row for row in known if row is not late]
    for sent, as_of in ((before, AS_OF - WEEK), ([*known], AS_OF)):
        refresh(store, deliveries(folder, made, sent, as_of), SETTINGS, as_of=as_of, key=KEY)


@pytest.mark.parametrize("attack", [two_papers_subtracted, all_papers_together], ids=lambda attack: attack.__name__)
def test_a_late_row_is_not_told_by_two_papers(attack, tmp_path: Path):
    assert not attack(held_of(twice(tmp_path, READ_BY_BOARD), SETTINGS))


@pytest.mark.parametrize("attack", [names_that_come_and_go, rows_refused_since], ids=lambda attack: attack.__name__)
def test_a_late_row_is_not_told_by_names_or_refusals(attack, tmp_path: Path):
    assert not attack(held_of(twice(tmp_path, READ_BY_BOARD), SETTINGS))


# Beside the tables: sentences, charts, exports, papers


@pytest.fixture
def published_alone(tmp_path: Path) -> Store:
    """A store of which no file is left but what is published: whatever is read of it holds no more than its tables."""
    store = loaded(tmp_path, READ_BY_BOARD)
    live = store.live()
    board = live.published.parent
    for file in (path for path in live.folder.rglob("*") if path.is_file()):
        if file not in (live.published, board / "manifest.json", live.folder / "manifest.json"):
            file.unlink()
    forget_snapshots()
    return store


@pytest.mark.long
@pytest.mark.parametrize("page", BOARD_PAGES[:: few_or_many(4, 1)])
def test_a_page_of_a_board_is_made_of_what_is_published_alone(
    page: str, published_alone: Store, monkeypatch: pytest.MonkeyPatch
):
    from tests.pages.opened import opened, stands_alone, with_details, words  # noqa: PLC0415  Streamlit, for these alone

    stands_alone(monkeypatch, published_alone.folder.parent)
    for shown in with_details(opened(monkeypatch, "board", f"board/{page}.py")):
        # A page of which nothing may be shown says so; no file was missed on any.
        assert all("too few children" in str(error.value) for error in shown.exception)
        assert words(shown)


def test_papers_of_a_board_are_made_of_what_is_published_alone(published_alone: Store, tmp_path: Path):
    live = published_alone.live()
    assert write_quarterly(published_alone, live, SETTINGS, "2026-27-Q1", tmp_path)
    assert foi_answer(published_alone, live, SETTINGS, Audience.BOARD, 1)


def test_an_export_holds_no_number_that_the_tables_do_not(published_alone: Store):
    live = published_alone.live()
    whole = Period(READ_BY_BOARD.starts, AS_OF.date())
    exported = published_export(live, SETTINGS, whole)
    on = ["indicator", "unit", "period_start", "period_end", "breakdown", "group", "category"]
    told = published_to_board(live, SETTINGS).rows.rename({"slug": "indicator"}).select(*on, "numerator", "denominator")
    counted = exported.filter(
        pl.col("indicator").is_in(told["indicator"].unique().to_list()), pl.col("breakdown") != ""
    )
    beside = counted.join(told, on=on, how="left", suffix="_told", nulls_equal=True)
    assert counted.height
    for name in ("numerator", "denominator"):
        assert beside.filter(pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}_told"))).is_empty()


def test_a_council_of_another_seed_is_another_council():
    rows = [episodes_of(replace(READ_BY_BOARD, seed=seed), SETTINGS) for seed in (1, 1, 2)]
    assert rows[0] == rows[1] != rows[2]
