"""Whole workbooks: every sheet, every format, and what calamine alone would leave out."""

import io
import struct
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import UnusableFile
from data.formats import sheets
from data.formats.cells import cell_text
from data.formats.headings import Sought
from data.formats.table_files import read_table
from data.formats.tables import Table
from data.line_numbers import line_title, line_words
from data.summary import FileSummary
from tests.data.books import (
    HEADINGS,
    MAPPING,
    episode,
    ods,
    ods_row,
    texts,
    with_part,
    xlsb,
    xlsx,
    zipped,
)
from tests.data.builders import SHARED, a_mapping, a_store, ask, load_files

INTAKE = SHARED / "intake"
SOUGHT = Sought(
    (tuple(HEADINGS),), "Correct it.", needed=("Person", "Type", "Went"), child="Person", dates=("Went", "Back")
)
needs_intake = pytest.mark.skipif(not INTAKE.exists(), reason="The sample files are not at hand.")
FIRST = [HEADINGS, episode("J1", "A1", 7, 1), episode("J2", "A2", 7, 2)]
SECOND = [HEADINGS, episode("S1", "A1", 9, 1)]
SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes, **changed: object) -> Table:
    return read_table("list.xlsx", content, Sought(**{**vars(SOUGHT), **changed}))  # type: ignore[arg-type]


def load(folder: Path, content: bytes, mapping: str = MAPPING) -> FileSummary:
    (folder / "list.xlsx").write_bytes(content)
    return load_files(a_store(folder), [folder / "list.xlsx"], a_mapping(folder, mapping)).files[0]


def covered(folder: Path) -> list[tuple[object, ...]]:
    return ask(a_store(folder), "SELECT covers_from, covers_to FROM load")


# --- sheets ----------------------------------------------------------------------------------------------------------


def test_all_sheets_that_have_the_headings_are_one_table(tmp_path: Path) -> None:
    summary = load(tmp_path, xlsx({"July": FIRST, "Notes": [["Read me"]], "September": SECOND}))
    assert (summary.rows_in, summary.loaded) == (3, 3)
    assert "2 sheets were read: 'July', 'September'." in summary.tolerances
    assert covered(tmp_path) == [(date(2026, 7, 1), date(2026, 10, 1))]
    assert any(text.startswith("Sheet 'Notes' was left out: it lacks the columns 'Ref'") for text in summary.tolerances)


def test_columns_in_another_order_on_another_sheet_are_the_same_columns() -> None:
    turned = [row[::-1] for row in SECOND]
    table = read(xlsx({"July": FIRST, "September": turned}))
    assert texts(table)[2] == ("S1", "A1", "Missing", "2026-09-01 10:00", "2026-09-01 18:00")


def test_a_refused_row_of_the_second_sheet_says_its_sheet_and_row(tmp_path: Path) -> None:
    broken = [HEADINGS, episode("S1", "A1", 9, 1), ["S2", "A2", "Missing", "never", ""]]
    summary = load(tmp_path, xlsx({"July": FIRST, "August": broken}))
    (refused,) = summary.first_refused
    assert line_title(refused.line) == "Sheet 2, row 3"
    assert refused.message.startswith("Sheet 'August': 'Went' is 'never'")
    (kept,) = ask(a_store(tmp_path), "SELECT row_number, message FROM refused.refused_row")
    assert line_words(kept[0]) == "sheet 2, row 3"
    assert kept[1].startswith("Sheet 'August': ")


def test_one_reference_on_two_sheets_is_one_episode(tmp_path: Path) -> None:
    summary = load(tmp_path, xlsx({"July": FIRST, "Copy": FIRST}))
    assert (summary.rows_in, summary.loaded, summary.duplicates) == (4, 2, 2)


