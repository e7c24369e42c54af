"""Working days in England: Monday to Friday, bank holidays apart. What the inspectorates count notice in."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether offices are open in England."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_days_after(day: date, many: int) -> date:
    """The last of so many working days that follow a day; the day itself is none of them."""
    while many:
        day += DAY
        many -= is_working_day(day)
    return day


def working_days_left(today: date, until: date) -> int:
    """How many working days follow today up to a day, which counts; none once it has come."""
    return sum(is_working_day(today + days * DAY) for days in range(1, (until - today).days + 1))


@lru_cache(maxsize=8)
def bank_holidays(year: int) -> frozenset[date]:
    """England's, substitute days among them, as far as the library knows of proclamations."""
    import holidays  # noqa: PLC0415  heavy, and only a list with a notice needs it

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
