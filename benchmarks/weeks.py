"""What the weekly report says of quiet years and of planted changes: `python -m benchmarks.weeks [YEARS]`.

Of quiet weeks at most five in a hundred may be called unusual; of changes by 35% from forty a week nine in ten must be
said within six weeks. Whoever changes `analytics/statistics/weekly_ranges.py` or `drivers.py` runs this. Two minutes
for twenty years; an hour for four hundred.
"""

import sys

import numpy as np

from analytics.casework.latest import LatestWeek
from tests.quiet_weeks import frame_of, latest_after, says_unusual, some_weeks

BEFORE, YEAR, SIX = 26, 52, 6


def quiet(years: int, bursts: float) -> float:
    """In which share of quiet weeks the report says that something is unusual."""
    chance = np.random.default_rng(400)
    unusual = []
    for _ in range(years):
        frame = frame_of(some_weeks(chance, lambda _: 40, BEFORE + YEAR, bursts=bursts))
        unusual += [says_unusual(latest_after(frame, week)) for week in range(BEFORE + 1, BEFORE + YEAR + 1)]
    return sum(unusual) / len(unusual)


def planted(changes: int, times: float) -> float:
    """Which share of changes, so many times forty a week, is said of the whole within six weeks."""
    chance = np.random.default_rng(35)
    noticed = 0
    for _ in range(changes):
        frame = frame_of(some_weeks(chance, lambda week: 40 * times if week >= BEFORE else 40, BEFORE + SIX))
        noticed += any(latest_after(frame, week).episodes.is_unusual for week in range(BEFORE + 1, BEFORE + SIX + 1))
    return noticed / changes


def provider(changes: int) -> float:
    """How often a provider whose share in time falls from 75% to 30% is named, four weeks after."""
    chance = np.random.default_rng(3)

    def in_time(name: str, week: int) -> float:
        return 0.3 if name == "South" and week >= BEFORE + 2 else 0.75

    return sum(names_south(latest_after(frame_of(some_weeks(chance, lambda _: 40, 32, in_time)), 32))
               for _ in range(changes)) / changes  # fmt: skip


def names_south(latest: LatestWeek) -> bool:
    """Whether the planted provider is the one that stands out."""
    return "South stands out" in latest.interviews


def main(years: str = "20") -> int:
    """One line each."""
    for bursts in (1.0, 1.5):
        print(f"quiet weeks called unusual, bursts of {bursts}: {quiet(int(years), bursts):.1%}", flush=True)
    for times in (1.35, 0.65):
        print(f"{times} times forty a week, said within six weeks: {planted(5 * int(years), times):.0%}", flush=True)
    print(f"the provider's fall named: {provider(5 * int(years)):.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
