"""Which group drives a change: exact chances against SciPy's, planted groups found, quiet ones left alone."""

import numpy as np
import pytest
from scipy import stats

from analytics.statistics.drivers import (
    CountPart,
    Decomposition,
    Driver,
    SharePart,
    dispersion_of,
    drivers_of_counts,
    drivers_of_shares,
)
from analytics.statistics.tails import divided, drawn, looked_at
from analytics.statistics.xmr import Direction
from analytics.words.driver_words import driver_sentence
from tests.quiet import stable_counts

FOUR_OF_26 = dict.fromkeys(("Home", "Setting"), 4 / 26)


# Exact chances


@pytest.mark.parametrize("table", [(3, 10, 12, 40), (1, 5, 5, 9), (7, 8, 9, 10), (12, 30, 60, 400)])
@pytest.mark.parametrize("odds", [1.0, 0.3, 4.0])
def test_so_few_or_so_many_drawn_are_fishers(table: tuple[int, int, int, int], odds: float):
    marked_drawn, draws, marked, total = table
    expected = stats.nchypergeom_fisher(total, marked, draws, odds)
    assert drawn(draws, marked, total, odds).at(marked_drawn) == pytest.approx(
        (expected.cdf(marked_drawn), expected.sf(marked_drawn - 1)), rel=1e-6
    )


@pytest.mark.parametrize(("recent", "total"), [(0, 7), (7, 7), (14, 60), (90, 400)])
def test_recent_ones_of_all_are_binomial_and_of_counts_in_bursts_beta_binomial(recent: int, total: int):
    even, bursts = stats.binom(total, 0.15), stats.betabinom(total, total * 0.15, total * 0.85)
    assert divided(total, 0.15).at(recent) == pytest.approx((even.cdf(recent), even.sf(recent - 1)), rel=1e-8)
    assert divided(total, 0.15, 2.0).at(recent) == pytest.approx((bursts.cdf(recent), bursts.sf(recent - 1)), rel=1e-8)


def test_two_negative_binomial_counts_given_their_sum_are_divided_as_said():
    chance = np.random.default_rng(2)
    # Twice the variance of Poisson: of 20 in all, expected 5 and 15.
    one, other = chance.negative_binomial(5, 0.5, 400_000), chance.negative_binomial(15, 0.5, 400_000)
    own = one[one + other == 20]
    assert (own >= 9).mean() == pytest.approx(divided(20, 0.25, 2.0).at(9).high, abs=0.01)


def test_the_allowance_leaves_out_what_could_never_have_been_found():
    assert looked_at([], 0.01) == 0
    assert looked_at([0.5] * 40, 0.01) == 1
    assert looked_at([0.0001] * 3 + [0.5] * 40, 0.01) == 3
    assert looked_at([0.0001] * 3 + [0.004], 0.01) == 3


# Counts


def homes(*numbers: tuple[int, int]) -> list[CountPart]:
    return [CountPart("Home", f"H{place}", *pair) for place, pair in enumerate(numbers)]


def test_the_home_that_drives_a_rise_is_named_with_what_was_expected_of_it():
    decomposition = drivers_of_counts(homes((22, 20), (55, 10), (110, 21), (33, 5)), FOUR_OF_26, Direction.UP)
    assert decomposition.looked_at == 4
    assert decomposition.driver is not None
    assert (
        decomposition.driver.dimension,
        decomposition.driver.name,
        decomposition.driver.seen,
        decomposition.driver.of,
    ) == ("Home", "H0", 20, None)
    assert decomposition.driver.expected == pytest.approx(4.0)
    assert decomposition.driver.share_of_change == pytest.approx(16 / 16)
    assert decomposition.driver.chance < 0.0001


def test_of_a_rise_of_all_alike_no_single_group_is_the_cause():
    assert drivers_of_counts(homes((220, 80), (110, 40), (330, 120)), FOUR_OF_26, Direction.UP).driver is None


def test_a_home_that_fell_does_not_drive_a_rise():
    parts = homes((110, 2), (110, 26), (110, 26))
    assert drivers_of_counts(parts, FOUR_OF_26, Direction.UP).driver is None
    result = drivers_of_counts(parts, FOUR_OF_26).driver
    assert result is not None
    assert (result.name, result.direction) == ("H0", Direction.DOWN)


