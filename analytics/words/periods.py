"""Days, moments and periods in words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from analytics.measuring.shapes import Indicator
from analytics.model import Period, PeriodKind, add_months
from analytics.words.numbers import HELD, joined

# What a period of a kind is called beside others of it; of any other kind, and of any dates, a year.
LENGTHS: Final = {
    PeriodKind.MONTH: "month",
    PeriodKind.QUARTER: "quarter",
    PeriodKind.HALF_YEAR: "half-year",
    PeriodKind.CALENDAR_HALF: "half-year",
}
# Of times in which something was recorded, so many are named.
MOST_TIMES_NAMED = 3


def day_text(day: date | datetime) -> str:
    """ "5 October 2026"."""
    return f"{day.day} {day:%B %Y}"


def near_day(day: date, today: date) -> str:
    """ "18 Nov"; of another year "18 Nov 2025". In one piece, however narrow the column."""
    return HELD.join([str(day.day), f"{day:%b}", *([] if day.year == today.year else [str(day.year)])])


def moment_text(moment: datetime) -> str:
    """ "5 October 2026, 07:30"."""
    return f"{day_text(moment)}, {moment:%H:%M}"


def short_day(day: date | datetime) -> str:
    """ "5 Oct 2026"."""
    return f"{day.day} {day:%b %Y}"


def short_moment(moment: datetime) -> str:
    """ "5 Oct 2026, 07:30"."""
    return f"{short_day(moment)}, {moment:%H:%M}"


def period_name(period: Period) -> str:
    """ "July to September 2026", "2026-27 (April to March)", "3 May 2026 to 9 May 2026"; academic years alike."""
    last = period.end - timedelta(days=1)
    if period.kind is PeriodKind.CALENDAR_YEAR:
        return f"{period.start.year} (January to December)"
    if period.kind in (PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR):
        return f"{period.start.year}-{period.end.year % 100:02d} ({period.start:%B} to {last:%B})"
    if period.start.day != 1 or period.end.day != 1:
        return f"{day_text(period.start)} to {day_text(last)}"
    if add_months(period.start, 1) == period.end:
        return f"{period.start:%B %Y}"
    if period.start.year == last.year:
        return f"{period.start:%B} to {last:%B %Y}"
    return f"{period.start:%B %Y} to {last:%B %Y}"


def short_period_name(period: Period) -> str:
    """The shortest name of a fixed period that is not another's: "Sep 2026", "Jul-Sep 2026", "2026-27".

    Of an academic year "Sep 2025-Aug 2026", since "2025-26" is a financial year.
    """
    last = period.end - timedelta(days=1)
    match period.kind:
        case PeriodKind.CALENDAR_YEAR:
            return f"{period.start:%Y}"
        case PeriodKind.FINANCIAL_YEAR:
            return f"{period.start:%Y}-{last:%y}"
        case PeriodKind.QUARTER | PeriodKind.HALF_YEAR | PeriodKind.CALENDAR_HALF | PeriodKind.ACADEMIC_YEAR:
            first = f"{period.start:%b}" if period.start.year == last.year else f"{period.start:%b %Y}"
            return f"{first}-{last:%b %Y}"
        case _:
            return f"{last:%b %Y}"


def length_name(kind: PeriodKind) -> str:
    """ "month", "quarter", "half-year", "year"."""
    return LENGTHS.get(kind, "year")


def window_name(indicator: Indicator, period: Period) -> str:
    """The period of a column or a series; of a look-back, where it ends: "To Sep 2026"."""
    if not indicator.definition.looks_back:
        return short_period_name(period)
    return f"To {period.end - timedelta(days=1):%b %Y}"


def window_counted(indicator: Indicator, period: Period, look_back_months: int) -> str:
    """The time that an indicator counts: the period, or the months up to its end: "October 2025 to September 2026"."""
    return period_name(period.look_back(look_back_months) if indicator.definition.looks_back else period)


def periods_listed(periods: Sequence[Period]) -> str:
    """Times joined, of many the last ones: "April 2024 to March 2025", "3 times before, and ..."."""
    named = joined([period_name(period) for period in periods[-MOST_TIMES_NAMED:]])
    before = len(periods) - MOST_TIMES_NAMED
    return f"{named}, and {before} {'time' if before == 1 else 'times'} before" if before > 0 else named
