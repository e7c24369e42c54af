"""The pictures of the README, of the demonstration with an approved release: `python -m benchmarks.pictures STORE`."""

import shutil
import sys
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import sync_playwright

from analytics.model import Audience
from tests.e2e.reader import CHROMIUM_ARGUMENTS, reading
from tests.e2e.server import ROOT, running

FOLDER: Final = ROOT / "docs" / "pictures"
# Which audience opens which address.
PICTURES: Final = {
    "now": (Audience.COORDINATOR, ""),
    "overview": (Audience.BOARD, ""),
    "where": (Audience.BOARD, "where"),
    "summary": (Audience.SCRUTINY, ""),
}
# Few are enough for charts and text, and keep a picture under 200 kB.
COLOURS: Final = 128


def main(store: str) -> None:
    """Makes each picture anew, as a window of 1280 by 900 shows the page."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        for name, (audience, address) in PICTURES.items():
            file = FOLDER / f"{name}.png"
            # A server of its own for each: whoever changes roles on a page may still see the one before.
            with (
                running(
                    Path(store).resolve(), Path(store).with_suffix(".log"), MISSING_LOCAL_AUDIENCE=audience.value
                ) as server,
                reading(browser) as seen,
            ):
                seen.open(f"{server.url}/{address}")
                seen.settle()
                seen.page.screenshot(path=file)
            Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
