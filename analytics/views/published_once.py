"""Why the board's figures are not a co-ordinator's: what came too late for them, was changed, or is held back."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from analytics.disclosure.policy import Threshold
from analytics.disclosure.small_numbers import about_one_in
from analytics.model import Period
from analytics.views.looked_after import TABLES_THERE
from analytics.views.view import kept_elsewhere
from data.frozen import read_closed
from data.snapshots import Snapshot
from data.warehouse import Warehouse, warehouse

# Asked of the episodes as they are known, and of those that are published: their files have the same table.
EPISODES_QUERY: Final = """
    SELECT
        episode_id, child_id, date_trunc('month', started_at)::DATE AS month, age, sex, ethnicity, setting, placement,
        in_area, district, found_district, hours_band, police_risk, triage, interview_outcome
    FROM episode_facts
    WHERE category = 'missing' AND coalesce(age, 0) < $adult_age
"""
KEYS: Final = ("episode_id", "child_id", "month")
# Of each financial year, how many of its episodes came too late for the tables: one in so many; null where too few.
TOO_LATE_SCHEMA: Final = pl.Schema({"period_start": pl.Date(), "period_end": pl.Date(), "one_in": pl.Int64()})
TOO_LATE: Final = "too_late"
BESIDE_BOARD: Final = "beside_board"
# What is published once beside the tables of counts, by the name of its table.
ONCE: Final = {
    "hotspot_sides": "SELECT * EXCLUDE (row_order) FROM hotspot_sides ORDER BY row_order",
    "hotspots": "SELECT * EXCLUDE (row_order) FROM hotspots ORDER BY row_order",
    "named_places": "SELECT * EXCLUDE (row_order) FROM named_places ORDER BY row_order",
    "looked_after": "SELECT * EXCLUDE (row_order) FROM looked_after ORDER BY row_order",
    "too_late": "SELECT * EXCLUDE (row_order) FROM too_late ORDER BY row_order",
}


@lru_cache(maxsize=4)
def beside_the_board(snapshot: Snapshot, adult_age: int) -> pl.DataFrame | None:
    """By month of the start, missing episodes of children; none where nothing is published once. Exact.

    Columns: month, is_closed, known (now), published (to the board), late (known, and not published, of a closed
    month), changed (published, and known otherwise now), gone (published, and no longer known).
    """
    closed = read_closed(snapshot)
    if closed is None:
        return None
    frozen = Warehouse(snapshot.frozen)
    try:
        both = side_by_side(warehouse(snapshot.episodes), frozen, adult_age)
    finally:
        frozen.close()
    by_month = both.group_by("month").agg(pl.col("known", "published", "late", "changed", "gone").sum())
    is_closed = pl.col("month") < closed.closed_to
    late = pl.when(is_closed).then("late").otherwise(0)
    return by_month.with_columns(is_closed=is_closed, late=late).sort("month")


kept_elsewhere.append(beside_the_board.cache_clear)


def side_by_side(episodes: Warehouse, frozen: Warehouse, adult_age: int) -> pl.DataFrame:
    """One row an episode: child_id, month (of its published start, where it has one), and flags as above."""
    now = episodes.query(EPISODES_QUERY, adult_age=adult_age)
    then = frozen.query(EPISODES_QUERY, adult_age=adult_age)
    both = now.join(then, on="episode_id", how="full", suffix="_then")
    told = [name for name in now.columns if name not in KEYS]
    is_other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_then")) for name in (*told, "month"))
    is_known, is_published = pl.col("episode_id").is_not_null(), pl.col("episode_id_then").is_not_null()
    return both.select(
        child_id=pl.coalesce("child_id_then", "child_id"),
        month=pl.coalesce("month_then", "month"),
        known=is_known,
        published=is_published,
        late=is_known & ~is_published,
        changed=is_known & is_published & is_other,
        gone=is_published & ~is_known,
    )


def too_late_of_years(
    episodes: Warehouse, frozen: Warehouse, years: Iterable[Period], threshold: Threshold, adult_age: int
) -> pl.DataFrame:
    """Of each of the years, about how many episodes came too late, as it may be told. TOO_LATE_SCHEMA."""
    both = side_by_side(episodes, frozen, adult_age)
    rows = []
    for year in years:
        of_year = both.filter(pl.col("known"), pl.col("month").is_between(year.start, year.end, closed="left"))
        late = of_year.filter("late")
        told = about_one_in(of_year.height, late.height, late["child_id"].n_unique(), threshold).rows
        rows.append((year.start, year.end, told))
    return pl.DataFrame(rows, schema=TOO_LATE_SCHEMA, orient="row")


def published_tables(file: Path, queries: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """The tables of a published file that it has, by name."""
    published = warehouse(file)
    there = set(published.query(TABLES_THERE)["table_name"])
    return {name: published.query(query) for name, query in queries.items() if name in there}


def published_too_late(file: Path) -> pl.DataFrame:
    """What a published file says of it; nothing in one of before."""
    return published_tables(file, {TOO_LATE: ONCE[TOO_LATE]}).get(TOO_LATE, TOO_LATE_SCHEMA.to_frame())
