"""The weekly report: the same numbers in PDF, Word and on the page; three pages, whatever the week; tagged."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from analytics.casework.rows import end_of
from analytics.casework.week import Week, the_week
from analytics.charts.chart import Chart
from analytics.charts.chart import Kind as ChartKind
from analytics.reports.grid import Grid
from analytics.reports.weekly import MOST_BEHIND, WeeklyReport, weekly_report
from analytics.reports.weekly_files import week_to_report, write_weekly
from analytics.reports.weekly_pdf import pdf, pictures_in, preview
from analytics.reports.weekly_word import word
from analytics.reports.word import PAGE_WIDTH, width_of, widths
from data.audit_log import Act, AuditLog
from data.casebook import LONGEST_TEXT, Casebook, Entry, Kind
from data.errors import CannotReport
from data.settings import Settings
from data.snapshots import Snapshot, Store
from tests.data.builders import a_mapping, a_store, load_files
from tests.stories import ANNA, AS_OF, MANY, SUNDAY, WEEK_MAPPING, a_row, a_week_store, pseudonym, stories, with_words

PRODUCED = datetime(2016, 12, 26, 8, 10)
SETTINGS = Settings()


@pytest.fixture(scope="module", params=MANY, ids=lambda many: f"{many} children")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A week of nobody, of two children, of fifty."""
    result = a_week_store(tmp_path_factory.mktemp("week"), request.param)
    return with_words(result, pseudonym("child-01")) if request.param else result


@pytest.fixture(scope="module")
def report(store: Store) -> WeeklyReport:
    return weekly_report(week_of(store), PRODUCED)


@pytest.fixture(scope="module")
def made(report: WeeklyReport) -> PdfReader:
    return PdfReader(BytesIO(pdf(report)))


def live(store: Store) -> Snapshot:
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


def week_of(store: Store, settings: Settings = SETTINGS) -> Week:
    return the_week(store, live(store), settings, end_of(SUNDAY))


def told(value: object) -> Iterator[str]:
    """Every text that the report holds, in whichever part."""
    if isinstance(value, str):
        yield value
    else:
        for part in parts_of(value):
            yield from told(part)


def parts_of(value: object) -> list[object]:
    """What a part of the report is made of. A strip has no words at its marks: its alternative text has their times."""
    if isinstance(value, Chart):
        marks = [text for mark in value.marks for text in (mark.label, mark.text)]
        return [] if value.kind is ChartKind.STRIP else [value.title, value.subtitle, *marks]
    if isinstance(value, Grid):
        return [
            value.caption,
            *value.columns,
            *(cell for cells in value.columns.values() for cell in cells),
            value.more,
        ]
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, dict):
        return [*value, *value.values()]
    return list(value) if isinstance(value, tuple) else []


def joined(text: str) -> str:
    """The text without spaces: lines break where they like."""
    return re.sub(r"[\s\u00ad]+", "", text)


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.:]*\d|\d", text))


def text_of(made: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in made.pages)


def word_text(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    section = document.sections[0]
    around = [paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *around])


def words_at_marks(report: WeeklyReport) -> set[str]:
    """Words that stand in pictures: in the PDF they are its text too, in Word they are in the alternative texts."""
    charts = (report.trend, report.durations, report.interviews)
    return {text for chart in charts for mark in chart.marks for text in (mark.label, mark.text)}


def filled(pages: Sequence[bytes]) -> list[float]:
    """How far down each page its last line stands, between the marking above and the line below."""
    return [filled_part(Image.open(BytesIO(page)).convert("L")) for page in pages]


def filled_part(page: Image.Image) -> float:
    body = page.crop((0, round(page.height * 0.06), page.width, round(page.height * 0.945)))
    box = body.point(lambda grey: 255 * (grey < 200)).getbbox()
    return box[3] / body.height if box else 0.0


def test_it_has_three_pages_at_most_and_none_of_them_half_empty(report: WeeklyReport, made: PdfReader):
    assert len(made.pages) <= 3
    assert min(filled(preview(report))) > 0.6


@pytest.mark.parametrize("many", [1, 3, 4, 8])
def test_few_children_leave_no_page_half_empty(tmp_path: Path, many: int):
    pages = filled(preview(weekly_report(week_of(a_week_store(tmp_path, many)), PRODUCED)))
    assert len(pages) <= 3
    assert min(pages) > 0.6


