"""Hexagons with more children than chance would give, for co-ordinators: counted exactly, told in words.

Significance is of distinct children, so that one child found often in one place makes no hotspot; volume is of
episodes. What a board is told of hotspots is in board_hotspots.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from analytics.model import Period
from analytics.statistics.rounding import decimal_text
from analytics.views.view import kept_elsewhere
from analytics.words.columns import Columns
from analytics.words.numbers import mean_text, number, percent
from analytics.words.periods import period_name
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import warehouse
from geo.cells import SCAN_RINGS, cells_of_districts, middle_of, reference_cells, reference_points, rings
from geo.districts import named_ground
from geo.hotspots import FEWEST_EVENTS, Chance, Counts, Hotspots, accuracy_index, by_chance, find_hotspots, trend

QUARTERS: Final = 4  # the one asked for and the three before it
MONTHS: Final = 3


class Side(StrEnum):
    """Which end of an episode is on the map."""

    FOUND = "found"
    MISSING_FROM = "missing from"


# One row an episode of a window: who is a number within the snapshot, and leaves this file only as a count.
FOUND_QUERY = """
    SELECT
        child, started_at, found_cell AS cell, found_cell_precision AS precision, found_district AS district,
        found_place AS place
    FROM episode_facts
    WHERE category = 'missing' AND coalesce(age, 0) < $adult_age AND started_at >= $first AND started_at < $until
"""
MISSING_FROM_QUERY = """
    SELECT child, started_at, cell, cell_precision AS precision, district, place
    FROM episode_facts
    WHERE category = 'missing' AND coalesce(age, 0) < $adult_age AND started_at >= $first AND started_at < $until
