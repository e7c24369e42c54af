"""Statistics against published values, and against SciPy's own functions where it has them."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from scipy import stats

from analytics.statistics.funnel import ALARM, WARNING, Funnel, funnel_of_rates, funnel_of_shares, winsorised
from analytics.statistics.intervals import poisson, rate_ratio, wilson
from analytics.statistics.survival import from_landmark, kaplan_meier
from analytics.statistics.xmr import (
    Direction,
    Kind,
    Limits,
    limits,
    mean_moving_range,
    run_chart_signals,
    signals,
)

STEP = [48, 52, 49, 55, 47, 51, 53, 50, 48, 54, 60, 61, 62, 63, 64, 65, 66, 70]
SPIKE = [22, 31, 18, 27, 25, 40, 24, 19, 33, 28, 26, 30, 90]

# Intervals


@pytest.mark.parametrize(("count", "of"), [(0, 10), (10, 10), (1, 3), (226, 543), (81, 263), (15, 148), (1, 29)])
def test_wilson_is_scipys(count: int, of: int):
    expected = stats.binomtest(count, of).proportion_ci(method="wilson")
    assert wilson(count, of) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_is_newcombes_published_example():
    # Newcombe, Statistics in Medicine 1998, table I, method 3.
    assert [tuple(round(end, 4) for end in wilson(*case)) for case in ((81, 263), (15, 148), (0, 20), (1, 29))] == [
        (0.2553, 0.3662),
        (0.0624, 0.1605),
        (0.0, 0.1611),
        (0.0061, 0.1718),
    ]


@pytest.mark.parametrize(("count", "of"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_share_has_no_interval(count: int, of: int):
    with pytest.raises(ValueError, match="no share"):
        wilson(count, of)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Exact 95% limits of a Poisson count, as in the tables of Pearson and Hartley.
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (50, 37.111, 65.919)],
)
def test_a_count_has_the_tabled_exact_limits(count: int, low: float, high: float):
    assert poisson(count) == pytest.approx((low, high), abs=6e-4)


@pytest.mark.parametrize("count", [0, 1, 7, 340])
def test_a_rate_is_the_chi_square_over_its_exposure(count: int):
    expected = (stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0, stats.chi2.ppf(0.975, 2 * count + 2) / 2)
    assert poisson(count, 250.0) == pytest.approx([end / 250 for end in expected], rel=1e-9)


@pytest.mark.parametrize(("after", "before"), [(4, 15), (15, 4), (0, 9), (30, 30)])
def test_a_ratio_of_rates_holds_exactly_those_ratios_that_the_counts_do_not_reject(after: int, before: int):
    low, high = rate_ratio(after, 120.0, before, 60.0)
    for ratio, tail in ((low, "greater"), (high, "less")):
        if 0 < ratio < math.inf:
            share = ratio * 120 / (ratio * 120 + 60)
            assert stats.binomtest(after, after + before, share, tail).pvalue == pytest.approx(0.025, rel=1e-6)


def test_with_none_before_or_none_after_one_end_is_open():
    assert rate_ratio(5, 30.0, 0, 30.0).high == math.inf
    assert rate_ratio(0, 30.0, 5, 30.0).low == 0.0


def test_no_time_is_no_rate():
    with pytest.raises(ValueError, match="no rate"):
        poisson(3, 0.0)
    with pytest.raises(ValueError, match="ratio of rates"):
        rate_ratio(3, 30.0, 3, 0.0)


# Time until it happens

# Freireich and others 1963: weeks of remission under 6-MP (Kalbfleisch and Prentice; 21 patients).
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_kaplan_meier_gives_the_published_table_with_its_number_at_risk():
    found = kaplan_meier([float(week) for week in WEEKS], [bool(one) for one in RELAPSED])
    assert found.times == (6, 7, 10, 13, 16, 22, 23)
    assert found.at_risk == (21, 17, 15, 12, 11, 7, 6)
    assert [round(share, 3) for share in found.share] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert (found.of, found.time_until(0.5), found.time_until(0.9)) == (21, 23, None)


@pytest.mark.parametrize(
    ("week", "share", "at_risk"), [(5.9, 1.0, 21), (6, 0.857, 21), (12, 0.753, 12), (35, 0.448, 1)]
)
def test_a_share_holds_from_its_step_on(week: float, share: float, at_risk: int):
    found = kaplan_meier([float(one) for one in WEEKS], [bool(one) for one in RELAPSED])
    assert round(found.share_at(week), 3) == share
    assert found.at_risk_at(week) == at_risk


def test_nobody_and_never():
    assert kaplan_meier([], []).share_at(3) == 1.0
    never = kaplan_meier([4.0, 9.0], [False, False])
    assert (never.share_at(10), never.time_until(0.5), never.of) == (1.0, None, 2)


def test_a_landmark_keeps_those_who_were_still_followed_after_it():
    assert from_landmark([1.0, 3.0, 3.1, 9.0], [True, True, True, False], 3.0) == [2, 3]


def test_times_and_outcomes_are_of_the_same_children():
    with pytest.raises(ValueError, match="same children"):
        kaplan_meier([1.0, 2.0], [True])
    with pytest.raises(ValueError, match="same children"):
        from_landmark([1.0, 2.0], [True], 3.0)


# Normal variation


def test_limits_have_the_check_values():
    found = limits(STEP)
    assert [round(value, 4) for value in (found.mean, found.lower, found.upper)] == [56.5556, 48.1061, 65.0050]


def test_a_great_leap_is_screened_out_of_the_limits():
    found = limits(SPIKE)
    assert [round(value, 3) for value in (found.lower, found.upper)] == [9.038, 54.500]
    assert mean_moving_range(SPIKE) < sum(abs(after - before) for before, after in pairwise(SPIKE)) / 12


def test_a_series_that_never_moves_has_no_width():
    assert limits([5.0] * 13) == Limits(5, 5, 5)
    assert signals([5.0] * 13, Limits(5, 5, 5)) == ()


def test_twelve_values_are_too_few():
    with pytest.raises(ValueError, match="13 are needed"):
        limits(SPIKE[:12])


def test_the_step_shows_all_that_it_should():
    assert kinds(STEP, limits(STEP)) == [
        (Kind.OUTSIDE, Direction.DOWN, (0,)),
        (Kind.OUTSIDE, Direction.DOWN, (4,)),
        (Kind.OUTSIDE, Direction.DOWN, (8,)),
        (Kind.OUTSIDE, Direction.UP, (16,)),
        (Kind.OUTSIDE, Direction.UP, (17,)),
        (Kind.NEAR_LIMIT, Direction.UP, (13, 14, 15, 16, 17)),
        (Kind.NEAR_LIMIT, Direction.DOWN, (0, 2, 4)),
        (Kind.NEAR_LIMIT, Direction.DOWN, (7, 8)),
        (Kind.SHIFT, Direction.DOWN, tuple(range(10))),
        (Kind.SHIFT, Direction.UP, tuple(range(10, 18))),
        (Kind.TREND, Direction.UP, tuple(range(8, 18))),
    ]


NORMAL = Limits(50, 20, 80)


def kinds(values: Sequence[float], normal: Limits = NORMAL) -> list[tuple[Kind, Direction, tuple[int, ...]]]:
    return [(one.kind, one.direction, one.places) for one in signals(values, normal)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([50, 80, 20], []),  # on a limit is inside
        ([50, 81, 49], [(Kind.OUTSIDE, Direction.UP, (1,))]),
        ([50, 19, 51], [(Kind.OUTSIDE, Direction.DOWN, (1,))]),
        ([75, 50, 75], [(Kind.NEAR_LIMIT, Direction.UP, (0, 2))]),
        ([75, 50, 49, 75], []),  # two of four
        ([75, 25, 50], []),  # near both limits is near neither twice
        ([70, 70, 50], []),  # two thirds of the way is not yet near
        ([51, 52, 51, 52, 51, 52, 49], []),
        ([51, 52, 51, 52, 51, 52, 51], [(Kind.SHIFT, Direction.UP, tuple(range(7)))]),
        ([51, 52, 51, 50, 52, 51, 52, 51], []),  # a value on the mean is on no side
        ([47, 48, 49, 50, 51, 52, 52], []),  # level is no rise
        ([47, 48, 49, 50, 51, 52, 53], [(Kind.TREND, Direction.UP, tuple(range(7)))]),
        ([53, 52, 51, 50, 49, 48, 47, 49], [(Kind.TREND, Direction.DOWN, tuple(range(7)))]),
    ],
)
def test_each_signal_at_its_edge(values: list[float], expected: list[object]):
    assert kinds(values) == expected


def test_pure_chance_seldom_signals():
    chance = random.Random(4)
    series = [[chance.gauss(100, 10) for _ in range(24)] for _ in range(400)]
    outside = sum(one.kind is Kind.OUTSIDE for values in series for one in signals(values, limits(values)))
    assert outside / (400 * 24) < 0.02


SIX_BELOW = (Kind.SHIFT, Direction.DOWN, tuple(range(6)))
SIX_ABOVE = (Kind.SHIFT, Direction.UP, tuple(range(6, 12)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 1, 2, 1, 9, 8, 9, 8, 9], []),  # five on a side
        ([1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8], [SIX_BELOW, SIX_ABOVE]),
        ([1, 3, 5, 7, 9], [(Kind.TREND, Direction.UP, tuple(range(5)))]),
        ([1, 3, 5, 7, 7], []),
        ([], []),
    ],
)
def test_a_run_chart_has_its_own_rules(values: list[float], expected: list[object]):
    assert [(one.kind, one.direction, one.places) for one in run_chart_signals(values)] == expected


def test_values_on_the_median_of_a_run_chart_are_passed_over():
    found = run_chart_signals([5.0, 1, 1, 5, 1, 5, 1, 1, 1, 9, 9, 9, 9, 9])
    assert [(one.kind, one.places) for one in found] == [(Kind.SHIFT, (1, 2, 4, 6, 7, 8))]


# Funnels


def test_a_plain_funnel_where_areas_vary_no_more_than_chance():
    bases = [100, 400, 900]
    found = funnel_of_shares([50, 200, 450], bases)
    assert (found.centre, found.dispersion) == (0.5, 1.0)
    assert found.limits(100, WARNING) == pytest.approx((0.402, 0.598), abs=1e-3)
    assert found.limits(400, ALARM) == pytest.approx((0.5 - 3.0902 * 0.025, 0.5 + 3.0902 * 0.025), abs=1e-4)


def test_areas_that_vary_more_than_chance_widen_the_funnel():
    chance = random.Random(7)
    bases = [chance.randint(200, 2000) for _ in range(150)]
    # Each area has a share of its own, around 12%.
    counts = [sum(chance.random() < own for _ in range(base)) for base in bases if (own := chance.gauss(0.12, 0.03))]
    found = funnel_of_shares(counts, bases)
    assert found.dispersion > 3
    plain = replace(found, dispersion=1.0)
    outside = {funnel: beyond(funnel, counts, bases) for funnel in (plain, found)}
    assert outside[plain] > 15
    assert outside[found] <= 4


def beyond(funnel: Funnel, counts: list[int], bases: list[int]) -> int:
    """How many areas lie outside the funnel."""
    limits_of = [funnel.limits(base) for base in bases]
    return sum(
        not low <= count / base <= high for count, base, (low, high) in zip(counts, bases, limits_of, strict=True)
    )


def test_dispersion_is_the_mean_square_of_winsorised_scores():
    # Rates around 1 with base 100: scores are ten times the distance from the centre.
    counts = [100, 100, 100, 100, 100, 100, 100, 100, 100, 120, 80]
    found = funnel_of_rates(counts, [100.0] * 11)
    assert found.centre == 1.0
    assert winsorised([0.0] * 9 + [2.0, -2.0]) == [0.0] * 11
    assert found.dispersion == 1.0
    assert found.limits(100.0)[0] == pytest.approx(1 - 0.309, abs=1e-3)


def test_a_funnel_needs_a_base_for_each_area():
    with pytest.raises(ValueError, match="base above nought"):
        funnel_of_shares([1, 2], [10, 0])