def many_missing(folder: Path, many: int) -> Store:
    """A week of eight children, and so many more who are all missing at its end."""
    random = Random(many)
    gone = [a_row(random, f"gone-{n:02}", AS_OF - timedelta(days=1.5 + n / 9)) for n in range(many)]
    still = [row | dict.fromkeys(("end", "outcome", "offered", "completed"), "") for row in gone]
    rows = [*stories(8), *still]
    folder.mkdir(exist_ok=True)
    file = folder / "police.csv"
    file.write_text("\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n")
    load_files(a_store(folder), [file], a_mapping(folder, WEEK_MAPPING))
    return a_store(folder)


@pytest.mark.parametrize("many", [12, 60])
def test_however_many_are_missing_at_once_all_are_counted_and_the_pages_stay_three(tmp_path: Path, many: int):
    week = week_of(many_missing(tmp_path, many))
    report = weekly_report(week, PRODUCED)
    children = {child.child_id for child in week.missing if child.category == "missing"}
    assert len(children) >= many
    assert f"{len(children)} children were missing" in report.headline
    behind = len(week.top.also_missing)
    assert f"{behind} behind it" in report.list_notes[0]
    more = behind - MOST_BEHIND
    assert more <= 0 or f"and {more} more, all on the page Now" in report.list_notes[0]
    pages = filled(preview(report))
    assert len(pages) == 3
    assert min(pages) > 0.6


def test_page_one_says_who_is_missing_why_what_changed_and_what_is_overdue(report: WeeklyReport, made: PdfReader):
    first = joined(made.pages[0].extract_text())
    said = [report.headline, *report.leads.values(), report.uncertain, *report.list_notes]
    assert [text for text in said if joined(text) not in first] == []
    assert [why for why in report.top.columns.get("Why", ()) if joined(why) not in first] == []
    assert "Overdue" in report.leads


def test_what_drives_a_change_is_on_page_one(tmp_path: Path):
    """A home from which nobody went for half a year, and twenty episodes began in the last week."""
    random, rows = Random(1), []
    for week in range(26):
        many = 24 if week == 0 else 4
        for number in range(many):
            started = AS_OF - timedelta(days=7 * week + 1.5 + number / 5)
            where = {"where": "care", "placement": "foster"} if week == 0 and number < 20 else {"where": "home"}
            rows.append(a_row(random, f"c{week}-{number}", started) | where)
    file = tmp_path / "police.csv"
    file.write_text("\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n")
    load_files(a_store(tmp_path), [file], a_mapping(tmp_path, WEEK_MAPPING))
    report = weekly_report(week_of(a_store(tmp_path)), PRODUCED)
    assert "stands out: 20 this week" in report.leads["This week"]
    made = PdfReader(BytesIO(pdf(report)))
    assert joined(report.leads["This week"]) in joined(made.pages[0].extract_text())
    assert report.leads["This week"] in word_text(word(report))


def test_refused_rows_are_named_by_file_with_what_to_do(tmp_path: Path):
    good = stories(2)
    bad = good[-1] | {"id": "bad", "start": "2016-12-21 10:00", "end": "2016-12-20 10:00"}
    unread = good[-1] | {"id": "worse", "start": "yesterday", "end": ""}
    file = tmp_path / "police.csv"
    file.write_text("\n".join([",".join(good[0]), *(",".join(row.values()) for row in (*good, bad, unread))]) + "\n")
    load_files(a_store(tmp_path), [file], a_mapping(tmp_path, WEEK_MAPPING))
    report = weekly_report(week_of(a_store(tmp_path)), PRODUCED)
    said = report.leads["Rows refused"]
    assert said.startswith("police.csv (police): 2 rows refused, 1 of them without an end that can be read.")
    assert "Take them from Rows to look at" in said
    assert joined(said) in joined(PdfReader(BytesIO(pdf(report))).pages[0].extract_text())


def test_actions_that_are_overdue_are_on_page_one(tmp_path: Path):
    result = a_week_store(tmp_path, 2)
    book, day = Casebook(result), SUNDAY - timedelta(days=10)
    for number in range(2):
        due = day + timedelta(days=number)
        book.add(
            Entry(Kind.ACTION, SUNDAY - timedelta(days=14), "Strategy meeting", pseudonym("child-01"), due=due), ANNA
        )
    assert "2 actions are overdue, the oldest since 15" in weekly_report(week_of(result), PRODUCED).leads["Overdue"]


