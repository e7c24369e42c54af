"""What is around every page: who is reading, which pages they have, and errors said calmly."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics.model import Audience
from data.errors import DashboardError, EmptyStore, NothingToShow
from pages.common.audit import record_sign_in, show_page
from pages.common.council import settings
from pages.common.damage import say_damage, say_error, say_unforeseen
from pages.common.identity import (
    Reader,
    ends_when_idle,
    identity,
    look_again,
    show_reader,
    turn_away,
    uses_sign_in,
)
from pages.common.live import prepare_store
from pages.common.own_sign_ins import offer_own_sign_ins
from pages.common.plain_words import plain
from pages.common.region import region_file
from pages.common.sign_in import NotAdmitted

SIDEBAR_WIDTH: Final = 260
ICON: Final = str(Path(__file__).with_name("icon.svg"))
STYLE: Final = Path(__file__).with_name("page.css")


@dataclass(frozen=True)
class Entry:
    """A page in the navigation: its file under `pages`, its name, and its address."""

    file: str
    title: str
    address: str
    section: str = ""  # of the navigation; empty where an audience has no sections


def in_section(name: str, *entries: Entry) -> tuple[Entry, ...]:
    """The entries under a name of the navigation."""
    return tuple(replace(entry, section=name) for entry in entries)


OVERVIEW: Final = Entry("board/overview.py", "Overview", "overview")
HOW_MANY: Final = (
    Entry("board/volume.py", "Volume", "volume"),
    Entry("board/duration.py", "Duration", "duration"),
    Entry("board/repeat.py", "Repeat missing", "repeat"),
    Entry("board/missing_and_absent.py", "Missing and absent", "missing-and-absent"),
)
WHO: Final = (
    Entry("board/who.py", "Who", "who"),
    Entry("board/home_and_care.py", "Home and care", "home-and-care"),
)
WHERE: Final = Entry("board/where.py", "Where", "where")
AFTERWARDS: Final = (
    Entry("board/interviews.py", "Interviews", "interviews"),
    Entry("board/learning.py", "What may help", "learning"),
)
COMPARED: Final = (
    Entry("board/compared.py", "Compared", "compared"),
    Entry("board/foi.py", "Three years", "three-years"),
)
# Where a region's file is named (docs/region.md).
COUNCILS: Final = Entry("board/councils.py", "Councils", "councils", "Compared")
OF_A_REGION: Final = (Audience.BOARD, Audience.COORDINATOR)
REPORT: Final = (
    Entry("board/report.py", "Quarterly report", "report"),
    Entry("board/monthly.py", "Monthly report", "monthly"),
)
DEFINITIONS: Final = Entry("board/definitions.py", "Definitions", "definitions")
QUALITY: Final = Entry("board/quality.py", "Data quality", "quality")

# A section is what a reader has come for; a page that stands alone has none.
BOARD: Final = (
    OVERVIEW,
    *REPORT,
    *in_section("How many", *HOW_MANY),
    *in_section("Who and where", *WHO, WHERE),
    *in_section("Afterwards", *AFTERWARDS),
    *in_section("Compared", *COMPARED),
    *in_section("About the figures", QUALITY, DEFINITIONS),
)
WEEK: Final = (
    Entry("coordinator/now.py", "Now", "now"),
    Entry("coordinator/interviews.py", "Interviews owed", "interviews-owed"),
    Entry("coordinator/triggers.py", "Triggers", "triggers"),
    Entry("coordinator/top_five.py", "Top five", "top-five"),
    Entry("coordinator/changes.py", "What changed", "changes"),
    Entry("coordinator/weekly.py", "Weekly report", "weekly"),
    Entry("coordinator/child.py", "One child", "child"),
    Entry("coordinator/connections.py", "Connections", "connections"),
)
THEMES: Final = Entry("coordinator/themes.py", "What children say", "what-children-say")
OF_CHILDREN: Final = (
    Entry("coordinator/support.py", "Support", "support"),
    Entry("coordinator/repeat_children.py", "Repeat children", "repeat-children"),
    Entry("coordinator/classed_absent.py", "Classed absent", "classed-absent"),
    Entry("coordinator/patterns.py", "Before and after", "patterns"),
)
PLACES: Final = (
    Entry("coordinator/hotspots.py", "Hotspots", "hotspots"),
    Entry("coordinator/places.py", "Places", "places"),
    Entry("coordinator/homes.py", "Homes", "homes"),
)
RECORDS: Final = (
    Entry("coordinator/load.py", "Load files", "load"),
    Entry("coordinator/rules.py", "Rows to look at", "rows"),
    Entry("coordinator/reconciliation.py", "Reconciliation", "reconciliation"),
)
RELEASE: Final = Entry("coordinator/release.py", "Release for scrutiny", "release")
INSPECTION: Final = Entry("coordinator/inspection.py", "Inspection lists", "inspection")

ENTRIES: Final = {
    Audience.BOARD: BOARD,
    # The first page of a co-ordinator is the week's.
    Audience.COORDINATOR: (
        *in_section("This week", *WEEK),
        *in_section("Figures", OVERVIEW, *HOW_MANY, *WHO, *AFTERWARDS, THEMES, *OF_CHILDREN),
        *in_section("Places", WHERE, *PLACES),
        *in_section("Records", *RECORDS, QUALITY),
        *in_section("For others", *REPORT, RELEASE, INSPECTION, *COMPARED, DEFINITIONS),
    ),
    Audience.SCRUTINY: (
        Entry("scrutiny/summary.py", "Summary", "summary"),
        Entry("scrutiny/tables.py", "Tables", "tables"),
        Entry("scrutiny/about.py", "About these figures", "about"),
    ),
}


def run(page: StreamlitPage) -> None:
    """The page, or its name and why it has nothing to show."""
    try:
        page.run()
    except NothingToShow as reason:
        st.title(page.title, anchor=False)
        st.info(plain(str(reason)))


def show() -> None:
    """Draw the page that was asked for, for whoever is reading."""
    st.set_page_config("Children missing", ICON, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
    try:
        if uses_sign_in():
            identity()
        prepare_store()
        reader = identity()
        record_sign_in(reader)
        on_offer = pages_of(reader.audience)
        page = st.navigation(on_offer, position="top")
        st.html(STYLE)
        offer_pages(on_offer, page)
        name_the_council(reader)
        show_page(page.title)
        say_damage(reader)
        if ends_when_idle():
            look_again()
        run(page)
        keep_what_is_loaded()
    except NotAdmitted as refusal:
        turn_away(refusal)
    except EmptyStore:
        say_how_to_begin(reader)
    except DashboardError as error:
        say_error(error)
    except Exception as error:
        # Whatever it is, no reader is to meet it in its own words.
        say_unforeseen(error)


def entries_of(audience: Audience) -> tuple[Entry, ...]:
    """The pages of an audience; where this process shows a region, those who may read it find it beside the others."""
    shows_region = audience in OF_A_REGION and region_file() is not None
    return (*ENTRIES[audience], COUNCILS) if shows_region else ENTRIES[audience]


def pages_of(audience: Audience) -> dict[str, list[StreamlitPage]]:
    """Section of the navigation -> its pages; the first of all is where a reader begins."""
    sections: dict[str, list[StreamlitPage]] = {}
    entries = entries_of(audience)
    for place, entry in enumerate(entries):
        page = st.Page(entry.file, title=entry.title, url_path=entry.address if place else "", default=place == 0)
        sections.setdefault(entry.section, []).append(page)
    first = entries[0]
    # The first page stands at the root. Whoever types the address that its name suggests is shown it all the same.
    typed = st.Page(first.file, title=first.title, url_path=first.address, visibility="hidden")
    sections[first.section].append(typed)
    return sections


def offer_pages(on_offer: Mapping[str, Sequence[StreamlitPage]], page: StreamlitPage) -> None:
    """The page that is open, in a list of all: for a phone, where the navigation is behind a button."""
    by_title = {each.title: each for pages in on_offer.values() for each in pages if each.visibility != "hidden"}
    titles = list(by_title)
    with st.container(key="page-list"):
        # Of each page a list of its own, so that none remembers a page that was left.
        chosen = st.selectbox("Page", titles, titles.index(page.title), key=f"page-{page.url_path}")
    if chosen != page.title:
        st.switch_page(by_title[chosen])


def say_how_to_begin(reader: Reader) -> None:
    """What stands on every page of a store without a file: for a co-ordinator, the way to load one."""
    st.header("No file is loaded yet", anchor=False)
    if reader.audience is Audience.COORDINATOR:
        st.caption("Begin with a file from the police, or from social care. You will be asked what its columns are.")
        st.page_link("coordinator/load.py", label="Load the first file")


def name_the_council(reader: Reader) -> None:
    """The head of the sidebar: whose figures these are, and who is reading."""
    with st.sidebar:
        st.markdown(f"**{plain(settings().council.board)}**")
        show_reader(reader)
        offer_own_sign_ins(reader)


@cache
def keep_what_is_loaded() -> None:
    """After the first page, when everything that pages need is imported: look at none of it again for garbage.

    Streamlit collects garbage after every rerun; this takes a page of six charts from 111 to 39 ms.
    """
    gc.collect()
    gc.freeze()
