"""Who gets in where: by address, on a fresh process, without sign-in, and beside the frame."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus

from analytics.casework.rows import reference
from analytics.model import Audience
from data.snapshots import Store
from data.warehouse import warehouse
from geo.cells import edge_of
from pages.common.frame import ENTRIES
from tests.e2e.conftest import Servers
from tests.e2e.reader import Reading
from tests.e2e.server import ROOT, running
from tests.e2e.wire import Answer, wired

pytestmark = pytest.mark.browser

HEXAGON = re.compile(rb"[0-9a-f]{15}")
LONGITUDE_AND_LATITUDE = re.compile(rb"(-?\d\.\d+),\s*(\d\d\.\d+)")
HIDDEN_PAGE = 'import streamlit as st\nst.title("Nobody may read this")\n'


def test_a_page_file_that_is_in_no_navigation_is_not_served(demonstration: Path, tmp_path: Path):
    """A folder `pages` beside the script would be served without the frame."""
    for name in ("app.py", ".streamlit", "pages"):
        source, copy = ROOT / name, tmp_path / "house" / name
        copy.parent.mkdir(exist_ok=True)
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    for secret in ("pages/secret.py", "pages/board/secret.py", "secret.py"):
        (tmp_path / "house" / secret).write_text(HIDDEN_PAGE)
    house = tmp_path / "house" / "app.py"
    with running(demonstration, tmp_path / "log", script=house) as server:
        for address in ("secret", "board/secret", "pages/secret", "pages/board/secret"):
            with wired(server.url) as wire:
                answer = wire.ask(address)
            assert b"Board view" in answer.sent
            assert not [path for path in answer.pages if "secret" in path]
            with urlopen(f"{server.url}/{address}", timeout=10) as response:  # noqa: S310
                assert b"Nobody may read this" not in answer.sent + response.read()


def test_without_sign_in_only_this_machine_is_served(demonstration: Path, tmp_path: Path):
    serving = running(demonstration, tmp_path / "log", "--server.address", "0.0.0.0")  # noqa: S104
    with serving as server, wired(server.url) as wire:
        assert_turned_away(wire.ask(), "There is no sign-in")


def assert_turned_away(answer: Answer, words: str) -> None:
    """One message that says why, and no page."""
    (alert,) = [
        element.alert.body.replace("\\", "") for element in answer.elements if element.WhichOneof("type") == "alert"
    ]
    assert words in alert
    assert answer.title == ""


def test_without_sign_in_nobody_is_served_through_a_proxy(servers: Servers):
    with wired(servers[Audience.BOARD].url, X_Forwarded_For="203.0.113.7") as wire:
        answer = wire.ask("duration")
    assert "may not be read through a proxy" in answer.said
    assert answer.title == ""


def test_a_councils_own_store_opens_for_nobody_until_somebody_says_who_reads(councils_own: Path, tmp_path: Path):
    with running(councils_own, tmp_path / "log") as server, wired(server.url) as wire:
        assert_turned_away(wire.ask(), "MISSING_LOCAL_AUDIENCE")


def test_a_councils_own_store_has_no_switch(councils_own: Path, tmp_path: Path):
    serving = running(councils_own, tmp_path / "log", MISSING_LOCAL_AUDIENCE="board")
    with serving as server, wired(server.url) as wire:
        answer = wire.ask(query="demonstration_audience=Co-ordinator")
    assert answer.title == "Overview"
    assert b"Look as" not in answer.sent
    assert b"Board view" in answer.sent


def test_the_demonstration_shows_what_each_audience_sees(reader: Reading, servers: Servers):
    reader.open(f"{servers[Audience.BOARD].url}/duration")
    for name, words in (("Co-ordinator", "Exact figures"), ("Scrutiny committee", "Public view")):
        reader.choose("Look as", name)
        expect(reader.page.locator("[data-testid=stSidebar]")).to_contain_text(words)
        reader.wait()
    assert reader.page.locator("h1").all_inner_texts() == ["Children missing from home and care"]
    assert "demonstration_audience" not in reader.page.url


def test_the_first_start_makes_the_demonstration_once_for_all_sessions(tmp_path: Path):
    # As in a fresh checkout: a store that somebody names is never filled with the demonstration.
    (tmp_path / ".streamlit").symlink_to(ROOT / ".streamlit")
    with (
        running(None, tmp_path / "log", folder=tmp_path) as server,
        wired(server.url) as first,
        wired(server.url) as second,
    ):
        first.send()
        second.send()
        # While one of them makes it, the other hears nothing.
        answers = [reader.receive(patience=180) for reader in (first, second)]
        log = server.log.read_text()
        assert "Traceback" not in log, log
    for answer in answers:
        assert b"Making the demonstration" in answer.sent
        assert answer.title == "Overview"
    assert not list(tmp_path.glob("store-in-the-making-*"))


@pytest.mark.parametrize("path", ["/", "/overview", "/_stcore/health", "/media/nothing.csv", "/static/nothing.js"])
def test_every_answer_has_the_security_headers(servers: Servers, path: str):
    headers = headers_of(f"{servers[Audience.BOARD].url}{path}")
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "'unsafe-eval'" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    if path.startswith("/media/"):
        assert headers["cache-control"] == "no-store"


def headers_of(url: str) -> dict[str, str]:
    """The answer's headers, whatever its status."""
    try:
        with urlopen(url, timeout=10) as answer:  # noqa: S310
            return {name.lower(): value for name, value in answer.headers.items()}
    except HTTPError as error:
        return {name.lower(): value for name, value in error.headers.items()}


