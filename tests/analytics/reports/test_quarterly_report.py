"""The sub-group's report: what the board may read of a quarter, the same in PDF, Word and workbook, tagged."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import docx
import polars as pl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from analytics.cards.answer import Answer, answer
from analytics.cards.card import Card, Scope
from analytics.cards.headlines import HeadlineFigure
from analytics.cards.themes import OVERVIEW
from analytics.disclosure.published import Shown
from analytics.maps.board_hotspot_words import QUESTIONS as HOTSPOT_QUESTIONS
from analytics.measuring.breakdowns import CATEGORY
from analytics.refresh import publish_draft
from analytics.reports import quarterly
from analytics.reports.quarterly import (
    NORMAL_UNKNOWN,
    NOTHING_UNUSUAL,
    QUESTIONS,
    PeriodReport,
    asks_of,
    key_of,
    marking_of,
    quarter_named,
    quarterly_report,
)
from analytics.reports.quarterly_book import lines_of, name_of, said_above, tables_in, workbook
from analytics.reports.quarterly_files import write_quarterly
from analytics.reports.quarterly_pdf import pdf, pictures_in, preview
from analytics.reports.quarterly_word import word
from data.audit_log import Act, AuditLog
from data.errors import CannotReport
from data.snapshots import Snapshot, Store
from tests.analytics.reports.test_weekly_report import joined, structure, text_of, word_text
from tests.builders import through_the_gate
from tests.data.builders import a_store
from tests.released import EPISODES_IN_THE_QUARTER, QUARTER, SETTINGS, filled
from tests.stories import a_week_store

PRODUCED = datetime(2026, 11, 22, 11, 45)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("loaded"))


def of(store: Store, name: str = "") -> PeriodReport:
    snapshot = store.live()
    return quarterly_report(snapshot, SETTINGS, quarter_named(snapshot, name), PRODUCED)


@pytest.fixture(scope="module")
def report(store: Store) -> PeriodReport:
    return of(store)


@pytest.fixture(scope="module")
def made(report: PeriodReport) -> PdfReader:
    return PdfReader(BytesIO(pdf(report)))


def sentences(report: PeriodReport) -> Iterator[str]:
    """Everything that is said in words, apart from what stands in pictures."""
    yield from (report.title, report.period, report.council, report.headline, report.circulation, report.marking)
    yield from (*report.asks, *report.notes, *report.gaps, report.ask_note)
    yield from (said for _, said in report.messages)
    for figure in report.figures:
        yield from (figure.title, figure.figure, figure.of, *figure.compared)
    for section in (*report.sections, report.about_data):
        yield from (section.title, section.message, section.advice)
        for item in section.items:
            yield from (item.question, item.said, item.more, item.subtitle)
            if not item.chart:
                yield from (cell for cells in item.grid.columns.values() for cell in cells)
    for title, parts in report.meanings.items():
        yield from (title, *parts.values())


def published_rows(snapshot: Snapshot, report: PeriodReport) -> pl.DataFrame:
    """Every row that the board may read."""
    view = quarterly.board_view(snapshot, SETTINGS, quarter_named(snapshot, report.name), quarterly.Part())
    return view.published.rows


def test_it_is_made_of_the_published_file_alone(store: Store, tmp_path: Path, report: PeriodReport):
    """There is no exact figure to be had where the exact facts are not."""
    copied = Store(copytree(store.folder, tmp_path / "store"))
    for name in ("episodes.duckdb", "hashes.json"):
        (copied.snapshots()[-1].folder / name).unlink()
    again = of(copied)
    assert [section.message for section in again.sections] == [section.message for section in report.sections]
    assert workbook(again)


def test_the_pdf_and_word_hold_every_word_of_it(report: PeriodReport, made: PdfReader):
    wanted = [sentence for sentence in sentences(report) if sentence]
    assert len(wanted) > 200
    for text in (text_of(made), word_text(word(report))):
        assert [item for item in wanted if joined(item) not in joined(text)] == []


def test_every_number_of_the_workbook_is_published_and_what_is_hidden_is_empty(store: Store, report: PeriodReport):
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(report)))
    rows = published_rows(store.live(), report)
    numbers, hidden = {*rows["numerator"].drop_nulls(), *rows["denominator"].drop_nulls()}, 0
    tables = tables_in(report)
    assert book.sheet_names == ["About", *(name_of(number) for number in range(1, len(tables) + 1))]
    for number, (_, item, shown) in enumerate(tables, start=1):
        lines = book.get_sheet_by_name(name_of(number)).to_python()
        head = next(place for place, line in enumerate(lines) if line[0] == "Period")
        assert lines[0][0] == item.question
        below = [dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]]
        for name, values in (
            ("Number", [row.numerator for row in shown.rows]),
            ("Of", [row.denominator for row in shown.rows]),
        ):
            assert [line[name] for line in below] == ["" if value is None else value for value in values]
        assert {line["Number"] for line in below} - {""} <= numbers
        hidden += sum(line["Shown as"] == "hidden" and line["Number"] == "" for line in below)
    assert hidden > 0
    assert f"{EPISODES_IN_THE_QUARTER:,}" in report.headline


def test_every_sheet_is_printed_with_its_marking(report: PeriodReport):
    with ZipFile(BytesIO(workbook(replace(report, marking="OFFICIAL & SENSITIVE")))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert len(sheets) >= 15
    assert all("COFFICIAL &amp;&amp; SENSITIVE" in sheet for sheet in sheets)


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(report: PeriodReport):
    planted = replace(report, council="=1+1", circulation="http://example.org")
    content = BytesIO(workbook(planted))
    about = CalamineWorkbook.from_filelike(content).get_sheet_by_name("About").to_python()
    cells = {str(cell).removeprefix("MADE-UP DATA: ") for line in about for cell in line}
    assert {"=1+1", "http://example.org"} <= cells
    with ZipFile(content) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels")))
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets


def test_it_is_at_most_twelve_pages_each_with_its_marking_and_of_what_it_was_made(
    report: PeriodReport, made: PdfReader
):
    assert len(made.pages) <= 12
    for place, page in enumerate(made.pages, start=1):
        text = " ".join(page.extract_text().split())
        assert text.count(report.marking) >= 2
        assert f"Produced {report.produced}. Data to {report.data_to}. Snapshot {report.snapshot}." in text
        assert f"Page {place} of {len(made.pages)}" in text


def test_the_pdf_is_tagged_and_every_picture_has_words(report: PeriodReport, made: PdfReader):
    root = made.trailer["/Root"]
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    tags = list(structure(root["/StructTreeRoot"]))
    alts = [str(each["/Alt"]) for each in tags if each.get("/S") == "/Figure"]
    assert sorted(joined(alt) for alt in alts) == sorted(joined(chart.alt) for chart, _ in pictures_in(report).values())
    levels = [int(kind[2]) for each in tags if re.fullmatch(r"/H\d", kind := str(each.get("/S")))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_word_has_heads_of_tables_and_alternative_texts(report: PeriodReport):
    document = docx.Document(BytesIO(word(report)))
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == [chart.alt for chart, _ in pictures_in(report).values()]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)


def test_the_preview_is_the_same_pages(report: PeriodReport, made: PdfReader):
    assert [page[:4] for page in preview(report)] == [b"\x89PNG"] * len(made.pages)


def test_no_two_copies_are_the_same_bytes_so_that_no_address_of_one_can_be_guessed(report: PeriodReport):
    assert all(make(report) != make(report) for make in (pdf, word, workbook))


def test_absences_are_never_called_missing_episodes(report: PeriodReport):
    card = Card("missing-episodes", by=CATEGORY, groups=("absent",), over_time=True)
    _, item, episodes = tables_in(report)[0]
    absences = replace(episodes, card=card)
    text = f"{said_above(replace(item, question='', said='', more=''), absences)} {lines_of(absences)[0]}"
    assert "Absences that start in the period" in text
    assert "'Absences', 'Number'" in text
    assert "issing episode" not in text
    assert key_of(absences) != key_of(episodes)


@pytest.mark.parametrize(
    ("unusual", "known", "said"),
    [
        ({"interview-in-time"}, True, (f"Interviews in time, normal range 1 to 3: {QUESTIONS['interview-in-time']}",)),
        (set(), True, (NOTHING_UNUSUAL,)),
        (set(), False, (NORMAL_UNKNOWN,)),
    ],
)
def test_a_figure_that_is_not_normal_leads_to_a_question_and_no_other_does(
    unusual: set[str], known: bool, said: tuple[str, ...]
):
    standing = "normal range 1 to 3" if known else ""
    figures = [HeadlineFigure(tile.title, "1", standing=standing, is_unusual=tile.slug in unusual) for tile in OVERVIEW]
    assert asks_of(figures, [], []) == said


def test_a_series_that_is_not_normal_is_asked_about_once_and_a_gap_always(report: PeriodReport):
    series = next(
        item for section in report.sections for item in section.items if item.question.startswith("How many times")
    )
    odd = replace(series, unusual="Above its normal range: 309 in June 2024.")
    normal = [HeadlineFigure(tile.title, "1", standing="normal range 1 to 3") for tile in OVERVIEW]
    beyond = [replace(figure, is_unusual=figure.title == "Missing episodes") for figure in normal]
    gap = "Social care supplied no missing episodes for February 2025."
    of_series, of_gap = asks_of(normal, [odd], [gap])
    assert of_series == f"Missing episodes. {odd.unusual} {QUESTIONS['missing-episodes']}"
    assert of_gap.startswith(gap)
    assert len(asks_of(beyond, [odd], [])) == 1


def test_every_headline_figure_has_its_question():
    assert set(QUESTIONS) == {tile.slug for tile in OVERVIEW}


def of_few(folder: Path, children: int) -> Store:
    """A store of so many children, published."""
    return a_week_store(folder, children, finish=partial(publish_draft, store=a_store(folder), settings=SETTINGS))


def test_a_board_that_is_shown_no_table_has_no_report_and_is_told_why(tmp_path: Path):
    with pytest.raises(CannotReport, match="too few children"):
        of(of_few(tmp_path, 2))


def test_a_store_that_hides_nearly_everything_makes_a_report_of_it_all_the_same(tmp_path: Path):
    report = of(of_few(tmp_path, 50))
    assert report.asks == (NORMAL_UNKNOWN,)
    assert "hidden" in text_of(PdfReader(BytesIO(pdf(report))))
    assert word(report)
    assert workbook(report)


def test_an_earlier_quarter_is_reported_as_it_was(store: Store):
    before = of(store, "2026-27-Q1")
    assert before.period == "April to June 2026"
    assert "April to June 2026" in before.headline


def test_hotspots_stand_only_in_a_quarter_whose_last_year_they_are_of(store: Store):
    """They are published for the newest year alone."""
    questions = [
        {item.question for section in of(store, name).sections for item in section.items} for name in ("", "2025-26-Q1")
    ]
    assert set(HOTSPOT_QUESTIONS.values()) <= questions[0]
    assert not set(HOTSPOT_QUESTIONS.values()) & questions[1]


def test_a_look_back_of_less_than_it_says_is_left_out(store: Store):
    """The store begins in April 2024: twelve months are known at the end of March 2025, and not before."""
    shown = [
        {item.answer.table.slug for section in of(store, name).sections for item in section.items if item.answer}
        for name in ("2024-25-Q3", "2024-25-Q4")
    ]
    assert "repeat-bands" not in shown[0]
    assert "repeat-bands" in shown[1]


def test_what_was_not_supplied_is_said_once_and_has_no_table(store: Store, monkeypatch: pytest.MonkeyPatch):
    def nobody_spoke(scope: Scope, card: Card) -> Answer:
        answered = answer(scope, card)
        rows = tuple(
            replace(row, numerator=None, denominator=None, share=None, shown=Shown.NOT_SUPPLIED)
            for row in answered.table.rows
        )
        return replace(answered, table=replace(answered.table, rows=rows))

    monkeypatch.setattr(quarterly, "answer", nobody_spoke)
    report = of(store)
    assert not any(item.answer for section in report.sections for item in section.items)
    assert "A month was not supplied, so there is no number for: " in quarterly.section(*asked_for(store)).advice


def asked_for(store: Store) -> tuple[Scope, date, quarterly.Theme, tuple[Card, ...]]:
    """The first subject of the newest quarter."""
    snapshot = store.live()
    view = quarterly.board_view(snapshot, SETTINGS, quarter_named(snapshot, ""), quarterly.Part())
    indicators = quarterly.indicators(SETTINGS)
    return Scope(view, indicators, SETTINGS), view.period.start, *quarterly.SECTIONS[1]


def test_exact_figures_are_marked_on_every_page_where_they_were_published_so(store: Store):
    """Not where the settings say so by now: the file is what it was made as."""
    published = asked_for(store)[0].view.published
    exact = through_the_gate(published.rows.with_columns(shown=pl.lit(Shown.EXACT.value)))
    assert "EXACT" in marking_of(SETTINGS, exact)
    assert "EXACT" not in marking_of(SETTINGS, published)


def test_what_stands_for_a_few_is_what_the_file_hides_whatever_the_settings_say_by_now(store: Store):
    snapshot = store.live()
    lower = SETTINGS.model_copy(update={"disclosure": SETTINGS.disclosure.model_copy(update={"hide_up_to": 2})})
    report = quarterly_report(snapshot, lower, quarter_named(snapshot, ""), PRODUCED)
    assert "fewer than 3" not in repr(report)


@pytest.mark.parametrize("name", ["2026-27-Q3", "2026-27", "../2026-27-Q2", "2019-20-Q1"])
def test_a_quarter_that_is_not_over_or_not_published_is_refused_and_says_which_there_is(store: Store, name: str):
    with pytest.raises(CannotReport, match=f"The newest is {QUARTER} .July to September 2026., the oldest 2024-25-Q1"):
        quarter_named(store.live(), name)


def test_a_quarter_may_be_written_small(store: Store):
    assert quarter_named(store.live(), QUARTER.lower()) == quarter_named(store.live(), QUARTER)


def test_a_store_without_a_quarter_that_is_over_says_so(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(quarterly, "published_periods", lambda *_: [])
    with pytest.raises(CannotReport, match="No quarter"):
        quarter_named(store.live(), "")


def test_the_files_are_for_their_owner_alone_named_after_the_quarter_and_told_to_the_log(store: Store, tmp_path: Path):
    copied = Store(copytree(store.folder, tmp_path / "store"))
    files = write_quarterly(copied, copied.live(), SETTINGS, "", tmp_path)
    assert [file.name for file in files] == [f"quarterly-{QUARTER}.{kind}" for kind in ("pdf", "docx", "xlsx")]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    *_, last = AuditLog(copied).found([Act.EXPORT])
    assert (last.what["report"], last.what["quarter"]) == ("quarterly", QUARTER)