def test_the_pdf_holds_every_word_of_the_report_and_no_other_number(report: WeeklyReport, made: PdfReader):
    text = text_of(made)
    every = [item for item in told(report) if item]
    pictured = words_at_marks(report)
    missing = [item for item in every if item not in pictured and joined(item) not in joined(text)]
    assert missing == []
    known = numbers(" ".join(every)) | numbers("Page 1 2 3 of 1 2 3")
    axes = {"0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100", "5", "15", "2", "4", "6", "8", "7"}
    limits = {number for band in report.trend.bands for number in numbers(band.name)}
    assert numbers(text) - known - axes - limits == set()


def test_word_holds_every_word_of_the_report_and_no_other_number(report: WeeklyReport):
    text = word_text(word(report))
    every = [item for item in told(report) if item]
    pictured = words_at_marks(report)
    assert [item for item in every if item not in pictured and joined(item) not in joined(text)] == []
    assert numbers(text) - numbers(" ".join(every)) - {"1"} == set()


def test_each_page_says_its_marking_when_it_was_made_of_what_and_which_page_it_is(
    report: WeeklyReport, made: PdfReader
):
    for place, page in enumerate(made.pages, start=1):
        text = " ".join(page.extract_text().split())
        assert text.count(report.marking) >= 2
        assert f"Produced {report.produced}. Data to {report.data_to}. Snapshot {report.snapshot}." in text
        assert f"Page {place} of {len(made.pages)}" in text


def test_the_pdf_is_tagged_titled_and_every_picture_has_words(report: WeeklyReport, made: PdfReader):
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert made.metadata is not None
    assert made.metadata.title == f"{report.title}, {report.week}"
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    alts = [str(each["/Alt"]) for each in structure(root["/StructTreeRoot"]) if each.get("/S") == "/Figure"]
    assert sorted(joined(alt) for alt in alts) == sorted(joined(chart.alt) for chart, _ in pictures_in(report).values())


def structure(element: object) -> Iterator[dict[str, object]]:
    """Every element of the tree of tags."""
    result = getattr(element, "get_object", lambda: element)()
    if isinstance(result, list):
        for each in result:
            yield from structure(each)
    elif isinstance(result, dict):
        yield result
        if "/K" in result:
            yield from structure(result["/K"])


def test_tables_have_heads_and_headings_follow_one_another(made: PdfReader, report: WeeklyReport):
    kinds = [str(each.get("/S")) for each in structure(made.trailer["/Root"]["/StructTreeRoot"])]
    every = (report.top, report.where, report.overdue, report.actions, report.minutes)
    tables = [grid for grid in every if grid and grid.columns]
    assert kinds.count("/Table") == len(tables)
    assert kinds.count("/TH") == sum(len(grid.columns) for grid in tables)
    levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_word_has_alternative_texts_heads_of_tables_and_its_language(report: WeeklyReport):
    document = docx.Document(BytesIO(word(report)))
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert sorted(described) == sorted(chart.alt for chart, _ in pictures_in(report).values())
    heads = [table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables]
    assert heads
    assert all(heads)
    assert document.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "en-GB"
    assert document.core_properties.title == f"{report.title}, {report.week}"


