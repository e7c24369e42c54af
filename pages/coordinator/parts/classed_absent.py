"""Missing beside absent, child by child, and absences to look at again."""

from typing import Final

import streamlit as st

from analytics.cards.card import Card
from analytics.casework.classed_absent import (
    although_columns,
    although_words,
    classed_absent_although,
    told_as_both,
    told_as_both_columns,
    told_as_both_sentence,
)
from analytics.casework.rows import all_answers
from analytics.casework.together import (
    MOST_CHILDREN,
    mean_absences,
    mean_chart,
    mean_columns,
    mean_sentence,
    missing_and_absent,
    together_chart,
    together_columns,
    without_absences,
)
from analytics.measuring.coverage import months_of
from analytics.measuring.recorded import ABSENT
from analytics.model import Unit
from analytics.views.view import coordinator_view
from analytics.words.unsaid import of_other_months
from data.warehouse import warehouse
from pages.common.asked import Asked
from pages.common.cards import advise, draw_chart, show_cards, show_table
from pages.common.plain_words import plain
from pages.coordinator.parts.by_child import ByChild, unrecorded
from pages.coordinator.parts.opening import show_children

PURPOSE: Final = "absences of children who also go missing, for the monthly sub-group"
RATE: Final = Card("classed-absent-although", Unit.EPISODE, over_time=True)
REASONS: Final = Card("classed-absent-why", Unit.EPISODE)
EXPLOITED: Final = "exploitation"
CHILDREN: Final = Card("classed-absent-why", Unit.CHILD, title="How many children is that?")


def show_gap(request: ByChild) -> None:
    """That some months have no absences, where that is: before any figure."""
    gaps = without_absences(all_answers(request.now.snapshot), request.period, request.selection.as_of)
    if gaps:
        st.warning(plain(of_other_months(ABSENT, gaps)))


def show_means(request: ByChild) -> None:
    """How often the children of each band of times missing were absent."""
    st.header("Are those who go missing often also absent often?", anchor=False)
    counted = missing_and_absent(request.facts, request.now.settings.absences.near_hours)
    by_times = mean_absences(counted, request.now.settings.absences.times_missing)
    st.markdown(f"**{plain(mean_sentence(by_times))}**")
    draw_chart(mean_chart(by_times, request.period), "mean-absences")
    with st.expander("The same as a table"):
        show_table(mean_columns(by_times), mean_sentence(by_times))


def show_strip(request: ByChild) -> None:
    """A line a child."""
    st.header("One by one: missing and absent", anchor=False)
    hours = request.now.settings.absences.near_hours
    counted = missing_and_absent(request.facts, hours)
    if counted.is_empty():
        return
    names = {child: request.names[child] for child in counted.head(MOST_CHILDREN)["child"]}
    gaps = without_absences(all_answers(request.now.snapshot), request.period, request.selection.as_of)
    near = int(counted["near"].sum())
    text = f"{near} {'absence' if near == 1 else 'absences'} began within {hours} hours of the child going missing."
    st.markdown(f"**{plain(text)}**")
    draw_chart(together_chart(request.facts, names, near_hours=hours, title=text, gaps=gaps), "together")
    with st.expander("The same as a table"):
        show_children(together_columns(counted, names, hours), text, "together")
    advise(f"A ring is around an absence so near: it may be one event told twice. The {MOST_CHILDREN} most frequent.")


def show_although(request: ByChild) -> None:
    """Absences of children whose own records say more: the rate by month, the reasons, the absences."""
    st.header("Classed absent although", anchor=False)
    now = request.now
    slugs = (RATE.slug, REASONS.slug)
    view = coordinator_view(now.snapshot, now.settings, request.selection, slugs, months=((RATE.slug, None),))
    show_cards(Asked(view, now.indicators, now.settings, now.few, reader=request.reader), RATE, REASONS, CHILDREN)
    absences = classed_absent_although(request.facts, now.settings)
    if not absences.is_empty():
        with st.expander(f"The {absences.height} absences, and why"):
            columns = although_columns(absences, request.names, now.settings)
            show_children(columns, "Absences to look at again, newest first.", "although")
            if words := although_words(absences):
                advise(words)
    advise("A reason to look again, and no finding: what the police knew at the time is not in these records.")
    if unrecorded(request, EXPLOITED):
        advise("No file of this period marks exploitation: absences of children at risk of it are not among these.")


def show_told_apart(request: ByChild) -> None:
    """Episodes that one source called absent and another missing."""
    st.header("Where sources differ: absent or missing?", anchor=False)
    both = told_as_both(warehouse(request.now.snapshot.episodes), request.facts)
    absent = int((request.facts["category"] == "absent").sum())
    text = told_as_both_sentence(absent, both.height)
    st.markdown(f"**{plain(text)}**")
    if absent + both.height:
        with st.expander("Month by month"):
            show_table(told_as_both_columns(request.facts, both, months_of(request.period)), text)
    advise("Where a source changes its own word, its newer report takes the place of the older: that is not counted.")
