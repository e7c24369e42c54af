"""Hotspots and named places for a board: which they are, and no number of any.

A count of a hexagon or a place would be a part of its district's, and what is hidden in one table would stand in the
other. So a board is given names alone, for the last financial year, and learns nothing from what is not named.
Nor does what is named give a hidden number away:

- Only districts whose number of children the board is shown take part. So a hotspot is worked out of what is shown, and
  "this holds enough children" is never the bound that was lacking on another hidden number.
- A hexagon or a place is named where it holds enough children, and what is left of its district is nobody or enough.
- Of each year its list is told and nothing else: see `standings`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl
from scipy.sparse import csr_array

from analytics.disclosure.policy import Threshold, threshold_without_agreement
from analytics.disclosure.published import Published
from analytics.disclosure.small_numbers import districts_shown, places_of_enough
from analytics.maps.significance import ENDS_QUERIES, Side, names_of, quarter_of
from analytics.model import Period, PeriodKind, Unit
from analytics.views.looked_after import TABLES_THERE
from analytics.views.view import kept_elsewhere
from data.facts import listed_places
from data.settings import Settings
from data.warehouse import Warehouse, warehouse
from geo.cells import cells_of_districts, rings
from geo.districts import named_ground
from geo.hotspots import FEWEST_EVENTS, by_chance, find_hotspots

# What the board is shown of the districts of each side.
DISTRICT_TABLES: Final = {Side.FOUND: "postcode-district-found", Side.MISSING_FROM: "postcode-district"}
# The tables of a published file that name places.
NAMED_WHERE: Final = ("hotspot_sides", "hotspots", "named_places")
YEAR: Final = PeriodKind.FINANCIAL_YEAR


class Standing(StrEnum):
    """How a hexagon stands to the year before."""

    NEW = "new"
    ALSO = "also the year before"
    NO_LONGER = "no longer"
    # The year before was not supplied, or had too few events.
    NOT_COMPARED = "not compared"


# Tables of the published file. None holds a number: no count, score or rank can be asked of it.
SIDES_SCHEMA: Final = pl.Schema(
    {"side": pl.String(), "period_start": pl.Date(), "period_end": pl.Date(), "is_enough": pl.Boolean()}
)
HOTSPOTS_SCHEMA: Final = pl.Schema(
    {"side": pl.String(), "around": pl.String(), "standing": pl.String(), "cell": pl.String()}
)
PLACES_SCHEMA: Final = pl.Schema({"place": pl.String(), "side": pl.String()})


@dataclass(frozen=True)
class Hexagon:
    """One hexagon that may be named: its cell, the districts whose middle it holds, and how it stands."""

    cell: str
    around: str
    standing: Standing


@dataclass(frozen=True)
class BoardHotspots:
    """The hotspots of one side in a year, by name. `is_enough`: whether there are events enough to look for any."""

    side: Side
    year: Period
    is_enough: bool
    hexagons: tuple[Hexagon, ...]


@dataclass(frozen=True)
class BoardWhere:
    """What a snapshot names to a board: hotspots of each side, and places with the sides on which they are named.

    `hotspots` is empty before the first financial year is over; `places` is none where the council had no list.
    """

    hotspots: Mapping[Side, BoardHotspots]
    places: Mapping[str, tuple[Side, ...]] | None


# Measured at a load


@dataclass(frozen=True)
class Ground:
    """Where hotspots are looked for, on both sides and in both years: `around` names the cells that events stand on."""

    districts: frozenset[str]
    cells: tuple[str, ...]
    near: csr_array
    around: Mapping[str, str]


@dataclass(frozen=True)
class Ends:
    """One end of the episodes of a year, in the districts whose number the board is shown, and what is hidden of it.

    Columns of `rows`: child, started_at, cell, precision, district, place; one row an episode.
    """

    rows: pl.DataFrame
    hidden: frozenset[str]


@dataclass(frozen=True)
class SideNamed:
    """What may be named of one side in a year: places, listed or not, and hexagons unless there are too few events."""

    side: Side
    year: Period
    hexagons: Mapping[str, Standing] | None
    places: frozenset[str]


def published_where(
    episodes: Warehouse, published: Published, complete: Sequence[Period], settings: Settings
) -> dict[str, pl.DataFrame]:
    """Tables for the published file: hotspot_sides, hotspots and, where the council has a list, named_places.

    Of the last of the `complete` financial years, oldest first; without a row before there is one. `episodes` are
    those that the tables were counted from.
    """
    ground = ground_of(settings)
    sides = [
        named_of(side, complete, ground, episodes=episodes, published=published, settings=settings)
        for side in Side
        if complete
    ]
    side_rows = [
        (named_side.side.value, named_side.year.start, named_side.year.end, named_side.hexagons is not None)
        for named_side in sides
    ]
    named = [
        (named_side.side.value, ground.around[cell], standing.value, cell)
        for named_side in sides
        for cell, standing in (named_side.hexagons or {}).items()
    ]
    tables = {
        "hotspot_sides": pl.DataFrame(side_rows, schema=SIDES_SCHEMA, orient="row"),
        "hotspots": pl.DataFrame(sorted(named), schema=HOTSPOTS_SCHEMA, orient="row"),
    }
    if not settings.maps.places:
        return tables
    # What only a source's free text says may hold a person's name or an address.
    listed = {place.name for place in listed_places(settings).places.values()}
    places = [(place, named_side.side.value) for named_side in sides for place in named_side.places & listed]
    return tables | {"named_places": pl.DataFrame(sorted(places), schema=PLACES_SCHEMA, orient="row")}


def named_of(
    side: Side,
    complete: Sequence[Period],
    ground: Ground,
    *,
    episodes: Warehouse,
    published: Published,
    settings: Settings,
) -> SideNamed:
    """What may be named of the last of the years, beside the year before it where that is one of them."""
    threshold, now = threshold_without_agreement(settings), complete[-1]
    ends = {
        year: shown_ends(episodes, published, side, year, settings.counting.adult_age)
        for year in (now, now.earlier(12))
        if year in complete
    }
    hot = {year: hot_hexagons(rows, year, ground, threshold) for year, rows in ends.items()}
    this_year, year_before = hot[now], hot.get(now.earlier(12))
    hexagons = None if this_year is None else standings(this_year, year_before)
    return SideNamed(side, now, hexagons, places_of_enough(ends[now].rows, "place", threshold).rows)


def ground_of(settings: Settings) -> Ground:
    """The council's hexagons, and which of them are neighbours."""
    districts = named_ground(settings.areas, settings.council.authority)
    cells = cells_of_districts(districts)
    return Ground(districts, cells, rings(cells, 1), districts_around(districts))


