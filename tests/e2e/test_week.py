"""The co-ordinator's week is reachable by nobody else, by address, link or bytes; and by a keyboard alone."""

from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from analytics.casework.rows import data_to, reference
from analytics.casework.week import the_week
from analytics.model import Audience
from data.casebook import Casebook, Kind
from data.settings import demonstration_settings
from data.snapshots import Store
from pages.common.frame import WEEK
from pages.common.served_once import SECONDS
from tests.e2e.conftest import Servers
from tests.e2e.reader import PATIENCE, Reading
from tests.e2e.test_access import headers_of
from tests.e2e.wire import wired

pytestmark = pytest.mark.browser

MOST_TABS = 80
FOCUSED = """() => {
    const focused = document.activeElement
    return [focused.tagName, `${focused.ariaLabel || ""} ${focused.innerText}`]
}"""
OTHERS = (Audience.BOARD, Audience.SCRUTINY)


@pytest.fixture(scope="module")
def children(demonstration: Path) -> list[bytes]:
    """How every child of the last weeks may be named: by reference and by pseudonym."""
    store = Store(demonstration)
    snapshot = store.current()
    assert snapshot is not None
    week = the_week(store, snapshot, demonstration_settings(), data_to(snapshot))
    named = week.cases.rows["child_id"].unique()
    return [name.encode() for child in named for name in (child, reference(child))]


@pytest.mark.parametrize("audience", OTHERS)
@pytest.mark.parametrize("entry", WEEK, ids=lambda entry: entry.address)
def test_no_byte_of_a_child_reaches_another_audience_by_address_or_by_the_pages_own_hash(
    servers: Servers, children: list[bytes], audience: Audience, entry
):
    with wired(servers[Audience.COORDINATOR].url) as own:
        hashes = own.ask().pages
    # The first page of an audience has no address of its own.
    page_hash = hashes.get(entry.address) or hashes[""]
    with wired(servers[audience].url) as other:
        answers = [
            other.ask(entry.address, "at=Week+ending+4+Oct+2026"),
            other.ask(page_hash=page_hash),
        ]
    for answer in answers:
        assert answer.title != entry.title
        assert [name for name in children if name in answer.sent] == []


def test_the_co_ordinators_own_bytes_do_hold_references_so_that_the_test_can_fail(
    servers: Servers, children: list[bytes]
):
    for address in ("top-five", "triggers"):
        with wired(servers[Audience.COORDINATOR].url) as own:
            answer = own.ask(address)
        assert [name for name in children if name in answer.sent]
        # Not even there is a pseudonym whole.
        assert [name for name in children if name.startswith(b"C") and len(name) == 17 and name in answer.sent] == []


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=10) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        return error.code


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus says this."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        kind, said = page.evaluate(FOCUSED)
        if kind not in ("MAIN", "BODY") and name in said:
            return
    raise AssertionError(f"no Tab leads to {name}")


def opened(reader: Reading, servers: Servers, address: str) -> Page:
    reader.open(f"{servers[Audience.COORDINATOR].url}/{address}")
    reader.settle()
    return reader.page


def test_a_keyboard_alone_writes_down_an_action(reader: Reading, servers: Servers, demonstration: Path):
    before = len(Casebook(Store(demonstration)).entries())
    page = opened(reader, servers, "top-five")
    tab_to(page, "Write down an action")
    page.keyboard.press("Enter")
    reader.wait()
    tab_to(page, "What is to be done")
    page.keyboard.type("Visit the family")
    tab_to(page, "Owner")
    page.keyboard.type("Social worker")
    tab_to(page, "Write down")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Visit the family").first).to_be_visible(timeout=PATIENCE)
    entries = Casebook(Store(demonstration)).entries()
    assert [(entry.text, entry.owner) for entry in entries[before:]] == [("Visit the family", "Social worker")]


def test_a_keyboard_alone_answers_a_trigger(reader: Reading, servers: Servers, demonstration: Path):
    before = len(Casebook(Store(demonstration)).entries())
    page = opened(reader, servers, "triggers")
    tab_to(page, "What was decided")
    page.keyboard.type("Discuss on Wednesday")
    tab_to(page, "Owner (a role)")
    page.keyboard.type("Team manager")
    tab_to(page, "By")
    page.keyboard.type("31012035")
    tab_to(page, "Acknowledge")
    page.keyboard.press("Enter")
    expect(page.get_by_text("acknowledged. Discuss on Wednesday")).to_be_visible(timeout=PATIENCE)
    added = Casebook(Store(demonstration)).entries()[before:]
    assert {(item.kind, item.text, item.owner, str(item.due)) for item in added} == {
        (Kind.ACKNOWLEDGED, "Discuss on Wednesday", "Team manager", "2035-01-31")
    }