def test_one_home_alone_cannot_be_told_from_the_whole_and_the_rest_is_never_named():
    assert drivers_of_counts(homes((22, 40)), FOUR_OF_26, Direction.UP) == Decomposition(None, 0)
    rest = [CountPart("Home", "", 22, 40), CountPart("Home", "H1", 110, 20)]
    decomposition = drivers_of_counts(rest, FOUR_OF_26, Direction.UP)
    assert (decomposition.driver, decomposition.looked_at) == (None, 1)


def test_the_narrower_of_two_that_fit_alike_is_named():
    parts = [*homes((22, 20), (110, 20)), CountPart("Setting", "care", 22, 20), CountPart("Setting", "home", 110, 20)]
    result = drivers_of_counts(parts, FOUR_OF_26, Direction.UP).driver
    assert result is not None
    assert result.dimension == "Home"


def test_a_narrower_group_that_explains_as_much_is_named_though_the_wider_one_is_less_likely_by_chance():
    wider = [CountPart("Setting", "care", 44, 40), CountPart("Setting", "home", 88, 15)]
    narrower = [CountPart("Home", "H1", 16, 34), CountPart("Home", "H2", 28, 6), CountPart("Home", "", 88, 15)]
    result = drivers_of_counts([*narrower, *wider], FOUR_OF_26, Direction.UP).driver
    assert result is not None
    assert (result.dimension, result.name) == ("Home", "H1")
    # A home that explains a half of it is not all of it.
    half = [CountPart("Home", "H1", 6, 14), CountPart("Home", "H2", 38, 26), CountPart("Home", "", 88, 15)]
    result = drivers_of_counts([*half, *wider], FOUR_OF_26, Direction.UP).driver
    assert result is not None
    assert result.name == "care"


def test_a_group_may_have_to_explain_so_much_of_the_change():
    parts = [
        *homes((6, 14), (38, 26), (88, 15)),
        CountPart("Setting", "care", 44, 38),
        CountPart("Setting", "home", 88, 15),
    ]
    home = drivers_of_counts(parts[:3], FOUR_OF_26, Direction.UP).driver
    assert home is not None
    assert home.share_of_change == pytest.approx(0.45, abs=0.05)
    assert drivers_of_counts(parts[:3], FOUR_OF_26, Direction.UP, least_explained=0.6).driver is None
    result = drivers_of_counts(parts, FOUR_OF_26, Direction.UP, least_explained=0.6).driver
    assert result is not None
    assert result.name == "care"


def test_the_rest_is_a_part_of_the_change_and_what_is_outside_is_not():
    parts = [CountPart("Home", "H1", 22, 20), CountPart("Home", "H2", 110, 20), CountPart("Home", "", 110, 36)]
    result = drivers_of_counts(parts, FOUR_OF_26, Direction.UP).driver
    assert result is not None
    assert result.share_of_change == pytest.approx(16 / 32)
    outside = [*parts[:2], CountPart("Home", "", 110, 36, is_outside=True)]
    result = drivers_of_counts(outside, FOUR_OF_26, Direction.UP).driver
    assert result is not None
    assert result.share_of_change == pytest.approx(16 / 16)


def test_what_was_never_there_before_is_said_so():
    new = Decomposition(Driver("Children’s home", "9000101", 0.0, 14, None, 1e-9, 1.0), 3)
    assert "14 this week, where its own past would bring none. That is 100% of the rise." in driver_sentence(
        new, "home 9000101", "this week"
    )


def test_counts_in_bursts_need_more_to_stand_out():
    parts = homes((44, 22), (110, 20), (110, 20))
    assert drivers_of_counts(parts, FOUR_OF_26, Direction.UP).driver is not None
    assert drivers_of_counts(parts, FOUR_OF_26, Direction.UP, dispersion=3.0).driver is None


@pytest.mark.parametrize("spread", [1.0, 2.0, 4.0])
def test_while_nothing_changes_a_group_is_named_at_most_once_in_a_hundred_times(spread: float):
    chance = np.random.default_rng(11)
    named = sum(is_named_in_quiet(chance, spread) for _ in range(300))
    assert named / 300 <= 0.02


