"""Areas made again from Code-Point Open, on an invented archive of its layout."""

import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from geo.districts import FOLDER
from geo.own_areas import own_areas
from geo.prepare import SECTORS, main, prepare, read_postcodes, sectors_of, with_sectors

MINE, OTHER = "E08000025", "E08000999"


def line(postcode: str, east: int, north: int, authority: str = MINE, ward: str = "W1", quality: int = 10) -> str:
    return f'"{postcode}",{quality},{east},{north},"E92000001","","","","{authority}","{ward}"'


def letters(number: int) -> str:
    return "ABDEFGHJLN"[number // 10] + "ABDEFGHJLN"[number % 10]


@pytest.fixture
def codepoint(tmp_path: Path) -> Path:
    """Two districts side by side in one authority, and a third in another; one postcode without a position."""
    rows = [
        line(f"B23 {6 + n % 2}{letters(n)}", 400_000 + 100 * (n % 10), 290_000 + 100 * (n // 10), ward=f"W{n % 2}")
        for n in range(40)
    ]
    rows += [line(f"B24 9{letters(n)}", 401_000 + 100 * (n % 10), 290_000 + 100 * (n // 10)) for n in range(40)]
    rows += [line(f"B31 1{letters(n)}", 402_000 + 100 * (n % 10), 290_000, OTHER) for n in range(10)]
    rows.append(line("B23 9ZZ", 0, 0, quality=90))
    file = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Data/CSV/b.csv", "\r\n".join(rows))
        archive.writestr("Doc/licence.txt", "not a table")
    return file


def test_postcodes_without_a_position_are_left_out_and_sectors_are_read(codepoint: Path):
    postcodes = read_postcodes(codepoint)
    assert postcodes.height == 90
    assert set(postcodes["sector"]) == {"B23 6", "B23 7", "B24 9", "B31 1"}


def test_the_areas_of_an_authority_hold_their_own_postcodes_and_meet(codepoint: Path, tmp_path: Path):
    shares = prepare(codepoint, MINE, tmp_path)
    assert shares["district"] >= 0.95
    assert shares["authority"] == 1
    districts = json.loads((tmp_path / f"district_{MINE}.geojson").read_text(encoding="utf-8"))
    assert {feature["properties"]["district"] for feature in districts["features"]} == {"B23", "B24"}
    ground = own_areas(str(tmp_path / f"district_{MINE}.geojson"), "district", "district")
    assert [area.code for area in ground.areas] == ["B23", "B24"]
    assert ground.areas[0].middle[0] < ground.areas[1].middle[0]


def test_sectors_are_added_to_the_list_and_those_made_again_take_the_old_ones_place(codepoint: Path, tmp_path: Path):
    listed = pl.DataFrame({"sector": ["B23 6", "CR0 1"], "n": [1, 5], "easting": [0.0, 1.0], "northing": [0.0, 1.0]})
    listed.write_csv(tmp_path / SECTORS)
    prepare(codepoint, MINE, tmp_path)
    made = pl.read_csv(tmp_path / SECTORS)
    assert made["sector"].to_list() == ["B23 6", "B23 7", "B24 9", "CR0 1"]
    assert made.row(0) == ("B23 6", 20, 400_400.0, 290_150.0)
    assert made.columns == pl.read_csv(FOLDER / SECTORS).columns
    assert with_sectors(listed, sectors_of(read_postcodes(codepoint))).height == 5


def test_an_authority_without_postcodes_and_a_file_that_is_none_are_refused(codepoint: Path, tmp_path: Path, capsys):
    assert main([str(codepoint), "--authority", "E00000000", "--folder", str(tmp_path)]) == 2
    assert "No postcode lies in 'E00000000'" in capsys.readouterr().err
    assert main([str(tmp_path / "none.zip"), "--authority", MINE]) == 2
    assert main([str(codepoint), "--authority", MINE, "--folder", str(tmp_path)]) == 0
    assert "of postcodes lie in their own district" in capsys.readouterr().out
