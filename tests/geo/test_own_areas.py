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


def saved(folder: Path, *shapes: object, grid: str | None = "EPSG:27700", name: str = "areas.gpkg") -> str:
    """A file of the areas A, B, C ... with these shapes."""
    codes = list("ABCDEFG"[: len(shapes)])
    geopandas.GeoDataFrame({"code": codes, "name": codes}, geometry=list(shapes), crs=grid).to_file(folder / name)
    return str(folder / name)


def square(x: float, y: float, wide: float = 4000) -> shapely.Polygon:
    return shapely.box(x, y, x + wide, y + wide)


BIRMINGHAM, DUMFRIES = square(404_000, 286_000), square(297_000, 575_000)
BELFAST = shapely.box(-5.95, 54.58, -5.90, 54.62)


@pytest.mark.parametrize("grid", ["EPSG:4326", "EPSG:27700", "EPSG:3857", "EPSG:4258"])
@pytest.mark.parametrize("name", ["wards.geojson", "wards.shp", "wards.gpkg"])
def test_areas_in_any_usual_grid_and_file_lie_where_they_are(tmp_path: Path, name: str, grid: str):
    file = tmp_path / name
    geopandas.read_file(WARDS).head(4)[["ward_code", "ward_name", "geometry"]].to_crs(grid).to_file(file)
    expected = {shape.code: shape.middle for shape in own_areas(WARDS, "ward_code", "ward_name").areas}
    read = own_areas(str(file), "ward_code", "ward_name").areas
    assert len(read) == 4
    for shape in read:
        # Simplified with other neighbours: the middle of the largest circle may move by as much.
        assert shapely.Point(shape.middle).distance(shapely.Point(expected[shape.code])) < 200, shape.code


def test_an_area_in_scotland_is_read_and_not_taken_for_exchanged(tmp_path: Path):
    assert [area.code for area in own_areas(saved(tmp_path, DUMFRIES), "code", "name").areas] == ["A"]


def test_an_area_with_an_empty_shape_or_none_is_left_out_and_the_others_are_read(tmp_path: Path):
    file = saved(tmp_path, BIRMINGHAM, shapely.Polygon(), None)
    assert [area.code for area in own_areas(file, "code", "name").areas] == ["A"]


def test_heights_crossing_outlines_and_whole_number_codes_are_read(tmp_path: Path):
    crossing = shapely.Polygon([(404_000, 286_000), (408_000, 290_000), (408_000, 286_000), (404_000, 290_000)])
    file = tmp_path / "areas.gpkg"
    shapes = [shapely.force_3d(BIRMINGHAM, 120), crossing, square(410_000, 286_000)]
    geopandas.GeoDataFrame({"beat": [7.0, 12.0, None]}, geometry=shapes, crs="EPSG:27700").to_file(file)
    assert [(area.code, area.name) for area in own_areas(str(file), "beat", "beat").areas] == [("12", "12"), ("7", "7")]


@pytest.mark.parametrize(
    ("shapes", "grid", "sentence"),
    [
        ([shapely.Polygon(), None], "EPSG:27700", "holds no shape: each of its 2 rows is empty"),
        ([shapely.Point(404_000, 286_000)], "EPSG:27700", "holds no areas but Point"),
        ([shapely.box(52.4, -1.95, 52.5, -1.85)], "EPSG:4326", "has longitude and latitude exchanged"),
        ([square(286_000, 404_000)], "EPSG:27700", "has easting and northing exchanged"),
        ([BELFAST], "EPSG:4326", r"areas in Northern Ireland \(A\)\. Maps are of Great Britain alone"),
        ([shapely.box(2.3, 48.8, 2.4, 48.9)], "EPSG:4326", r"outside Great Britain \(A\)"),
        ([shapely.box(-6.3, 53.3, -6.2, 53.4)], "EPSG:4326", r"outside Great Britain \(A\)"),  # Dublin
        # Metres of the National Grid, said to be of the web's: off Africa.
        ([BIRMINGHAM], "EPSG:3857", r"outside Great Britain \(A\).*it says WGS 84 / Pseudo-Mercator"),
        ([BIRMINGHAM], "EPSG:4326", r"says that it is in longitude and latitude, but its numbers are metres"),
    ],
)
def test_a_file_of_the_wrong_place_says_what_is_wrong(tmp_path: Path, shapes: list[object], grid: str, sentence: str):
    with pytest.raises(BadAreas, match=sentence):
        own_areas(saved(tmp_path, *shapes, grid=grid), "code", "name")


def test_one_area_abroad_is_named(tmp_path: Path):
    mixed = geopandas.GeoSeries([BIRMINGHAM, DUMFRIES], crs="EPSG:27700").to_crs("EPSG:4326")
    with pytest.raises(BadAreas, match=r"in Northern Ireland \(C\)"):
        own_areas(saved(tmp_path, *mixed, BELFAST, grid="EPSG:4326"), "code", "name")


def test_a_shapefile_without_its_projection_is_refused(tmp_path: Path):
    file = Path(saved(tmp_path, BIRMINGHAM, name="areas.shp"))
    file.with_suffix(".prj").unlink()
    with pytest.raises(BadAreas, match=r"does not say which grid it is on.*\.prj file beside it"):
        own_areas(str(file), "code", "name")


def test_a_table_without_shapes_is_refused(tmp_path: Path):
    file = tmp_path / "areas.csv"
    file.write_text("code,name\nA,A\n", encoding="utf-8")
    with pytest.raises(BadAreas, match="is a table without shapes"):
        own_areas(str(file), "code", "name")