def test_headings_of_word_follow_one_another_and_no_table_stands_alone(report: WeeklyReport):
    document = docx.Document(BytesIO(word(report)))
    levels = [int(each.style.name[-1]) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in document.tables:
        assert table._tbl.getprevious().xpath("string(.)")


def test_no_word_of_a_table_is_torn_in_word():
    longest = "Longest episode of the year so far"
    grid = Grid(
        "Table",
        {"Child": ["0DDDCB70"], **{f"{n}. {longest}": ["11 days 6 h so far"] for n in range(7)}, "Why": [""]},
        "Why",
    )
    result = dict(zip(grid.columns, widths(grid), strict=True))
    assert sum(result.values()) == pytest.approx(PAGE_WIDTH)
    assert result["Child"] >= width_of("0DDDCB70")
    assert result[f"1. {longest}"] < width_of("11 days 6 h so far")


def test_the_same_report_is_made_within_three_seconds_once_warm(store: Store):
    before = time.process_time()
    content = pdf(weekly_report(week_of(store), PRODUCED))
    assert content.startswith(b"%PDF")
    assert time.process_time() - before < 3


def test_the_preview_is_the_same_pages(report: WeeklyReport, made: PdfReader):
    assert [page[:4] for page in preview(report)] == [b"\x89PNG"] * len(made.pages)


def test_the_longest_words_leave_it_at_three_pages(tmp_path: Path):
    result = a_week_store(tmp_path, 50)
    for number in range(8):
        with_words(result, pseudonym(f"child-{number:02}"), "x words of a meeting " * (LONGEST_TEXT // 30))
    report = weekly_report(week_of(result), PRODUCED)
    assert len(report.cards) == 6
    assert "more on the list" in report.top.more
    made = PdfReader(BytesIO(pdf(report)))
    assert len(made.pages) == 3
    assert joined(report.cards[-1].action) in joined(text_of(made))


def test_the_report_prints_the_last_meeting_with_what_became_of_it_once(tmp_path: Path):
    report = weekly_report(week_of(with_words(a_week_store(tmp_path, 2), pseudonym("child-01"))), PRODUCED)
    minutes = report.minutes
    assert minutes is not None
    assert minutes.caption.endswith("week ending 18 December 2016. Attended: Strategy meeting, police.")
    assert [column.replace("\N{NO-BREAK SPACE}", " ") for column in minutes.columns["What became of it"]] == [
        "Overdue since 18 Dec",
        "No action",
    ]
    assert report.actions.columns["Action"] == ["Strategy meeting last week"]
    assert "1 action is overdue since 18" in report.leads["Overdue"]
    for text in (text_of(PdfReader(BytesIO(pdf(report)))), "\n".join(words_of(report))):
        assert "Table 5: Minutes of the last meeting" in text.replace("\n", " ")
        assert "Strategy meeting decided" in text


def words_of(report: WeeklyReport) -> list[str]:
    """Every text of the Word document, in its paragraphs and cells."""
    document = docx.Document(BytesIO(word(report)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_without_minutes_the_report_has_no_table_of_them(tmp_path: Path):
    report = weekly_report(week_of(a_week_store(tmp_path, 2)), PRODUCED)
    assert report.minutes is None
    assert "Minutes" not in text_of(PdfReader(BytesIO(pdf(report))))


def test_an_empty_week_says_so_and_divides_by_nothing(tmp_path: Path):
    report = weekly_report(week_of(a_week_store(tmp_path, 0)), PRODUCED)
    assert report.headline.endswith("no child was missing.")
    assert report.leads["This week"].startswith("There were 0 missing episodes this week")
    assert report.top.more == "No child was missing in these days."
    assert [figure.figure for figure in report.figures] == ["0", "0", "0", "None due"]
    assert report.cards == ()
    assert report.overdue.more == "No interview is overdue."


def test_a_report_is_of_a_week_that_is_over_and_ends_on_a_sunday(tmp_path: Path):
    result = a_week_store(tmp_path, 2)
    for day, said in ((date(2016, 12, 24), "is a Saturday"), (date(2017, 1, 1), "is not over yet")):
        with pytest.raises(CannotReport, match=said):
            week_to_report(result, live(result), SETTINGS, day)


def test_files_are_written_for_their_owner_alone_and_told_to_the_log_with_whom_they_show(tmp_path: Path):
    result = a_week_store(tmp_path, 2)
    files = write_weekly(result, live(result), SETTINGS, SUNDAY, tmp_path, purpose="weekly meeting")
    assert [file.name for file in files] == ["weekly-2016-12-25.pdf", "weekly-2016-12-25.docx"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    (line,) = AuditLog(result).found([Act.EXPORT])
    assert (line.purpose, line.what["report"], line.what["week"]) == ("weekly meeting", "weekly", "2016-12-25")
    assert AuditLog(result).found([Act.EXPORT], child=pseudonym("child-01")) == [line]


def test_no_pseudonym_is_whole_in_the_report(made: PdfReader, store: Store):
    text = text_of(made)
    assert [child for child in week_of(store).every_child if child in text] == []


def test_letters_that_the_font_has_not_are_replaced_and_those_it_has_are_kept(tmp_path: Path):
    every = "".join(letter for code in range(0x20, 0x2200) if (letter := chr(code)).isprintable())
    result = with_words(a_week_store(tmp_path, 2), pseudonym("child-01"), "Café Łódź Ω Ж “q” € 日本 😀")
    report = replace(weekly_report(week_of(result), PRODUCED), council=every)
    text = text_of(PdfReader(BytesIO(pdf(report))))
    assert joined("Café Łódź Ω Ж “q” € ?? ?") in joined(text)


def test_no_two_copies_are_the_same_bytes_so_that_no_address_of_one_can_be_guessed(tmp_path: Path):
    report = weekly_report(week_of(a_week_store(tmp_path, 2)), PRODUCED)
    assert pdf(report) != pdf(report)
    assert word(report) != word(report)
