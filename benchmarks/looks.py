"""Every page as every audience sees it, as pictures to look at: `python -m benchmarks.looks FOLDER [ADDRESS ...]`.

At 1280 and 390 pixels, light and dark, of the store that MISSING_STORE names and the region of MISSING_REGION. Beside
them `looks.csv`: how high each page is, in pixels, and what axe finds there that is not Streamlit’s alone. Nothing else
is judged: somebody looks.
"""

import csv
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from analytics.model import Audience
from pages.common.frame import entries_of
from pages.common.region import REGION_VARIABLE, region_file
from tests.e2e.reader import CHROMIUM_ARGUMENTS, PHONE, WIDE, reading
from tests.e2e.server import running
from tests.e2e.test_pages import barriers

VIEWPORTS = {"wide": WIDE, "phone": PHONE}
SCHEMES = ("light", "dark")
COLUMNS = ("audience", "page", "size", "scheme", "height", "barriers")
Line = tuple[str, str, str, str, int, str]


def look(browser: Browser, url: str, audience: Audience, folder: Path, wanted: set[str]) -> Iterator[Line]:
    """A picture of each page of an audience, named audience-address-viewport-scheme.png, and its line of the table."""
    for size, viewport in VIEWPORTS.items():
        for scheme in SCHEMES:
            with reading(browser, viewport, scheme) as seen:
                for place, entry in enumerate(entries_of(audience)):
                    if wanted and entry.address not in wanted:
                        continue
                    # The first page of an audience has no address of its own.
                    seen.open(f"{url}/{entry.address if place else ''}")
                    seen.settle()
                    met = "; ".join(f"{rule} {element}" for rule, element in barriers(seen))
                    yield audience.value, entry.address, size, scheme, seen.height(), met
                    seen.picture(folder / f"{audience}-{entry.address}-{size}-{scheme}.png")


def main(folder: str, *addresses: str) -> int:
    """Make the pictures, of all pages or of those named."""
    store = Path(os.environ["MISSING_STORE"]).resolve()
    path, region = Path(folder), region_file()
    variables = {REGION_VARIABLE: str(region.resolve())} if region else {}
    path.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, (path / "looks.csv").open("w", encoding="utf-8", newline="") as table:
        lines = csv.writer(table)
        lines.writerow(COLUMNS)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        for audience in Audience:
            with running(store, path / f"{audience}.log", MISSING_LOCAL_AUDIENCE=audience.value, **variables) as server:
                for line in look(browser, server.url, audience, path, set(addresses)):
                    lines.writerow(line)
                    table.flush()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
