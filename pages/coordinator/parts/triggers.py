"""Triggers: a list to work by, one row a child or place; or rule by rule; and whether they were acted on."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from analytics.casework.case_tables import (
    agreed_columns,
    episode_columns,
    item_columns,
    of_whom_columns,
    trigger_columns,
    work_columns,
)
from analytics.casework.case_words import dropped_words, headline_work, key_of, rule_words
from analytics.casework.triggers import State, unsaid
from analytics.casework.week import Week, the_week
from analytics.casework.worklist import Item, Row, Stage, grouped
from data.week_settings import Rule, Scope
from pages.common.cards import advise, say_lead, show_table
from pages.common.choosing import choose
from pages.common.council import store
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.acted_on import show_acted_on
from pages.coordinator.parts.initials import named, plainly, table_of_children
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.week import DAILY, log_children, say_by_hand
from pages.coordinator.parts.writing import ask_about_row, ask_to_close_left_over, say_answered

MOST_ROWS: Final = 10  # with one of them below, what a page can hold: the rest is shown when it is asked for
LIST, BY_RULE, ACTED_ON = "Work list", "Rule by rule", "Was it acted on?"
OPENED: Final = "trigger_opened"
EVERY_ROW: Final = "every-row"
ANY: Final = "Any"
NOT_CLOSED: Final = "To work on"
NOBODY_YET: Final = "Nobody yet"
STAGES: Final = {
    NOT_CLOSED: (Stage.OVERDUE, Stage.DUE, Stage.NEW, Stage.ACKNOWLEDGED),
    **{stage.value.capitalize(): (stage,) for stage in Stage},
}


def show_triggers(reader: Reader, week: Week) -> None:
    """The page in a sentence; then the list to work by, the council's rules one by one, or what was done."""
    say_lead(headline_work(week.overdue_since, week.work, week.today))
    say_by_hand(week)
    say_answered()
    view = choose("View", [LIST, BY_RULE, ACTED_ON], str, key="view", first=LIST)
    if view == BY_RULE:
        show_by_rule(reader, week)
    elif view == ACTED_ON:
        show_acted_on(reader, week)
    else:
        show_work_list(reader, week)


def show_work_list(reader: Reader, week: Week) -> None:
    """One row a child or place, the most urgent first; then one of them, with what made its triggers."""
    rows = grouped(ask_which(week), week.every_child)
    shown = rows if st.session_state.get(EVERY_ROW) else rows[:MOST_ROWS]
    log_children(reader, week, DAILY, [child for row in shown for child in row.children])
    if not rows:
        advise("No trigger stands so.")
    else:
        advise("Most urgent first; of those alike, in the order of concern of the page Top five.")
        show_children(work_columns(shown, week.today), f"{len(shown)} children and places with triggers", "work")
    if len(rows) > MOST_ROWS:
        st.toggle(f"Show all {len(rows)} rows, not only the {MOST_ROWS} most urgent", key=EVERY_ROW)
    if text := dropped_words(week.listing.dropped, week.settings.triggers.closed_days):
        advise(text)
    if shown:
        show_one(reader, week, shown)
    show_left_over(reader, week)


def ask_which(week: Week) -> list[Item]:
    """Ask for a rule, a state and an owner, and answer the triggers that are so."""
    by_rule, by_stage, by_owner = st.columns(3)
    with by_rule:
        rule = choose("Rule", [ANY, *(item.name for item in week.settings.rules)], str, key="rule", first=ANY)
    with by_stage:
        stage = choose("State", list(STAGES), str, key="state", first=NOT_CLOSED)
    owners = sorted({item.owner for item in week.work if item.owner})
    # Not bound to the address: a co-ordinator wrote it.
    owner = by_owner.selectbox("Owner", [ANY, NOBODY_YET, *owners], key="owner")
    return [
        item
        for item in week.work
        if rule in (ANY, item.trigger.rule.name)
        and item.stage in STAGES[stage]
        and owner in (ANY, item.owner or NOBODY_YET)
    ]


def show_one(reader: Reader, week: Week, rows: Sequence[Row]) -> None:
    """One child or place: its triggers, the children behind them, the episodes; and what is answered."""
    st.subheader("One child or place: its triggers, and your answer", anchor=False)
    by_key = {row.key: row for row in rows}
    # Not bound to the address: it names a child.
    chosen = st.selectbox(
        "Child or place", list(by_key), format_func=lambda key: named(key_of(by_key[key].first.trigger)), key=OPENED
    )
    if chosen not in by_key:
        return
    row = by_key[chosen]
    show_table(item_columns(row.items, week.today), f"The triggers of {key_of(row.first.trigger)}")
    for rule in dict.fromkeys(item.trigger.rule for item in row.items):
        advise(f"{rule.name}: {rule_words(rule, week.settings.triggers)}")
    ask_about_row(reader, week, row)
    episodes = week.episodes(row.episodes)
    if not row.first.trigger.child_id:
        st.markdown(plain(f"{len(row.episodes)} episodes of {len(row.children)} children:"))
        show_children(of_whom_columns(episodes), "Children by number of episodes", "whom")
    with st.expander(f"The episodes behind these triggers: {len(episodes)}"):
        table_of_children(episode_columns(episodes), f"Episodes behind the triggers of {key_of(row.first.trigger)}")


def show_left_over(reader: Reader, week: Week) -> None:
    """What was agreed on triggers that no longer are: it is still to be done, or to be closed."""
    if not week.left_over:
        return
    st.subheader("Agreed on triggers that are no longer there", anchor=False)
    advise("The rule was taken out of the settings, or newer files no longer meet it. Close what needs nothing more.")
    log_children(reader, week, DAILY, [entry.child for entry in week.left_over if entry.child])
    show_children(agreed_columns(week.left_over, week.today), "Agreed on triggers that are gone", "left-over")
    ask_to_close_left_over(reader, week)


def show_by_rule(reader: Reader, week: Week) -> None:
    """One table a rule, of every trigger that is listed."""
    log_children(reader, week, DAILY, [child for item in week.work for child in item.trigger.children])
    for rule in week.settings.rules:
        show_rule(week, rule, [item for item in week.work if item.trigger.rule == rule])


def show_rule(week: Week, rule: Rule, items: Sequence[Item]) -> None:
    """A rule, what the council says of it, and what has met it."""
    st.subheader(plainly(f"{rule.name}: {len(items)}"), anchor=False)
    advise(rule_words(rule, week.settings.triggers))
    if items:
        show_children(trigger_columns(items, week.today), f"{rule.name}: {len(items)} met", f"rule {rule.name}")
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
        met = [item for item in week.work if item.trigger.rule == rule and item.trigger.state is not State.CLOSED]
        show_rule(week, rule, met)
