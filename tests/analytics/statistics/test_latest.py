"""The latest of a series beside those before it: right values, and how seldom quiet periods are called unusual."""

import numpy as np
import pytest
from scipy import stats

from analytics.statistics.latest import (
    ALLOWED,
    ALLOWED_A_PAGE,
    ALLOWED_OUTSIDE,
    LOOKED_AT,
    count_beside,
    latest_count,
    latest_mean,
    latest_share,
    latest_window,
    mean_beside,
    share_beside,
    window_beside,
)
from analytics.statistics.xmr import Direction
from tests.quiet import LATEST, latest_of_windows, share_unusual
from tests.sizes import few_or_many

STEADY = [100, 110, 105, 98, 102, 108, 95, 104, 99, 107, 101, 103]
# A council's quarters, October to December first; each July to September is near 640.
SEASONS = [550, 540, 686, 654, 409, 467, 596, 653, 501, 584, 828, 637, 502, 512, 681, 629, 562, 578, 707]


def test_the_allowance_of_a_page_is_shared_by_its_figures():
    assert ALLOWED * LOOKED_AT == pytest.approx(ALLOWED_A_PAGE) == pytest.approx(0.05)


def test_counts_that_vary_less_than_chance_are_expected_as_chance_lets_them():
    latest = latest_count(STEADY, 103)
    assert latest is not None
    mean = sum(STEADY) / 12
    # A Poisson count, and the mean of twelve before it: negative binomial of 13/12 times its variance.
    expected = stats.nbinom(12 * mean, 12 / 13)
    low, high = latest.expected.lower, latest.expected.upper
    assert expected.cdf(low - 1) <= ALLOWED_OUTSIDE / 2 < expected.cdf(low)
    assert expected.sf(high) <= ALLOWED_OUTSIDE / 2 < expected.sf(high - 1)
    assert (latest.is_unusual, latest.expected.mean) == (False, pytest.approx(mean))


@pytest.mark.parametrize(("now", "direction"), [(60, Direction.DOWN), (103, None), (150, Direction.UP)])
def test_only_what_lies_beyond_is_unusual(now: int, direction: Direction | None):
    latest = latest_count(STEADY, now)
    assert latest is not None
    assert latest.direction is direction
    assert (
        latest.is_unusual == (latest.chance <= ALLOWED) == (not latest.expected.lower <= now <= latest.expected.upper)
    )


def test_a_quarter_is_expected_to_be_like_the_same_quarter_of_other_years():
    latest, plain = latest_count(SEASONS, 547, [*[10, 1, 4, 7] * 5]), latest_count(SEASONS, 547)
    assert latest is not None
    assert plain is not None
    assert latest.expected.mean == (637 + 629 + 653 + 654) / 4
    # An XmR chart of these quarters has 300 to 883 for each of them, and notices no fall by half.
    assert (latest.expected.lower, latest.expected.upper) == (438, 894)
    assert latest.expected.upper - latest.expected.lower < plain.expected.upper - plain.expected.lower


def test_the_same_change_is_noticed_in_a_low_season_and_not_in_a_high_one():
    seasons = [400, 420, 600, 410, 390, 430, 590, 400, 410, 415, 605, 395]
    low, high = (
        latest_count(seasons, 520, [*[0, 1, 2, 3] * 3, 0]),
        latest_count([*seasons, 405, 420], 510, [*[0, 1, 2, 3] * 3, 0, 1, 2]),
    )
    assert low is not None
    assert high is not None
    assert (low.direction, high.direction) == (Direction.UP, Direction.DOWN)


def test_a_quarter_that_is_not_known_does_not_move_the_seasons():
    quarters, counts = [10, 1, 4, 7] * 5, [*SEASONS, 547]
    kept = [place for place in range(20) if place != 6]
    latest = latest_count([counts[place] for place in kept[:-1]], 547, [quarters[place] for place in kept])
    assert latest is not None
    assert latest.expected.mean == (637 + 629 + 653 + 654) / 4


def test_fewer_than_eight_periods_or_three_windows_tell_nothing():
    assert latest_count(STEADY[:7], 300) is None
    assert latest_share([(5, 10)] * 7, (0, 10)) is None
    assert latest_mean([4.0] * 7, 9.0) is None
    assert latest_window([(5, 10)] * 2, (0, 10)) is None
    assert latest_count(STEADY[:8], 300) is not None


def test_a_share_of_nothing_tells_nothing_and_periods_without_any_are_left_out():
    assert latest_share([(5, 10)] * 8, (0, 0)) is None
    assert latest_share([(0, 0)] * 8, (3, 4)) is None
    assert latest_share([*[(5, 10)] * 8, (0, 0)], (5, 10)) == latest_share([(5, 10)] * 8, (5, 10))


def test_a_fall_of_interviews_in_time_from_60_to_42_per_cent_is_unusual():
    before = [
        (301, 500),
        (327, 570),
        (460, 821),
        (379, 638),
        (296, 505),
        (403, 671),
        (363, 625),
        (344, 566),
        (424, 702),
    ]
    latest = latest_share(before, (226, 544))
    assert latest is not None
    assert latest.direction is Direction.DOWN
    assert latest.expected.lower > 226 / 544


def test_of_shares_that_vary_by_chance_the_chance_is_that_of_the_exact_test():
    before, now = [(50, 100)] * 19, (68, 100)
    latest = latest_share(before, now)
    assert latest is not None
    fisher = stats.fisher_exact([[68, 32], [950, 950]], "greater").pvalue
    assert latest.chance * ALLOWED_OUTSIDE / ALLOWED == pytest.approx(2 * fisher, rel=0.15)


def test_thirty_children_among_the_most_frequent_who_become_fifty_are_unusual():
    latest = latest_window([(30, 370)] * 4, (50, 370))
    assert latest is not None
    assert latest.direction is Direction.UP


