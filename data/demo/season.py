"""A calendar on which busy days are long: what is spread evenly over it follows the seasons and the week."""

from bisect import bisect_left
from datetime import date, timedelta
from itertools import accumulate

from data.demo import city

# Spells may begin before the first day and run past the last: only what falls between is kept.
MARGIN = timedelta(days=400)
OPENS = city.FIRST_DAY - MARGIN
CLOSES = city.AS_OF.date() + MARGIN


def busyness(day: date) -> float:
    """How many times the usual number of children go missing on this day."""
    times = city.BUSY_TIMES if city.BUSY_FROM <= day < city.BUSY_TO else 1.0
    return times * city.MONTH_WEIGHTS[day.month] * city.WEEKDAY_WEIGHTS[day.weekday()]


DAYS = tuple(OPENS + timedelta(days=number) for number in range((CLOSES - OPENS).days))
# For each day, the busy time gone by at its end. Weights average near 1: a unit is about a day.
BUSY_TIME = tuple(accumulate(busyness(day) for day in DAYS))


def busy_time(day: date) -> float:
    """Busy time gone by at the end of `day`."""
    return BUSY_TIME[(day - OPENS).days]


def day_at(time: float) -> date:
    """The day on which this much busy time has gone by; the calendar's last day for more than it holds."""
    return DAYS[min(bisect_left(BUSY_TIME, time), len(DAYS) - 1)]
