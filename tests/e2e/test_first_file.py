"""A first file: from the police's workbook to the weekly report as PDF, in the browser alone, and no TOML typed."""

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate
from pypdf import PdfReader

from analytics.casework.rows import reference
from analytics.model import Audience
from data.pseudonyms import Pseudonyms
from data.snapshots import Store
from tests.data.builders import ask
from tests.e2e.reader import PATIENCE, PHONE, TRIES, Reading
from tests.e2e.server import Server, running
from tests.e2e.workbook import STILL_MISSING, Expected, write_workbook

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
SETTINGS = '[council]\nname = "Anyshire"\nboard = "Anyshire Safeguarding Children Partnership"\n'
NAME = "misper-extract.xlsx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings of a council that has loaded nothing yet."""
    folder = tmp_path_factory.mktemp("anyshire")
    (folder / "council.toml").write_text(SETTINGS)
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> Expected:
    """The workbook as it came with the mail, and what must become of it."""
    return write_workbook(folder / NAME, date.today())


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """The app for that council's co-ordinator."""
    named = {"MISSING_LOCAL_AUDIENCE": Audience.COORDINATOR.value, "MISSING_SETTINGS": str(folder / "council.toml")}
    with running(folder / "store", folder / "log", **named) as started:
        yield started


def drop(reader: Reading, file: Path) -> None:
    """Give the page a file, and wait until it has looked at it."""
    reader.page.locator("input[type=file]").first.set_input_files(file)
    expect(reader.page.get_by_text(file.name).first).to_be_visible(timeout=PATIENCE)
    reader.wait()


def chosen(page: Page, label: str) -> str:
    """What a picker stands at."""
    return page.get_by_role("combobox", name=label, exact=True).input_value()


def choose_by_keyboard(reader: Reading, label: str, option: str) -> None:
    """Take an option with the keys alone; drawing may close the list meanwhile, and then it is opened again."""
    keyboard = reader.page.keyboard
    picker = reader.page.get_by_role("combobox", name=label, exact=True)
    wanted = reader.page.get_by_role("option", name=option, exact=True)
    for _ in range(TRIES):
        picker.focus()
        keyboard.press("ArrowDown")
        try:
            reader.page.get_by_role("option").first.wait_for(timeout=PATIENCE / TRIES)
            keyboard.type(option)
            expect(reader.page.get_by_role("option")).to_have_count(1, timeout=PATIENCE / TRIES)
            wanted.wait_for(timeout=PATIENCE / TRIES)
        except (TooLate, AssertionError):
            keyboard.press("Escape")
            continue
        keyboard.press("Enter")
        expect(picker).to_have_value(option, timeout=PATIENCE)
        reader.wait()
        return
    raise AssertionError(f"{label} never offered {option}.")


def words_of_loading(expected: Expected) -> str:
    """The page's first sentence about a load."""
    return f"{expected.loaded} of {expected.rows} rows"


def test_from_a_mail_attachment_to_the_weekly_report_in_the_browser_alone(
    reader: Reading, server: Server, folder: Path, expected: Expected
):
    page = reader.page
    reader.open(server.url)
    reader.picture(SCREENSHOTS / "first-file-1-nothing-yet.png")
    page.get_by_role("link", name="Load the first file").click()
    expect(page.locator("h1")).to_have_text("Load files", timeout=PATIENCE)
    drop(reader, folder / NAME)
    expect(page.get_by_text(f"How is {NAME} read?")).to_be_visible(timeout=PATIENCE)

    assert chosen(page, "Who sent it") == "the police"
    assert chosen(page, "How its dates are written") == "the day comes first: 01/02/2026 is 1 February"
    assert chosen(page, "Nominal Ref") == "the child's number"
    assert chosen(page, "Last seen") == "when the child went missing"
    assert chosen(page, "Date/time returned") == "when the child came back"
    assert page.get_by_role("combobox", name=re.compile("^LAC ")).input_value() == "In care"
    expect(page.get_by_text(words_of_loading(expected)).first).to_be_visible(timeout=PATIENCE)
    reader.picture(SCREENSHOTS / "first-file-2-how-it-is-read.png")
    assert page.get_by_role("button", name="Load", exact=True).count() == 0

    page.get_by_role("button", name="This is right").click()
    expect(page.get_by_role("button", name="Load", exact=True)).to_be_visible(timeout=PATIENCE)
    reader.picture(SCREENSHOTS / "first-file-3-what-would-happen.png")
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_text("rows were loaded").first).to_be_visible(timeout=2 * PATIENCE)
    reader.picture(SCREENSHOTS / "first-file-4-loaded.png")
    assert_all_accounted_for(Store(folder / "store"), expected)

    page.get_by_role("link", name="Make the weekly report").click()
    expect(page.locator("h1")).to_have_text("Weekly report", timeout=PATIENCE)
    reader.wait()
    reader.picture(SCREENSHOTS / "first-file-5-weekly-report.png")
    with page.expect_download(timeout=PATIENCE) as downloaded:
        page.get_by_role("button", name="Download as PDF").click()
    paper = PdfReader(io.BytesIO(Path(downloaded.value.path()).read_bytes()))
    assert child_of(folder) in paper.pages[0].extract_text()
    assert reader.foreign_hosts() == set()
    assert reader.complaints == []
    assert_the_next_file_of_the_sender_is_read_as_was_said_and_on_a_phone_too(reader, server, folder)


