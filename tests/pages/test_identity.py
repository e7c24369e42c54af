"""Who is reading, and what happens when nothing says so."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

from analytics.model import Audience
from data.errors import BadSetting
from data.keys import DEMONSTRATION_KEY
from pages.common import identity
from pages.common.identity import require
from pages.common.sign_in import NoAccess, NotSignedIn


@pytest.fixture(autouse=True)
def on_this_machine_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A local app with an empty store of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MISSING_STORE", str(tmp_path))
    monkeypatch.delenv("MISSING_SETTINGS", raising=False)
    monkeypatch.delenv("MISSING_LOCAL_AUDIENCE", raising=False)
    monkeypatch.delenv("MISSING_SERVES", raising=False)
    monkeypatch.setattr(st, "get_option", {"server.address": "127.0.0.1"}.get)
    return tmp_path


def demonstration(store: Path) -> None:
    (store / "pseudonym.key").write_bytes(DEMONSTRATION_KEY)


def test_the_demonstration_opens_for_the_board(on_this_machine_alone: Path):
    demonstration(on_this_machine_alone)
    assert identity.identity().audience is Audience.BOARD


def test_a_store_of_unknown_origin_opens_for_nobody():
    with pytest.raises(NoAccess, match="MISSING_LOCAL_AUDIENCE"):
        identity.identity()


@pytest.mark.parametrize("value", ["", "admin", "BOARD", "board,coordinator"])
def test_an_unknown_or_double_role_is_no_access(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", value)
    with pytest.raises(NoAccess):
        identity.identity()


def test_whoever_sits_at_the_machine_is_who_the_environment_says(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "coordinator")
    assert identity.identity().audience is Audience.COORDINATOR


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "192.168.1.20", "::"])  # noqa: S104
def test_without_sign_in_no_other_machine_is_served(monkeypatch: pytest.MonkeyPatch, address: str | None):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "board")
    monkeypatch.setattr(st, "get_option", {"server.address": address}.get)
    with pytest.raises(NoAccess, match="There is no sign-in"):
        identity.identity()


def test_the_switch_is_ignored_outside_the_demonstration(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "board")
    monkeypatch.setattr(st, "session_state", {identity.SWITCH: Audience.COORDINATOR})
    assert identity.identity().audience is Audience.BOARD


def test_a_page_is_closed_to_every_audience_that_it_does_not_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "scrutiny")
    assert require(Audience.SCRUTINY).audience is Audience.SCRUTINY
    with pytest.raises(NoAccess):
        require(Audience.BOARD, Audience.COORDINATOR)
    with pytest.raises(NoAccess):
        require()


def test_a_reader_at_this_machine_has_the_systems_name_for_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "board")
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    assert identity.identity().name == identity.local_name() != "somebody-else"


@pytest.mark.parametrize("header", identity.FORWARDED)
def test_without_sign_in_nobody_is_served_through_a_proxy(monkeypatch: pytest.MonkeyPatch, header: str):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "coordinator")
    monkeypatch.setattr(st, "context", SimpleNamespace(headers={header: "203.0.113.7"}))
    with pytest.raises(NoAccess, match="through a proxy"):
        identity.identity()


def test_a_process_serves_the_audiences_that_it_is_told_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "coordinator")
    monkeypatch.setenv("MISSING_SERVES", "board, scrutiny")
    with pytest.raises(NoAccess, match="serves the board and scrutiny committee only, and you read as co-ordinator"):
        identity.identity()
    monkeypatch.setenv("MISSING_SERVES", "board,coordinator")
    assert identity.identity().audience is Audience.COORDINATOR


@pytest.mark.parametrize("half", ["roles", "provider"])
def test_half_of_sign_in_closes_the_local_mode(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, half: str):
    monkeypatch.setenv("MISSING_LOCAL_AUDIENCE", "coordinator")
    if half == "roles":
        (tmp_path / "council.toml").write_text('[sign_in]\nboard = ["Board"]\n')
    else:
        monkeypatch.setattr(identity, "provider_section", dict)
    with pytest.raises(NotSignedIn):
        identity.identity()


def test_a_section_of_the_secrets_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch):
    class Secrets(dict[str, str]):
        def load_if_toml_exists(self) -> bool:
            return True

    monkeypatch.setattr(st, "secrets", Secrets(auth="on"))
    with pytest.raises(BadSetting, match=r"\[auth\]"):
        identity.provider_section()
