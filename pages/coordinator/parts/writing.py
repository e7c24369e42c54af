"""What a co-ordinator adds: a child on the list or off it, an action, that it is done, minutes, answers to triggers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st

from analytics.casework.case_tables import about_words
from analytics.casework.case_words import day_and_year, key_of
from analytics.casework.rows import reference
from analytics.casework.triggers import Trigger
from analytics.casework.week import Week
from analytics.casework.worklist import Item, Row, Stage
from data.casebook import LONGEST_NAME, LONGEST_TEXT, Casebook, Entry, Kind
from pages.common.cards import advise
from pages.common.council import store
from pages.common.identity import Reader
from pages.coordinator.parts.initials import named, plainly

NO_NAMES: Final = "Write no names: what stands here is kept, and read by others."
ALL: Final = ""
ANSWERED: Final = "answered"


def add(reader: Reader, *entries: Entry) -> None:
    """Keeps what was written, in the reader's name, and draws the page anew."""
    book = Casebook(store())
    for entry in entries:
        book.add(entry, reader.actor)
    st.rerun()


def ask_change(reader: Reader, week: Week) -> None:
    """Ask for a child to be added or taken off, with the reason."""
    listed = [item.concern.child_id for item in week.top.listed]
    others = [child for child in week.every_child if child not in listed]
    with st.expander("Change the list"):
        advise(f"For the list of this week alone. {NO_NAMES}")
        off, on = st.columns(2)
        with off:
            ask_one(reader, week, Kind.REMOVED, "Take off", listed)
        with on:
            ask_one(reader, week, Kind.ADDED, "Add", others)


def ask_one(reader: Reader, week: Week, kind: Kind, verb: str, children: Sequence[str]) -> None:
    """Ask for one child and a reason."""
    with st.form(f"list-{kind.value}", border=False, clear_on_submit=True):
        child = st.selectbox(f"{verb} a child", children, format_func=reference, key=f"child-{kind.value}")
        reason = st.text_input("Reason", max_chars=LONGEST_TEXT, key=f"reason-{kind.value}")
        if st.form_submit_button(verb) and child in children:
            add(reader, Entry(kind, week.ending, reason, child))


def ask_action(reader: Reader, week: Week) -> None:
    """Ask for an action with its owner and day; or for one that is done."""
    with st.expander("Write down an action"):
        new, done = st.columns(2)
        with new:
            ask_new_action(reader, week)
        with done:
            ask_done(reader, week)


def ask_new_action(reader: Reader, week: Week) -> None:
    """What is to be done, for whom, by whom, by when."""
    children = [ALL, *(item.concern.child_id for item in week.top.listed)]
    with st.form("action", border=False, clear_on_submit=True):
        child = st.selectbox("For", children, format_func=child_or_all, key="action-for")
        text = st.text_input("What is to be done", max_chars=LONGEST_TEXT, key="action-text")
        owner = st.text_input("Owner (a role)", max_chars=LONGEST_NAME, key="action-owner")
        due = st.date_input("By", None, key="action-due", format="DD/MM/YYYY")
        advise(NO_NAMES)
        if st.form_submit_button("Write down") and child in children:
            when = due if isinstance(due, date) else None
            add(reader, Entry(Kind.ACTION, week.ending, text, child or "", owner=owner, due=when))


def ask_action_for(reader: Reader, week: Week, child: str) -> None:
    """What is to be done for the child whose record is open."""
    with st.form("action-for-child", border=False, clear_on_submit=True):
        text, owner, due = st.columns((3, 2, 1))
        words = text.text_input("What is to be done", max_chars=LONGEST_TEXT, key="child-action-text")
        whose = owner.text_input("Owner (a role)", max_chars=LONGEST_NAME, key="child-action-owner")
        day = due.date_input("By", None, key="child-action-due", format="DD/MM/YYYY")
        advise(NO_NAMES)
        if st.form_submit_button("Write down"):
            when = day if isinstance(day, date) else None
            add(reader, Entry(Kind.ACTION, week.ending, words, child, owner=whose, due=when))


def ask_done(reader: Reader, week: Week) -> None:
    """Which open action is done, and how it went."""
    still_open = {item.entry.number: item.entry for item in week.to_look_at if item.done is None}
    if not still_open:
        advise("No action is open.")
        return
    with st.form("done", border=False, clear_on_submit=True):
        number = st.selectbox(
            "Done", list(still_open), format_func=lambda number: still_open[number].text, key="done-action"
        )
        text = st.text_input("How it went", max_chars=LONGEST_TEXT, key="done-text")
        if st.form_submit_button("It is done") and number in still_open:
            add(reader, Entry(Kind.DONE, week.ending, text, still_open[number].child, about=str(number)))


def ask_about_row(reader: Reader, week: Week, row: Row) -> None:
    """Ask what is agreed on triggers of one child or place, or why nothing more is to be done."""
    still = [item for item in row.items if item.stage is not Stage.CLOSED]
    if not still:
        advise("Every trigger of it is closed in this list.")
        return
    # The browser is told the keys of widgets, and no pseudonym. What was kept leaves empty fields behind.
    key = f"{key_of(row.first.trigger)}-{len(week.entries)}"
    with st.expander("Answer", expanded=True):
        agreed, closed = st.columns(2)
        with agreed:
            ask_agreed(reader, week, key, still)
        with closed:
            ask_closed(reader, week, key, still)
        advise(NO_NAMES)


