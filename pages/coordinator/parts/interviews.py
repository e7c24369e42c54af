"""The interview tracker: what is owed after each return of the last weeks, oldest first."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from analytics.casework.case_tables import interview_columns
from analytics.casework.case_words import headline_interviews
from analytics.casework.interviews import Return, Standing, by_provider
from analytics.casework.provider_file import provider_csv
from analytics.casework.queue import queue, queue_columns, queue_sentence
from analytics.casework.week import Week
from analytics.words.names import code_name
from pages.common.audit import recorded
from pages.common.cards import advise, say_lead, show_table
from pages.common.choosing import choose
from pages.common.identity import Reader
from pages.common.plain_words import plain
from pages.coordinator.parts.handover import hand_over_interviews
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.week import DAILY, log_children, say_by_hand

EVERY = "All providers"
SHOWN = {
    "Owed: overdue and due": (Standing.OVERDUE, Standing.DUE),
    "Refused": (Standing.REFUSED,),
    "Not recorded": (Standing.NOT_RECORDED,),
    "Done": (Standing.IN_TIME, Standing.LATE),
    "All": tuple(Standing),
}


def show_tracker(reader: Reader, week: Week) -> None:
    """The headline, the returns of one provider or all, and a file for the provider."""
    result, provider = of_provider(week)
    state = choose("Show", list(SHOWN), str, key="standing", first=next(iter(SHOWN)))
    shown = [item for item in result if item.standing in SHOWN[state]]
    log_children(reader, week, DAILY, [item.child_id for item in shown])
    say_lead(headline_interviews(result))
    say_by_hand(week)
    advise(
        f"Returns of the last {week.settings.now.tracker_days} days, oldest first. An interview is owed within "
        f"{week.settings.deadlines.interview_hours} hours of return; after a refusal, a visit by a social worker "
        f"within {week.settings.deadlines.refusal_visit_hours} hours."
    )
    if shown:
        show_children(interview_columns(shown), f"{len(shown)} returns, oldest first", "interviews")
        offer_download(reader, week, provider, shown)
    else:
        is_lacking = any(item.standing is Standing.NOT_RECORDED for item in result)
        advise("None that a file tells of." if is_lacking else "None.")
    hand_over_interviews(reader, week)
    show_queue(week)


def show_queue(week: Week) -> None:
    """Whether the queue grows: what waits, what came in and went out, beside how many go again."""
    files, days = week.cases.of_files, week.settings.now.tracker_days
    weeks = queue(files, days, week.settings.deadlines.refusal_visit_hours)
    st.header("Does the queue grow?", anchor=False)
    if not any(each.came_in for each in weeks):
        advise("No file of these weeks tells of a return that needed an interview.")
        return
    text = queue_sentence(weeks)
    st.markdown(f"**{plain(text)}**")
    show_table(queue_columns(weeks), text)
    advise(
        f"By files, of all providers. A return waits until its interview is held or refused; after {days} days "
        f"it is given up. Missing again: the child had been missing in the {week.settings.triage.days} days before. An "
        "interview without a time is taken as held at the return."
    )


def of_provider(week: Week) -> tuple[list[Return], str]:
    """The returns of the provider that is chosen, and its name; of all, an empty name."""
    providers = by_provider(week.tracked)
    chosen = choose("Provider", [EVERY, *providers], code_name, key="provider", first=EVERY)
    return (week.tracked, "") if chosen == EVERY else (providers[chosen], chosen)


def offer_download(reader: Reader, week: Week, provider: str, shown: Sequence[Return]) -> None:
    """The table as a file, made and logged when somebody asks for it."""
    what = {"snapshot": week.cases.snapshot, "table": "interviews", "provider": provider or "all", "rows": len(shown)}
    st.download_button(
        "Download the table (CSV)",
        recorded(reader, partial(provider_csv, shown, week), what, DAILY),
        file_name=f"interviews-{week.as_of:%Y-%m-%d}.csv",
        mime="text/csv",
        key="download-interviews",
        on_click="ignore",
    )
