"""Pairs and groups of children, and what links them: tables first, a drawing second."""

from typing import Final

import streamlit as st

from analytics.casework.case_charts import links_of
from analytics.casework.case_tables import pair_columns
from analytics.casework.case_words import headline_connections
from analytics.casework.connections import groups, pairs
from analytics.casework.rows import reference
from analytics.casework.week import Week
from analytics.words.numbers import joined
from pages.common.cards import advise, say_lead
from pages.common.identity import Reader
from pages.coordinator.parts.initials import named
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.report import draw
from pages.coordinator.parts.week import DAILY, log_children, say_by_hand

NOT_PROOF: Final = "Seen together in the records, not proof. Names are never looked at."


def show_connections(reader: Reader, week: Week) -> None:
    """Who was found or went together, in which groups; then who was often missing at one time."""
    rule = week.settings.connections
    result = pairs(week.cases, rule)
    log_children(reader, week, DAILY, [child for item in result for child in (item.one, item.other)])
    together = [item for item in result if item.is_together]
    apart = [item for item in result if not item.is_together]
    grouped = groups(result)
    lacking = sorted(week.cases.lacks(rule.days, "found_place", "ended"))
    say_lead(named(headline_connections(result, grouped, lacking)))
    say_by_hand(week)
    st.markdown(f"**{NOT_PROOF}**")
    advise(
        f"The last {rule.days} days: found at one named place within {rule.found_hours} hours, or gone from one place "
        f"or home within {rule.left_hours} hours; or missing at one time {rule.overlaps} times or more. A pair is "
        "listed only where chance, by how often each child is at each place and which days are busy, would bring it "
        "to any of the pairs looked at less than once in twenty lists."
    )
    if together:
        show_children(pair_columns(together), "Pairs found or gone together", "together")
        for members in grouped:
            if len(members) > 2:
                advise(named(f"A group: {joined([reference(child) for child in members])}."))
        # Pairs apart from one another are told better by the table.
        if any(len(members) > 2 for members in grouped):
            draw("links", links_of(result))
    st.subheader("Often missing at one time", anchor=False)
    if apart:
        show_children(pair_columns(apart), "Pairs often missing at one time", "apart")
    else:
        advise("Nobody.")
