"""What is unusual about the latest of a series: the week that has just ended, against the weeks before it.

A week is looked at once, when it is over; so its limits are those of one value (an XmR chart's three standard
deviations, as the ranges of the weeks before it tell them), and what matters is how often a quiet week is called
unusual: in at most three of a hundred. One week seldom tells of a change by a third at forty a week; four weeks
together do (compare moving averages in Montgomery, Statistical Quality Control). What quiet and changed weeks are
said to be: `benchmarks/weeks.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import factorial
from statistics import NormalDist
from typing import Final

from analytics.statistics.orders import chance_of_last_run
from analytics.statistics.ranges import (
    FEWEST_A_PERIOD,
    MOVING,
    count_range,
    dispersion_of_counts,
    ends_of_counts,
    share_beyond,
)
from analytics.statistics.xmr import FEWEST_FOR_LIMITS, LIMIT, Direction, Kind, Limits, Signal, average, way

# So many weeks are looked at together: a month's worth, and what is read every Monday is never older.
TOGETHER: Final = 4
# How often quiet weeks may have: their last four together beyond the limits (either way), a run, and a trend.
ALLOWED_TOGETHER: Final = 0.004
ALLOWED_RUN: Final = 0.005
ALLOWED_TREND: Final = 0.003
SHORTEST_RUN: Final = 5
SHORTEST_TREND: Final = 5


@dataclass(frozen=True)
class Latest:
    """What is usual, from the values before the latest (null where that is not known), and what is unusual about it."""

    usual: Limits | None
    signals: tuple[Signal, ...]  # all of them touch the latest; what matters most first


def weekly_signals(counts: Sequence[int], groups: int = 1) -> Latest:
    """What is unusual about the last of some weekly counts.

    Nothing is known of fewer than 13 weeks before it, and of less than one a week. `groups`: how many series like this
    are looked at side by side; each is then called unusual so many times as seldom.
    """
    before = counts[:-1]
    if len(before) < FEWEST_FOR_LIMITS:
        return Latest(None, ())
    usual = count_range(before, reach_among(groups))
    if usual is None:
        return Latest(None, ())
    return Latest(
        usual,
        (
            *outside_at_the_end(counts, usual),
            *together_at_the_end(counts, groups),
            *run_at_the_end(counts, groups),
            *trend_at_the_end(counts, groups),
        ),
    )


def reach_among(groups: int) -> float:
    """Times the mean moving range that limits lie off, for series that are so many times as seldom outside."""
    return NormalDist().inv_cdf(1 - share_beyond(LIMIT) / groups) / MOVING


def outside_at_the_end(counts: Sequence[int], usual: Limits) -> Iterator[Signal]:
    """Whether the last is beyond a limit."""
    if not usual.lower <= counts[-1] <= usual.upper:
        yield Signal((len(counts) - 1,), Kind.OUTSIDE, Direction.UP if counts[-1] > usual.upper else Direction.DOWN)


def together_at_the_end(counts: Sequence[int], groups: int) -> Iterator[Signal]:
    """Whether the last four together are beyond what four are, from those before them, and the last goes that way."""
    normal = usual_together(counts, groups)
    if normal is None:
        return
    many = sum(counts[-TOGETHER:])
    direction = Direction.UP if many > normal.upper else Direction.DOWN if many < normal.lower else None
    if direction is not None and direction is way(normal.mean, counts[-1] * TOGETHER):
        yield Signal(last_places(counts, TOGETHER), Kind.TOGETHER, direction)


def usual_together(counts: Sequence[int], groups: int = 1) -> Limits | None:
    """What the last four weeks together would be if nothing had changed; null where that is not known."""
    before = counts[:-TOGETHER]
    if len(before) < FEWEST_FOR_LIMITS or average(before) < FEWEST_A_PERIOD:
        return None
    mean = TOGETHER * average(before)
    # The mean of the weeks before is uncertain itself.
    dispersion = max(dispersion_of_counts(before), 1.0) * (1 + TOGETHER / len(before))
    return Limits(mean, *ends_of_counts(mean, dispersion, ALLOWED_TOGETHER / groups))


def run_at_the_end(counts: Sequence[int], groups: int) -> Iterator[Signal]:
    """Whether so many lie on one side of the mean at the end as stable weeks seldom do."""
    middle = average(counts)
    on_sides = [way(middle, count) for count in counts]
    side = on_sides[-1]
    length = len(list(takewhile(lambda each: each is side, reversed(on_sides))))
    on = on_sides.count(side)
    chance = chance_of_last_run(length, on, len(counts) - on)
    if side is not None and length >= SHORTEST_RUN and chance <= ALLOWED_RUN / groups:
        yield Signal(last_places(counts, length), Kind.SHIFT, side)


def trend_at_the_end(counts: Sequence[int], groups: int) -> Iterator[Signal]:
    """Whether so many rise or fall one after another at the end as stable weeks seldom do."""
    ways = [way(before, after) for before, after in pairwise(counts)]
    direction = ways[-1]
    length = len(list(takewhile(lambda each: each is direction, reversed(ways)))) + 1
    if direction is not None and length >= SHORTEST_TREND and 2 / factorial(length) <= ALLOWED_TREND / groups:
        yield Signal(last_places(counts, length), Kind.TREND, direction)


def last_places(counts: Sequence[int], many: int) -> tuple[int, ...]:
    """Where the last so many stand."""
    return tuple(range(len(counts) - many, len(counts)))
