"""One child: asked for by reference and with a purpose, neither of them ever in the address."""

from datetime import timedelta
from typing import Final

import streamlit as st

from analytics.casework.actions import actions
from analytics.casework.answers import NOT_RECORDED
from analytics.casework.by_hand.mark_words import mark_columns
from analytics.casework.by_hand.marking import child_of_id
from analytics.casework.case_charts import history_of
from analytics.casework.case_tables import (
    action_columns,
    child_columns,
    decided_columns,
    interview_columns,
    item_columns,
    stay_columns,
)
from analytics.casework.case_words import day_and_year, flag_names, headline_child, lives, who
from analytics.casework.interviews import Standing
from analytics.casework.minutes import decided_for
from analytics.casework.one_child import OneChild, every_child, meant, one_child, with_these_initials
from analytics.casework.rows import reference
from analytics.casework.week import Week
from analytics.measuring.recorded import COMPLETED, ENDED, MARKS, TRIAGE
from analytics.model import Audience, Period
from analytics.views.view import gaps_in
from analytics.words.names import code_name
from analytics.words.numbers import joined
from analytics.words.unsaid import gap_sentences
from data.casebook import Kind
from data.vault import initials
from pages.common.cards import advise, say_lead, show_table
from pages.common.council import settings, store
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.initials import named, plainly
from pages.coordinator.parts.opening import OPENED, offer_records, offer_way_back, opened
from pages.coordinator.parts.report import draw
from pages.coordinator.parts.week import log_children, say_by_hand
from pages.coordinator.parts.writing import ask_action_for

PURPOSE: Final = "child-purpose"
PURPOSES: Final = (
    "Strategy meeting",
    "Multi-agency exploitation meeting",
    "Daily hub meeting",
    "Return home interview",
    "Review of the placement",
)


def ask_child(reader: Reader, week: Week) -> None:
    """The child that was opened from a list, or the one that is asked for here; shown once there is a purpose."""
    child = opened()
    if child is None:
        look_up(reader, week, *ask_in_form(week))
        return
    offer_way_back()
    if purpose := ask_purpose(child):
        look_up(reader, week, child, purpose)
    with st.expander("Look at another child, or for another purpose"):
        written, purpose = ask_in_form(week)
        if written and purpose:
            st.session_state[OPENED] = written
            st.rerun()


def ask_purpose(child: str) -> str:
    """What the reader looks for: asked once a session, with one press; empty until it is given."""
    if kept := st.session_state.get(PURPOSE):
        return str(kept)
    chosen = st.pills(plainly(f"Why do you look at {child}?"), PURPOSES, key="why-opened")
    advise("Asked once, until you leave or choose another below. Each look is logged with it.")
    if chosen in PURPOSES:
        st.session_state[PURPOSE] = chosen
        st.rerun()
    return ""


def ask_in_form(week: Week) -> tuple[str, str]:
    """A child and a purpose, as written; empty until both are given."""
    near = [reference(child) for child in week.every_child]
    if kept := st.session_state.get(PURPOSE):
        st.session_state.setdefault("why-child", kept)
    with st.form("child", border=False):
        left, right = st.columns(2)
        written = left.selectbox(
            "Reference",
            near,
            index=None,
            accept_new_options=True,
            placeholder="Choose, or write a reference, an id or initials",
            format_func=named,
            key="one-child",
        )
        purpose = right.selectbox(
            "Purpose", PURPOSES, index=None, accept_new_options=True, placeholder="Choose or write one", key="why-child"
        )
        st.form_submit_button("Open the record", type="primary")
    advise(
        "The list offers the children of this week; of any other, write the reference, the council’s own id, or the "
        "initials where the council keeps them. Who looked, at whom, and for what is kept in the audit log."
    )
    if not written or not (purpose or "").strip():
        return "", ""
    st.session_state[PURPOSE] = str(purpose)
    return str(written), str(purpose)


