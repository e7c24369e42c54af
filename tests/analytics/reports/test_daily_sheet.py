"""The daily sheet says what the page Now says, of today, on one page or two; and whoever makes it is logged."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

import cli
from analytics.casework.by_hand.marks import utc_of
from analytics.casework.rows import reference
from analytics.reports.daily import children_of, daily_sheet
from analytics.reports.daily_files import pdf
from data.audit_log import Act, AuditLog
from data.casebook import Casebook, Entry, Kind
from data.snapshots import Store
from tests.analytics.reports.test_weekly_report import joined, told
from tests.between import ANNA, HE, MONDAY, SHE, a_friday, at_clock, boy_back, file_of, girl_gone, pseudonym, week_of
from tests.stories import AS_OF, a_week_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The Friday's file, on Monday morning, with the weekend's marks."""
    at_clock(monkeypatch, MONDAY)
    result = a_friday(tmp_path)
    boy_back(result)
    girl_gone(result)
    return result


def act(store: Store, text: str, due: date | None, child: str = "") -> None:
    entry = Entry(Kind.ACTION, date(2016, 11, 27), text, child, owner="Team manager", due=due)
    Casebook(store).add(entry, ANNA, utc_of(MONDAY))


def made(store: Store, now: datetime = MONDAY) -> PdfReader:
    return PdfReader(BytesIO(pdf(daily_sheet(week_of(store), now))))


def test_it_says_who_is_missing_and_back_and_what_is_by_hand(store: Store):
    sheet = daily_sheet(week_of(store), MONDAY)
    assert set(sheet.missing.columns["Child"]) == {reference(SHE), reference(pseudonym("PERSON-1003"))}
    place = sheet.missing.columns["Child"].index(reference(SHE))
    cells = {name: column[place].replace("\N{NO-BREAK SPACE}", " ") for name, column in sheet.missing.columns.items()}
    assert cells["Since"] == "Sun 27 Nov, 20:00 (by hand)"
    assert cells["For"] == "12 h"
    assert cells["Risk"] == "Police high"
    assert sheet.day == "Monday 28 November 2016"
    assert "2 marks by" in sheet.by_hand
    assert "(by\N{NO-BREAK SPACE}hand)" in sheet.notes


def test_a_limit_that_has_passed_stands_behind_the_hours(store: Store):
    sheet = daily_sheet(week_of(store), MONDAY)
    place = sheet.missing.columns["Child"].index(reference(pseudonym("PERSON-1003")))
    assert sheet.missing.columns["For"][place].replace("\N{NO-BREAK SPACE}", " ") == "4 days 12 h, over 72 h"


def test_a_monday_hears_of_the_weekend_and_a_tuesday_of_monday_alone(store: Store, monkeypatch: pytest.MonkeyPatch):
    assert daily_sheet(week_of(store), MONDAY).returned.columns["Child"] == [reference(HE)]
    tuesday = MONDAY + timedelta(days=1)
    at_clock(monkeypatch, tuesday)
    assert daily_sheet(week_of(store), tuesday).returned.columns == {}


@pytest.mark.parametrize(("days", "is_on_it"), [(-1, True), (0, True), (1, False)])
def test_actions_due_today_or_before_are_on_it_by_the_clock(store: Store, days: int, is_on_it: bool):
    act(store, "Visit the home", MONDAY.date() + timedelta(days=days))
    act(store, "Of no day", None)
    result = daily_sheet(week_of(store), MONDAY).actions
    assert (result.columns.get("Action", []) == ["Visit the home"]) is is_on_it
    assert ("Of no day" in str(result)) is False


def test_an_action_that_is_done_is_not_on_it(store: Store):
    act(store, "Visit the home", MONDAY.date())
    number = str(Casebook(store).entries()[-1].number)
    Casebook(store).add(Entry(Kind.DONE, date(2016, 11, 27), "Held", about=number), ANNA, utc_of(MONDAY))
    assert daily_sheet(week_of(store), MONDAY).actions.columns == {}


def test_what_is_to_be_looked_at_is_what_the_records_cannot_tell(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    later = datetime(2016, 12, 3, 7, 0)
    at_clock(monkeypatch, later)
    file_of(tmp_path, later, {"id": "O1", "child": "PERSON-1003", "start": "2016-11-23 20:00", "end": ""})
    text = " ".join(daily_sheet(week_of(store), later).unknown)
    assert f"{reference(SHE)}, marked by hand" in text
    assert "No file confirms it" in text


def test_whoever_is_on_it_is_named_to_the_log(store: Store):
    other = pseudonym("PERSON-1003")
    act(store, "Visit", MONDAY.date(), HE)
    assert set(children_of(week_of(store), MONDAY.date())) >= {SHE, HE, other}


def test_every_word_of_it_is_in_the_pdf(store: Store):
    act(store, "Visit the home", MONDAY.date())
    sheet = daily_sheet(week_of(store), MONDAY)
    printed = joined(" ".join(page.extract_text() for page in made(store).pages))
    assert [item for item in told(sheet) if item and joined(item) not in printed and item != sheet.title] == []


def test_nobody_who_is_missing_is_left_out_however_many_there_are(tmp_path: Path):
    week = week_of(a_week_store(tmp_path, 200))
    printed = joined(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf(daily_sheet(week, AS_OF)))).pages))
    assert len(week.missing) > 30
    assert [child.child_id for child in week.missing if reference(child.child_id) not in printed] == []


@pytest.mark.parametrize("many", [0, 2, 50, 200])
def test_it_has_one_page_or_two_and_neither_is_half_empty(tmp_path: Path, many: int):
    week = week_of(a_week_store(tmp_path, many))
    pdf_reader = PdfReader(BytesIO(pdf(daily_sheet(week, AS_OF))))
    texts = [page.extract_text() for page in pdf_reader.pages]
    assert len(texts) <= 2
    # Either the words go on, or there is room to write on.
    assert len(texts) == 1 or len(texts[1].splitlines()) > 20 or "Decided at the meeting" in texts[1]


def test_the_command_writes_it_and_logs_it_first(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_STORE", str(store.folder))
    monkeypatch.delenv("MISSING_SETTINGS", raising=False)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["report", "daily", "--out", str(tmp_path)])
    assert (done.exit_code, Path(done.stdout.strip()).name) == (0, "daily-2016-11-28.pdf")
    assert (tmp_path / "daily-2016-11-28.pdf").read_bytes().startswith(b"%PDF")
    (line,) = AuditLog(store).found([Act.EXPORT], child=SHE)
    assert (line.purpose, line.what["report"], line.what["day"]) == ("daily meeting", "daily", "2016-11-28")
