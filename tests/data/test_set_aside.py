"""Lines that are no rows are set aside, counted and said; a line that may be a row never is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UnusableFile
from data.formats.headings import Sought
from data.formats.table_files import read_table
from data.formats.tables import Table
from tests.data.books import HEADINGS, MAPPING, episode, texts, xlsx
from tests.data.builders import SHARED, a_mapping, a_store, ask, load_files
from tests.sizes import examples

SOUGHT = Sought(
    (tuple(HEADINGS),), "Correct it.", needed=("Person", "Type", "Went"), child="Person", dates=("Went", "Back")
)
GOOD = "1,A1,Missing,01/09/2026 10:00,01/09/2026 18:00"
TOP = ",".join(HEADINGS)
INTAKE = SHARED / "intake"


def read(*lines: str, sought: Sought = SOUGHT) -> Table:
    return read_table("list.csv", "\n".join(lines).encode(), sought)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (TOP, "the headings again"),
        ("Ref,Person,,,", "the headings again"),
        ("Total,,,,", "a total"),
        ("TOTAL,12,,,", "a total"),
        ("July total,12,,,", "a total"),
        (",Grand Count,12,,", "a total"),
        ("Total: 12", "a total"),
        ("September 2026,,,,", "a month or week"),
        (",September 2026,,,", "a month or week"),
        ("September,,,,", "a month or week"),
        ("Sep-26,,,,12", "a month or week"),
        ("SEPTEMBER 2026 (12),,,,", "a month or week"),
        ("September 2026,12 episodes,,,", "a month or week"),
        ("w/c 7 September 2026,,,,", "a month or week"),
        ("Week 36,,,,", "a month or week"),
        ("Q2 2026/27,,,,", "a month or week"),
        ("01/09/2026,,,,", "a month or week"),
        ("2026,,,,", "a month or week"),
        ("Note: figures are provisional,,,,", "a note"),
        ("Source: the force's system", "a note"),
        ("Page 2 of 4,,,,", "a note"),
        ("Report produced by,J Smith,,,", "a note"),
        ("No episodes in this month,,,,", "a note"),
        ('"Note: a quoted one, with a comma",,,,', "a note"),
        ("* not yet confirmed by the force", "a note"),
        ("Looked after children,,,,", "words in the first column alone"),
        ("Oak House,,,,", "words in the first column alone"),
        (",Every child here was seen by the team within a day,,,", "words in the first column alone"),
    ],
)
def test_a_line_that_is_no_row_is_set_aside_and_said(line: str, what: str) -> None:
    for lines in ((TOP, GOOD, line, GOOD), (TOP, line, GOOD, GOOD), (TOP, GOOD, GOOD, line)):
        table = read(*lines)
        assert (table.rows.height, table.refused.height) == (2, 0)
        assert table.set_aside == (lines.index(line, 1) + 1,)
        assert f"1 line is no row and was set aside: {what}" in table.tolerances[0]
        assert f"(line {table.set_aside[0]})" in table.tolerances[0]


@pytest.mark.parametrize(
    "line",
    [
        ",A2,,,",  # a child, and nothing else
        "7,,,,",
        "A,,,,",
        "REF-7,,,,",
        "MI/2026/12,,,,",
        ",2026/12,,,",
        ",Jo Smith,,,",
        ",,Missing,,",  # a label filled in for a row to come
        ",,,01/09/2026,",  # a day where the days are
        "Total,A2,Missing,01/09/2026,",
        "Note,A2,Missing,01/09/2026,",
        "September 2026,A2,,01/09/2026,",
        "Total,,,01/09/2026,",
        "Total lost,A2,,,",
        "May,A2,,,",
        ",A2,Missing,still missing since Monday,",
        "Looked after,A2,,,",
    ],
)
def test_a_line_that_may_be_a_row_is_never_set_aside(line: str) -> None:
    table = read(TOP, GOOD, line, GOOD)
    assert (table.rows.height, table.set_aside) == (3, ())


def test_a_child_whose_id_is_a_month_is_kept_where_a_row_needs_nothing_but_the_child() -> None:
    names = Sought((("Person",),), "", needed=("Person",), child="Person")
    assert texts(read("Person", "May", "April 2026", "Jean Count", sought=names)) == [
        ("May",),
        ("April 2026",),
        ("Jean Count",),
    ]


def test_many_lines_are_counted_and_the_first_named() -> None:
    table = read(TOP, *["September 2026,,,,", GOOD] * 20)
    assert table.rows.height == 20
    assert "20 lines are no rows and were set aside" in table.tolerances[0]
    assert "24 and 8 more" in table.tolerances[0]


def test_a_report_with_months_headings_totals_and_notes_is_its_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Missing children"], [], HEADINGS]
    for month in (7, 8, 9):
        rows += [[f"Month {month}: 2026"] if month == 7 else ["August 2026", 3] if month == 8 else ["September"]]
        rows += [episode(f"{month}-{day}", f"A{day}", month, day) for day in (1, 2, 3)]
        rows += [["Sub-total", "", "", "", 3], [], HEADINGS]
    rows += [["TOTAL", 9], [], ["Note: figures are provisional and may change"], ["Source: the force"]]
    (tmp_path / "list.xlsx").write_bytes(xlsx({"Report": rows}, merged=[(3, 0, 3, 4, "July 2026")]))
    (summary,) = load_files(a_store(tmp_path), [tmp_path / "list.xlsx"], a_mapping(tmp_path, MAPPING)).files
    assert (summary.rows_in, summary.loaded, summary.refused) == (9, 9, 0)
    assert any(text.startswith("12 lines are no rows") for text in summary.tolerances)


# --- headings over two lines -----------------------------------------------------------------------------------------

PAIRED = Sought(
    (("Person", "Type", "Missing Date", "Missing Time", "Found Date", "Found Time"),),
    "Correct it.",
    needed=("Person", "Type", "Missing Date"),
    child="Person",
    dates=("Missing Date", "Found Date"),
)
UPPER, LOWER = ",,Missing,,Found,", "Person,Type,Date,Time,Date,Time"
ROW = "Q1,Missing,01/09/2026,10:00,01/09/2026,18:00"


def test_headings_on_two_lines_are_read_together() -> None:
    table = read("Report", "", UPPER, LOWER, ROW, UPPER, LOWER, ROW, sought=PAIRED)
    assert table.headings == ("Person", "Type", "Missing Date", "Missing Time", "Found Date", "Found Time")
    assert texts(table) == [tuple(ROW.split(","))] * 2
    assert table.tolerances[0] == "The headings on lines 3 and 4 were read together."
    assert table.set_aside == (6, 7)


def test_a_heading_beside_a_group_keeps_its_own_name_where_that_is_looked_for() -> None:
    sought = Sought((("Person", "Missing Date", "Notes"),), "")
    assert read(",Missing,,", "Person,Date,Time,Notes", "A1,x,y,z", sought=sought).headings == (
        "Person",
        "Missing Date",
        "Missing Time",
        "Notes",
    )


def test_a_heading_in_a_cell_merged_over_both_lines_is_its_own() -> None:
    rows = [["Person", "Missing", "", "Notes"], ["", "Date", "Time", ""], ["A1", "x", "y", "z"]]
    sought = Sought((("Person", "Missing Date", "Missing Time", "Notes"),), "")
    table = read_table("list.xlsx", xlsx({"List": rows}, merged=[(0, 1, 0, 2, "Missing")]), sought)
    assert texts(table) == [("A1", "x", "y", "z")]


def test_a_group_of_a_merged_cell_reaches_no_further_than_the_cell() -> None:
    rows = [["", "Missing", "", ""], ["Person", "Date", "Time", "Date"], ["A1", "x", "y", "z"]]
    sought = Sought((("Person", "Missing Date", "Date"),), "")
    with pytest.raises(UnusableFile, match=r"'Date' more than once|lacks"):
        read_table("list.csv", b",Missing,,\nPerson,Date,Time,Date\nA1,x,y,z\n", sought)
    table = read_table("list.xlsx", xlsx({"List": rows}, merged=[(0, 1, 0, 2, "Missing")]), sought)
    assert table.headings == ("Person", "Missing Date", "Missing Time", "Date")


def test_a_heading_that_stands_twice_is_refused_with_the_names_to_write() -> None:
    plain = Sought((("Person", "Type", "Date"),), "Correct it.")
    with pytest.raises(UnusableFile, match=r"more than once. With the line above it, its columns are 'Missing Date'"):
        read(UPPER, LOWER, ROW, sought=plain)


@pytest.mark.skipif(not INTAKE.exists(), reason="The sample files are not at hand.")
def test_the_sample_with_grouped_headings(tmp_path: Path) -> None:
    mapping = (INTAKE / "grouped-headings.toml").read_text(encoding="utf-8")
    with pytest.raises(UnusableFile, match="'Missing Date' and 'Found Date'"):
        load_files(a_store(tmp_path), [INTAKE / "grouped-headings.csv"], a_mapping(tmp_path, mapping))
    mapping = mapping.replace('started_at="Date"', 'started_at=["Missing Date", "Missing Time"]')
    mapping = mapping.replace('ended_at="Date"', 'ended_at=["Found Date", "Found Time"]')
    load_files(a_store(tmp_path), [INTAKE / "grouped-headings.csv"], a_mapping(tmp_path, mapping))
    assert ask(a_store(tmp_path), "SELECT count(*) FROM report") == [(1,)]


# --- every arrangement -----------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        HEADINGS,
        [],
        ["Total", 3],
        ["September 2026"],
        ["Note: provisional"],
        ["Oak House"],
        ["", "A9"],
        ["x", "y", "z"],
        ["", "", "", "01/09/2026"],
        episode("R1", "A1", 9, 1),
        episode("", "A2", 9, 2),
        ["#VALUE!", "Total", "September"],
    ]
)
BOOKS = st.lists(st.lists(LINES, max_size=8), min_size=1, max_size=4)


@examples(15, 60)
@given(BOOKS)
def test_every_written_line_of_every_sheet_is_a_row_refused_or_set_aside(pages: list[list[list[object]]]) -> None:
    named = {f"S{number}": [HEADINGS, *rows] for number, rows in enumerate(pages)}
    table = read_table("list.xlsx", xlsx(named), SOUGHT)
    written = sum(any(cell != "" for cell in row) for rows in pages for row in rows)
    assert table.rows_in + len(table.set_aside) == written
    numbers = [*table.rows["row_number"], *table.refused["row_number"], *table.set_aside]
    assert len(numbers) == len(set(numbers))
    real = sum(row[:3] in (["R1", "A1", "Missing"], ["", "A2", "Missing"]) for rows in pages for row in rows)
    assert sum(fields[1:3] in (("A1", "Missing"), ("A2", "Missing")) for fields in texts(table)) == real
