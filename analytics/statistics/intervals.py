"""How far chance alone may have moved a figure: 95% intervals of a share, a count, a rate and a ratio of rates.

An interval treats what it counts as independent. Episodes of one child are not, so one of episodes is a
little too narrow: what shows it says so. SciPy is imported only when an exact interval is asked for.
"""

from math import inf, sqrt
from typing import Final, NamedTuple

CONFIDENCE: Final = 0.95
# The standard normal value that 97.5% lie below.
Z: Final = 1.959963984540054


class Interval(NamedTuple):
    """From the lowest to the highest value that the figure is compatible with."""

    low: float
    high: float


def wilson(count: int, of: int) -> Interval:
    """Wilson's interval of a share, without continuity correction; raises ValueError for a share of nothing."""
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no share")
    share, weight = count / of, Z * Z / of
    middle = (share + weight / 2) / (1 + weight)
    half = Z * sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    # At the ends the formula is exactly 0 or 1, but for the last bit.
    return Interval(0.0 if count == 0 else middle - half, 1.0 if count == of else middle + half)


def poisson(count: int, exposure: float = 1.0) -> Interval:
    """The exact (Garwood) interval of a count, or of a rate per unit of `exposure`.

    It is half a chi-square of twice the count, here as the gamma distribution that this is.
    """
    if count < 0 or exposure <= 0:
        raise ValueError(f"{count} in {exposure} is no rate")
    from scipy.special import gammaincinv  # noqa: PLC0415  heavy, and few pages need it

    tail = (1 - CONFIDENCE) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return Interval(low / exposure, float(gammaincinv(count + 1, 1 - tail)) / exposure)


def rate_ratio(after: int, time_after: float, before: int, time_before: float) -> Interval:
    """The exact interval of the rate after over the rate before, given how many there were in all.

    Of all events, those after are binomial (Clopper and Pearson). With none before, the upper end is infinite.
    """
    if min(after, before) < 0 or min(time_after, time_before) <= 0:
        raise ValueError(f"{after} in {time_after} over {before} in {time_before} is no ratio of rates")
    from scipy.special import betaincinv  # noqa: PLC0415  heavy, and few pages need it

    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(after, before + 1, tail)) if after else 0.0
    high = float(betaincinv(after + 1, before, 1 - tail)) if before else 1.0
    scale = time_before / time_after
    return Interval(odds(low) * scale, odds(high) * scale)


def odds(share: float) -> float:
    """A share as odds; of all, infinite."""
    return share / (1 - share) if share < 1 else inf
