"""A council's own areas: read from its own file, or made of its postcode districts."""

import json
from pathlib import Path

import geopandas
import pytest
import shapely

from geo.districts import FOLDER, geometries
from geo.own_areas import BadAreas, areas_of_districts, own_areas

WARDS = str(FOLDER / "wards25_derived_four.geojson")


def test_an_area_is_the_union_of_its_districts():
    ground = areas_of_districts((("North", ("B23", "B24")), ("Nowhere", ("AB10",))))
    assert [area.code for area in ground.areas] == ["North"]
    assert shapely.union(geometries()["B23"], geometries()["B24"]).contains(shapely.Point(ground.areas[0].middle))
    assert {shape.code for shape in ground.around}.isdisjoint({"B23", "B24"})


def test_a_councils_own_file_is_drawn_by_its_codes_and_named_by_its_names():
    ground = own_areas(WARDS, "ward_code", "ward_name")
    acocks_green = next(area for area in ground.areas if area.code == "E05011118")
    assert acocks_green.name == "Acocks Green Ward"
    x, y = acocks_green.middle  # in metres of the national grid
    assert 400_000 < x < 420_000
    assert 270_000 < y < 300_000


def test_a_geopackage_is_read_too_and_rows_of_one_code_are_one_area(tmp_path: Path):
    file = tmp_path / "areas.gpkg"
    frame = geopandas.read_file(WARDS).head(4).assign(area=["East", "East", "West", "West"])
    frame.to_crs("EPSG:27700").to_file(file)
    assert [area.code for area in own_areas(str(file), "area", "area").areas] == ["East", "West"]


def test_a_file_that_cannot_be_used_says_what_there_is(tmp_path: Path):
    with pytest.raises(BadAreas, match="does not exist"):
        own_areas(str(tmp_path / "none.geojson"), "code", "name")
    with pytest.raises(BadAreas, match=r"no column \['code', 'name'\].*ward_code, ward_name, lad_code"):
        own_areas(WARDS, "code", "name")
    broken = tmp_path / "broken.geojson"
    broken.write_text(json.dumps({"type": "nothing"}), encoding="utf-8")
    with pytest.raises(BadAreas):
        own_areas(str(broken), "code", "name")
