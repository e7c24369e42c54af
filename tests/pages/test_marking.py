"""A co-ordinator marks by hand on the page Now; what is refused is said beside the form; nobody else gets any of it."""

from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.casework.rows import reference
from analytics.refresh import publish_draft
from data.audit_log import Act, AuditLog
from data.casebook import Casebook, Entry, Kind
from data.erased import add_marks
from data.keys import child_mark
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.between import (
    ANNA,
    BOY,
    GIRL,
    HE,
    MONDAY,
    OTHER,
    SATURDAY,
    SHE,
    a_friday,
    at_clock,
    boy_back,
    file_of,
    girl_gone,
    pseudonym,
)
from tests.data.builders import a_store
from tests.pages.opened import opened, press, said_first, words

NOW = "coordinator/now.py"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The Friday's file."""
    folder = tmp_path_factory.mktemp("loaded")
    return a_friday(folder, finish=publishing(folder))


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday morning."""
    at_clock(monkeypatch, MONDAY)
    monkeypatch.setattr("pages.coordinator.parts.now.clock", lambda: MONDAY)


def publishing(folder: Path) -> partial[None]:
    """What a page needs a load to end with."""
    return partial(publish_draft, store=a_store(folder), settings=demonstration_settings())


def with_back(app: AppTest, child: str) -> AppTest:
    """The form of a child who came back."""
    pills = next(item for item in app.button_group if item.label == "Mark as back")
    return pills.set_value(reference(child)).run()


def field(app: AppTest, label: str, nth: int = 0):
    kinds = (app.text_input, app.selectbox, app.date_input, app.time_input, app.checkbox)
    return [item for kind in kinds for item in kind if item.label == label][nth]


def entries(store: Store) -> list[tuple[Kind, str, str]]:
    return [(entry.kind, entry.child, entry.text) for entry in Casebook(store).entries()]


def test_a_child_is_marked_as_back_with_who_told_and_when(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = with_back(opened(monkeypatch, "coordinator", NOW), HE)
    field(app, "Came back on").set_value(SATURDAY.date())
    field(app, "At").set_value(time(10, 0))
    field(app, "Told by").set_value("Children’s home")
    app = press(app, f"Mark {reference(HE)} as back")
    assert not app.exception
    (entry,) = Casebook(store).entries()
    assert (entry.kind, entry.child, entry.text) == (Kind.CAME_BACK, HE, "Children’s home")
    assert entry.told
    assert (entry.told.at, entry.told.precision) == (SATURDAY, "minute")
    assert "1 mark by hand that no file tells of yet (1 back)" in words(app)
    assert "Back Sat 26 Nov, 10:00" in words(app)
    (line,) = AuditLog(store).found([Act.CASEBOOK], child=HE)
    assert line.purpose == "daily follow-up of children missing and returned"


def test_without_a_time_the_day_alone_is_kept(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = with_back(opened(monkeypatch, "coordinator", NOW), HE)
    field(app, "Told by").set_value("Police")
    press(app, f"Mark {reference(HE)} as back")
    (entry,) = Casebook(store).entries()
    assert entry.told
    assert (entry.told.at, entry.told.precision) == (datetime(2016, 11, 28), "date")


def test_what_cannot_be_marked_is_said_beside_the_form_and_nothing_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    app = press(with_back(opened(monkeypatch, "coordinator", NOW), HE), f"Mark {reference(HE)} as back")
    assert "Say who told of it" in app.error[0].value
    field(app, "Told by").set_value("Police")
    field(app, "Came back on").set_value(date(2016, 11, 1))
    app = press(app, f"Mark {reference(HE)} as back")
    assert "which is later" in app.error[0].value
    assert entries(store) == []


def newly(app: AppTest, child: str, day: date = date(2016, 11, 27)) -> AppTest:
    """The form of a child who is newly missing, filled in."""
    field(app, "Child: the council’s own id, or a reference").set_value(child)
    field(app, "Missing since").set_value(day)
    field(app, "At", -1).set_value(time(20, 0))
    field(app, "From where, in a few words").set_value("Bus station")
    field(app, "Police risk").set_value("high")
    field(app, "Told by", -1).set_value("Foster carer")
    return press(app, "Mark as missing")


@pytest.mark.parametrize("written", ["PERSON-1002", reference(SHE)])
def test_a_known_child_is_marked_as_newly_missing_by_id_or_reference(
    store: Store, monkeypatch: pytest.MonkeyPatch, written: str
):
    app = newly(opened(monkeypatch, "coordinator", NOW), written)
    assert not app.exception
    assert entries(store) == [(Kind.NEWLY_MISSING, SHE, "Foster carer")]
    assert "3 children are missing" in said_first(app)
    assert "1 of them by hand" in said_first(app)
    assert "PERSON-1002" not in AuditLog(store).path.read_text() + Casebook(store).path.read_text()


def test_a_child_whom_no_record_knows_is_asked_about_first(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = newly(opened(monkeypatch, "coordinator", NOW), "PERSON-2001")
    assert "No record is of a child with that id" in app.error[0].value
    assert entries(store) == []
    field(app, "The records do not know this child yet: I have checked the id").set_value(True)
    app = press(app, "Mark as missing")
    new = pseudonym("PERSON-2001")
    assert entries(store) == [(Kind.NEWLY_MISSING, new, "Foster carer")]
    assert reference(new) in words(app)


@pytest.mark.parametrize(
    ("child", "said"), [("Jo Smith", "A name is neither"), ("", "A name is neither"), ("PERSON-1001", "already")]
)
def test_a_name_or_a_child_who_is_missing_already_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch, child: str, said: str
):
    app = newly(opened(monkeypatch, "coordinator", NOW), child)
    assert said in app.error[0].value
    assert entries(store) == []


def test_a_child_who_was_erased_is_not_brought_back_by_a_mark(store: Store, monkeypatch: pytest.MonkeyPatch):
    key = store.key()
    assert key
    add_marks(store, [child_mark(key, pseudonym("PERSON-2001"))])
    app = newly(opened(monkeypatch, "coordinator", NOW), "PERSON-2001")
    assert "was erased from the records" in app.error[0].value
    assert entries(store) == []


def test_a_mark_is_taken_back_with_a_reason(store: Store, monkeypatch: pytest.MonkeyPatch):
    girl_gone(store)
    app = opened(monkeypatch, "coordinator", NOW)
    app = press(app, "Take back")
    assert "Say why" in app.error[0].value
    field(app, "Why").set_value("The wrong child")
    app = press(app, "Take back")
    assert entries(store)[-1] == (Kind.TAKEN_BACK, SHE, "The wrong child")
    assert "2 children are missing" in said_first(app)


def test_what_files_say_otherwise_stays_until_somebody_looked(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    boy_back(store)
    file_of(tmp_path, datetime(2016, 11, 29, 7, 0), BOY, GIRL, OTHER, finish=publishing(tmp_path))
    app = opened(monkeypatch, "coordinator", NOW)
    assert "The files say still missing, as known 29 November 2016, 07:00" in words(app)
    field(app, "Why").set_value("The police put it right")
    assert "The files say still missing" not in words(press(app, "Take back"))


def test_a_week_that_is_over_offers_no_mark(store: Store, monkeypatch: pytest.MonkeyPatch):
    girl_gone(store)
    app = opened(monkeypatch, "coordinator", NOW, at="Week ending 20 Nov 2016")
    assert [item.label for item in app.button_group if item.label == "Mark as back"] == []
    assert "Mark as missing" not in words(app)
    assert reference(SHE) not in words(app)


@pytest.mark.parametrize(
    "page", ["now", "interviews", "triggers", "connections", "top_five"], ids=lambda page: f"page {page}"
)
def test_every_page_of_the_week_says_how_far_files_go_and_what_is_by_hand(
    store: Store, monkeypatch: pytest.MonkeyPatch, page: str
):
    girl_gone(store)
    app = opened(monkeypatch, "coordinator", f"coordinator/{page}.py", at="Now, with marks by hand")
    assert not app.exception
    sentences = [item.value.replace("\N{NO-BREAK SPACE}", " ") for item in app.markdown]
    assert [item for item in sentences if "1 mark by hand that no file tells of yet" in item]


def test_the_record_of_a_child_whom_only_a_mark_knows_can_be_opened(store: Store, monkeypatch: pytest.MonkeyPatch):
    newly_known = pseudonym("PERSON-2001")
    entry = girl_gone(store)
    Casebook(store).add(Entry(entry.kind, entry.week, "Police", newly_known, told=entry.told), ANNA)
    app = opened(monkeypatch, "coordinator", "coordinator/child.py")
    app.selectbox(key="one-child").set_value(reference(newly_known))
    app.selectbox(key="why-child").set_value("Strategy meeting")
    app = app.button[0].click().run()
    assert not app.exception
    assert f"{reference(newly_known)}: 1 missing episode" in said_first(app)
    assert "Marks by hand" in [item.value for item in app.subheader]


def test_an_unchanged_view_is_logged_once_although_the_clock_runs(store: Store, monkeypatch: pytest.MonkeyPatch):
    girl_gone(store)
    app = opened(monkeypatch, "coordinator", NOW)
    before = len(AuditLog(store).found([Act.VIEW]))
    at_clock(monkeypatch, datetime(2016, 11, 28, 9, 30))
    app = app.run()
    assert "As at Monday 28 November 2016, 09:30" in words(app)
    assert len(AuditLog(store).found([Act.VIEW])) == before


@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_nobody_else_gets_a_byte_of_a_mark(store: Store, monkeypatch: pytest.MonkeyPatch, audience: str):
    girl_gone(store)
    app = opened(monkeypatch, audience, NOW)
    assert "is not for the" in str(app.exception[0].message)
    assert reference(SHE) not in words(app)
    assert "Bus station" not in words(app)


def test_the_daily_sheet_is_offered_for_now_alone(store: Store, monkeypatch: pytest.MonkeyPatch):
    girl_gone(store)
    app = opened(monkeypatch, "coordinator", NOW)
    assert [item.proto.label for item in app.get("download_button")] == [
        "Download the sheet for the daily meeting (PDF)"
    ]
    assert not opened(monkeypatch, "coordinator", NOW, at="Week ending 20 Nov 2016").get("download_button")
