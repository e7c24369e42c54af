"""A reader's own sign-ins: since when each is, when it was last used, and the way to end all others."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from analytics.words.periods import moment_text
from data.audit_log import Act
from data.formats.dates import ZONE
from data.sittings import Sitting
from pages.common import sign_in
from pages.common.audit import log
from pages.common.identity import Reader, own_ticket, sittings, uses_sign_in
from pages.common.plain_words import plain

LONDON: Final = ZoneInfo(ZONE)
NAME: Final = "Your sign-ins"
# Whoever sits down at a screen that was left open is not to end its reader's others: a sign-in so new is their own.
NEW: Final = timedelta(minutes=10)


def offer_own_sign_ins(reader: Reader) -> None:
    """The reader's sign-ins behind a button, where there is sign-in; read once it is open."""
    if not uses_sign_in():
        return
    opened = st.popover(NAME, type="tertiary", key="own-sign-ins", on_change="rerun")
    if opened.open:
        with opened:
            show_own_sign_ins(reader)


def show_own_sign_ins(reader: Reader) -> None:
    """Each sign-in that goes on, this one first, and the button that ends all others."""
    own = sittings().file(own_ticket())
    mine = [(file, each) for file, each in sittings().by_file() if each.who == reader.name and not each.is_over]
    for file, each in sorted(mine, key=lambda item: (item[0] != own, item[1].since)):
        st.markdown(f"{'**This one.**' if file == own else 'Another.'} {plain(sitting_words(each))}")
    if not any(file != own for file, _ in mine):
        st.caption("There is no other at this address.")
    elif is_new():
        st.button("End all others", on_click=end_others, args=(reader,), key="end-other-sign-ins")
    else:
        st.caption("To end the others, sign in again first: so it is you who ends them.")
        st.button("Sign in again", on_click=st.login, key="sign-in-again")


def sitting_words(sitting: Sitting) -> str:
    """ "Since 5 October 2026, 07:30; last used 5 October 2026, 09:10."."""
    since, touched = (datetime.fromisoformat(at).astimezone(LONDON) for at in (sitting.since, sitting.touched))
    return f"Since {moment_text(since)}; last used {moment_text(touched)}."


def is_new() -> bool:
    """Whether the reader showed just now who they are, as far as the provider tells.

    One that remembers its readers makes a token unasked; where it says when they last showed who they are, that counts.
    """
    claims = st.user.to_dict()
    shown = claims.get("auth_time")
    made = sign_in.issued_at(claims)
    moment = min(made, shown) if isinstance(shown, int | float) else made
    return sign_in.now() - datetime.fromtimestamp(moment, UTC) < NEW


def end_others(reader: Reader) -> None:
    """Ends all others and logs it: they are out of every process of this address, an open page within 20 seconds."""
    log(reader, Act.ENDED, {"reader": reader.name, "but": "the one that ended the others"})
    sittings().end_others(own_ticket(), reader.name)
