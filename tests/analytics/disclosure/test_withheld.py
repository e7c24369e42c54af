"""A council of few children loads as any other; what its board cannot be told safely is left out whole."""

import hashlib
import random
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time

import polars as pl
import pytest

from analytics.disclosure.gate import published_in
from analytics.measuring.groupings import of_audience
from analytics.model import Audience
from analytics.refresh import refresh
from analytics.releases.board_audit import audit_snapshot
from analytics.releases.read import read
from analytics.releases.release import prepare
from analytics.views.about_data import about_data_for
from data.audit_log import Actor
from data.errors import CannotRelease
from data.load import Delivery
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask
from tests.shared import copied

# More rows than children are ever hidden.
MANY_ROWS = 10
SECONDS_OF_A_SMALL_COUNCIL = 10
TABLE_OF_ROWS = ("slug", "unit", "breakdown", "period_kind")
BOARD_PAGES = (
    "overview", "volume", "duration", "repeat", "home_and_care", "interviews", "who", "where", "quality",
    "missing_and_absent", "compared", "learning", "definitions", "report", "foi",
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
    """The rows loaded and published; a copy where another test asked for the same ones."""
    same = hashlib.sha256(repr(rows).encode()).hexdigest()
    copied(f"refreshed-{same}", lambda anew: refresh_anew(anew, rows), folder)
    return a_store(folder)


def refresh_anew(folder: Path, rows: list[dict[str, str]]) -> None:
    """The store of `refreshed`, made in this folder."""
    mapping = MAPPING.replace('"2016-12-31"', '"2026-10-05"')
    delivery = Delivery((a_file(folder, *rows),), a_mapping(folder, mapping))
    refresh(a_store(folder), [delivery], demonstration_settings(), key=b"k" * 32)


def published_rows(store: Store) -> pl.DataFrame:
    live = store.current()
    assert live is not None
    return published_in(live.published).rows


def test_one_child_in_six_years_loads_and_its_board_is_shown_no_number(tmp_path: Path):
    store = refreshed(tmp_path, one_child())
    assert ask(store, "SELECT count(*), count(DISTINCT child) FROM episode_facts") == [(3, 1)]
    assert published_rows(store)["numerator"].drop_nulls().sum() == 0


def test_a_hundred_children_are_published_in_whole_tables_and_finer_ones_are_not_given_away(tmp_path: Path):
    store = refreshed(tmp_path, council_of(100, 500))
    rows = published_rows(store)
    assert rows.filter(pl.col("slug") == "home-or-care")["numerator"].drop_nulls().sum() > 0
    # Too sparse by single years of age for numbers one by one: it is there in two bands.
    ages = set(rows.filter((pl.col("slug") == "age") & (pl.col("period_kind") == "quarter"))["category"])
    assert "13" not in ages
    live = store.current()
    assert live is not None
    # The audit takes what is counted together as what must not be told apart.
    result, _ = audit_snapshot(store, live, closely=False)
    assert result.passed


@pytest.mark.parametrize(("children", "episodes"), [(28, 90), (60, 170)])
def test_a_small_council_is_published_within_seconds_and_its_audit_passes(tmp_path: Path, children: int, episodes: int):
    began = process_time()
    refresh_anew(tmp_path, council_of(children, episodes))
    assert process_time() - began < SECONDS_OF_A_SMALL_COUNCIL
    store = a_store(tmp_path)
    rows = published_rows(store)
    assert (rows["numerator"].drop_nulls() > 0).any()
    # Too sparse however it is counted: the table is not there at all.
    live = store.current()
    assert live is not None
    groupings = of_audience(published_in(live.published).groupings, Audience.BOARD)
    withheld = [item.table for item in groupings if not item.kinds]
    assert withheld
    assert set(withheld).isdisjoint(rows.select("slug", "breakdown").iter_rows())
    result, _ = audit_snapshot(store, live, closely=False)
    assert result.passed


@pytest.mark.parametrize("page", BOARD_PAGES)
def test_a_board_page_of_one_child_opens_and_says_no_number(page: str, one_childs: Store, monkeypatch):
    from tests.pages.opened import opened, stands_alone, with_details  # noqa: PLC0415  Streamlit, for these alone

    stands_alone(monkeypatch, one_childs.folder.parent)
    # A page of which nothing may be shown says so; no error is met on any, nor on any of its details.
    for shown in with_details(opened(monkeypatch, "board", f"board/{page}.py")):
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


def test_who_is_missing_now_is_told_to_no_board(tmp_path_factory):
    """It changes with each load: two of them side by side would tell of one child."""
    left_at_ten = {"start": "2026-10-04 22:00", "end": ""}
    gone = [{"id": f"now{place}", "child": f"K{place}", **left_at_ten} for place in range(2)]
    told = []
    for missing in ([], gone):
        rows = [*council_of(60, 600), *missing]
        store = refreshed(tmp_path_factory.mktemp("now"), [{"dob": "2010-05-06", **row} for row in rows])
        published = published_rows(store)
        assert not published.is_empty()
        told.append(published.filter(slug="missing-now").height)
    assert told == [0, 0]


def test_many_rows_of_one_child_are_not_counted_to_a_board(tmp_path: Path):
    """A file, a rule of refusal and a doubt whose rows are all one child's: their number is the child's."""
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 10) for day in (3, 17)]
    rows = [{"id": f"{place}", "start": f"{day} 10:00", "end": f"{day} 20:00"} for place, day in enumerate(days)]
    refused = [
        {"id": f"R{place}", "start": f"{day} 10:00", "end": "2026-01-01 00:30"} for place, day in enumerate(days)
    ]
    doubted = [{"id": f"D{place}", "start": f"{day} 23:00", "end": ""} for place, day in enumerate(days[:-1])]
    live = refreshed(tmp_path, [{"dob": "2012-05-06", **row} for row in (*rows, *refused, *doubted)]).live()
    board, exact = (about_data_for(live, audience) for audience in (Audience.BOARD, Audience.COORDINATOR))
    for table, column in (("refused", "rows"), ("findings", "rows"), ("sources", "rows_in")):
        assert exact[table][column].min() > MANY_ROWS
        assert board[table][column].drop_nulls().is_empty()


