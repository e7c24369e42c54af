"""A certificate that this process trusts for the length of a test, and no proxy on the way to this machine."""

from pathlib import Path

import pytest

from data.messages import mail, teams
from tests.messages.servers import Certificate, a_certificate


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return a_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def certificate(made: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "MISSING_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    for module in (mail, teams):
        monkeypatch.setattr(module, "SECONDS", 1.5)
    monkeypatch.chdir(tmp_path)
