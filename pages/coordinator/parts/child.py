"""One child: asked for by reference and with a purpose, neither of them ever in the address."""

from datetime import timedelta
from typing import Final

import streamlit as st

from analytics.casework.actions import actions
from analytics.casework.charts import history_of
from analytics.casework.interviews import Standing
from analytics.casework.one_child import OneChild, meant, one_child
from analytics.casework.rows import reference
from analytics.casework.tables import action_columns, child_columns, interview_columns, stay_columns
from analytics.casework.week import Week
from analytics.casework.words import day_and_year, flag_names, headline_child, lives, who
from analytics.model import Period
from analytics.sources import gaps_in
from analytics.words import code_name, gap_sentences, joined
from pages.common.cards import advise, plain, show_table
from pages.common.identity import Reader
from pages.common.live import live
from pages.coordinator.parts.initials import plainly
from pages.coordinator.parts.report import draw
from pages.coordinator.parts.week import log_children

PURPOSES: Final = (
    "Strategy meeting",
    "Multi-agency exploitation meeting",
    "Daily hub meeting",
    "Return home interview",
    "Review of the placement",
)


def ask_child(reader: Reader, week: Week) -> None:
    """Ask for a reference and a purpose; show the child only once both are given."""
    near = [reference(child) for child in week.every_child]
    with st.form("child", border=False):
        asked, purposed = st.columns(2)
        written = asked.selectbox(
            "Reference", near, index=None, accept_new_options=True, placeholder="Choose or write one", key="one-child"
        )
        purpose = purposed.selectbox(
            "Purpose", PURPOSES, index=None, accept_new_options=True, placeholder="Choose or write one", key="why-child"
        )
        st.form_submit_button("Open the record", type="primary")
    advise("The list offers the children of this week. Who looked, at whom, and for what is kept in the audit log.")
    if not written or not (purpose or "").strip():
        return
    child = meant(week.cases, written)
    if child is None:
        st.warning("No child in the last 500 days has that reference.")
        return
    log_children(reader, week, str(purpose), [child])
    show_child(week, one_child(live().snapshot, child, week.as_of))


def show_child(week: Week, child: OneChild) -> None:
    """The record, from the whole to its parts."""
    latest = child.latest
    st.header(plainly(f"{reference(child.child_id)}: {headline_child(child)}"), anchor=False)
    st.markdown("\n".join(f"- **{name}:** {plain(said)}" for name, said in said_of(child, latest).items()))
    draw("history", history_of(child))
    for sentence in gaps_of(week):
        advise(sentence)
    show_part("Episodes", child_columns(child.rows))
    show_part("Placements", stay_columns(child.stays))
    owed = [one for one in reversed(child.interviews) if one.standing is not Standing.NOT_REQUIRED]
    show_part("Interviews", interview_columns(owed))
    written = [one for one in actions(week.entries) if one.entry.child == child.child_id]
    show_part("Actions", action_columns(written, week.as_of.date()))


def said_of(child: OneChild, latest: dict[str, object]) -> dict[str, str]:
    """Who the child is, in so far as it matters here."""
    triages = [f"{code_name(triage)} ({day_and_year(at)})" for at, triage in child.triages[-3:]]
    age = latest["age"]
    return {
        "Who": who(str(latest["sex"]), age if isinstance(age, int) else None),
        "Lives": lives(str(latest["setting"]), str(latest["placement"]), str(latest["in_area"])),
        "Flags": flag_names(child.flags),
        "Triage": joined(triages) or "None recorded",
    }


def gaps_of(week: Week) -> list[str]:
    """What was not supplied in the last year: a month without a source is not a month without episodes."""
    until = week.as_of.date() + timedelta(days=1)
    return list(gap_sentences(gaps_in(live().snapshot, Period(until - timedelta(days=365), until))))


def show_part(title: str, columns: dict[str, list[str]]) -> None:
    """A table under its title; a word where there is nothing."""
    st.subheader(title, anchor=False)
    if any(any(cells) for cells in columns.values()):
        show_table(columns, title)
    else:
        advise("None recorded.")
