"""What a change of the last weeks comes from: which home, placement, area or provider, or no single one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import polars as pl

from analytics.casework.changes import WEEK, Weekly, first_moment, first_week_of_records, is_recorded, started
from analytics.casework.rows import Cases
from analytics.measuring import breakdowns
from analytics.measuring.recorded import IN_TIME
from analytics.statistics.drivers import (
    CountPart,
    Decomposition,
    SharePart,
    dispersion_of,
    drivers_of_counts,
    drivers_of_shares,
)
from analytics.statistics.weekly_ranges import TOGETHER

# Dimension -> the group of each row; null is the rest, which is never named. Of groups that fit alike the first is
# named, so the narrower come first.
HOME, PLACEMENT, PROVIDER, AREA, SETTING = (
    each.title
    for each in (breakdowns.HOME, breakdowns.PLACEMENT, breakdowns.PROVIDER, breakdowns.AREA, breakdowns.SETTING)
)
PLACED_WITH: Final = "Placement provider"
WHERE: Final[Mapping[str, pl.Expr]] = {
    HOME: pl.col("urn").cast(pl.String),
    PLACEMENT: pl.when(pl.col("setting") == "care").then(pl.col("placement").cast(pl.String)),
    PLACED_WITH: pl.when(pl.col("setting") == "care").then(pl.col("placement_provider")),
    AREA: pl.col("area").cast(pl.String),
    SETTING: pl.col("setting").cast(pl.String),
}
# What a file has to tell for it. A home, and whose a placement is, are told by the looked-after return alone.
FIELD_OF: Final = {PLACEMENT: "placement", AREA: "area", SETTING: "setting", PROVIDER: "provider"}
WHO: Final[Mapping[str, pl.Expr]] = {PROVIDER: pl.col("provider").cast(pl.String), **WHERE}


def episode_drivers(cases: Cases, weeks: int, episodes: Weekly) -> Decomposition:
    """What the number of episodes of the latest weeks comes from, as far as any one group stands out.

    Where the week is unusual, its weeks (those of what is most telling) in its direction; else the last four weeks,
    either way: one group can change while the whole does not.
    """
    signal = episodes.signals[0] if episodes.signals else None
    recent = len(signal.places) if signal else TOGETHER
    first = first_week_of_records(cases, weeks)
    rows = started(cases, weeks).filter(pl.col("week") >= first)
    if weeks - recent <= first:
        return Decomposition(None, 0)
    told = recorded_of(WHERE, cases, weeks)
    counted = [counts_of(rows.with_columns(group=group), weeks - recent, name) for name, group in told.items()]
    dispersion = max(dispersion_of(series_of(rows, group, first, weeks - recent)) for group in WHERE.values())
    return drivers_of_counts(
        [part for parts in counted for part in parts],
        dict.fromkeys(told, recent / (weeks - first)),
        signal.direction if signal else None,
        dispersion,
    )


def recorded_of(groups: Mapping[str, pl.Expr], cases: Cases, weeks: int) -> dict[str, pl.Expr]:
    """Those of the dimensions that were recorded in all of the weeks."""
    return {name: group for name, group in groups.items() if is_recorded(cases, weeks, FIELD_OF.get(name, ""))}


def counts_of(rows: pl.DataFrame, recent_from: int, dimension: str) -> list[CountPart]:
    """The groups of a dimension with their numbers before a week and from it on, by name."""
    is_recent = pl.col("week") >= recent_from
    counted = rows.group_by("group").agg(before=(~is_recent).sum(), recent=is_recent.sum()).sort("group")
    return [CountPart(dimension, group or "", before, recent) for group, before, recent in counted.iter_rows()]


def series_of(rows: pl.DataFrame, group: pl.Expr, first: int, until: int) -> list[list[int]]:
    """The numbers of each group in each of the weeks before the recent ones."""
    before = rows.filter(pl.col("week") < until).with_columns(group=group).group_by("group", "week").len()
    every = (dict(own.select("week", "len").iter_rows()) for _, own in before.group_by("group"))
    return [[numbers.get(week, 0) for week in range(first, until)] for numbers in every]


def interview_drivers(cases: Cases, weeks: int) -> Decomposition:
    """Whose interviews in time changed in the last four weeks, and not as all others' did; by when they fell due."""
    opens = first_moment(cases, weeks)
    until, recent_from = opens + weeks * WEEK, opens + (weeks - TOGETHER) * WEEK
    rows = due_between(cases, opens, until).with_columns(is_recent=pl.col("interview_due_at") >= recent_from)
    if not is_recorded(cases, weeks, IN_TIME):
        return Decomposition(None, 0)
    told = recorded_of(WHO, cases, weeks)
    shares = [shares_of(rows.with_columns(group=group), name) for name, group in told.items()]
    return drivers_of_shares([part for parts in shares for part in parts])


def due_between(cases: Cases, opens: datetime, until: datetime) -> pl.DataFrame:
    """Returns whose interview fell due from one moment until before another."""
    inside = (pl.col("interview_due_at") >= opens) & (pl.col("interview_due_at") < until)
    return cases.rows.filter((pl.col("category") == "missing") & pl.col("interview_required") & inside)


def shares_of(rows: pl.DataFrame, dimension: str) -> list[SharePart]:
    """The groups of a dimension with how many of how many were in time, before and in the last weeks, by name."""

    def many(*conditions: pl.Expr) -> pl.Expr:
        return pl.all_horizontal(*conditions).sum()

    in_time, recent = pl.col("interview_in_time"), pl.col("is_recent")
    counted = (
        rows.group_by("group")
        .agg(
            before=many(in_time, ~recent), before_of=many(~recent), recent=many(in_time, recent), recent_of=many(recent)
        )
        .sort("group")
    )
    return [SharePart(dimension, group or "", *numbers) for group, *numbers in counted.iter_rows()]
