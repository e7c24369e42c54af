"""What a board is told of hotspots and places, attacked: names of enough children alone, and no number of any."""

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics.charts import theme
from analytics.disclosure.gate import measured_of_all, published_in, published_with_gaps, write_published
from analytics.disclosure.policy import Threshold, policy_for
from analytics.disclosure.small_numbers import places_of_enough
from analytics.indicators.registry import indicators
from analytics.maps.board_hotspot_words import OLDER, hotspot_columns, hotspots_sentence, place_columns
from analytics.maps.board_hotspots import (
    BoardHotspots,
    Ends,
    Hexagon,
    Standing,
    board_where,
    ground_of,
    hot_hexagons,
    published_where,
    standings,
)
from analytics.maps.hexagons import named_deck
from analytics.maps.significance import Side, quarter_of
from analytics.measuring.measure import Inquiry, Question, prepared
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.views.view import forget_snapshots
from data.demo.city import PLACES as PLACES_OF_THE_CITY
from data.settings import DEMONSTRATION_PLACES, Maps, Settings, demonstration_settings
from data.snapshots import Snapshot
from data.upgrades import FORMAT
from data.warehouse import Warehouse, read_facts, warehouse
from geo.cells import cells_of_districts, reference_cells, reference_points, rings
from geo.hotspots import by_chance, find_hotspots
from geo.placenames import read_gazetteer
from pages.common import council
from tests.analytics.disclosure.test_disclosure import everything_supplied
from tests.analytics.maps.test_where_places import snapshot_of
from tests.builders import Row, report
from tests.pages.opened import PATIENCE, stands_alone, words

AS_OF = datetime(2026, 10, 1, 7, 30)
YEAR = Period(date(2025, 4, 1), date(2026, 4, 1), PeriodKind.FINANCIAL_YEAR)
YEARS = (YEAR.earlier(12), YEAR)
DISTRICTS = frozenset(district for named in demonstration_settings().areas.values() for district in named)
EVENLY = ("B31", "B44", "B23", "B24", "B14", "B13", "B26", "B8")
LIST = '["Bus station"]\nalso = ["the pit"]\n["Library"]\n["Skate park"]\n'
MRS_SMITH = "12 Acacia Road, Mrs Smith"

Children = dict[str, int]  # sector -> children


def spread(district: str, children: int, *but: str) -> Children:
    """Children over the sectors of a district that lie in its hexagons, as evenly as may be."""
    sectors = [sector for sector in sectors_of(district) if sector not in but]
    return {sector: len(range(place, children, len(sectors))) for place, sector in enumerate(sectors)}


def sectors_of(district: str) -> list[str]:
    areas = sorted(reference_points().filter(pl.col("area").str.starts_with(f"{district} "))["area"])
    cells = reference_cells(areas)
    return [area for area in areas if cells[area] in cells_of_districts(DISTRICTS)]


def cell_of(sector: str) -> str:
    return reference_cells([sector])[sector]


def all_of(*parts: Children) -> Children:
    """Children of several parts, none of which names a sector of another."""
    return {sector: children for part in parts for sector, children in part.items() if children}


EVEN = all_of(*(spread(district, 6) for district in EVENLY))
# Six children in one hexagon are named, five in another are not, though both are hot; all districts have enough.
NAMED, FEW, BEFORE = "B28 1", "B18 9", "B42 9"
FOUND = all_of({NAMED: 6}, spread("B28", 7, NAMED), {FEW: 5}, spread("B18", 7, FEW, "B18 6"), spread("B42", 6), EVEN)
FOUND_BEFORE = all_of({BEFORE: 9}, spread("B42", 6, BEFORE), EVEN)
PLACES = {NAMED: "the pit", FEW: "Library", "B28 0": "Skate park"} | dict.fromkeys(spread("B31", 6), MRS_SMITH)


def found_in(children: Children, year: int) -> list[Row]:
    """One episode each of so many children, found in these sectors."""
    return [
        report(
            f"{sector} {number} {year}",
            f"{year}-07-{1 + number:02} 19:00",
            f"{year}-07-{1 + number:02} 23:00",
            found_sector=sector,
            found_district=sector.split()[0],
            found_place=PLACES.get(sector),
        )
        for sector, many in children.items()
        for number in range(many)
    ]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    file = tmp_path_factory.mktemp("list") / "places.toml"
    file.write_text(LIST)
    return Settings(areas=demonstration_settings().areas, maps=Maps(places=str(file)))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Snapshot:
    """Two years of children in a store, with what is published of districts, hexagons and places, and nothing else."""
    store = tmp_path_factory.mktemp("planted") / "store"
    folder = store / "snapshots" / "000001"
    folder.mkdir(parents=True)
    snapshot = snapshot_of(folder, *found_in(FOUND, 2025), *found_in(FOUND_BEFORE, 2024), settings=settings)
    (store / "current").write_text(snapshot.name)
    (folder / "manifest.json").write_text(json.dumps({"format": FORMAT, "settings": settings.of_figures()}))
    publish_where(snapshot, settings)
    return snapshot


