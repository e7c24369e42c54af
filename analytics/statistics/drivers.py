"""Which group drives a change: one home, placement, provider or area, or no single one.

Two exact tests have to agree on a group. It is out of line with its own past (given all it had, how many of them are
recent: binomial, for shares Fisher's test), and out of line with the rest of its dimension: where every group rises by
a third, none drives it. The allowance is for every group that was looked at (Bonferroni, without those that are too
small to be found whatever they did: Tarone 1990).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final, TypeVar

from analytics.statistics.tails import Tails, divided, drawn, looked_at
from analytics.statistics.xmr import Direction, average

# How often a group may be named while nothing changes.
ALLOWED: Final = 0.01
# A narrower group that explains so much of what a wider one explains is named in its place: those who live in a home,
# or are seen by a provider, are in care as well.
ALIKE: Final = 0.9


@dataclass(frozen=True)
class CountPart:
    """A group's counts: before, and in the time that is looked at. Without a name: the rest, never said to drive.

    `is_outside`: what the others are compared with, and no part of what changed.
    """

    dimension: str
    name: str
    before: int
    recent: int
    is_outside: bool = False


@dataclass(frozen=True)
class SharePart:
    """A group's shares: so many of so many before, and in the time that is looked at."""

    dimension: str
    name: str
    before: int
    before_of: int
    recent: int
    recent_of: int


Part = TypeVar("Part", CountPart, SharePart)


@dataclass(frozen=True)
class Driver:
    """A group that drives a change. `of` is null for a count.

    `expected` is what its own past would have brought; `chance` how likely so much is by chance, after the allowance;
    `share_of_change` which part of the change of its dimension it explains, above 1 where others went the other way;
    null where the dimension did not change as a whole.
    """

    dimension: str
    name: str
    expected: float
    seen: int
    of: int | None
    chance: float
    share_of_change: float | None

    @property
    def direction(self) -> Direction:
        """Whether there were more than expected, or fewer."""
        return Direction.UP if self.seen > self.expected else Direction.DOWN


@dataclass(frozen=True)
class Decomposition:
    """What a change comes from: one group, or no single one; and how many groups were looked at."""

    driver: Driver | None
    looked_at: int


@dataclass(frozen=True)
class Tested:
    """A group with what was found of it, before any allowance. `floor` is the least chance it could have had."""

    part: CountPart | SharePart
    expected: float
    chance: float
    floor: float


def drivers_of_counts(
    parts: Sequence[CountPart],
    recent_share: Mapping[str, float],
    direction: Direction | None = None,
    dispersion: float = 1.0,
    least_explained: float = 0.0,
) -> Decomposition:
    """What drives a change of counts. `recent_share`: of each dimension, which part of the whole time the recent is.

    `direction`: the way of the change that is to be explained; null where either way counts. `dispersion`: how many
    times as much the counts vary as chance alone brings (children go in bursts). `least_explained`: which part of
    the change of its dimension a group has to explain at the least.
    """
    tested = []
    for part, own in beside_others([each for each in parts if each.before + each.recent]):
        share = recent_share[part.dimension]
        past = divided(part.before + part.recent, share, dispersion)
        agreed = worst(past.at(part.recent), beside_rest(part, own, dispersion))
        expected = part.before * share / (1 - share)
        tested.append(Tested(part, expected, towards(direction, agreed), towards(direction, past.ends())))
    return decomposition(tested, least_explained)


def drivers_of_shares(
    parts: Sequence[SharePart], direction: Direction | None = None, least_explained: float = 0.0
) -> Decomposition:
    """What drives a change of a share: which group's share changed, and not as all others' did."""
    tested = []
    for part, own in beside_others([each for each in parts if each.before_of and each.recent_of]):
        table = part.recent_of, part.before + part.recent, part.before_of + part.recent_of
        past, rest = drawn(*table), drawn(*table, odds=odds_of_rest(part, own))
        agreed = worst(past.at(part.recent), rest.at(part.recent))
        expected = part.recent_of * part.before / part.before_of
        tested.append(Tested(part, expected, towards(direction, agreed), towards(direction, past.ends())))
    return decomposition(tested, least_explained)


