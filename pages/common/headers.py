"""The headers of every answer, what Streamlit leaves out of its cookies, and which sites it answers."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.logger import get_logger

log = get_logger("missing.readers")

# The one inline script of Streamlit's own page: it says to crawlers that the page is not drawn yet.
PRERENDER_SCRIPT = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {PRERENDER_SCRIPT}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# A download is served to whoever has its address, so no browser or proxy may keep it. An app may stand under a path.
UNKEPT_PATHS = ("/media/", "/auth/", "/oauth2callback")
# Fonts and pictures of the pages themselves, named by a hash: to be kept, and nobody's records.
KEPT_PATH = "/static/media/"


# Only where readers come by https: from then on the browser asks for nothing by http.
HTTPS_ALONE = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# Streamlit's cookie of who signed in, and its parts, which it would keep for 30 days.
SIGN_IN_COOKIE = "_streamlit_user"
# How the names of Streamlit's cookies begin: of who signed in, of a sign-in under way, and against forged requests.
STREAMLITS = "_streamlit_"
# Of what a stranger sends no more letters stand in the log.
LONGEST_LOGGED = 200
# A browser takes a cookie of such a name from this host alone, by https, for all of its paths: no neighbour of the same
# domain can lay one down here. Streamlit's own script finds its cookie behind it: it looks where a word begins.
ONE_HOST = "__Host-"


class OwnSiteOnly:
    """Refuses what a page of another site asks for, before Streamlit looks at it.

    Streamlit lets pages of any port of this machine open a connection, and to tell others apart it asks a server on
    the internet for this machine's address, and keeps every reader waiting meanwhile.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or is_own_site(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        site, path = (text[:LONGEST_LOGGED] for text in (Headers(scope=scope).get("origin", ""), scope["path"]))
        log.warning("A request of another site was refused: %r, for %r", site, path)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Not from this site.", status_code=403)(scope, receive, send)


def is_own_site(headers: Headers) -> bool:
    """Whether a request comes from a page of the host that it goes to, or from no page."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class SecurityHeaders:
    """Adds the headers to every HTTP answer, and what Streamlit leaves out to every cookie.

    Where readers come by https its cookies have names of one host, outside of this process alone.
    """

    def __init__(self, app: ASGIApp, *, is_https: bool, sign_in_hours: int) -> None:
        self.app = app
        self.headers = SECURITY_HEADERS | (HTTPS_ALONE if is_https else {})
        self.is_https = is_https
        self.sign_in_seconds = sign_in_hours * 3600

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                path = scope["path"]
                if KEPT_PATH not in path and any(part in path for part in UNKEPT_PATHS):
                    headers["Cache-Control"] = "no-store"
                cookies = headers.getlist("Set-Cookie")
                del headers["Set-Cookie"]
                for cookie in cookies:
                    headers.append("Set-Cookie", self.guarded(cookie))
                for name in strays:
                    headers.append("Set-Cookie", f"{name}=; Path=/; Max-Age=0; Secure")
            await send(message)

        # Of an earlier version, or laid down by a neighbour: Streamlit's own script would take such a one for ours.
        strays: list[str] = []
        if self.is_https and scope["type"] in ("http", "websocket"):
            strays = names_of_strays(scope["headers"])
            scope = {**scope, "headers": [as_streamlit_names_them(*header) for header in scope["headers"]]}
        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    def guarded(self, cookie: str) -> str:
        """The cookie of one host, for https alone, where readers come by https.

        Who signed in is kept for as long as that is believed.
        """
        if cookie.startswith(SIGN_IN_COOKIE):
            cookie = re.sub(r"(?i)max-age=[1-9]\d*", f"Max-Age={self.sign_in_seconds}", cookie)
        if not self.is_https:
            return cookie
        name_and_value, *attributes = (part.strip() for part in cookie.split(";"))
        kept = [each for each in attributes if each.lower().partition("=")[0] not in {"secure", "path", "domain"}]
        prefix = ONE_HOST if name_and_value.startswith(STREAMLITS) else ""
        return "; ".join([f"{prefix}{name_and_value}", "Path=/", "Secure", *kept])


def as_streamlit_names_them(header: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header of a request; in one of cookies Streamlit's own names, and no cookie that came by such a name itself."""
    if header != b"cookie":
        return header, value
    kept = [cookie for cookie in cookies_in(value) if not cookie.startswith(STREAMLITS)]
    ours = f"{ONE_HOST}{STREAMLITS}"
    plain = [cookie.removeprefix(ONE_HOST) if cookie.startswith(ours) else cookie for cookie in kept]
    return header, "; ".join(plain).encode("latin-1")


def names_of_strays(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """The cookies of a request that have Streamlit's own names, which nothing here gives out."""
    cookies = [cookie for header, value in headers if header == b"cookie" for cookie in cookies_in(value)]
    return [cookie.partition("=")[0] for cookie in cookies if cookie.startswith(STREAMLITS)]


def cookies_in(value: bytes) -> list[str]:
    """Each name and value of a header of cookies."""
    return [cookie.strip() for cookie in value.decode("latin-1").split(";")]