def test_a_keyboard_alone_goes_to_another_page(reader: Reading, servers: Servers):
    page = opened(reader, servers, "")
    tab_to(page, "Places")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Hotspots")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_have_text("Now", timeout=PATIENCE)


def test_a_keyboard_alone_takes_the_report_whose_link_answers_for_seconds_and_a_second_click_makes_it_anew(
    reader: Reading, servers: Servers
):
    page = opened(reader, servers, "weekly")
    tab_to(page, "Download as PDF")
    with page.expect_download(timeout=PATIENCE) as downloaded:
        page.keyboard.press("Enter")
    assert downloaded.value.suggested_filename == "weekly-2026-10-04.pdf"
    link = downloaded.value.url
    assert Path(downloaded.value.path()).read_bytes().startswith(b"%PDF")
    # The page is open still, and so is the browser that took the file.
    page.wait_for_timeout((SECONDS + 1) * 1000)
    assert status(link) == 404
    assert page.request.get(link).status == 404
    assert status(f"{servers[Audience.BOARD].url}{urlsplit(link).path}") == 404
    assert headers_of(link)["cache-control"] == "no-store"
    with page.expect_download(timeout=PATIENCE) as again:
        page.get_by_role("button", name="Download as PDF").click()
    assert Path(again.value.path()).read_bytes().startswith(b"%PDF")


def test_a_keyboard_alone_opens_the_record_of_a_child_which_is_never_in_the_address(
    reader: Reading, servers: Servers, children: list[bytes]
):
    with wired(servers[Audience.COORDINATOR].url) as wire:
        named = wire.ask("top-five").first("h3").split(". ")[1].split(":")[0]
    page = opened(reader, servers, "child")
    tab_to(page, "Reference")
    page.keyboard.type(named)
    page.keyboard.press("Enter")
    tab_to(page, "Purpose")
    page.keyboard.type("Strategy meeting")
    page.keyboard.press("Enter")
    tab_to(page, "Open the record")
    page.keyboard.press("Enter")
    expect(page.locator("h2").first).to_contain_text(named, timeout=PATIENCE)
    assert [name for name in children if name.decode() in page.url] == []


def test_a_keyboard_alone_leads_from_now_to_a_record_an_action_and_back_in_four_presses(
    reader: Reading, servers: Servers, demonstration: Path, children: list[bytes]
):
    page = opened(reader, servers, "")
    named = page.get_by_test_id("stButtonGroup").first.get_by_role("radio").first.inner_text()
    tab_to(page, named)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("One child", timeout=PATIENCE)
    reader.settle()
    tab_to(page, "Strategy meeting")
    page.keyboard.press("Enter")
    expect(page.locator("h2").first).to_contain_text(named, timeout=PATIENCE)
    reader.settle()
    assert [name for name in children if name.decode() in page.url] == []
    tab_to(page, "What is to be done")
    page.keyboard.type("Ask the school")
    tab_to(page, "Write down")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ask the school").first).to_be_visible(timeout=PATIENCE)
    reader.settle()
    tab_to(page, "Back to Now")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Now", timeout=PATIENCE)
    entry = Casebook(Store(demonstration)).entries()[-1]
    assert (reference(entry.child), entry.text) == (named, "Ask the school")


def test_a_keyboard_alone_marks_a_child_as_back_and_takes_the_mark_back(
    reader: Reading, servers: Servers, demonstration: Path
):
    before = len(Casebook(Store(demonstration)).entries())
    page = opened(reader, servers, "now")
    group = page.get_by_role("radiogroup", name="Mark as back").first
    named = group.get_by_role("radio").first.inner_text()
    tab_to(page, named)
    tab_to(page, named)  # the first of this name opens the record
    page.keyboard.press("Enter")
    reader.wait()
    tab_to(page, "Told by")
    page.keyboard.type("Police")
    page.keyboard.press("Enter")
    tab_to(page, f"Mark {named} as back")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Marked by hand")).to_be_visible(timeout=PATIENCE)
    reader.settle()
    tab_to(page, "Take a mark back")
    page.keyboard.press("Enter")
    reader.wait()
    tab_to(page, "Why")
    page.keyboard.type("Only tried")
    tab_to(page, "Take back")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Marked by hand")).to_have_count(0, timeout=PATIENCE)
    kinds = [entry.kind.value for entry in Casebook(Store(demonstration)).entries()[before:]]
    assert kinds == ["came_back", "taken_back"]
