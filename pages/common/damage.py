"""What a reader is told when something is damaged: a sentence, and never a path or an error's own words."""

import re
import time
from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.logger import get_logger

from analytics.model import Audience
from analytics.words.periods import moment_text
from data.audit_log import AuditLog
from data.casebook import Casebook
from data.errors import DashboardError, StoreBusy
from pages.common.audit import own_log
from pages.common.council import store
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain

TELL: Final = "Tell whoever looks after this service."
BROKEN_LOG: Final = (
    "The log of who saw and did what is broken, and from that place on it proves nothing. "
    f"The figures are not touched by it. {TELL}"
)
UNFORESEEN: Final = f"This page cannot be shown just now. Nothing was changed. {TELL}"
# A path of any system, but for its last part, which is the name of a file or folder. No date, and no address.
PATH: Final = re.compile(r"(?:\b[A-Za-z]:|(?<![\w.:/\\]))[\\/](?:[^\s\\/:;,'\"]+[\\/])+(?=[^\s\\/:;,'\"])")
# The log grows with every view, and reading 100,000 lines takes a second or two.
SECONDS_BETWEEN_LOOKS: Final = 600

log: Final = get_logger("missing.pages")


def say_damage(reader: Reader) -> None:
    """At the head of every page: whether these are the newest records, and whether the log is whole.

    The committee reads releases, which say for themselves whether they are whole.
    """
    if reader.audience is Audience.SCRUTINY:
        return
    snapshot, is_instead = store().to_read()
    if snapshot and is_instead:
        data_to = moment_text(live().as_of)
        st.warning(
            "The newest records are damaged and cannot be read. These figures are of the ones before: "
            f"data to {data_to}, snapshot {snapshot.name}. {TELL}"
        )
    if log_is_broken(own_log(), int(time.monotonic() // SECONDS_BETWEEN_LOOKS)):
        st.warning(BROKEN_LOG)
    if reader.audience is Audience.COORDINATOR and (unread := Casebook(store()).unread()):
        lines = "1 line" if unread == 1 else f"{unread} lines"
        st.warning(f"{lines} of what co-ordinators wrote down cannot be read, and is left out here. {TELL}")


@lru_cache(maxsize=4)
def log_is_broken(log_written: AuditLog, _look: int) -> bool:
    """Whether the log that this process writes is not as it was written; looked at now and then."""
    try:
        return log_written.verify() is not None
    except StoreBusy:
        return False
    except (DashboardError, OSError):
        # Without the key nobody can tell.
        return True


def say_error(error: DashboardError) -> None:
    """An error that was written for people, without what only whoever runs the product may know."""
    st.error(plain(in_readers_words(str(error), store().folder)))


def say_unforeseen(error: Exception) -> None:
    """An error that nobody foresaw: calmly here, in full in the server's log (pages/common/quiet_log.py)."""
    log.error("A page failed", exc_info=error)
    st.error(UNFORESEEN)


def in_readers_words(text: str, folder: Path) -> str:
    """The sentence without paths: the store is the store, and a file goes by its own name."""
    text = text.replace(f"store {folder}", "store")
    if folder.is_absolute():
        text = text.replace(f"{folder}/", "").replace(f"{folder}\\", "").replace(str(folder), "the store")
    return PATH.sub("", text)
