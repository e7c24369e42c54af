"""A reader who went away, and one whom an administrator ended, see no figure: in a browser, and byte by byte."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from analytics.model import Audience
from cli import app
from data.audit_log import Act, AuditLog
from data.snapshots import Store
from tests.e2e.council import COOKIE_SECRET, ROLES, Council, council
from tests.e2e.reader import Reading, reading
from tests.e2e.server import WORD, running
from tests.e2e.wire import Answer, signed, wired

HOUR = 3600
ENDED = "has ended your sign-in"
AWAY = "Nobody touched these pages for 30 minutes"


@pytest.fixture(scope="module")
def served(councils_own: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with council(councils_own, tmp_path_factory.mktemp("sittings")) as one:
        yield one


def cookie_of(who: str, at: Council, **claims: object) -> str:
    """The cookie of a board's reader with this id."""
    whole = {"sub": who, "iat": time.time(), "roles": [ROLES[Audience.BOARD]]} | claims
    return signed(whole, at.server.url, COOKIE_SECRET)


def everybody_went_away(store: Path, minutes: int = 31) -> None:
    moment = time.time() - minutes * 60
    for file in (store / "sittings").iterdir():
        os.utime(file, (moment, moment))


def end(store: Path, who: str) -> None:
    done = CliRunner().invoke(app, ["sessions", "end", who], env={"MISSING_STORE": str(store)})
    assert done.exit_code == 0, done.output


def assert_nothing_said(answer: Answer, why: str) -> None:
    assert why in answer.said
    assert answer.title == "Children missing"
    assert answer.pages == {}
    assert answer.numbers_in_words() == set()


