"""The co-ordinator's week on its pages: what they show, what they keep, and that nobody else gets any of it."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.casework.provider_file import provider_csv
from analytics.casework.rows import end_of, reference
from analytics.casework.week import the_week
from analytics.refresh import publish_draft
from analytics.reports.weekly import weekly_report
from analytics.reports.weekly_files import now
from data import casebook
from data.audit_log import Act, AuditLog
from data.casebook import Casebook, Kind
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from data.week_settings import Initials
from pages.common.frame import WEEK, Entry
from tests.analytics.reports.test_weekly_report import joined, told, words_at_marks
from tests.data.builders import MAPPING, a_store, load_rows
from tests.pages.opened import opened, press, said_first, stands_alone, words
from tests.stories import ANNA, MANY, SUNDAY, a_week_store, pseudonym, with_words

CHILD = pseudonym("child-01")


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


@pytest.fixture(scope="module")
def every_child(loaded: Store) -> list[str]:
    """All children of the week that the pages show."""
    return the_week(loaded, live(loaded), Settings(), end_of(SUNDAY)).every_child


@pytest.mark.parametrize("audience", ["board", "scrutiny"])
@pytest.mark.parametrize("entry", WEEK, ids=lambda entry: entry.address)
def test_nobody_else_gets_a_byte_of_a_child(
    store: Store, every_child: list[str], monkeypatch: pytest.MonkeyPatch, entry: Entry, audience: str
):
    app = opened(monkeypatch, audience, entry.file, at="Week ending 25 Dec 2016", week="Week ending 25 Dec 2016")
    text = words(app)
    assert "is not for the" in str(app.exception[0].message)
    assert every_child
    assert not [child for child in every_child if reference(child) in text.upper() or child in text]
    assert not app.get("download_button")
    assert lines(store) == lines_of_nobody(store)


def lines_of_nobody(store: Store) -> list[tuple[str, str, int]]:
    return [line for line in lines(store) if line[0] != Act.VIEW]


def live(store: Store):
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


@pytest.mark.parametrize("many", MANY)
def test_the_page_says_every_word_and_number_of_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int):
    store = a_week_store(tmp_path, many)
    if many:
        with_words(store, CHILD)
    stands_alone(monkeypatch, tmp_path)
    app = opened(monkeypatch, "coordinator", "coordinator/weekly.py")
    texts = [
        str(getattr(item, "value", ""))
        for kind in ("header", "subheader", "markdown", "caption")
        for item in app.get(kind)
    ]
    cells = [str(cell) for table in app.table for cell in [*table.value.columns, *table.value.to_numpy().ravel()]]
    sentence = joined(" ".join([said_first(app), *texts, *cells]).replace("\\", ""))
    report = weekly_report(the_week(store, live(store), demonstration_settings(), end_of(SUNDAY)), now())
    assert [(item.label, item.value) for item in app.metric] == [
        (figure.title, figure.figure) for figure in report.figures
    ]
    titles = {(figure.title, figure.figure) for figure in report.figures}
    # When and where it was produced stands in the files alone, and in the page's sidebar; figures were compared above.
    around = {report.produced, report.council, report.title, report.snapshot, report.data_to}
    around |= {text for pair in titles for text in pair}
    pictured = words_at_marks(report)
    every = [item for item in told(report) if item and item not in around and item not in pictured]
    assert [item for item in every if joined(item) not in sentence] == []


def test_every_look_is_logged_with_its_purpose_and_whom_it_showed(store: Store, monkeypatch: pytest.MonkeyPatch):
    before = len(lines(store))
    opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    ((act, purpose, children),) = lines(store)[before:]
    assert (act, purpose) == ("view", "weekly meeting on the children of most concern")
    assert children == 8
    assert AuditLog(store).found([Act.VIEW], child=CHILD)


def test_a_child_that_is_only_written_of_is_logged_too(store: Store, monkeypatch: pytest.MonkeyPatch):
    absent = pseudonym("long ago")  # in nobody's list of the week
    decision = casebook.Entry(Kind.DECIDED, SUNDAY - timedelta(days=7), "Visit", absent, owner="Police")
    Casebook(store).add(decision, ANNA)
    for page in ("top_five", "weekly"):
        before = len(AuditLog(store).found([Act.VIEW], child=absent))
        assert reference(absent) in words(opened(monkeypatch, "coordinator", f"coordinator/{page}.py"))
        assert len(AuditLog(store).found([Act.VIEW], child=absent)) == before + 1, page


def test_one_child_is_shown_only_to_whoever_says_why(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/child.py")
    before = len(lines(store))
    app.selectbox(key="one-child").set_value(reference(CHILD))
    app.button[0].click().run()
    assert not app.header
    assert len(lines(store)) == before
    app.selectbox(key="why-child").set_value("Strategy meeting")
    app.button[0].click().run()
    assert said_first(app).startswith(f"{reference(CHILD)}: ")
    assert lines(store)[before:] == [("view", "Strategy meeting", 1)]
    assert reference(CHILD) not in str(app.query_params)


def test_what_a_co_ordinator_adds_is_kept_and_shown(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    first = app.selectbox(key="child-removed").options[0]
    app.text_input(key="reason-removed").set_value("Placed in another area")
    press(app, "Take off")
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
    press(app, "It is done")
    done = Casebook(store).entries()[-1]
    assert (done.kind, done.about, done.text) == (Kind.DONE, "1", "Held")
    assert "Done: Held" in words(app)


def write(app: AppTest, label: str, text: str) -> None:
    next(item for item in app.text_input if item.label == label).set_value(text)


def test_a_trigger_is_acknowledged_by_whoever_reads_with_an_owner_and_a_day(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    app = opened(monkeypatch, "coordinator", "coordinator/triggers.py")
    before = said_first(app)
    write(app, "What was decided", "Discussed on Monday")
    press(app, "Acknowledge")
    assert "who does it, and by when" in app.error[0].value
    assert Casebook(store).entries() == ()
    write(app, "Owner (a role)", "Team manager")
    next(item for item in app.date_input if item.label == "By").set_value(date(2035, 1, 31))
    press(app, "Acknowledge")
    entries = Casebook(store).entries()
    assert {(entry.kind, entry.text, entry.owner, entry.due) for entry in entries} == {
        (Kind.ACKNOWLEDGED, "Discussed on Monday", "Team manager", date(2035, 1, 31))
    }
    assert all(entry.episodes for entry in entries)
    assert said_first(app) != before
    assert "acknowledged. Discussed on Monday" in app.success[0].value.replace("\\", "")
    assert not app.run().success
    app.selectbox(key="owner").set_value("Team manager").run()
    assert f"Discussed on Monday ({entries[0].who}" in words(app)
    assert "Acknowledged, by 31 Jan 2035" in words(app)


def test_a_trigger_that_is_closed_leaves_the_list_and_stands_among_the_closed(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    app = opened(monkeypatch, "coordinator", "coordinator/triggers.py")
    press(app, "Close")
    assert "what was done" in app.error[0].value
    write(app, "What was done, or why nothing is to be", "Plan agreed")
    close = next(item for item in app.multiselect if item.label == "Close")
    close.select(close.options[0])
    press(app, "Close")
    entries = Casebook(store).entries()
    assert {(entry.kind, entry.text) for entry in entries} == {(Kind.CLOSED, "Plan agreed")}
    app.run()  # after what was kept has been said
    assert "Plan agreed" not in words(app)
    app.selectbox(key="state").set_value("Closed").run()
    assert f"Plan agreed ({entries[0].who}" in words(app)


def test_what_was_agreed_on_a_trigger_that_is_gone_is_listed_until_it_is_closed(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    about = casebook.trigger_name("A rule of last year", CHILD, datetime(2016, 12, 1, 10))
    agreed = casebook.Entry(Kind.ACKNOWLEDGED, SUNDAY, "Visit", CHILD, about=about, due=date(2016, 12, 20))
    Casebook(store).add(agreed, ANNA)
    app = opened(monkeypatch, "coordinator", "coordinator/triggers.py")
    assert said_first(app).startswith("1 action is overdue")
    assert f"A rule of last year · {reference(CHILD)}" in words(app)
    assert CHILD not in words(app)
    app.text_input(key="gone-text").set_value("Held")
    press(app, "Close it")
    assert "A rule of last year" not in words(app)
    assert said_first(app).startswith("No action is overdue")


def test_a_place_says_how_many_children_and_opens_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mapping = MAPPING.replace("distance_miles", "missing_from_place")
    kinds = {"category": "absent", "distance": "Station square"}
    gone = [("A1", 20), ("A1", 21), ("A1", 22), ("B2", 23), ("C3", 24)]
    days = [(child, f"2016-12-{day}") for child, day in gone]
    rows = [{"child": child, "start": f"{day} 10:00", "end": f"{day} 20:00", **kinds} for child, day in days]
    load_rows(tmp_path, *rows, mapping=mapping)
    stands_alone(monkeypatch, tmp_path)
    app = opened(monkeypatch, "coordinator", "coordinator/triggers.py", rule="5 absences from one place in 30 days")
    (row,) = app.table[0].value.to_dict("records")
    assert (row["About"], row["Children"], row["Episodes"]) == ("Station square", "3", "5")
    assert "5 episodes of 3 children" in words(app)
    most = reference(pseudonym("A1"))
    assert app.button_group(key="open-whom").options[0] == most
    assert len(app.button_group(key="open-whom").options) == 3


def test_the_list_is_filtered_by_rule_and_shows_rules_one_by_one(store: Store, monkeypatch: pytest.MonkeyPatch):
    assert store.current()
    rule = "Missing for more than 72 hours"
    app = opened(monkeypatch, "coordinator", "coordinator/triggers.py", rule=rule)
    assert set(app.table[0].value.iloc[:, 2]) == {rule}
    by_rule = opened(monkeypatch, "coordinator", "coordinator/triggers.py", view="Rule by rule")
    named = [item.value.replace("\\", "").split(":")[0] for item in by_rule.subheader]
    rules = demonstration_settings().rules
    assert named == [item.name for item in rules]
    assert words(by_rule).count("Source:") == sum(bool(item.source) for item in rules)


def test_the_most_urgent_ten_are_shown_and_the_rest_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    a_week_store(tmp_path, 50)
    stands_alone(monkeypatch, tmp_path)
    app = opened(monkeypatch, "coordinator", "coordinator/triggers.py")
    assert len(app.table[0].value) == 10
    (toggle,) = app.toggle
    every = int(toggle.label.split()[2])
    toggle.set_value(True).run()
    assert len(app.table[0].value) == every > 10


def test_what_is_overdue_leads_now_the_list_and_the_report(store: Store, monkeypatch: pytest.MonkeyPatch):
    overdue = casebook.Entry(
        Kind.DECIDED, SUNDAY - timedelta(days=7), "Visit", CHILD, owner="Police", due=date(2016, 12, 20)
    )
    Casebook(store).add(overdue, ANNA)
    for page in ("now", "top_five", "triggers"):
        headline = said_first(opened(monkeypatch, "coordinator", f"coordinator/{page}.py"))
        assert "1 action is overdue since 20\N{NO-BREAK SPACE}Dec" in headline.split("2016, ")[-1], page
    # Who is missing leads the report; what is overdue has a line of its own beside it.
    lines = opened(monkeypatch, "coordinator", "coordinator/weekly.py").markdown
    assert any("**Overdue:**" in line.value and "1 action is overdue since 20" in line.value for line in lines)


def test_minutes_are_written_beside_the_list_and_stand_in_the_childs_record_and_the_next_report(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    app = opened(monkeypatch, "coordinator", "coordinator/top_five.py", at="Week ending 18 Dec 2016")
    write(app, "Who attended (roles)", "Team manager, police")
    press(app, "Write down who attended")
    app.selectbox(key="decided-for").set_value(CHILD)
    write(app, "What was decided at the meeting", "Visit the home")
    write(app, "By whom (a role)", "Police")
    app.date_input(key="decided-due").set_value(date(2016, 12, 21))
    press(app, "Write down the decision")
    attended, decided = Casebook(store).entries()
    assert (attended.kind, attended.text, attended.child) == (Kind.ATTENDED, "Team manager, police", "")
    assert (decided.kind, decided.child, decided.owner, decided.due) == (
        Kind.DECIDED,
        CHILD,
        "Police",
        date(2016, 12, 21),
    )
    assert attended.week == decided.week == date(2016, 12, 18)
    assert "Attended: Team manager, police." in words(app)
    next_report = words(opened(monkeypatch, "coordinator", "coordinator/weekly.py"))
    assert "Table 5: Minutes of the last meeting, about the week ending 18 December 2016" in next_report
    assert "Overdue since 21 Dec" in next_report
    own = opened(monkeypatch, "coordinator", "coordinator/weekly.py", week="Week ending 18 Dec 2016")
    assert "Minutes of the last meeting" not in words(own)
    child = opened(monkeypatch, "coordinator", "coordinator/child.py")
    child.selectbox(key="one-child").set_value(reference(CHILD))
    child.selectbox(key="why-child").set_value("Strategy meeting")
    child.button[0].click().run()
    assert "Visit the home" in words(child)


def test_words_without_which_nothing_is_kept_are_asked_for(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    press(app, "Take off")
    assert "Write a few words" in str(app.exception[0].message)
    assert Casebook(store).entries() == ()


@pytest.mark.usefixtures("store")
def test_an_address_can_name_no_week_that_is_not_on_offer(monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", "coordinator/weekly.py", week="Week ending 1 Jan 2030")
    assert app.sidebar.selectbox(key="week").value == "Week ending 25 Dec 2016"


INITIALS = "Z.Q.X.J"


def with_initials(store: Store, monkeypatch: pytest.MonkeyPatch, *, is_named: bool, is_there: bool) -> None:
    """The council's file of initials for a child, named in the settings or not, there or not."""
    vault = store.folder.parent / "initials.csv"
    if is_there:
        vault.write_text(f"child,initials\nchild-01,{INITIALS}\n", encoding="utf-8")
        vault.chmod(0o600)
    own = demonstration_settings()
    if is_named:
        own = own.model_copy(update={"initials": Initials(file=str(vault))})
    monkeypatch.setattr("pages.coordinator.parts.initials.settings", lambda: own)


