"""A release as the committee sees it: drawn once for the committee, and for the person about to approve it."""

from functools import partial
from typing import Final

import streamlit as st

from analytics.disclosure.coarser import TableKey, tables_in
from analytics.releases.read import Released, read, release_title, shown_releases, table_name
from analytics.releases.recommendations import TITLE, columns_of, lines_in, sentence
from analytics.releases.release_words import ROUNDED, not_known, protection, provenance
from analytics.releases.remarks import CHANGES, COMMENTED, NOTED, remarks_in
from analytics.releases.summary import (
    EARLIER,
    EARLIER_SAID,
    card_of,
    earlier_columns,
    paper_name,
    release_cards,
    release_headline,
    release_sentences,
)
from analytics.reports.grid import WORD_TYPE
from analytics.words.source import source_words
from pages.common.asked import Asked
from pages.common.cards import TO, advise, define, say_commentary, say_lead, show_card, show_cards, show_table
from pages.common.choosing import choose
from pages.common.council import store
from pages.common.filters import say_chosen, say_source
from pages.common.identity import Reader, while_admitted
from pages.common.plain_words import plain

# By table, the name that papers have for what it answers. A release has no map: its table of areas is the nearest.
WAYS: Final = {
    ("persistent-children", "child", ""): "Persistent missing",
    ("duration-hours", "episode", ""): "Time missing",
    ("home-or-care", "child", ""): "Home and care",
    ("interview-in-time", "episode", ""): "Return home interviews",
    ("ethnicity", "child", ""): "Ethnicity",
    ("police-area", "child", ""): "Areas",
}


def ask_release() -> Released:
    """A release that may be read: the newest, unless the reader chooses another. Where there is none, stops."""
    shown = shown_releases(store())
    if not shown:
        st.write("No figures have been released yet. They appear here when they have been checked and approved.")
        st.stop()
    with st.sidebar:
        release = choose("Release", shown, release_title, key="release", first=shown[0])
        released = read(release)
        say_source(released.published)
    say_chosen(release_title(release), source_words(released.published))
    return released


def asked_of(reader: Reader, released: Released) -> Asked:
    """The release's figures, in its own terms."""
    return Asked(released.view, released.indicators, released.settings, released.few, reader=reader)


def show_summary(reader: Reader, released: Released) -> None:
    """The release in a few plain sentences and the charts behind them."""
    say_release(released)
    show_release(reader, released)


def say_release(released: Released) -> None:
    """The release in a few plain sentences."""
    say_lead(release_headline(released))
    st.markdown("\n".join(f"- {plain(text)}" for text in release_sentences(released)))


def show_ways_to_tables(released: Released) -> None:
    """Ways to the tables of the release that papers ask for first, by their names there."""
    there = {key for key in tables_in(released.published) if key in WAYS}
    with st.container(horizontal=True):
        for key, label in WAYS.items():
            if key in there:
                name = table_name(key, released.indicators)
                address = {"release": release_title(released.release), "table": name}
                st.page_link("scrutiny/tables.py", label=label, icon=TO, query_params=address)


def show_release(reader: Reader, released: Released) -> None:
    """The charts behind those sentences, how numbers are rounded, and what the committee recommended."""
    request = asked_of(reader, released)
    show_cards(request, *release_cards(released))
    advise(ROUNDED)
    show_remarks(released)
    if lines := lines_in(released):
        st.header(TITLE, anchor=False)
        advise(sentence(lines))
        show_table(columns_of(lines), TITLE)


def show_remarks(released: Released) -> None:
    """What changed and when, and a chair's commentary, as the release tells."""
    if changed := remarks_in(released, NOTED):
        st.header(CHANGES, anchor=False)
        st.markdown("\n".join(f"- {plain(each.text)}" for each in changed))
    if said := remarks_in(released, COMMENTED):
        st.header("What is being done", anchor=False)
        for each in said:
            say_commentary(each.by, each.text)


def offer_paper(released: Released) -> None:
    """The release as a committee's paper, made only when somebody asks."""
    st.download_button(
        "Download as a committee paper (Word)",
        while_admitted(partial(paper, released)),
        file_name=paper_name(released),
        mime=WORD_TYPE,
        key="download-paper",
        on_click="ignore",
    )


def paper(released: Released) -> bytes:
    """The paper of the release."""
    # Half a second that only a paper needs.
    from analytics.reports.scrutiny_files import paper_of  # noqa: PLC0415

    return paper_of(released)


def show_tables(reader: Reader, released: Released) -> None:
    """One table of the release, whichever is chosen: its sentence, chart, figures and meaning; and all for download."""
    known = released.indicators
    every = tables_in(released.published)
    request = asked_of(reader, released)
    st.header(plain(release_title(released.release)), anchor=False)
    table = choose("Table", every, lambda key: table_name(key, known), key="table", first=every[0])
    with st.container(border=True):
        show_card(request, card_of(table))
        compare(released, table)
    st.download_button(
        "Download every table of this release (CSV)",
        while_admitted(released.release.checked().tables.read_bytes),
        file_name=f"children-missing-{released.release.name}.csv",
        mime="text/csv",
        key="download-release",
        on_click="ignore",
    )


def compare(released: Released, table: TableKey) -> None:
    """The same figure in the periods that the release compares with, where it is one figure."""
    if columns := earlier_columns(released, table):
        st.markdown(f"**{EARLIER}**")
        show_table(columns, EARLIER_SAID)


def show_about(released: Released) -> None:
    """What the release is, how it is protected and why, what is not known, and what each figure counts."""
    for title, text in (
        ("What this is", provenance(released)),
        ("How the figures are protected, and why", protection(released)),
        ("What is not known", not_known(released)),
    ):
        st.header(title, anchor=False)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in text))
    st.header("What each figure counts", anchor=False)
    for slug in dict.fromkeys(slug for slug, _, _ in tables_in(released.published)):
        indicator = released.indicators[slug]
        with st.expander(plain(indicator.definition.title)):
            define(indicator)
