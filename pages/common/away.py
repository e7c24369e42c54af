"""A screen that nobody touches: the browser is told to leave it, and tells of each click and key.

Streamlit's own page gets one script more, of our own address. It alone says that somebody is there: reruns, and
connections that come back, are no sign of anybody.
"""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette import starlette_websocket

from pages.common.council import settings
from pages.common.headers import SIGN_IN_COOKIE
from pages.common.identity import ends_when_idle, local_ticket, reader_of, refuse_idle, sittings, uses_sign_in
from pages.common.page_scripts import base, with_script
from pages.common.sign_in import Claims, NotAdmitted, NotSignedIn, Ticket, ticket

SCRIPT: Final = Path(__file__).with_name("away.js").read_text(encoding="utf-8")
# Where the provider sends a browser back to.
CALLBACK: Final = "/oauth2callback"
OF_SCRIPT, OF_TOUCH, OF_GONE = "/_missing/away.js", "/_missing/touch", "/_missing/gone"
GONE: Final = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Children missing</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body {{ font: 1.1rem/1.5 sans-serif; margin: 15vh auto; max-width: 36rem; padding: 0 1rem }}
a {{ background: #12436d; border-radius: .5rem; color: #fff; display: inline-block; padding: .6rem 1.2rem }}
</style></head><body><main><h1>Children missing</h1>
<p>Nobody touched these pages for {minutes}, so they show nothing more.</p>
<p><a href="{home}">Go on</a></p></main></body></html>"""


class EndsTheSignInBefore:
    """Ends the sign-in that a browser had once it signs in anew: no copy of the earlier cookie opens anything then."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_end(message: Message) -> None:
            if message["type"] == "http.response.start" and signs_in(Headers(raw=message["headers"])):
                end_sign_in_of(Headers(scope=scope).get("cookie", ""))
            await send(message)

        is_way_back = scope["type"] == "http" and scope["path"].endswith(CALLBACK) and uses_sign_in()
        await self.app(scope, receive, send_and_end if is_way_back else send)


def signs_in(headers: Headers) -> bool:
    """Whether an answer gives its browser a new cookie of who signed in."""
    return any(re.match(rf"{SIGN_IN_COOKIE}=\"?[^;\"]", cookie) for cookie in headers.getlist("set-cookie"))


def end_sign_in_of(cookies: str) -> None:
    """Ends the sign-in of these cookies, if they are of any."""
    with suppress(NotSignedIn):
        sittings().end(ticket(claims_in(cookies)))


class LeavesWhenIdle:
    """Adds the script to Streamlit's page, answers its touches, and shows the page that it leaves for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not ends_when_idle():
            await self.app(scope, receive, send)
        elif answer := own_answer(scope):
            await answer(scope, receive, send)
        else:
            await with_script(self.app, script_tag(), scope, receive, send)


def own_answer(scope: Scope) -> Response | None:
    """The answer to an address of ours; none to any other."""
    path, method = scope["path"], scope["method"]
    if path.endswith(OF_SCRIPT) and method == "GET":
        return Response(SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-cache"})
    if path.endswith(OF_GONE) and method == "GET":
        return HTMLResponse(GONE.format(minutes=limit(), home=f"{base()}/"), headers={"Cache-Control": "no-store"})
    if path.endswith(OF_TOUCH) and method == "POST":
        return touched(scope)
    return None


def limit() -> str:
    """How long nobody may touch the pages."""
    minutes = settings().sign_in.idle_minutes
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def touched(scope: Scope) -> Response:
    """Notes that somebody is there, if their sitting goes on still: one that is over is not woken by it."""
    try:
        sittings().touch(going_on(scope))
    except NotAdmitted:
        return PlainTextResponse("Your sign-in is over.", status_code=403)
    return Response(status_code=204)


def going_on(scope: Scope) -> Ticket:
    """The sitting that a request comes from. Raises NotAdmitted for one that is over, and for nobody's."""
    if not uses_sign_in():
        refuse_idle(local_ticket())
        return local_ticket()
    claims = claims_in(Headers(scope=scope).get("cookie", ""))
    reader_of(claims)
    return ticket(claims)


def claims_in(cookies: str) -> Claims:
    """What the signed cookie of a sign-in says. Raises NotSignedIn where there is none that was made here."""
    # Nothing public reads the cookie but for the page that is drawn.
    content = starlette_websocket._get_signed_cookie_with_chunks(cookie_parser(cookies), SIGN_IN_COOKIE)
    if not content:
        raise NotSignedIn("Sign in with your council account to read these pages.")
    claims: Claims = json.loads(content)
    return claims


def script_tag() -> str:
    """Names the script, and tells it what it needs."""
    start = base()
    return (
        f'<script src="{start}{OF_SCRIPT}" data-minutes="{settings().sign_in.idle_minutes}" '
        f'data-touch="{start}{OF_TOUCH}" data-gone="{start}{OF_GONE}"></script>'
    )
