"""The map of named places: what stands on it, and what is said where there is nothing to draw on."""

from dataclasses import replace

import pytest
import shapely

from analytics.charts import theme
from analytics.maps.named_places import PlaceCount, place_columns
from analytics.maps.place_map import MOST_PLACES, hot_words, numbered, place_map, place_specification, undrawn_words
from analytics.maps.significance import size_words
from geo.cells import cells_of_districts, grid_middles, hexagon_size, reference_cells
from geo.districts import district_ground, districts_of, geometries

BIRMINGHAM = districts_of("E08000025")
GROUND = district_ground(frozenset({"B18", "B23", "B33"}))
CELLS = reference_cells({"B18", "B23", "B33", "CR0"})


def place(name: str, district: str = "") -> PlaceCount:
    return PlaceCount(name, district, 3, 0, 2, "Friday", "", CELLS.get(district, ""), "")


@pytest.mark.parametrize(("authority", "expected"), [("E08000025", 0.667), ("E06000015", 0.660), ("E09000008", 0.663)])
def test_a_hexagon_is_as_large_as_the_ground_under_it(authority: str, expected: float):
    """Checked by the districts that the hexagons fill: their number times their size is the districts' own area."""
    districts = districts_of(authority)
    size = hexagon_size(districts)
    assert size == pytest.approx(expected, abs=0.001)
    square_metres = sum(geometries()[code].area for code in districts)
    # Half of a hexagon too many or too few at the edge, of hundreds.
    assert size * len(cells_of_districts(districts)) == pytest.approx(square_metres / 1e6, rel=0.02)


def test_the_size_is_said_as_it_is_there():
    assert size_words(hexagon_size(BIRMINGHAM)) == "A hexagon is here about 0.67 square kilometres."
    assert size_words(hexagon_size(frozenset())) == ""


def test_places_of_one_middle_share_a_dot_and_what_has_none_is_said():
    places = [
        place("Bus station", "B18"),
        place("Beach", "CR0"),
        place("Library", "B18"),
        place("Nowhere"),
        place("Park", "B33"),
    ]
    drawn = place_map(places, GROUND, None)
    assert [(dot.label, dot.names) for dot in drawn.dots] == [("1, 3", ("Bus station", "Library")), ("5", ("Park",))]
    assert drawn.dots[1].at == grid_middles(CELLS.values())[CELLS["B33"]]
    assert undrawn_words(drawn).startswith("2 places are in the table alone")
    assert numbered(place_columns(places), drawn)["On the map"] == ["1", "", "3", "", "5"]
    assert "1, 3: Bus station and Library; 5: Park" in drawn.alt


def test_a_dot_lies_in_its_district():
    east, north = place_map([place("Bus station", "B18")], GROUND, None).dots[0].at
    # The middle of a hexagon lies at most half a kilometre from the point that is known.
    assert geometries()["B18"].distance(shapely.Point(east, north)) < 550


def test_no_more_dots_than_can_be_told_apart():
    many = [place(f"Place {n}", "B18") for n in range(MOST_PLACES + 3)]
    drawn = place_map(many, GROUND, None)
    assert len(drawn.dots[0].numbers) == MOST_PLACES
    assert drawn.undrawn == 3


def test_hotspots_are_edged_and_none_is_not_the_same_as_not_looked_for():
    drawn = place_map([place("Bus station", "B18")], GROUND, None)
    assert "none are drawn here" in hot_words(drawn)
    assert "No hexagon was a hotspot" in hot_words(replace(drawn, hot=()))
    edged = replace(drawn, hot=(CELLS["B18"],))
    names = [trace.get("name") for trace in place_specification(edged, GROUND, theme.LIGHT)["data"]]
    assert "Hotspot" in names
