"""What the period of a page is compared with: what is usual, or the one earlier period that the reader names."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from analytics.model import MONTHS_IN, Period
from analytics.words.numbers import sentence_case
from analytics.words.periods import length_name, period_name
from pages.common.choosing import asked_in_vain, choose

LABEL: Final = "Compared with"
# By where they lie beside the period, so that they move with it; all others are chosen by their own names.
BEFORE: Final = "The {length} before"
A_YEAR_BEFORE: Final = "A year before"
# Short, since it stands in a narrow box.
BOTH: Final = "{length} and year earlier"
DAYS_BEFORE: Final = "As many days just before"
OTHER_DAYS: Final = "As many days from another day"
COMPARED: Final = "compared"
TOO_LATE: Final = "Those days would be among the days that are shown. The days just before them are compared with."


def ask_compared(period: Period, on_offer: Sequence[Period]) -> Period | None:
    """The one period to compare with, an earlier one on offer of the same kind; null for what is usual."""
    usual, others = comparisons(period, on_offer)
    names = [usual, *others]
    if asked_in_vain(COMPARED, names):
        st.warning(f"What the link compares with is not on offer beside {period_name(period)}.")
    return others.get(choose(LABEL, names, str, key=COMPARED, first=usual)) if others else None


def comparisons(period: Period, on_offer: Sequence[Period]) -> tuple[str, dict[str, Period]]:
    """What a period is usually compared with, and what else it can be: name -> period, the newest first."""
    length = length_name(period.kind)
    earlier = [each for each in on_offer if each.end <= period.start]
    near = {BEFORE.format(length=length): period.earlier(MONTHS_IN[period.kind]), A_YEAR_BEFORE: period.earlier(12)}
    usual = A_YEAR_BEFORE if length == "year" else sentence_case(BOTH.format(length=length))
    beside = {} if length == "year" else {name: each for name, each in near.items() if each in earlier}
    return usual, beside | {period_name(each): each for each in earlier}


def ask_compared_days(period: Period) -> Period | None:
    """As many days as any dates are, before them; null for the same dates a year before, which is usual."""
    days = period.end - period.start
    names = [A_YEAR_BEFORE, DAYS_BEFORE, OTHER_DAYS]
    chosen = choose(LABEL, names, str, key=COMPARED, first=A_YEAR_BEFORE)
    if chosen == A_YEAR_BEFORE:
        return None
    first = usual = period.start - days
    if chosen == OTHER_DAYS:
        asked_for = st.date_input("From", usual, key="compared-from", bind="query-params", format="DD/MM/YYYY")
        first = asked_for if isinstance(asked_for, date) else usual
    if first > usual:
        st.warning(TOO_LATE)
    return Period(min(first, usual), min(first, usual) + days)
