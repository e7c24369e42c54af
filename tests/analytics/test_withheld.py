"""A council of few children loads as any other; what its board cannot be told safely is left out whole."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from analytics.board_audit import audit_snapshot
from analytics.publication import published_in
from analytics.refresh import refresh
from data.load import Delivery
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask

BOARD_PAGES = (
    "overview", "volume", "duration", "repeat", "home_and_care", "interviews", "who", "where", "quality",
    "missing_and_absent", "compared", "learning", "definitions", "report",
)  # fmt: skip


def one_child() -> list[dict[str, str]]:
    """One boy, away three times in five years."""
    starts = ("2021-02-03 10:00", "2024-03-05 10:00", "2026-09-15 10:00")
    return [
        {"id": f"{place}", "dob": "2012-05-06", "start": start, "end": start[:11] + "20:00"}
        for place, start in enumerate(starts)
    ]


def council_of(children: int, episodes: int) -> list[dict[str, str]]:
    """Episodes of two years: a few children go most often, as everywhere."""
    chance = random.Random(children)
    weights = [1 / (place + 1) for place in range(children)]
    rows = []
    for number in range(episodes):
        child = number if number < children else chance.choices(range(children), weights)[0]
        start = datetime(2026, 10, 1) - timedelta(days=chance.random() * 730, minutes=chance.randint(0, 1440))
        rows.append(
            {
                "id": f"{number}",
                "child": f"K{child}",
                "dob": f"{2009 + child % 5}-05-06",
                "sex": "FM"[child % 2],
                "where": ("care", "home", "home")[child % 3],
                "start": f"{start:%Y-%m-%d %H:%M}",
                "end": f"{start + timedelta(hours=chance.choice((3, 11, 20, 40)), minutes=1):%Y-%m-%d %H:%M}",
            }
        )
    return rows


def refreshed(folder: Path, rows: list[dict[str, str]]) -> Store:
    """The rows loaded and published."""
    mapping = MAPPING.replace('"2016-12-31"', '"2026-10-05"')
    delivery = Delivery((a_file(folder, *rows),), a_mapping(folder, mapping))
    refresh(a_store(folder), [delivery], demonstration_settings(), key=b"k" * 32)
    return a_store(folder)


def published_rows(store: Store) -> pl.DataFrame:
    live = store.current()
    assert live is not None
    return published_in(live.published).rows


def test_one_child_in_six_years_loads_and_its_board_is_shown_no_number(tmp_path: Path):
    store = refreshed(tmp_path, one_child())
    assert ask(store, "SELECT count(*), count(DISTINCT child) FROM episode_facts") == [(3, 1)]
    assert published_rows(store)["numerator"].drop_nulls().sum() == 0


def test_a_hundred_children_are_published_in_whole_tables_and_withheld_ones_are_not_given_away(tmp_path: Path):
    store = refreshed(tmp_path, council_of(100, 500))
    rows = published_rows(store)
    assert rows.filter(pl.col("slug") == "home-or-care")["numerator"].drop_nulls().sum() > 0
    # Too sparse by age in a quarter for numbers one by one: the table is not there at all.
    assert rows.filter((pl.col("slug") == "age") & (pl.col("period_kind") == "quarter")).is_empty()
    live = store.current()
    assert live is not None
    # The audit takes every table of the closed list as what must not be told, withheld ones too.
    found, _ = audit_snapshot(store, live, closely=False)
    assert found.passed


@pytest.mark.parametrize("page", BOARD_PAGES)
def test_a_board_page_of_one_child_opens_and_says_no_number(page: str, one_childs: Store, monkeypatch):
    from tests.pages.opened import opened, stands_alone  # noqa: PLC0415  Streamlit, for these alone

    stands_alone(monkeypatch, one_childs.folder.parent)
    shown = opened(monkeypatch, "board", f"board/{page}.py")
    # A page of which nothing may be shown says so; no error is met on any.
    assert all("too few children" in str(error.value) for error in shown.exception)


@pytest.mark.parametrize(
    "page", ["board/overview.py", "board/where.py", "coordinator/now.py", "coordinator/top_five.py"]
)
def test_a_co_ordinator_of_one_child_reads_exact_figures(page: str, one_childs: Store, monkeypatch):
    from tests.pages.opened import opened, stands_alone, words  # noqa: PLC0415  Streamlit, for these alone

    stands_alone(monkeypatch, one_childs.folder.parent)
    shown = opened(monkeypatch, "coordinator", page)
    assert not shown.exception
    assert "Exact figures" in words(shown) or page.startswith("coordinator/")


@pytest.fixture(scope="module")
def one_childs(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return refreshed(tmp_path_factory.mktemp("one-child"), one_child())
