"""What is unusual about the latest week: rules at their edges, and how often by simulation."""

from datetime import timedelta

import numpy as np
import pytest

from analytics.statistics.weekly_ranges import Latest, weekly_signals
from analytics.statistics.xmr import Direction, Kind
from tests.quiet import stable_counts
from tests.quiet_weeks import FIRST, WEEK, frame_of, latest_after, says_unusual, some_weeks

# Mean 40 and ranges of a Poisson count's size.
QUIET = [38, 45, 36, 41, 47, 33, 40, 44, 35, 42, 39, 46, 34, 41, 37, 45, 40, 36, 43, 38, 44, 37, 42]
# Mean counts a week, and times a Poisson count's variance.
QUIET_YEARS = [(1, 1.0), (5, 1.0), (40, 1.0), (40, 2.0), (10, 2.0), (40, 4.0)]


def kinds(latest: Latest) -> list[tuple[Kind, Direction, int]]:
    return [(signal.kind, signal.direction, len(signal.places)) for signal in latest.signals]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ([40], []),
        ([60], []),  # Poisson counts of 40 are above 60 once in a thousand times
        ([61], [(Kind.OUTSIDE, Direction.UP, 1)]),
        ([23], []),
        ([20], [(Kind.OUTSIDE, Direction.DOWN, 1)]),
        ([52, 53, 52, 53], [(Kind.TOGETHER, Direction.UP, 4)]),
        ([30, 28, 29, 28], [(Kind.TOGETHER, Direction.DOWN, 4)]),
        ([75, 53, 52, 39], []),  # the last is as usual: what was, was said then
        ([44, 43, 44, 43, 44, 43, 44], []),  # eight with the last of those before
        ([44, 43, 44, 43, 44, 43, 44, 43], [(Kind.SHIFT, Direction.UP, 9)]),
        ([37, 38, 39, 40, 41], []),  # five that rise come often enough by chance
        ([36, 37, 38, 39, 40, 41], [(Kind.TREND, Direction.UP, 6)]),
        ([43, 42, 41, 40, 39, 38], [(Kind.TREND, Direction.DOWN, 6)]),
    ],
)
def test_each_signal_of_a_week_at_its_edge(last: list[int], expected: list[object]):
    assert kinds(weekly_signals([*QUIET, *last])) == expected


def test_every_signal_touches_the_week_that_is_looked_at():
    counts = [*QUIET, 61]
    assert [signal.places[-1] for signal in weekly_signals(counts).signals] == [len(counts) - 1]
    assert weekly_signals([*counts, 40]).signals == ()


def test_thirteen_weeks_before_are_needed_and_one_a_week():
    assert weekly_signals([*QUIET[:12], 90]) == Latest(None, ())
    assert weekly_signals([*QUIET[:13], 90]).signals != ()
    assert weekly_signals([0, 1] * 12 + [9]) == Latest(None, ())


def test_whoever_looks_at_many_groups_is_told_as_seldom():
    counts = [*QUIET, 63]
    assert kinds(weekly_signals(counts)) == [(Kind.OUTSIDE, Direction.UP, 1)]
    assert kinds(weekly_signals(counts, groups=100)) == []
    assert (Kind.OUTSIDE, Direction.UP, 1) in kinds(weekly_signals([*QUIET, 100], groups=100))


def unusual_weeks(mean: float, spread: float, years: int, seed: int) -> float:
    """In which share of the weeks of quiet years something is unusual."""
    chance = np.random.default_rng(seed)
    result = []
    for _ in range(years):
        counts = stable_counts(chance, mean, spread, 26 + 52)
        result += [bool(weekly_signals(counts[week - 26 : week]).signals) for week in range(27, 26 + 53)]
    return sum(result) / len(result)


@pytest.mark.parametrize(("mean", "spread"), QUIET_YEARS)
def test_of_a_hundred_quiet_weeks_at_most_five_are_unusual(mean: float, spread: float):
    # The long run: python -m benchmarks.weeks
    assert unusual_weeks(mean, spread, years=20, seed=3) <= 0.05


@pytest.mark.parametrize("times", [1.35, 0.65])
def test_a_change_by_a_third_from_forty_a_week_is_said_within_six_weeks(times: float):
    chance = np.random.default_rng(9)
    said = [within_six_weeks(chance, times) for _ in range(150)]
    assert sum(said) / len(said) >= 0.9


def within_six_weeks(chance: np.random.Generator, times: float) -> bool:
    """Whether anything unusual, the way that it went, is said of one of the first six weeks after a change."""
    counts = stable_counts(chance, 40, 1.0, 25) + stable_counts(chance, 40 * times, 1.0, 6)
    way = Direction.UP if times > 1 else Direction.DOWN
    return any(
        signal.direction is way for week in range(26, 32) for signal in weekly_signals(counts[week - 26 : week]).signals
    )


# What the report says, from cases


def test_of_a_hundred_quiet_weeks_the_report_calls_at_most_five_unusual():
    # The long run, of 400 years: python -m benchmarks.weeks
    frame = frame_of(some_weeks(np.random.default_rng(5), lambda _: 40, 26 + 52))
    unusual = [says_unusual(latest_after(frame, week)) for week in range(27, 26 + 53, 2)]
    assert sum(unusual) <= len(unusual) * 0.05 + 1


def test_a_planted_change_is_said_of_the_whole_and_of_no_single_group():
    frame = frame_of(some_weeks(np.random.default_rng(6), lambda week: 40 if week < 30 else 60, 36))
    latest = latest_after(frame, 36)
    assert latest.episodes.is_unusual
    assert "unusual" in latest.standing
    assert "No single home, placement, provider or area explains it" in latest.standing


def test_a_planted_home_is_named_with_its_number():
    chance = np.random.default_rng(7)
    rows = some_weeks(chance, lambda _: 40, 36)
    own = [row for row in rows if row["urn"] == "SC003"]
    extra = [{**own[0], "started_at": FIRST + 35 * WEEK + timedelta(hours=5 * hour)} for hour in range(16)]
    latest = latest_after(frame_of([*rows, *extra]), 36)
    assert "ome SC003" in latest.standing
    assert "where its own past would bring" in latest.standing


def test_a_planted_providers_fall_is_named_with_the_provider():
    def in_time(provider: str, week: int) -> float:
        return 0.15 if provider == "South" and week >= 32 else 0.75

    named = []
    for seed in range(5):
        frame = frame_of(some_weeks(np.random.default_rng(seed), lambda _: 40, 36, in_time))
        named.append(latest_after(frame, 36).interviews)
    assert all(item.startswith("Unusual for interviews in time: South stands out: ") for item in named)
