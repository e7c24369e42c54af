"""One browser for all, one demonstration store, and one server for each audience."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from analytics.model import Audience
from tests.demonstration import a_copy_of_the_demonstration
from tests.e2e.reader import CHROMIUM_ARGUMENTS, Reading, reading
from tests.e2e.server import Server, running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium: Playwright's own is not downloaded."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: .ci/run installs it")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Reading]:
    """One window for the whole run: a new one costs more than a page, since scripts and fonts are fetched again."""
    with reading(browser) as opened:
        yield opened


@pytest.fixture
def reader(window: Reading) -> Iterator[Reading]:
    """The window as a reader finds it who has opened nothing yet, and left empty for the next."""
    window.renew()
    yield window
    window.renew()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the invented city: a copy of this process."""
    return a_copy_of_the_demonstration(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="session")
def councils_own(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same figures under a key that is not the demonstration's: as far as the app can know, a council's own."""
    store = tmp_path_factory.mktemp("council") / "store"
    shutil.copytree(demonstration, store)
    (store / "pseudonym.key").write_bytes(bytes(32))
    return store


class Servers:
    """The app as each audience finds it; each is started when first asked for."""

    def __init__(self, store: Path, logs: Path, until_the_end: ExitStack) -> None:
        self._store = store
        self._logs = logs
        self._until_the_end = until_the_end
        self._started: dict[Audience, Server] = {}

    def __getitem__(self, audience: Audience) -> Server:
        if audience not in self._started:
            serving = running(self._store, self._logs / f"{audience}.log", MISSING_LOCAL_AUDIENCE=audience.value)
            self._started[audience] = self._until_the_end.enter_context(serving)
        return self._started[audience]


@pytest.fixture(scope="session")
def servers(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """By audience."""
    with ExitStack() as until_the_end:
        yield Servers(demonstration, tmp_path_factory.mktemp("logs"), until_the_end)
