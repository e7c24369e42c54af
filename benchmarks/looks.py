"""Every page as every audience sees it, as pictures to look at: `python -m benchmarks.looks FOLDER [ADDRESS ...]`.

At 1280 and 390 pixels, light and dark, of the store that MISSING_STORE names and the region
of MISSING_REGION. Nothing is judged: somebody looks.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from analytics.model import Audience
from pages.common.frame import entries_of
from pages.common.region import REGION_VARIABLE, region_file
from tests.e2e.reader import CHROMIUM_ARGUMENTS, PHONE, WIDE, reading
from tests.e2e.server import running

VIEWPORTS = {"wide": WIDE, "phone": PHONE}
SCHEMES = ("light", "dark")


def look(browser: Browser, url: str, audience: Audience, folder: Path, wanted: set[str]) -> None:
    """Pictures of an audience's pages, each named audience-address-viewport-scheme.png."""
    for size, viewport in VIEWPORTS.items():
        for scheme in SCHEMES:
            with reading(browser, viewport, scheme) as seen:
                for place, entry in enumerate(entries_of(audience)):
                    if wanted and entry.address not in wanted:
                        continue
                    # The first page of an audience has no address of its own.
                    seen.open(f"{url}/{entry.address if place else ''}")
                    seen.settle()
                    seen.picture(folder / f"{audience}-{entry.address}-{size}-{scheme}.png")


def main(folder: str, *addresses: str) -> int:
    """Make the pictures, of all pages or of those named."""
    store = Path(os.environ["MISSING_STORE"]).resolve()
    path, region = Path(folder), region_file()
    variables = {REGION_VARIABLE: str(region.resolve())} if region else {}
    path.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        for audience in Audience:
            with running(store, path / f"{audience}.log", MISSING_LOCAL_AUDIENCE=audience.value, **variables) as server:
                look(browser, server.url, audience, path, set(addresses))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
