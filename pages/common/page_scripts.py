"""Scripts of our own in Streamlit's page, each of our own address; and the one that lets a keyboard scroll wide tables.

A table that is wider than a phone scrolls sideways in a box of Streamlit's, which Chromium and Firefox let a keyboard
reach, Safari does not, and which has no name in any of them.
"""

from pathlib import Path
from typing import Final

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TABLES: Final = Path(__file__).with_name("tables.js").read_text(encoding="utf-8")
OF_TABLES: Final = "/_missing/tables.js"
# What would let a browser, or Streamlit, answer with another form of its page than the one that we add to.
NOT_ASKED: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


class TablesTakeTheKeyboard:
    """Adds the script to Streamlit's page, and serves it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].endswith(OF_TABLES):
            answer = Response(TABLES, media_type="text/javascript", headers={"Cache-Control": "no-cache"})
            await answer(scope, receive, send)
        else:
            await with_script(self.app, f'<script src="{base()}{OF_TABLES}"></script>', scope, receive, send)


async def with_script(app: ASGIApp, tag: str, scope: Scope, receive: Receive, send: Send) -> None:
    """What the app answers; a page that is asked for with one script more."""
    if scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        kept = [(name, value) for name, value in scope["headers"] if name not in NOT_ASKED]
        await app({**scope, "headers": kept}, receive, WithScript(send, tag))
    else:
        await app(scope, receive, send)


class WithScript:
    """Sends what it is given; a page with one script more."""

    def __init__(self, send: Send, tag: str) -> None:
        self.send = send
        self.tag = tag
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        is_page = message["type"] == "http.response.start" and is_html(message)
        if is_page:
            self.start = message
        elif self.start is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self.send_whole(self.start)

    async def send_whole(self, start: Message) -> None:
        """The page, its length with it."""
        body = self.body.replace(b"</head>", f"{self.tag}</head>".encode(), 1)
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def is_html(start: Message) -> bool:
    """Whether an answer that begins so is a page."""
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def base() -> str:
    """The path under which the app stands; empty at the root."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""
