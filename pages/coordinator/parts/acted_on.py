"""Was it acted on: what files say was done about the triggers of the last days, rule by rule, and who still waits."""

from datetime import date
from functools import partial
from typing import Final

import polars as pl
import streamlit as st

from analytics.casework.acted_on import (
    Followed,
    Told,
    acted_columns,
    acted_csv,
    acted_sentence,
    by_kind_columns,
    cases_for,
    followed,
    rolling,
    screened,
    screened_columns,
    screened_sentence,
    told_in,
    waiting_columns,
)
from analytics.casework.rows import Cases
from analytics.casework.week import Week
from analytics.model import Period
from data.week_settings import Triggers
from pages.common.audit import recorded
from pages.common.cards import advise, show_table
from pages.common.choosing import choose
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.week import log_children

PURPOSE: Final = "what was done about triggers, for the exploitation meeting and the sub-group"
OVER: Final = {"The last 28 days": 28, "The last 90 days": 90, "The last 12 months": 365}
FIRST: Final = "The last 90 days"


def show_acted_on(reader: Reader, week: Week) -> None:
    """The funnel of the triggers about children, by rule and by what was done; who waits; who was screened."""
    now = live()
    days = OVER[choose("Triggers met in", list(OVER), str, key="over", first=FIRST)]
    today = week.as_of.date()
    period = rolling(days, week.as_of)
    cases, told = cases_for(now.snapshot, now.settings, period, week.as_of), told_in(now.snapshot)
    results = followed(cases, now.settings.rules, now.settings.triggers, told, period)
    children = sorted({child for item in results for child in item.rows["child_id"]})
    log_children(reader, week, PURPOSE, children, over=str(days))
    text = acted_sentence(results)
    st.markdown(f"**{plain(text)}**")
    if not told.kinds:
        advise("Load a file of what was done (follow_up): docs/mapping.md says what a row of it is.")
    if not children:
        return
    show_table(acted_columns(results), text)
    advise(
        "Acted on: the first of what the rule asks for, from the day of the trigger to "
        f"{now.settings.triggers.follow_up_days} days after. What was done before it does not count. Not supplied: no "
        "file tells of it for that day, which is not that nothing was done. Answers on the work list are not counted "
        "here, nor rules about places, since what was done is of children."
    )
    offer_rows(reader, results, cases, children)
    show_kinds(results, told.until(today), now.settings.triggers)
    show_waiting(results, today)
    show_screened(cases, told, period)


def offer_rows(reader: Reader, results: list[Followed], cases: Cases, children: list[str]) -> None:
    """A line a trigger as CSV."""
    st.download_button(
        "Download a line for each trigger (CSV)",
        recorded(
            reader,
            partial(acted_csv, results),
            {"snapshot": cases.snapshot, "list": "acted on"},
            purpose=PURPOSE,
            children=children,
        ),
        file_name="acted-on.csv",
        mime="text/csv",
        key="download-acted-on",
        on_click="ignore",
        type="tertiary",
    )


def show_kinds(results: list[Followed], told: Told, shown: Triggers) -> None:
    """Every kind of follow-up, whatever the rules ask for."""
    st.subheader("What was done, whatever the rule asks for", anchor=False)
    show_table(by_kind_columns(results, told, shown), "What was done, by trigger")


def show_waiting(results: list[Followed], today: date) -> None:
    """Whose triggers nothing is recorded of yet."""
    columns = waiting_columns(results, today)
    if columns["Child"]:
        st.subheader("Who waits for what the rule asks for", anchor=False)
        show_children(columns, "Triggers that nobody is known to have acted on, the oldest first", "waiting")


def show_screened(cases: Cases, told: Told, period: Period) -> None:
    """Screenings of every child who went missing, whether or not a rule was met."""
    st.subheader("Was every missing child screened?", anchor=False)
    gone = cases.rows.filter(
        (pl.col("category") == "missing")
        & pl.col("started_at").dt.date().is_between(period.start, period.end, closed="left")
    )
    result = screened(set(gone["child_id"]), told, period, cases.as_of.date())
    text = screened_sentence(result)
    advise(text)
    if result.missing and (result.results or result.is_supplied):
        show_table(screened_columns(result), text)
    if result.tools:
        advise(f"With: {'; '.join(result.tools)}.")