def test_a_sheet_with_a_slip_in_its_headings_is_said_first_and_makes_no_noughts(tmp_path: Path) -> None:
    slip = [["Ref", "Person", "Type", "Went", "Bck"], episode("S1", "A1", 9, 1)]
    summary = load(tmp_path, xlsx({"July": FIRST, "September": slip}))
    assert summary.tolerances[0].startswith("NOT READ: sheet 'September', which looks as if it holds rows: it lacks")
    assert covered(tmp_path) == [(date(2026, 7, 1), date(2026, 8, 1))]
    assert any("speak for 1 July 2026 to 31 July 2026" in text for text in summary.tolerances)


def test_a_sheet_between_two_that_were_read_makes_no_noughts(tmp_path: Path) -> None:
    slip = [["Ref", "Persn", "Type", "Went", "Back"], episode("S1", "A1", 8, 1)]
    sheets = {"July": FIRST, "August": slip, "September": SECOND}
    load(tmp_path, xlsx(sheets))
    assert covered(tmp_path) == [(date(2026, 9, 1), date(2026, 10, 1))]


def test_a_sheet_of_days_under_other_headings_makes_no_noughts_either(tmp_path: Path) -> None:
    others = [["Case", "Name", "Out"], *(["x", "y", datetime(2026, 9, day)] for day in (1, 2, 3))]
    load(tmp_path, xlsx({"July": FIRST, "Sept": others}))
    assert covered(tmp_path) == [(date(2026, 7, 1), date(2026, 8, 1))]


def test_a_sheet_that_nobody_named_but_looks_alike_makes_no_noughts(tmp_path: Path) -> None:
    named = MAPPING.replace("[columns]", 'sheets = ["july"]\n[columns]', 1)
    summary = load(tmp_path, xlsx({"July": FIRST, "September": SECOND}), named)
    assert summary.loaded == 2
    assert "the mapping does not name it" in summary.tolerances[0]
    assert covered(tmp_path) == [(date(2026, 7, 1), date(2026, 8, 1))]


def test_a_sheet_that_was_named_and_is_not_there_is_one_sentence() -> None:
    with pytest.raises(UnusableFile, match=r"no sheet 'Agust', which the mapping names. Its sheets are: 'July', 'Aug'"):
        read(xlsx({"July": FIRST, "Aug": SECOND}), sheets=("Agust",))


def test_a_sheet_that_was_named_and_lacks_the_headings_is_one_sentence() -> None:
    with pytest.raises(UnusableFile, match=r"sheet 'Notes', lacks the columns 'Ref'"):
        read(xlsx({"July": FIRST, "Notes": [["Read me"]]}), sheets=("July", "Notes"))


def test_a_hidden_sheet_with_the_headings_is_read_and_said() -> None:
    table = read(xlsx({"July": FIRST, "Old": SECOND}, hidden=["Old"]))
    assert table.rows_in == 3
    assert "Sheet 'Old': The sheet is hidden in the workbook; its rows were read." in table.tolerances


def test_a_line_of_a_file_is_a_plain_number() -> None:
    assert line_words(7) == "7"
    assert line_words(1_204) == "1,204"
    assert line_title(12) == "Line 12"


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (datetime(2026, 9, 1, 23, 59, 59, 991_000), "2026-09-02 00:00"),
        (datetime(2026, 9, 1, 10, 59, 59, 999_600), "2026-09-01 11:00"),
        (datetime(2026, 9, 1, 10, 59, 59, 400_000), "2026-09-01 10:59:59"),
        (datetime(2026, 9, 1, 10, 0, 0, 4_000), "2026-09-01 10:00"),
        (time(7, 5), "07:05"),
        (time(23, 59, 59, 991_000), "24:00"),
        (timedelta(hours=36, minutes=30), "36:30"),
        (timedelta(seconds=45_015), "12:30:15"),
        (True, "true"),
        (46_000.0, "46000"),
        (0.5, "0.5"),
        (7, "7"),
        ("7", "7"),
    ],
)
def test_a_cell_is_written_as_csv_would_write_it(cell: object, text: str) -> None:
    assert cell_text(cell) == text  # type: ignore[arg-type]


