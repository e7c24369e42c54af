"""Whether the latest of a series is what the ones before it lead to expect: counts, shares and means of a period.

A page reads one period of several figures. So what matters is how seldom anything of a quiet period is called unusual,
over all of its figures: in five of a hundred (`ALLOWED` for each). What is expected comes from the periods before
alone, and how far one may lie off from how far they lay: counts of a season from the same season, where three years
tell of it. No counts vary less than chance lets them, and few periods know their own spread badly (Student's t). Counts
are negative binomial and shares beta-binomial, so the ends are skew where the numbers are small. What quiet periods are
said to be: `benchmarks/signals.py`.

Where a reader names the one period to compare with, the two are compared with each other by an exact test; the periods
before tell only how far any two lie apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import ceil, floor, inf, sqrt
from statistics import NormalDist
from typing import Final

from analytics.statistics.orders import chance_of_last_run
from analytics.statistics.ranges import distribution, ends_of_counts
from analytics.statistics.rounding import halves_up
from analytics.statistics.tails import Tails, divided, drawn
from analytics.statistics.xmr import Direction, Limits, average, way

# At most so many figures of one period lead a page or a paper (`analytics/cards/leading.py`).
LOOKED_AT: Final = 9
# How often a page of a quiet period may lead with a change, and so each of its figures: most of it for the period
# itself, the rest for a run of periods.
ALLOWED_A_PAGE: Final = 0.05
ALLOWED: Final = ALLOWED_A_PAGE / LOOKED_AT
ALLOWED_OUTSIDE: Final = 0.8 * ALLOWED
ALLOWED_RUN: Final = 0.2 * ALLOWED
# Fewer periods before do not tell how far one may lie off. Of windows that look back, which count each child once and
# vary by chance alone, fewer do.
FEWEST_BEFORE: Final = 8
FEWEST_WINDOWS: Final = 3
# A season is known from so many years.
FEWEST_YEARS: Final = 3
SHORTEST_RUN: Final = 6
SMALLEST_TAIL: Final = 1e-300
# Means that never moved at all are read with one decimal: less than that is no change.
LEAST_DEVIATION: Final = 0.02

# So many, of so many.
Pair = tuple[int, int]


@dataclass(frozen=True)
class Latest:
    """What was expected of the latest, from those before; how likely so much or little is while nothing changes.

    `chance` is of either way, and of an outlier or a run, whichever is less likely: at most `ALLOWED` is a signal.
    `run`: how many of the last lie on one side of the mean, where that is what is unusual, else 0.
    """

    expected: Limits
    chance: float
    direction: Direction | None
    run: int = 0

    @property
    def is_unusual(self) -> bool:
        """Whether it is a signal."""
        return self.direction is not None


@dataclass(frozen=True)
class Difference:
    """How likely two periods lie so far apart, either way, while nothing changes: at most `ALLOWED` is a signal."""

    chance: float
    direction: Direction | None
    run: Final = 0

    @property
    def is_unusual(self) -> bool:
        """Whether it is a signal."""
        return self.direction is not None


@dataclass(frozen=True)
class Spread:
    """How many times chance's variance values have, and on how many of them that is known; infinite for certain."""

    dispersion: float
    freedom: float = inf

    def chance(self, tails: Tails) -> float:
        """The chance of either way, of a value that has these tails if the spread were known for certain."""
        tail = min(*tails, 0.5)
        return min(2 * student(NormalDist().inv_cdf(tail), self.freedom), 1.0) if tail > SMALLEST_TAIL else 0.0

    def tail_of(self, allowed: float) -> float:
        """The other way round: below which tail a value has so small a chance."""
        return NormalDist().cdf(student_quantile(allowed / 2, self.freedom))


def latest_count(before: Sequence[int], now: int, seasons: Sequence[int] = ()) -> Latest | None:
    """A count after others; null for too few.

    `seasons`: of those before and then of the latest, such as the month in which a quarter begins; empty for none.
    """
    if len(before) < FEWEST_BEFORE:
        return None
    labels = labels_of(seasons, len(before))
    by_season, spread = means_of(before, labels), spread_of_counts(before, labels)
    # The mean of those before is uncertain itself; and none before does not say that there can be none.
    mean = max(by_season[labels[-1]], 1 / len(before))
    dispersion = spread.dispersion * (1 + 1 / (labels.count(labels[-1]) - 1))
    up_to, above = distribution(mean, dispersion)
    expected = Limits(mean, *ends_of_counts(mean, dispersion, spread.tail_of(ALLOWED_OUTSIDE)))
    return judged(expected, Tails(up_to(now), above(now - 1) if now else 1.0), spread, [*before, now])


