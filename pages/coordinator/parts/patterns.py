"""What only a co-ordinator may see of patterns: children one by one, and curves that cannot be protected."""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl
import streamlit as st

from analytics.cards.survival import curve_chart, curve_columns, curve_sentence
from analytics.casework.learning import discussed_on, supported_on
from analytics.casework.rows import all_answers, reference
from analytics.casework.together import (
    mismatch_columns,
    missing_and_absent,
    suggestion_columns,
    suggestions,
    together_chart,
    together_columns,
    together_sentence,
)
from analytics.measuring.measure import selected
from analytics.measuring.next_episode import curves
from analytics.measuring.placement_moves import around_sentence, first_events, moves_sentence, placement_moves
from analytics.measuring.recorded import ABSENT, ENDED, IN_TIME, MARKS, TRIAGE
from analytics.model import Selection
from analytics.views.view import facts_of
from analytics.words.names import field_name
from analytics.words.numbers import joined
from data.casebook import Casebook
from data.warehouse import warehouse
from pages.common.audit import record_view
from pages.common.cards import advise, draw_chart, plain, show_table
from pages.common.council import store
from pages.common.filters import ask_selection
from pages.common.identity import Reader
from pages.common.live import Live, live
from pages.coordinator.parts.opening import show_children

DISCUSSION = "first discussion"
PURPOSE = "patterns of single children, for the monthly sub-group"


@dataclass(frozen=True)
class Asked:
    """What was chosen, and the facts that it keeps."""

    now: Live
    selection: Selection
    facts: pl.DataFrame
    names: dict[int, str]
    pseudonyms: dict[int, str]


def ask_patterns(reader: Reader) -> Asked:
    """Ask for any period and filters; every child in the answer is told to the audit log before any is shown."""
    now = live()
    with st.sidebar:
        selection = ask_selection(now)
        st.caption("Children’s records, exact: for the co-ordinator alone. Each view is logged.")
    inside = pl.col("started_at").dt.date().is_between(selection.period.start, selection.period.end, closed="left")
    everything = facts_of(now.snapshot.episodes, selection.as_of)
    facts = selected(everything, selection, now.settings).filter(inside).collect()
    pseudonyms = dict(
        warehouse(now.snapshot.episodes).query("SELECT DISTINCT child, child_id FROM episode_facts").iter_rows()
    )
    shown = {child: pseudonyms[child] for child in facts["child"].unique()}
    what = {"snapshot": now.snapshot.name, "from": str(selection.period.start), "to": str(selection.period.end)}
    record_view(reader, PURPOSE, what, children=sorted(shown.values()))
    return Asked(now, selection, facts, {child: reference(name) for child, name in shown.items()}, pseudonyms)


def lacks(asked: Asked, *names: str) -> bool:
    """Whether any of the fields was recorded in no month of the period; says so where that is."""
    period = asked.selection.period
    last = min(period.end, asked.selection.as_of.date()) - timedelta(days=1)
    lacking = all_answers(asked.now.snapshot).lacking(names, period.start, last)
    if lacking:
        said = joined([field_name(name) for name in names if name in lacking])
        st.markdown(f"**{plain(f'Not recorded in any file of this period: {said}.')}**")
    return bool(lacking)


def show_survival(asked: Asked) -> None:
    """How soon children go again, by whether they were interviewed in time."""
    st.header("How soon do children go missing again?", anchor=False)
    if lacks(asked, ENDED, IN_TIME):
        return
    found = curves(asked.facts.filter(pl.col("category") == "missing"))
    st.markdown(f"**{plain(curve_sentence(found))}**")
    draw_chart(curve_chart(found), "survival")
    show_table(curve_columns(found), curve_sentence(found))
    advise(
        "Kaplan-Meier, from the third day after the return on: an association, not an effect. Returns of one child are "
        "not independent, so a small difference says nothing."
    )


def show_moves(asked: Asked) -> None:
    """Before and after moves of placement."""
    st.header("Do children go missing less after a move of placement?", anchor=False)
    everybody = facts_of(asked.now.snapshot.episodes, asked.selection.as_of)
    facts = selected(everybody, asked.selection, asked.now.settings).collect()
    file = warehouse(asked.now.snapshot.episodes)
    found = placement_moves(file, facts, asked.selection.period, asked.selection.as_of)
    st.markdown(f"**{plain(moves_sentence(found))}**")
    advise(
        "Up to 90 days on either side, no further than the placement lasted. A child is often moved when things are at "
        "their worst, and would go missing less afterwards in any case."
    )


def show_discussed(asked: Asked) -> None:
    """Before and after the first time that a child was discussed, or had intensive support, in the period."""
    st.header("Do children go missing less after they are discussed, or supported?", anchor=False)
    now, period = asked.now, asked.selection.period
    facts = selected(facts_of(now.snapshot.episodes, asked.selection.as_of), asked.selection, now.settings).collect()
    file = warehouse(now.snapshot.episodes)
    numbers = {pseudonym: child for child, pseudonym in asked.pseudonyms.items()}
    today = asked.selection.as_of.date()
    for events, days in (
        ((DISCUSSION, "first discussions"), discussed_on(Casebook(store()).entries(), numbers)),
        (("first day of intensive support", "first days of intensive support"), supported_on(file)),
    ):
        if events[0] != DISCUSSION and lacks(asked, "support"):
            continue
        found = first_events(days, facts, period, today)
        st.markdown(f"**{plain(around_sentence(found, events) or f'There were no {events[1]} in this period.')}**")
    advise(
        "Up to 90 days on either side. Discussed: added to the weekly list, or with an action written down that week. "
        "An association, not an effect: children are discussed when things are at their worst."
    )


def show_together(asked: Asked) -> None:
    """Missing and absent, a line a child."""
    st.header("Are those who go missing also absent?", anchor=False)
    if lacks(asked, ABSENT):
        return
    counted = missing_and_absent(asked.facts)
    said = together_sentence(counted)
    st.markdown(f"**{plain(said)}**")
    draw_chart(together_chart(asked.facts, counted, asked.names), "together")
    with st.expander("The same as a table"):
        show_children(together_columns(counted, asked.names), said, "together")
    advise("An absence near a missing episode may be the same event told twice. The thirty most frequent are shown.")


def show_triage(asked: Asked) -> None:
    """The triage recorded beside the one that the rule suggests, with the reasons."""
    st.header("Does the recorded triage agree with the rule?", anchor=False)
    if lacks(asked, TRIAGE, MARKS):
        return
    found = suggestions(asked.facts, asked.now.settings.triage)
    differing = sum(one.differs for one in found)
    triaged = sum(one.recorded != "not_triaged" for one in found)
    said = f"{differing} of {triaged} children triaged have another triage than the rule suggests."
    st.markdown(f"**{plain(said)}**")
    advise("Across: the triage recorded. Down: what the rule suggests. Children.")
    show_table(mismatch_columns(found), said)
    with st.expander(f"The {differing} children, and why"):
        show_children(suggestion_columns(found, asked.names), said, "suggestions")
    advise("At each child's latest missing episode in the period. The rule knows two things and a practitioner many.")
