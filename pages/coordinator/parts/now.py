"""Who is missing now, and who came back and is owed something."""

from collections.abc import Sequence

import streamlit as st

from analytics.casework.case_tables import missing_columns, returned_columns, settling_columns
from analytics.casework.case_words import headline_now, overdue_words, said_of_ends, to_settle_words, when
from analytics.casework.interviews import Return
from analytics.casework.now import MissingNow, ToSettle, last_working_day
from analytics.casework.rows import reference
from analytics.casework.uncertain import clock
from analytics.casework.week import Week
from analytics.reports.daily import children_of, daily_sheet
from analytics.reports.daily_files import file_name, pdf, said_of_sheet
from pages.common.audit import recorded
from pages.common.cards import advise, say_lead
from pages.common.identity import Reader
from pages.common.plain_words import plain
from pages.coordinator.parts.initials import named
from pages.coordinator.parts.marking import ask_back, ask_newly_missing, is_of_now, marks_shown, now, show_marks
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.week import DAILY, log_children, say_by_hand, say_uncertain


def show_now(reader: Reader, week: Week) -> None:
    """The page's headline, who is missing, and who is not but has not been back for long."""
    lists = (week.missing, week.to_settle, week.returned)
    marked = [mark.mark.child_id for mark in marks_shown(week)]
    log_children(reader, week, DAILY, [entry.child_id for item in lists for entry in item] + marked)
    missing_words = headline_now(week.certain, week.settings.now.limits_hours, can_tell=week.can_tell)
    late = overdue_words(week.overdue_since, week.work, week.today)
    headline = (week.stale_now(clock()), missing_words, late)
    say_lead(" ".join(filter(None, headline)))
    if of_ends := said_of_ends(week.to_settle):
        st.markdown(plain(of_ends))
    say_by_hand(week)
    say_uncertain(week)
    offer_sheet(reader, week)
    advise("In the order of concern of the page Top five, as at this moment.")
    show_missing(reader, week, week.certain, "missing")
    ask_newly_missing(reader, week)
    if week.ranking.to_settle:
        st.subheader("Open for long, and nothing heard since", anchor=False)
        advise(named(to_settle_words(week.ranking.to_settle, week.settings.top_five.settle_days)))
        show_missing(reader, week, week.in_doubt, "settle")
    others = [child for child in week.missing if child.category != "missing"]
    if others:
        st.subheader("Absent, or away without authorisation", anchor=False)
        show_missing(reader, week, others, "others")
    show_marks(reader, week)
    show_to_settle(week.to_settle)
    show_returned(week, week.returned)


def offer_sheet(reader: Reader, week: Week) -> None:
    """The sheet for the daily meeting, made and logged when somebody asks for it; of now alone."""
    if not is_of_now(week):
        return
    moment = now()
    children = children_of(week, moment.date())
    st.download_button(
        "Download the sheet for the daily meeting (PDF)",
        recorded(
            reader, lambda: pdf(daily_sheet(week, moment)), said_of_sheet(week, moment.date()), DAILY, children=children
        ),
        file_name=file_name(moment.date()),
        mime="application/pdf",
        key="download-daily",
        on_click="ignore",
    )


def show_to_settle(doubts: Sequence[ToSettle]) -> None:
    """Of whom nobody can say whether they are back: to be asked and put right at the source."""
    if not doubts:
        return
    st.subheader("Whether these children are back is not known", anchor=False)
    show_children(settling_columns(doubts), f"{len(doubts)} episodes whose end is to be settled", "doubts")
    advise("Ask the source how each of these ended. The next file that has the end settles it.")


def show_missing(reader: Reader, week: Week, children: Sequence[MissingNow], key: str) -> None:
    """Whose episode is open; who of them came back can be marked."""
    if not children:
        advise("Nobody.")
        return
    text = ", ".join(reference(child.child_id) for child in children)
    show_children(missing_columns(children, week.settings.now.limits_hours), f"Open episodes: {text}", key)
    ask_back(reader, week, children, key)


def show_returned(week: Week, interviews: Sequence[Return]) -> None:
    """Who came back since the last working day, and what each is owed by when."""
    st.subheader(plain(f"Returned since {when(last_working_day(week.as_of))}"), anchor=False)
    if not interviews:
        advise("Nobody.")
        return
    text = f"{len(interviews)} returns and the interview that is owed after each"
    show_children(returned_columns(interviews), text, "returned")
    is_any_by_hand = any(interview.is_by_hand for interview in interviews)
    by_hand = " Of a return by hand they run from the time that was told." if is_any_by_hand else ""
    hours = week.settings.deadlines.interview_hours
    advise(
        f"An interview is owed within {hours} hours of return.{by_hand} A safe-and-well check by the police is never "
        "one."
    )
