"""Shapes of areas: the districts that a map is about, whole, placed, and small enough to send."""

from pathlib import Path

import polars as pl
import pytest
import shapely

from data.settings import demonstration_settings
from geo.districts import FOLDER, district_ground, districts_of, geometries, named_ground
from geo.prepare import fit

BIRMINGHAM = "E08000025"


def test_the_districts_of_an_authority_are_those_with_most_postcodes_in_it():
    districts = districts_of(BIRMINGHAM)
    assert {"B1", "B23", "B27", "B31", "B33"} <= districts
    assert districts.isdisjoint({"B62", "B90", "DE1", "B99"})


def test_a_council_that_names_its_areas_is_drawn_by_them():
    settings = demonstration_settings()
    assert named_ground(settings.areas, BIRMINGHAM) == {d for ds in settings.areas.values() for d in ds}
    assert named_ground({}, BIRMINGHAM) == districts_of(BIRMINGHAM)


def test_every_geographic_district_of_england_has_a_shape_with_its_middle_inside():
    ground = district_ground(districts_of(BIRMINGHAM))
    assert ground.codes == districts_of(BIRMINGHAM)
    for area in ground.areas:
        assert geometries()[area.code].contains(shapely.Point(area.middle)), area.code
        assert area.room > 0


def test_what_lies_around_is_drawn_inside_the_frame_and_never_twice():
    ground = district_ground(frozenset({"B23", "B24"}))
    xs = [x for area in ground.areas for ring in area.rings for x, _ in ring]
    assert {shape.code for shape in ground.around}.isdisjoint(ground.codes)
    assert all(min(xs) - 10 <= x <= max(xs) + 10 for shape in ground.around for ring in shape.rings for x, _ in ring)


def test_a_district_without_a_shape_and_no_district_at_all_are_drawn_as_nothing():
    assert district_ground(frozenset({"AB10"})).areas == ()
    assert district_ground(frozenset()).areas == ()


@pytest.mark.parametrize("authority", [BIRMINGHAM, "E08000032", "E06000015", "E09000008"])
def test_sectors_lie_in_the_shape_of_their_own_district(authority: str):
    """A sector's reference point is a mean of postcodes; in their own polygon all but a few are."""
    sectors = pl.read_csv(FOLDER / "postcode_sectors.csv")
    district = pl.col("sector").str.split(" ").list.first()
    mine = sectors.with_columns(district=district).filter(pl.col("district").is_in(list(districts_of(authority))))
    inside = [
        geometries()[row["district"]].contains(shapely.Point(row["easting"], row["northing"]))
        for row in mine.iter_rows(named=True)
    ]
    assert len(inside) > 20
    assert sum(inside) / len(inside) >= 0.9


def test_at_least_99_in_100_postcodes_lie_in_the_shape_of_their_own_district():
    """1,600 live unit postcodes of four councils, drawn at random from Code-Point Open 2025.2."""
    sample = pl.read_csv(Path(__file__).with_name("postcode_sample.csv"))
    areas = {code: geometries()[code] for code in sample["district"].unique()}
    assert sample.height == 1_600
    assert fit(sample, areas, "district") >= 0.99