def labels_of(seasons: Sequence[int], many: int) -> Sequence[int]:
    """The seasons of so many and of the latest, where years enough tell of its own; else all alike."""
    return seasons if is_seasonal(seasons) else [0] * (many + 1)


def means_of(before: Sequence[int], labels: Sequence[int]) -> dict[int, float]:
    """The mean of those before by their labels."""
    return {
        label: average([count for count, own in zip(before, labels, strict=False) if own == label])
        for label in set(labels[:-1])
    }


def spread_of_counts(before: Sequence[int], labels: Sequence[int]) -> Spread:
    """How far counts lie from the mean of their own label."""
    means = means_of(before, labels)
    fitted = [means[label] for label in labels[:-1]]
    squares = [(count - mean) ** 2 / mean for count, mean in zip(before, fitted, strict=True) if mean]
    return spread_of(squares, len(before) - len(means))


def is_seasonal(seasons: Sequence[int]) -> bool:
    """Whether years enough tell of the season of the last."""
    return sum(label == seasons[-1] for label in seasons) > FEWEST_YEARS


def latest_share(before: Sequence[Pair], now: Pair) -> Latest | None:
    """A share after others, each so many of so many; null for too few before, or of nothing."""
    known = [pair for pair in before if pair[1]]
    if len(known) < FEWEST_BEFORE:
        return None
    return judged_share(known, now, spread_of_shares(known))


def spread_of_shares(known: Sequence[Pair]) -> Spread:
    """How far shares lie from that of all together."""
    share = overall(known)
    squares = [(part - of * share) ** 2 / (of * share * (1 - share)) for part, of in known]
    return spread_of(squares, len(known) - 1)


def latest_window(before: Sequence[Pair], now: Pair) -> Latest | None:
    """The same of windows that do not overlap, in which each child counts once: they vary as chance lets them."""
    known = [pair for pair in before if pair[1]]
    return judged_share(known, now, Spread(1.0)) if len(known) >= FEWEST_WINDOWS else None


def judged_share(known: Sequence[Pair], now: Pair, spread: Spread) -> Latest | None:
    """A share beside those before, whose values lie so far apart."""
    part, of = now
    if not of:
        return None
    share = overall(known)
    dispersion = spread.dispersion * (1 + of / sum(each for _, each in known))
    chances = divided(of, share, dispersion)
    low, high = chances.within(spread.tail_of(ALLOWED_OUTSIDE))
    values = [each / whole for each, whole in [*known, now]]
    return judged(Limits(share, low / of, high / of), chances.at(part), spread, values)


def latest_mean(before: Sequence[float], now: float) -> Latest | None:
    """A mean after others, none below nought; null for too few."""
    if len(before) < FEWEST_BEFORE:
        return None
    mean, freedom = average(before), len(before) - 1
    variance = sum((value - mean) ** 2 for value in before) / freedom
    deviation = max(sqrt(variance * (1 + 1 / len(before))), LEAST_DEVIATION)
    spread = Spread(variance, freedom)
    reach = -student_quantile(ALLOWED_OUTSIDE / 2, freedom) * deviation
    low = NormalDist(mean, deviation).cdf(now)
    expected = Limits(mean, max(mean - reach, 0.0), mean + reach)
    return judged(expected, Tails(low, NormalDist().cdf((mean - now) / deviation)), spread, [*before, now])


def count_beside(then: int, now: int, before: Sequence[int], seasons: Sequence[int] = ()) -> Difference | None:
    """A count and the one that it is compared with: by how their sum divides. Null for too few in the series before."""
    if len(before) < FEWEST_BEFORE:
        return None
    spread = spread_of_counts(before, labels_of(seasons, len(before)))
    return differing(divided(then + now, 1 / 2, spread.dispersion).at(now), spread)