def assert_the_next_file_of_the_sender_is_read_as_was_said_and_on_a_phone_too(
    reader: Reading, server: Server, folder: Path
) -> None:
    """A file with the same headings is asked nothing."""
    page = reader.page
    page.set_viewport_size(PHONE)
    reader.open(f"{server.url}/load")
    drop(reader, folder / NAME)
    expect(page.get_by_text("is read with the mapping saved for Police on")).to_be_visible(timeout=PATIENCE)
    assert page.get_by_role("button", name="This is right").count() == 0
    page.get_by_role("button", name="Change how it is read").click()
    expect(page.get_by_text(f"How is {NAME} read?")).to_be_visible(timeout=PATIENCE)
    reader.wait()
    assert chosen(page, "Who sent it") == "the police"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    reader.picture(SCREENSHOTS / "first-file-6-phone.png")


def child_of(folder: Path) -> str:
    """How the child who is still missing is named on papers."""
    key = Store(folder / "store").key()
    assert key is not None
    return reference(Pseudonyms(key).of_one(STILL_MISSING, "council"))


def assert_all_accounted_for(store: Store, expected: Expected) -> None:
    """Rows in are those loaded, repeated, refused and left out; a total, a month and a note are no rows."""
    counts = ask(store, "SELECT rows_in, loaded, duplicates, refused, left_out FROM load")
    assert counts == [(expected.rows, expected.loaded, expected.duplicates, expected.refused, expected.left_out)]


def test_nothing_is_loaded_while_a_needed_column_is_not_chosen(reader: Reading, server: Server, folder: Path):
    odd = folder / "odd.csv"
    odd.write_text("Alpha,Beta,Gamma\nx1,Missing,13/09/2026 10:00\nx2,Missing,14/09/2026 11:00\n")
    page = reader.page
    reader.open(f"{server.url}/load")
    drop(reader, odd)
    expect(page.get_by_text("Say who sent the file.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("No column is taken for the child's number. Choose it above.")).to_be_visible()
    assert page.get_by_role("button", name="This is right").count() == 0
    reader.choose("Who sent it", "the police")
    reader.choose("How its dates are written", "the day comes first: 01/02/2026 is 1 February")
    reader.choose("One row of the file is", "a missing episode, with its start and its end")
    choose_by_keyboard(reader, "Alpha", "the child's number")
    reader.choose("Beta", "missing, absent or away")
    reader.choose("Gamma", "when the child went missing")
    expect(page.get_by_text("2 of 2 rows would be loaded").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("every row will count as still missing")).to_be_visible()
    expect(page.get_by_role("button", name="This is right")).to_be_visible()


def test_files_with_the_same_headings_are_asked_about_once(reader: Reading, server: Server, folder: Path):
    heading = "Occurrence No,Nominal Ref,Type,Went missing,Returned\n"
    months = {"july.csv": "O1,N1,Missing,13/07/2026 10:00,13/07/2026 18:00\n"}
    months["august.csv"] = "O2,N2,Missing,14/08/2026 10:00,14/08/2026 18:00\nO3,N3,Missing,15/08/2026 10:00,\n"
    for name, rows in months.items():
        (folder / name).write_text(heading + rows)
    page = reader.page
    reader.open(f"{server.url}/load")
    page.locator("input[type=file]").first.set_input_files([folder / name for name in months])
    expect(page.get_by_text("august.csv has the same headings, and is read in the same way.")).to_be_visible()
    reader.wait()
    expect(page.get_by_role("button", name="This is right")).to_have_count(1, timeout=PATIENCE)
    page.get_by_role("button", name="This is right").click()
    expect(page.get_by_text("3 of 3 rows would be loaded").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("august.csv is read as you said.")).to_be_visible()
    assert page.get_by_role("button", name="Change how it is read").count() == 1
    assert reader.complaints == []
