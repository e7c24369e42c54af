"""Which week a page looks at, told to the audit log with whom it shows and why."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from analytics.casework.by_hand.mark_words import moment_words
from analytics.casework.case_words import as_at
from analytics.casework.rows import data_to, end_of, weeks_on_offer
from analytics.casework.week import Week, the_week
from analytics.words.periods import short_day, short_moment
from pages.common.audit import record_view
from pages.common.choosing import choose
from pages.common.council import store
from pages.common.filters import say_chosen
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain

WEEKLY: Final = "weekly meeting on the children of most concern"
AS_AT: Final = "at"
AS_AT_BEFORE: Final = "at-before"  # as it was asked on the page that a reader comes back to
DAILY: Final = "daily follow-up of children missing and returned"


def ask_week(*, starts_now: bool) -> Week:
    """Ask in the sidebar as at when: now, or the end of a week that is over. What a page starts with is its own."""
    now = live()
    newest = the_week(store(), now.snapshot, now.settings)
    sundays = weeks_on_offer(newest.by_hand.ends)
    names: dict[str, date | None] = {now_name(newest): None} | {option_name(sunday): sunday for sunday in sundays}
    if (before := st.session_state.pop(AS_AT_BEFORE, None)) in names:
        st.session_state[AS_AT] = before
    with st.sidebar:
        first = now_name(newest) if starts_now else option_name(sundays[0])
        sunday = names[choose("As at", list(names), str, key=AS_AT, first=first)]
        week = the_week(store(), now.snapshot, now.settings, end_of(sunday)) if sunday else newest
        say_exact(week)
    say_chosen(f"As at {as_at(week.as_of)}", exact_words(week))
    return week


def ask_week_that_is_over() -> Week:
    """Ask in the sidebar for a week that is over: the one that a report is about."""
    now = live()
    sundays = weeks_on_offer(data_to(now.snapshot))
    with st.sidebar:
        sunday = choose("Week", sundays, option_name, key="week", first=sundays[0])
        week = the_week(store(), now.snapshot, now.settings, end_of(sunday))
        say_exact(week)
    say_chosen(option_name(sunday), exact_words(week))
    return week


def now_name(newest: Week) -> str:
    """ "Now: 5 Oct 2026, 07:30"; with marks by hand the clock runs, and a name that changed would be another choice."""
    return "Now, with marks by hand" if newest.by_hand.standing else f"Now: {short_moment(newest.as_of)}"


def option_name(sunday: date) -> str:
    """ "Week ending 4 Oct 2026": what the sidebar has room for."""
    return f"Week ending {short_day(sunday)}"


def say_exact(week: Week) -> None:
    """Whose eyes the page is for, and what it is made of."""
    st.caption(plain(exact_words(week)))


def exact_words(week: Week) -> str:
    """The same in words."""
    return (
        f"Children’s records, exact: for the co-ordinator alone. Each view is logged. "
        f"As at {as_at(week.as_of)}, snapshot {week.cases.snapshot}."
    )


def log_children(reader: Reader, week: Week, purpose: str, children: Sequence[str], **more: str) -> None:
    """Tells the audit log whose records are about to be shown; `more` is what else it should know, and no child."""
    # While the clock runs, a view stays the same view as long as files and marks do.
    as_of = min(week.as_of, week.by_hand.ends).isoformat(timespec="minutes")
    marks = {"by_hand": len(week.marks)} if week.marks else {}
    what = {"snapshot": week.cases.snapshot, "as_of": as_of, **marks, **more}
    record_view(reader, purpose, what, children=sorted(set(children)))


def say_by_hand(week: Week) -> None:
    """How far files go, and which marks stand since; nothing where none do."""
    if text := moment_words(week):
        st.markdown(f"**{plain(text)}**")


def say_uncertain(week: Week) -> None:
    """What was refused or doubted of these days, and where to look at it; nothing where there was none."""
    if words := week.uncertain.words:
        st.markdown(f"**{plain(words)}**")
        st.page_link("coordinator/rules.py", label="Look at the rows")
