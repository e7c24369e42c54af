"""A council's own store with sign-in: its settings, its secrets, and the cookies of its readers."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from analytics.model import Audience
from tests.e2e.provider import CLIENT
from tests.e2e.server import Server, running
from tests.e2e.wire import Wire, signed, wired

ROLES = {
    Audience.BOARD: "Missing.Board",
    Audience.COORDINATOR: "Missing.Coordinator",
    Audience.SCRUTINY: "Missing.Scrutiny",
}
COOKIE_SECRET = "of the tests, forty characters long, see"  # noqa: S105
SETTINGS = """
[sign_in]
board = ["Missing.Board"]
coordinator = ["Missing.Coordinator"]
scrutiny = ["Missing.Scrutiny"]
"""
SECRETS = """
[auth]
redirect_uri = "{redirect_uri}"
cookie_secret = "{cookie_secret}"
client_id = "{client}"
client_secret = "of the tests"
server_metadata_url = "{metadata_url}"
client_kwargs = {{ scope = "openid email profile", prompt = "login" }}
"""
HERE = "http://127.0.0.1:{port}/oauth2callback"
NOWHERE = "http://127.0.0.1:1/.well-known/openid-configuration"


@dataclass(frozen=True)
class Council:
    """A running app with sign-in."""

    server: Server

    @contextmanager
    def as_(self, audience: Audience | None, /, **claims: object) -> Iterator[Wire]:
        """A session of a reader of this audience, or of somebody with these claims; of nobody without either."""
        whole: dict[str, object] = {"sub": "7f3a", "iat": time.time()}
        if audience:
            whole["roles"] = [ROLES[audience]]
        cookie = signed(whole | claims, self.server.url, COOKIE_SECRET) if audience or claims else ""
        with wired(self.server.url, cookie) as wire:
            yield wire


@contextmanager
def council(store: Path, folder: Path, metadata_url: str = NOWHERE, **environment: str) -> Iterator[Council]:
    """The app over this store with sign-in, its files in the folder."""
    folder.mkdir(exist_ok=True)
    options, settings = written(folder, HERE, metadata_url)
    with running(store, folder / "log", *options, **settings, **environment) as server:
        yield Council(server)


@contextmanager
def processes(store: Path, folder: Path, host: str, metadata_url: str = NOWHERE) -> Iterator[list[Server]]:
    """Two processes of one audience over this store, for a proxy that readers reach by https at this host."""
    options, settings = written(folder, f"https://{host}/oauth2callback", metadata_url)
    settings["STREAMLIT_SERVER_ALLOWED_HOSTS"] = host

    def start(number: int) -> Server:
        return until_the_end.enter_context(running(store, folder / f"log-{number}", *options, **settings))

    with ExitStack() as until_the_end, ThreadPoolExecutor(2) as starting:
        yield list(starting.map(start, range(2)))


def written(folder: Path, redirect_uri: str, metadata_url: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Settings and secrets as files of the folder: the options and the variables that name them."""
    settings, secrets = folder / "council.toml", folder / "secrets.toml"
    settings.write_text(SETTINGS)
    filled = {"cookie_secret": COOKIE_SECRET, "client": CLIENT, "metadata_url": metadata_url}
    secrets.write_text(SECRETS.format(redirect_uri=redirect_uri, **filled))
    return ("--secrets.files", str(secrets)), {"MISSING_SETTINGS": str(settings)}
