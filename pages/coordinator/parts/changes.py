"""What changed since last week, and what of it is more than chance."""

import streamlit as st

from analytics.casework.changes import PARTS, children_by_week, episodes_by_week, parts_by_week
from analytics.casework.charts import line_of
from analytics.casework.tables import change_columns
from analytics.casework.week import Week
from analytics.casework.words import change_words, said_of_parts, usual_words
from pages.common.audit import ROUTINE, record_view
from pages.common.cards import advise, plain, show_table
from pages.common.identity import Reader
from pages.coordinator.parts.report import show_chart

SMALL = "A home with few children goes up and down by one child. What is usual for it is not known before 13 weeks."


def show_changes(reader: Reader, week: Week) -> None:
    """The week as a whole, then each part of it: numbers, and how each stands to what is usual."""
    record_view(reader, ROUTINE, {"snapshot": week.cases.snapshot, "week": str(week.ending), "table": "changes"})
    weeks = week.settings.weekly.weeks
    episodes = episodes_by_week(week.cases, weeks)
    st.header(plain(change_words(episodes)), anchor=False)
    st.markdown(plain(usual_words(episodes)))
    show_chart("weeks", line_of(episodes))
    show_table(
        change_columns([episodes, children_by_week(week.cases, weeks)]), "Episodes and children, this week and last"
    )
    for part in PARTS:
        found = parts_by_week(week.cases, weeks, part)
        st.header(part, anchor=False)
        st.markdown(plain(said_of_parts(found)))
        if found:
            show_table(change_columns(found), f"{part}: missing episodes this week and last")
    advise(SMALL)
