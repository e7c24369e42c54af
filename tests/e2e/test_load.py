"""A co-ordinator drops a file, sees what would become of it, says what a label means, and loads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.model import Audience
from analytics.refresh import refresh
from data.load import Delivery
from data.settings import demonstration_settings
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask
from tests.e2e.reader import PATIENCE, Reading
from tests.e2e.server import Server, running

pytestmark = pytest.mark.browser

ROWS = (
    {"child": "B1", "start": "2016-06-07 10:00", "end": "2016-06-07 18:00"},
    {"child": "B2", "category": "MISPER", "start": "2016-06-08 10:00", "end": "2016-06-08 18:00"},
    {"child": "B3", "start": "2016-06-09 10:00", "end": "2016-06-09 09:00"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small council's store beside the files that are to be loaded."""
    folder = tmp_path_factory.mktemp("council")
    first = Delivery((a_file(folder, {"child": "A1"}),), a_mapping(folder))
    refresh(a_store(folder), [first], demonstration_settings())
    a_file(folder, *ROWS, name="june.csv")
    a_mapping(folder, MAPPING, "june.toml")
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """The app for that council's co-ordinator."""
    store = a_store(folder).folder
    with running(store, folder / "log", MISSING_LOCAL_AUDIENCE=Audience.COORDINATOR.value) as started:
        yield started


def drop_mapping(reader: Reading, file: Path) -> None:
    """Give the page a mapping that somebody has as a file."""
    reader.page.get_by_text("You have a mapping as a file already").click()
    drop(reader, 1, file)


def drop(reader: Reading, place: int, file: Path) -> None:
    """Give the page a file, and wait until it has looked at it: while it looks at another, it may draw the box anew."""
    reader.settle()
    with reader.page.expect_response(lambda answer: answer.request.method == "PUT", timeout=PATIENCE):
        reader.page.locator("input[type=file]").nth(place).set_input_files(file)
    expect(reader.page.get_by_text(file.name).first).to_be_visible(timeout=PATIENCE)
    reader.settle()
    reader.wait()


def test_a_file_is_looked_at_put_right_and_loaded_and_leads_to_its_refused_rows(
    reader: Reading, server: Server, folder: Path
):
    page = reader.page
    reader.open(f"{server.url}/load")
    drop_mapping(reader, folder / "june.toml")
    drop(reader, 0, folder / "june.csv")
    would = page.get_by_text("1 of 3 rows would be loaded")
    expect(would.first).to_be_visible(timeout=PATIENCE)
    first = page.get_by_text("june.csv: the first rows as they are understood")
    expect(first).to_be_visible()
    expect(page.get_by_text("Missing from 7 Jun 2016 10:00").first).to_be_visible()
    assert ask(a_store(folder), "SELECT count(*) FROM report") == [(1,)]

    reader.choose("category says MISPER, on 1 row", "Missing")
    page.get_by_role("button", name="Use these meanings").click()
    expect(page.get_by_text("2 of 3 rows would be loaded").first).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("progressbar").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("2 of 3 rows were loaded").first).to_be_visible(timeout=2 * PATIENCE)
    assert ask(a_store(folder), "SELECT count(*) FROM report") == [(3,)]

    page.get_by_role("link", name="Look at the refused row").click()
    expect(page.locator("h1")).to_have_text("Rows to look at", timeout=PATIENCE)
    expect(page.get_by_text("The end is before the start").first).to_be_visible(timeout=PATIENCE)
    assert reader.foreign_hosts() == set()
