"""Who is missing now, and who came back and is owed something."""

from collections.abc import Sequence

import streamlit as st

from analytics.casework.interviews import Return
from analytics.casework.now import MissingNow, ToSettle, start_of_yesterday
from analytics.casework.rows import reference
from analytics.casework.tables import missing_columns, returned_columns, settling_columns
from analytics.casework.uncertain import clock
from analytics.casework.week import Week
from analytics.casework.words import headline_now, overdue_words, said_of_ends, to_settle_words, when
from pages.common.cards import advise, plain
from pages.common.identity import Reader
from pages.coordinator.parts.initials import named
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.week import DAILY, log_children, say_uncertain


def show_now(reader: Reader, week: Week) -> None:
    """The page's headline, who is missing, and who is not but has not been back for long."""
    returned = [one.child_id for one in week.returned]
    shown = [one.child_id for one in week.missing] + [one.child_id for one in week.to_settle] + returned
    log_children(reader, week, DAILY, shown)
    missing_words = headline_now(week.certain, week.settings.now.limits_hours, can_tell=week.can_tell)
    late = overdue_words(week.overdue_since, week.work, week.today)
    headline = (week.stale_now(clock()), late, missing_words)
    st.header(plain(" ".join(filter(None, headline))), anchor=False)
    if of_ends := said_of_ends(week.to_settle):
        st.markdown(plain(of_ends))
    say_uncertain(week)
    advise("In the order of concern of the page Top five, as at this moment.")
    show_missing(week, week.certain, "missing")
    if week.ranking.to_settle:
        st.subheader("Open for long, and nothing heard since", anchor=False)
        advise(named(to_settle_words(week.ranking.to_settle, week.settings.top_five.settle_days)))
        show_missing(week, week.in_doubt, "settle")
    others = [one for one in week.missing if one.category != "missing"]
    if others:
        st.subheader("Absent, or away without authorisation", anchor=False)
        show_missing(week, others, "others")
    show_to_settle(week.to_settle)
    show_returned(week, week.returned)


def show_to_settle(doubts: Sequence[ToSettle]) -> None:
    """Of whom nobody can say whether they are back: to be asked and put right at the source."""
    if not doubts:
        return
    st.subheader("Whether these children are back is not known", anchor=False)
    show_children(settling_columns(doubts), f"{len(doubts)} episodes whose end is to be settled", "doubts")
    advise("Ask the source how each of these ended. The next file that has the end settles it.")


def show_missing(week: Week, found: Sequence[MissingNow], key: str) -> None:
    """Whose episode is open."""
    if not found:
        advise("Nobody.")
        return
    said = ", ".join(reference(one.child_id) for one in found)
    show_children(missing_columns(found, week.settings.now.limits_hours), f"Open episodes: {said}", key)


def show_returned(week: Week, found: Sequence[Return]) -> None:
    """Who came back since yesterday, and what each is owed by when."""
    st.subheader(plain(f"Returned since {when(start_of_yesterday(week.as_of))}"), anchor=False)
    if not found:
        advise("Nobody.")
        return
    said = f"{len(found)} returns and the interview that is owed after each"
    show_children(returned_columns(found), said, "returned")
    advise("An interview is owed within 72 hours of return. A safe-and-well check by the police is never one.")
