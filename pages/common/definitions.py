"""Every indicator in its own words, from the registry."""

import streamlit as st

from analytics.disclosure.closed_list import is_listed
from analytics.disclosure.policy import protected_in_words
from analytics.measuring.shapes import Definition
from analytics.model import Audience
from analytics.words.numbers import THINGS, joined
from pages.common.cards import define
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain


def show_definitions(reader: Reader) -> None:
    """What each indicator counts, of what, where its edges are, by which breakdowns, and who says so."""
    known = live().indicators
    wanted = st.text_input("Find", placeholder="interview, overnight, rate ...", key="find").strip().lower()
    shown = [item for item in known.values() if wanted in searched(item.definition)]
    st.caption(plain(f"{len(shown)} of {len(known)} indicators. Other programs know each by the name in brackets."))
    for indicator in shown:
        definition = indicator.definition
        with st.expander(plain(f"{definition.title} ({definition.slug})")):
            st.markdown(f"**{plain(definition.question)}**")
            define(indicator)
            st.markdown(plain(also_said(definition, reader)))


def show_protection() -> None:
    """How the board's figures are protected, in three sentences."""
    st.header("How the board’s figures are protected", anchor=False)
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in protected_in_words(live().settings)))


def searched(definition: Definition) -> str:
    """The text that a reader's word is looked for in."""
    return " ".join((definition.slug, definition.title, definition.question, definition.numerator)).lower()


def also_said(definition: Definition, reader: Reader) -> str:
    """In which units it is counted, by which breakdowns, and whether this reader is shown it."""
    breakdowns = [breakdown.title.lower() for breakdown in definition.breakdowns]
    sentences = [f"Counted in {joined([THINGS[unit][1] for unit in definition.units])}."]
    sentences += [f"Also by {joined(breakdowns)}."] if breakdowns else []
    is_shown = any(is_listed(definition.slug, unit, None) for unit in definition.units)
    if reader.audience is not Audience.COORDINATOR and not is_shown:
        sentences.append("Not published to the board.")
    return " ".join(sentences)
