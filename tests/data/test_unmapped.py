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
    assert set(figures["status"]) == {"known", "c", "z", "x", "k", ".."}
    assert set(figures["level"]) == {"country", "region", "authority"}
    assert figures.filter(pl.col("status") != "known")["value"].is_null().all()
    # They are of their years: the council's own data are no newer for them.
    assert live.manifest["as_of"] == "2024-03-31 00:00:00"


def test_official_statistics_without_a_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="its year"):
        loaded(tmp_path, "missing.csv", b"New_geog_code,geog_l,geog_n,CLA_MissIncs\nE1,LA,X,4\n")


LONG = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "la_name,new_la_code,CLA_group,number"
)
MEASURE = "Number of missing incidents during the year"


def long_line(period: str, identifier: str, number: str) -> str:
    return f"{period},{identifier},Local authority,E92000001,England,,,X,E08000001,{MEASURE},{number}"


def official(folder: Path, name: str, *lines: str, start: str = "") -> tuple[pl.DataFrame, list[str]]:
    """The figures and the refused rows of a file with these lines."""
    (folder / name).write_text(start + "\n".join(lines) + "\n", encoding="utf-8")
    store = a_store(folder)
    load_files(store, [folder / name], None)
    live = store.current()
    assert live is not None
    refused = ask(store, "SELECT message FROM refused.refused_row ORDER BY row_number")
    return benchmarks(warehouse(live.episodes)), [message for (message,) in refused]


def test_every_official_symbol_is_kept_as_it_is_and_is_no_number(tmp_path: Path) -> None:
    symbols = ("low", "k", "u", "~", "c", "x", "z", ":", "..", ".", "-", "*", "LOW", " C ", "", '"1,043"', "0")
    lines = [
        long_line("2024", "Reporting year", symbol).replace("E08000001", f"E080000{place:02}")
        for place, symbol in enumerate(symbols)
    ]
    figures, refused = official(tmp_path, "a.csv", LONG, *lines, long_line("2024", "Reporting year", "many"))
    assert refused == ["'many' is not a figure of an area and year."]
    by_code = figures.sort("area_code")
    assert by_code["status"].to_list() == [*symbols[:12], "low", "c", "x", "known", "known"]
    assert by_code["value"].to_list() == [None] * 15 + [1043.0, 0.0]


def test_a_financial_year_is_the_year_in_which_it_ends_however_it_is_written(tmp_path: Path) -> None:
    written = [
        ("202324", "Financial year"),
        ("2024", "Reporting year"),
        ("2023/24", "financial year"),
        ("2023-24", "Financial Year"),
        ("2023/2024", "Financial year"),
    ]
    for place, (period, identifier) in enumerate(written):
        folder = tmp_path / str(place)
        folder.mkdir()
        figures, refused = official(folder, "a.csv", LONG, long_line(period, identifier, "7"))
        assert (figures["year"].to_list(), refused) == ([2024], [])
    # Without the column, the statistics are what they have always been: of years to 31 March.
    short = LONG.replace("time_identifier,", "")
    figures, _ = official(tmp_path, "b.csv", short, long_line("199900", "?", "7").replace("199900,?", "202324"))
    assert figures["year"].to_list() == [2024]


def test_a_year_that_is_not_to_march_is_refused_in_a_sentence(tmp_path: Path) -> None:
    lines = [
        long_line(period, identifier, "7")
        for period, identifier in (
            ("202324", "Academic year"),
            ("2024", "Calendar year"),
            ("2024", "Week 3"),
            ("201619", "Financial year"),
            ("2024", "Financial year"),
            ("next", "Reporting year"),
            ("", "Reporting year"),
        )
    ]
    figures, refused = official(tmp_path, "a.csv", LONG, *lines, long_line("2024", "Reporting year", "7"))
    assert figures.height == 1
    assert refused == [
        "The time period '202324' (Academic year) is not a year to 31 March: it cannot stand beside figures that are.",
        "The time period '2024' (Calendar year) is not a year to 31 March: it cannot stand beside figures that are.",
        "The time period '2024' (Week 3) is of a kind that is not known. It knows: 'Financial year', 'Reporting year'.",
        "The time period '201619' (Financial year) is not of two years that follow each other.",
        "The time period '2024' (Financial year) does not say in which year it ends: write it as 202324.",
        "The time period 'next' (Reporting year) is not a year.",
        "The time period is blank.",
    ]


def test_columns_in_another_order_capitals_and_a_mark_at_the_start_are_read(tmp_path: Path) -> None:
    order = [10, 9, 8, 0, 2, 1, 3, 4, 5, 6, 7]
    heading, line = LONG.upper().split(","), long_line(" 202324", "FINANCIAL YEAR ", "k").upper().split(",")
    turned = [",".join(fields[place] for place in order) for fields in (heading, line)]
    figures, refused = official(tmp_path, "a.csv", *turned, start="\ufeff")
    assert refused == []
    assert figures.select("year", "measure", "status").rows() == [(2024, "missing_incidents", "k")]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("missing_202324.csv", 2024),
        ("Missing 2023-24.csv", 2024),
        ("SFR34_Missing2015.csv", 2015),
        ("2017-04 CLA.csv", 2017),
    ],
)
def test_an_older_file_says_its_year_in_its_name(tmp_path: Path, name: str, year: int) -> None:
    figures, _ = official(
        tmp_path, name, "CLA_MissIncs,GEOG_N,geog_l,New_geog_code", '"1,043",X,LA,E08000001', "-,Y,LA,E08000002"
    )
    assert figures.select("year", "value", "status").rows() == [(year, 1043.0, "known"), (year, None, "-")]


def test_an_older_file_whose_name_says_two_years_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="its name says 2016 and 2017"):
        loaded(tmp_path, "2016 to 2017.csv", b"New_geog_code,geog_l,geog_n,CLA_MissIncs\nE1,LA,X,4\n")
