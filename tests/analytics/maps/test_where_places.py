"""Places and hexagons as a co-ordinator reads them, from a small store of visible rows."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from analytics.charts import theme
from analytics.maps.flows import Flow, flow_sentence, flows_of
from analytics.maps.hexagons import flow_deck, hexagon_deck
from analytics.maps.named_places import FOUND, named_places, partner_rows, partner_sheet
from analytics.maps.significance import (
    Side,
    forecast_sentence,
    hot_columns,
    hot_sentence,
    hotspot_map,
    measured_map,
    precision_sentence,
)
from analytics.model import Period, PeriodKind
from analytics.views.view import forget_snapshots
from data.database import create_tables
from data.facts import build_facts
from data.settings import Settings, demonstration_settings
from data.snapshots import Snapshot
from geo.cells import outlines_of
from tests.builders import Row, report

QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER)
SETTINGS = Settings(areas=demonstration_settings().areas)


def snapshot_of(folder: Path, *rows: Row, settings: Settings = SETTINGS) -> Snapshot:
    """A snapshot's exact file with these reports."""
    with duckdb.connect(str(folder / "episodes.duckdb")) as connection:
        create_tables(connection, settings)
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join(f"${name}" for name in row)
            connection.execute(f"INSERT INTO report ({names}) VALUES ({marks})", row)  # noqa: S608
        build_facts(connection, settings)
    return Snapshot("000001", folder)


def found(child: str, day: str, at: str, inside: str = "B18", **others: object) -> Row:
    return report(child, f"{day} 19:00", f"{day} 23:00", found_place=at, found_district=inside, **others)


def test_spellings_of_one_place_are_counted_together_with_distinct_children(tmp_path):
    snapshot = snapshot_of(
        tmp_path,
        found("A", "2026-07-03", "Bus station"),  # a Friday
        found("A", "2026-07-10", "BUS STN"),
        found("B", "2026-07-17", "the bus station", place="Home 1", district="B23"),
        found("C", "2026-07-06", "Library"),
        found("C", "2026-07-08", "Bus station", category="absent"),
        found("D", "2026-06-30", "Bus station"),
    )
    places = named_places(snapshot, SETTINGS, QUARTER)
    assert [(place.name, place.found, place.missing_from, place.children) for place in places] == [
        ("Bus station", 3, 0, 2),
        ("Home 1", 0, 1, 1),
        ("Library", 1, 0, 1),
    ]
    first = places[0]
    assert (first.district, first.busiest_day, first.busiest_part) == ("B18", "Friday", "Evening (17 to 24)")
    assert first.beside == "Home 1"


def test_partners_are_handed_places_with_six_children_and_no_home(tmp_path):
    rows = [found(f"child {n}", "2026-07-03", "Bus station", place="Home 1", district="B23") for n in range(6)]
    rows += [found(f"child {n}", "2026-07-20", "Library") for n in range(5)]
    snapshot = snapshot_of(tmp_path, *rows)
    on_sheet = partner_rows(named_places(snapshot, SETTINGS, QUARTER, (FOUND,)), SETTINGS)
    assert on_sheet == [("Bus station", "B18", "6 or more", "Friday", "Evening (17 to 24)")]
    sheet = partner_sheet(snapshot, SETTINGS, QUARTER).decode("utf-8-sig")
    assert "Bus station" in sheet
    assert not any(word in sheet for word in ("Library", "Home 1", "child "))


