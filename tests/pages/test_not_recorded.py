"""What no file tells is no nought in any word of any page or paper, whoever reads it."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from data.snapshots import Store
from tests.pages.opened import PATIENCE, ROOT, opened, words, words_of_all
from tests.released import approved, filled, filled_anew

PAGES = [
    (audience, f"{audience}/{path.name}")
    for audience in ("board", "scrutiny", "coordinator")
    for path in sorted((ROOT / "pages" / audience).glob("[!_]*.py"))
    # Its shares are of what is not recorded: there, 0% is good.
    if path.name != "quality.py"
]
NOUGHT = re.compile(r"(?<![\d,.])0 of (?:the )?[\d,]+|(?<![\d,.])0(?:\.0)?%|\bnone of (?:the|them)\b", re.IGNORECASE)
COLUMNS = ("episode", "child", "category", "started_at", "ended_at")


def noughts(seen: AppTest) -> set[str]:
    """Each claim of nought, with the words around it."""
    text = words_of_all(seen)
    return {text[max(0, claim.start() - 30) : claim.end() + 20] for claim in NOUGHT.finditer(text)}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = filled_anew(tmp_path_factory.mktemp("bare"), columns=COLUMNS)
    approved(store)
    return store


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = filled(tmp_path_factory.mktemp("whole"))
    approved(store)
    return store


@pytest.mark.parametrize(("audience", "page"), PAGES, ids=[page for _, page in PAGES])
@pytest.mark.usefixtures("store")
def test_a_page_says_no_nought_of_what_four_columns_do_not_tell(
    whole: Store, monkeypatch: pytest.MonkeyPatch, audience: str, page: str
) -> None:
    seen = opened(monkeypatch, audience, page)
    assert not seen.exception
    claims = noughts(seen)
    # A nought that stands where every column is there is an answer: nobody was gone for longer than so many days.
    if claims:
        monkeypatch.setenv("MISSING_STORE", str(whole.folder))
        claims -= noughts(opened(monkeypatch, audience, page))
    assert claims == set()


@pytest.mark.usefixtures("store")
def test_the_record_of_a_child_says_no_nought_of_what_four_columns_do_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "coordinator")
    app = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=PATIENCE).run()
    lists = [group for group in app.button_group if str(group.key).startswith("open-")]
    lists[0].set_value(lists[0].options[0]).run()
    app.button_group(key="why-opened").set_value("Strategy meeting").run()
    assert not app.exception
    assert noughts(app) == set()
    text = words(app)
    assert "Interview: " not in text
    # Actions, and what meetings decided, are written down here.
    assert text.count("None recorded") == 2