def publish_where(snapshot: Snapshot, settings: Settings) -> None:
    known, covered = indicators(settings), everything_supplied(date(2024, 4, 1))
    questions = tuple(Question(known[slug], Unit.CHILD) for slug in ("postcode-district", "postcode-district-found"))
    episodes = Warehouse(snapshot.episodes)
    measured = measured_of_all(
        prepared(read_facts(episodes), AS_OF),
        [Inquiry(questions, (YEAR.earlier(12), YEAR))],
        settings,
        as_of=AS_OF,
        snapshot=snapshot.name,
    )
    published = published_with_gaps(measured, covered, policy_for(Audience.BOARD, settings), settings)
    where = published_where(episodes, published, YEARS, settings)
    episodes.close()
    write_published(snapshot.folder / "published.duckdb", published, {**where, "coverage": covered})


def ends_of(children: Children) -> pl.DataFrame:
    """The same children as `shown_ends` has them, without a store."""
    rows = [
        (f"{sector} {number}", datetime(2025, 7, 1), cell_of(sector), "sector", sector.split()[0], None)
        for sector, many in children.items()
        for number in range(many)
    ]
    return pl.DataFrame(rows, schema=["child", "started_at", "cell", "precision", "district", "place"], orient="row")


def hot_to_co_ordinators(rows: pl.DataFrame) -> set[str]:
    """Every hexagon that stands out, however few children it holds."""
    cells = cells_of_districts(DISTRICTS)
    counted = quarter_of(rows, YEAR, cells, DISTRICTS)
    hotspots = find_hotspots(counted.children, by_chance(counted.chances, rings(cells, 1)))
    return {cell for cell, is_hot in zip(cells, hotspots.is_hot, strict=True) if is_hot}


def named(children: Children, hidden: frozenset[str] = frozenset()) -> frozenset[str] | None:
    """The hexagons that a board is named of these children, where it is not shown the number of some districts."""
    rows = ends_of(children).filter(~pl.col("district").is_in(list(hidden)))
    return hot_hexagons(
        Ends(rows, hidden), YEAR, ground_of(Settings(areas=demonstration_settings().areas)), Threshold(5)
    )


# What is published


def test_a_hotspot_of_six_children_is_named_and_one_of_five_stands_in_no_byte(planted):
    assert {cell_of(NAMED), cell_of(FEW)} <= hot_to_co_ordinators(ends_of(FOUND))
    written = planted.published.read_bytes()
    assert cell_of(NAMED).encode() in written
    assert cell_of(FEW).encode() not in written
    where = board_where(planted.published)
    assert where is not None
    assert where.hotspots[Side.FOUND].hexagons == (
        Hexagon(cell_of(NAMED), "B28", Standing.NEW),
        Hexagon(cell_of(BEFORE), "B42/B44", Standing.NO_LONGER),
    )


def test_what_is_published_of_hexagons_and_places_holds_no_number(planted):
    """But that of the row, in the order of the alphabet: nothing can be counted, ranked or summed."""
    published = warehouse(planted.published)
    columns = published.query(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE column_name <> 'row_order'"
    )
    for table, kinds in (
        ("hotspots", {"VARCHAR"}),
        ("named_places", {"VARCHAR"}),
        ("hotspot_sides", {"VARCHAR", "DATE", "BOOLEAN"}),
    ):
        assert set(columns.filter(table_name=table)["data_type"]) == kinds
    for query in ("FROM hotspots ORDER BY row_order", "FROM named_places ORDER BY row_order"):
        rows = published.query(query).drop("row_order").rows()
        assert rows
        assert rows == sorted(rows)


def test_a_listed_place_of_six_children_is_named_one_of_five_is_not_and_free_text_never_is(planted):
    where = board_where(planted.published)
    assert where is not None
    assert where.places == {"Bus station": (Side.FOUND,)}
    assert sum(FOUND[sector] for sector, place in PLACES.items() if place == MRS_SMITH) == 6
    written = planted.published.read_bytes()
    assert b"Bus station" in written
    assert not any(name in written for name in (b"the pit", b"Library", b"Skate park", b"Acacia", b"Smith"))


