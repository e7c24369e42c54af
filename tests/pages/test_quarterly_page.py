"""The sub-group's report on its page: the board's figures, whoever reads it, and each download told to the log."""

from datetime import date

import pytest

from analytics.model import Audience
from analytics.releases.remarks import let_others_read, standing
from analytics.reports.monthly import month_named, monthly_report
from analytics.reports.quarterly import quarter_named, quarterly_report
from data.audit_log import Actor
from data.formats.dates import local_now
from data.remarks import shown_remarks
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.pages.opened import opened, press, said_first, words
from tests.released import filled

PAGE = "board/report.py"
VOLUME = "board/volume.py"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("quarter"))


@pytest.mark.parametrize("audience", ["board", "coordinator"])
def test_both_readers_read_the_same_figures_which_are_the_board_s(
    store: Store, monkeypatch: pytest.MonkeyPatch, audience: str
):
    page = opened(monkeypatch, audience, PAGE)
    assert not page.exception
    snapshot = store.live()
    report = quarterly_report(snapshot, demonstration_settings(), quarter_named(snapshot, ""), local_now())
    assert [metric.value for metric in page.metric] == [figure.figure for figure in report.figures]
    text = words(page)
    assert [message for _, message in report.messages if message not in text] == []
    assert report.messages
    assert [ask for ask in report.asks if ask not in text] == []
    assert ("whoever reads it here" in text) is (audience == "coordinator")
    assert len(page.get("download_button")) == 3


@pytest.mark.usefixtures("store")
def test_an_earlier_quarter_may_be_chosen_and_no_other(monkeypatch: pytest.MonkeyPatch):
    before = opened(monkeypatch, "board", PAGE, quarter="April to June 2026")
    assert "April to June 2026" in said_first(before)
    typed = opened(monkeypatch, "board", PAGE, quarter="October to December 2026")
    assert "July to September 2026" in said_first(typed)


@pytest.mark.usefixtures("store")
def test_the_printed_pages_are_shown_when_asked_for(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "board", PAGE)
    assert "Page 1" not in words(page)
    shown = page.toggle[0].set_value(True).run()
    assert not shown.exception
    text = words(shown)
    assert all(f"Page {place} as it is printed" in text for place in range(1, 5))


@pytest.mark.usefixtures("store")
def test_the_committee_gets_none_of_it(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "scrutiny", PAGE)
    assert "is not for the" in str(page.exception[0].message)
    assert not page.get("download_button")


MONTHLY = "board/monthly.py"


@pytest.mark.parametrize("audience", ["board", "coordinator"])
def test_each_reader_has_the_edition_of_the_month_that_is_theirs(
    store: Store, monkeypatch: pytest.MonkeyPatch, audience: str
):
    page = opened(monkeypatch, audience, MONTHLY, month="August 2026")
    assert not page.exception
    snapshot = store.live()
    month = month_named(snapshot, Audience(audience), "2026-08")
    report = monthly_report(snapshot, demonstration_settings(), month, Audience(audience), local_now())
    assert [metric.value for metric in page.metric] == [figure.figure for figure in report.figures]
    text = words(page)
    assert ("EXACT FIGURES" in text) is (audience == "coordinator")
    assert ("Not published by month" in text) is (audience == "board")
    assert len(page.get("download_button")) == 3


@pytest.mark.usefixtures("store")
def test_a_co_ordinator_may_look_at_the_boards_edition_and_no_board_at_the_exact_one(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "coordinator", MONTHLY, edition="As published to the board")
    assert not page.exception
    assert "EXACT FIGURES" not in words(page)
    typed = opened(monkeypatch, "board", MONTHLY, edition="Exact, for co-ordinators")
    assert "EXACT FIGURES" not in words(typed)


@pytest.mark.usefixtures("store")
def test_the_committee_gets_no_monthly_report(monkeypatch: pytest.MonkeyPatch):
    page = opened(monkeypatch, "scrutiny", MONTHLY)
    assert "is not for the" in str(page.exception[0].message)


def test_notes_and_commentary_are_written_on_pages_and_read_by_a_board_once_they_are_let_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    page = opened(monkeypatch, "coordinator", VOLUME)
    page.text_input(key="note-text-0").set_value("the police count otherwise")
    page = press(page, "Write down")
    # What was typed stays where something is amiss.
    assert "one that has come" in page.error[0].value
    assert page.text_input(key="note-text-0").value == "the police count otherwise"
    page.date_input(key="note-day-0").set_value(date(2026, 8, 12))
    page = press(page, "Write down")
    assert not page.exception
    assert "A: from 12 August 2026, the police count otherwise." in words(page)
    page = opened(monkeypatch, "coordinator", PAGE)
    page.text_input(key="commentary-speaker-0").set_value("Chair of the sub-group")
    page.text_area(key="commentary-text-0").set_value("We asked why.\n\nA second worker starts.")
    page = press(page, "Keep it")
    assert not page.exception
    assert "A second worker starts." in words(page)
    # Of the council's own records whoever wrote it cannot let it out: the form is not there.
    assert "Let others read it" not in [button.label for button in page.button]
    told = words(opened(monkeypatch, "board", PAGE)) + words(opened(monkeypatch, "board", VOLUME))
    assert not any(said in told for said in ("second worker", "count otherwise", "Notes on a date"))
    assert shown_remarks(store) == ()
    second, settings = Actor("Somebody else", "coordinator"), demonstration_settings()
    for each in standing(store):
        role = settings.releases.approvers[0]
        let_others_read(store, each.number, second, role, settings=settings, today=date(2026, 11, 22))
    before = sorted((path, path.stat().st_mtime_ns) for path in store.folder.rglob("*") if path.is_file())
    report = words(opened(monkeypatch, "board", PAGE))
    assert "Chair of the sub-group, " in report
    assert "A second worker starts." in report
    assert "A: from 12 August 2026, the police count otherwise." in words(opened(monkeypatch, "board", VOLUME))
    # A board's process writes nothing.
    assert sorted((path, path.stat().st_mtime_ns) for path in store.folder.rglob("*") if path.is_file()) == before
