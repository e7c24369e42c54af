"""Series in which nothing changes, and how many of them are said to have a signal."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from analytics.statistics.latest import Latest, latest_count, latest_mean, latest_share, latest_window
from analytics.statistics.over_dispersion import WARNING, funnel_of_rates
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


def latest_of_counts(
    chance: np.random.Generator, before: int, mean: float, spread: float, season: int = 1
) -> Latest | None:
    """Counts, a third higher in one of the seasons."""
    means = [mean * (4 / 3 if season > 1 and place % season == 2 else 1) for place in range(before + 1)]
    counts = [stable_counts(chance, each, spread, 1)[0] for each in means]
    return latest_count(counts[:-1], counts[-1], [place % season for place in range(before + 1)])


def some_shares(chance: np.random.Generator, many: int, size: int, share: float) -> list[tuple[int, int]]:
    """So many periods' shares, of about that size."""
    wholes = [max(int(whole), 1) for whole in chance.poisson(size, many)]
    return [(int(chance.binomial(whole, share)), whole) for whole in wholes]


def latest_of_shares(chance: np.random.Generator, before: int, size: int, share: float) -> Latest | None:
    """Shares that vary by chance alone."""
    pairs = some_shares(chance, before + 1, size, share)
    return latest_share(pairs[:-1], pairs[-1])


def latest_of_windows(chance: np.random.Generator, before: int, size: int, share: float) -> Latest | None:
    """Windows of a year that do not overlap."""
    pairs = some_shares(chance, before + 1, size, share)
    return latest_window(pairs[:-1], pairs[-1])


def latest_of_means(chance: np.random.Generator, before: int) -> Latest | None:
    """Means such as episodes for each child."""
    means = [float(mean) for mean in chance.normal(4.0, 0.4, before + 1)]
    return latest_mean(means[:-1], means[-1])


# Name -> a period that is like those before it, as many as the number: what is said of the latest.
LATEST: Final[dict[str, Callable[[np.random.Generator, int], Latest | None]]] = {
    **{
        name: lambda chance, before, mean=mean, spread=spread: latest_of_counts(chance, before, mean, spread)
        for name, (mean, spread) in STABLE.items()
        if name != "normal"
    },
    "600 a quarter in seasons": lambda chance, before: latest_of_counts(chance, before, 600.0, 6.0, season=4),
    "20 a quarter in seasons": lambda chance, before: latest_of_counts(chance, before, 20.0, 2.0, season=4),
    **{
        name: lambda chance, before, size=size, share=share: latest_of_shares(chance, before, size, share)
        for name, (size, share) in STABLE_SHARES.items()
    },
    "means": latest_of_means,
}


def share_unusual(latest: Callable[[np.random.Generator, int], Latest | None], before: int, periods: int) -> float:
    """In which share of periods that are like those before them something is unusual."""
    chance = np.random.default_rng(before)
    each = (latest(chance, before) for _ in range(periods))
    return sum(told is not None and told.is_unusual for told in each) / periods


def funnels(areas: int, mean: float, factor: float, many: int) -> tuple[float, float]:
    """The mean dispersion that is judged of areas that vary `factor` times as chance lets them, and the share outside.

    `mean`: how many an area has; the areas are of many sizes. Outside of limits of 95%.
    """
    chance = np.random.default_rng(7)
    judged, outside = [], []
    for _ in range(many):
        bases = [float(base) for base in chance.gamma(2, mean / 2, areas) + mean / 5]
        counts = [stable_counts(chance, base, factor, 1)[0] for base in bases]
        normal = funnel_of_rates(counts, bases)
        judged.append(normal.dispersion)
        for count, base in zip(counts, bases, strict=True):
            low, high = normal.limits(base, WARNING)
            outside.append(not low <= count / base <= high)
    return sum(judged) / len(judged), sum(outside) / len(outside)
