"""What a co-ordinator sees is logged once for the same of the same, and before it is shown."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, time
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from analytics.model import Audience
from data.audit_log import AuditLog, Line
from data.errors import CannotLog, PurposeNeeded
from data.keys import child_mark
from data.settings import SignIn
from data.snapshots import Store
from data.upgrades import FORMAT
from pages.common import audit, identity, sign_in
from pages.common.audit import ROUTINE, record_view, recorded, show_page
from pages.common.identity import Reader
from pages.common.sign_in import NotSignedIn


@dataclass(frozen=True)
class Somebody(Reader):
    """A reader who signed in by name."""

    audience: Audience
    name: str = "anna@council.example"


COORDINATOR = Somebody(Audience.COORDINATOR)
WHAT = {"snapshot": "000001", "only": (("sex", ("F",)),)}


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """A store with a key and nothing else, and a browser session that has seen nothing."""
    monkeypatch.setenv("MISSING_STORE", str(tmp_path))
    a_new_session(monkeypatch)
    store = Store(tmp_path)
    with store.locked():
        store.settled_key(b"k" * 32)
    return store


def a_new_session(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", session)


def lines(store: Store) -> list[Line]:
    return list(AuditLog(store).lines())


def test_a_view_says_who_saw_which_page_of_which_snapshot_and_what_for(store: Store) -> None:
    show_page("Overview")
    record_view(COORDINATOR, ROUTINE, WHAT)
    (line,) = lines(store)
    assert (line.who, line.audience, line.act) == ("anna@council.example", "coordinator", "view")
    assert line.purpose == "routine monitoring"
    assert line.what == {"page": "Overview", "snapshot": "000001", "only": [["sex", ["F"]]]}
    assert AuditLog(store).verify() is None


def test_the_same_view_is_logged_once_a_browser_session(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    show_page("Overview")
    for _ in range(3):
        record_view(COORDINATOR, ROUTINE, WHAT)
    assert len(lines(store)) == 1
    a_new_session(monkeypatch)
    record_view(COORDINATOR, ROUTINE, WHAT)
    assert len(lines(store)) == 2


@pytest.mark.parametrize("another", [{"snapshot": "000002"}, {"only": ()}])
def test_another_snapshot_or_selection_is_another_view(store: Store, another: dict[str, Any]) -> None:
    record_view(COORDINATOR, ROUTINE, WHAT)
    record_view(COORDINATOR, ROUTINE, {**WHAT, **another})
    assert len(lines(store)) == 2


def test_another_page_or_purpose_is_another_view(store: Store) -> None:
    show_page("Overview")
    record_view(COORDINATOR, ROUTINE, WHAT)
    record_view(COORDINATOR, "a strategy meeting", WHAT)
    show_page("Duration")
    record_view(COORDINATOR, ROUTINE, WHAT)
    assert len(lines(store)) == 3


def test_nothing_new_to_log_costs_less_than_a_millisecond() -> None:
    record_view(COORDINATOR, ROUTINE, WHAT)
    begin = perf_counter()
    for _ in range(200):
        record_view(COORDINATOR, ROUTINE, WHAT)
    assert (perf_counter() - begin) / 200 < 0.001


@pytest.mark.parametrize("purpose", ["", "  "])
def test_childrens_records_are_not_seen_without_a_purpose(store: Store, purpose: str) -> None:
    with pytest.raises(PurposeNeeded):
        record_view(COORDINATOR, purpose, WHAT, children=["C0123456789abcdef"])
    assert lines(store) == []


def test_a_child_who_was_seen_stands_in_the_log_by_a_mark(store: Store) -> None:
    record_view(COORDINATOR, "a strategy meeting", WHAT, children=["C0123456789abcdef"])
    (line,) = lines(store)
    assert line.what["children"] == [child_mark(b"k" * 32, "C0123456789abcdef")]
    assert b"C0123456789abcdef" not in AuditLog(store).path.read_bytes()


def test_what_cannot_be_logged_is_not_shown_and_is_tried_again(store: Store) -> None:
    AuditLog(store).path.mkdir()
    for _ in range(2):
        with pytest.raises(CannotLog):
            record_view(COORDINATOR, ROUTINE, WHAT)
    made = []
    download = recorded(COORDINATOR, lambda: made.append("made") or b"rows", WHAT)
    with pytest.raises(CannotLog):
        download()
    assert made == []


def test_every_download_of_exact_figures_is_logged(store: Store) -> None:
    show_page("Duration")
    download = recorded(COORDINATOR, lambda: b"rows", WHAT)
    assert lines(store) == []
    assert [download(), download()] == [b"rows", b"rows"]
    assert [(line.act, line.what["page"]) for line in lines(store)] == [("download", "Duration")] * 2


def test_a_download_that_shows_children_is_logged_with_them_and_made_for_nobody_who_does_not_say_why(
    store: Store,
) -> None:
    child = "C0123456789abcdef"
    with pytest.raises(PurposeNeeded):
        recorded(COORDINATOR, lambda: b"rows", WHAT, " ", children=[child])()
    assert lines(store) == []
    assert recorded(COORDINATOR, lambda: b"rows", WHAT, "inspection", children=[child])() == b"rows"
    assert [(line.purpose, len(line.what["children"])) for line in lines(store)] == [("inspection", 1)]


@pytest.mark.parametrize("audience", [Audience.BOARD, Audience.SCRUTINY])
def test_a_download_of_protected_figures_is_nobodys_business(store: Store, audience: Audience) -> None:
    assert recorded(Somebody(audience), lambda: b"rows", WHAT)() == b"rows"
    assert lines(store) == []


def signed_in(monkeypatch: pytest.MonkeyPatch, audience: Audience) -> dict[str, object]:
    """Claims of somebody who signs in now."""
    claims: dict[str, object] = {"is_logged_in": True, "sub": "7f3a", "iat": time(), "roles": [audience.value]}
    rules = SignIn(board=("board",), coordinator=("coordinator",), scrutiny=("scrutiny",))
    monkeypatch.setattr(identity, "settings", lambda: SimpleNamespace(sign_in=rules))
    monkeypatch.setattr(st, "user", SimpleNamespace(to_dict=claims.copy))
    return claims


@pytest.mark.parametrize("audience", list(Audience))
def test_a_click_on_a_page_left_open_makes_no_file_once_the_sign_in_has_run_out(
    store: Store, monkeypatch: pytest.MonkeyPatch, audience: Audience
) -> None:
    signed_in(monkeypatch, audience)
    download = recorded(Somebody(audience), lambda: b"rows", WHAT)
    assert download() == b"rows"
    logged = len(lines(store))
    later = datetime.now(UTC) + timedelta(hours=8)
    monkeypatch.setattr(sign_in, "now", lambda: later)
    with pytest.raises(NotSignedIn, match="run out"):
        download()
    assert len(lines(store)) == logged


def test_nor_once_its_reader_has_signed_out_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = signed_in(monkeypatch, Audience.COORDINATOR)
    made: list[str] = []
    download = recorded(COORDINATOR, lambda: made.append("made") or b"rows", WHAT)
    identity.sittings().end(sign_in.ticket(claims))
    with pytest.raises(NotSignedIn, match="signed out"):
        download()
    assert made == []


def snapshot_in(store: Store) -> None:
    """Something to see, of this version's format."""
    folder = store.snapshots_folder / "000001"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"format": FORMAT}), encoding="utf-8")
    store.point_to("000001")


