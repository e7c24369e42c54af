"""A reader's browser: what was asked of which host, what went wrong, and when a page is ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.e2e.server import WORD

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000
# How often a list is opened until it stays open.
TRIES = 6
# As a link of the app itself leads there: its scripts are not fetched and compiled again.
FOLLOW = """path => {
    history.pushState({}, "", path)
    window.dispatchEvent(new PopStateEvent("popstate"))
}"""
# Until nothing on the page has changed for so many milliseconds; a page that never rests is looked at as it is.
REST = 100
LONGEST = 5_000
AT_REST = """([rest, longest]) => new Promise(resolve => {
    const end = () => { watch.disconnect(); resolve() }
    let timer = setTimeout(end, rest)
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, rest) })
    watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true})
    setTimeout(end, longest)
})"""
# A busy machine is slow, not wrong.
expect.set_options(timeout=PATIENCE)


@dataclass
class Reading:
    """One open page and everything it asked for or complained of."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """Everything seen so far."""
        self.hosts.clear()
        self.complaints.clear()

    def renew(self) -> None:
        """As in a fresh profile, but that scripts and fonts are kept: leave what was open, which ends on its server."""
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        self.page.set_viewport_size(WIDE)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.forget()

    def open(self, url: str) -> None:
        """Go there, as whoever was given the address of the start, and wait until the page is as its reader sees it."""
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        self.page.context.add_cookies([{"name": f"missing_start_{parts.port}", "value": WORD, "url": home}])
        self.page.goto(url)
        self.wait()

    def follow(self, path: str) -> None:
        """Go to another page of the app that is open, as one of its own links does."""
        heading = self.page.locator("h1").first
        before = heading.inner_text()
        self.page.evaluate(FOLLOW, path)
        expect(heading).not_to_have_text(before)
        self.wait()

    def wait(self) -> None:
        """Until connected, and then until the script has finished."""
        app = self.page.locator("[data-testid=stApp]")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=PATIENCE)
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)

    def choose(self, label: str, option: str) -> None:
        """Take an option of a list; drawing may close one that opens meanwhile, and then it is opened again."""
        wanted = self.page.get_by_role("option", name=option, exact=True)
        for _ in range(TRIES):
            self.page.get_by_role("combobox", name=label, exact=True).click()
            try:
                wanted.click(timeout=PATIENCE / TRIES)
            except TooLate:
                self.page.keyboard.press("Escape")
            else:
                self.wait()
                return
        raise AssertionError(f"{label} never offered {option}.")

    def settle(self) -> None:
        """Until everything is drawn, charts too."""
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE)
        self.page.evaluate(AT_REST, [REST, LONGEST])

    def height(self) -> int:
        """How high the page is, in pixels."""
        return int(self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))

    def picture(self, file: Path) -> None:
        """The whole page as a PNG, as tall as it is."""
        file.parent.mkdir(exist_ok=True)
        viewport = self.page.viewport_size or WIDE
        self.page.set_viewport_size({"width": viewport["width"], "height": max(self.height(), viewport["height"])})
        self.settle()
        self.page.screenshot(path=file)
        self.page.set_viewport_size(viewport)

    def text(self) -> str:
        """All words on the page."""
        return self.page.locator("[data-testid=stApp]").inner_text()

    def foreign_hosts(self) -> set[str]:
        """Hosts other than our own that the page asked for anything."""
        return self.hosts - {"127.0.0.1"}


def complaint(message: ConsoleMessage) -> list[str]:
    """What the console calls an error. On a deep address Streamlit looks for its own server under that first."""
    is_looking = "404" in message.text and "/_stcore/" in message.location.get("url", "")
    return [message.text] if message.type == "error" and not is_looking else []


@contextmanager
def reading(browser: Browser, viewport: dict[str, int] = WIDE, colour_scheme: str = "light") -> Iterator[Reading]:
    """A fresh browser profile with one page."""
    # Still: without a graphics card, fading in what is drawn costs as much as drawing it.
    context = browser.new_context(
        viewport=viewport, color_scheme=colour_scheme, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    seen = Reading(page)
    page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).hostname or "127.0.0.1"))
    page.on("websocket", lambda socket: seen.hosts.add(urlsplit(socket.url).hostname or ""))
    page.on("console", lambda message: seen.complaints.extend(complaint(message)))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    try:
        yield seen
    finally:
        context.close()
