"""Where more children go missing, or are found, than chance would give: on a grid of cells, empty ones included.

**Ranking** is Getis and Ord's Gi* (first neighbours, the cell itself among them) of what lies above what is expected.
**Significance** is the largest Gi* of the map against the largest of each of 999 maps drawn by chance: normal p-values
with Benjamini and Hochberg's correction drew a false hotspot on half of all random maps. A **circular scan**
(Kulldorff) is the second opinion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

SIMULATIONS: Final = 999
SEED: Final = 20150701
LEVEL: Final = 0.05
# Fewer events than this draw no map: a table says more.
FEWEST_EVENTS: Final = 30


@dataclass(frozen=True)
class Chance:
    """How events would fall by chance: so many, each cell in proportion to its weight.

    Events known to a point, a sector or a district fall on other cells, so each precision is a `Chance` of its own.
    """

    events: int
    weights: Numbers

    @property
    def shares(self) -> Numbers:
        """The chance of each cell, adding up to one."""
        total = self.weights.sum()
        if total <= 0:
            raise ValueError("the weights of chance must add up to more than nothing")
        return np.asarray(self.weights / total, np.float64)


@dataclass(frozen=True)
class Hotspots:
    """For each cell: whether it holds more than expected, expected events, Gi*, the p-value of its best neighbourhood
    against the largest of each random map, and the scan's."""

    is_above: npt.NDArray[np.bool_]
    expected: Numbers
    score: Numbers
    p_value: Numbers
    scan_p_value: Numbers
    level: float = LEVEL

    @property
    def is_hot(self) -> npt.NDArray[np.bool_]:
        """Whether a cell is a hotspot: above what is expected, in a neighbourhood that chance would show nowhere."""
        return np.asarray((self.p_value <= self.level) & self.is_above, np.bool_)

    @property
    def is_confirmed(self) -> npt.NDArray[np.bool_]:
        """Whether the scan agrees."""
        return np.asarray(self.is_hot & (self.scan_p_value <= self.level), np.bool_)


def gi_star(values: Numbers, neighbours: csr_array) -> Numbers:
    """Gi* of each cell as a z-score; `neighbours` are weights with the cell itself among them. Also of many maps,
    one a row. Nought where every cell is alike. Getis and Ord (1992), Ord and Getis (1995).
    """
    cells = values.shape[-1]
    mean = values.mean(axis=-1, keepdims=True)
    spread = values.std(axis=-1, keepdims=True)
    weight = np.asarray(neighbours.sum(axis=1), np.float64).ravel()
    squares = np.asarray(neighbours.power(2).sum(axis=1), np.float64).ravel()
    # A cell whose neighbours are all the cells has no spread, and no score.
    width = spread * np.sqrt(np.maximum(cells * squares - weight**2, 0) / (cells - 1))
    above = np.asarray((neighbours @ values.T).T, np.float64) - mean * weight
    return np.asarray(np.divide(above, width, out=np.zeros_like(above), where=width > 1e-12), np.float64)


@dataclass(frozen=True)
class Null:
    """What chance alone would draw: expected events of each cell, and the largest scores of each random map."""

    expected: Numbers
    largest_score: Numbers
    largest_scan: Numbers
    neighbours: csr_array
    circles: tuple[csr_array, ...]


def by_chance(
    chances: Sequence[Chance],
    neighbours: csr_array,
    circles: Sequence[csr_array] = (),
    simulations: int = SIMULATIONS,
) -> Null:
    """The random maps, which depend on how many events there are and where chance lets them fall, and on no count.

    `circles` are discs around each cell, from small to large, for the scan.
    """
    expected = np.sum([chance.events * chance.shares for chance in chances], axis=0)
    maps = simulated(chances, simulations)
    largest = gi_star(above_expected(maps, expected), neighbours).max(axis=1)
    largest_scan = scan_scores(maps, expected, circles).max(axis=1)
    return Null(expected, largest, largest_scan, neighbours, tuple(circles))


