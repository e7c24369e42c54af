"""What a page of single children begins with: which days and children, and the audit log told of them."""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl
import streamlit as st

from analytics.casework.rows import all_answers, reference
from analytics.measuring.measure import selected
from analytics.model import Period, Selection
from analytics.views.view import facts_of
from analytics.words.names import field_name
from analytics.words.numbers import joined
from data.warehouse import warehouse
from pages.common.audit import record_view
from pages.common.filters import ask_selection
from pages.common.identity import Reader
from pages.common.live import Live, live
from pages.common.plain_words import plain


@dataclass(frozen=True)
class ByChild:
    """What was chosen, the facts that it keeps, and what the children in them are called.

    `everything` is all that the filters keep, `facts` those of it that begin in the `period` looked at.
    """

    reader: Reader
    now: Live
    selection: Selection
    period: Period
    everything: pl.DataFrame
    facts: pl.DataFrame
    names: dict[int, str]
    pseudonyms: dict[int, str]


def ask_children(reader: Reader, purpose: str) -> ByChild:
    """Ask for any period and filters; every child in the answer is told to the audit log before any is shown."""
    now = live()
    with st.sidebar:
        selection = ask_selection(now)
        st.caption("Children’s records, exact: for the co-ordinator alone. Each view is logged.")
    return children_of(reader, purpose, now, selection, selection.period)


def children_of(reader: Reader, purpose: str, now: Live, selection: Selection, period: Period) -> ByChild:
    """The children of a selection with an episode in a period, told to the audit log."""
    everything = selected(facts_of(now.snapshot.episodes, selection.as_of), selection, now.settings).collect()
    inside = pl.col("started_at").dt.date().is_between(period.start, period.end, closed="left")
    facts = everything.filter(inside)
    pseudonyms = dict(
        warehouse(now.snapshot.episodes).query("SELECT DISTINCT child, child_id FROM episode_facts").iter_rows()
    )
    shown = {child: pseudonyms[child] for child in facts["child"].unique()}
    what = {"snapshot": now.snapshot.name, "from": str(period.start), "to": str(period.end)}
    record_view(reader, purpose, what, children=sorted(shown.values()))
    names = {child: reference(name) for child, name in shown.items()}
    return ByChild(reader, now, selection, period, everything, facts, names, pseudonyms)


def lacks(request: ByChild, *names: str) -> bool:
    """Whether any of the fields was recorded in no month of the period; says so where that is."""
    if lacking := unrecorded(request, *names):
        text = joined([field_name(name) for name in names if name in lacking])
        st.markdown(f"**{plain(f'Not recorded in any file of this period: {text}.')}**")
    return bool(lacking)


def unrecorded(request: ByChild, *names: str) -> frozenset[str]:
    """Those of the fields that were recorded in no month of the period."""
    last = min(request.period.end, request.selection.as_of.date()) - timedelta(days=1)
    return all_answers(request.now.snapshot).lacking(names, request.period.start, last)