def test_flows_are_drawn_only_between_districts_with_six_children(tmp_path):
    rows = [found(f"child {n}", "2026-07-03", "Shop", "B23", district="B33") for n in range(6)]
    rows += [found(f"child {n}", "2026-07-20", "Shop", "B24", district="B33") for n in range(5)]
    rows += [
        found("child 0", "2026-07-25", "Shop", "B24", district="B33"),
        found("A", "2026-07-26", "Shop", "B33", district="B33"),
    ]
    flows = flows_of(snapshot_of(tmp_path, *rows), SETTINGS, QUARTER)
    assert flows.pairs == (Flow("B33", "B23", 6, 6),)
    assert (flows.stayed, flows.went) == (1, 12)
    assert flow_sentence(flows) == (
        "12 of 13 episodes in July to September 2026 ended in another district than they began in; "
        "most children went from B33 to B23 (6)."
    )
    deck = flow_deck(flows, theme.LIGHT, frozenset({"B33", "B23"})).to_json()
    assert "B33 to B23: 6 children, 6 episodes" in deck
    assert "B24" not in deck
    assert "http" not in deck


@pytest.fixture(scope="module")
def one_hot_place(tmp_path_factory) -> Snapshot:
    """Each quarter twelve children found in B18, and one or two in each of ten other districts."""
    others = ("B23", "B24", "B44", "B8", "B26", "B33", "B13", "B14", "B31", "B32")
    rows = [
        found(f"{month} {n}", f"2026-{month:02}-10", "Bus station", "B18") for month in (1, 4, 7) for n in range(14)
    ]
    rows += [
        found(f"{month} {n} {district}", f"2026-{month:02}-11", "Shop", district)
        for month in (1, 4, 7)
        for district in others
        for n in range(2)
    ]
    rows += [found("far", "2026-07-12", "Beach", "CR0"), report("nowhere", "2026-07-13 10:00", "2026-07-13 12:00")]
    return snapshot_of(tmp_path_factory.mktemp("hot"), *rows)


def test_a_hotspot_is_found_told_and_tested_forward(one_hot_place):
    drawn = hotspot_map(one_hot_place, SETTINGS, QUARTER, Side.FOUND)
    assert hot_sentence(drawn).startswith(f"1 of {len(drawn.cells)} hexagons had more children than chance would give")
    columns = hot_columns(drawn)
    assert columns["Around"][0].startswith("B18")
    assert (columns["Children"][0], columns["Since before"][0]) == ("14", "Persistent")
    assert "held 14 of 34 episodes (41%)" in forecast_sentence(drawn)
    assert "Episodes known to the postcode district only, 34: each stands" in precision_sentence(drawn)
    assert "out of area 1 episodes, not recorded 1." in precision_sentence(drawn)


def test_with_fewer_than_thirty_children_there_is_a_table_and_the_reason(one_hot_place):
    drawn = hotspot_map(one_hot_place, SETTINGS, QUARTER, Side.MISSING_FROM)
    assert drawn.hot_now is None
    assert "fewer than 30, too few to tell a hotspot from chance" in hot_sentence(drawn)
    assert "Hotspot" not in hot_columns(drawn)


def test_what_chance_expects_adds_up_to_what_was_counted(one_hot_place):
    drawn = hotspot_map(one_hot_place, SETTINGS, QUARTER, Side.FOUND)
    assert drawn.hot_now is not None
    assert drawn.hot_now.expected.sum() == pytest.approx(drawn.now.children.sum())
    assert np.all(drawn.hot_now.expected[drawn.now.children > 0] > 0)


def test_hexagons_ask_nobody_for_a_map(one_hot_place):
    drawn = hotspot_map(one_hot_place, SETTINGS, QUARTER, Side.FOUND)
    deck = hexagon_deck(drawn, theme.LIGHT, outlines_of(frozenset({"B18"}))).to_json()
    assert "http" not in deck
    # What pydeck writes where no style is passed; a style, or none, would be looked for on a tile server.
    assert '"mapStyle": "__MAP_STYLE__"' in deck
    assert not any(word in deck for word in ("carto", "mapbox", "google"))
    assert len(deck) < 400_000


def test_hexagons_of_a_snapshot_are_forgotten_with_it(one_hot_place):
    hotspot_map(one_hot_place, SETTINGS, QUARTER, Side.FOUND)
    assert measured_map.cache_info().currsize > 0
    forget_snapshots()
    assert measured_map.cache_info().currsize == 0