def look_up(reader: Reader, week: Week, written: str, purpose: str) -> None:
    """The record of whoever is meant; or who may be meant; or that nobody is."""
    if not written:
        return
    result, by = whom(week, written)
    if not result:
        st.warning("No child of the records has that reference, id or initials.")
        return
    log_children(reader, week, purpose, result, found_by=by)
    if len(result) > 1:
        advise(f"{len(result)} children may be meant.")
        offer_records([reference(child) for child in result], "meant")
        return
    show_child(reader, week, one_child(live().snapshot, result[0], week.as_of, week.marks, week.settings))


def whom(week: Week, written: str) -> tuple[list[str], str]:
    """The pseudonyms of whoever is meant, and by what: a reference, the council's own id, or initials."""
    every = every_child(live().snapshot, week.as_of, week.marks)
    if result := meant(every, written):
        return result, "reference"
    where, key = settings().initials, store().key()
    own = child_of_id(written, week, live().snapshot, key, every)
    if own in every:
        return [own], "id"
    return with_these_initials(every, written, initials(where.file, where.ids, key)), "initials"


def show_child(reader: Reader, week: Week, child: OneChild) -> None:
    """The record, from the whole to its parts."""
    latest = child.latest
    say_lead(named(f"{reference(child.child_id)}: {headline_child(child)}"))
    say_by_hand(week)
    st.markdown("\n".join(f"- **{plain(name)}:** {plain(text)}" for name, text in said_of(child, latest).items()))
    draw("history", history_of(child))
    for sentence in gaps_of(week):
        advise(sentence)
    if marks := [item for item in week.by_hand.judged if item.mark.child_id == child.child_id]:
        show_part("Marks by hand", mark_columns(marks))
    show_part("Episodes", child_columns(child.rows, child.answers))
    show_part("Placements", stay_columns(child.stays), "None recorded" if child.are_stays_recorded else NOT_RECORDED)
    owed = [interview for interview in reversed(child.interviews) if interview.standing is not Standing.NOT_REQUIRED]
    are_recorded = child.answers.ever(ENDED) or child.answers.ever(COMPLETED)
    show_part("Interviews", interview_columns(owed), "None recorded" if are_recorded else NOT_RECORDED)
    met = [item for item in week.work if item.trigger.child_id == child.child_id]
    show_part("Triggers", item_columns(met, week.today))
    show_part("Decided at meetings", decided_columns(decided_for(week.entries, child.child_id), week.today))
    written = [
        action
        for action in actions(week.entries)
        if action.entry.child == child.child_id and action.entry.kind is Kind.ACTION
    ]
    show_part("Actions", action_columns(written, week.today))
    ask_action_for(reader, week, child.child_id)


def said_of(child: OneChild, latest: dict[str, object]) -> dict[str, str]:
    """Who the child is, in so far as it matters here."""
    triages = [f"{code_name(triage)} ({day_and_year(at)})" for at, triage in child.triages[-3:]]
    age = latest["age"]
    return {
        "Who": who(str(latest["sex"]), age if isinstance(age, int) else None),
        "Lives": lives(str(latest["setting"]), str(latest["placement"]), str(latest["in_area"])),
        "Flags": flag_names(child.flags, are_recorded=child.answers.ever(MARKS)),
        "Triage": joined(triages) or ("None recorded" if child.answers.ever(TRIAGE) else NOT_RECORDED),
    }


def gaps_of(week: Week) -> list[str]:
    """What was not supplied in the last year: a month without a source is not a month without episodes."""
    until = week.as_of.date() + timedelta(days=1)
    return list(
        gap_sentences(gaps_in(live().snapshot, Period(until - timedelta(days=365), until), Audience.COORDINATOR))
    )


def show_part(title: str, columns: dict[str, list[str]], if_none: str = "None recorded") -> None:
    """A table under its title; a word where there is nothing."""
    st.subheader(plain(title), anchor=False)
    if any(any(cells) for cells in columns.values()):
        show_table(columns, title)
    else:
        advise(f"{if_none}.")