def test_a_side_of_too_few_events_says_so_and_has_no_map(planted):
    where = board_where(planted.published)
    assert where is not None
    missing_from = where.hotspots[Side.MISSING_FROM]
    assert (missing_from.is_enough, missing_from.hexagons) == (False, ())
    assert hotspots_sentence(missing_from) == (
        "Fewer than 30 children went missing in 2025-26 (April to March) in the districts whose numbers are shown: "
        "too few to tell a hotspot from chance."
    )


def test_nothing_is_named_of_a_district_whose_number_the_board_is_not_shown(planted, settings):
    published = published_in(planted.published)
    is_hidden = (pl.col("category") == "B28") & (pl.col("slug") == "postcode-district-found")
    rows = published.rows.with_columns(numerator=pl.when(~is_hidden).then("numerator"))
    where = published_where(warehouse(planted.episodes), published.saying_less(rows), YEARS, settings)
    assert "B28" not in str(where["hotspots"].rows())
    assert where["named_places"].is_empty()
    assert not where["hotspots"].is_empty()


def test_before_a_financial_year_is_over_nothing_is_named(planted, settings):
    where = published_where(warehouse(planted.episodes), published_in(planted.published), (), settings)
    assert [where[table].height for table in ("hotspot_sides", "hotspots", "named_places")] == [0, 0, 0]


# What may be named


def test_a_hexagon_that_leaves_a_few_children_of_its_district_is_not_named():
    """Whoever knows that B33 has eleven, and that eight or more are in one hexagon, knows of the other three."""
    assert cell_of("B33 3") in hot_to_co_ordinators(ends_of(all_of({"B33 3": 8}, spread("B33", 3, "B33 3"), EVEN)))
    assert named(all_of({"B33 3": 8}, spread("B33", 3, "B33 3"), EVEN)) == frozenset()
    assert named(all_of({"B33 3": 8}, spread("B33", 6, "B33 3"), EVEN)) == {cell_of("B33 3")}
    assert named(all_of({"B33 3": 13}, EVEN)) == {cell_of("B33 3")}


@pytest.mark.parametrize(("here", "elsewhere", "is_named"), [(8, 0, False), (6, 6, False), (6, 7, True), (13, 0, True)])
def test_a_name_that_would_tell_how_many_were_there_is_not_given(here: int, elsewhere: int, is_named: bool):
    """Of eight children in a district, six or more and not all but a few are all eight."""
    rows = ends_of(all_of({NAMED: here}, spread("B28", elsewhere, NAMED)))
    assert (cell_of(NAMED) in places_of_enough(rows, "cell", Threshold(5)).rows) == is_named


def test_a_hexagon_in_a_district_whose_number_is_hidden_is_not_named_and_changes_nothing_elsewhere():
    """Hidden beside a district of three, since both together are known: named, it would tell the three."""
    both = all_of({"B42 9": 13, NAMED: 9}, spread("B28", 6, NAMED), EVEN)
    assert cell_of("B42 9") in named(all_of({"B42 9": 13}, EVEN))
    hidden = named(both, frozenset({"B42"}))
    assert hidden == {cell_of(NAMED)}
    assert hidden == named({sector: many for sector, many in both.items() if sector != "B42 9"}, frozenset({"B42"}))


def test_a_hexagon_on_which_no_middle_of_ours_stands_has_no_name_to_be_told_by():
    ground = ground_of(Settings(areas=demonstration_settings().areas))
    nameless = next(cell for cell in ground.cells if cell not in ground.around)
    rows = ends_of(all_of({NAMED: 9}, EVEN)).with_columns(
        cell=pl.when(pl.col("cell") == cell_of(NAMED)).then(pl.lit(nameless)).otherwise("cell")
    )
    assert nameless in hot_to_co_ordinators(rows)
    assert hot_hexagons(Ends(rows, frozenset()), YEAR, ground, Threshold(5)) == frozenset()


def test_without_thirty_events_nothing_is_named():
    assert named(all_of({NAMED: 9}, spread("B31", 20))) is None


def test_a_child_who_is_found_often_in_one_hexagon_is_one_child():
    once = ends_of(all_of({NAMED: 5}, spread("B28", 9, NAMED)))
    often = pl.concat([once, once])
    assert places_of_enough(often, "cell", Threshold(5)).rows == frozenset()
    assert places_of_enough(often, "cell", Threshold(4)).rows == {cell_of(NAMED)}


