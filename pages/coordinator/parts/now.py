"""Who is missing now, and who came back and is owed something."""

from collections.abc import Sequence

import streamlit as st

from analytics.casework.interviews import Return
from analytics.casework.now import MissingNow, ToSettle, start_of_yesterday
from analytics.casework.rows import reference
from analytics.casework.tables import missing_columns, returned_columns, settling_columns
from analytics.casework.week import Week
from analytics.casework.words import headline_now, said_of_ends, when
from pages.common.cards import advise, plain
from pages.common.identity import Reader
from pages.coordinator.parts.initials import show_children
from pages.coordinator.parts.week import DAILY, log_children


def show_now(reader: Reader, week: Week) -> None:
    """The page's headline, who is missing, and who is not but has not been back for long."""
    returned = [one.child_id for one in week.returned]
    shown = [one.child_id for one in week.missing] + [one.child_id for one in week.to_settle] + returned
    log_children(reader, week, DAILY, shown)
    st.header(plain(headline_now(week.missing, week.settings.now.limits_hours)), anchor=False)
    if said := said_of_ends(week.to_settle):
        st.markdown(plain(said))
    show_missing(week, [one for one in week.missing if one.category == "missing"])
    others = [one for one in week.missing if one.category != "missing"]
    if others:
        st.subheader("Absent, or away without authorisation", anchor=False)
        show_missing(week, others)
    show_to_settle(week.to_settle)
    show_returned(week, week.returned)


def show_to_settle(found: Sequence[ToSettle]) -> None:
    """Of whom nobody can say whether they are back: to be asked and put right at the source."""
    if not found:
        return
    st.subheader("Whether these children are back is not known", anchor=False)
    show_children(settling_columns(found), f"{len(found)} episodes whose end is to be settled")
    advise("Ask the source how each of these ended. The next file that has the end settles it.")


def show_missing(week: Week, found: Sequence[MissingNow]) -> None:
    """Whose episode is open, longest first."""
    if not found:
        advise("Nobody.")
        return
    said = ", ".join(reference(one.child_id) for one in found)
    show_children(missing_columns(found, week.settings.now.limits_hours), f"Open episodes, longest first: {said}")


def show_returned(week: Week, found: Sequence[Return]) -> None:
    """Who came back since yesterday, and what each is owed by when."""
    st.subheader(plain(f"Returned since {when(start_of_yesterday(week.as_of))}"), anchor=False)
    if not found:
        advise("Nobody.")
        return
    show_children(returned_columns(found), f"{len(found)} returns and the interview that is owed after each")
    advise("An interview is owed within 72 hours of return. A safe-and-well check by the police is never one.")
