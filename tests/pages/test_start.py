"""A start is refused while sign-in is half set up, or an option opens a door."""

from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from data.errors import BadSetting
from data.settings import SignIn
from pages.common import identity, start

RULES = SignIn(board=("Board",), coordinator=("Coordinator",))
PROVIDER = {
    "redirect_uri": "https://missing.council.example/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "id",
    "client_secret": "secret",
    "server_metadata_url": "https://login.example/.well-known/openid-configuration",
}
SAFE: dict[str, Any] = {option: values[0] for option, values in start.SAFE_OPTIONS.items()} | {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "missing.council.example"],
    "secrets.files": [],
}


@pytest.fixture(autouse=True)
def options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Safe options, the demonstration's settings, no secrets and no variables of ours."""
    monkeypatch.chdir(tmp_path)
    for variable in ("MISSING_SETTINGS", identity.LOCAL_AUDIENCE_VARIABLE, identity.SERVES_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    chosen = dict(SAFE)
    monkeypatch.setattr(st, "get_option", chosen.get)
    monkeypatch.setattr(st, "secrets", Secrets())
    return chosen


class Secrets(dict[str, Any]):
    """Streamlit's secrets: a mapping that says whether there was a readable file."""

    def load_if_toml_exists(self) -> bool:
        return bool(self)


def test_a_start_without_sign_in_and_with_safe_options_is_let_through():
    start.refuse_bad_start()


def test_sign_in_in_full_is_let_through():
    assert start.faults_of_sign_in(RULES, PROVIDER) == []


def test_roles_without_a_provider_are_half():
    assert "no [auth]" in start.faults_of_sign_in(RULES, None)[0]


def test_a_provider_without_roles_is_half():
    assert "name no role" in start.faults_of_sign_in(SignIn(), PROVIDER)[0]


@pytest.mark.parametrize("key", start.REQUIRED)
@pytest.mark.parametrize("empty", [True, False])
def test_every_key_of_the_provider_that_is_missing_or_empty_is_named(key: str, empty: bool):
    provider = {**PROVIDER, key: ""} if empty else {name: value for name, value in PROVIDER.items() if name != key}
    assert start.faults_of_sign_in(RULES, provider) == [f"auth.{key} is missing from the secrets."]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("redirect_uri", "https://missing.council.example/", "must end in /oauth2callback"),
        ("redirect_uri", "http://missing.council.example/oauth2callback", "must begin with https://"),
        ("redirect_uri", "https://other.example/oauth2callback", "server.allowedHosts does not"),
        ("server_metadata_url", "http://login.example/x", "must begin with https://"),
        ("server_metadata_url", "http://127.0.0.1.login.example/x", "must begin with https://"),
        ("server_metadata_url", "file:///etc/passwd", "must begin with https://"),
        ("cookie_secret", "x" * 31, "shorter than 32"),
    ],
)
def test_a_value_that_would_not_be_safe_is_refused(key: str, value: str, said: str):
    (fault,) = start.faults_of_sign_in(RULES, {**PROVIDER, key: value})
    assert said in fault
    assert key in fault
    assert "xxxx" not in fault


def test_the_local_mode_and_sign_in_do_not_go_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(identity.LOCAL_AUDIENCE_VARIABLE, "board")
    (fault,) = start.faults_of_sign_in(RULES, PROVIDER)
    assert "MISSING_LOCAL_AUDIENCE is set" in fault


def test_a_process_that_serves_an_audience_without_a_role_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(identity.SERVES_VARIABLE, "scrutiny")
    (fault,) = start.faults_of_sign_in(RULES, PROVIDER)
    assert "sign_in.scrutiny names no role" in fault


@pytest.mark.parametrize("value", ["", "boards", "board;coordinator", "Board", "board,"])
def test_an_unknown_audience_to_serve_is_refused(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv(identity.SERVES_VARIABLE, value)
    with pytest.raises(BadSetting, match="MISSING_SERVES"):
        start.refuse_bad_start()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("client.showErrorDetails", "full"),
        ("client.showErrorDetails", True),
        ("client.showErrorDetails", "stacktrace"),
        ("client.toolbarMode", "developer"),
        ("global.developmentMode", True),
        ("logger.enableRich", True),
        ("server.allowedHosts", []),
        ("server.allowedHosts", ["*"]),
        ("server.allowedHosts", ["*.council.example"]),
        ("server.corsAllowedOrigins", ["https://elsewhere.example"]),
        ("server.enableAgentApi", True),
        ("server.enableCORS", False),
        ("server.enableStaticServing", True),
        ("server.enableXsrfProtection", False),
        ("server.scriptHealthCheckEnabled", True),
        ("server.unsafeMetricsUserAttributes", ["preferred_username"]),
        ("server.trustedUserHeaders", {"X-Roles": "roles"}),
        ("server.xsrfCookieSameSite", "none"),
    ],
)
def test_an_option_that_opens_a_door_is_refused(options: dict[str, Any], option: str, value: object):
    options[option] = value
    with pytest.raises(BadSetting, match=option.replace(".", r"\.")):
        start.refuse_bad_start()


def test_secrets_that_cannot_be_read_are_not_taken_for_none(options: dict[str, Any], tmp_path: Path):
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    options["secrets.files"] = [str(broken)]
    with pytest.raises(BadSetting, match="cannot be read"):
        start.refuse_bad_start()


@pytest.mark.parametrize(
    ("provider", "is_https"),
    [(None, False), (PROVIDER, True), ({"redirect_uri": "http://127.0.0.1:8501/oauth2callback"}, False)],
)
def test_cookies_are_for_https_alone_where_readers_come_by_it(
    monkeypatch: pytest.MonkeyPatch, provider: dict[str, str] | None, is_https: bool
):
    monkeypatch.setattr(st, "secrets", Secrets({"auth": provider} if provider else {}))
    assert start.uses_https() is is_https