def is_named_in_quiet(chance: np.random.Generator, spread: float) -> bool:
    """Whether any of thirty groups, from one in ten weeks to ten a week, is said to drive a change."""
    weeks = [stable_counts(chance, mean, spread, 26) for mean in np.geomspace(0.1, 10, 30)]
    parts = homes(*((sum(own[:22]), sum(own[22:])) for own in weeks))
    return drivers_of_counts(parts, FOUR_OF_26, None, dispersion_of(own[:22] for own in weeks)).driver is not None


def test_dispersion_is_that_of_the_counts_and_never_below_one():
    chance = np.random.default_rng(1)
    assert dispersion_of([stable_counts(chance, 5, 3.0, 4000)]) == pytest.approx(3.0, rel=0.1)
    assert dispersion_of([[5, 5, 5], [0, 0]]) == 1.0
    assert dispersion_of([]) == 1.0


# Shares


def providers(*numbers: tuple[int, int, int, int]) -> list[SharePart]:
    return [SharePart("Provider", f"P{place}", *four) for place, four in enumerate(numbers)]


def test_the_provider_whose_share_fell_is_named():
    decomposition = drivers_of_shares(
        providers((120, 200, 10, 36), (110, 180, 20, 33), (60, 100, 11, 18)), Direction.DOWN
    )
    assert decomposition.driver is not None
    assert (decomposition.driver.name, decomposition.driver.seen, decomposition.driver.of) == ("P0", 10, 36)
    assert decomposition.driver.expected == pytest.approx(21.6)
    assert decomposition.driver.direction is Direction.DOWN


def test_of_a_fall_at_all_providers_alike_no_single_one_is_the_cause():
    fell = providers((120, 200, 9, 36), (110, 180, 9, 33), (60, 100, 5, 18))
    assert drivers_of_shares(fell, Direction.DOWN).driver is None


def test_a_provider_without_a_past_or_with_nothing_now_is_not_looked_at():
    assert drivers_of_shares(providers((0, 0, 1, 20), (50, 100, 0, 0), (50, 100, 10, 20))) == Decomposition(None, 0)


def test_while_no_share_changes_a_provider_is_named_at_most_once_in_a_hundred_times():
    chance = np.random.default_rng(12)
    named = 0
    for _ in range(300):
        sizes = [int(size) for size in chance.integers(2, 60, 8)]
        quiet = [(5 * size, size, chance.uniform(0.2, 0.9)) for size in sizes]
        parts = providers(
            *((int(chance.binomial(before, share)), before, int(chance.binomial(now, share)), now)
              for before, now, share in quiet)
        )  # fmt: skip
        named += drivers_of_shares(parts).driver is not None
    assert named / 300 <= 0.02


def test_a_planted_fall_is_named_with_its_provider():
    chance = np.random.default_rng(13)
    named = []
    for _ in range(100):
        parts = providers(
            *((int(chance.binomial(200, 0.7)), 200, int(chance.binomial(36, now)), 36) for now in (0.25, 0.7, 0.7, 0.7))
        )
        driver = drivers_of_shares(parts).driver
        named.append(driver.name if driver else "")
    assert named.count("P0") >= 95
    assert set(named) <= {"P0", ""}


# Words


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        (
            Driver("Children’s home", "9000101", 5.04, 14, None, 0.0024, 0.82),
            (
                "Home 9000101 stands out: 14 in the last 4 weeks, where its own past would bring 5.0. That is 82% of "
                "the rise. Of 38 groups looked at, chance would make one stand out so less than once in 416 times."
            ),
        ),
        (
            Driver("Interview provider", "North", 21.6, 10, 36, 1e-9, None),
            (
                "Home 9000101 stands out: 10 of 36 (28%) in the last 4 weeks, where its own past would bring 60%. "
                "Of 38 groups looked at, chance would make one stand out so less than once in 1,000 times."
            ),
        ),
        (None, "No single home, placement, provider or area explains it: 38 groups were looked at."),
    ],
)
def test_a_driver_is_said_in_one_sentence(driver: Driver | None, said: str):
    assert driver_sentence(Decomposition(driver, 38), "home 9000101", "in the last 4 weeks") == said


def test_where_no_group_was_looked_at_nothing_is_said():
    assert driver_sentence(Decomposition(None, 0), "", "this week") == ""