def test_no_longer_says_nothing_of_this_year_but_that_it_is_not_on_the_list():
    assert standings({"a", "b"}, {"b", "c"}) == {
        "a": Standing.NEW,
        "b": Standing.ALSO,
        "c": Standing.NO_LONGER,
    }
    assert standings({"a"}, None) == {"a": Standing.NOT_COMPARED}


def test_the_demonstrations_list_holds_invented_places_where_the_city_has_them():
    listed = read_gazetteer(DEMONSTRATION_PLACES).places.values()
    in_city = {place.name: place.district for place in listed if place.name in PLACES_OF_THE_CITY}
    assert in_city.items() <= PLACES_OF_THE_CITY.items()
    # One where nobody is found, and two of the city's that are not listed: what is not named is of either kind.
    assert len({place.name for place in listed} - in_city.keys()) == 1
    assert len(PLACES_OF_THE_CITY) - len(in_city) == 2


# What a board reads


def page(monkeypatch: pytest.MonkeyPatch, store: Path) -> AppTest:
    """The card as a board finds it over a store with published figures alone."""
    stands_alone(monkeypatch, store.parent)
    council.settings.cache_clear()
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "board")
    return AppTest.from_function(card, default_timeout=PATIENCE).run()


def card() -> None:
    from analytics.model import Audience  # noqa: PLC0415
    from pages.common.board_hotspots import show_named_hotspots, show_named_places  # noqa: PLC0415
    from pages.common.identity import require  # noqa: PLC0415

    reader = require(Audience.BOARD, Audience.COORDINATOR)
    show_named_hotspots(reader)
    show_named_places(reader)


@pytest.fixture
def published_alone(planted: Snapshot, tmp_path: Path) -> Path:
    """A copy of the store without its exact figures."""
    store = shutil.copytree(planted.folder.parents[1], tmp_path / "store")
    for name in ("episodes.duckdb", "hashes.json"):
        (store / "snapshots" / planted.name / name).unlink(missing_ok=True)
    return store


def test_a_board_reads_names_from_the_published_file_alone(published_alone: Path, monkeypatch: pytest.MonkeyPatch):
    shown = page(monkeypatch, published_alone)
    assert not shown.exception
    text = words(shown)
    assert "more children were found around B28 than chance explains; new: B28." in text
    assert all(word in text for word in (cell_of(NAMED), "Bus station", "No longer", "Crown copyright", "not why"))
    assert not any(word in text for word in (cell_of(FEW), "B18", "Library", "Smith", "tile"))
    assert [list(table.value.iloc[:, 0]) for table in shown.table] == [["B28", "B42/B44"], ["Bus station"]]


def test_figures_of_an_earlier_version_name_nothing_and_say_so(published_alone: Path, monkeypatch: pytest.MonkeyPatch):
    file = published_alone / "snapshots" / "000001" / "published.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP TABLE hotspot_sides")
    shown = page(monkeypatch, published_alone)
    assert not shown.exception
    assert OLDER in words(shown)
    assert not shown.table


def test_without_a_list_of_its_own_a_council_reads_how_to_write_one(
    published_alone: Path, monkeypatch: pytest.MonkeyPatch
):
    file = published_alone / "snapshots" / "000001" / "published.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP TABLE named_places")
    assert "docs/places" in words(page(monkeypatch, published_alone))


def test_hexagons_of_one_name_are_one_line_and_places_say_their_sides():
    twice = tuple(Hexagon(cell, "B18", Standing.NEW) for cell in ("a", "b"))
    board_hotspots = BoardHotspots(Side.FOUND, YEAR, is_enough=True, hexagons=twice)
    assert hotspot_columns(board_hotspots) == {"Around": ["B18 (2 hexagons)"], "Hotspot": ["New"]}
    assert place_columns({"Library": (Side.FOUND, Side.MISSING_FROM)}) == {
        "Place": ["Library"],
        "Children": ["Found here · Missing from here"],
    }


def test_the_map_of_a_board_holds_what_is_named_and_no_other_hexagon_or_number(planted):
    where = board_where(planted.published)
    assert where is not None
    deck = named_deck(where.hotspots[Side.FOUND].hexagons, theme.LIGHT, DISTRICTS).to_json()
    rows = json.loads(deck)["layers"][1]["data"]
    assert [(row["hexagon"], row["said"]) for row in rows] == [
        (cell_of(NAMED), "Around B28: new"),
        (cell_of(BEFORE), "Around B42/B44: no longer"),
    ]
    assert set(rows[0]) == {"hexagon", "edge", "middle", "fill", "around", "said"}
    assert '"mapStyle": "__MAP_STYLE__"' in deck
    assert "http" not in deck
    forget_snapshots()
    assert board_where.cache_info().currsize == 0