def beside_others(parts: Sequence[Part]) -> Iterator[tuple[Part, list[Part]]]:
    """Each part with all of its dimension, itself among them; of one alone nothing can be told apart."""
    by_dimension: dict[str, list[Part]] = {}
    for part in parts:
        by_dimension.setdefault(part.dimension, []).append(part)
    for own in by_dimension.values():
        if len(own) > 1:
            yield from ((part, own) for part in own)


def beside_rest(part: CountPart, own: Sequence[CountPart], dispersion: float) -> Tails:
    """So few or so many of all recent ones in one group, as the group and the recent time have of all there were.

    Counts that go in bursts count for as many as there are bursts, rounded against the finding.
    """
    recent, total = sum(each.recent for each in own), sum(each.before + each.recent for each in own)
    draws, marked, every = (round(many / dispersion) for many in (recent, part.before + part.recent, total))
    tails = drawn(draws, marked, every)
    few, many = ceil(part.recent / dispersion), floor(part.recent / dispersion)
    return Tails(tails.at(tails.nearest(few)).low, tails.at(tails.nearest(many)).high)


def odds_of_rest(part: SharePart, own: Sequence[SharePart]) -> float:
    """How the odds of all others changed: the ratio of recent to earlier odds, half a case added to each number."""
    others = [each for each in own if each is not part]
    now, then = sum(each.recent for each in others), sum(each.before for each in others)
    now_not = sum(each.recent_of for each in others) - now
    then_not = sum(each.before_of for each in others) - then
    return (now + 0.5) / (now_not + 0.5) * (then_not + 0.5) / (then + 0.5)


def worst(*each: Tails) -> Tails:
    """The greater of several chances, either way: all of the tests have to agree."""
    return Tails(max(tail.low for tail in each), max(tail.high for tail in each))


def towards(direction: Direction | None, chance: Tails) -> float:
    """The chance of a number so far out one way; where either way counts, twice that of the less likely way."""
    if direction is None:
        return min(2 * min(chance), 1.0)
    return chance.high if direction is Direction.UP else chance.low


def decomposition(tested: Sequence[Tested], least_explained: float) -> Decomposition:
    """The group that is least likely by chance, if it is so after the allowance; of equals the first.

    Only groups that explain so much of the change of their dimension. In its place the first of the dimensions before
    it with a group that passes too and explains as much (`ALIKE`).
    """
    named = [each for each in tested if each.part.name]
    allowance = looked_at([each.floor for each in named], ALLOWED)
    explained = {each.part: share_of_change(each, tested) for each in named}
    passing = [
        each
        for each in named
        if each.chance * allowance <= ALLOWED and (explained[each.part] or 0.0) >= least_explained
    ]
    least = min(passing, key=lambda each: each.chance, default=None)
    if least is None:
        return Decomposition(None, len(named))
    alike = [each for each in passing if explains(each) / explains(least) >= ALIKE]
    dimension = alike[0].part.dimension
    driver = min((each for each in alike if each.part.dimension == dimension), key=lambda each: each.chance)
    part, chance = driver.part, driver.chance * allowance
    of = part.recent_of if isinstance(part, SharePart) else None
    return Decomposition(
        Driver(dimension, part.name, driver.expected, part.recent, of, chance, explained[part]), len(named)
    )


def explains(tested: Tested) -> float:
    """How many more there were than expected; below nought for fewer. Of a group that was named it is not nought."""
    return tested.part.recent - tested.expected


def share_of_change(driver: Tested, tested: Iterable[Tested]) -> float | None:
    """Which part of the change of its dimension a group explains; null where the whole did not go that way."""
    own = (each for each in tested if each.part.dimension == driver.part.dimension)
    change = sum(explains(each) for each in own if not (isinstance(each.part, CountPart) and each.part.is_outside))
    return explains(driver) / change if change * explains(driver) > 0 else None


def dispersion_of(series: Iterable[Sequence[int]]) -> float:
    """How many times as much counts vary as chance alone brings, over several series at once; 1 at the least.

    Pearson's: squared distances from each series' own mean, over that mean and the degrees of freedom.
    """
    known = [(values, average(values)) for values in series if len(values) > 1 and any(values)]
    freedom = sum(len(values) - 1 for values, _ in known)
    squares = sum((value - mean) ** 2 / mean for values, mean in known for value in values)
    return max(squares / freedom, 1.0) if freedom else 1.0
