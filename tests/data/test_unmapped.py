"""Files that need no mapping: the return as workbook and XML, official statistics."""

import csv
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from analytics.views.benchmarks import benchmarks
from data.errors import UnusableFile
from data.warehouse import warehouse
from tests.data.builders import SHARED, SSDA903, a_store, ask, load_files

OFFICIAL = SHARED / "samples" / "official-statistics"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not beside the repository")

XML = """<?xml version="1.0" encoding="utf-8"?>
<Message>
 <CHILD>
  <HEADER><CHILDID>1</CHILDID><SEX>2</SEX><DOB>02/03/2002</DOB><ETHNIC>WBRI</ETHNIC><UASC>0</UASC>
   <AMISSING><MISSING>M</MISSING><MIS_START>01/06/2016</MIS_START><MIS_END>03/06/2016</MIS_END></AMISSING>
   <AMISSING><MISSING>A</MISSING><MIS_START>99/06/2016</MIS_START></AMISSING>
  </HEADER>
  <EPISODE><DECOM>01/04/2016</DECOM><RNE>S</RNE><LS>C2</LS><PL>K3</PL></EPISODE>
 </CHILD>
 <CHILD><HEADER><CHILDID>2</CHILDID><SEX>M</SEX><DOB>02/03/2003</DOB><UASC>1</UASC></HEADER></CHILD>
</Message>
"""


def loaded(folder: Path, name: str, content: bytes) -> dict[str, tuple[int, int]]:
    """File or part of it -> rows loaded and refused."""
    (folder / name).write_bytes(content)
    summary = load_files(a_store(folder), [folder / name], None)
    return {file.file: (file.loaded, file.refused) for file in summary.files}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_return_as_xml_is_its_four_tables(tmp_path: Path, encoding: str) -> None:
    assert loaded(tmp_path, "return.xml", XML.replace("utf-8", encoding).encode(encoding)) == {
        "return.xml (header)": (2, 0),
        "return.xml (episodes)": (1, 0),
        "return.xml (missing)": (1, 1),
        "return.xml (uasc)": (1, 0),
    }
    assert ask(a_store(tmp_path), "SELECT category, setting, placement, sex, age FROM episode_facts") == [
        ("missing", "care", "supported_accommodation", "F", 14)
    ]
    assert ask(a_store(tmp_path), "SELECT original FROM refused.refused_row") == [
        ("CHILD=1,DOB=02/03/2002,MISSING=A,MIS_START=99/06/2016",)
    ]
    again = load_files(a_store(tmp_path), [tmp_path / "return.xml"], None)
    assert (again.total("loaded"), again.total("duplicates"), again.snapshot) == (0, 6, "000001")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (XML[:400], "not whole"),
        (XML.replace("<Message>", '<!DOCTYPE m [<!ENTITY a "aaaa">]><Message>'), "entities of its own"),
        ("<?xml version='1.0'?><Message/>", "holds no child"),
    ],
)
def test_xml_that_is_no_return_is_refused_whole(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnusableFile, match=said):
        loaded(tmp_path, "return.xml", text.encode())
    assert a_store(tmp_path).current() is None


@needs_shared
def test_the_return_as_one_workbook_is_the_return_as_four_files(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "return.xlsx")) as book:
        for name in ("header", "missing", "uasc"):
            sheet = book.add_worksheet(name.title())
            with (SSDA903 / f"{name}.csv").open(encoding="utf-8") as file:
                for line, row in enumerate(csv.reader(file)):
                    sheet.write_row(line, 0, row)
    summary = load_files(a_store(tmp_path), [tmp_path / "return.xlsx"], None)
    assert {item.file: item.loaded for item in summary.files} == {
        "return.xlsx (Header)": 2675,
        "return.xlsx (Missing)": 43,
        "return.xlsx (Uasc)": 132,
    }


@needs_shared
def test_official_statistics_of_every_vintage_are_benchmarks(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    summary = load_files(store, sorted(OFFICIAL.glob("*.csv")), None)
    assert summary.total("refused") == 0
    live = store.current()
    assert live is not None
    figures = benchmarks(warehouse(live.episodes))
    known = {
        (row["year"], row["area_code"], row["measure"]): row["value"]
        for row in figures.filter(status="known").iter_rows(named=True)
    }
    for code, before, after in (
        ("E08000025", (65, 228), (281, 2039)),
        ("E08000032", (50, 232), (201, 846)),
        ("E06000015", (30, 109), (70, 495)),
        ("E09000008", (34, 63), (115, 1043)),
    ):
        for year, (children, incidents) in ((2015, before), (2024, after)):
            assert known[year, code, "children_missing"] == children
            assert known[year, code, "missing_incidents"] == incidents
    assert {2015, 2016, 2017, 2020, 2021, 2022, 2023, 2024} == set(figures["year"])
    assert set(figures["status"]) == {"known", "hidden", "not_applicable", "not_available", "low"}
    assert set(figures["level"]) == {"country", "region", "authority"}
    assert figures.filter(pl.col("status") != "known")["value"].is_null().all()
    # They are of their years: the council's own data are no newer for them.
    assert live.manifest["as_of"] == "2024-03-31 00:00:00"


def test_official_statistics_without_a_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="its year"):
        loaded(tmp_path, "missing.csv", b"New_geog_code,geog_l,geog_n,CLA_MissIncs\nE1,LA,X,4\n")
