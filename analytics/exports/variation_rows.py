"""Normal variation as tidy rows: mean, limits and signals of every monthly series, each phase apart."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from analytics.disclosure.closed_list import monthly_series
from analytics.disclosure.published import Shown, Table
from analytics.measuring.breakdowns import CATEGORY, Breakdown
from analytics.measuring.shapes import Indicator
from analytics.views.variation import Phase, Variation, normal_variation
from analytics.views.view import View
from data.settings import Change

SLUG = "normal-variation"
# Months are counted here. A row in children would be taken for a count of children, which the board's are not.
UNIT = "month"


class ExportRow(NamedTuple):
    """One row of an export. Its unit is the month, which `numerator` and `denominator` count.

    `share` holds the value: a mean or a limit, of counts or of shares.
    """

    indicator: str
    unit: str
    period_start: date
    period_end: date
    breakdown: str
    group: str
    category: str
    numerator: int | None
    denominator: int | None
    share: float | None
    shown: str
    note: str


def variation_rows(view: View, indicators: dict[str, Indicator], changes: Sequence[Change]) -> list[ExportRow]:
    """Every phase of every monthly series up to the end of the view's period. `group` names the series."""
    return [
        row
        for name, table in series_of(view)
        for row in rows_of(name, normal_variation(table, indicators[table.slug], changes))
    ]


def series_of(view: View) -> Iterator[tuple[str, Table]]:
    """Each monthly series: "missing-episodes/episode", and "missing-episodes/episode/absent" for one category of it."""
    for slug, unit, breakdown in monthly_series():
        name = f"{slug}/{unit}"
        if breakdown is None:
            yield name, view.months(slug, unit)
        else:
            for group in groups_of(view, breakdown):
                yield f"{name}/{group}", view.series_of_group(slug, unit, breakdown, group)


def groups_of(view: View, breakdown: Breakdown) -> list[str]:
    """The groups that a breakdown is published by, less those that the whole already is."""
    result = view.published.rows["group"].filter(view.published.rows["breakdown"] == breakdown.slug)
    is_whole = ("missing",) if breakdown is CATEGORY else ()
    return [group for group in result.unique(maintain_order=True).to_list() if group not in is_whole]


def rows_of(name: str, normal: Variation) -> Iterator[ExportRow]:
    """The rows of one series; none for one without a number."""
    for phase in normal.phases:
        if phase.known:
            yield from rows_of_phase(name, normal, phase)


def rows_of_phase(name: str, normal: Variation, phase: Phase) -> Iterator[ExportRow]:
    """Mean, lower and upper limit, or the median of too few months; how many signals there are; and each of them."""
    shown = normal.rows[phase.known[0]].shown
    shown_as = shown if shown in (Shown.EXACT, Shown.SHOWN) else Shown.SHOWN

    def row(category: str, places: Sequence[int], value: float | None, count: int | None, note: str = "") -> ExportRow:
        first, last = normal.rows[places[0]].period.start, normal.rows[places[-1]].period.end
        of = len(phase.known)
        return ExportRow(SLUG, UNIT, first, last, "series", name, category, count, of, value, shown_as, note)

    ends = (phase.first, phase.last)
    began = "; ".join(f"recording changed {change.at}: {change.what}" for change in phase.changes)
    if phase.limits:
        yield row("mean", ends, phase.limits.mean, None, began)
        yield row("lower", ends, phase.limits.lower, None, began)
        yield row("upper", ends, phase.limits.upper, None, began)
    elif phase.median is not None:
        why = "numbers too small for limits" if phase.is_small else "too few months for limits"
        yield row("median", ends, phase.median, None, began or why)
    yield row("signals", ends, None, len(phase.signals), began)
    for signal in phase.signals:
        yield row("signal", signal.places, None, len(signal.places), f"{signal.kind.value}, {signal.direction.value}")
