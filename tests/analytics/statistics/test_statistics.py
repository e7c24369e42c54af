"""Statistics against published values, and against SciPy's own functions where it has them."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise, permutations

import pytest
from scipy import stats

from analytics.statistics.intervals import poisson, rate_ratio, wilson
from analytics.statistics.orders import (
    chance_of_last_run,
    chance_of_run,
    run_needed,
    trend_needed,
    trends_expected,
)
from analytics.statistics.over_dispersion import ALARM, WARNING, Funnel, funnel_of_rates, funnel_of_shares, winsorised
from analytics.statistics.ranges import (
    REACH,
    count_range,
    ends_of_counts,
    mean_range,
    share_beyond,
    share_range,
)
from analytics.statistics.survival import kaplan_meier
from analytics.statistics.xmr import (
    Direction,
    Kind,
    Limits,
    limits,
    mean_moving_range,
    run_chart_signals,
    signals,
)
from tests.quiet import STABLE, STABLE_SHARES, funnels, share_of_shares_with_a_signal, share_with_a_signal
from tests.sizes import few_or_many

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
    survival = kaplan_meier([float(week) for week in WEEKS], [bool(item) for item in RELAPSED])
    assert survival.times == (6, 7, 10, 13, 16, 22, 23)
    assert survival.at_risk == (21, 17, 15, 12, 11, 7, 6)
    assert [round(share, 3) for share in survival.share] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert survival.of == 21


@pytest.mark.parametrize(
    ("week", "share", "at_risk"), [(5.9, 1.0, 21), (6, 0.857, 21), (12, 0.753, 12), (35, 0.448, 1)]
)
def test_a_share_holds_from_its_step_on(week: float, share: float, at_risk: int):
    survival = kaplan_meier([float(item) for item in WEEKS], [bool(item) for item in RELAPSED])
    assert round(survival.share_at(week), 3) == share
    assert survival.at_risk_at(week) == at_risk


def test_nobody_and_never():
    assert kaplan_meier([], []).share_at(3) == 1.0
    never = kaplan_meier([4.0, 9.0], [False, False])
    assert (never.share_at(10), never.of) == (1.0, 2)


def test_times_and_outcomes_are_of_the_same_children():
    with pytest.raises(ValueError, match="same children"):
        kaplan_meier([1.0, 2.0], [True])


# Normal variation


def test_limits_have_the_check_values():
    result = limits(STEP)
    assert [round(value, 4) for value in (result.mean, result.lower, result.upper)] == [56.5556, 48.1061, 65.0050]


def test_a_great_leap_is_screened_out_of_the_limits():
    result = limits(SPIKE)
    assert [round(value, 3) for value in (result.lower, result.upper)] == [9.038, 54.500]
    assert mean_moving_range(SPIKE) < sum(abs(after - before) for before, after in pairwise(SPIKE)) / 12


def test_a_series_that_never_moves_has_no_width():
    assert limits([5.0] * 13) == Limits(5, 5, 5)
    assert signals([5.0] * 13, Limits(5, 5, 5)) == ()


@pytest.mark.parametrize("odd", [[10], [10, 10], [0], [6]])
@pytest.mark.parametrize("before", [1, 4, 8, 13])
def test_screening_never_leaves_limits_of_no_width(odd: list[int], before: int):
    values = [5] * before + odd + [5] * (14 - before)
    assert limits(values).upper > limits(values).lower
    assert sum(signal.kind is Kind.OUTSIDE for signal in signals(values, limits(values))) <= len(odd)


def test_a_single_leap_among_fives_has_the_limits_of_its_unscreened_ranges():
    result = limits([5] * 8 + [10] + [5] * 6)
    assert [round(value, 1) for value in (result.lower, result.upper)] == [3.4, 7.2]


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
        (Kind.SHIFT, Direction.DOWN, tuple(range(10))),
        (Kind.SHIFT, Direction.UP, tuple(range(10, 18))),
        (Kind.TREND, Direction.UP, tuple(range(8, 18))),
    ]


NORMAL = Limits(50, 20, 80)
# Seventeen values, most of them just below fifty, in no pattern.
MIXED = [49, 49, 51, 49, 49, 49, 51, 49, 49, 51, 49, 49, 51, 49, 49, 49, 49]


def kinds(values: Sequence[float], normal: Limits = NORMAL) -> list[tuple[Kind, Direction, tuple[int, ...]]]:
    return [(signal.kind, signal.direction, signal.places) for signal in signals(values, normal)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([50, 80, 20], []),  # on a limit is inside
        ([50, 81, 49], [(Kind.OUTSIDE, Direction.UP, (1,))]),
        ([50, 19, 51], [(Kind.OUTSIDE, Direction.DOWN, (1,))]),
        ([75, 50, 75], []),  # near a limit is inside, however often
        ([*MIXED, *[51, 52] * 3], []),  # six of ten in a row
        ([*MIXED, *[51, 52] * 3, 51], [(Kind.SHIFT, Direction.UP, tuple(range(17, 24)))]),
        ([*MIXED, 51, 52, 51, 52, 50, 51, 52, 51, 52], []),  # a value on the mean is on no side
        ([51, 52] * 12, []),  # where all lie on one side of a mean from elsewhere, no order is a wonder
        ([47, 48, 49, 50, 51, 52, 52, *MIXED], []),  # level is no rise
        ([47, 48, 49, 50, 51, 52, 53, *MIXED], [(Kind.TREND, Direction.UP, tuple(range(7)))]),
        ([53, 52, 51, 50, 49, 48, 47, 49, *MIXED], [(Kind.TREND, Direction.DOWN, tuple(range(7)))]),
    ],
)
def test_each_signal_at_its_edge(values: list[float], expected: list[object]):
    assert kinds(values) == expected


SIX_BELOW = (Kind.SHIFT, Direction.DOWN, tuple(range(6)))
SIX_ABOVE = (Kind.SHIFT, Direction.UP, tuple(range(6, 12)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 1, 2, 1, 9, 8, 9, 8, 9], []),  # five on a side
        ([1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8], [SIX_BELOW, SIX_ABOVE]),
        ([1, 3, 5, 7, 9], []),  # five in order come once in sixty by chance
        ([1, 3, 5, 7, 9, 11], [(Kind.TREND, Direction.UP, tuple(range(6)))]),
        ([1, 3, 5, 7, 9, 9], []),
        ([], []),
    ],
)
def test_a_run_chart_has_its_own_rules(values: list[float], expected: list[object]):
    assert [(signal.kind, signal.direction, signal.places) for signal in run_chart_signals(values)] == expected


def test_values_on_the_median_of_a_run_chart_are_passed_over():
    result = run_chart_signals([5.0, 1, 1, 5, 1, 5, 1, 1, 1, 9, 9, 5, 9, 9, 9, 9])
    assert [(item.kind, item.places) for item in result] == [
        (Kind.SHIFT, (1, 2, 4, 6, 7, 8)),
        (Kind.SHIFT, (9, 10, 12, 13, 14, 15)),
    ]


# How seldom stable values come in such an order


@pytest.mark.parametrize(("on", "off", "length"), [(5, 5, 5), (6, 6, 6), (4, 7, 3), (8, 2, 5), (3, 0, 3), (2, 6, 3)])
def test_the_chance_of_a_run_is_that_of_all_orders_counted_through(on: int, off: int, length: int):
    orders = ["".join("+" if place in on_it else "-" for place in range(on + off))
              for on_it in combinations(range(on + off), on)]  # fmt: skip
    assert chance_of_run(length, on, off) == pytest.approx(sum("+" * length in order for order in orders) / len(orders))
    at_the_end = sum(order.endswith("+" * length) for order in orders) / len(orders)
    assert chance_of_last_run(length, on, off) == pytest.approx(at_the_end)


@pytest.mark.parametrize(("many", "length"), [(5, 5), (6, 4), (7, 3), (7, 6), (4, 5)])
def test_trends_are_expected_as_often_as_all_orders_have_them(many: int, length: int):
    every = [len([run for run in trend_lengths(order) if run >= length]) for order in permutations(range(many))]
    assert trends_expected(length, many) == pytest.approx(sum(every) / len(every))


def trend_lengths(order: Sequence[int]) -> list[int]:
    """How many values each rise or fall has, one after another."""
    ways = [after > before for before, after in pairwise(order)]
    return [len(list(run)) + 1 for _, run in groupby(ways)]


def test_the_longer_the_series_and_the_more_on_a_side_the_longer_a_run_must_be():
    assert [run_needed(half, half) for half in (4, 6, 12, 30)] == [5, 6, 8, 10]
    assert [run_needed(on, 24 - on) for on in (5, 8, 12, 16, 20, 24)] == [5, 6, 8, 12, 18, 25]
    assert [trend_needed(many) for many in (5, 9, 10, 24, 36)] == [6, 6, 7, 7, 8]


# What is normal for a whole series


def test_small_counts_have_the_limits_of_counts_and_larger_ones_nearly_those_of_the_chart():
    share = share_beyond(REACH)
    for mean, spread in ((1.0, 1.0), (5.0, 1.0), (60.0, 1.0), (5.0, 2.0), (400.0, 3.7)):
        lower, upper = ends_of_counts(mean, spread, share)
        size = mean / (spread - 1) if spread > 1 else 0
        counts = stats.poisson(mean) if spread == 1 else stats.nbinom(size, 1 / spread)
        assert counts.cdf(lower - 1) <= share < counts.cdf(lower)
        assert counts.sf(upper) <= share < counts.sf(upper - 1)


def test_counts_below_one_a_period_and_shares_of_fewer_than_five_of_a_kind_are_too_small():
    assert count_range([0, 1] * 8, REACH) is None
    assert count_range([1, 0, 2, 1] * 4, REACH) == Limits(1.0, 0.0, 6.0)
    assert share_range([16] * 13, [20] * 13, REACH) is None
    assert share_range([15] * 13, [20] * 13, REACH) is not None


@pytest.mark.parametrize("counts", [[5] * 15, [5] * 8 + [6] * 8, [5] * 8 + [10] + [5] * 6, [300] * 10 + [301] * 10])
def test_counts_that_hardly_move_are_normal_within_one(counts: list[int]):
    normal = count_range(counts, REACH)
    assert normal is not None
    assert normal.upper - normal.lower >= 2
    is_within = [normal.lower <= count <= normal.upper for count in counts]
    assert is_within == [count != 10 for count in counts]


def test_shares_and_means_that_hardly_move_are_normal_within_one_case():
    shares = share_range([50] * 10 + [51] * 10, [100] * 20, REACH)
    assert shares is not None
    assert (shares.lower < 0.5, shares.upper > 0.51) == (True, True)
    means = mean_range([1.8] * 10 + [1.9] * 10, [10] * 20, REACH)
    assert (means.lower < 1.8, means.upper > 1.9) == (True, True)


@pytest.mark.parametrize("kind", STABLE)
@pytest.mark.parametrize("many", [8, 13, 24])
def test_of_a_hundred_stable_series_at_most_five_have_any_signal(kind: str, many: int):
    # The long run, with what each kind has: python -m benchmarks.signals
    assert share_with_a_signal(kind, many, series=400, seed=16) <= 0.05


@pytest.mark.parametrize("kind", STABLE_SHARES)
def test_of_a_hundred_stable_series_of_shares_at_most_five_have_any_signal(kind: str):
    assert share_of_shares_with_a_signal(kind, 24, series=400, seed=16) <= 0.05


# Funnels


def test_a_plain_funnel_where_areas_vary_no_more_than_chance():
    bases = [100, 400, 900]
    funnel = funnel_of_shares([50, 200, 450], bases)
    assert (funnel.centre, funnel.dispersion) == (0.5, 1.0)
    assert funnel.limits(100, WARNING) == pytest.approx((0.402, 0.598), abs=1e-3)
    assert funnel.limits(400, ALARM) == pytest.approx((0.5 - 3.0902 * 0.025, 0.5 + 3.0902 * 0.025), abs=1e-4)


def test_areas_that_vary_more_than_chance_widen_the_funnel():
    chance = random.Random(7)
    bases = [chance.randint(200, 2000) for _ in range(150)]
    # Each area has a share of its own, around 12%.
    counts = [sum(chance.random() < own for _ in range(base)) for base in bases if (own := chance.gauss(0.12, 0.03))]
    result = funnel_of_shares(counts, bases)
    assert result.dispersion > 3
    plain = replace(result, dispersion=1.0)
    outside = {funnel: beyond(funnel, counts, bases) for funnel in (plain, result)}
    assert outside[plain] > 15
    assert outside[result] <= 4


def beyond(funnel: Funnel, counts: list[int], bases: list[int]) -> int:
    """How many areas lie outside the funnel."""
    limits_of = [funnel.limits(base) for base in bases]
    return sum(
        not low <= count / base <= high for count, base, (low, high) in zip(counts, bases, limits_of, strict=True)
    )


def test_dispersion_is_the_mean_square_of_winsorised_scores():
    # Rates around 1 with base 100: scores are ten times the distance from the centre.
    counts = [100, 100, 100, 100, 100, 100, 100, 100, 100, 120, 80]
    funnel = funnel_of_rates(counts, [100.0] * 11)
    assert funnel.centre == 1.0
    assert winsorised([0.0] * 9 + [2.0, -2.0]) == [0.0] * 11
    assert funnel.dispersion == 1.0
    assert funnel.limits(100.0)[0] == pytest.approx(1 - 0.309, abs=1e-3)


@pytest.mark.long
@pytest.mark.parametrize("factor", [2.0, 7.0])
def test_a_true_factor_is_judged_as_it_is_and_one_area_in_twenty_lies_outside(factor: float):
    judged, outside = funnels(areas=150, mean=40, factor=factor, many=few_or_many(60, 1000))
    # Without the correction 0.68 of it, and one area in ten.
    assert judged == pytest.approx(factor, rel=0.08)
    assert outside == pytest.approx(0.05, abs=0.01)


@pytest.mark.long
@pytest.mark.parametrize("mean", [0.3, 1.0, 3.0, 10.0, 40.0])
def test_areas_of_few_are_not_taken_to_vary_more_than_by_chance(mean: float):
    judged, outside = funnels(areas=150, mean=mean, factor=1.0, many=few_or_many(40, 500))
    assert judged <= 1.2
    assert outside <= 0.06


def test_a_single_area_of_few_with_many_does_not_widen_the_funnel():
    counts, bases = [0] * 15 + [4], [1.0] * 16
    assert funnel_of_rates(counts, bases).dispersion == 1.0


def test_areas_with_nothing_to_count_make_a_funnel_without_width():
    assert funnel_of_shares([0] * 30, [100] * 30) == Funnel(0.0, 1.0, is_share=True)


def test_a_funnel_needs_a_base_for_each_area():
    with pytest.raises(ValueError, match="base above nought"):
        funnel_of_shares([1, 2], [10, 0])
