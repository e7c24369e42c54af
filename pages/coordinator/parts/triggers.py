"""Triggers: which rules were met, by whom or where, and the episodes that made each."""

from collections.abc import Sequence

import streamlit as st

from analytics.casework.tables import episode_columns, trigger_columns
from analytics.casework.triggers import State, Trigger, unsaid
from analytics.casework.week import Week, the_week
from analytics.casework.words import headline_triggers, key_of, when
from data.week_settings import Rule, Scope
from pages.common.cards import advise, plain
from pages.common.council import store
from pages.common.filters import choose
from pages.common.identity import Reader
from pages.common.live import live
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.week import DAILY, log_children, say_by_hand

SHOWN = {"New this week": (State.NEW,), "New and still open": (State.NEW, State.OPEN), "Closed": (State.CLOSED,)}
OPENED = "trigger_opened"


def show_triggers(reader: Reader, week: Week) -> list[Trigger]:
    """One table a rule, of the state that is chosen; then the episodes of one trigger. Returns what it shows."""
    state = choose("Show", list(SHOWN), str, key="state", first=next(iter(SHOWN)))
    found = [one for one in week.triggers if one.state in SHOWN[state]]
    log_children(reader, week, DAILY, [child for one in found for child in week.children_of(one)])
    st.header(plain(headline_triggers(week.triggers)), anchor=False)
    say_by_hand(week)
    for rule in week.settings.rules:
        show_rule(week, rule, [one for one in found if one.rule == rule])
    if found:
        show_one(week, found)
    return found


def show_rule(week: Week, rule: Rule, found: Sequence[Trigger]) -> None:
    """A rule, what it asks for, who says so, and what has met it."""
    st.subheader(plain(f"{rule.name}: {len(found)}"), anchor=False)
    advise(f"{rule.action}. Source: {rule.source}")
    if found:
        show_children(trigger_columns(found), f"{rule.name}: {len(found)} met", f"rule {rule.name}")
    else:
        advise(unsaid(week.cases, rule) or "Not met.")


def show_places_that_met_a_rule() -> None:
    """The council's rules about one place, and the places that meet them now: as on the page of triggers."""
    now = live()
    week = the_week(store(), now.snapshot, now.settings)
    st.header("Places that have met a rule", anchor=False)
    rules = [rule for rule in now.settings.rules if rule.scope is Scope.LOCATION]
    if not rules:
        advise("The settings hold no rule about one place.")
    for rule in rules:
        show_rule(week, rule, [one for one in week.triggers if one.rule == rule and one.state is not State.CLOSED])


def show_one(week: Week, found: Sequence[Trigger]) -> None:
    """The episodes that made one trigger."""
    st.subheader("The episodes behind a trigger", anchor=False)
    names = {f"{one.rule.name} · {key_of(one)} · {when(one.met_at)}": one for one in found}
    # Not bound to the address: it names a child.
    chosen = st.selectbox("Trigger", list(names), key=OPENED)
    if chosen in names:
        show_children(episode_columns(week.episodes(names[chosen].episodes)), f"Episodes of {chosen}", "trigger")