def share_beside(then: Pair, now: Pair, before: Sequence[Pair]) -> Difference | None:
    """A share and the one that it is compared with, by Fisher's test; null for too few before, or one of none."""
    known = [pair for pair in before if pair[1]]
    if len(known) < FEWEST_BEFORE or not (then[1] and now[1]):
        return None
    spread = spread_of_shares(known)
    return differing(fisher(then, now, spread.dispersion), spread)


def window_beside(then: Pair, now: Pair) -> Difference | None:
    """The same of two windows that do not overlap: they vary as chance lets them."""
    return differing(fisher(then, now), Spread(1.0)) if then[1] and now[1] else None


def mean_beside(then: float, now: float, before: Sequence[float]) -> Difference | None:
    """A mean and the one that it is compared with; null for too few before."""
    if len(before) < FEWEST_BEFORE:
        return None
    mean, freedom = average(before), len(before) - 1
    variance = sum((value - mean) ** 2 for value in before) / freedom
    distance = (now - then) / max(sqrt(2 * variance), LEAST_DEVIATION)
    return differing(Tails(NormalDist().cdf(distance), NormalDist().cdf(-distance)), Spread(variance, freedom))


def fisher(then: Pair, now: Pair, dispersion: float = 1.0) -> Tails:
    """So few or so many of those now, as now and then together have.

    What goes in bursts counts for as many as there are bursts, rounded against the finding.
    """
    draws, marked, every = (int(halves_up(many / dispersion)) for many in (now[1], then[0] + now[0], then[1] + now[1]))
    tails = drawn(min(draws, every), min(marked, every), every)
    low, high = tails.nearest(ceil(now[0] / dispersion)), tails.nearest(floor(now[0] / dispersion))
    return Tails(tails.at(low).low, tails.at(high).high)


def differing(tails: Tails, spread: Spread) -> Difference:
    """Whether a difference of such tails is a signal, and which way."""
    chance = spread.chance(tails)
    way_of_it = Direction.UP if tails.high < tails.low else Direction.DOWN
    return Difference(chance, way_of_it if chance <= ALLOWED else None)


def overall(pairs: Sequence[Pair]) -> float:
    """The share of all together, half a case added to either kind: none before does not say that there can be none."""
    return (sum(part for part, _ in pairs) + 0.5) / (sum(of for _, of in pairs) + 1)


def spread_of(squares: Sequence[float], freedom: int) -> Spread:
    """Pearson's: squared distances over chance's variance; no less than chance, which is known for certain."""
    dispersion = sum(squares) / freedom
    return Spread(dispersion, freedom) if dispersion > 1 else Spread(1.0)


def judged(expected: Limits, tails: Tails, spread: Spread, values: Sequence[float]) -> Latest:
    """Whether the last of some values is a signal: by its own tails, or by the run that it ends."""
    outside = spread.chance(tails) * ALLOWED / ALLOWED_OUTSIDE
    length, side, chance = last_run(values)
    run = chance * ALLOWED / ALLOWED_RUN
    if min(outside, run) > ALLOWED:
        return Latest(expected, min(outside, run, 1.0), None)
    if outside <= ALLOWED:
        return Latest(expected, outside, Direction.UP if tails.high < tails.low else Direction.DOWN)
    return Latest(expected, run, side, length)


def last_run(values: Sequence[float]) -> tuple[int, Direction | None, float]:
    """How many at the end lie on one side of the mean, on which, and in which share of their orders so many do."""
    sides = [way(average(values), value) for value in values]
    length = len(list(takewhile(lambda side: side is sides[-1], reversed(sides))))
    on = sides.count(sides[-1])
    if sides[-1] is None or length < SHORTEST_RUN:
        return length, sides[-1], 1.0
    return length, sides[-1], min(2 * chance_of_last_run(length, on, len(values) - on), 1.0)


def student(value: float, freedom: float) -> float:
    """The chance of so low a value, by Student's t; by the normal distribution where the spread is known."""
    from scipy.special import stdtr  # noqa: PLC0415  heavy, and few pages need it

    return NormalDist().cdf(value) if freedom == inf else float(stdtr(freedom, value))


def student_quantile(share: float, freedom: float) -> float:
    """Below which value such a share lies."""
    from scipy.special import stdtrit  # noqa: PLC0415

    return NormalDist().inv_cdf(share) if freedom == inf else float(stdtrit(freedom, share))