def test_a_date_and_a_time_in_two_columns_come_as_a_day_and_a_time() -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet, day, clock = book.add_worksheet(), *(book.add_format({"num_format": x}) for x in ("dd/mm/yyyy", "hh:mm"))
        sheet.write_row(0, 0, ["Person", "Day", "Time"])
        sheet.write_row(1, 0, ["A1"])
        sheet.write_datetime(1, 1, date(2026, 9, 1), day)
        sheet.write_datetime(1, 2, time(22, 15), clock)
    assert texts(read(held.getvalue(), sets=(("Person", "Day", "Time"),), dates=("Day",))) == [
        ("A1", "2026-09-01", "22:15")
    ]


def with_formulas(*cells: str) -> bytes:
    """A workbook whose row 2 has these cells, as XML, from column E on."""
    book = xlsx({"List": [[*HEADINGS, "Flag", "More"], ["1", "A1", "Missing", "01/09/2026"]]})
    return with_part(book, SHEET, "</row></sheetData>", f"{''.join(cells)}</row></sheetData>")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="E2" t="e"><v>#VALUE!</v></c>', "#VALUE!"),
        ('<c r="E2" t="e"><f>NA()</f><v>#N/A</v></c>', "#N/A"),
        ("<c r='E2' t='e'><v>#REF!</v></c>", "#REF!"),
        ('<c t="e"><v>#NUM!</v></c>', "#NUM!"),
        ('<c r="E2"><f>D2+1</f></c>', "#NO RESULT!"),
        ('<c r="E2"><f>D2+1</f><v/></c>', "#NO RESULT!"),
        ('<c r="E2"><f t="shared" si="0"/></c>', "#NO RESULT!"),
        ('<c r="E2"><f>D2+1</f><v></v></c>', "#NO RESULT!"),
        ('<c r="E2" t="str"><f>IF(D2="","x","")</f><v></v></c>', ""),
        ('<c r="E2" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="E2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="E2"><v>12345678901234567</v></c>', "12345678901234567"),
    ],
)
def test_an_error_and_a_formula_without_a_result_are_never_blank(cell: str, text: str) -> None:
    assert texts(read(with_formulas(cell)))[0][4] == text


def test_an_error_right_of_all_other_cells_is_read() -> None:
    assert texts(read(with_formulas('<c r="G2" t="e"><v>#DIV/0!</v></c>')))[0][6] == "#DIV/0!"


def test_parts_with_a_prefix_are_read_the_same() -> None:
    book = xlsx({"List": [HEADINGS, ["1", "A1", "Missing", "01/09/2026"]]})
    book = with_part(book, SHEET, '<worksheet xmlns="', '<x:worksheet xmlns:x="')
    for tag in ("sheetData", "row", "c", "v"):
        book = with_part(book, SHEET, f"<{tag}>", f"<x:{tag}>") if tag in ("sheetData", "v") else book
        book = with_part(book, SHEET, f"<{tag} ", f"<x:{tag} ") if tag in ("row", "c") else book
        book = with_part(book, SHEET, f"</{tag}>", f"</x:{tag}>")
    book = with_part(book, SHEET, "</x:row></x:sheetData>", '<x:c r="E2"><x:f>D2</x:f></x:c></x:row></x:sheetData>')
    for tag in ("dimension", "sheetViews", "sheetView", "sheetFormatPr", "pageMargins"):
        book = with_part(book, SHEET, f"<{tag}", f"<x:{tag}")
    book = with_part(
        with_part(book, SHEET, "</sheetViews>", "</x:sheetViews>"), SHEET, "</worksheet>", "</x:worksheet>"
    )
    assert texts(read(book))[0][4] == "#NO RESULT!"


