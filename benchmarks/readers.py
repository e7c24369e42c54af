"""What a reader waits for: `uv run python -m benchmarks.readers`.

On the demonstration store: seconds from the command to the first page that can be read, and CPU
milliseconds of the server for one full rerun of a page of six charts or more, by asking for another
quarter in a real browser. Aims: 8 seconds, and 60 milliseconds for six charts.
"""

import os
import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import Browser, expect, sync_playwright

from analytics.model import Audience
from analytics.refresh import make_demonstration
from data.settings import demonstration_settings
from tests.e2e.reader import CHROMIUM_ARGUMENTS, PATIENCE, Reading, reading
from tests.e2e.server import running

ROUNDS = 20
PAGES = ("repeat", "who", "interviews")
QUARTERS = ("April to June 2026", "July to September 2026")


def cpu_milliseconds(process: int) -> float:
    """CPU time of a process so far, user and system, from the kernel's count of ticks."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def first_page(browser: Browser, store: Path, log: Path) -> float:
    """Seconds from the command to a first page with its headline figures."""
    began = monotonic()
    with running(store, log, MISSING_LOCAL_AUDIENCE="board") as server, reading(browser) as seen:
        seen.page.goto(server.url)
        expect(seen.page.locator("[data-testid=stMetricValue]").first).to_be_visible(timeout=PATIENCE)
        return monotonic() - began


def rerun(seen: Reading, process: int, quarter: str) -> float:
    """CPU milliseconds of the server for showing another quarter."""
    seen.page.get_by_role("combobox", name="Quarter", exact=True).click()
    before = cpu_milliseconds(process)
    seen.page.get_by_role("option", name=quarter, exact=True).click()
    expect(seen.page.locator("h2").first).to_contain_text(quarter, timeout=PATIENCE)
    seen.wait()
    seen.page.wait_for_timeout(400)
    return cpu_milliseconds(process) - before


def main() -> int:
    """Print the medians."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        store, log = Path(folder) / "store", Path(folder) / "log"
        began = monotonic()
        make_demonstration(store, demonstration_settings())
        print(f"demonstration store: {monotonic() - began:.1f} s")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        print(f"first page: {median(first_page(browser, store, log) for _ in range(3)):.1f} s")
        for audience in (Audience.BOARD, Audience.COORDINATOR):
            with running(store, log, MISSING_LOCAL_AUDIENCE=audience.value) as server, reading(browser) as seen:
                for page in PAGES:
                    seen.open(f"{server.url}/{page}")
                    expect(seen.page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
                    seen.settle()
                    charts = seen.page.locator(".js-plotly-plot").count()
                    times = [rerun(seen, server.process, QUARTERS[count % 2]) for count in range(ROUNDS)][4:]
                    print(f"{audience} /{page}, {charts} charts: {median(times):.0f} ms of CPU")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