def shown_ends(episodes: Warehouse, published: Published, side: Side, year: Period, adult_age: int) -> Ends:
    """One end of the episodes of a year, in districts whose number of children the board is shown."""
    table = published.table(DISTRICT_TABLES[side], Unit.CHILD, year)
    shown = districts_shown(table).rows
    rows = episodes.query(ENDS_QUERIES[side], adult_age=adult_age, first=year.start, until=year.end)
    return Ends(
        rows.filter(pl.col("district").is_in(list(shown))), frozenset(row.category for row in table.rows) - shown
    )


def hot_hexagons(ends: Ends, year: Period, ground: Ground, threshold: Threshold) -> frozenset[str] | None:
    """The hexagons of a year that stand out and may be named; none at all where there are too few events to tell.

    Chance lets events fall where those of the same districts could.
    """
    districts = ground.districts - ends.hidden
    rows = ends.rows.filter(pl.col("district").is_in(list(districts)))
    counted = quarter_of(rows, year, ground.cells, districts)
    if counted.events < FEWEST_EVENTS:
        return None
    is_hot = find_hotspots(counted.children, by_chance(counted.chances, ground.near)).is_hot
    hot = {cell for cell, stands_out in zip(ground.cells, is_hot, strict=True) if stands_out}
    # Where two reports of an episode name a district of ours and a sector of others, it stands on no middle of ours.
    return frozenset(hot & ground.around.keys() & places_of_enough(rows, "cell", threshold).rows)


def standings(now: Collection[str], before: Collection[str] | None) -> dict[str, Standing]:
    """How the hexagons of two years' lists stand; the year before may have none."""
    if before is None:
        return dict.fromkeys(now, Standing.NOT_COMPARED)
    # "No longer" is of what was named the year before and is not now, whether it does not stand out or holds few
    # children: so it says nothing beyond the two lists. Said only of hexagons that still hold enough, silence would
    # tell whoever kept last year's list which of them fell to few.
    named = {cell: Standing.ALSO if cell in before else Standing.NEW for cell in now}
    return named | {cell: Standing.NO_LONGER for cell in before if cell not in now}


def districts_around(districts: frozenset[str]) -> dict[str, str]:
    """Hexagon -> the districts that have their middle, or a sector's, in it ("B42/B44"): nothing finer for a board."""
    return {
        cell: "/".join(sorted({area.partition(" ")[0] for area in areas.split(", ")}))
        for cell, areas in names_of(districts).items()
    }


# Read by pages


@lru_cache(maxsize=4)
def board_where(file: Path) -> BoardWhere | None:
    """What a published file names; none where an older version wrote it. The file never changes: read once."""
    published = warehouse(file)
    there = set(published.query(TABLES_THERE)["table_name"])
    if "hotspot_sides" not in there:
        return None
    named = published.query("SELECT side, around, standing, cell FROM hotspots ORDER BY row_order")
    hexagons: dict[str, list[Hexagon]] = defaultdict(list)
    for side, around, standing, cell in named.iter_rows():
        hexagons[side].append(Hexagon(cell, around, Standing(standing)))
    side_rows = published.query(
        "SELECT side, period_start, period_end, is_enough FROM hotspot_sides ORDER BY row_order"
    )
    hotspots = {
        Side(side): BoardHotspots(Side(side), Period(start, end, YEAR), is_enough, tuple(hexagons[side]))
        for side, start, end, is_enough in side_rows.iter_rows()
    }
    return BoardWhere(hotspots, places_in(published) if "named_places" in there else None)


kept_elsewhere.append(board_where.cache_clear)


def places_in(published: Warehouse) -> dict[str, tuple[Side, ...]]:
    """Place -> the sides on which it is named, by name."""
    sides: dict[str, tuple[Side, ...]] = {}
    for place, side in published.query("SELECT place, side FROM named_places ORDER BY row_order").iter_rows():
        sides[place] = (*sides.get(place, ()), Side(side))
    return sides
