"""The committee's pages show a release and nothing else; a co-ordinator sees the draft as they would."""

from datetime import datetime
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from analytics.disclosure.coarser import tables_in
from analytics.releases.read import Released, read, shown_releases, table_name
from analytics.releases.release import withdraw
from analytics.reports.scrutiny import scrutiny_paper
from analytics.words.sentences import first_and_rest
from data.audit_log import Act, Actor, AuditLog
from data.releases import Releases
from data.settings import Releases as ReleaseSettings
from data.snapshots import Store
from pages.common import approval, identity
from pages.common.cards import TO
from pages.common.released import WAYS
from tests.pages.opened import opened, press, said_first, words
from tests.released import BEFORE, DIRECTOR, QUARTER, SETTINGS, YEAR, approved, filled, prepared

SCRUTINY_PAGES = ("summary", "tables", "about")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("loaded"))


@pytest.fixture(scope="module")
def year_and_draft(loaded: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same store with a year approved and a quarter in draft."""
    store = Store(copytree(loaded.folder, tmp_path_factory.mktemp("year") / "store"))
    approved(store, YEAR)
    prepared(store)
    return store.folder


@pytest.fixture(scope="module")
def quarter(loaded: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same store with a quarter approved."""
    store = Store(copytree(loaded.folder, tmp_path_factory.mktemp("quarter") / "store"))
    approved(store)
    return store.folder


@pytest.mark.parametrize("page", SCRUTINY_PAGES)
def test_until_something_is_approved_the_committee_is_told_so_calmly(
    store: Store, monkeypatch: pytest.MonkeyPatch, page: str
):
    prepared(store)
    app = opened(monkeypatch, "scrutiny", f"scrutiny/{page}.py")
    assert not app.exception
    assert "No figures have been released yet" in words(app)
    assert "2026" not in words(app)


@pytest.mark.parametrize("page", SCRUTINY_PAGES)
@pytest.mark.parametrize("asked", [QUARTER, f"draft-{QUARTER}", "July to September 2026", f"../draft-{QUARTER}"])
def test_no_address_leads_the_committee_to_a_draft(
    store: Store, year_and_draft: Path, monkeypatch: pytest.MonkeyPatch, page: str, asked: str
):
    copytree(year_and_draft, store.folder, dirs_exist_ok=True)
    app = opened(monkeypatch, "scrutiny", f"scrutiny/{page}.py", release=asked, draft=asked, preview="Tables")
    assert not app.exception
    assert app.sidebar.selectbox(key="release").options == ["2025-26 (April to March)"]
    assert "July to September 2026" not in words(app)


@pytest.mark.parametrize("page", SCRUTINY_PAGES)
def test_the_committees_pages_open_no_episode(store: Store, quarter: Path, monkeypatch: pytest.MonkeyPatch, page: str):
    copytree(quarter, store.folder, dirs_exist_ok=True)
    rmtree(store.snapshots_folder)
    app = opened(monkeypatch, "scrutiny", f"scrutiny/{page}.py")
    assert not app.exception
    assert "Public view" in words(app)


@pytest.mark.parametrize("page", ["coordinator/release.py"])
@pytest.mark.parametrize("audience", ["scrutiny", "board"])
def test_only_a_co_ordinator_prepares(store: Store, monkeypatch: pytest.MonkeyPatch, audience: str, page: str):
    prepared(store)
    app = opened(monkeypatch, audience, page)
    assert [error.value for error in app.exception] != []
    assert not app.title
    assert not app.selectbox


def test_the_summary_says_rounded_numbers_in_sentences(store: Store, quarter: Path, monkeypatch: pytest.MonkeyPatch):
    copytree(quarter, store.folder, dirs_exist_ok=True)
    app = opened(monkeypatch, "scrutiny", "scrutiny/summary.py")
    assert said_first(app).startswith("About 1,235 missing episodes by about 105 children in July to September 2026")
    assert "1,237" not in words(app)


def test_the_summary_leads_to_the_tables_that_papers_name(store: Store, quarter: Path, monkeypatch: pytest.MonkeyPatch):
    copytree(quarter, store.folder, dirs_exist_ok=True)
    there = set(tables_in(read(shown_releases(store)[0]).published))
    app = opened(monkeypatch, "scrutiny", "scrutiny/summary.py")
    ways = [each.value for each in app.markdown if each.value.endswith("scrutiny/tables.py")]
    names = [name for key, name in WAYS.items() if key in there]
    assert len(names) >= 3
    assert ways == [f"{TO} {name}: scrutiny/tables.py" for name in names]


def test_the_paper_says_what_the_summary_says(store: Store, quarter: Path, monkeypatch: pytest.MonkeyPatch):
    copytree(quarter, store.folder, dirs_exist_ok=True)
    paper = scrutiny_paper(read(shown_releases(store)[0]), datetime(2026, 11, 22, 11, 45))
    app = opened(monkeypatch, "scrutiny", "scrutiny/summary.py")
    assert said_first(app) == paper.headline
    # The heading is a sentence: all of it in heavy letters fills a phone.
    assert app.header[0].value.replace("\\", "") == first_and_rest(paper.headline)[0] != paper.headline
    assert paper.said
    for text in (*paper.said, *(text for section in paper.sections for text in (section.question, section.said))):
        assert text in words(app)


def test_every_table_of_a_release_can_be_chosen_and_has_a_name_of_its_own(
    store: Store, quarter: Path, monkeypatch: pytest.MonkeyPatch
):
    copytree(quarter, store.folder, dirs_exist_ok=True)
    released = read(shown_releases(store)[0])
    names = [table_name(table, released.indicators) for table in tables_in(released.published)]
    assert len(set(names)) == len(names)
    app = opened(monkeypatch, "scrutiny", "scrutiny/tables.py")
    assert app.selectbox(key="table").options == names
    for name in names:
        app.selectbox(key="table").select(name).run()
        assert not app.exception, name
        assert app.subheader, name
        assert "not published for the part" not in words(app), name


def test_a_correction_is_what_the_committee_reads(store: Store, quarter: Path, monkeypatch: pytest.MonkeyPatch):
    copytree(quarter, store.folder, dirs_exist_ok=True)
    approved(store, f"{QUARTER}-v2")
    app = opened(monkeypatch, "scrutiny", "scrutiny/about.py")
    assert app.sidebar.selectbox(key="release").options == ["July to September 2026, corrected (version 2)"]
    assert "They correct release" in words(app)


def test_what_is_withdrawn_is_gone(store: Store, quarter: Path, monkeypatch: pytest.MonkeyPatch):
    copytree(quarter, store.folder, dirs_exist_ok=True)
    withdraw(store, QUARTER, reason="A slip", by=Actor("A."))
    assert "No figures have been released yet" in words(opened(monkeypatch, "scrutiny", "scrutiny/summary.py"))


def as_account(monkeypatch: pytest.MonkeyPatch, name: str, *, approves: bool) -> None:
    """From now on whoever reads works under this account, which the settings list or do not."""
    releases = ReleaseSettings(accounts={name: DIRECTOR} if approves else {})
    monkeypatch.setattr(identity, "settings", lambda: SETTINGS.model_copy(update={"releases": releases}))
    monkeypatch.setattr(identity, "local_name", lambda: name)


def test_a_co_ordinator_prepares_looks_and_somebody_else_approves(store: Store, monkeypatch: pytest.MonkeyPatch):
    as_account(monkeypatch, "prep", approves=False)
    app = opened(monkeypatch, "coordinator", "coordinator/release.py")
    app.selectbox(key="prepare").select(BEFORE).run()
    app.button(key="prepare-now").click().run()
    assert [draft.name for draft in Releases(store).drafts()] == [BEFORE]
    assert "As the committee would see it: April to June 2026" in words(app)
    for view in ("Tables", "About these figures", "Summary"):
        app.selectbox(key="preview").select(view).run()
        assert not app.exception

    assert "You may not approve it" in words(app)
    as_account(monkeypatch, "prep", approves=True)
    app.run()
    app.text_input(key="approval-reason").input("For the October meeting")
    press(app, "Approve")
    assert "You prepared 2026-27-Q1, so somebody else approves it" in app.exception[0].value
    as_account(monkeypatch, "director", approves=True)
    app.run()
    assert f"You approve as {DIRECTOR}" in words(app)
    app.text_input(key="approval-reason").input("For the October meeting")
    press(app, "Approve")
    assert not app.exception
    assert [release.name for release in shown_releases(store)] == [BEFORE]
    approved_by = read(shown_releases(store)[0]).manifest["approved"]
    assert (approved_by["name"], approved_by["role"]) == ("director", DIRECTOR)
    about = words(opened(monkeypatch, "scrutiny", "scrutiny/about.py"))
    assert f"Approved by the {DIRECTOR} on" in about
    assert "Approved by the director" not in about
    told = [(line.audience, line.what["step"]) for line in AuditLog(store).found([Act.RELEASE])]
    assert told == [("coordinator", "prepare"), ("coordinator", "approve")]


def test_an_approval_of_what_was_prepared_again_meanwhile_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch):
    as_account(monkeypatch, "director", approves=True)
    prepared(store)
    app = opened(monkeypatch, "coordinator", "coordinator/release.py")
    prepared(store)
    app.text_input(key="approval-reason").input("For the October meeting")
    press(app, "Approve")
    assert [error.value for error in app.exception] != []
    assert shown_releases(store) == ()


def test_an_approval_of_what_was_prepared_again_while_the_page_was_drawn_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    prepared(store)
    drawing, again = approval.show_audit, [store]

    def drawn_slowly(released: Released) -> None:
        drawing(released)
        if again:
            prepared(again.pop())

    monkeypatch.setattr(approval, "show_audit", drawn_slowly)
    as_account(monkeypatch, "director", approves=True)
    app = opened(monkeypatch, "coordinator", "coordinator/release.py")
    app.text_input(key="approval-reason").input("For the October meeting")
    press(app, "Approve")
    assert [error.value for error in app.exception] != []
    assert shown_releases(store) == ()


def test_the_draft_is_drawn_as_the_committee_will_see_it(store: Store, monkeypatch: pytest.MonkeyPatch):
    prepared(store)
    draft = [element.value for element in opened(monkeypatch, "coordinator", "coordinator/release.py").markdown]
    approved(store)
    shown = [element.value for element in opened(monkeypatch, "scrutiny", "scrutiny/summary.py").markdown]
    assert shown
    # The tables of a draft have no address to lead to.
    assert {text for text in shown if text and "scrutiny/tables.py" not in text} <= set(draft)
