"""Whether an area differs from the rest by more than areas do: a funnel that allows for over-dispersion.

On the official figures of 2024 areas vary seven times as much as chance alone would let them: a plain funnel calls a
fifth of England unusual. Source: Spiegelhalter, Statistics in Medicine 2005 (multiplicative, winsorised). Winsorised
scores vary less than scores do, even where chance is all there is: the spread is told beside that, else a true factor
of seven is judged 4.75 and one area in ten lies beyond limits of 95%.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import quantiles
from typing import Final

# The share of areas at each end whose distance is drawn in before the spread is judged.
WINSORISED: Final = 0.1
# The mean square of standard normal scores that are drawn in so: within the tenths 0.8 - 2 z f(z), at either end z
# squared for a tenth, with z = 1.2816 and f the normal density.
BY_CHANCE: Final = 0.6787
# An area of which chance alone brings fewer (or leaves fewer out) tells nothing of how much areas vary: its score
# jumps. Fewer than ten areas that tell do not either: then areas vary as chance lets them.
FEWEST_EXPECTED: Final = 5.0
FEWEST_THAT_TELL: Final = 10
# Limits of 95% and 99.8%: two and three standard deviations.
WARNING: Final = 1.959963984540054
ALARM: Final = 3.090232306167813


@dataclass(frozen=True)
class Funnel:
    """The overall share or rate, and how many times as much areas vary as chance lets them (1 or more)."""

    centre: float
    dispersion: float
    is_share: bool

    def deviation(self, base: float) -> float:
        """The standard deviation of an area with this base."""
        variance = self.centre * (1 - self.centre) if self.is_share else self.centre
        return sqrt(self.dispersion * variance / base)

    def limits(self, base: float, deviations: float = ALARM) -> tuple[float, float]:
        """Between which values an area with this base is like the rest; never below nought, nor a share above one."""
        reach = deviations * self.deviation(base)
        highest = 1.0 if self.is_share else float("inf")
        return max(self.centre - reach, 0.0), min(self.centre + reach, highest)


def funnel_of_shares(counts: Sequence[int], bases: Sequence[int]) -> Funnel:
    """The funnel of shares: counts of so many."""
    return funnel(counts, bases, is_share=True)


def funnel_of_rates(counts: Sequence[int], bases: Sequence[float]) -> Funnel:
    """The funnel of rates: counts that may be more than their base, such as episodes per child."""
    return funnel(counts, bases, is_share=False)


def funnel(counts: Sequence[int], bases: Sequence[float], *, is_share: bool) -> Funnel:
    """The centre is that of all areas together; the dispersion is judged without the most extreme tenths."""
    if len(counts) != len(bases) or not counts or min(bases) <= 0:
        raise ValueError("a funnel needs a count and a base above nought for each area")
    plain = Funnel(sum(counts) / sum(bases), 1.0, is_share)
    rarer = min(plain.centre, 1 - plain.centre) if is_share else plain.centre
    scores = [
        (count / base - plain.centre) / plain.deviation(base)
        for count, base in zip(counts, bases, strict=True)
        if rarer * base >= FEWEST_EXPECTED
    ]
    return Funnel(plain.centre, dispersion_of_scores(scores), is_share)


def dispersion_of_scores(scores: Sequence[float]) -> float:
    """How many times as much areas vary as chance lets them, from their standard scores; 1 at the least."""
    if len(scores) < FEWEST_THAT_TELL:
        return 1.0
    return max(sum(score * score for score in winsorised(scores)) / len(scores) / BY_CHANCE, 1.0)


def winsorised(scores: Sequence[float]) -> list[float]:
    """The scores with those in the outer tenths drawn in to where these begin."""
    tenths = quantiles(scores, n=round(1 / WINSORISED), method="inclusive")
    low, high = tenths[0], tenths[-1]
    return [min(max(score, low), high) for score in scores]