"""


ENDS_QUERIES: Final = {Side.FOUND: FOUND_QUERY, Side.MISSING_FROM: MISSING_FROM_QUERY}


@dataclass(frozen=True)
class Quarter:
    """One quarter on the grid: children and episodes of each cell, and what chance would give."""

    period: Period
    children: Counts
    episodes: Counts
    chances: tuple[Chance, ...]
    outside: int  # episodes that lie in no cell of the authority
    unknown: int  # episodes of which no place is known
    by_precision: dict[str, int]

    @property
    def events(self) -> int:
        """Children of all cells: one in two cells is there twice."""
        return int(self.children.sum())


@dataclass(frozen=True)
class HotspotMap:
    """The last quarter and those before it, with what became of each cell, and how well the quarter before foretold."""

    side: Side
    cells: tuple[str, ...]
    quarters: tuple[Quarter, ...]
    hotspots: tuple[Hotspots | None, ...]  # none for a quarter with too few events
    trends: tuple[str, ...]
    names: dict[str, str]  # cell -> the sector or district whose reference point lies in it

    @property
    def now(self) -> Quarter:
        """The quarter asked for."""
        return self.quarters[-1]

    @property
    def hot_now(self) -> Hotspots | None:
        """Its hotspots; none where it has too few events."""
        return self.hotspots[-1]


def hotspot_map(snapshot: Snapshot, settings: Settings, quarter: Period, side: Side) -> HotspotMap:
    """Hotspots of a quarter, as recorded in a snapshot."""
    districts = named_ground(settings.areas, settings.council.authority)
    return measured_map(snapshot, settings.counting.adult_age, districts, quarter, side)


@lru_cache(maxsize=8)
def measured_map(snapshot: Snapshot, adult_age: int, districts: frozenset[str], last: Period, side: Side) -> HotspotMap:
    """The map, measured when it is first asked for."""
    cells = cells_of_districts(districts)
    periods = [last.earlier(MONTHS * back) for back in reversed(range(QUARTERS))]
    rows = warehouse(snapshot.episodes).query(
        ENDS_QUERIES[side], adult_age=adult_age, first=periods[0].start, until=periods[-1].end
    )
    quarters = tuple(quarter_of(rows, period, cells, districts) for period in periods)
    near, circles = rings(cells, 1), [rings(cells, ring) for ring in SCAN_RINGS]
    result = tuple(
        find_hotspots(quarter.children, by_chance(quarter.chances, near, circles))
        if quarter.events >= FEWEST_EVENTS
        else None
        for quarter in quarters
    )
    hot = [item.is_hot if item else np.zeros(len(cells), np.bool_) for item in result]
    counts = [quarter.children for quarter in quarters]
    trends = tuple(
        trend([bool(flags[place]) for flags in hot], [int(count[place]) for count in counts])
        for place in range(len(cells))
    )
    return HotspotMap(side, cells, quarters, result, trends, names_of(districts))


kept_elsewhere.append(measured_map.cache_clear)


def quarter_of(rows: pl.DataFrame, period: Period, cells: Sequence[str], districts: frozenset[str]) -> Quarter:
    """The episodes of one quarter on the grid."""
    mine = rows.filter(pl.col("started_at").dt.date().is_between(period.start, period.end, closed="left"))
    here = mine.filter(pl.col("cell").is_in(list(cells)))
    by_precision = here.group_by("precision").agg(pl.struct("child", "cell").n_unique()).sort("precision")
    chances = tuple(Chance(events, weights(cells, precision, districts)) for precision, events in by_precision.rows())
    counted = here.group_by("cell").agg(pl.len().alias("episodes"), pl.col("child").n_unique().alias("children"))
    place = {cell: number for number, cell in enumerate(cells)}
    children, episodes = np.zeros(len(cells), np.int64), np.zeros(len(cells), np.int64)
    for cell, of_episodes, of_children in counted.select("cell", "episodes", "children").iter_rows():
        children[place[cell]], episodes[place[cell]] = of_children, of_episodes
    # A child known to a cell by its sector and by its district is one child.
    spare = sum(chance.events for chance in chances) - int(children.sum())
    if spare:
        chances = (Chance(chances[0].events - spare, chances[0].weights), *chances[1:])
    unknown = mine["cell"].null_count()
    return Quarter(
        period, children, episodes, chances, mine.height - unknown - here.height, unknown, dict(by_precision.rows())
    )


def weights(
    cells: Sequence[str], precision: str, districts: frozenset[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Postcodes of the reference points in each cell: where people live, as events of this precision can know it."""
    points = reference_points().filter(
        (pl.col("area").str.contains(" ") == (precision == "sector"))
        & pl.col("area").str.split(" ").list.first().is_in(list(districts))
    )
    cell_of = reference_cells(points["area"].to_list())
    place = {cell: number for number, cell in enumerate(cells)}
    result = np.zeros(len(cells))
    for area, postcodes in points.select("area", "postcodes").iter_rows():
        if cell_of[area] in place:
            result[place[cell_of[area]]] += postcodes
    return result


def names_of(districts: frozenset[str]) -> dict[str, str]:
    """Cell -> the districts and sectors that have their reference point in it, in words."""
    mine = pl.col("area").str.split(" ").list.first().is_in(list(districts))
    result: dict[str, list[str]] = {}
    for area, cell in reference_cells(reference_points().filter(mine)["area"].to_list()).items():
        result.setdefault(cell, []).append(area)
    return {cell: ", ".join(sorted(areas)) for cell, areas in result.items()}


# In words


TREND_WORDS: Final = {
    "new": "New",
    "persistent": "Persistent",
    "intensifying": "Intensifying",
    "fading": "Fading",
    "": "",
}
TREND_MEANINGS: Final = (
    "New: a hotspot now, and in none of the three quarters before. Persistent: now and in one of them. Intensifying: "
    "now and in one of them, with more children than in each. Fading: in the quarter before, and not now."
)
METHOD: Final = (
    "Each child counts once in a hexagon. A hexagon is a hotspot if it holds more children than expected, and it or a "
    "neighbour stands out, with its own neighbours, more than any place of 95 in 100 maps drawn by chance (of 999). "
    "Chance follows residential postcodes, not the number of children who live there. The scan "
    "looks for circles of up to 3 km with too many children."
)


def size_words(square_kilometres: float) -> str:
    """How large a hexagon is where the council lies; empty where no place of it is known."""
    if not square_kilometres:
        return ""
    return f"A hexagon is here about {decimal_text(square_kilometres, 2)} square kilometres."


