"""Reconciliation: a line a month, then the list behind one count."""

from functools import partial
from typing import Final

import polars as pl
import streamlit as st

from analytics.casework.handover.differences import replies
from analytics.casework.reconcile import (
    alone,
    alone_columns,
    alone_csv,
    headline,
    month_columns,
    seen_by_month,
    sources_alone,
)
from analytics.casework.told_by import (
    notifications_of,
    notifications_sentence,
    report_columns,
    reported_from_columns,
    reports_of,
    reports_sentence,
)
from analytics.model import Audience, Period
from analytics.views.view import gaps_in
from analytics.words.names import only_name
from analytics.words.numbers import number
from analytics.words.periods import period_name
from analytics.words.unsaid import gap_sentences
from data.warehouse import warehouse
from pages.common.audit import ROUTINE, record_view, recorded
from pages.common.cards import advise, show_table
from pages.common.choosing import choose
from pages.common.filters import ask_any_period
from pages.common.identity import Reader
from pages.common.live import Live, live
from pages.common.plain_words import plain
from pages.coordinator.parts.exact import say_exact
from pages.coordinator.parts.handover import hand_over_differences
from pages.coordinator.parts.opening import show_children

PURPOSE: Final = "reconciliation of sources"
ROWS_SHOWN: Final = 25


def show_reconciliation(reader: Reader) -> None:
    """Ask for a period; how far the sources agree in it, and what one of them alone has."""
    now = live()
    with st.sidebar:
        period = ask_any_period(now)
        say_exact(now)
    record_view(reader, ROUTINE, {"snapshot": now.snapshot.name, "from": str(period.start)})
    seen = seen_by_month(warehouse(now.snapshot.episodes), period)
    st.header(plain(f"{period_name(period)}. {headline(seen)}"), anchor=False)
    minutes = now.settings.linking.tolerance_minutes
    advise(
        f"Two sources tell of one episode when the child is the same and the starts are at most {minutes} minutes "
        "apart, or on one date where a source knows only the date. A month not supplied is no disagreement."
    )
    for gap in gap_sentences(gaps_in(now.snapshot, period, Audience.COORDINATOR)):
        st.warning(plain(gap))
    sources = sources_alone(seen)
    show_table(month_columns(seen, sources), headline(seen))
    show_told_by(now, period)
    if sources:
        show_list(reader, now, period, choose("What is told by", sources, only_name, key="alone", first=sources[0]))
        hand_over_differences(reader, now, period)


def show_told_by(now: Live, period: Period) -> None:
    """How many reports and notifications that is, and who reported, for those who compare with papers that count so."""
    episodes = warehouse(now.snapshot.episodes)
    reports, told = reports_of(episodes, period), notifications_of(episodes, period)
    st.subheader("How many reports and notifications is that?", anchor=False)
    text = " ".join((reports_sentence(reports), notifications_sentence(told)))
    st.markdown(f"**{plain(text)}**")
    if reports.is_empty():
        return
    show_table(report_columns(reports), text)
    if by_words := reported_from_columns(reports):
        show_table(by_words, "Who reported it, in the sources’ own words")
    else:
        advise("Who reported it is not recorded: no report of this time says. Map a column as reported_from.")
    advise(
        "A report is what one source tells of one episode: two sources of one episode are two reports. A missing and a "
        "found notification make one report. Papers that count referrals count these."
    )


def show_list(reader: Reader, now: Live, period: Period, source: str) -> None:
    """The episodes that one source alone tells of, and a file of them for the others to look for."""
    rows = alone(warehouse(now.snapshot.episodes), period, source)
    what = {"snapshot": now.snapshot.name, "table": "reconciliation", "source": source, "from": str(period.start)}
    shown = rows.head(ROWS_SHOWN)
    record_view(reader, PURPOSE, what, children=children_of(shown))
    st.subheader(plain(f"{only_name(source)}: {number(rows.height)} episodes"), anchor=False)
    if rows.height > shown.height:
        advise(f"The first {number(shown.height)} are shown; the download holds all of them.")
    text = f"Episodes that are told of by one source alone: {only_name(source)}"
    answered = replies(warehouse(now.snapshot.episodes))
    show_children(alone_columns(shown, answered), text, "alone")
    st.download_button(
        "Download the list (CSV)",
        recorded(reader, partial(alone_csv, rows, now.snapshot.name), what, PURPOSE, children=children_of(rows)),
        file_name=f"only-{source}-{period.start}-to-{period.end}.csv",
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
    )


def children_of(rows: pl.DataFrame) -> list[str]:
    """The pseudonyms of the children in these rows."""
    return rows["child"].unique().sort().to_list()
