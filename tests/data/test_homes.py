"""The council's own list of homes: what is read of it, what is not recorded, and what is refused."""

import datetime as dt
import os
from pathlib import Path

import pytest
import xlsxwriter

from data.errors import BadSetting, UnusableFile
from data.homes import Home, list_of_homes
from data.settings import DEMONSTRATION_HOMES, parse_settings


def a_list(folder: Path, *lines: str) -> str:
    path = folder / "homes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_a_row_is_a_home_and_a_blank_is_not_recorded(tmp_path: Path):
    listed = list_of_homes(
        a_list(
            tmp_path,
            "URN,Name,Beds,Reporting strategy agreed,Review date,Also,Provider",
            "9000101,Ash House,4,01/04/2026,2027-04-01,Ash Hse; The Ash,Invented Care",
            "sc 9000102,,,,,,",
        )
    )
    first, second = listed.homes
    assert first == Home(
        urn="9000101",
        name="Ash House",
        provider="Invented Care",
        places=4,
        also=("Ash Hse", "The Ash"),
        is_agreed=True,
        agreed_on=dt.date(2026, 4, 1),
        review_on=dt.date(2027, 4, 1),
    )
    assert second == Home(urn="SC9000102")
    assert listed.lacks("kind")
    assert not listed.lacks("strategy")
    assert (first.title, second.title) == ("Ash House (9000101)", "Home SC9000102")


@pytest.mark.parametrize(("written", "is_agreed"), [("yes", True), ("Agreed", True), ("no", False), ("", None)])
def test_a_strategy_may_be_agreed_without_a_day(tmp_path: Path, written: str, is_agreed: bool | None):
    (home,) = list_of_homes(a_list(tmp_path, "urn,strategy", f"9000101,{written}")).homes
    assert (home.is_agreed, home.agreed_on) == (is_agreed, None)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("9000101,many,", "'many' is no number of places"),
        ("9000101,0,", "'0' is no number of places"),
        (",4,", "has no URN"),
        ("9000101,4,perhaps", "'perhaps' says neither when"),
        ("9000101,4,yes,extra", "fields where the heading has"),
    ],
)
def test_a_cell_that_cannot_be_understood_is_no_guess(tmp_path: Path, line: str, says: str):
    with pytest.raises(UnusableFile, match=says):
        list_of_homes(a_list(tmp_path, "urn,places,strategy", line))


def test_a_word_for_nothing_is_not_recorded_and_stops_no_page(tmp_path: Path):
    lines = ("urn,name,places,strategy,review", "9000101,Ash House,tbc,n/a,TBC", "9000102,not known,4,none,-")
    first, second = list_of_homes(a_list(tmp_path, *lines)).homes
    assert first == Home(urn="9000101", name="Ash House")
    assert second == Home(urn="9000102", places=4, is_agreed=False)
    with pytest.raises(UnusableFile, match="line 2 has no URN"):
        list_of_homes(a_list(tmp_path, "urn,name", "tbc,Ash House"))


def test_one_number_and_one_name_are_of_one_home(tmp_path: Path):
    with pytest.raises(UnusableFile, match="The URN '9000101' stands more than once"):
        list_of_homes(a_list(tmp_path, "urn", "9000101", "9000101.0"))
    with pytest.raises(UnusableFile, match="The place 'the ash' stands more than once"):
        list_of_homes(a_list(tmp_path, "urn,also", "9000101,The Ash", "9000102,the  ash"))


def test_the_list_may_be_a_workbook_with_a_title_above(tmp_path: Path):
    path = tmp_path / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Homes in the area, October 2026"])
        sheet.write_row(1, 0, ["URN", "Setting name", "Maximum users"])
        sheet.write_row(2, 0, [9000101, "Ash House", 4])
    (home,) = list_of_homes(str(path)).homes
    assert (home.urn, home.name, home.places) == ("9000101", "Ash House", 4)


def test_no_list_is_no_home_and_a_list_that_is_not_there_is_said(tmp_path: Path):
    assert list_of_homes("").homes == ()
    assert not list_of_homes("").is_named
    with pytest.raises(BadSetting, match=r"gone\.csv is not there"):
        list_of_homes(str(tmp_path / "gone.csv"))
    with pytest.raises(UnusableFile, match=r"docs/homes\.md"):
        list_of_homes(a_list(tmp_path, "name,beds", "Ash House,4"))


def test_a_list_that_was_changed_is_read_again(tmp_path: Path):
    assert len(list_of_homes(a_list(tmp_path, "urn", "9000101")).homes) == 1
    file = Path(a_list(tmp_path, "urn", "9000101", "9000102"))
    os.utime(file, ns=(1, 1))
    assert len(list_of_homes(str(file)).homes) == 2


def test_the_demonstration_has_a_list():
    assert {home.urn for home in list_of_homes(str(DEMONSTRATION_HOMES)).homes} > {"9000001", "9000101"}


def test_a_placement_that_is_none_is_refused_at_start():
    with pytest.raises(BadSetting, match="placed_here names \\['fostering'\\], which are no placements"):
        parse_settings("[homes]\nplaced_here = { fostering = 295 }", "council.toml")


def test_the_list_is_looked_at_when_a_page_is_read_so_no_figure_hangs_on_it():
    before = parse_settings("", "council.toml").of_figures()
    assert parse_settings("[homes]\nplaced_here = { foster = 295 }", "council.toml").of_figures() == before


def test_what_the_document_shows_can_be_read(tmp_path: Path):
    text = (Path(__file__).parents[2] / "docs" / "homes.md").read_text(encoding="utf-8")
    lines = text.partition("```csv\n")[2].partition("```")[0].strip().splitlines()
    first, second = list_of_homes(a_list(tmp_path, *lines)).homes
    assert (first.places, first.agreed_on, second.is_agreed) == (4, dt.date(2026, 4, 1), False)
    settings = parse_settings(text.partition("```toml\n")[2].partition("```")[0], "council.toml").homes
    assert sum(settings.placed_here.values()) == 330
