"""Every page as each of its readers meets it."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

from analytics.model import Audience
from pages.common.details import MORE
from pages.common.frame import ENTRIES, Entry
from tests.e2e.conftest import Servers
from tests.e2e.reader import PHONE, WIDE, Reading
from tests.e2e.server import Server

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
WIDTHS = {"wide": WIDE, "phone": PHONE}
EVERY_PAGE = [(audience, entry) for audience, entries in ENTRIES.items() for entry in entries]


# What axe finds in Streamlit's own elements: rule -> the selector that they match. Its list of pages on a phone, the
# line of a metric, its box for files.
OF_STREAMLIT = {
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems] li",
    "svg-img-alt": "[data-testid=stMetric] *",
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
}
MATCHES = "([target, selector]) => document.querySelector(target)?.matches(selector) ?? false"
IS_WIDE_TABLE = """(each => each.querySelector("table") !== null && each.scrollWidth > each.clientWidth
    && each.tabIndex === 0 && each.role === "region" && each.ariaLabel.startsWith(each.querySelector("table").ariaLabel)
    )(document.activeElement)"""
MOST_TABS, GLIDES = 80, 1_000
# Pixels between the margins of an A4 sheet on its side.
SHEET = 1047
SHORT = ("interviews", "where", "who")


def address(entry: Entry, audience: Audience) -> str:
    """The first page of an audience is at the root."""
    return "" if entry == ENTRIES[audience][0] else entry.address


def visit(window: Reading, server: Server, path: str) -> None:
    """Open the page, or follow to it from another of the same server, as its reader would."""
    is_there = window.page.url.partition("?")[0] == f"{server.url}/{path}"
    if window.page.url.startswith(f"{server.url}/") and not is_there:
        window.forget()
        window.follow(f"/{path}")
    else:
        # What the page before complains of when it is left is not this one's.
        window.renew()
        window.open(f"{server.url}/{path}")


@pytest.mark.parametrize(
    ("audience", "entry"), EVERY_PAGE, ids=[f"{audience}-{entry.address}" for audience, entry in EVERY_PAGE]
)
def test_a_page_is_drawn_without_error_on_a_screen_and_on_a_phone_and_asks_no_other_host(
    window: Reading, servers: Servers, audience: Audience, entry: Entry
):
    """In both widths, first as the window is: what is sent does not depend on the width, what is drawn does."""
    visit(window, servers[audience], address(entry, audience))
    for name in sorted(WIDTHS, key=lambda width: WIDTHS[width] != window.page.viewport_size):
        window.page.set_viewport_size(WIDTHS[name])
        assert_whole(window, SCREENSHOTS / f"{entry.address}-{audience}-{name}.png")
        assert barriers(window) == []
    assert headings_go_down_one_level_at_a_time(window)
    assert_charts_have_a_text_alternative(window)


@pytest.mark.parametrize("audience", list(Audience))
def test_an_audiences_first_page_opens_on_a_phone_at_the_address_that_its_name_suggests(
    reader: Reading, servers: Servers, audience: Audience
):
    reader.page.set_viewport_size(PHONE)
    reader.open(f"{servers[audience].url}/{ENTRIES[audience][0].address}")
    assert_whole(reader, SCREENSHOTS / f"first-{audience}-phone.png")
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    assert "Page not found" not in reader.text()


@pytest.mark.parametrize(
    ("audience", "path"), [(audience, path) for audience in (Audience.BOARD, Audience.COORDINATOR) for path in SHORT]
)
def test_a_page_that_was_long_is_short_with_whichever_detail_is_open(
    window: Reading, servers: Servers, audience: Audience, path: str
):
    visit(window, servers[audience], path)
    window.page.set_viewport_size(WIDE)
    names = window.page.get_by_role("radiogroup", name=MORE).get_by_role("radio")
    expect(names.first).to_be_visible()
    window.settle()
    heights = {"closed": window.height()}
    for name in names.all():
        name.click()
        window.wait()
        window.settle()
        heights[name.inner_text()] = window.height()
    assert len(heights) > 3
    assert heights["closed"] < 2_000, heights
    assert max(heights.values()) < 2_500, heights


def test_homes_are_short_with_whichever_detail_is_open(window: Reading, servers: Servers):
    test_a_page_that_was_long_is_short_with_whichever_detail_is_open(window, servers, Audience.COORDINATOR, "homes")


NAMES_OF_PAPERS = {
    "Persistent missing": ("repeat", "Persistent-missing histogram"),
    "Time missing": ("duration", "How long were children missing?"),
    "Home and care": ("home-and-care", "How many children went missing from home, and from care?"),
    "Return home interviews": (
        "interviews",
        "how many had an interview within 72 hours?",
    ),
    "Ethnicity": ("who", "Which ethnic groups do missing children belong to?"),
    "Maps": ("where", "By children"),
}


@pytest.mark.parametrize("name", list(NAMES_OF_PAPERS))
def test_what_papers_name_is_one_click_from_the_overview(reader: Reading, servers: Servers, name: str):
    path, question = NAMES_OF_PAPERS[name]
    reader.open(servers[Audience.BOARD].url)
    reader.page.get_by_test_id("stMain").get_by_role("link", name=name, exact=True).click()
    expect(reader.page.get_by_role("heading", name=question)).to_be_visible()
    expect(reader.page).to_have_url(f"{servers[Audience.BOARD].url}/{path}")


def test_on_a_phone_pages_and_period_are_seen_without_opening_anything(reader: Reading, servers: Servers):
    reader.open(servers[Audience.BOARD].url)
    pages, chosen = reader.page.get_by_role("combobox", name="Page", exact=True), reader.page.locator(".st-key-chosen")
    expect(pages).to_be_hidden()
    expect(chosen).to_be_hidden()
    reader.page.set_viewport_size(PHONE)
    expect(chosen).to_have_text("July to September 2026 · Everyone")
    expect(pages).to_be_in_viewport()
    expect(chosen).to_be_in_viewport()
    reader.choose("Page", "Who")
    expect(reader.page.get_by_role("heading", name="Who goes missing")).to_be_visible()
    expect(pages).to_have_value("Who")


@pytest.mark.parametrize("width", [WIDE["width"], 1920])
def test_print_is_what_is_seen_whole_with_its_source_and_without_the_sidebar(
    reader: Reading, servers: Servers, width: int
):
    reader.page.set_viewport_size({"width": width, "height": 900})
    reader.open(servers[Audience.BOARD].url)
    reader.settle()
    widths = reader.page.evaluate("[...document.querySelectorAll('.main-svg')].map(each => each.clientWidth)")
    assert widths
    assert max(widths) <= SHEET
    sheets = PdfReader(BytesIO(reader.page.pdf(prefer_css_page_size=True, print_background=True))).pages
    text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    assert len(sheets) <= 5
    assert "July to September 2026 · Everyone" in text
    assert "counts of 1 to 5 children are hidden" in text
    assert "How often does the same child go missing?" in text
    assert "Look as" not in text
    assert "What this counts" not in text


def assert_whole(reader: Reading, picture: Path) -> None:
    """One heading, nothing that complains, no host but ours, and nothing wider than the screen."""
    expect(reader.page.locator("h1")).to_have_count(1)
    reader.settle()
    reader.picture(picture)
    expect(reader.page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    assert reader.foreign_hosts() == set()
    assert reader.complaints == []
    assert reader.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def barriers(reader: Reading) -> list[tuple[str, str]]:
    """What axe finds that keeps somebody out: rule and element; what Streamlit alone could mend is left out."""
    rules = Axe().run(reader.page).response["violations"]
    every = [(rule["id"], node) for rule in rules for node in rule["nodes"]]
    return [(rule, node["html"]) for rule, node in every if not is_of_streamlit(reader, rule, node["target"][-1])]


def is_of_streamlit(reader: Reading, rule: str, target: str) -> bool:
    """Whether what axe found there is what Streamlit alone could mend."""
    return rule in OF_STREAMLIT and bool(reader.page.evaluate(MATCHES, [target, OF_STREAMLIT[rule]]))


def test_a_table_that_is_wider_than_a_phone_takes_the_keyboard(reader: Reading, servers: Servers):
    reader.page.set_viewport_size(PHONE)
    reader.open(f"{servers[Audience.COORDINATOR].url}/interviews-owed")
    reader.settle()
    for _ in range(MOST_TABS):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate(IS_WIDE_TABLE):
            break
    assert reader.page.evaluate(IS_WIDE_TABLE)
    reader.page.keyboard.press("ArrowRight")
    # It glides there; the policy of the page lets nothing be waited for in it.
    reader.page.wait_for_timeout(GLIDES)
    assert reader.page.evaluate("document.activeElement.scrollLeft") > 0


def headings_go_down_one_level_at_a_time(reader: Reading) -> bool:
    levels = reader.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    return levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def assert_charts_have_a_text_alternative(reader: Reading) -> None:
    charts = reader.page.locator("[data-testid=stPlotlyChart]")
    assert all(chart.locator("[aria-label]").count() or chart.get_attribute("aria-label") for chart in charts.all())


def test_a_dark_theme_is_drawn_in_its_own_colours(reader: Reading, servers: Servers):
    reader.page.emulate_media(color_scheme="dark")
    reader.open(servers[Audience.BOARD].url)
    reader.settle()
    reader.picture(SCREENSHOTS / "overview-board-dark.png")
    texts = reader.page.locator(".js-plotly-plot .bartext")
    assert texts.last.evaluate("text => getComputedStyle(text).fill") == "rgb(243, 242, 241)"


def test_a_button_that_stands_out_can_be_read_in_the_dark_and_in_the_light(reader: Reading, servers: Servers):
    for scheme, colour in (("dark", "rgb(11, 12, 12)"), ("light", "rgb(255, 255, 255)")):
        reader.page.emulate_media(color_scheme=scheme)
        reader.open(f"{servers[Audience.COORDINATOR].url}/child")
        reader.settle()
        text = reader.page.get_by_role("button", name="Open the record").locator("p")
        assert text.evaluate("each => getComputedStyle(each).color") == colour
        assert barriers(reader) == []


def test_there_is_a_chart_and_every_card_has_a_real_table(reader: Reading, servers: Servers):
    reader.open(f"{servers[Audience.BOARD].url}/interviews")
    reader.settle()
    assert reader.page.locator("[data-testid=stPlotlyChart]").count() > 0
    cards = reader.page.get_by_role("tab", name="Table")
    for card in cards.all():
        card.click()
    expect(reader.page.get_by_role("table")).to_have_count(cards.count())


def test_a_download_is_never_kept_and_holds_the_rows_shown(reader: Reading, servers: Servers):
    reader.open(f"{servers[Audience.BOARD].url}/repeat")
    reader.page.get_by_role("tab", name="Download").first.click()
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("button", name="Download these figures (CSV)").first.click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("indicator,unit,period_start,period_end")
    assert len(lines) == 6
    assert all(line.startswith("repeat-bands,child,2026-07-01,2026-10-01") for line in lines[1:])
    with urlopen(waiting.value.url, timeout=10) as answer:  # noqa: S310
        assert answer.headers["cache-control"] == "no-store"
