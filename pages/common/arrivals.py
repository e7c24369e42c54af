"""Who came to read: noted once a browser session, before anything is shown."""

from typing import Final

import streamlit as st
from streamlit.logger import get_logger

from pages.common.identity import Reader

LAST_SEEN: Final = "last_seen_reader"

log: Final = get_logger("missing.readers")


def note_arrival(reader: Reader) -> None:
    """Note a reader whom this browser session has not had yet, or not last."""
    if st.session_state.get(LAST_SEEN) != reader:
        signed_in(reader)
        st.session_state[LAST_SEEN] = reader


def signed_in(reader: Reader) -> None:
    """Note in the server's log that a reader has come. What raises here keeps them out."""
    log.info("%s reads as %s", reader.name, reader.audience)
