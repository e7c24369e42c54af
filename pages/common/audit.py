"""What a reader saw or took of exact figures, told to the audit log. What cannot be logged is not shown."""

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from analytics.model import Audience
from data.audit_log import Act, AuditLog
from data.errors import PurposeNeeded
from data.snapshots import Store
from pages.common.council import store
from pages.common.identity import LOG_VARIABLE, Reader, ends_when_idle, own_ticket, sittings, while_admitted

ROUTINE: Final = "routine monitoring"
SEEN: Final = "views_logged"
PAGE: Final = "page_shown"

# Of hashable values, so that a view can be told from another: the snapshot, what was asked, and what for.
What = Mapping[str, Hashable]


def record_view(reader: Reader, purpose: str, what: What, *, children: Sequence[str] = ()) -> None:
    """Logs that the reader sees exact figures: once a browser session for one page, snapshot and selection.

    `children` are the pseudonyms of whoever can be told apart on the page; then a purpose must be given. Raises
    PurposeNeeded, and CannotLog: call it before anything is drawn.
    """
    refuse_without_purpose(purpose, children)
    seen = st.session_state.setdefault(SEEN, set())
    view = (reader.audience, page_shown(), purpose, tuple(what.items()), tuple(children))
    if view not in seen:
        log(reader, Act.VIEW, {"page": page_shown(), **what}, purpose, children)
        seen.add(view)


def refuse_without_purpose(purpose: str, children: Sequence[str]) -> None:
    """Raises PurposeNeeded where children can be told apart and nobody said what for."""
    if children and not purpose.strip():
        raise PurposeNeeded("Say what you need these children's records for. It is kept in the audit log.")


def recorded(
    reader: Reader,
    make: Callable[[], bytes],
    what: What,
    purpose: str = ROUTINE,
    *,
    children: Sequence[str] = (),
) -> Callable[[], bytes]:
    """The making of a download for as long as its reader is signed in; a co-ordinator's is logged each time.

    `children` are the pseudonyms of whoever is in the file and was not shown on the page.
    """
    if reader.audience is not Audience.COORDINATOR:
        return while_admitted(make)
    return while_admitted(partial(record_and_make, reader, make, {"page": page_shown(), **what}, purpose, children))


def record_and_make(
    reader: Reader, make: Callable[[], bytes], what: What, purpose: str, children: Sequence[str] = ()
) -> bytes:
    """Logs the download, then makes it. Raises PurposeNeeded where children are named and nobody said what for."""
    refuse_without_purpose(purpose, children)
    log(reader, Act.DOWNLOAD, what, purpose, children)
    return make()


def record_sign_in(reader: Reader) -> None:
    """Logs that the reader came in, once a browser session; not where there is nothing to see yet.

    From then on their sitting can run out, and be ended.
    """
    seen = st.session_state.setdefault(SEEN, set())
    came = (Act.SIGN_IN, reader)
    if came not in seen and (store().pointer.exists() or store().snapshots()):
        log(reader, Act.SIGN_IN, {})
        if ends_when_idle():
            sittings().begin(own_ticket(), reader.name, reader.audience.value)
        seen.add(came)


def log(reader: Reader, act: Act, what: What, purpose: str = "", children: Sequence[str] = ()) -> None:
    """Writes one line, in the reader's name; without sign-in that is the account that the app runs under."""
    own_log().append(reader.actor, act, what, purpose=purpose, children=children)


def own_log() -> AuditLog:
    """The store's log; for a process that may read the store and not write in it, that of the folder MISSING_LOG."""
    folder = os.environ.get(LOG_VARIABLE)
    return AuditLog(Store(Path(folder)) if folder else store())


def show_page(title: str) -> None:
    """Remembers which page is drawn, for the lines that it gives rise to."""
    st.session_state[PAGE] = title


def page_shown() -> str:
    """The title of the page that is drawn."""
    return str(st.session_state.get(PAGE, ""))
