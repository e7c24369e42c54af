"""What only a co-ordinator may see of patterns: children one by one, and curves that cannot be protected."""

import polars as pl
import streamlit as st

from analytics.cards.survival import curve_chart, curve_columns, curve_sentence
from analytics.casework.learning import discussed_on, supported_on
from analytics.casework.together import (
    mismatch_columns,
    suggestion_columns,
    suggestions,
)
from analytics.measuring.next_episode import curves
from analytics.measuring.placement_moves import around_sentence, first_events, moves_sentence, placement_moves
from analytics.measuring.recorded import ENDED, IN_TIME, MARKS, TRIAGE
from data.casebook import Casebook
from data.warehouse import warehouse
from pages.common.cards import advise, draw_chart, show_table
from pages.common.council import store
from pages.common.plain_words import plain
from pages.coordinator.parts.by_child import ByChild, lacks
from pages.coordinator.parts.opening import show_children

DISCUSSION = "first discussion"
PURPOSE = "patterns of single children, for the monthly sub-group"


def show_survival(request: ByChild) -> None:
    """How soon children go again, by whether they were interviewed in time."""
    st.header("How soon do children go missing again?", anchor=False)
    if lacks(request, ENDED, IN_TIME):
        return
    result = curves(request.facts.filter(pl.col("category") == "missing"))
    st.markdown(f"**{plain(curve_sentence(result))}**")
    draw_chart(curve_chart(result), "survival")
    show_table(curve_columns(result), curve_sentence(result))
    advise(
        "From the third day after the return on; whoever had not gone again when the files end counts until then. An "
        "association, not an effect. Returns of one child are not independent, so a small difference says nothing."
    )


def show_moves(request: ByChild) -> None:
    """Before and after moves of placement."""
    st.header("Do children go missing less after a move of placement?", anchor=False)
    file = warehouse(request.now.snapshot.episodes)
    moves = placement_moves(file, request.everything, request.period, request.selection.as_of)
    st.markdown(f"**{plain(moves_sentence(moves))}**")
    advise(
        "Up to 90 days on either side, no further than the placement lasted. A child is often moved when things are at "
        "their worst, and would go missing less afterwards in any case."
    )


def show_discussed(request: ByChild) -> None:
    """Before and after the first time that a child was discussed, or had intensive support, in the period."""
    st.header("Do children go missing less after they are discussed, or supported?", anchor=False)
    file = warehouse(request.now.snapshot.episodes)
    numbers = {pseudonym: child for child, pseudonym in request.pseudonyms.items()}
    today = request.selection.as_of.date()
    for events, days in (
        ((DISCUSSION, "first discussions"), discussed_on(Casebook(store()).entries(), numbers)),
        (("first day of intensive support", "first days of intensive support"), supported_on(file)),
    ):
        if events[0] != DISCUSSION and lacks(request, "support"):
            continue
        moves = first_events(days, request.everything, request.period, today)
        st.markdown(f"**{plain(around_sentence(moves, events) or f'There were no {events[1]} in this period.')}**")
    advise(
        "Up to 90 days on either side. Discussed: added to the weekly list, or with an action written down that week. "
        "An association, not an effect: children are discussed when things are at their worst."
    )


def show_triage(request: ByChild) -> None:
    """The triage recorded beside the one that the rule suggests, with the reasons."""
    st.header("Does the recorded triage agree with the rule?", anchor=False)
    if lacks(request, TRIAGE, MARKS):
        return
    result = suggestions(request.facts, request.now.settings.triage)
    differing = sum(item.differs for item in result)
    triaged = sum(item.recorded != "not_triaged" for item in result)
    text = f"{differing} of {triaged} children triaged have another triage than the rule suggests."
    st.markdown(f"**{plain(text)}**")
    advise("Across: the triage recorded. Down: what the rule suggests. Children.")
    show_table(mismatch_columns(result), text)
    with st.expander(f"The {differing} children, and why"):
        show_children(suggestion_columns(result, request.names), text, "suggestions")
    advise("At each child's latest missing episode in the period. The rule knows two things and a practitioner many.")
