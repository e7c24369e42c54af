"""What is said at the start: the address of the pages, and the browser in which they are opened."""

import os
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from data.machine import has_a_screen
from pages.common.identity import provider_section
from pages.common.start_word import PARAMETER, needs_word, word_of_this_start

# Set by `missing serve` where a browser is wanted.
BROWSER_VARIABLE: Final = "MISSING_BROWSER"
WORD: Final = word_of_this_start()


@asynccontextmanager
async def announced(_app: object) -> AsyncIterator[None]:
    """Around the life of the server, whose port is settled and open: says where it answers."""
    reader_address = address()
    sys.stdout.write(f"\n  Children missing: {reader_address}\n  It ends with Ctrl+C.\n\n")
    sys.stdout.flush()
    if os.environ.get(BROWSER_VARIABLE) and has_a_screen():
        # Not waited for: it may take seconds, and ask this server at once.
        Thread(target=webbrowser.open, args=(reader_address,), daemon=True).start()
    yield


def address() -> str:
    """Where readers find the pages: at the proxy's address where there is sign-in, else on this machine."""
    if provider := provider_section():
        parts = urlsplit(str(provider["redirect_uri"]))
        return f"{parts.scheme}://{parts.netloc}"
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    word = f"?{PARAMETER}={WORD}" if needs_word() else ""
    return f"http://127.0.0.1:{st.get_option('server.port')}/{path}{word}"
