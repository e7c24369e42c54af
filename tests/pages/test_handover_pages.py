"""Workbooks to hand over, on their pages: made when asked for, logged with whom they name, for co-ordinators alone."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.casework.handover.workbook import Book
from analytics.refresh import publish_draft
from data.audit_log import Act, AuditLog
from data.keys import child_mark
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from data.week_settings import Initials
from tests.analytics.casework.handed_over import sheets_of
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, load_files
from tests.pages.opened import opened, words
from tests.stories import AS_OF, KEY, a_week_store, pseudonym

CARE = "CHILD,DECOM,RNE,LS,DEC,REC,PLACE,URN\nchild-01,01/04/2016,S,C2,,,K2,9000101\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Eight children of a week; one was in a home, and two rows of a file of episodes were refused."""
    folder = tmp_path_factory.mktemp("loaded")
    publish = partial(publish_draft, store=a_store(folder), settings=demonstration_settings())
    store = a_week_store(folder, 8, finish=publish)
    care = folder / "care.csv"
    care.write_text(CARE, encoding="utf-8")
    load_files(store, [care], None, finish=publish, as_of=AS_OF)
    broken = a_file(folder, {"child": "Q1"}, {"child": "Q2", "start": "x"}, {"child": "Q3", "start": "y"}, name="b.csv")
    mapping = MAPPING.replace('as_of = "2016-12-31"', 'as_of = "2016-12-26T07:30:00"')
    load_files(store, [broken], a_mapping(folder, mapping), finish=publish)
    return store


Downloads = dict[str, Callable[[], bytes]]


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> Downloads:
    """What each button would make, by its key."""
    found: Downloads = {}

    def button(_label: str, data: Callable[[], bytes], **text: str) -> None:
        found[text.get("key") or ""] = data

    monkeypatch.setattr(st, "download_button", button)
    return found


def page(monkeypatch: pytest.MonkeyPatch, name: str, **address: str) -> AppTest:
    app = opened(monkeypatch, "coordinator", f"coordinator/{name}.py", **address)
    assert not app.exception, app.exception
    assert not app.error, app.error
    return app


def marks(store: Store) -> list[tuple[str, list[str]]]:
    """Downloads in the log: for what, and of whom."""
    lines = [line for line in AuditLog(store).lines() if line.act == Act.DOWNLOAD]
    return [(line.purpose, sorted(line.what.get("children", ()))) for line in lines]


def with_own_ids(store: Store, monkeypatch: pytest.MonkeyPatch) -> Settings:
    vault = store.folder.parent / "initials.csv"
    vault.write_text("child,initials\n" + "".join(f"child-0{item},AB\n" for item in range(8)), encoding="utf-8")
    vault.chmod(0o600)
    own = demonstration_settings().model_copy(update={"initials": Initials(file=str(vault))})
    monkeypatch.setattr("pages.coordinator.parts.handover.settings", lambda: own)
    return own


def test_a_providers_workbooks_are_logged_with_every_child_in_them_when_they_are_taken(
    store: Store, monkeypatch: pytest.MonkeyPatch, downloads: Downloads
):
    with_own_ids(store, monkeypatch)
    app = page(monkeypatch, "interviews")
    assert "Hand over to providers" in words(app)
    assert marks(store) == []
    content = downloads["hand-over-interviews"]()
    packed = ZipFile(BytesIO(content))
    books = [sheets_of(packed.read(name)) for name in packed.namelist()]
    written = {str(cell) for book in books for rows in book.values() for row in rows for cell in row}
    named = [f"child-0{item}" for item in range(8) if f"child-0{item}" in written]
    assert named
    expected = sorted(child_mark(KEY, pseudonym(child)) for child in named)
    assert marks(store) == [("interviews handed over to their providers", expected)]
    assert not any("AB" in cell.split() for cell in written)


def test_a_page_shows_no_own_id_and_the_log_holds_none(
    store: Store, monkeypatch: pytest.MonkeyPatch, downloads: Downloads
):
    with_own_ids(store, monkeypatch)
    app = page(monkeypatch, "interviews")
    downloads["hand-over-interviews"]()
    assert "child-0" not in words(app)
    assert b"child-0" not in AuditLog(store).path.read_bytes()


def test_refused_rows_and_differences_are_offered_where_they_are_listed(
    store: Store, monkeypatch: pytest.MonkeyPatch, downloads: Downloads
):
    assert "Hand the refused rows back" in words(page(monkeypatch, "rules"))
    rows = sheets_of(downloads["hand-over-refused rows"]())["Refused rows"]
    assert [row[4] for row in rows[1:]] == ["Q2", "Q3"]
    assert "Home 9000101" in words(page(monkeypatch, "reconciliation", quarter="2016-10-01"))
    sheet = sheets_of(downloads["hand-over-differences"]())["Differences"]
    assert len(sheet) > 1
    ((refused, nobody), (differed, children)) = marks(store)
    assert (refused, nobody) == ("refused rows sent back to their source", [])
    assert (differed, children) == (
        "differences sent to homes and the fostering service",
        [child_mark(KEY, pseudonym("child-01"))],
    )


def test_a_list_of_differences_is_logged_with_every_child_in_the_file_not_those_of_the_first_rows_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch, downloads: Downloads
):
    monkeypatch.setattr("pages.coordinator.parts.reconciliation.ROWS_SHOWN", 1)
    page(monkeypatch, "reconciliation", quarter="2016-10-01")
    rows = downloads[""]().decode("utf-8-sig").splitlines()[1:]
    ((_, named),) = marks(store)
    assert len(named) == len({row.split(",")[3] for row in rows}) > 1


@pytest.mark.usefixtures("store")
def test_the_name_of_a_provider_is_no_markdown_of_a_button(monkeypatch: pytest.MonkeyPatch):
    labels: list[str] = []
    monkeypatch.setattr(st, "download_button", lambda label, *_, **__: labels.append(label))
    book = Book("a.xlsx", "![x](https://elsewhere.example/x.png)", (), bytes)
    monkeypatch.setattr("pages.coordinator.parts.handover.interview_books", lambda *_: [book])
    page(monkeypatch, "interviews")
    (label,) = (item for item in labels if "elsewhere" in item)
    assert "![" not in label
    assert "](" not in label


@pytest.mark.parametrize("audience", ["board", "scrutiny"])
@pytest.mark.parametrize("name", ["interviews", "rules", "reconciliation"])
def test_nobody_else_is_offered_a_workbook(
    store: Store, monkeypatch: pytest.MonkeyPatch, downloads: Downloads, audience: str, name: str
):
    opened(monkeypatch, audience, f"coordinator/{name}.py")
    assert not any(key.startswith("hand-over") for key in downloads)
    assert marks(store) == []