def test_initials_stand_behind_the_pseudonym_on_the_page_and_in_no_report_download_address_or_log(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    with_words(store, CHILD)
    with_initials(store, monkeypatch, is_named=True, is_there=True)
    app = opened(monkeypatch, "coordinator", "coordinator/top_five.py")
    assert f"{reference(CHILD)} ({INITIALS})" in words(app)
    assert INITIALS not in str(app.query_params)
    weekly = opened(monkeypatch, "coordinator", "coordinator/weekly.py")
    assert reference(CHILD) in words(weekly)
    assert INITIALS not in words(weekly)
    week = the_week(store, live(store), demonstration_settings(), end_of(SUNDAY))
    assert INITIALS.encode() not in provider_csv(week.tracked, week)
    kept = [file for file in store.folder.rglob("*") if file.is_file() and INITIALS.encode() in file.read_bytes()]
    assert kept == []


@pytest.mark.parametrize(("is_named", "is_there"), [(False, True), (True, False)])
def test_without_the_setting_or_without_the_file_initials_are_nowhere(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, is_named: bool, is_there: bool
):
    with_words(store, CHILD)
    with_initials(store, monkeypatch, is_named=is_named, is_there=is_there)
    text = words(opened(monkeypatch, "coordinator", "coordinator/top_five.py"))
    assert reference(CHILD) in text
    assert INITIALS not in text


@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_initials_reach_no_other_audience(store: Store, monkeypatch: pytest.MonkeyPatch, audience: str):
    with_initials(store, monkeypatch, is_named=True, is_there=True)
    assert INITIALS not in words(opened(monkeypatch, audience, "coordinator/top_five.py"))


def test_the_page_now_lists_whose_end_is_not_known_apart_from_who_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mapping = MAPPING.replace("[source]", '[source]\nblank_end = "not_known"')
    publish = partial(publish_draft, store=a_store(tmp_path), settings=demonstration_settings())
    load_rows(tmp_path, {"child": "A1", "start": "2016-12-20 10:00", "end": ""}, mapping=mapping, finish=publish)
    stands_alone(monkeypatch, tmp_path)
    now_page = opened(monkeypatch, "coordinator", "coordinator/now.py")
    text = words(now_page)
    assert "No child is missing." in text
    assert "1 missing episode whose end is not known is not counted as missing now." in text
    assert "Whether these children are back is not known" in [item.value for item in now_page.subheader]
    for page in ("coordinator/top_five.py", "coordinator/weekly.py"):
        beside = words(
            opened(monkeypatch, "coordinator", page, at="Week ending 25 Dec 2016", week="Week ending 25 Dec 2016")
        )
        assert "whose end is not known" in beside, page


@pytest.mark.parametrize(("clock", "is_old"), [(datetime(2016, 12, 28), False), (datetime(2017, 1, 8), True)])
def test_the_page_now_begins_with_how_old_its_files_are(
    store: Store, monkeypatch: pytest.MonkeyPatch, clock: datetime, is_old: bool
):
    assert store.current()
    monkeypatch.setattr("analytics.casework.uncertain.local_now", lambda: clock)
    app = opened(monkeypatch, "coordinator", "coordinator/now.py")
    assert said_first(app).startswith("The newest file knows until 26 December 2016, 13 days ago") is is_old
