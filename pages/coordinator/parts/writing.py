"""What a co-ordinator adds: a child on the list or off it, an action, that it is done, a word on a trigger."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from analytics.casework.rows import reference
from analytics.casework.triggers import State, Trigger
from analytics.casework.week import Week
from analytics.casework.words import key_of, when
from data.casebook import LONGEST_NAME, LONGEST_TEXT, Casebook, Entry, Kind
from pages.common.cards import advise
from pages.common.council import store
from pages.common.identity import Reader

NO_NAMES: Final = "Write no names: what stands here is kept, and read by others."
ALL: Final = ""


def add(reader: Reader, entry: Entry) -> None:
    """Keeps what was written, in the reader's name, and draws the page anew."""
    Casebook(store()).add(entry, reader.actor)
    st.rerun()


def ask_change(reader: Reader, week: Week) -> None:
    """Ask for a child to be added or taken off, with the reason."""
    listed = [one.concern.child_id for one in week.top.listed]
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
    children = [ALL, *(one.concern.child_id for one in week.top.listed)]
    with st.form("action", border=False, clear_on_submit=True):
        child = st.selectbox(
            "For", children, format_func=lambda one: reference(one) if one else "All", key="action-for"
        )
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
    still_open = {one.entry.number: one.entry for one in week.to_look_at if one.done is None}
    if not still_open:
        advise("No action is open.")
        return
    with st.form("done", border=False, clear_on_submit=True):
        number = st.selectbox("Done", list(still_open), format_func=lambda one: still_open[one].text, key="done-action")
        text = st.text_input("How it went", max_chars=LONGEST_TEXT, key="done-text")
        if st.form_submit_button("It is done") and number in still_open:
            add(reader, Entry(Kind.DONE, week.ending, text, still_open[number].child, about=str(number)))


def ask_acknowledgement(reader: Reader, week: Week, found: Sequence[Trigger]) -> None:
    """Ask for a word on a trigger that nobody has acknowledged."""
    waiting = {one.name: one for one in found if one.acknowledged is None and one.state is not State.CLOSED}
    if not waiting:
        return
    with st.expander("Acknowledge a trigger"), st.form("acknowledge", border=False, clear_on_submit=True):
        name = st.selectbox(
            "Trigger",
            list(waiting),
            format_func=lambda one: f"{waiting[one].rule.name} · {key_of(waiting[one])} · {when(waiting[one].met_at)}",
            key="trigger",
        )
        text = st.text_input("What was decided", max_chars=LONGEST_TEXT, key="trigger-text")
        advise(NO_NAMES)
        if st.form_submit_button("Acknowledge") and name in waiting:
            add(reader, Entry(Kind.ACKNOWLEDGED, week.ending, text, waiting[name].child_id, about=name))
