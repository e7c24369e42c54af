"""How often children's records touch by chance alone: what a connection has to be beyond before it is listed.

Found, or gone, at one place near in time: of a pair's episodes at one place, each of one child with each of the other,
so many are near in time as of any two episodes of different children, wherever they were (binomial; the pair's own are
left out of that share). So busy days, nights and weekends, and how often each child is at each place, are no
connection. Missing at one time: as often as their episodes and hours bring if each knew nothing of the other (Poisson),
times how much oftener than that all others overlap. The allowance is for every pair that was looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.statistics.tails import divided, looked_at, poisson_high

Matrix = NDArray[np.float64]
PairOfChildren = tuple[str, str]

SECONDS_AN_HOUR: Final = 3600
# How often a list may hold a pair by chance: half of it for places, half for times.
ALLOWED: Final = 0.05
# Nearer than the rule's hours is less likely still: this near, a single time can be beyond chance.
AT_ONCE_HOURS: Final = 0.5


@dataclass(frozen=True)
class AtPlaces:
    """Episodes at places: whose each is, where, and when (seconds). Matrices have a row and a column a child."""

    children: tuple[str, ...]
    whose: Matrix  # episode x child, 1 for the child's own
    where: Matrix  # episode x place, 1 for where it was
    at: NDArray[np.int64]
    hours: float  # how long the time looked at is

    @classmethod
    def of(cls, spans: pl.DataFrame, how: str, days: int) -> "AtPlaces":
        """Where children were found, or whence they went, as far as place and time are known."""
        rows = spans.select("child_id", place=how, utc=f"{how}_utc").drop_nulls().sort("child_id", "place", "utc")
        children = tuple(rows["child_id"].unique(maintain_order=True))
        at = rows["utc"].dt.epoch("s").to_numpy()
        places = rows["place"].unique(maintain_order=True).to_list()
        return cls(children, marks(rows["child_id"], children), marks(rows["place"], places), at, days * 24.0)

    @cached_property
    def at_one_place(self) -> Matrix:
        """How many episodes of two children, each with each, were at one place."""
        by_place = self.whose.T @ self.where
        return np.asarray(by_place @ by_place.T, dtype=np.float64)

    def touching(self, hours: float) -> Matrix:
        """How many of them were near in time as well: exactly so many hours count."""
        is_touch = self.near(hours) * (self.where @ self.where.T)
        return np.asarray(self.whose.T @ is_touch @ self.whose, dtype=np.float64)

    def near(self, hours: float) -> Matrix:
        """1 for each two episodes so near in time."""
        apart = np.abs(self.at[:, None] - self.at[None, :])
        return np.asarray(apart <= hours * SECONDS_AN_HOUR, dtype=np.float64)

    def share_near(self, hours: float) -> Matrix:
        """Which share of any two episodes of different children is so near in time, less those of the pair itself.

        Never less than if all came evenly, so that few others do not make a pair stand out.
        """
        together = self.whose.T @ self.near(hours) @ self.whose
        many = self.whose.sum(axis=0)
        every = np.outer(many, many)
        others_near, others = total_of_pairs(together) - together, total_of_pairs(every) - every
        share = np.divide(others_near, others, out=np.zeros_like(others), where=others > 0)
        return np.clip(share, 2 * hours / self.hours, 0.999)

    def chances(
        self, is_pair: NDArray[np.bool_], hours: float, share: Matrix
    ) -> Iterator[tuple[PairOfChildren, float]]:
        """Each pair that touched, with the chance of as many times, before any allowance."""
        touch = self.touching(hours)
        for first, other in zip(*np.nonzero(is_pair & (touch > 0)), strict=True):
            of, times = round(self.at_one_place[first, other]), round(touch[first, other])
            chance = divided(of, float(share[first, other])).at(times).high
            yield (self.children[first], self.children[other]), chance


def marks(values: pl.Series, names: Sequence[str]) -> Matrix:
    """One row a value, with a 1 in the column of its name."""
    return np.array([[value == name for name in names] for value in values], dtype=np.float64).reshape(
        len(values), len(names)
    )


def total_of_pairs(matrix: Matrix) -> float:
    """The sum over every two children, each two once."""
    return float(matrix.sum() - np.trace(matrix)) / 2


def chances_at_places(
    spans: pl.DataFrame, rules: Sequence[tuple[str, float]], days: int
) -> dict[PairOfChildren, float]:
    """Pairs that touch -> the chance of as many touches, after the allowance; the least of all that was looked at.

    `rules`: found or left, and within how many hours.
    """
    result: dict[PairOfChildren, float] = {}
    floors: list[float] = []
    for how, hours in rules:
        events = AtPlaces.of(spans, how, days)
        is_pair = np.triu(events.at_one_place, 1) > 0
        for within in (hours, min(hours, AT_ONCE_HOURS)):
            share = events.share_near(within)
            floors += (share[is_pair] ** events.at_one_place[is_pair]).tolist()
            for pair, chance in events.chances(is_pair, within, share):
                result[pair] = min(chance, result.get(pair, 1.0))
    allowance = looked_at(floors, ALLOWED / 2)
    return {pair: min(chance * allowance, 1.0) for pair, chance in result.items()}


def chances_at_one_time(
    overlaps: dict[PairOfChildren, int], expected: dict[PairOfChildren, float]
) -> dict[PairOfChildren, float]:
    """Pairs missing at one time -> the chance of as many overlaps, after the allowance for every pair of children."""
    seen, by_chance = sum(overlaps.values()), sum(expected.values())
    result = {}
    for pair, times in overlaps.items():
        others = by_chance - expected[pair]
        oftener = max((seen - times) / others, 1.0) if others > 0 else 1.0
        chance = poisson_high(times, expected[pair] * oftener)
        result[pair] = min(chance * len(expected), 1.0)
    return result
