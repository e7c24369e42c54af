"""The web front: Streamlit over pages/main.py, with security headers on every answer.

`streamlit run app.py` finds `app` here. The script that it runs is pages/main.py, so that no `pages`
folder stands beside it: Streamlit would serve such a folder's files on its own, without the frame.
"""

import sys
from importlib import import_module

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.registry import indicators
from data.errors import DashboardError
from pages.common.live import settings

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
            "base-uri 'self'",
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
# A download is served to whoever has its address, so no browser or proxy may keep it.
UNKEPT_PATHS = ("/media/",)


class SecurityHeaders:
    """Adds the headers to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY_HEADERS)
                if scope["path"].startswith(UNKEPT_PATHS):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def refuse_bad_settings() -> None:
    """Stop before anything is served, with the key, the value and what would be right."""
    try:
        indicators(settings())
    except DashboardError as error:
        sys.exit(str(error))


refuse_bad_settings()
# Streamlit imports pandas at its first table, in whichever reader's thread comes first; Plotly, in another's, then
# meets half of it and fails. Whole before anybody is served, it is safe.
import_module("pandas")
app = st.App("pages/main.py", middleware=[Middleware(SecurityHeaders)])
