import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import UnusableFile
from data.formats import sheets
from data.formats.headings import Sought
from data.formats.table_files import read_table
from data.formats.tables import Table

SOUGHT = Sought((("Child ID", "Start"),), "Correct the mapping.")


def read(content: bytes | str) -> Table:
    return read_table("file.csv", content.encode() if isinstance(content, str) else content, SOUGHT)


def fields(table: Table) -> list[tuple[object, ...]]:
    return table.rows.drop("row_number", "original").rows()


def workbook(rows: list[list[object]], formats: dict[type, str]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    styles = {kind: book.add_format({"num_format": style}) for kind, style in formats.items()}
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell, styles.get(type(cell)))
    book.close()
    return held.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_heading_line_decides_the_delimiter(delimiter: str) -> None:
    other = "," if delimiter == ";" else ";"
    assert fields(read(f"child id{delimiter}start\nA1{delimiter}1{other}2\n")) == [("A1", f"1{other}2")]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_every_usual_encoding_is_read_and_said(encoding: str, said: str) -> None:
    table = read("child id,start\nZoë,2016\n".encode(encoding))
    assert fields(table) == [("Zoë", "2016")]
    assert said in " ".join(table.tolerances)
    assert bool(said) == bool(table.tolerances)


def test_headings_match_without_case_spaces_or_byte_order_mark() -> None:
    assert fields(read("\ufeff CHILD  id ,START\nA1,2016\n")) == [("A1", "2016")]


def test_title_rows_above_the_heading_are_passed_over_and_said() -> None:
    table = read("Missing report,\n\nchild id,start\nA1,2016\n")
    assert table.rows["row_number"].to_list() == [4]
    assert "line 3" in table.tolerances[0]


def test_a_missing_column_is_named_with_the_headings_present() -> None:
    with pytest.raises(UnusableFile, match=r"lacks the column 'Start'. Its headings are: 'child id', 'begin'"):
        read("child id,begin\nA1,2016\n")


def test_a_heading_that_stands_twice_is_refused() -> None:
    with pytest.raises(UnusableFile, match="'start' more than once"):
        read("child id,start,start\nA1,2016,2017\n")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnusableFile):
        read("")


def test_a_stray_quote_loses_its_own_line_and_no_other() -> None:
    table = read('child id,start\nA1,2016\nA2,"2016\nA3,2016\nA4,2016\n')
    assert [row[0] for row in fields(table)] == ["A1", "A3", "A4"]
    assert table.refused.rows() == [(3, "stray_quote", table.refused["message"][0], 'A2,"2016')]


def test_a_line_break_inside_quotes_stays_in_its_field() -> None:
    table = read('child id,start\nA1,"2016\nor 2017"\nA2,2016\n')
    assert fields(table) == [("A1", "2016\nor 2017"), ("A2", "2016")]
    assert table.rows["row_number"].to_list() == [2, 4]
    assert table.rows["original"][0] == 'A1,"2016\nor 2017"'


def test_a_row_of_another_width_is_refused_with_its_line() -> None:
    table = read("child id,start\nA0,2016\nA1\nA2,2016,extra\nA3,2016,\nA4,2016\n")
    assert [row[0] for row in fields(table)] == ["A0", "A4"]
    assert table.refused["row_number"].to_list() == [3, 4, 5]


def test_a_delimiter_at_the_end_of_every_row_is_no_field() -> None:
    table = read("child id,start\nA1,2016,\nA2,2016,\nA3,20,16\nA4,2016\n")
    assert [row[0] for row in fields(table)] == ["A1", "A2"]
    assert table.refused["row_number"].to_list() == [4, 5]


def test_blank_lines_are_no_rows_and_are_said() -> None:
    table = read("child id,start\n\nA1,2016\n,\n")
    assert table.rows_in == 1
    assert table.tolerances == ("2 blank lines were passed over.",)


def test_totals_at_the_end_are_no_rows_and_are_said() -> None:
    table = read("child id,start\nA1,2016\nTotal,2\n\nGrand total: 2\n")
    assert (table.rows["row_number"].to_list(), table.refused.height) == ([2], 0)
    assert table.tolerances[1] == "2 lines are no rows and were set aside: a total (lines 3, 5)."


def test_a_total_before_a_row_is_no_row_and_one_with_words_or_a_day_beside_it_is() -> None:
    table = read("child id,start\nTotal,2\nA1,2016\nTotally lost,2016\nTotal,see below\nTotal,2016-06-07\n")
    assert table.rows["row_number"].to_list() == [3, 4, 5, 6]
    assert table.set_aside == (2,)


CELLS = st.text(st.sampled_from('ab ,;"\n\ré\u2028\x1c='), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_whatever_is_written_as_csv_is_read_as_it_was(rows: list[tuple[str, str]], quoting: Literal[0, 1]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting).writerows([("child id", "start"), *rows])
    assert fields(read(text.getvalue())) == [row for row in rows if any(cell.strip() for cell in row)]


def test_a_workbook_says_what_the_same_csv_says() -> None:
    content = workbook(
        [
            ["Child ID", "Start", "Born", "Number"],
            ["A1", datetime(2016, 6, 7, 10, 8), date(2002, 5, 6), 3.5],
            [17, datetime(2016, 6, 7), date(2002, 5, 6), 4],
        ],
        {datetime: "yyyy-mm-dd hh:mm", date: "dd/mm/yyyy"},
    )
    text = "Child ID,Start,Born,Number\nA1,2016-06-07 10:08,2002-05-06,3.5\n17,2016-06-07 00:00,2002-05-06,4\n"
    sheet, lines = read(content), read(text)
    assert fields(sheet) == fields(lines)
    assert sheet.rows["row_number"].to_list() == lines.rows["row_number"].to_list()
    assert sheet.rows["original"].to_list() == lines.rows["original"].to_list()
    assert "midnight" in sheet.tolerances[1]


def test_the_sheet_with_the_headings_is_found_below_its_title() -> None:
    table = read(workbook([["Report"], [], ["child id", "start"], ["A1", "2016"]], {}))
    assert table.rows["row_number"].to_list() == [4]


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED_BYTES", 1000)
    with pytest.raises(UnusableFile, match="would unpack to"):
        read(workbook([["child id", "start"]], {}))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.txt", "nothing")
    with pytest.raises(UnusableFile, match="not a workbook"):
        read((tmp_path / "a.zip").read_bytes())
