"""Normal variation: the XmR chart of single values, and the run chart where there are too few for it.

Values are known figures in their order in time: what was not supplied or is hidden is left out before.
Sources: Wheeler, Understanding Variation; Perla, Provost and Murray, BMJ Quality and Safety 2011 (run charts);
NHS England, Making Data Count. Their rules as printed find a signal in one in five stable series of 24 values, and
in half of those whose counts are about one. So runs and trends are told by how seldom stable values come in such an
order (`analytics/statistics/orders.py`), two of three near a limit is no signal, and the limits of a whole series
are wider (`analytics/statistics/ranges.py`). What is then found in stable series: `benchmarks/signals.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from analytics.statistics.orders import run_needed, trend_needed

# Fewer values do not tell what is normal.
FEWEST_FOR_LIMITS: Final = 13
# Fewer do not tell a run or a trend from chance.
FEWEST_FOR_RUNS: Final = 6
# Limits of an XmR chart lie three standard deviations off, as the mean moving range tells them: 3 / 1.128.
LIMIT: Final = 2.66
# A moving range above so many times their mean is no part of normal variation: it is screened out.
SCREEN: Final = 3.267


class Kind(StrEnum):
    """What is unusual."""

    OUTSIDE = "outside the limits"
    TOGETHER = "several together outside"
    SHIFT = "run on one side"
    TREND = "trend"


class Direction(StrEnum):
    """Which way. Whether that is good is another question."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, order=True)
class Signal:
    """Something unusual: at which places, first to last, and which way."""

    places: tuple[int, ...]
    kind: Kind
    direction: Direction


@dataclass(frozen=True)
class Limits:
    """What is normal: the mean, and the limits that nearly all values lie within while nothing changes."""

    mean: float
    lower: float
    upper: float


def limits(values: Sequence[float], reach: float = LIMIT) -> Limits:
    """Mean, less and more `reach` times the mean moving range; raises ValueError for fewer than 13 values."""
    if len(values) < FEWEST_FOR_LIMITS:
        raise ValueError(f"{len(values)} values are too few for limits: {FEWEST_FOR_LIMITS} are needed")
    mean, half = average(values), reach * mean_moving_range(values)
    return Limits(mean, mean - half, mean + half)


def mean_moving_range(values: Sequence[float]) -> float:
    """The mean difference of neighbours, large ones screened out once.

    Nothing is screened where only noughts would be left: a series that moved but once would have limits of no width.
    """
    ranges = moving_ranges(values)
    most = SCREEN * average(ranges)
    return average([moving for moving in ranges if moving <= most]) or average(ranges)


def moving_ranges(values: Sequence[float]) -> list[float]:
    """The differences of neighbours, whichever way."""
    return [abs(after - before) for before, after in pairwise(values)]


def average(values: Sequence[float]) -> float:
    """The mean."""
    return sum(values) / len(values)


def signals(values: Sequence[float], normal: Limits) -> tuple[Signal, ...]:
    """What is unusual on an XmR chart: first outside, then runs about the mean, then trends; each oldest first."""
    return (*outside(values, normal), *runs(sides(values, normal.mean)), *trends(values))


def run_chart_signals(values: Sequence[float]) -> tuple[Signal, ...]:
    """What is unusual on a run chart: runs on one side of the median (values on it pass), and trends."""
    middle = median(values) if values else 0.0
    off_the_middle = [(place, side) for place, side in sides(values, middle) if side is not None]
    return (*runs(off_the_middle), *trends(values))


def outside(values: Sequence[float], normal: Limits) -> Iterator[Signal]:
    """Values beyond a limit, one signal each."""
    for place, value in enumerate(values):
        if value > normal.upper:
            yield Signal((place,), Kind.OUTSIDE, Direction.UP)
        if value < normal.lower:
            yield Signal((place,), Kind.OUTSIDE, Direction.DOWN)


def sides(values: Sequence[float], middle: float) -> list[tuple[int, Direction | None]]:
    """On which side of the middle each value lies; null on it."""
    return [(place, way(middle, value)) for place, value in enumerate(values)]


def way(before: float, after: float) -> Direction | None:
    """Up or down; null for neither."""
    if after == before:
        return None
    return Direction.UP if after > before else Direction.DOWN


def runs(on_sides: Sequence[tuple[int, Direction | None]]) -> Iterator[Signal]:
    """Runs on one side that stable values seldom have, however many of them lie on that side."""
    each = [side for _, side in on_sides]
    for side, run in groupby(on_sides, key=lambda pair: pair[1]):
        places = tuple(place for place, _ in run)
        if side is not None and len(places) >= run_needed(each.count(side), len(each) - each.count(side)):
            yield Signal(places, Kind.SHIFT, side)


def trends(values: Sequence[float]) -> Iterator[Signal]:
    """Values that each go on in the same direction, more of them than stable values seldom have."""
    length = trend_needed(len(values))
    steps = [(place, way(before, after)) for place, (before, after) in enumerate(pairwise(values))]
    for direction, run in groupby(steps, key=lambda pair: pair[1]):
        places = [place for place, _ in run]
        if direction is not None and len(places) >= length - 1:
            yield Signal((*places, places[-1] + 1), Kind.TREND, direction)