def test_plain_numbers_of_days_in_a_workbook_that_counts_from_1904_are_those_days() -> None:
    rows = [HEADINGS, [1, 46_000, "Missing", 44_804.5, "44804.75"], [2, 46_000, "Missing", datetime(2026, 9, 1), ""]]
    table = read(xlsx({"List": rows}, date_1904=True))
    assert texts(table) == [
        ("1", "46000", "Missing", "46266.5", "46266.75"),
        ("2", "46000", "Missing", "2026-09-01", ""),
    ]
    assert "The workbook counts days from 1904; 2 days that are kept as plain numbers were read so." in table.tolerances
    assert texts(read(xlsx({"List": rows})))[0][3] == "44804.5"


def test_long_numbers_are_said_to_have_lost_digits() -> None:
    table = read(with_formulas('<c r="E2"><v>1.23456789012345E+16</v></c>'))
    assert texts(table)[0][4] == "12345678901234500"
    assert any("1 numbers have 16 digits or more" in text for text in table.tolerances)


# --- merged cells ----------------------------------------------------------------------------------------------------


def test_a_merged_child_is_the_child_of_every_row_that_it_reaches_over() -> None:
    rows = [["Person", "Ref", "Type", "Went", "Back"], *(["", ref, *episode(1, "", 9, ref)[2:]] for ref in (1, 2, 3))]
    table = read(xlsx({"List": rows}, merged=[(1, 0, 3, 0, "P1")]))
    assert [row[0] for row in texts(table)] == ["P1"] * 3
    assert "2 cells inside merged cells were read as the merged cell." in table.tolerances


def test_a_merged_cell_makes_no_row_of_a_blank_line_and_reaches_over_no_other_column() -> None:
    rows = [HEADINGS, episode("", "A1", 9, 1), [], episode("", "A2", 9, 2)]
    table = read(xlsx({"List": rows}, merged=[(1, 0, 3, 0, "R1")]))
    assert [row[:2] for row in texts(table)] == [("R1", "A1"), ("R1", "A2")]
    wide = [[*HEADINGS, "CSE", "CCE"], [*episode("1", "A1", 9, 1), "", ""]]
    assert texts(read(xlsx({"List": wide}, merged=[(1, 5, 1, 6, "Yes")])))[0][5:] == ("Yes", "")


# --- other formats ---------------------------------------------------------------------------------------------------


def test_ods_is_read_with_its_errors_lengths_and_line_breaks() -> None:
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    length = '<table:table-cell office:value-type="time" office:time-value="PT36H30M00S"/>'
    head = ods_row(*HEADINGS)
    content = ods(
        head
        + ods_row("1<text:line-break/>a", "A1", "Missing", datetime(2026, 9, 1, 10), error)
        + ods_row("2", "A2", "Missing", datetime(2026, 9, 1), length)
        + ods_row("3", "A3", "Missing", datetime(2026, 9, 1, 1), '<table:table-cell table:formula="of:=[.A1]"/>')
    )
    assert texts(read(content)) == [
        ("1\na", "A1", "Missing", "2026-09-01 10:00", "#N/A"),
        ("2", "A2", "Missing", "2026-09-01 00:00", "36:30"),
        ("3", "A3", "Missing", "2026-09-01 01:00", "#NO RESULT!"),
    ]


def test_a_merged_child_and_the_days_of_1904_in_ods() -> None:
    text = 'office:value-type="string"><text:p>P1</text:p></table:table-cell>'
    merged, covered_cell = f'<table:table-cell table:number-rows-spanned="2" {text}', "<table:covered-table-cell/>"
    number = '<table:table-cell office:value-type="float" office:value="44804.5"/>'
    null_date = '<table:null-date table:date-value="1904-01-01"/>'
    content = ods(
        ods_row(*HEADINGS)
        + ods_row("1", merged, "Missing", number, "")
        + ods_row("2", covered_cell, "Missing", number, ""),
        settings=f"<table:calculation-settings>{null_date}</table:calculation-settings>",
    )
    assert [row[1:4] for row in texts(read(content))] == [("P1", "Missing", "46266.5")] * 2


