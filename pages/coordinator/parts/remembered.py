"""What was found in an uploaded file, kept while it is there: a page is drawn again at every choice."""

from collections.abc import Callable
from hashlib import sha256
from typing import Final, TypeVar

import streamlit as st

KEPT: Final = "load-kept"

Answer = TypeVar("Answer")


def remembered(what: str, content: bytes, make: Callable[[], Answer]) -> Answer:
    """What `make` says of the content, made once; `what` tells one question about it from another."""
    kept = st.session_state.setdefault(KEPT, {})
    key = (what, sha256(content).hexdigest())
    if key not in kept:
        kept[key] = make()
    answer: Answer = kept[key]
    return answer


def forget() -> None:
    """Keep nothing of any file."""
    st.session_state.pop(KEPT, None)