def test_a_sign_in_is_logged_once_a_browser_session(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot_in(store)
    for _ in range(2):
        audit.record_sign_in(Somebody(Audience.BOARD))
    audit.record_sign_in(Somebody(Audience.BOARD, "otto@council.example"))
    a_new_session(monkeypatch)
    audit.record_sign_in(Somebody(Audience.BOARD))
    assert [(line.act, line.audience, line.who[:4]) for line in lines(store)] == [
        ("sign-in", "board", "anna"),
        ("sign-in", "board", "otto"),
        ("sign-in", "board", "anna"),
    ]


def test_coming_to_an_empty_store_makes_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MISSING_STORE", str(tmp_path / "not yet"))
    audit.record_sign_in(Somebody(Audience.BOARD))
    assert not (tmp_path / "not yet").exists()


def test_a_process_that_may_not_write_in_the_store_logs_in_its_own_folder(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    snapshot_in(store)
    monkeypatch.setenv("MISSING_LOG", str(tmp_path / "of the board"))
    audit.record_sign_in(Somebody(Audience.BOARD))
    own = Store(tmp_path / "of the board")
    assert ([line.act for line in lines(own)], lines(store)) == (["sign-in"], [])
    assert AuditLog(own).verify() is None
    assert own.key() != store.key()
