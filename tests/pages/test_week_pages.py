"""The co-ordinator's week on its pages: what they show, what they keep, and that nobody else gets any of it."""

from functools import partial

import pytest

from analytics.casework.rows import end_of, reference
from analytics.casework.week import the_week
from analytics.refresh import publish_draft
from analytics.reports.weekly import weekly_report
from analytics.reports.weekly_files import now
from data.audit_log import Act, AuditLog
from data.casebook import Casebook, Kind
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from pages.common.frame import WEEK, Entry
from tests.pages.opened import opened, words
from tests.stories import SUNDAY, a_week_store, pseudonym, with_words

CHILD = pseudonym("child-01")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    publish = partial(publish_draft, settings=demonstration_settings())
    return a_week_store(tmp_path_factory.mktemp("loaded"), 8, finish=publish)


def lines(store: Store) -> list[tuple[str, str, int]]:
    """What was done, for what, and of how many children."""
    return [(line.act, line.purpose, len(line.what.get("children", ()))) for line in AuditLog(store).lines()]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("entry", WEEK, ids=lambda entry: entry.address)
def test_a_co_ordinator_sees_the_page_without_error(monkeypatch: pytest.MonkeyPatch, entry: Entry):
    app = opened(monkeypatch, "coordinator", entry.file)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == {"child": "One child"}.get(entry.address, entry.title)


@pytest.mark.parametrize("audience", ["board", "scrutiny"])
@pytest.mark.parametrize("entry", WEEK, ids=lambda entry: entry.address)
def test_nobody_else_gets_a_byte_of_a_child(store: Store, monkeypatch: pytest.MonkeyPatch, entry: Entry, audience: str):
    app = opened(
        monkeypatch, audience, entry.file, at="Week ending 25 December 2016", week="Week ending 25 December 2016"
    )
    said = words(app)
    week = the_week(store, live(store), Settings(), end_of(SUNDAY))
    assert "is not for the" in str(app.exception[0].message)
    assert not [child for child in week.every_child if reference(child) in said.upper() or child in said]
    assert not app.get("download_button")
    assert lines(store) == lines_of_nobody(store)


def lines_of_nobody(store: Store) -> list[tuple[str, str, int]]:
    return [line for line in lines(store) if line[0] != Act.VIEW]


def live(store: Store):
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


def test_the_page_says_every_number_of_the_report(store: Store, monkeypatch: pytest.MonkeyPatch):
    with_words(store, CHILD)
    app = opened(monkeypatch, "coordinator", "coordinator/weekly.py")
    said = " ".join(words(app).split())
    report = weekly_report(the_week(store, live(store), demonstration_settings(), end_of(SUNDAY)), now())
    for grid in (report.top, report.where, report.overdue, report.actions):
        shown = [str(cell).replace("\\", "") for table in app.table for cell in table.value.to_numpy().ravel()]
        assert [cell for cells in grid.columns.values() for cell in cells if cell not in shown] == []
    assert [(one.label, one.value) for one in app.metric] == [(one.title, one.figure) for one in report.figures]
    for text in (report.headline, report.said, report.interviews_said, *(card.action for card in report.cards)):
        assert " ".join(text.split()) in said


def test_every_look_is_logged_with_its_purpose_and_whom_it_showed(store: Store, monkeypatch: pytest.MonkeyPatch):
    before = len(lines(store))
    opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    ((act, purpose, children),) = lines(store)[before:]
    assert (act, purpose) == ("view", "weekly meeting on the children of most concern")
    assert children == 8
    assert AuditLog(store).found([Act.VIEW], child=CHILD)


def test_one_child_is_shown_only_to_whoever_says_why(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/child.py")
    before = len(lines(store))
    app.selectbox(key="one-child").set_value(reference(CHILD))
    app.button[0].click().run()
    assert not app.header
    assert len(lines(store)) == before
    app.selectbox(key="why-child").set_value("Strategy meeting")
    app.button[0].click().run()
    assert app.header[0].value.replace("\\", "").startswith(f"{reference(CHILD)}: ")
    assert lines(store)[before:] == [("view", "Strategy meeting", 1)]
    assert reference(CHILD) not in str(app.query_params)


def test_what_a_co_ordinator_adds_is_kept_and_shown(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    first = app.selectbox(key="child-removed").options[0]
    app.text_input(key="reason-removed").set_value("Placed in another area")
    next(button for button in app.button if button.label == "Take off").click().run()
    (entry,) = Casebook(store).entries()
    assert (entry.kind, reference(entry.child), entry.text, entry.week) == (
        Kind.REMOVED,
        first,
        "Placed in another area",
        SUNDAY,
    )
    assert f"Taken off the list: {first}. Placed in another area" in words(app)
    assert first not in app.selectbox(key="child-removed").options


def test_an_action_is_carried_until_it_is_done(store: Store, monkeypatch: pytest.MonkeyPatch):
    with_words(store, CHILD)
    app = opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    assert "Strategy meeting last week" in words(app)
    app.text_input(key="done-text").set_value("Held")
    next(button for button in app.button if button.label == "It is done").click().run()
    done = Casebook(store).entries()[-1]
    assert (done.kind, done.about, done.text) == (Kind.DONE, "1", "Held")
    assert "Done: Held" in words(app)


def test_a_trigger_is_acknowledged_by_whoever_reads(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/triggers.py")
    app.text_input(key="trigger-text").set_value("Discussed on Monday")
    next(button for button in app.button if button.label == "Acknowledge").click().run()
    (entry,) = Casebook(store).entries()
    assert (entry.kind, entry.text) == (Kind.ACKNOWLEDGED, "Discussed on Monday")
    assert f"Discussed on Monday ({entry.who}" in words(app)


def test_words_without_which_nothing_is_kept_are_asked_for(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    next(button for button in app.button if button.label == "Take off").click().run()
    assert "Write a few words" in str(app.exception[0].message)
    assert Casebook(store).entries() == ()


@pytest.mark.usefixtures("store")
def test_an_address_can_name_no_week_that_is_not_on_offer(monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/weekly.py", week="Week ending 1 January 2030")
    assert app.sidebar.selectbox(key="week").value == "Week ending 25 December 2016"