def hot_sentence(hexagon_map: HotspotMap) -> str:
    """What the map says, or why there is none."""
    hot, now = hexagon_map.hot_now, hexagon_map.now
    when, where = period_name(now.period), "found" if hexagon_map.side is Side.FOUND else "went missing"
    if hot is None:
        return (
            f"{number(now.events)} children {where} in {when}: fewer than {FEWEST_EVENTS}, too few to tell a hotspot "
            "from chance."
        )
    many, agreed = int(hot.is_hot.sum()), int(hot.is_confirmed.sum())
    if not many:
        return f"No hexagon had more children than chance would give in {when}."
    scan = "the scan agrees" if agreed == many else f"the scan agrees on {number(agreed)}"
    of = f"{number(many)} of {number(len(hexagon_map.cells))} hexagons"
    return f"{of} had more children than chance would give in {when}; {scan}."


def forecast_sentence(hexagon_map: HotspotMap) -> str:
    """How much of the last quarter fell in the hotspots of the quarter before."""
    if len(hexagon_map.hotspots) < 2 or hexagon_map.hotspots[-2] is None:
        return "The quarter before had too few children to foretell anything."
    before = hexagon_map.hotspots[-2]
    # Where nothing could be expected, as between the middles of districts, there is no area to be right about.
    possible = before.expected > 0
    inside, everything, index = accuracy_index(before.is_hot[possible], hexagon_map.now.episodes[possible])
    if index is None:
        return "The quarter before had no hotspots, so it foretold nothing."
    return (
        f"Tested forward: the hotspots of the quarter before held {number(inside)} of {number(everything)} episodes "
        f"({percent(inside / everything)}) of this one, {mean_text(index)} times their share of the places known."
    )


def precision_sentence(hexagon_map: HotspotMap) -> str:
    """How exactly the places are known, and how many are on no hexagon."""
    now = hexagon_map.now
    known = {"sector": "postcode sector", "district": "postcode district only"}
    parts = [f"to the {known[precision]}, {number(many)}" for precision, many in now.by_precision.items()]
    exact = f"Episodes known {'; '.join(parts)}: each stands on the middle of its area." if parts else ""
    beside = f"Not on the map: out of area {number(now.outside)} episodes, not recorded {number(now.unknown)}."
    return f"{exact} {beside}".strip()


def hot_columns(hexagon_map: HotspotMap, most: int = 20) -> Columns:
    """The hexagons with children, hotspots first."""
    hot = hexagon_map.hot_now
    is_hot = hot.is_hot if hot else np.zeros(len(hexagon_map.cells), np.bool_)
    shown = [
        place for place in range(len(hexagon_map.cells)) if hexagon_map.now.children[place] or hexagon_map.trends[place]
    ]
    shown.sort(
        key=lambda place: (not is_hot[place], not hexagon_map.trends[place], -int(hexagon_map.now.children[place]))
    )
    columns: Columns = {
        "Around": [
            hexagon_map.names.get(hexagon_map.cells[place], coordinates(hexagon_map.cells[place]))
            for place in shown[:most]
        ],
        "Children": [number(int(hexagon_map.now.children[place])) for place in shown[:most]],
        "Episodes": [number(int(hexagon_map.now.episodes[place])) for place in shown[:most]],
    }
    if hot is None:
        return columns
    return columns | {
        "Expected": [mean_text(hot.expected[place]) for place in shown[:most]],
        "Hotspot": [hot_word(hot, place) for place in shown[:most]],
        "Since before": [TREND_WORDS[hexagon_map.trends[place]] for place in shown[:most]],
    }


def hot_word(hot: Hotspots, place: int) -> str:
    """ "Yes (p 0.001), scan agrees"."""
    if not hot.is_hot[place]:
        return ""
    scan = ", scan agrees" if hot.is_confirmed[place] else ""
    return f"Yes (p {decimal_text(max(hot.p_value[place], 0.001), 3)}{scan})"


def coordinates(cell: str) -> str:
    """Where a hexagon lies that has no name: degrees, to about a hundred metres."""
    latitude, longitude = middle_of(cell)
    return f"{decimal_text(latitude, 3)}, {decimal_text(longitude, 3)}"
