"""Exact chances of small numbers: how likely so few or so many are, from counts alone, without an approximation."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import exp, lgamma, log
from typing import NamedTuple


class Tails(NamedTuple):
    """The chance of a number as low, and of one as high."""

    low: float
    high: float


@dataclass(frozen=True)
class Chances:
    """The chance of each number from `first` on, and of none other."""

    first: int
    each: tuple[float, ...]

    def at(self, number: int) -> Tails:
        """The chance of so few, and of so many."""
        place = number - self.first
        return Tails(min(sum(self.each[: place + 1]), 1.0), min(sum(self.each[place:]), 1.0))

    def ends(self) -> Tails:
        """The least that either can be: the chance of the fewest, and of the most."""
        return Tails(self.each[0], self.each[-1])

    def within(self, tail: float) -> tuple[int, int]:
        """The fewest and the most whose own tail is greater than that."""
        low = bisect_right(list(accumulate(self.each)), tail)
        high = bisect_right(list(accumulate(reversed(self.each))), tail)
        return self.first + low, self.first + len(self.each) - 1 - high

    def nearest(self, number: int) -> int:
        """The number, or the nearest to it that can be."""
        return min(max(number, self.first), self.first + len(self.each) - 1)


def drawn(draws: int, marked: int, total: int, odds: float = 1.0) -> Chances:
    """Of `total`, `marked` are of a kind and `draws` are drawn: how many of the kind are among those drawn.

    Hypergeometric (Fisher's exact test). With `odds`, those of the kind are so many times as likely to be drawn
    (Fisher's noncentral hypergeometric distribution).
    """
    fewest, most = max(0, draws + marked - total), min(draws, marked)
    return chances(
        fewest,
        (
            log_choose(kind, marked) + log_choose(draws - kind, total - marked) + kind * log(odds)
            for kind in range(fewest, most + 1)
        ),
    )


def divided(total: int, share: float, dispersion: float = 1.0) -> Chances:
    """How many of `total` are recent, if each is so with that chance, whatever the others are.

    Binomial: two Poisson counts, given their sum. Where counts vary `dispersion` times as much as that, they are
    negative binomial, and given their sum beta-binomial.
    """
    if dispersion <= 1.0 or total == 0:
        even = (
            log_choose(many, total) + many * log(share) + (total - many) * log(1 - share) for many in range(total + 1)
        )
        return chances(0, even)
    size = total / (dispersion - 1)
    now, then = size * share, size * (1 - share)
    bursts = (log_choose(many, total) + log_beta(many + now, total - many + then) for many in range(total + 1))
    return chances(0, bursts)


def poisson_high(count: int, mean: float) -> float:
    """The chance that a Poisson count of that mean is so high: a sum of its terms, exact also where it is tiny."""
    if count == 0:
        return 1.0
    term = exp(count * log(mean) - mean - lgamma(count + 1))
    whole = term
    while term > whole * 1e-12:
        count += 1
        term *= mean / count
        whole += term
    return min(whole, 1.0)


def chances(first: int, logs: Iterable[float]) -> Chances:
    """The chances of numbers from the first on, from the logarithms of their weights."""
    each = list(logs)
    top = max(each)
    weights = [exp(weight - top) for weight in each]
    whole = sum(weights)
    return Chances(first, tuple(weight / whole for weight in weights))


def log_choose(many: int, of: int) -> float:
    """The logarithm of how many ways there are to choose so many of so many."""
    return lgamma(of + 1) - lgamma(many + 1) - lgamma(of - many + 1)


def log_beta(first: float, other: float) -> float:
    """The logarithm of the beta function."""
    return lgamma(first) + lgamma(other) - lgamma(first + other)


def looked_at(floors: Iterable[float], allowed: float) -> int:
    """How many tests were made that could have come to anything (Tarone, Biometrics 1990).

    `floors` are the least chances that each could have. A test of too few to be found whatever happened is no
    further chance of a false finding; all others are.
    """
    each = sorted(floors)
    return next((many for many in range(1, len(each) + 1) if bisect_right(each, allowed / many) <= many), len(each))
