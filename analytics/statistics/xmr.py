"""Normal variation: the XmR chart of single values, and the run chart where there are too few for it.

Values are known figures in their order in time: what was not supplied or is hidden is left out before.
Sources: Wheeler, Understanding Variation; Perla, Provost and Murray, BMJ Quality and Safety 2011 (run charts).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from statistics import median
from typing import Final

# Fewer values do not tell what is normal.
FEWEST_FOR_LIMITS: Final = 13
# Limits lie three standard deviations off, as the mean moving range tells them: 3 / 1.128.
LIMIT: Final = 2.66
# A moving range above so many times their mean is no part of normal variation: it is screened out.
SCREEN: Final = 3.267
# Near a limit: beyond two of its three standard deviations.
NEAR: Final = 2 / 3

SHIFT_XMR, TREND_XMR = 7, 7
SHIFT_RUN, TREND_RUN = 6, 5


class Kind(StrEnum):
    """What is unusual."""

    OUTSIDE = "outside the limits"
    SHIFT = "run on one side"
    TREND = "trend"
    NEAR_LIMIT = "two of three near a limit"


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


def limits(values: Sequence[float]) -> Limits:
    """Mean, less and more 2.66 times the mean moving range; raises ValueError for fewer than 13 values."""
    if len(values) < FEWEST_FOR_LIMITS:
        raise ValueError(f"{len(values)} values are too few for limits: {FEWEST_FOR_LIMITS} are needed")
    mean, reach = average(values), LIMIT * mean_moving_range(values)
    return Limits(mean, mean - reach, mean + reach)


def mean_moving_range(values: Sequence[float]) -> float:
    """The mean difference of neighbours, large ones screened out once."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    most = SCREEN * average(ranges)
    return average([moving for moving in ranges if moving <= most])


def average(values: Sequence[float]) -> float:
    """The mean."""
    return sum(values) / len(values)


def signals(values: Sequence[float], normal: Limits) -> tuple[Signal, ...]:
    """What is unusual on an XmR chart: first outside, then near a limit, then runs and trends; each oldest first."""
    return (
        *outside(values, normal),
        *near_limits(values, normal),
        *runs(sides(values, normal.mean), SHIFT_XMR),
        *trends(values, TREND_XMR),
    )


def run_chart_signals(values: Sequence[float]) -> tuple[Signal, ...]:
    """What is unusual on a run chart: six in a row on one side of the median (those on it pass), or five in a trend."""
    middle = median(values) if values else 0.0
    off_the_middle = [(place, side) for place, side in sides(values, middle) if side is not None]
    return (*runs(off_the_middle, SHIFT_RUN), *trends(values, TREND_RUN))


def outside(values: Sequence[float], normal: Limits) -> Iterator[Signal]:
    """Values beyond a limit, one signal each."""
    for place, value in enumerate(values):
        if value > normal.upper:
            yield Signal((place,), Kind.OUTSIDE, Direction.UP)
        if value < normal.lower:
            yield Signal((place,), Kind.OUTSIDE, Direction.DOWN)


def near_limits(values: Sequence[float], normal: Limits) -> Iterator[Signal]:
    """Two values of three that follow one another, both in the last third before one limit, or beyond it."""
    reach = NEAR * (normal.upper - normal.mean)
    is_near: dict[Direction, Callable[[float], bool]] = {
        Direction.UP: lambda value: value > normal.mean + reach,
        Direction.DOWN: lambda value: value < normal.mean - reach,
    }
    for direction, test in is_near.items():
        places = [place for place, value in enumerate(values) if test(value)]
        for group in within_two(places):
            # Values outside are said already: two of them need no third reason.
            if any(normal.lower <= values[place] <= normal.upper for place in group):
                yield Signal(group, Kind.NEAR_LIMIT, direction)


def within_two(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Places that lie at most two apart, joined; those alone are left out."""
    joined: list[list[int]] = []
    for place in places:
        if joined and place - joined[-1][-1] <= 2:
            joined[-1].append(place)
        else:
            joined.append([place])
    return (tuple(group) for group in joined if len(group) > 1)


def sides(values: Sequence[float], middle: float) -> list[tuple[int, Direction | None]]:
    """On which side of the middle each value lies; null on it."""
    return [(place, way(middle, value)) for place, value in enumerate(values)]


def way(before: float, after: float) -> Direction | None:
    """Up or down; null for neither."""
    if after == before:
        return None
    return Direction.UP if after > before else Direction.DOWN


def runs(on_sides: Sequence[tuple[int, Direction | None]], length: int) -> Iterator[Signal]:
    """At least so many in a row on one side."""
    for side, run in groupby(on_sides, key=lambda pair: pair[1]):
        places = tuple(place for place, _ in run)
        if side is not None and len(places) >= length:
            yield Signal(places, Kind.SHIFT, side)


def trends(values: Sequence[float], length: int) -> Iterator[Signal]:
    """At least so many values that each go on in the same direction."""
    steps = [(place, way(before, after)) for place, (before, after) in enumerate(pairwise(values))]
    for direction, run in groupby(steps, key=lambda pair: pair[1]):
        places = [place for place, _ in run]
        if direction is not None and len(places) >= length - 1:
            yield Signal((*places, places[-1] + 1), Kind.TREND, direction)