def ask_agreed(reader: Reader, week: Week, key: str, still: Sequence[Item]) -> None:
    """What was decided on some triggers, who does it, and by when: all of it is needed."""
    with st.form(f"agreed-{key}", border=False):
        waiting = [item for item in still if item.waits]
        chosen = ask_triggers("Acknowledge", still, waiting or still, f"agreed-triggers-{key}")
        text = st.text_input("What was decided", max_chars=LONGEST_TEXT, key=f"agreed-text-{key}")
        owner = st.text_input("Owner (a role)", max_chars=LONGEST_NAME, key=f"agreed-owner-{key}")
        due = st.date_input("By", None, key=f"agreed-due-{key}", format="DD/MM/YYYY")
        if not st.form_submit_button("Acknowledge"):
            return
        if not chosen or not text.strip() or not owner.strip() or not isinstance(due, date):
            st.error("Say which triggers, what was decided, who does it, and by when. Nothing was kept.")
            return
        words = [answer_to(item, week, Kind.ACKNOWLEDGED, text) for item in chosen]
        answer(reader, chosen, [replace(entry, owner=owner, due=due) for entry in words])


def ask_closed(reader: Reader, week: Week, key: str, still: Sequence[Item]) -> None:
    """Which triggers need nothing more, and why."""
    with st.form(f"closed-{key}", border=False):
        chosen = ask_triggers("Close", still, still if len(still) == 1 else [], f"closed-triggers-{key}")
        text = st.text_input("What was done, or why nothing is to be", max_chars=LONGEST_TEXT, key=f"closed-text-{key}")
        advise("It leaves the list even while the rule is met. With another episode it waits for an answer again.")
        if not st.form_submit_button("Close"):
            return
        if not chosen or not text.strip():
            st.error("Say which triggers, and what was done. Nothing was kept.")
            return
        answer(reader, chosen, [answer_to(item, week, Kind.CLOSED, text) for item in chosen])


def answer(reader: Reader, chosen: Sequence[Trigger], entries: Sequence[Entry]) -> None:
    """Keeps the answers, and that it did for the page as it is drawn anew: the row may be on it no longer."""
    many = f"{len(chosen)} {'trigger' if len(chosen) == 1 else 'triggers'} of {key_of(chosen[0])}"
    st.session_state[ANSWERED] = f"Kept: {many} {entries[0].kind.value}. {' '.join(entries[0].text.split())}"
    add(reader, *entries)


def say_answered() -> None:
    """What was just kept, once."""
    if words := st.session_state.pop(ANSWERED, ""):
        st.success(plainly(words))


def ask_triggers(label: str, still: Sequence[Item], chosen: Sequence[Item], key: str) -> list[Trigger]:
    """Some triggers of one row; at first those that are chosen."""
    named = {item.trigger.name: item.trigger for item in still}
    first = [item.trigger.name for item in chosen]
    names = st.multiselect(label, list(named), first, format_func=lambda name: short_name(named[name]), key=key)
    return [named[name] for name in names if name in named]


def short_name(trigger: Trigger) -> str:
    """A trigger among those of one row, as a choice has room for."""
    return f"{trigger.rule.name}, {day_and_year(trigger.met_at)}"


def answer_to(trigger: Trigger, week: Week, kind: Kind, text: str) -> Entry:
    """The line of the casebook, which knows how many episodes there were when it was written."""
    return Entry(kind, week.ending, text, trigger.child_id, about=trigger.name, episodes=len(trigger.episodes))


def ask_to_close_left_over(reader: Reader, week: Week) -> None:
    """Which of what was agreed on triggers that are gone needs nothing more, and why."""
    agreed = {entry.about: entry for entry in week.left_over}
    with st.form("left-over", border=False, clear_on_submit=True):
        about = st.selectbox(
            "Agreed",
            list(agreed),
            format_func=lambda about: f"{about_words(agreed[about])}: {agreed[about].text}",
            key="gone",
        )
        text = st.text_input("What was done, or why nothing is to be", max_chars=LONGEST_TEXT, key="gone-text")
        advise(NO_NAMES)
        if st.form_submit_button("Close it") and about in agreed:
            add(reader, Entry(Kind.CLOSED, week.ending, text, agreed[about].child, about=about))


def ask_minutes(reader: Reader, week: Week) -> None:
    """Ask who attended the meeting about this list, and for what was decided, one decision at a time."""
    with st.expander("Write the minutes"):
        attended, decided = st.columns(2)
        with attended:
            ask_attended(reader, week)
        with decided:
            ask_decision(reader, week)
        advise(NO_NAMES)


def ask_attended(reader: Reader, week: Week) -> None:
    """Who attended, in roles."""
    with st.form("attended", border=False, clear_on_submit=True):
        text = st.text_input("Who attended (roles)", max_chars=LONGEST_TEXT, key="attended-text")
        if st.form_submit_button("Write down who attended"):
            add(reader, Entry(Kind.ATTENDED, week.ending, text))


def ask_decision(reader: Reader, week: Week) -> None:
    """What was decided, for a child of the ranking or in general, by whom, by when."""
    children = [ALL, *week.every_child]
    with st.form("decided", border=False, clear_on_submit=True):
        child = st.selectbox("Decided for", children, format_func=child_or_all, key="decided-for")
        text = st.text_input("What was decided at the meeting", max_chars=LONGEST_TEXT, key="decided-text")
        owner = st.text_input("By whom (a role)", max_chars=LONGEST_NAME, key="decided-owner")
        due = st.date_input("By when", None, key="decided-due", format="DD/MM/YYYY")
        advise("With a role or a day it is an action, and is listed until it is done.")
        if st.form_submit_button("Write down the decision") and child in children:
            day = due if isinstance(due, date) else None
            add(reader, Entry(Kind.DECIDED, week.ending, text, child or "", owner=owner, due=day))


def child_or_all(child: str) -> str:
    """A child's reference, with initials; "All" for everybody."""
    return named(reference(child)) if child else "All"
