"""Hotspots: known answers, few false alarms, and hotspots that are there are found."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.cells import SCAN_RINGS, cells_at, cells_of_districts, reference_cells, rings
from geo.districts import districts_of
from geo.hotspots import (
    FADING,
    INTENSIFYING,
    NEW,
    PERSISTENT,
    Chance,
    accuracy_index,
    by_chance,
    find_hotspots,
    gi_star,
    p_values,
    scan_scores,
    trend,
)

POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], float)
VALUES = np.array([2, 3, 3.2, 5, 8, 7])


@pytest.fixture(scope="module")
def cells() -> tuple[str, ...]:
    return cells_of_districts(districts_of("E08000025"))


@pytest.fixture(scope="module")
def near(cells: tuple[str, ...]) -> csr_array:
    return rings(cells, 1)


def within(points: np.ndarray, distance: float) -> csr_array:
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    return csr_array((apart <= distance).astype(float))


def test_gi_star_is_the_published_answer():
    """esda's own test: six points, binary weights within 15, each its own neighbour."""
    assert gi_star(VALUES, within(POINTS, 15))[0] == pytest.approx(-1.39727626, abs=1e-8)


def test_gi_star_agrees_with_esda_on_another_map():
    from esda.getisord import G_Local  # noqa: PLC0415
    from libpysal.weights import DistanceBand, fill_diagonal  # noqa: PLC0415

    dice = np.random.default_rng(3)
    points, values = dice.uniform(0, 100, (80, 2)), dice.poisson(3, 80).astype(float)
    weights = fill_diagonal(DistanceBand(points, 18, binary=True, silence_warnings=True), 1)
    theirs = G_Local(values, weights, transform="B", star=None, permutations=0).Zs
    np.testing.assert_allclose(gi_star(values, within(points, 18)), theirs, atol=1e-9)


@pytest.mark.parametrize(
    ("data", "column", "neighbours"),
    [
        ("columbus.dbf", "CRIME", "columbus.gal"),
        ("sids2.dbf", "SID74", "sids2.gal"),
        ("stl_hom.dbf", "HR8893", "stl.gal"),
        ("baltim.dbf", "PRICE", "baltim_q.gal"),
    ],
)
def test_gi_star_agrees_with_esda_on_the_data_that_come_with_it(data: str, column: str, neighbours: str):
    import libpysal  # noqa: PLC0415
    from esda.getisord import G_Local  # noqa: PLC0415

    values = np.array(libpysal.io.open(libpysal.examples.get_path(data)).by_col(column), float)
    read = libpysal.io.open(libpysal.examples.get_path(neighbours)).read()
    weights = libpysal.weights.fill_diagonal(read, 1)
    theirs = G_Local(values, weights, transform="B", star=None, permutations=0).Zs
    np.testing.assert_allclose(gi_star(values, csr_array(weights.sparse)), theirs, atol=1e-9)
    assert np.ptp(theirs) > 2


def test_a_map_where_every_cell_is_alike_has_no_score():
    assert gi_star(np.full(6, 4.0), within(POINTS, 15)).tolist() == [0.0] * 6


def test_a_p_value_counts_random_maps_that_are_as_large_and_this_one():
    largest = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9])
    assert p_values(np.array([10.0, 9.0, 0.5]), largest).tolist() == [0.1, 0.2, 1.0]


def test_on_random_maps_a_hotspot_is_found_on_at_most_seven_in_a_hundred(cells, near):
    dice = np.random.default_rng(11)
    even = np.full(len(cells), 1 / len(cells))
    null = by_chance([Chance(100, even)], near)
    result = [find_hotspots(dice.multinomial(100, even), null).is_hot.any() for _ in range(400)]
    assert sum(result) / len(result) <= 0.07


@pytest.mark.parametrize(("events", "least"), [(100, 0.90), (400, 0.55)])
def test_a_planted_hotspot_of_twelve_is_found(cells, near, events: int, least: float):
    dice = np.random.default_rng(5)
    even = np.full(len(cells), 1 / len(cells))
    null = by_chance([Chance(events, even)], near)
    result = []
    for _ in range(200):
        counts, at = dice.multinomial(events - 12, even), dice.integers(len(cells))
        counts[at] += 12
        result.append(bool(find_hotspots(counts, null).is_hot[at]))
    assert sum(result) / len(result) >= least


def test_where_many_live_many_are_expected(cells, near):
    """A third of all events in one cell are no hotspot where a third of all live."""
    weights = np.ones(len(cells))
    weights[100] = len(cells) / 2
    dice = np.random.default_rng(2)
    null = by_chance([Chance(200, weights)], near)
    maps = [dice.multinomial(200, weights / weights.sum()) for _ in range(60)]
    assert np.mean([counts[100] for counts in maps]) > 60
    assert np.mean([find_hotspots(counts, null).is_hot[100] for counts in maps]) <= 0.1


def test_the_fullest_cell_is_the_hotspot_and_its_empty_neighbours_are_not(cells, near):
    counts = np.zeros(len(cells), np.int64)
    counts[::9] = 1
    counts[200] = 15
    hotspots = find_hotspots(counts, by_chance([Chance(int(counts.sum()), np.ones(len(cells)))], near))
    assert hotspots.is_hot[200]
    assert not hotspots.is_hot[counts == 0].any()


def test_the_scan_finds_a_cluster_that_is_wider_than_a_cell_and_agrees(cells, near):
    circles = [rings(cells, ring) for ring in SCAN_RINGS]
    counts = np.zeros(len(cells), np.int64)
    counts[::6] = 1
    counts[circles[1][[250]].indices] += 4
    hotspots = find_hotspots(counts, by_chance([Chance(int(counts.sum()), np.ones(len(cells)))], near, circles, 199))
    assert hotspots.is_confirmed[250]
    assert scan_scores(counts, hotspots.expected, circles)[250] > 5


def test_the_accuracy_index_is_the_share_caught_over_the_share_of_cells():
    hot = np.array([True, False, False, False])
    assert accuracy_index(hot, np.array([5, 5, 0, 0])) == (5, 10, 2.0)
    assert accuracy_index(hot, np.zeros(4, np.int64)) == (0, 0, None)
    assert accuracy_index(np.zeros(4, np.bool_), np.array([1, 0, 0, 0])) == (0, 1, None)


@pytest.mark.parametrize(
    ("hot", "counts", "word"),
    [
        ([False, False, True], [0, 1, 9], NEW),
        ([False, True, True], [1, 8, 9], INTENSIFYING),
        ([False, True, True], [1, 9, 9], PERSISTENT),
        ([True, False, True], [9, 2, 8], PERSISTENT),
        ([False, True, False], [1, 9, 2], FADING),
        ([True, False, False], [9, 1, 1], ""),
    ],
)
def test_what_became_of_a_cell(hot: list[bool], counts: list[int], word: str):
    assert trend(hot, counts) == word


def test_hexagons_cover_an_authority_once_and_hold_its_reference_points(cells):
    assert len(set(cells)) == len(cells)
    assert 330 < len(cells) * 0.66 < 420  # square kilometres: Birmingham has 268, drawn by whole districts
    assert set(reference_cells(districts_of("E08000025")).values()) <= set(cells)
    assert reference_cells([]) == {}
    assert cells_at([404000], [290000]) == [cells_at([404000], [290000])[0]]


def test_neighbours_are_mutual_and_include_the_cell_itself(near):
    assert (near != near.T).nnz == 0
    assert near.diagonal().all()
    assert near.sum(axis=1).max() == 7
