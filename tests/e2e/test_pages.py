"""Every page as each of its readers meets it."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from analytics.model import Audience
from pages.common.frame import ENTRIES, Entry
from tests.e2e.conftest import Servers
from tests.e2e.reader import PHONE, WIDE, Reading, reading

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
EVERY_PAGE = [(audience, entry) for audience, entries in ENTRIES.items() for entry in entries]


def address(entry: Entry, audience: Audience) -> str:
    """The first page of an audience is at the root."""
    return "" if entry == ENTRIES[audience][0] else entry.address


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Reading]:
    """One window for the whole module, so that scripts and fonts are fetched once."""
    with reading(browser) as one:
        yield one


@pytest.mark.parametrize(
    ("audience", "entry"), EVERY_PAGE, ids=[f"{audience}-{entry.address}" for audience, entry in EVERY_PAGE]
)
def test_a_page_is_drawn_without_error_on_a_screen_and_on_a_phone_and_asks_no_other_host(
    window: Reading, servers: Servers, audience: Audience, entry: Entry
):
    """Opened wide, then as narrow as a phone: what is sent does not depend on the width, what is drawn does."""
    window.forget()
    window.page.set_viewport_size(WIDE)
    window.open(f"{servers[audience].url}/{address(entry, audience)}")
    assert_whole(window, SCREENSHOTS / f"{entry.address}-{audience}-wide.png")
    window.page.set_viewport_size(PHONE)
    assert_whole(window, SCREENSHOTS / f"{entry.address}-{audience}-phone.png")


@pytest.mark.parametrize("audience", list(Audience))
def test_an_audiences_first_page_opens_on_a_phone(browser: Browser, servers: Servers, audience: Audience):
    with reading(browser, PHONE) as phone:
        phone.open(servers[audience].url)
        assert_whole(phone, SCREENSHOTS / f"first-{audience}-phone.png")


@pytest.mark.parametrize("audience", list(Audience))
def test_the_first_page_is_also_at_the_address_that_its_name_suggests(
    window: Reading, servers: Servers, audience: Audience
):
    first = ENTRIES[audience][0]
    window.forget()
    window.open(f"{servers[audience].url}/{first.address}")
    expect(window.page.locator("h1")).to_have_count(1)
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    assert "Page not found" not in window.text()


def assert_whole(reader: Reading, picture: Path) -> None:
    """One heading, nothing that complains, no host but ours, and nothing wider than the screen."""
    expect(reader.page.locator("h1")).to_have_count(1)
    reader.settle()
    reader.picture(picture)
    expect(reader.page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    assert reader.foreign_hosts() == set()
    assert reader.complaints == []
    assert reader.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_dark_theme_is_drawn_in_its_own_colours(browser: Browser, servers: Servers):
    with reading(browser, colour_scheme="dark") as reader:
        reader.open(servers[Audience.BOARD].url)
        reader.settle()
        reader.picture(SCREENSHOTS / "overview-board-dark.png")
        texts = reader.page.locator(".js-plotly-plot .bartext")
        assert texts.last.evaluate("text => getComputedStyle(text).fill") == "rgb(243, 242, 241)"


def test_every_chart_has_a_text_alternative_and_every_card_a_real_table(browser: Browser, servers: Servers):
    with reading(browser) as reader:
        reader.open(f"{servers[Audience.BOARD].url}/interviews")
        reader.settle()
        charts = reader.page.locator("[data-testid=stPlotlyChart]")
        assert charts.count() > 0
        assert all(chart.locator("[aria-label]").count() or chart.get_attribute("aria-label") for chart in charts.all())
        cards = reader.page.get_by_role("tab", name="Table")
        for card in cards.all():
            card.click()
        expect(reader.page.get_by_role("table")).to_have_count(cards.count())


def test_headings_go_down_one_level_at_a_time(browser: Browser, servers: Servers):
    with reading(browser) as reader:
        reader.open(f"{servers[Audience.BOARD].url}/duration")
        levels = reader.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_download_is_never_kept_and_holds_the_rows_shown(browser: Browser, servers: Servers):
    with reading(browser) as reader:
        reader.open(f"{servers[Audience.BOARD].url}/repeat")
        reader.page.get_by_role("tab", name="Table").first.click()
        with reader.page.expect_download() as waiting:
            reader.page.get_by_role("button", name="Download these figures (CSV)").first.click()
        lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith("indicator,unit,period_start,period_end")
        assert len(lines) == 6
        assert all(line.startswith("repeat-bands,child,2026-07-01,2026-10-01") for line in lines[1:])
        with urlopen(waiting.value.url, timeout=10) as answer:  # noqa: S310
            assert answer.headers["cache-control"] == "no-store"
