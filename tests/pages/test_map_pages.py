"""Pages with maps where the settings do not say where to draw, or say it in other words than the records."""

from pathlib import Path

import geopandas
import pytest
import shapely

from tests.demonstration import a_copy_of_the_demonstration
from tests.pages.opened import opened, stands_alone, words

NOWHERE = "No map is drawn: the settings do not say which postcode districts are the council’s."
COUNCIL = '[council]\nname = "Exampleshire"\n'
PAGES = ("board/where.py", "coordinator/places.py", "coordinator/hotspots.py")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_copy_of_the_demonstration(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture
def set_to(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The demonstration's records under a key and settings of a council's own."""
    stands_alone(monkeypatch, tmp_path)
    monkeypatch.setenv("MISSING_STORE", str(store))
    (store / "pseudonym.key").write_bytes(bytes(32))

    def write(text: str) -> None:
        (tmp_path / "council.toml").write_text(COUNCIL + text, encoding="utf-8")
        monkeypatch.setenv("MISSING_SETTINGS", str(tmp_path / "council.toml"))

    return write


@pytest.mark.parametrize("page", PAGES)
def test_where_no_authority_is_set_a_page_says_what_to_set(set_to, monkeypatch: pytest.MonkeyPatch, page: str):
    set_to("")
    shown = opened(monkeypatch, "coordinator", page)
    assert not shown.exception
    assert NOWHERE in words(shown)
    assert "deck_gl" not in words(shown)  # no blank box
    # Nor a nought that nobody counted.
    assert "0 children found in" not in words(shown)


def test_places_are_on_a_map_where_districts_are_known(set_to, monkeypatch: pytest.MonkeyPatch):
    set_to('authority = "E08000025"\n')
    shown = opened(monkeypatch, "coordinator", "coordinator/places.py")
    assert not shown.exception
    assert "Dots: places, by their number in the table" in words(shown)
    assert "On the map" in words(shown)


def test_areas_that_the_records_call_otherwise_are_no_map_of_noughts(
    set_to, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    frame = geopandas.GeoDataFrame(
        {"code": ["E1", "E2"]}, geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs="EPSG:27700"
    )
    frame.geometry = frame.geometry.scale(1000, 1000, origin=(0, 0)).translate(404_000, 280_000)
    frame.to_file(tmp_path / "areas.gpkg")
    areas = (tmp_path / "areas.gpkg").as_posix()
    set_to(f'authority = "E08000025"\n[maps]\nareas = "{areas}"\ncode = "code"\nname = "code"\n')
    shown = opened(monkeypatch, "coordinator", "board/where.py", map="Missing from, by police area")
    shown.selectbox(key="map").select("Missing from, by police area").run()
    assert not shown.exception
    assert "the records call the police areas East, North and South, and the file of areas E1 and E2" in words(shown)