def touch(url: str, cookies: str, **headers: str) -> int:
    asked = Request(f"{url}/_missing/touch", b"", {"Cookie": cookies} | headers, method="POST")  # noqa: S310
    try:
        with urlopen(asked, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        return error.code


def open_as(reader: Reading, cookie: str, url: str) -> None:
    reader.page.context.add_cookies([{"name": "_streamlit_user", "value": cookie, "url": url}])
    reader.page.clock.install()
    reader.open(url)
    expect(reader.page.locator("h1")).to_have_text("Overview")


# --- ended by an administrator


@pytest.mark.browser
def test_a_reader_ended_by_the_administrator_is_out_within_a_minute_without_touching_the_page(
    browser: Browser, served: Council, councils_own: Path
):
    with reading(browser) as reader:
        open_as(reader, cookie_of("ended-in-a-browser", served), served.server.url)
        end(councils_own, "ended-in-a-browser")
        reader.page.clock.run_for(45_000)
        expect(reader.page.get_by_text(ENDED)).to_be_visible()
        expect(reader.page.locator("[data-testid=stPlotlyChart], [data-testid=stTable]")).to_have_count(0)
        expect(reader.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_an_end_holds_in_open_sessions_in_new_ones_and_after_a_restart(
    served: Council, councils_own: Path, tmp_path: Path
):
    cookie, other = cookie_of("ended", served), cookie_of("goes on", served)
    with wired(served.server.url, cookie) as wire, wired(served.server.url, other) as neighbour:
        assert wire.ask("overview").pages
        end(councils_own, "ended")
        assert_nothing_said(wire.ask("overview"), ENDED)
        assert neighbour.ask("overview").pages
    with wired(served.server.url, cookie) as wire:
        assert_nothing_said(wire.ask("overview"), ENDED)
    with (
        council(councils_own, tmp_path / "council") as again,
        wired(again.server.url, cookie_of("ended", again)) as wire,
    ):
        assert_nothing_said(wire.ask("overview"), ENDED)
    lines = [line.what for line in AuditLog(Store(councils_own)).lines() if line.act == Act.ENDED]
    assert {"reader": "ended"} in lines
    listed = CliRunner().invoke(app, ["sessions", "list"], env={"MISSING_STORE": str(councils_own)})
    assert "goes on (board)" in listed.output


# --- ended by their own reader


@pytest.mark.browser
def test_a_reader_sees_their_own_sign_ins_and_ends_all_others_after_a_new_one(
    browser: Browser, served: Council, councils_own: Path
):
    """Not somebody who sits down at a screen that was left open; and nobody else's are shown or ended."""
    old = cookie_of("of-three-desks", served, iat=time.time() - HOUR, exp=time.time() + HOUR)
    with (
        wired(served.server.url, old) as wire,
        wired(served.server.url, cookie_of("of-one-desk", served)) as neighbour,
        reading(browser) as reader,
    ):
        assert wire.ask("overview").pages
        assert neighbour.ask("overview").pages
        new = cookie_of("of-three-desks", served)
        remembered = cookie_of("of-three-desks", served, auth_time=time.time() - HOUR)
        for cookie, button in ((old, ""), (remembered, "Sign in again"), (new, "End all others")):
            open_as(reader, cookie, served.server.url)
            reader.page.get_by_role("button", name="Your sign-ins").click()
            expect(reader.page.get_by_text("This one.")).to_be_visible()
            if cookie == new:
                expect(reader.page.get_by_role("button", name=button)).to_be_visible()
                expect(reader.page.get_by_text("Another.")).to_have_count(2)
                reader.page.get_by_role("button", name=button).click()
                expect(reader.page.get_by_text("There is no other")).to_be_visible()
            else:
                expect(reader.page.get_by_role("button", name="End all others")).to_have_count(0)
            if cookie == remembered:
                expect(reader.page.get_by_role("button", name=button)).to_be_visible()
        assert_nothing_said(wire.ask("overview"), "You have signed out")
        assert neighbour.ask("overview").pages
    lines = [line.what for line in AuditLog(Store(councils_own)).lines() if line.act == Act.ENDED]
    assert {"reader": "of-three-desks", "but": "the one that ended the others"} in lines


# --- away


def test_a_sign_in_that_nobody_touched_opens_nothing_and_neither_reruns_nor_touches_wake_it(
    served: Council, councils_own: Path
):
    cookie = cookie_of("away", served)
    with wired(served.server.url, cookie) as wire:
        assert wire.ask("overview").pages
        everybody_went_away(councils_own, 29)
        # A rerun is no sign of anybody: Streamlit makes them by itself.
        assert wire.ask("overview").pages
        everybody_went_away(councils_own)
        assert_nothing_said(wire.ask("overview"), AWAY)
    assert touch(served.server.url, f"_streamlit_user={cookie}") == 403
    with wired(served.server.url, cookie) as wire:
        assert_nothing_said(wire.ask("overview"), AWAY)
    with wired(served.server.url, cookie_of("away", served, iat=time.time() + 1)) as wire:
        assert wire.ask("overview").pages


def test_a_touch_keeps_its_own_sitting_alone(served: Council, councils_own: Path):
    mine, others = cookie_of("here", served), cookie_of("not here", served)
    for cookie in (mine, others):
        with wired(served.server.url, cookie) as wire:
            wire.ask("overview")
    everybody_went_away(councils_own, 20)
    assert touch(served.server.url, f"_streamlit_user={mine}") == 204
    assert touch(served.server.url, "_streamlit_user=nonsense") == 403
    assert touch(served.server.url, "") == 403
    assert touch(served.server.url, f"_streamlit_user={others}", Origin="https://elsewhere.example") == 403
    ages = [time.time() - file.stat().st_mtime for file in (councils_own / "sittings").iterdir()]
    assert sum(age < 60 for age in ages) == 1


def test_the_hour_of_a_token_does_not_end_a_sign_in_that_began_within_it(served: Council):
    now = time.time()
    late = cookie_of("an old token", served, iat=now - 2 * HOUR, exp=now - HOUR)
    with wired(served.server.url, late) as wire:
        assert_nothing_said(wire.ask("overview"), "Your sign-in has run out")
    # Good for five seconds less than the tolerance of clocks: known by then, and good after.
    soon = cookie_of("a short token", served, exp=now - 295)
    with wired(served.server.url, soon) as wire:
        assert wire.ask("overview").pages
        time.sleep(max(0.0, now + 6 - time.time()))
        assert wire.ask("overview").pages


@pytest.mark.browser
def test_a_screen_that_nobody_touches_shows_nothing_and_a_key_after_that_saves_nothing(
    browser: Browser, served: Council
):
    with reading(browser) as reader:
        open_as(reader, cookie_of("went home", served), served.server.url)
        reader.page.clock.fast_forward(20 * 60_000)
        reader.page.keyboard.press("Shift")
        reader.page.clock.fast_forward(20 * 60_000)
        expect(reader.page.locator("h1")).to_have_text("Overview")
        reader.page.clock.fast_forward(31 * 60_000)
        expect(reader.page.get_by_text(AWAY)).to_be_visible()
        expect(reader.page.get_by_role("link", name="Go on")).to_be_visible()
        assert "Overview" not in reader.page.content()
        assert reader.foreign_hosts() == set()


@pytest.mark.browser
def test_on_ones_own_machine_whoever_comes_back_goes_on_with_one_click(
    browser: Browser, councils_own: Path, tmp_path: Path
):
    local = running(councils_own, tmp_path / "log", MISSING_LOCAL_AUDIENCE="board")
    with local as server, reading(browser) as reader:
        reader.open(server.url)
        expect(reader.page.locator("h1")).to_have_text("Overview")
        everybody_went_away(councils_own)
        start = f"missing_start_{server.url.rpartition(':')[2]}={WORD}"
        assert touch(server.url, start) == 403
        reader.page.reload()
        expect(reader.page.get_by_text(AWAY)).to_be_visible()
        assert "Overview" not in reader.text()
        reader.page.get_by_role("button", name="Go on").click()
        expect(reader.page.locator("h1")).to_have_text("Overview")
        assert touch(server.url, start) == 204
        assert "Traceback" not in server.log.read_text()
