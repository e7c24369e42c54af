"""Series in which nothing changes, and how many of them are said to have a signal."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.statistics.ranges import count_range, reach_of, share_range
from analytics.statistics.xmr import FEWEST_FOR_LIMITS, Limits, limits, run_chart_signals, signals

# Name -> mean, and variance as a multiple of it; that of the normal one is set apart.
STABLE: Final[dict[str, tuple[float, float]]] = {
    "normal": (100.0, 1.0),
    "Poisson 1": (1.0, 1.0),
    "Poisson 2": (2.0, 1.0),
    "Poisson 5": (5.0, 1.0),
    "Poisson 10": (10.0, 1.0),
    "Poisson 20": (20.0, 1.0),
    "Poisson 50": (50.0, 1.0),
    "twice Poisson's variance, 5": (5.0, 2.0),
    "four times, 5": (5.0, 4.0),
    "four times, 20": (20.0, 4.0),
    "four times, 50": (50.0, 4.0),
}
# Name -> about how many a period, and the share.
STABLE_SHARES: Final[dict[str, tuple[int, float]]] = {
    "half of 12": (12, 0.5),
    "80% of 30": (30, 0.8),
    "half of 150": (150, 0.5),
    "95% of 100": (100, 0.95),
}


def stable_counts(chance: np.random.Generator, mean: float, spread: float, many: int) -> list[int]:
    """Counts of that mean whose variance is `spread` times the mean."""
    if spread <= 1:
        return [int(count) for count in chance.poisson(mean, many)]
    return [int(count) for count in chance.negative_binomial(mean / (spread - 1), 1 / spread, many)]


def share_with_a_signal(kind: str, many: int, series: int, seed: int) -> float:
    """In which share of stable series of so many values something is unusual."""
    chance = np.random.default_rng(seed)
    return sum(has_a_signal(*stable_series(chance, kind, many)) for _ in range(series)) / series


def stable_series(chance: np.random.Generator, kind: str, many: int) -> tuple[Sequence[float], Limits | None]:
    """A series, and what is normal for it."""
    if kind == "normal":
        values = [float(value) for value in chance.normal(100, 10, many)]
        return values, limits(values, reach_of(many)) if many >= FEWEST_FOR_LIMITS else None
    counts = stable_counts(chance, *STABLE[kind], many)
    return counts, count_range(counts, reach_of(many)) if many >= FEWEST_FOR_LIMITS else None


def has_a_signal(values: Sequence[float], normal: Limits | None) -> bool:
    """Whether anything is unusual, by the limits or on a run chart where there are none."""
    return bool(signals(values, normal) if normal else run_chart_signals(values))


def share_of_shares_with_a_signal(kind: str, many: int, series: int, seed: int) -> float:
    """The same of shares, whose wholes vary as well."""
    chance = np.random.default_rng(seed)
    size, share = STABLE_SHARES[kind]
    unusual = 0
    for _ in range(series):
        wholes = [max(int(whole), 1) for whole in chance.poisson(size, many)]
        parts = [int(chance.binomial(whole, share)) for whole in wholes]
        values = [part / whole for part, whole in zip(parts, wholes, strict=True)]
        unusual += has_a_signal(values, share_range(parts, wholes, reach_of(many)))
    return unusual / series