def find_hotspots(counts: Counts, null: Null) -> Hotspots:
    """Hotspots of a map of events.

    A cell has the p-value of the best neighbourhood that it is part of, so that the fullest cell of one is a hotspot
    and not the empty one at its edge; a cell with no more than expected is none.
    """
    score = gi_star(above_expected(counts, null.expected), null.neighbours)
    scan = scan_scores(counts, null.expected, null.circles)
    own = p_values(score, null.largest_score)
    best = 1 - null.neighbours.multiply((1 - own)[np.newaxis, :]).max(axis=1).toarray().ravel()
    wide = p_values(scan, null.largest_scan)
    if null.circles:
        wide = 1 - null.circles[-1].multiply((1 - wide)[np.newaxis, :]).max(axis=1).toarray().ravel()
    return Hotspots(counts > null.expected, null.expected, score, best, wide)


def above_expected(counts: npt.NDArray[Any], expected: Numbers) -> Numbers:
    """What lies above what is expected, in units of how far chance alone moves it.

    Undivided, the cells where most children live would always be the likeliest; divided by their own spread alone,
    those where hardly anybody lives.
    """
    return np.asarray((counts - expected) / np.sqrt(expected + expected.mean()), np.float64)


def simulated(chances: Sequence[Chance], simulations: int) -> Counts:
    """Maps drawn by chance, one a row: the same ones each time."""
    dice = np.random.default_rng(SEED)
    maps = [dice.multinomial(chance.events, chance.shares, size=simulations) for chance in chances]
    return np.asarray(np.sum(maps, axis=0), np.int64)


def p_values(scores: Numbers, largest_by_chance: Numbers) -> Numbers:
    """How often chance alone drew a map with a score as large anywhere; at least one in all the maps and this one."""
    ordered = np.sort(largest_by_chance)
    as_large = len(ordered) - np.searchsorted(ordered, scores - 1e-9, side="left")
    return np.asarray((as_large + 1) / (len(ordered) + 1), np.float64)


def scan_scores(counts: npt.NDArray[Any], expected: Numbers, circles: Sequence[csr_array]) -> Numbers:
    """Of each cell, the largest log-likelihood ratio of the circles around it: Kulldorff's Poisson scan (1997).

    Also of many maps, one a row. Nought where no circle holds more than expected, or there are no circles.
    """
    best = np.zeros(counts.shape, np.float64)
    total = counts.sum(axis=-1, keepdims=True)
    for circle in circles:
        inside = np.asarray((circle @ counts.T).T, np.float64)
        should = np.asarray(circle @ expected, np.float64)
        np.maximum(best, log_likelihood_ratio(inside, should, total), out=best)
    return best


def log_likelihood_ratio(inside: Numbers, should: Numbers, total: Numbers) -> Numbers:
    """How much better a raised rate inside explains the counts than one rate everywhere; nought where it is lower."""
    outside, rest = total - inside, total - should
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = inside * np.log(inside / should) + np.where(outside > 0, outside * np.log(outside / rest), 0)
    return np.where((inside > should) & (should > 0) & np.isfinite(ratio), ratio, 0.0)


def accuracy_index(hot: npt.NDArray[np.bool_], following: Counts) -> tuple[int, int, float | None]:
    """Events of the following period inside the hotspots, all of its events, and the predictive accuracy index.

    PAI = (inside / all) / (hot cells / cells): 1 is what cells picked blindly would catch. Null where nothing is hot or
    nothing followed. Chainey, Tompson and Uhlig (2008).
    """
    inside, everything = int(following[hot].sum()), int(following.sum())
    if not everything or not hot.any():
        return inside, everything, None
    return inside, everything, float((inside / everything) / (hot.sum() / len(hot)))


# What became of a cell that is hot now, or was the quarter before.
NEW, PERSISTENT, INTENSIFYING, FADING = "new", "persistent", "intensifying", "fading"


def trend(hot: Sequence[bool], counts: Sequence[int]) -> str:
    """What became of a cell over some periods, oldest first; empty where it is hot neither now nor just before.

    New: hot now, and in none before. Fading: hot in the period before, not now. Intensifying: hot now and before, with
    more events than in every period before. Persistent: hot now and before.
    """
    *earlier, now = hot
    if not now:
        return FADING if earlier and earlier[-1] else ""
    if not any(earlier):
        return NEW
    return INTENSIFYING if counts[-1] > max(counts[:-1]) else PERSISTENT
