"""Recommendations of a committee: what stands open, a new one, what came of one, and which the public may read."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics.releases.recommendations import Recommendation, about, columns_of, line_of, recommendations, written
from analytics.words.columns import Columns
from data.casebook import LONGEST_NAME, LONGEST_RECOMMENDATION, Casebook, Kind
from data.formats.dates import local_now
from pages.common.cards import advise, show_table
from pages.common.council import store
from pages.common.identity import Reader
from pages.coordinator.parts.writing import NO_NAMES, add

WORDS = {Kind.CAME_OF_IT: "So far: it stays open", Kind.ENDED: "It has ended"}
MARKS = {Kind.FOR_PUBLIC: "For the public", Kind.NOT_FOR_PUBLIC: "Not for the public"}


def show_recommended(reader: Reader) -> None:
    """Every recommendation, and the forms."""
    st.header("Recommendations of the committee", anchor=False)
    every = recommendations(Casebook(store()).entries())
    advise(
        "Open ones are carried from paper to paper; one that has ended is told of once more. A draft takes those that "
        "are marked for the public as they stand when it is prepared, and whoever approves it approves their words."
    )
    if every:
        show_table(columns_for_co_ordinators(every), "Every recommendation and what came of it")
    new, word, mark = st.columns(3)
    with new, st.expander("Write down a recommendation"):
        ask_new(reader)
    still = [item for item in every if not item.ended]
    if still:
        with word, st.expander("What came of one"):
            ask_word(reader, still)
    if every:
        with mark, st.expander("May the public read it?"):
            ask_mark(reader, every)


def columns_for_co_ordinators(every: Sequence[Recommendation]) -> Columns:
    """As papers print them, with whether the public may read each."""
    return columns_of([line_of(item) for item in every]) | {
        "For the public": ["Yes" if item.is_public else "No" for item in every]
    }


def ask_new(reader: Reader) -> None:
    """The words, the committee's own number for it, who answers, and the day."""
    with st.form("recommended", border=False, clear_on_submit=True):
        text = st.text_area("What the committee recommended", max_chars=LONGEST_RECOMMENDATION, key="recommended-text")
        reference = st.text_input("The committee’s number for it", max_chars=LONGEST_NAME, key="recommended-reference")
        owner = st.text_input("Who answers (a role)", max_chars=LONGEST_NAME, key="recommended-owner")
        on = st.date_input("Recommended on", local_now().date(), key="recommended-on", format="DD/MM/YYYY")
        advise(f"{NO_NAMES} Nor how many children, where they are few.")
        if st.form_submit_button("Write down") and isinstance(on, date):
            add(reader, written(text, reference, owner, on))


def ask_word(reader: Reader, still: Sequence[Recommendation]) -> None:
    """What came of one so far, or how it ended."""
    with st.form("recommended-word", border=False, clear_on_submit=True):
        item = ask_which(still, "recommended-which")
        kind = st.radio("What is it?", list(WORDS), format_func=lambda kind: WORDS[kind], key="recommended-kind")
        text = st.text_area("What came of it", max_chars=LONGEST_RECOMMENDATION, key="recommended-came")
        on = st.date_input("On", local_now().date(), key="recommended-came-on", format="DD/MM/YYYY")
        advise(f"{NO_NAMES} Nor how many children, where they are few.")
        if st.form_submit_button("Write down") and isinstance(on, date):
            add(reader, about(item, Kind(kind), text, on))


def ask_mark(reader: Reader, every: Sequence[Recommendation]) -> None:
    """Whether one may go into a release."""
    with st.form("recommended-mark", border=False):
        item = ask_which(every, "recommended-marked")
        kind = st.radio("May it?", list(MARKS), format_func=lambda kind: MARKS[kind], key="recommended-mark-kind")
        if st.form_submit_button("Mark"):
            add(reader, about(item, Kind(kind), MARKS[Kind(kind)], local_now().date()))


def ask_which(items: Sequence[Recommendation], key: str) -> Recommendation:
    """One of the recommendations, by its number and first words."""
    named = {item.entry.number: item for item in items}
    chosen = st.selectbox(
        "Which", list(named), format_func=lambda number: f"{named[number].entry.text[:60]} ({number})", key=key
    )
    return named.get(chosen, items[0])