def test_many_rows_of_one_child_beside_another_senders_are_not_counted_either(tmp_path: Path):
    """A sender who knows one child alone: also where the council has many."""
    many = refreshed(tmp_path, council_of(60, 300))
    days = [f"2026-{month:02}-05" for month in range(1, 10)]
    other = tmp_path / "home"
    other.mkdir()
    file = a_file(other, *({"id": f"{place}", "start": f"{day} 10:00", "end": ""} for place, day in enumerate(days)))
    mapping = a_mapping(other, MAPPING.replace('"2016-12-31"', '"2026-10-05"').replace('"police"', '"provider"'))
    refresh(many, [Delivery((file,), mapping)], demonstration_settings())
    sources = about_data_for(many.live(), Audience.BOARD)["sources"]
    assert dict(sources.select("system", "rows_in").iter_rows()) == {"police": None, "provider": None}


def test_a_sender_whose_name_stands_in_a_column_is_not_named_to_a_board_where_it_tells_of_few(tmp_path: Path):
    """A column of senders may hold people: a foster carer, the officer who took the report."""
    many = [{**row, "placement": "Police"} for row in council_of(60, 300)]
    days = [f"2026-{month:02}-05" for month in range(1, 10)]
    few = [{"id": day, "start": f"{day} 10:00", "end": "", "placement": "Jane Smith"} for day in days]
    by_column = MAPPING.replace('"2016-12-31"', '"2026-10-05"').replace('placement = "placement"\n', "")
    mapping = a_mapping(tmp_path, by_column.replace('system = "police"', 'system_column = "placement"'))
    file = a_file(tmp_path, *({"dob": "2010-05-06", **row} for row in (*many, *few)))
    refresh(a_store(tmp_path), [Delivery((file,), mapping)], demonstration_settings(), key=b"k" * 32)
    live = a_store(tmp_path).live()
    assert "jane_smith" in about_data_for(live, Audience.COORDINATOR)["sources"]["system"]
    board = about_data_for(live, Audience.BOARD)
    named = {name for table in board.values() if "system" in table.columns for name in table["system"]}
    assert named - {""} == {"police", "another_source_1"}
    release = prepare(a_store(tmp_path), "2026-27-Q2", demonstration_settings(), by=Actor("The clerk"))
    assert "smith" not in str(read(release).notes).lower()


def test_a_release_says_nothing_of_a_table_that_the_board_is_not_shown(tmp_path: Path):
    store = refreshed(tmp_path, council_of(100, 500))
    release = prepare(store, "2026-27-Q2", demonstration_settings(), by=Actor("The clerk"))
    board = set(published_rows(store).select(TABLE_OF_ROWS).iter_rows())
    public = set(read(release).published.rows.select(TABLE_OF_ROWS).iter_rows())
    assert public
    assert public <= board


def test_a_council_whose_board_is_shown_nothing_has_nothing_to_release(tmp_path: Path):
    store = refreshed(tmp_path, one_child())
    with pytest.raises(CannotRelease, match="the board is shown no table"):
        prepare(store, "2026-27-Q2", demonstration_settings(), by=Actor("The clerk"))
