"""Whether an area differs from the rest by more than areas do: a funnel that allows for over-dispersion.

On the official figures of 2024 areas vary seven times as much as chance alone would let them: a plain funnel calls a
fifth of England unusual. Source: Spiegelhalter, Statistics in Medicine 2005 (multiplicative, winsorised).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import quantiles
from typing import Final

# The share of areas at each end whose distance is drawn in before the spread is judged.
WINSORISED: Final = 0.1
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
    scores = [
        (count / base - plain.centre) / plain.deviation(base) if plain.deviation(base) else 0.0
        for count, base in zip(counts, bases, strict=True)
    ]
    spread = sum(score * score for score in winsorised(scores)) / len(scores)
    return Funnel(plain.centre, max(spread, 1.0), is_share)


def winsorised(scores: Sequence[float]) -> list[float]:
    """The scores with those in the outer tenths drawn in to where these begin."""
    if len(scores) < 3:
        return list(scores)
    tenths = quantiles(scores, n=round(1 / WINSORISED), method="inclusive")
    low, high = tenths[0], tenths[-1]
    return [min(max(score, low), high) for score in scores]
