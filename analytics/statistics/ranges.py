"""What is normal for a whole series: for counts, small ones too, for shares, and for means.

An XmR chart takes each value for itself: three standard deviations off, one of 24 stable values lies outside in one
series of eleven. Whoever reads all of a series wants to be told seldom, so the limits are wider here. Counts are skew:
their limits are those of a Poisson or, where they vary more than that, of a negative binomial distribution of the same
mean and spread; the spread is always that of the moving ranges. Compare Laney, Improved control charts for attributes,
Quality Engineering 2002 (u' and p' charts). Found by `benchmarks/signals.py`, which prints what it finds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from math import erfc, sqrt
from typing import Final

from analytics.statistics.xmr import Limits, average, limits, mean_moving_range, moving_ranges

# Times the mean moving range, for a series of so many values at most. In stable series (normal, Poisson from a mean
# of 1, negative binomial with four times a Poisson's variance from a mean of 20) at most 2.5% have a value outside.
REACH: Final = 3.3
REACH_OF_MANY: Final = 3.5
MANY: Final = 40
# The mean moving range of normal values, in standard deviations.
MOVING: Final = 1.128
# With fewer a period, one child makes all the difference: nothing is normal.
FEWEST_A_PERIOD: Final = 1.0
# Of shares: with fewer of the rarer kind (held or not held) a period.
FEWEST_OF_A_KIND: Final = 5.0
# The moving ranges of smaller counts are too skew to screen: what would go is part of normal variation.
SCREENED_FROM: Final = 10.0
# Whatever is counted varies by chance. A series that has less than a tenth of chance's variance is no matter of chance
# (five places, always taken), and its own moving ranges tell what is normal.
STEADY: Final = 0.1


def reach_of(many: int) -> float:
    """How many mean moving ranges off the limits lie of a series of so many values."""
    return REACH if many <= MANY else REACH_OF_MANY


def count_range(counts: Sequence[float], reach: float) -> Limits | None:
    """What is normal for counts; null where they are too small, below one a period. Needs 13 values, as `limits` do."""
    own = limits(counts, reach)
    if own.mean < FEWEST_A_PERIOD:
        return None
    dispersion = dispersion_of_counts(counts)
    if dispersion < STEADY:
        return at_least(own, 1.0)
    return Limits(own.mean, *ends_of_counts(own.mean, max(dispersion, 1.0), share_beyond(reach)))


def dispersion_of_counts(counts: Sequence[float]) -> float:
    """How many times as much counts vary as chance brings, as their moving ranges tell; they are not all nought."""
    mean = average(counts)
    moving = mean_moving_range(counts) if mean >= SCREENED_FROM else average(moving_ranges(counts))
    return (moving / MOVING) ** 2 / mean


def share_range(parts: Sequence[int], wholes: Sequence[int], reach: float) -> Limits | None:
    """What is normal for shares, from 0 to 1; null where fewer than five a period are of the rarer kind."""
    rarer = min(sum(parts), sum(wholes) - sum(parts)) / len(parts)
    if rarer < FEWEST_OF_A_KIND:
        return None
    shares = [part / whole for part, whole in zip(parts, wholes, strict=True)]
    own, size = limits(shares, reach), average(wholes)
    by_chance = sqrt(own.mean * (1 - own.mean) / size)
    is_steady = (mean_moving_range(shares) / MOVING) ** 2 < STEADY * by_chance**2
    result = at_least(own, 1 / size if is_steady else reach * MOVING * by_chance)
    return Limits(result.mean, max(result.lower, 0.0), min(result.upper, 1.0))


def mean_range(means: Sequence[float], wholes: Sequence[int], reach: float) -> Limits:
    """What is normal for means of so many each, none below nought; one more among as many as usual is always normal."""
    return at_least(limits(means, reach), 1 / max(average(wholes), 1.0))


def at_least(normal: Limits, half: float) -> Limits:
    """The limits, no nearer to the mean than `half`, and none below nought."""
    half = max(half, normal.upper - normal.mean)
    return Limits(normal.mean, max(normal.mean - half, 0.0), normal.mean + half)


def share_beyond(reach: float) -> float:
    """Which share of normal values lies above a limit so many mean moving ranges off."""
    return erfc(reach * MOVING / sqrt(2)) / 2


def ends_of_counts(mean: float, dispersion: float, share: float) -> tuple[float, float]:
    """The whole numbers below and above which at most such a share of counts lies, of that mean and variance / mean."""
    up_to, above = distribution(mean, dispersion)
    most = int(mean + 40 * (sqrt(mean * dispersion) + dispersion)) + 2
    lower = bisect_right(range(most), share, key=up_to)
    upper = bisect_left(range(most), -share, key=lambda count: -above(count))
    return float(lower), float(upper)


def distribution(mean: float, dispersion: float) -> tuple[Callable[[int], float], Callable[[int], float]]:
    """The chance of a count up to a number, and of one above it."""
    from scipy.special import betainc, betaincc, gammainc, gammaincc  # noqa: PLC0415  heavy, and few pages need it

    if dispersion <= 1.0:
        return lambda count: float(gammaincc(count + 1, mean)), lambda count: float(gammainc(count + 1, mean))
    size, success = mean / (dispersion - 1), 1 / dispersion
    return (
        lambda count: float(betainc(size, count + 1, success)),
        lambda count: float(betaincc(size, count + 1, success)),
    )
