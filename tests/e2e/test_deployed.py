"""The guide's own nginx block and systemd units, taken from docs/deploying.md and tried."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe
from urllib.error import HTTPError
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from analytics.model import Audience
from tests.e2e.council import ROLES, processes
from tests.e2e.provider import Provider, provider
from tests.e2e.proxy import HOST, Proxy, blocks, cookie_given, nginx
from tests.e2e.reader import CHROMIUM_ARGUMENTS
from tests.e2e.server import Server
from tests.e2e.test_sittings import end

# As large as those of Entra ID.
LETTERS, GROUPS = 2_200, 20
WHO = "the-one-behind-nginx"
# Of other browsers: were one sent now here and now there, or all to one process, so many would show it.
BROWSERS = 12


@pytest.fixture
def people() -> Iterator[Provider]:
    """Signs in one of the board, with tokens and groups as large as those of Entra ID."""
    with provider() as one:
        # Of chance, since a cookie is packed: letters that repeat would hardly fill one.
        one.access_token = token_urlsafe(LETTERS)[:LETTERS]
        groups = [str(uuid4()) for _ in range(GROUPS)]
        filling = token_urlsafe(LETTERS)[: LETTERS * 3 // 4 - len(str(groups))]
        one.person = {"sub": WHO, "roles": [ROLES[Audience.BOARD]], "groups": groups, "filling": filling}
        yield one


@pytest.fixture
def two(councils_own: Path, people: Provider, tmp_path: Path) -> Iterator[list[Server]]:
    """Processes of one audience, over one store."""
    with processes(councils_own, tmp_path, HOST, people.metadata_url) as started:
        yield started


@pytest.mark.browser
def test_behind_the_guides_own_nginx_a_reader_with_large_tokens_signs_in_at_one_of_two_processes(
    browser: Browser, two: list[Server], people: Provider, councils_own: Path, tmp_path: Path
):
    with nginx(tmp_path, *(server.url for server in two)) as proxy:
        arguments = [*CHROMIUM_ARGUMENTS, f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{proxy.port}"]
        # Of the browser's own kind: Playwright runs once in a process.
        chromium = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = chromium.new_context(ignore_https_errors=True).new_page()
        page.clock.install()
        page.goto(f"https://{HOST}")
        page.get_by_role("button", name="Sign in").click()
        expect_board(page)
        assert_cookies_are_of_this_host_alone(page)
        assert_browser_keeps_nothing_of_ours(page)
        # What tells of a touch comes through too.
        with page.expect_response("**/_missing/touch") as told:
            page.keyboard.press("Shift")
        assert told.value.status == 204
        with pytest.raises(HTTPError, match="403"):
            cookie_given(proxy, "/_stcore/metrics")
        # From its first request on, which had no cookie.
        ((own,),) = proxy.ways().values()
        ask_as_other_browsers(proxy)
        ways = proxy.ways()
        assert all(len(way) == 1 for way in ways.values()), ways
        assert set.union(*ways.values()) == {server.url.removeprefix("http://") for server in two}
        # The process that it reads at stops: the other goes on, and asks nobody to sign in.
        os.kill(next(server.process for server in two if server.url.endswith(own)), signal.SIGKILL)
        people.person = {}
        page.reload()
        expect_board(page)
        # An administrator ends the reader, who touches nothing.
        end(councils_own, WHO)
        page.clock.run_for(45_000)
        expect(page.get_by_text("has ended your sign-in")).to_be_visible()
        chromium.close()
    assert not any("Traceback" in server.log.read_text() for server in two)


def expect_board(page: Page) -> None:
    expect(page.locator("[data-testid=stSidebar]")).to_contain_text("Signed in: Board")
    expect(page.locator("h1")).to_have_text("Overview")


def assert_cookies_are_of_this_host_alone(page: Page) -> None:
    cookies = page.context.cookies()
    assert {"__Host-_streamlit_user", "__Host-_streamlit_xsrf", "__Host-missing-process"} <= {
        each["name"] for each in cookies
    }
    for each in cookies:
        assert each["name"].startswith("__Host-"), each["name"]
        assert (each["secure"], each["path"], each["domain"], each["sameSite"]) == (True, "/", HOST, "Lax")
        # That against forged requests is read by the page, which sends it back.
        assert each["httpOnly"] is (each["name"] != "__Host-_streamlit_xsrf")
    of_who = [each for each in cookies if each["name"].startswith("__Host-_streamlit_user")]
    assert sum(len(each["value"]) for each in of_who) > 2 * LETTERS


def assert_browser_keeps_nothing_of_ours(page: Page) -> None:
    """Beside cookies: at most how wide somebody likes the sidebar, and the like."""
    kept = page.evaluate("async () => [{...localStorage}, {...sessionStorage}, await indexedDB.databases()]")
    words = str(kept)
    assert len(words) < 500
    assert not any(word in words for word in (WHO, "Board", "Overview", "token", "Missing."))


def ask_as_other_browsers(proxy: Proxy) -> None:
    """Each asks twice: without a cookie, and with that which it was given."""
    for _ in range(BROWSERS):
        cookie = cookie_given(proxy, "/_stcore/health")
        assert cookie
        assert cookie_given(proxy, "/_stcore/health", cookie) == ""


def test_the_guides_units_are_units_that_systemd_takes(tmp_path: Path):
    command = shutil.which("systemd-analyze")
    assert command, "systemd is not installed: .ci/run installs it"
    names = ["missing-board@.service", "missing-morning.service", "missing-morning.timer"]
    for name, unit in zip(names, blocks("ini"), strict=True):
        # The guide's place of the product is not on this machine: any program stands for it.
        (tmp_path / name).write_text(re.sub(r"(?m)^(ExecStart=)/\S+", rf"\1{sys.executable}", unit))
    verified = subprocess.run(
        [command, "verify", *(str(tmp_path / name) for name in names)], capture_output=True, text=True, check=False
    )
    ours = [line for line in verified.stderr.splitlines() if "missing-" in line]
    assert (verified.returncode, ours) == (0, []), verified.stderr
