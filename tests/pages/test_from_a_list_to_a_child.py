"""From a row of a list to the child's record, an action, and back to the list; and how else a child is looked up."""

import pytest
from streamlit.testing.v1 import AppTest

from analytics.casework.rows import reference
from data.audit_log import Act, AuditLog
from data.casebook import Casebook, Kind
from data.settings import demonstration_settings
from data.snapshots import Store
from data.week_settings import Initials
from pages.coordinator.parts.child import PURPOSE as ASKED
from pages.coordinator.parts.opening import OPENED
from tests.pages.opened import PATIENCE, ROOT, opened, press, said_first, words
from tests.pages.test_week_pages import lines
from tests.stories import pseudonym

PURPOSE = "Strategy meeting"
NAMED = {"child-01": "Z.Q.", "child-02": "X J", "child-03": "zq"}


@pytest.fixture
def app(store: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The whole app as a co-ordinator finds it, on its first page."""
    assert store.current() is not None
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "coordinator")
    return AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=PATIENCE).run()


def first_of(app: AppTest, key: str) -> str:
    """The first child whom a list offers to open."""
    return str(app.button_group(key=key).options[0])


def open_first(app: AppTest, key: str) -> str:
    child = first_of(app, key)
    app.button_group(key=key).set_value(child).run()
    return child


def test_four_activations_lead_from_now_to_a_record_an_action_and_back(store: Store, app: AppTest):
    assert app.title[0].value == "Now"
    child = open_first(app, "open-returned")
    assert app.title[0].value == "One child"
    assert not app.header  # nothing of the child before it is said why
    app.button_group(key="why-opened").set_value(PURPOSE).run()
    assert said_first(app).startswith(child)
    app.text_input(key="child-action-text").set_value("Visit the family")
    press(app, "Write down")
    assert "Visit the family" in words(app)
    press(app, "Back to Now")
    assert app.title[0].value == "Now"
    (entry,) = Casebook(store).entries()
    assert (entry.kind, reference(entry.child), entry.text) == (Kind.ACTION, child, "Visit the family")


def test_the_purpose_is_asked_once_and_each_look_is_logged_with_it_and_nothing_of_it_is_in_the_address(
    store: Store, app: AppTest
):
    first = open_first(app, "open-returned")
    app.button_group(key="why-opened").set_value(PURPOSE).run()
    press(app, "Back to Now")
    other = str(app.button_group(key="open-returned").options[1])
    app.button_group(key="open-returned").set_value(other).run()
    assert said_first(app).startswith(other)
    looks = [line for line in lines(store) if line[:2] == (Act.VIEW, PURPOSE)]
    assert looks == [("view", PURPOSE, 1)] * 2
    assert not {first, other} & set(str(app.query_params).replace("'", " ").split())


def test_the_way_back_is_to_the_list_as_it_was_asked_for(app: AppTest):
    app.switch_page("coordinator/top_five.py").run()
    app.sidebar.selectbox(key="at").set_value("Week ending 18 Dec 2016").run()
    open_first(app, "open-list")
    press(app, "Back to Top five")
    assert app.title[0].value == "Top five"
    assert app.sidebar.selectbox(key="at").value == "Week ending 18 Dec 2016"


def looked_up(store: Store, monkeypatch: pytest.MonkeyPatch, written: str) -> AppTest:
    """The page of one child, on which this was written, with a file of initials."""
    vault = store.folder.parent / "initials.csv"
    vault.write_text("child,initials\n" + "".join(f"{child},{said}\n" for child, said in NAMED.items()), "utf-8")
    vault.chmod(0o600)
    own = demonstration_settings().model_copy(update={"initials": Initials(file=str(vault))})
    for part in ("initials", "child"):
        monkeypatch.setattr(f"pages.coordinator.parts.{part}.settings", lambda: own)
    page = opened(monkeypatch, "coordinator", "coordinator/child.py")
    # As the form leaves it: what is no option of its list can be written in a browser alone.
    page.session_state[OPENED], page.session_state[ASKED] = written, PURPOSE
    page.run()
    assert written not in str(page.query_params)
    return page


@pytest.mark.parametrize(
    ("written", "child", "by"),
    [
        (reference(pseudonym("child-02")).lower(), "child-02", "reference"),
        (pseudonym("child-02"), "child-02", "reference"),
        (" child-02 ", "child-02", "id"),
        ("xj", "child-02", "initials"),
        ("X.J.", "child-02", "initials"),
        ("long ago", "long ago", "id"),
    ],
)
def test_a_child_is_looked_up_by_reference_by_the_councils_own_id_and_by_initials(
    store: Store, monkeypatch: pytest.MonkeyPatch, written: str, child: str, by: str
):
    page = looked_up(store, monkeypatch, written)
    assert said_first(page).startswith(reference(pseudonym(child)))
    (line,) = AuditLog(store).found([Act.VIEW], child=pseudonym(child))[-1:]
    assert (line.purpose, line.what["found_by"]) == (PURPOSE, by)
    assert written not in str(line.what)


def test_initials_of_two_children_open_neither_and_offer_both(store: Store, monkeypatch: pytest.MonkeyPatch):
    page = looked_up(store, monkeypatch, "ZQ")
    assert not page.header
    offered = {option[:8] for option in page.button_group(key="open-meant").options}
    assert offered == {reference(pseudonym(child)) for child in ("child-01", "child-03")}
    assert [line[2] for line in lines(store)][-1] == 2


def test_what_is_nobodys_opens_nothing_and_says_so(store: Store, monkeypatch: pytest.MonkeyPatch):
    page = looked_up(store, monkeypatch, "child-99")
    assert not page.header
    assert "No child of the records" in page.warning[0].value
