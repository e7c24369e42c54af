"""What is asked for is in the address, and what is in the address is not believed."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from analytics.model import Audience
from tests.e2e.conftest import Servers
from tests.e2e.reader import Reading
from tests.e2e.wire import wired

pytestmark = pytest.mark.browser


# A page's message names the part, then a figure of it with its period.
IN_CARE = re.compile(r"^Home or care: In care\. .* in April to June 2026")


def test_a_period_and_a_part_are_in_the_address_and_the_period_stays_from_page_to_page(
    reader: Reading, servers: Servers
):
    reader.open(f"{servers[Audience.BOARD].url}/interviews")
    reader.choose("Quarter", "April to June 2026")
    reader.choose("Show", "Home or care: In care")
    expect(reader.page.locator("h2").first).to_contain_text(IN_CARE)
    passed_on = urlsplit(reader.page.url)
    with wired(servers[Audience.BOARD].url) as other:
        assert IN_CARE.search(other.ask(passed_on.path.strip("/"), passed_on.query).message)
    reader.page.get_by_role("button", name="How many").click()
    reader.page.get_by_role("menuitem", name="Duration").click()
    expect(reader.page.locator("h1")).to_have_text("How long children are missing")
    expect(reader.page.locator("h2").first).to_contain_text("April to June 2026")


@pytest.mark.parametrize(
    "asked", ["period=Other+dates&from=2026-09-01&to=2026-09-02", "show=Sex%3A+Girls", "period=%3Cb%3E"]
)
def test_a_board_gets_no_free_choice_by_typing_an_address(servers: Servers, asked: str):
    with wired(servers[Audience.BOARD].url) as wire:
        assert "July to September 2026" in wire.ask("duration", asked).message


def test_a_co_ordinator_filters_freely(reader: Reading, servers: Servers):
    reader.open(f"{servers[Audience.COORDINATOR].url}/duration?period=Other+dates")
    expect(reader.page.locator("h2").first).to_contain_text("29 September 2026 to 5 October 2026")
    reader.choose("Sex", "Girls")
    assert "sex=" in reader.page.url
    expect(reader.page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
