"""The operational group's report of a month: exact for co-ordinators, and of published tables alone for the board."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pytest
from PIL import Image, ImageOps
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from analytics.cards.answer import answer
from analytics.cards.card import Card
from analytics.cards.headlines import Reading
from analytics.cards.themes import OVERVIEW
from analytics.model import Audience, Period, PeriodKind
from analytics.reports.monthly import CARDS, month_named, monthly_report, months_to_report, question_of, scope_of
from analytics.reports.quarterly import PeriodReport
from analytics.reports.quarterly_book import tables_in, workbook
from analytics.reports.quarterly_files import write_monthly
from analytics.reports.quarterly_pdf import pdf, preview
from analytics.reports.quarterly_word import word
from analytics.words.range_words import usual_words
from data.audit_log import Act, AuditLog
from data.errors import CannotReport
from data.snapshots import Store
from tests.analytics.reports.test_quarterly_report import of_few
from tests.analytics.reports.test_weekly_report import joined, text_of, word_text
from tests.data.builders import begun_with
from tests.released import SETTINGS, filled
from tests.released import rows as rows_loaded

PRODUCED = datetime(2026, 11, 22, 11, 45)
MONTH = "2026-09"
EDITIONS = (Audience.COORDINATOR, Audience.BOARD)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("loaded"))


def of(store: Store, audience: Audience, name: str = MONTH) -> PeriodReport:
    snapshot = store.live()
    return monthly_report(snapshot, SETTINGS, month_named(snapshot, audience, name), audience, PRODUCED)


def numbers_of(report: PeriodReport) -> dict[str, list[int | None]]:
    """Question -> the numbers of its rows."""
    return {
        item.question: [row.numerator for row in item.answer.table.rows]
        for section in report.sections
        for item in section.items
        if item.answer
    }


def sentences(report: PeriodReport) -> Iterator[str]:
    """Everything that is said in words, apart from what stands in pictures."""
    yield from (report.title, report.period, report.council, report.headline, report.circulation, report.marking)
    yield from (*report.asks, *report.notes, *report.gaps, report.ask_note, report.lacking)
    yield from (said for _, said in report.messages)
    for figure in report.figures:
        yield from (figure.title, figure.figure, figure.of, *figure.compared)
    for section in report.sections:
        for item in section.items:
            yield from (item.question, item.said, item.more, item.subtitle)


def fullness(page: bytes) -> float:
    """How far down a page there is anything above its foot, of one."""
    picture = Image.open(BytesIO(page)).convert("L")
    body = picture.crop((0, 0, picture.width, int(0.94 * picture.height)))
    _, _, _, lowest = ImageOps.invert(body).getbbox() or (0, 0, 0, 0)
    return lowest / picture.height


@pytest.mark.parametrize("audience", EDITIONS)
def test_it_has_two_pages_at_most_none_less_than_half_full_and_word_holds_all_of_it(store: Store, audience: Audience):
    report = of(store, audience)
    pages = PdfReader(BytesIO(pdf(report))).pages
    assert len(pages) <= 2
    assert [full for page in preview(report) if (full := fullness(page)) < 0.5] == []
    wanted = [said for said in sentences(report) if said]
    for text in (text_of(PdfReader(BytesIO(pdf(report)))), word_text(word(report))):
        assert [said for said in wanted if joined(said) not in joined(text)] == []
    for page in pages:
        assert report.marking in " ".join(page.extract_text().split())


def test_a_co_ordinator_reads_what_the_rows_say_every_number_of_the_month(store: Store):
    september = [row for row in rows_loaded() if row["start"].startswith(MONTH)]
    report = of(store, Audience.COORDINATOR)
    figures = {figure.title: figure.figure for figure in report.figures}
    assert figures["Missing episodes"] == f"{len(september):,}"
    assert figures["Children missing"] == str(len({row["child"] for row in september}))
    by_setting = numbers_of(report)["Do children go missing from home or from care?"]
    assert by_setting[:2] == [sum(row["where"] == place for row in september) for place in ("care", "home")]
    assert "EXACT" in report.marking
    assert "operational group" in report.circulation


def test_the_board_reads_published_numbers_alone_and_what_it_lacks_is_said_once(store: Store):
    report, snapshot = of(store, Audience.BOARD), store.live()
    view = scope_of(snapshot, SETTINGS, month_named(snapshot, Audience.BOARD, MONTH), is_exact=False).view
    published = set(view.published.rows["numerator"].drop_nulls())
    met = numbers_of(report)
    assert {value for values in met.values() for value in values if value is not None} <= published
    assert {each.answer.period for section in report.sections for each in section.items if each.answer} == {view.period}
    indicators = scope_of(snapshot, SETTINGS, view.period, is_exact=False)
    lacking = [question for card in CARDS if (question := question_of(indicators, card)) not in met]
    assert "How were children triaged?" in lacking
    assert report.lacking.startswith("Not published by month")
    assert all(report.lacking.count(question) == 1 for question in lacking)
    assert "EXACT" not in report.marking


def test_the_boards_edition_is_made_of_the_published_file_alone(store: Store, tmp_path: Path):
    copied = Store(copytree(store.folder, tmp_path / "store"))
    for name in ("episodes.duckdb", "hashes.json"):
        (copied.snapshots()[-1].folder / name).unlink()
    assert numbers_of(of(copied, Audience.BOARD)) == numbers_of(of(store, Audience.BOARD))


@pytest.mark.parametrize("audience", EDITIONS)
@pytest.mark.parametrize("name", ["2026-10", "2026-13", "September", "../2026-09", "2019-01"])
def test_a_month_that_is_not_over_or_not_there_is_refused_and_says_which_there_is(
    store: Store, audience: Audience, name: str
):
    with pytest.raises(CannotReport, match=r"The newest is 2026-\d\d .* the oldest 2024-04"):
        month_named(store.live(), audience, name)


def test_a_leap_day_belongs_to_its_february(tmp_path: Path):
    store = begun_with(
        tmp_path,
        {"id": "1", "dob": "2008-01-01", "start": "2016-02-29 23:00", "end": "2016-03-01 01:00"},
        {"id": "2", "dob": "2008-01-01", "start": "2016-03-01 00:00", "end": "2016-03-01 01:00"},
        {"id": "3", "dob": "2008-01-01", "start": "2016-12-01 00:00", "end": "2016-12-01 01:00"},
    )
    assert months_to_report(store.live(), Audience.COORDINATOR)[-1] == Period(
        date(2016, 2, 1), date(2016, 3, 1), PeriodKind.MONTH
    )
    report = of(store, Audience.COORDINATOR, "2016-02")
    assert report.period == "February 2016"
    assert {figure.title: figure.figure for figure in report.figures}["Missing episodes"] == "1"


@pytest.mark.parametrize("children", [4, 50])
def test_few_children_make_a_report_too(tmp_path: Path, children: int):
    store = of_few(tmp_path, children)
    report = of(store, Audience.COORDINATOR, "")
    assert 1 <= len(PdfReader(BytesIO(pdf(report))).pages) <= 2
    assert word(report)
    assert workbook(report)


def test_a_board_that_is_shown_no_month_is_told_why(tmp_path: Path):
    with pytest.raises(CannotReport, match="No month that is over is published to the board"):
        of(of_few(tmp_path, 4), Audience.BOARD, "")


def test_the_workbook_has_a_sheet_for_each_table(store: Store):
    report = of(store, Audience.BOARD)
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(report)))
    assert len(book.sheet_names) == 1 + len(tables_in(report))
    about = [str(cell) for line in book.get_sheet_by_name("About").to_python() for cell in line]
    assert report.lacking in about


@pytest.mark.parametrize(("audience", "ends"), [(Audience.COORDINATOR, "-exact"), (Audience.BOARD, "")])
def test_files_are_named_after_the_month_and_edition_and_told_to_the_log(
    store: Store, tmp_path: Path, audience: Audience, ends: str
):
    copied = Store(copytree(store.folder, tmp_path / "store"))
    files = write_monthly(copied, copied.live(), SETTINGS, MONTH, tmp_path, audience=audience)
    assert [file.name for file in files] == [f"monthly-{MONTH}{ends}.{kind}" for kind in ("pdf", "docx", "xlsx")]
    *_, last = AuditLog(copied).found([Act.EXPORT])
    assert (last.what["report"], last.what["month"]) == ("monthly", f"{MONTH}{ends}")


def test_what_a_line_says_of_its_month_is_what_leads_the_report(store: Store):
    """Kind of fault: "within its usual range" at the head of a paper, "below its normal range" under its line."""
    snapshot, verdicts = store.live(), []
    for month in months_to_report(snapshot, Audience.COORDINATOR)[:18]:
        scope = scope_of(snapshot, SETTINGS, month, is_exact=True)
        for tile in OVERVIEW:
            read = Reading(scope, tile)
            if tile.category or read.latest is None:
                continue
            line = answer(scope, Card(tile.slug, tile.unit, over_time=True))
            verdicts.append(read.is_unusual)
            assert bool(line.unusual) == read.is_unusual
            usual = usual_words(read.latest, read.normal, read.place or 0)
            assert read.latest.run or usual in line.standing
            assert line.chart
            assert (line.chart.bands[-1].low, line.chart.bands[-1].high) == (
                read.latest.expected.lower,
                read.latest.expected.upper,
            )
            assert any(mark.is_beyond for mark in line.chart.marks[-1:]) == (read.is_unusual and not read.latest.run)
    assert {True, False} == set(verdicts)
