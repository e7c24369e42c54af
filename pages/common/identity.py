"""Who is reading. Every page asks here first, and nothing else decides it."""

import os
from dataclasses import dataclass
from typing import Final

import streamlit as st

from analytics.model import Audience
from data.errors import DashboardError
from pages.common.live import is_demonstration

LOCAL_AUDIENCE_VARIABLE: Final = "MISSING_LOCAL_AUDIENCE"
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
SWITCH: Final = "demonstration_audience"

NAMES: Final = {
    Audience.BOARD: "Board",
    Audience.COORDINATOR: "Co-ordinator",
    Audience.SCRUTINY: "Scrutiny committee",
}


class NoAccess(DashboardError):
    """This reader may not see this."""


@dataclass(frozen=True)
class Reader:
    """Who is reading, and so what may be shown."""

    audience: Audience


def identity() -> Reader:
    """The reader. Without sign-in that is whoever sits at this machine, and only on this machine.

    Raises NoAccess with what to set, when nothing says who is reading.
    """
    if st.get_option("server.address") not in LOOPBACK:
        raise NoAccess(
            "There is no sign-in, so this may run on one machine only. "
            'Set server.address = "127.0.0.1" in .streamlit/config.toml and start again.'
        )
    named = os.environ.get(LOCAL_AUDIENCE_VARIABLE, "")
    if is_demonstration():
        return Reader(Audience(st.session_state.get(SWITCH) or named or Audience.BOARD))
    if named not in list(Audience):
        raise NoAccess(
            f"{LOCAL_AUDIENCE_VARIABLE} is {named!r}. This store holds a council's own records, so say who is reading: "
            f"set {LOCAL_AUDIENCE_VARIABLE} to board, coordinator or scrutiny, and start again."
        )
    return Reader(Audience(named))


def require(*audiences: Audience) -> Reader:
    """The reader, if one of these audiences; anybody else is told so, and sees nothing of the page."""
    reader = identity()
    if reader.audience not in audiences:
        raise NoAccess(f"This page is not for the {NAMES[reader.audience].lower()}.")
    return reader


def switch_audience() -> None:
    """In the demonstration only: look through another reader's eyes."""
    if is_demonstration():
        st.selectbox(
            "Look as",
            list(Audience),
            index=list(Audience).index(identity().audience),
            format_func=NAMES.__getitem__,
            key=SWITCH,
            persist_state="session",
            help="Only in the demonstration. With a council's own records, sign-in decides.",
        )
