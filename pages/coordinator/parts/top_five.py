"""The children of most concern: the list, a card for each, what was done by hand, and what is to be done."""

import streamlit as st

from analytics.casework.case_charts import strip_of
from analytics.casework.case_tables import action_columns, concern_columns, decision_columns
from analytics.casework.case_words import (
    absences_of,
    attended_words,
    concern_title,
    flags_of,
    headline_top,
    interview_words,
    longest_words,
    moves_words,
    overdue_words,
    place_before,
    points_words,
    said_of_ends,
    sensitivity_words,
    standing_notes,
    state_of,
    triage_words,
    when,
    why,
)
from analytics.casework.minutes import Minutes
from analytics.casework.order import rule_in_words
from analytics.casework.rows import reference
from analytics.casework.uncertain import clock
from analytics.casework.week import Profile, Week
from analytics.charts.figure import figure
from analytics.words.numbers import joined
from analytics.words.periods import day_text
from pages.common.cards import advise, say_lead
from pages.common.drawing import palette, show_drawn
from pages.common.identity import Reader
from pages.common.plain_words import plain
from pages.coordinator.parts.initials import REFERENCE, named, plainly
from pages.coordinator.parts.opening import offer_records, show_children
from pages.coordinator.parts.week import WEEKLY, log_children, say_by_hand, say_uncertain


def show_list(reader: Reader, week: Week) -> None:
    """The list of the week, with its rule, and one card a child."""
    log_children(reader, week, WEEKLY, week.on_list)
    late = overdue_words(week.overdue_since, week.work, week.today)
    headline = (week.stale_week(clock()), headline_top(week.top), late)
    say_lead(named(" ".join(filter(None, headline))))
    say_by_hand(week)
    say_uncertain(week)
    advise(f"List of the week ending {day_text(week.ending)}. Missing now first, for longest in steps; then by points.")
    if of_ends := said_of_ends(week.to_settle):
        st.markdown(plain(of_ends))
    if week.profiles:
        columns = concern_columns([item.listed for item in week.profiles])
        del columns["Why"]  # each card says it
        show_children(columns, "Missing episodes of the children of most concern", "list")
    show_changes(week)
    with st.expander("The whole rule, and whom a rule beside it would list"):
        st.markdown(plainly(f"Order: {rule_in_words(week.settings.top_five)}"))
        st.markdown(plainly(sensitivity_words(week.top)))
    for start in range(0, len(week.profiles), 2):
        for column, profile in zip(st.columns(2), week.profiles[start : start + 2], strict=False):
            with column, st.container(border=True, height="stretch"):
                show_profile(week, profile)


def show_changes(week: Week) -> None:
    """Who was taken off by hand; who else is missing; what is in doubt; who left; how far it hangs on the rule."""
    for entry in week.top.removed:
        advise(named(f"Taken off the list: {reference(entry.concern.child_id)}. {entry.reason}"))
    notes = standing_notes(week.top, week.settings.top_five.settle_days)
    for note in notes:
        st.markdown(plainly(note))
    listed = {reference(item.concern.child_id) for item in week.top.listed}
    others = [child for child in REFERENCE.findall(" ".join(notes)) if child not in listed]
    offer_records(others, "behind")


def show_profile(week: Week, profile: Profile) -> None:
    """One child: how often, how long, where found, what is owed, what was met, what was last done."""
    child = profile.listed.concern
    st.subheader(plainly(concern_title(profile.listed)), anchor=False)
    st.markdown(f"**{plain(state_of(child))}**")
    chart = strip_of(profile, week.as_of)
    show_drawn(figure(chart, palette()), chart.alt, key=f"strip-{profile.listed.place}")
    st.markdown("\n".join(f"- **{plain(name)}:** {plainly(text)}" for name, text in said_of(week, profile).items()))


def said_of(week: Week, profile: Profile) -> dict[str, str]:
    """What a card says, by name."""
    child = profile.listed.concern
    result = [f"{place} ({times})" if times > 1 else place for place, times in profile.found]
    met = [f"{trigger.rule.name}, since {when(trigger.met_at)}" for trigger in profile.triggers]
    action = profile.action
    return {
        "Why": why(profile.listed),
        "Points": points_words(child),
        "Would move it": moves_words(profile.listed, week.top),
        "Episodes": (
            f"{child.episodes_7} in 7 days, {child.episodes_28} in 28, {child.episodes_90} in 90, "
            f"{child.episodes_365} in the year; {absences_of(child)}"
        ),
        "Longest": longest_words(child),
        "Found": joined(result) or "No place recorded in 90 days",
        "Interview": interview_words(profile.interview),
        "Triage": triage_words(profile.suggested),
        "Flags": flags_of(child),
        "Triggers": "; ".join(met) or "None met",
        "Last week": place_before(profile.listed),
        "Last action": f"{action.entry.text} ({action.entry.owner or 'no owner'})" if action else "None written down",
    }


def show_actions(week: Week) -> None:
    """What is to be done, carried from week to week until it is done."""
    st.header("Actions", anchor=False)
    result = week.to_look_at
    if result:
        show_children(action_columns(result, week.today), "Actions, oldest first", "actions")
    else:
        advise("None is open.")


def show_minutes(week: Week) -> None:
    """What was decided at the meeting about this list, and what became of what was decided at the one before."""
    st.header("Minutes of the meeting", anchor=False)
    if week.minutes.is_written:
        show_meeting(week, week.minutes, "minutes")
    else:
        advise("No minutes of the meeting about this list are written yet. The next weekly report prints them.")
    if week.last_meeting:
        st.subheader(
            plain(f"The meeting before: list of the week ending {day_text(week.last_meeting.week)}"), anchor=False
        )
        show_meeting(week, week.last_meeting, "meeting-before")


def show_meeting(week: Week, minutes: Minutes, key: str) -> None:
    """Who attended one meeting, and its decisions."""
    st.markdown(plain(attended_words(minutes)))
    if minutes.decided:
        show_children(decision_columns(minutes.decided, week.today), "Decisions of the meeting", key)
    else:
        advise("No decision is written down.")
