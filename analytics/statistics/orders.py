"""How seldom stable values come in an order such as this: runs on one side, and trends.

While nothing changes, every order of the values that came is as likely as every other. So what a run is worth is
counted, not assumed: it holds for few values, for skew ones and for small counts with many ties, where a fixed length
of run (seven or eight) does not. Runs: Mood, Annals of Mathematical Statistics 1940. Trends: the runs up and down of
Levene and Wolfowitz, 1944.
"""

from functools import lru_cache
from math import comb, factorial
from typing import Final

# How many stable series may have a run so long, above or below; and a trend so long, up or down. With limits that
# find something in 2.5 in a hundred (`ranges.REACH`), at most five in a hundred have any signal: whole numbers of
# values seldom come up to what is allowed.
ALLOWED_RUNS: Final = 0.03
ALLOWED_TRENDS: Final = 0.01
# Shorter ones are no pattern to anybody, however the values lie.
SHORTEST_RUN: Final = 5
SHORTEST_TREND: Final = 5


@lru_cache(maxsize=4096)
def run_needed(on: int, off: int) -> int:
    """From how many in a row on a run is a signal, of values of which `on` lie on its side and `off` do not.

    One more than there are where even all of them together would be no wonder.
    """
    lengths = range(SHORTEST_RUN, on + 1)
    return next((length for length in lengths if chance_of_run(length, on, off) <= ALLOWED_RUNS / 2), on + 1)


def chance_of_run(length: int, on: int, off: int) -> float:
    """In which share of their orders so many of one kind and of another have `length` of the first in a row.

    Those that have none: the first kind divided among the `off + 1` gaps of the second, fewer than `length` in each.
    """
    gaps = off + 1
    without = sum(
        (-1 if many % 2 else 1) * comb(gaps, many) * comb(on - many * length + off, off)
        for many in range(on // length + 1)
    )
    return 1 - without / comb(on + off, on)


def chance_of_last_run(length: int, on: int, off: int) -> float:
    """In which share of their orders the last `length` are all of the first kind."""
    return comb(on + off - length, off) / comb(on + off, on)


@lru_cache(maxsize=256)
def trend_needed(many: int) -> int:
    """From how many values on that each go on in the same direction a trend is a signal, among so many values."""
    return next(
        length
        for length in range(SHORTEST_TREND, many + 2 + SHORTEST_TREND)
        if trends_expected(length, many) <= ALLOWED_TRENDS
    )


def trends_expected(length: int, many: int) -> float:
    """How many trends of that length or longer so many values without ties have in the mean of all their orders.

    The chance of any is no higher; ties make it lower.
    """
    if length > many:
        return 0.0
    # It begins with the first value, or after one that broke the direction.
    return 2 * (1 / factorial(length) + (many - length) * length / factorial(length + 1))
