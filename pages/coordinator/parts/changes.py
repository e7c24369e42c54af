"""What changed since last week, and what of it is more than chance."""

from collections.abc import Sequence

import streamlit as st

from analytics.casework.by_hand.mark_words import counts_words
from analytics.casework.case_charts import line_of
from analytics.casework.case_tables import change_columns
from analytics.casework.case_words import said_of_parts
from analytics.casework.changes import PARTS, Weekly, parts_by_week
from analytics.casework.latest import latest_week
from analytics.casework.week import Week
from pages.common.audit import ROUTINE, record_view
from pages.common.cards import advise, say_lead, show_table
from pages.common.identity import Reader
from pages.common.plain_words import plain
from pages.coordinator.parts.report import show_chart

SMALL = "A home with few children goes up and down by one child. Where there is less than one a week, nothing is usual."


def show_changes(reader: Reader, week: Week) -> None:
    """The week as a whole, then each part of it: numbers, and how each stands to what is usual."""
    record_view(reader, ROUTINE, {"snapshot": week.cases.snapshot, "week": str(week.ending), "table": "changes"})
    weeks = week.settings.weekly.weeks
    files = week.cases.of_files
    latest = latest_week(files, weeks)
    say_lead(latest.change)
    st.markdown(plain(latest.standing))
    show_chart("weeks", line_of(latest.episodes))
    show_table(change_columns([latest.episodes, latest.children]), "Episodes and children, this week and last")
    if latest.interviews:
        st.markdown(plain(latest.interviews))
    for part in PARTS:
        show_part(part, parts_by_week(files, weeks, part))
    advise(SMALL)
    if text := counts_words(week):
        advise(text)


def show_part(part: str, weekly_counts: Sequence[Weekly]) -> None:
    """One part: what moved most, and the groups that had any in either week."""
    st.header(plain(part), anchor=False)
    st.markdown(plain(said_of_parts(weekly_counts)))
    shown = [count for count in weekly_counts if count.this or count.last]
    if shown:
        show_table(change_columns(shown), f"{part}: missing episodes this week and last")
    if len(shown) < len(weekly_counts):
        advise(f"{len(weekly_counts) - len(shown)} more had none in either week.")
