"""Without sign-in, a council's own records open for one browser: that in which the address of this start was opened.

The address that app.py prints ends in a word that is new at each start. Whoever opens it gets a cookie; any other user
of this machine, who can reach the port as well, is refused. The demonstration is invented, and needs none.
"""

import hmac
import os
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data.errors import BadSetting
from pages.common.council import is_demonstration
from pages.common.headers import LONGEST_LOGGED
from pages.common.identity import WORD_VARIABLE, log, uses_sign_in
from pages.common.live import may_demonstrate

PARAMETER: Final = "start"
SHORTEST: Final = 32
HEALTH: Final = "/_stcore/health"
REFUSED: Final = (
    "These are a council's own records, for one person at this machine. "
    "Open the whole address that was printed when the app was started: it ends in a word of this start.\n"
)


def word_of_this_start() -> str:
    """The word: new, unless a variable gives one. Raises BadSetting for one that could be guessed."""
    given = os.environ.get(WORD_VARIABLE)
    if given is not None and len(given) < SHORTEST:
        raise BadSetting(f"{WORD_VARIABLE} is shorter than {SHORTEST} characters. Unset it: each start makes its own.")
    return given or secrets.token_urlsafe(SHORTEST)


def needs_word() -> bool:
    """Whether whoever sits at this machine must show that the address was given to them."""
    return not (uses_sign_in() or is_demonstration() or may_demonstrate())


class OnlyWhoHasTheAddress:
    """Refuses everything to a browser without the cookie, and gives it to one that comes with the word."""

    def __init__(self, app: ASGIApp, *, word: str) -> None:
        self.app = app
        self.word = word

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] not in ("http", "websocket")
            or scope["path"].endswith(HEALTH)
            or not needs_word()
            or self.is_same(cookie_in(Headers(scope=scope), name_of_cookie(scope)))
        ):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            log.warning("A connection without the word of this start was refused")
            await send({"type": "websocket.close", "code": 1008})
        elif self.is_same(dict(parameters(scope)).get(PARAMETER, "")):
            await self.let_in(scope)(scope, receive, send)
        else:
            log.warning("A request without the word of this start was refused, for %r", scope["path"][:LONGEST_LOGGED])
            await PlainTextResponse(REFUSED, status_code=403)(scope, receive, send)

    def is_same(self, given: str) -> bool:
        """Whether it is the word, in a time that tells nothing of it."""
        return hmac.compare_digest(given.encode(), self.word.encode())

    def let_in(self, scope: Scope) -> RedirectResponse:
        """The way to the same page without the word, which no history is to keep, with the cookie."""
        rest = urlencode([(name, value) for name, value in parameters(scope) if name != PARAMETER])
        answer = RedirectResponse(f"{scope['path']}{f'?{rest}' if rest else ''}", status_code=303)
        answer.set_cookie(name_of_cookie(scope), self.word, httponly=True, samesite="strict")
        return answer


def parameters(scope: Scope) -> list[tuple[str, str]]:
    """What stands behind the question mark of an address."""
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def name_of_cookie(scope: Scope) -> str:
    """A name for each port: browsers send one host's cookies to all of its ports."""
    return f"missing_start_{(scope.get('server') or ('', 0))[1]}"


def cookie_in(headers: Headers, name: str) -> str:
    """The value of a cookie; empty where there is none, or none that can be read."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return cookie.value if cookie else ""