def test_a_bad_setting_is_refused_before_anything_is_served(demonstration: Path, tmp_path: Path):
    wrong = tmp_path / "council.toml"
    wrong.write_text('[council]\nnme = "Exampleshire"\n')
    with (
        pytest.raises(RuntimeError, match=r"council\.nme is not a setting. It may be: authority, board"),
        running(demonstration, tmp_path / "log", MISSING_SETTINGS=str(wrong)),
    ):
        pytest.fail("the app started")


def test_every_audience_has_pages():
    assert set(ENTRIES) == set(Audience)


def test_no_child_and_no_hexagon_but_those_that_are_named_is_in_a_frame_of_others(
    servers: Servers, demonstration: Path
):
    """Planted: every child's pseudonym, and every hexagon of the store by its name and by where its corners lie."""
    snapshot = Store(demonstration).live()
    rows = warehouse(snapshot.episodes).query("SELECT DISTINCT child_id, cell, found_cell FROM episode_facts")
    named = set(warehouse(snapshot.published).query("SELECT cell FROM hotspots")["cell"])
    cells = {*rows["cell"].drop_nulls(), *rows["found_cell"].drop_nulls()} - named
    corners, hexagons = corners_of(cells) - corners_of(named), {cell.encode() for cell in cells}
    children = {word.encode() for child in rows["child_id"] for word in (child, reference(child))}
    with wired(servers[Audience.COORDINATOR].url) as wire:
        assert not hexagons.isdisjoint(HEXAGON.findall(wire.ask("hotspots").sent))
    points: set[tuple[bytes, ...]] = set()
    for audience in (Audience.BOARD, Audience.SCRUTINY):
        for entry in ENTRIES[audience]:
            for sent in sent_with_details(servers[audience].url, entry.address):
                assert hexagons.isdisjoint(HEXAGON.findall(sent))
                assert not [child for child in children if child in sent]
                points.update(LONGITUDE_AND_LATITUDE.findall(sent))
    # The board's map does hold those that are named, so that the test can fail.
    assert not points.isdisjoint(corners_of(named))
    assert points.isdisjoint(corners)


def sent_with_details(url: str, address: str) -> Iterator[bytes]:
    """What a page sends as it opens, and with each of its details open."""
    with wired(url) as wire:
        answer = wire.ask(address)
    yield answer.sent
    for name in answer.details:
        with wired(url) as wire:
            yield wire.ask(address, urlencode({"detail": name})).sent


def corners_of(cells: set[str]) -> set[tuple[bytes, ...]]:
    """Longitude and latitude of each corner, as a page has them."""
    return {tuple(str(degrees).encode() for degrees in corner) for cell in cells for corner in edge_of(cell)}


def test_a_councils_own_records_open_for_the_browser_that_was_given_the_address(
    councils_own: Path, tmp_path: Path, reader: Reading
):
    """Another user of this machine reaches the port too, and is refused; the demonstration needs no word."""
    with running(councils_own, tmp_path / "log", MISSING_LOCAL_AUDIENCE="board") as server:
        printed = re.search(r"http://\S+\?start=\S+", server.log.read_text())
        assert printed
        for address in (server.url, f"{server.url}/?start=guessed", f"{server.url}/media/x"):
            with pytest.raises(HTTPError) as refused:
                urlopen(address, timeout=10)  # noqa: S310
            assert (refused.value.code, b"one person at this machine" in refused.value.read()) == (403, True)
        with pytest.raises(InvalidStatus), wired(server.url, word=""):
            pass
        reader.page.goto(printed.group())
        reader.wait()
        expect(reader.page.get_by_role("heading", name="Overview")).to_be_visible()
        assert "start=" not in reader.page.url
        (cookie,) = [item for item in reader.page.context.cookies() if item["name"].startswith("missing_start")]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_the_demonstration_needs_no_word(servers: Servers):
    with urlopen(servers[Audience.BOARD].url, timeout=10) as answer:  # noqa: S310
        assert answer.status == 200
    with wired(servers[Audience.BOARD].url, word="") as wire:
        assert wire.ask().title == "Overview"
    assert "?start=" not in servers[Audience.BOARD].log.read_text()
