"""A council's own store with sign-in: its settings, its secrets, and the cookies of its readers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
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
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{cookie_secret}"
client_id = "{client}"
client_secret = "of the tests"
server_metadata_url = "{metadata_url}"
client_kwargs = {{ scope = "openid email profile", prompt = "login" }}
"""
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
    settings, secrets = folder / "council.toml", folder / "secrets.toml"
    settings.write_text(SETTINGS)
    secrets.write_text(SECRETS.format(cookie_secret=COOKIE_SECRET, client=CLIENT, metadata_url=metadata_url))
    options = ("--secrets.files", str(secrets))
    with running(store, folder / "log", *options, MISSING_SETTINGS=str(settings), **environment) as server:
        yield Council(server)