def test_a_sheet_that_reaches_too_far_is_refused_unread() -> None:
    wide = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384" calcext:value-type="error"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>"
    )
    with pytest.raises(UnusableFile, match="million cells"):
        read(ods(wide))
    far = xlsx({"List": [HEADINGS, ["1"]]})
    far = with_part(far, SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    with pytest.raises(UnusableFile, match=r"sheet 'List', reaches over 17,179 million cells"):
        read(far)


def test_xlsb_is_read_with_its_errors_and_days_of_1904() -> None:
    rows = [HEADINGS, ["1", "A1", "Missing", 44_804.5, b"\x2a"], ["2", "A2", "Missing", 44_805.0, b"\x0f"]]
    assert texts(read(xlsb(rows, is_1904=True))) == [
        ("1", "A1", "Missing", "46266.5", "#N/A"),
        ("2", "A2", "Missing", "46267", "#VALUE!"),
    ]


def xls(*, is_1904: bool) -> bytes:
    """An old workbook with a merged child, an error and a plain number of days."""
    book, held = xlwt.Workbook(), io.BytesIO()
    book.dates_1904 = is_1904
    sheet = book.add_sheet("List")
    for column, heading in enumerate(HEADINGS):
        sheet.write(0, column, heading)
    sheet.write_merge(1, 2, 1, 1, "P1")
    for row in (1, 2):
        for column, cell in ((0, row), (2, "Missing"), (3, 44_804.5)):
            sheet.write(row, column, cell)
    sheet.row(1).set_cell_error(4, 0x2A)
    book.save(held)
    return held.getvalue()


def test_xls_is_read_with_its_errors_merged_cells_and_days_of_1904() -> None:
    assert texts(read(xls(is_1904=True))) == [
        ("1", "P1", "Missing", "46266.5", "#N/A"),
        ("2", "P1", "Missing", "46266.5", ""),
    ]
    assert [row[3] for row in texts(read(xls(is_1904=False)))] == ["44804.5"] * 2


def test_a_damaged_old_workbook_that_claims_billions_of_cells_is_refused_and_does_not_end_the_process() -> None:
    content = xls(is_1904=False)
    at = content.index(struct.pack("<2H2I", 0x0200, 14, 0, 3))
    for place, why in ((at + 11, "million cells"), (at + 6, "ends before it begins")):
        with pytest.raises(UnusableFile, match=why):
            read(content[:place] + b"\xf4" + content[place + 1 :])


def test_an_old_workbook_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_OLD_BYTES", 1000)
    with pytest.raises(UnusableFile, match=r"at most 0 are read. Save the sheet as CSV"):
        read(xls(is_1904=False))


def test_a_zip_of_an_unknown_version_is_refused() -> None:
    book = bytearray(xlsx({"List": FIRST}))
    book[book.rfind(b"PK\x01\x02") + 6] = 200
    with pytest.raises(UnusableFile, match="is not a workbook that can be read: zip file version"):
        read(bytes(book))


# --- what is no table ------------------------------------------------------------------------------------------------

SPREADSHEET_2003 = b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="x"></Workbook>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"{\\rtf1 x}", "is a Word document"),
        (b"<html><table></table></html>", "is a web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "is a web page"),
        ("<html></html>".encode("utf-16"), "is a web page"),
        (b"<table border=1><tr></tr></table>", "is a web page"),
        (b"MIME-Version: 1.0\r\nX: y\r\nContent-Type: multipart/related; boundary=x", "is a web page"),
        (SPREADSHEET_2003, "is an Excel 2003 XML file"),
        (zipped({"list.csv": b"x"}), "is a ZIP file and not a workbook. Take the file out of it"),
        (zipped({"picture.png": b"x"}), "is a ZIP file and not a workbook. Save the sheet"),
        (zipped({"Index/Document.iwa": b"x", "Data/x": b""}), "is an Apple Numbers file"),
        (zipped({"word/document.xml": b"x"}), "is a Word document"),
        (zipped({"xl/workbook.xml": b"<oops"}), "is not a workbook that can be read"),
        (zipped({"content.xml": b"<oops"}), "is not a workbook that can be read"),
        (zipped({"xl/workbook.bin": b"\x9c\x01"}), "is not a workbook that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is not a workbook that can be read"),
    ],
)
def test_what_is_no_table_is_one_sentence(content: bytes, why: str) -> None:
    with pytest.raises(UnusableFile, match=why):
        read(content)


