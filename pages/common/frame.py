"""What stands around every page: who is reading, which pages they have, and errors said calmly."""

import gc
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics.model import Audience
from data.errors import DashboardError
from pages.common.audit import record_sign_in, show_page
from pages.common.identity import Reader, identity, show_reader, turn_away, uses_sign_in
from pages.common.live import prepare_store, settings
from pages.common.sign_in import NotAdmitted

SIDEBAR_WIDTH: Final = 260
ICON: Final = str(Path(__file__).with_name("icon.svg"))


@dataclass(frozen=True)
class Entry:
    """A page in the navigation: its file under `pages`, its name, and its address."""

    file: str
    title: str
    address: str
    section: str = ""  # of the navigation; empty where an audience has no sections


BOARD: Final = (
    Entry("board/overview.py", "Overview", "overview"),
    Entry("board/volume.py", "Volume", "volume"),
    Entry("board/duration.py", "Duration", "duration"),
    Entry("board/repeat.py", "Repeat missing", "repeat"),
    Entry("board/home_and_care.py", "Home and care", "home-and-care"),
    Entry("board/interviews.py", "Interviews", "interviews"),
    Entry("board/who.py", "Who", "who"),
    Entry("board/where.py", "Where", "where"),
    Entry("board/missing_and_absent.py", "Missing and absent", "missing-and-absent"),
    Entry("board/learning.py", "Learning", "learning"),
    Entry("board/quality.py", "Data quality", "quality"),
    Entry("board/compared.py", "Compared", "compared"),
    Entry("board/definitions.py", "Definitions", "definitions"),
    Entry("board/foi.py", "Three years", "three-years"),
)
WEEK: Final = (
    Entry("coordinator/now.py", "Now", "now"),
    Entry("coordinator/top_five.py", "Top five", "top-five"),
    Entry("coordinator/triggers.py", "Triggers", "triggers"),
    Entry("coordinator/interviews.py", "Interviews owed", "interviews-owed"),
    Entry("coordinator/child.py", "One child", "child"),
    Entry("coordinator/connections.py", "Connections", "connections"),
    Entry("coordinator/changes.py", "What changed", "changes"),
    Entry("coordinator/weekly.py", "Weekly report", "weekly"),
)
EXACT_FIGURES: Final = (
    Entry("coordinator/hotspots.py", "Hotspots", "hotspots"),
    Entry("coordinator/places.py", "Places", "places"),
    Entry("coordinator/patterns.py", "Patterns", "patterns"),
)
RECORDS: Final = (
    Entry("coordinator/load.py", "Load files", "load"),
    Entry("coordinator/reconciliation.py", "Reconciliation", "reconciliation"),
    Entry("coordinator/rules.py", "Rows to look at", "rows"),
)
RELEASE: Final = Entry("coordinator/release.py", "Release for scrutiny", "release")


def in_section(name: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries under a name of the navigation."""
    return tuple(replace(entry, section=name) for entry in entries)


ENTRIES: Final = {
    Audience.BOARD: BOARD,
    # The first page of a co-ordinator is the week's.
    Audience.COORDINATOR: (
        *in_section("This week", WEEK),
        *in_section("Figures", (*BOARD, *EXACT_FIGURES)),
        *in_section("Records", RECORDS),
        *in_section("For the committee", (RELEASE,)),
    ),
    Audience.SCRUTINY: (
        Entry("scrutiny/summary.py", "Summary", "summary"),
        Entry("scrutiny/tables.py", "Tables", "tables"),
        Entry("scrutiny/about.py", "About these figures", "about"),
    ),
}


def show() -> None:
    """Draw the page that was asked for, for whoever is reading."""
    st.set_page_config("Children missing", ICON, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
    try:
        if uses_sign_in():
            identity()
        prepare_store()
        reader = identity()
        record_sign_in(reader)
        page = st.navigation(pages_of(reader.audience), position="top")
        name_the_council(reader)
        show_page(page.title)
        page.run()
        keep_what_is_loaded()
    except NotAdmitted as refusal:
        turn_away(refusal)
    except DashboardError as error:
        st.error(str(error))


def pages_of(audience: Audience) -> dict[str, list[StreamlitPage]]:
    """Section of the navigation -> its pages; the first of all is where a reader begins."""
    sections: dict[str, list[StreamlitPage]] = {}
    for place, entry in enumerate(ENTRIES[audience]):
        page = st.Page(entry.file, title=entry.title, url_path=entry.address, default=place == 0)
        sections.setdefault(entry.section, []).append(page)
    return sections


def name_the_council(reader: Reader) -> None:
    """The head of the sidebar: whose figures these are, and who is reading."""
    with st.sidebar:
        st.markdown(f"**{settings().council.board}**")
        show_reader(reader)


@cache
def keep_what_is_loaded() -> None:
    """After the first page, when everything that pages need is imported: look at none of it again for garbage.

    Streamlit collects garbage after every rerun; this takes a page of six charts from 111 to 39 ms.
    """
    gc.collect()
    gc.freeze()
