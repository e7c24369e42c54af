"""Files as councils really hold them, and worse: each made here, with what must become of it.

A case is the bytes of a file, and either how many rows are loaded and refused, or words of the reason for which it is
refused whole.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from tests.data.books import with_part, xlsx
from tests.data.builders import HEADING, ROW

HEADINGS = HEADING.split(",")
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Case:
    """A file and what must become of it: rows loaded and refused, or why it is refused whole."""

    name: str
    content: bytes
    loaded: int = 0
    refused: int = 0
    why: str = ""
    dates: str = "mixed-day-first"
    suffix: str = "csv"


def line(**values: str) -> str:
    return ",".join({**ROW, **values}.values())


GOOD = line()
TEXT = f"{HEADING}\n{GOOD}\n"


def bad_row(name: str, **values: str) -> Case:
    """One good row and one that must be refused."""
    return Case(name, f"{TEXT}{line(child='A2', **values)}\n".encode(), loaded=1, refused=1)


def good_row(name: str, **values: str) -> Case:
    """One good row and one that looks odd and is good."""
    return Case(name, f"{TEXT}{line(child='A2', **values)}\n".encode(), loaded=2)


def encodings() -> Iterator[Case]:
    yield Case("plain", TEXT.encode(), loaded=1)
    yield Case("with a byte order mark", TEXT.encode("utf-8-sig"), loaded=1)
    yield Case("utf-16", TEXT.encode("utf-16"), loaded=1)
    yield Case("utf-16 without a mark", TEXT.encode("utf-16-le"), loaded=1)
    yield Case("utf-16 big-endian without a mark", TEXT.encode("utf-16-be"), loaded=1)
    yield Case("windows-1252", TEXT.replace("A1", "Zoë’s").encode("cp1252"), loaded=1)
    yield Case("bytes with no meaning in windows-1252", TEXT.encode().replace(b"A1", b"A\x81"), loaded=1)
    yield Case("nul bytes in a cell", TEXT.encode().replace(b"A1", b"A\x001"), loaded=1)
    yield Case("old line ends", TEXT.replace("\n", "\r").encode(), loaded=1)
    yield Case("windows line ends", TEXT.replace("\n", "\r\n").encode(), loaded=1)


def shapes() -> Iterator[Case]:
    yield Case("semicolons", TEXT.replace(",", ";").encode(), loaded=1)
    yield Case("tabs", TEXT.replace(",", "\t").encode(), loaded=1)
    yield Case("title rows above", f"Missing children\nProduced 1 July;;\n\n{TEXT}".encode(), loaded=1)
    yield Case("title case headings", TEXT.replace(HEADING, HEADING.title()).encode(), loaded=1)
    yield Case("headings with spaces and curly quotes", TEXT.replace("start", " “start” ").encode(), why="lacks")
    yield Case("a blank line in the middle and at the end", f"{TEXT}\n,,,,,,,,,,,\n\n".encode(), loaded=1)
    yield Case("a total at the end", f"{TEXT}Total,,,,,,,1,,,,\n".encode(), loaded=1)
    yield Case("a total with too few fields", f"{TEXT}Total,1\n".encode(), loaded=1)
    yield Case("two totals and blank lines at the end", f"{TEXT}\nSub-total,1\n,Grand total: 1,,\n\n,,\n".encode(), 1)
    yield Case("a total that is not at the end", f"{HEADING}\nTotal,1\n{GOOD}\n".encode(), loaded=1)
    yield Case("a child called total", f"{HEADING}\n{line(id='Total', child='A9')}\n".encode(), loaded=1)
    yield Case("every row ends with a comma", f"{HEADING}\n{GOOD},\n{GOOD},\n".encode(), loaded=1)
    yield Case("one field too many", f"{TEXT}{GOOD},x\n".encode(), loaded=1, refused=1)
    yield Case("a stray quote", f"{TEXT}{line(child=chr(34) + 'A2')}\n{line(child='A3')}\n".encode(), 2, 1)
    yield Case("a quoted line break", f"{HEADING}\n{line(child=chr(34) + 'A' + chr(10) + '2' + chr(34))}\n".encode(), 1)
    yield Case("headings alone", f"{HEADING}\n".encode())
    yield Case("cut off in the middle of a row", TEXT.encode()[:-25], refused=1)
    yield Case("empty", b"", why="is empty")
    yield Case("only blank lines", b"\n\n\n", why="lacks the column")
    yield Case("another file", b"name,address\nx,y\n", why="lacks the column")
    yield Case("a heading twice", f"{HEADING},child\n{GOOD},x\n".encode(), why="more than once")
    yield Case("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), why="lacks the column")
    yield Case("a web page", b"<!DOCTYPE html><html><body>Sign in</body></html>", why="is a web page")
    yield Case("a very long line", b"x" * 2_000_000, why="lacks the column")


def times() -> Iterator[Case]:
    yield good_row("day first", start="07/06/2016 10:00", end="07/06/2016 18:00")
    yield good_row("excel's day numbers", start="42528.5", end="42528.75")
    yield good_row("the end of the day as 24:00", end="2016-06-07 24:00")
    yield good_row("still missing", end="")
    yield good_row("a date alone", start="2016-06-07", end="2016-06-07")
    yield good_row("an hour that came twice", start="2016-10-30 01:30", end="2016-10-30 09:00")
    yield good_row("a name for the month", start="7 June 2016 10:00")
    yield good_row("with its offset", start="2016-06-07T10:00:00+01:00")
    yield bad_row("an hour that the clocks skipped", start="2016-03-27 01:30")
    yield bad_row("a year of two digits", start="07/06/16 10:00")
    yield bad_row("the 31st of June", start="31/06/2016 10:00")
    yield bad_row("month first", start="06/31/2016")
    yield bad_row("25 o'clock", start="2016-06-07 25:00")
    yield bad_row("words", start="last Tuesday")
    yield bad_row("the year 216", start="0216-06-07 10:00")
    yield bad_row("the year 9999", start="9999-06-07 10:00")
    yield bad_row("after the file was made", start="2017-06-07 10:00", end="")
    yield bad_row("the end first", end="2016-06-07 09:00")
    yield bad_row("a number that is no day", start="7")
    yield Case("serial numbers in a file of text dates", TEXT.replace("2016-06-07 10:00", "42528.5").encode(),
               refused=1, dates="day-first")  # fmt: skip


def labels() -> Iterator[Case]:
    yield Case("no child", f"{TEXT}{line(child=chr(32))}\n".encode(), loaded=1, refused=1)
    yield bad_row("a category that nobody mapped", category="MISPER-L")
    yield bad_row("no category", category="")
    yield good_row("a placement that nobody mapped", placement="Res. unit")
    yield good_row("a formula", ethnicity="=cmd|' /C calc'!A0")
    yield good_row("words from right to left", ethnicity="\u202eabc")
    yield good_row("a distance that is none", distance="nan")
    yield good_row("an endless distance", distance="1e999")
    yield Case("the same row five times", f"{HEADING}\n{(GOOD + chr(10)) * 5}".encode(), loaded=1)
    yield Case("a child of ten thousand letters", TEXT.replace("A1", "A" * 10_000).encode(), loaded=1)


def workbooks() -> Iterator[Case]:
    good = workbook([HEADINGS, list(ROW.values())])
    yield Case("a workbook", good, loaded=1, suffix="xlsx")
    dated = [*ROW.values()]
    dated[HEADINGS.index("start")], dated[HEADINGS.index("end")] = datetime(2016, 6, 7, 10), date(2016, 6, 8)
    yield Case("a workbook with real dates", workbook([HEADINGS, dated]), loaded=1, suffix="xlsx")
    titled = [["Missing", "children"], [], HEADINGS, list(ROW.values()), [], ["Total", 1]]
    yield Case("a workbook with a title and a total", workbook(titled), loaded=1, suffix="xlsx")
    yield Case("a workbook called csv", good, loaded=1)
    yield Case("a workbook cut off", good[: len(good) // 2], why="lacks the column|damaged|not a workbook")
    yield Case("an empty workbook", workbook([]), why="lacks the column", suffix="xlsx")
    yield from several_sheets(good, dated)
    yield from no_workbooks()
    yield Case("a zip that is no workbook", zipped({"a.txt": b"hello"}), why="not a workbook", suffix="xlsx")
    yield Case("a bomb", zipped({"xl/worksheets/sheet1.xml": b"\0" * 700_000_000}), why="unpack", suffix="xlsx")


def several_sheets(good: bytes, dated: list[object]) -> Iterator[Case]:
    first = [HEADINGS, list(ROW.values())]
    sheets = {"July": first, "August": [HEADINGS, [dated[0], "A2", *dated[2:]]]}
    yield Case("a workbook of two sheets", xlsx(sheets), loaded=2, suffix="xlsx")
    months = [HEADINGS, ["June 2016"], list(ROW.values()), ["Total", 1], HEADINGS, ["Note: x"], ["Oak House"]]
    yield Case("a workbook of months, totals and notes", workbook(months), loaded=1, suffix="xlsx")
    yield Case("one sheet with a slip", xlsx({"A": [HEADINGS, dated], "B": [HEADINGS[:-1], dated]}), loaded=1)
    error = with_part(good, SHEET, "</row></sheetData>", '<c r="N2" t="e"/></row></sheetData>')
    yield Case("an error without its name", error, loaded=1, suffix="xlsx")
    stray = '<row r="1000000"><c r="XFD1000000"><v>1</v></c></row></sheetData>'
    yield Case("a cell far out", with_part(good, SHEET, "</sheetData>", stray), why="million cells", suffix="xlsx")


def no_workbooks() -> Iterator[Case]:
    page = b"<html><table><tr><td>child</td></tr></table></html>"
    yield Case("a web page called xls", page, why="web page", suffix="xls")
    yield Case("a PDF", b"%PDF-1.4\n%\xe2\xe3", why="is a PDF", suffix="xls")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(300)
    yield Case("an old workbook cut off", old, why="not a workbook", suffix="xls")
    grow = zip("abcdefgh", "bcdefghi", strict=True)
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in grow)
    bomb = f"<!DOCTYPE x [{entities}]><x>&i;</x>".encode()
    yield Case("exploding entities", zipped({"xl/workbook.xml": bomb}), why="not a workbook", suffix="xlsx")


def workbook(rows: list[list[object]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def cases() -> list[Case]:
    """Every case, each with a name of its own."""
    return [*encodings(), *shapes(), *times(), *labels(), *workbooks()]
