"""Figures of "not recorded" that the council holds to be no secret, as the audit reads it: by the tables alone.

Written apart from what shows them (small_numbers.py), so that one finds what the other gets wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from analytics.disclosure.auditing.knowledge import Figure, figures_of
from analytics.disclosure.policy import Policy
from analytics.disclosure.published import UNSAID, Published
from data import codes
from data.bands import TIME_NOT_RECORDED
from data.settings import Settings

GAPS_IN_RECORDS: Final = frozenset({codes.UNKNOWN, "not_recorded", TIME_NOT_RECORDED})
UNDIVIDED_KEYS: Final = ("slug", "unit", "period_start", "period_end", "category")

Row = Mapping[str, Any]


def no_secrets(exact: Published, policy: Policy, settings: Settings) -> frozenset[Figure]:
    """The figures of "not recorded" that anybody may know under this policy.

    `exact` has every true number. None is there of which all but a few, or all, are not recorded.
    """
    if policy.not_recorded == "always_hidden":
        return frozenset()
    rows = list(exact.rows.filter(~pl.col("shown").is_in(UNSAID)).iter_rows(named=True))
    undivided = [row for row in rows if not row["breakdown"]]
    result = set(of_categories(undivided, policy.hide_up_to, settings))
    if policy.not_recorded == "never_hidden":
        result |= set(of_categories(rows, policy.hide_up_to, settings))
        result |= set(of_groups(rows, undivided, policy.hide_up_to, settings))
    return frozenset(result)


def of_categories(rows: Sequence[Row], few: int, settings: Settings) -> Iterator[Figure]:
    """Those of a category, where more than a few of the same table are recorded."""
    for row in rows:
        if row["category"] in GAPS_IN_RECORDS and row["denominator"] - row["numerator"] > few:
            yield figures_of(row, settings)[0]


def of_groups(rows: Sequence[Row], undivided: Sequence[Row], few: int, settings: Settings) -> Iterator[Figure]:
    """Those of a group, where more than a few are in the other groups."""
    of_all = {tuple(row[key] for key in UNDIVIDED_KEYS): row for row in undivided}
    for row in rows:
        whole = of_all.get(tuple(row[key] for key in UNDIVIDED_KEYS))
        if whole is None or row["group"] not in GAPS_IN_RECORDS:
            continue
        figures = figures_of(row, settings)
        for figure, number in zip(figures, ("numerator", "denominator"), strict=True):
            if figure is not None and whole[number] - row[number] > few:
                yield figure
