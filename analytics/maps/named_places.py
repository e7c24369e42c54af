"""Named places, for co-ordinators: how many episodes and children, when, and near which home or school."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from analytics.disclosure.policy import threshold_without_agreement
from analytics.disclosure.small_numbers import pairs_of_enough
from analytics.model import Period
from analytics.words.columns import Columns
from analytics.words.numbers import number
from analytics.words.periods import period_name
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import warehouse

# Rows an episode and end; they leave this file only as counts.
ENDS_QUERY = """
    SELECT child, category, started_at, started_precision, 'found' AS side, found_place AS place,
        found_district AS district, place AS beside, found_cell AS cell
    FROM episode_facts
    WHERE found_place IS NOT NULL AND coalesce(age, 0) < $adult_age AND started_at >= $first AND started_at < $until
    UNION ALL
    SELECT child, category, started_at, started_precision, 'missing from', place, district, NULL, cell
    FROM episode_facts
    WHERE place IS NOT NULL AND coalesce(age, 0) < $adult_age AND started_at >= $first AND started_at < $until
"""

FOUND, MISSING_FROM = "found", "missing from"

# Parts of the day by the hour at which the child went (half-open).
PARTS_OF_DAY: Final = {
    "Night (0 to 6)": (0, 6),
    "Morning (6 to 12)": (6, 12),
    "Afternoon (12 to 17)": (12, 17),
    "Evening (17 to 24)": (17, 24),
}
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class PlaceCount:
    """One named place in a period."""

    name: str
    district: str
    found: int
    missing_from: int
    children: int
    busiest_day: str
    busiest_part: str
    cell: str  # the hexagon that most of them are known to be in; empty where none is known
    beside: str  # the place that most of those found here had gone from, where that was written down


def named_places(
    snapshot: Snapshot, settings: Settings, period: Period, sides: tuple[str, ...] = (FOUND, MISSING_FROM)
) -> list[PlaceCount]:
    """Every named place of missing episodes in a period, those with the most children first."""
    both = ends(snapshot, settings, period.start, period.end)
    missing = both.filter((pl.col("category") == "missing") & pl.col("side").is_in(sides))
    counted = [place_count(str(name), rows) for (name,), rows in missing.group_by("place", maintain_order=True)]
    return sorted(counted, key=lambda item: (-item.children, -item.found - item.missing_from, item.name))


def ends(snapshot: Snapshot, settings: Settings, first: date, until: date) -> pl.DataFrame:
    """Both ends of every episode that begins in a stretch of days and has a named place at that end."""
    return warehouse(snapshot.episodes).query(
        ENDS_QUERY, adult_age=settings.counting.adult_age, first=first, until=until
    )


def place_count(name: str, rows: pl.DataFrame) -> PlaceCount:
    """The numbers of one place."""
    timed = rows.filter(pl.col("started_precision") == "minute")["started_at"].to_list()
    return PlaceCount(
        name=name,
        district=usual(rows["district"].to_list()),
        found=rows.filter(pl.col("side") == FOUND).height,
        missing_from=rows.filter(pl.col("side") == MISSING_FROM).height,
        children=rows["child"].n_unique(),
        busiest_day=usual(DAYS[at.weekday()] for at in rows["started_at"].to_list()),
        busiest_part=usual(part_of_day(at) for at in timed),
        cell=usual(rows["cell"].drop_nulls().to_list()),
        beside=usual(rows["beside"].drop_nulls().to_list()),
    )


def usual(values: Iterable[Any]) -> str:
    """The value met most often, first by name of several; empty where there is none."""
    counts: dict[str, int] = {}
    for value in values:
        counts[str(value)] = counts.get(str(value), 0) + 1
    return min(counts, key=lambda value: (-counts[value], value), default="")


def part_of_day(at: datetime) -> str:
    """Which part of the day a time is in."""
    return next(name for name, (low, high) in PARTS_OF_DAY.items() if low <= at.hour < high)


# In words


def places_sentence(places: list[PlaceCount], period: Period) -> str:
    """The place with the most children."""
    when = period_name(period)
    if not places:
        return f"No place was named in {when}."
    first = places[0]
    return (
        f"{number(len(places))} places were named in {when}; {first.name} by the most children: "
        f"{number(first.children)}, in {number(first.found + first.missing_from)} episodes."
    )


def place_columns(places: list[PlaceCount]) -> Columns:
    """Every place and its exact numbers; a column that would be empty is left out."""
    columns: Columns = {
        "Place": [place.name for place in places],
        "District": [place.district for place in places],
        "Found here": [number(place.found) for place in places],
        "Missing from here": [number(place.missing_from) for place in places],
        "Children": [number(place.children) for place in places],
        "Most often on": [place.busiest_day for place in places],
        "Most often in the": [place.busiest_part for place in places],
        "Often gone from": [place.beside for place in places],
    }
    return {name: cells for name, cells in columns.items() if any(cell not in ("", "0") for cell in cells)}


def partner_rows(place_counts: list[PlaceCount], settings: Settings) -> list[tuple[str, str, str, str, str]]:
    """What partners are handed: places where enough children are found, and of the children only that they are enough.

    Columns: place, district, children, most often on, most often in the. Places with fewer are not named at all: with
    one child behind it, a place and a day may be that child.
    """
    threshold = threshold_without_agreement(settings)
    return [
        (count.name, count.district, f"{threshold.fewest_shown} or more", count.busiest_day, count.busiest_part)
        for count in pairs_of_enough(place_counts, threshold).rows
    ]


def partner_sheet(snapshot: Snapshot, settings: Settings, period: Period) -> bytes:
    """The sheet to hand to partners, as a CSV that a spreadsheet opens: where children are found, and no child.

    Homes and schools that children only go from are not on it.
    """
    from analytics.files import as_csv  # noqa: PLC0415

    schema = dict.fromkeys(("place", "postcode_district", "children", "most_often_on", "most_often_in_the"), pl.String)
    place_counts = named_places(snapshot, settings, period, (FOUND,))
    rows = pl.DataFrame(partner_rows(place_counts, settings), schema=schema, orient="row")
    return as_csv(rows.with_columns(pl.lit(period_name(period)).alias("period")))