def test_csv_that_is_named_as_a_workbook_is_csv() -> None:
    assert texts(read(b"Ref,Person,Type,Went,Back\n1,A1,Missing,x,y\n")) == [("1", "A1", "Missing", "x", "y")]


@settings(max_examples=60, deadline=None)
@given(at=st.floats(0, 1), bits=st.integers(1, 255), which=st.sampled_from(["xlsx", "xls", "xlsb", "ods"]))
def test_a_damaged_workbook_is_read_or_refused_and_never_ends_the_load(at: float, bits: int, which: str) -> None:
    made = {
        "xlsx": xlsx({"List": FIRST}),
        "xls": xls(is_1904=True),
        "xlsb": xlsb([HEADINGS, ["1", "A1", "Missing", 1.0, b"\x2a"]]),
        "ods": ods(ods_row(*HEADINGS)),
    }
    content = bytearray(made[which])
    place = int(at * (len(content) - 1))
    content[place] ^= bits
    for damaged in (bytes(content), made[which][:place]):
        try:
            table = read(damaged)
        except UnusableFile:
            continue
        assert table.rows_in == table.rows.height + table.refused.height


# --- the samples -----------------------------------------------------------------------------------------------------


def load_sample(folder: Path, name: str) -> FileSummary:
    mapping = (INTAKE / name).with_suffix(".toml").read_text(encoding="utf-8")
    return load_files(a_store(folder), [INTAKE / name], a_mapping(folder, mapping)).files[0]


@needs_intake
@pytest.mark.parametrize(
    ("name", "loaded"),
    [("sheets-by-month.xlsx", 9), ("merged-child.xlsx", 4), ("old-format.xls", 2), ("blank-shared-string.xlsx", 3)],
)
def test_the_sample_workbooks_are_loaded_whole(tmp_path: Path, name: str, loaded: int) -> None:
    summary = load_sample(tmp_path, name)
    assert (summary.rows_in, summary.loaded, summary.refused) == (loaded, loaded, 0)


@needs_intake
def test_the_months_of_the_sample_are_three_each(tmp_path: Path) -> None:
    load_sample(tmp_path, "sheets-by-month.xlsx")
    assert ask(a_store(tmp_path), "SELECT month(started_at), count(*) FROM report GROUP BY ALL ORDER BY ALL") == [
        (7, 3),
        (8, 3),
        (9, 3),
    ]


@needs_intake
def test_the_merged_child_of_the_sample_is_one(tmp_path: Path) -> None:
    load_sample(tmp_path, "merged-child.xlsx")
    assert ask(a_store(tmp_path), "SELECT count(*) FROM report GROUP BY child_id ORDER BY ALL") == [(1,), (3,)]


@needs_intake
@pytest.mark.parametrize(
    ("name", "why"), [("web-page.xls", "is a web page"), ("with-password.xlsx", "has a password or a sensitivity")]
)
def test_the_samples_that_are_no_workbook_are_one_sentence(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(UnusableFile, match=why):
        load_sample(tmp_path, name)


@needs_intake
def test_the_errors_of_the_sample_come_as_they_are_shown() -> None:
    table = read((INTAKE / "excel-errors.xlsx").read_bytes())
    assert [row[6] for row in texts(table)] == ["2026-09-01 18:00", "#VALUE!", "#VALUE!", "#N/A"]


@needs_intake
def test_a_blank_shared_string_is_blank() -> None:
    table = read((INTAKE / "blank-shared-string.xlsx").read_bytes(), sets=((*HEADINGS, "CSE"),))
    assert [row[0] for row in texts(table)] == ["Yes", "", ""]