def test_a_mean_is_judged_by_students_t():
    before = [4.0, 4.2, 3.8, 4.1, 3.9, 4.0, 4.3, 3.7]
    latest = latest_mean(before, 5.0)
    assert latest is not None
    t = (5.0 - 4.0) / (np.std(before, ddof=1) * np.sqrt(1 + 1 / 8))
    assert latest.chance * ALLOWED_OUTSIDE / ALLOWED == pytest.approx(2 * stats.t.sf(t, 7), rel=1e-6)


def test_a_mean_that_never_moved_is_no_signal_when_it_does_not_move_as_it_is_read():
    for now, is_unusual in ((2.01, False), (2.5, True)):
        latest = latest_mean([2.0] * 10, now)
        assert latest is not None
        assert latest.is_unusual is is_unusual


def test_none_before_does_not_say_that_there_can_be_none():
    for now, is_unusual in ((0, False), (1, False), (9, True)):
        latest = latest_count([0] * 12, now)
        assert latest is not None
        assert latest.is_unusual is is_unusual
    share = latest_share([(0, 100)] * 12, (1, 100))
    assert share is not None
    assert not share.is_unusual


def test_ten_in_a_row_on_one_side_are_a_run_though_each_is_expected():
    latest = latest_count([100, 90] * 5 + [112, 110, 111, 112, 110, 112, 111, 110, 112], 111)
    assert latest is not None
    assert (latest.run, latest.direction) == (10, Direction.UP)


@pytest.mark.long
@pytest.mark.parametrize("before", [8, 12, 19])
@pytest.mark.parametrize("kind", LATEST)
def test_each_figure_of_a_quiet_period_has_its_share_of_five_in_a_hundred(kind: str, before: int):
    many = few_or_many(300, 6000)
    # The few of every run allow for chance; what each kind has: python -m benchmarks.signals
    assert share_unusual(LATEST[kind], before, many) <= ALLOWED + few_or_many(14, 12) / few_or_many(1000, 4000)


@pytest.mark.long
@pytest.mark.parametrize(("size", "share"), [(370, 0.08), (370, 0.45), (30, 0.2)])
def test_of_quiet_windows_too(size: int, share: float):
    def latest(chance: np.random.Generator, before: int):
        return latest_of_windows(chance, before, size, share)

    assert share_unusual(latest, 4, few_or_many(300, 6000)) <= ALLOWED + few_or_many(14, 12) / few_or_many(1000, 4000)


# One period beside one other that a reader names


def test_two_counts_are_compared_by_how_their_sum_divides():
    for now in (103, 130, 170):
        difference = count_beside(100, now, STEADY)
        assert difference is not None
        assert difference.chance == pytest.approx(stats.binomtest(now, now + 100).pvalue)
        assert difference.direction is (Direction.UP if now == 170 else None)


def test_two_shares_are_compared_by_fishers_test():
    series = [(60, 100), (58, 98), (61, 100), (59, 101), (60, 99), (60, 100), (62, 101), (59, 100)]
    difference = share_beside((60, 100), (40, 104), series)
    assert difference is not None
    table = [[40, 64], [60, 40]]
    assert difference.chance == pytest.approx(2 * stats.fisher_exact(table, alternative="less").pvalue)
    assert difference.direction is Direction.DOWN
    assert window_beside((60, 100), (40, 104)) == difference


def test_what_varies_more_than_chance_needs_a_larger_difference():
    wild = [60, 140, 80, 120, 100, 150, 50, 110, 90, 130, 70, 100]
    assert (count_beside(100, 170, STEADY), count_beside(100, 170, wild)) != (None, None)
    assert getattr(count_beside(100, 170, wild), "direction", "") is None
    spread = [(30, 100), (80, 100), (50, 100), (70, 100), (40, 100), (60, 100), (75, 100), (35, 100)]
    assert getattr(share_beside((60, 100), (40, 104), spread), "direction", "") is None


def test_too_few_before_or_none_at_all_are_not_tested():
    assert count_beside(100, 170, STEADY[:7]) is None
    assert share_beside((60, 100), (40, 100), [(60, 100)] * 7) is None
    assert share_beside((0, 0), (40, 100), [(60, 100)] * 8) is None
    assert window_beside((60, 100), (0, 0)) is None
    assert mean_beside(2.0, 3.0, [2.0] * 7) is None


def test_means_are_compared_by_how_far_any_two_lie_apart():
    before = [2.0, 2.4, 2.1, 2.3, 2.2, 2.0, 2.4, 2.2]
    distance = 1.0 / (np.std(before, ddof=1) * np.sqrt(2))
    difference = mean_beside(2.2, 3.2, before)
    assert difference is not None
    assert difference.chance == pytest.approx(2 * stats.t.sf(distance, 7))
    assert difference.direction is (Direction.UP if difference.chance <= ALLOWED else None)


@pytest.mark.parametrize(("mean", "dispersion"), [(1, 1), (5, 1), (60, 1), (60, 3), (600, 4)])
def test_two_quiet_periods_hardly_ever_differ(mean: int, dispersion: int):
    """Twenty counts of one distribution: of the last and any one before, so many as are allowed differ, or fewer."""
    random, tries = np.random.default_rng(70), 1500
    size = mean / (dispersion - 1) if dispersion > 1 else None
    shape = (tries, 20)
    counts = random.negative_binomial(size, 1 / dispersion, shape) if size else random.poisson(mean, shape)
    each = [count_beside(int(row[7]), int(row[-1]), [int(count) for count in row[:-1]]) for row in counts]
    seen = sum(difference is not None and difference.is_unusual for difference in each)
    assert seen / tries <= 2 * ALLOWED
