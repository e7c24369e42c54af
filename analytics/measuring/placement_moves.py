"""Whether children go missing less after a move of placement: episodes before and after, and the exact ratio.

It is counted from child rows and cannot be audited as tables are: for co-ordinators alone.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import polars as pl

from analytics.model import Period
from analytics.statistics.intervals import Interval, rate_ratio
from analytics.statistics.rounding import decimal_text
from data import codes
from data.warehouse import Warehouse

SLUG: Final = "placement-moves"
# How far before and after a move is looked at, at most: no further than the placement lasted.
WINDOW_DAYS: Final = 90
PER_DAYS: Final = 30

CARE_QUERY: Final = """
    SELECT episode_child.child, care_period.started_on, care_period.ended_on, care_period.legal_status,
        care_period.placement, care_period.urn, care_period.placement_district
    FROM care_period
    LEFT JOIN (SELECT DISTINCT child_id, child FROM episode_facts) AS episode_child USING (child_id)
    ORDER BY care_period.child_id, care_period.started_on
"""


@dataclass(frozen=True)
class Moves:
    """Moves of children who ever went missing, and their missing episodes in the days looked at on either side."""

    moves: int
    children: int
    before: int
    days_before: int
    after: int
    days_after: int
    is_recorded: bool = True

    @property
    def rate_before(self) -> float | None:
        """Episodes for each 30 days; null where there are no days."""
        return self.before / self.days_before * PER_DAYS if self.days_before else None

    @property
    def rate_after(self) -> float | None:
        """Episodes for each 30 days; null where there are no days."""
        return self.after / self.days_after * PER_DAYS if self.days_after else None

    @property
    def ratio(self) -> Interval | None:
        """The exact interval of the rate after over the rate before; null where there is nothing to compare."""
        if not (self.days_before and self.days_after and self.before + self.after):
            return None
        return rate_ratio(self.after, self.days_after, self.before, self.days_before)


def placement_moves(episodes: Warehouse, facts: pl.DataFrame, period: Period, as_of: datetime) -> Moves:
    """The moves of a period. `facts` are those that the reader's filters keep, as known at `as_of`."""
    care = episodes.query(CARE_QUERY)
    return replace(moves_of(stays_of(care), facts, period, as_of.date()), is_recorded=not care.is_empty())


def stays_of(care: pl.DataFrame) -> pl.DataFrame:
    """Placements one after another: child, from, to (null while it lasts), came_from (the stay before began then).

    Periods that differ in legal status alone are one stay. Short breaks are not care. `came_from` is null where the
    child was not moved from another placement on that day.
    """
    in_care = care.filter(
        pl.col("child").is_not_null() & ~pl.col("legal_status").is_in(codes.SHORT_BREAK_LEGAL_STATUSES).fill_null(False)  # noqa: FBT003
    ).sort("child", "started_on")
    place = pl.concat_str(pl.col("placement", "urn", "placement_district").fill_null(""), separator="|")
    follows = pl.col("started_on") == pl.col("ended_on").shift().over("child")
    begins = ~(follows & (place == place.shift().over("child"))).fill_null(False)  # noqa: FBT003
    stays = (
        in_care.with_columns(stay=begins.cum_sum())
        .group_by("child", "stay", maintain_order=True)
        .agg(pl.col("started_on").first().alias("from"), pl.col("ended_on").last().alias("to"))
    )
    was_moved = pl.col("from") == pl.col("to").shift().over("child")
    return stays.with_columns(came_from=pl.when(was_moved).then(pl.col("from").shift().over("child")))


def moves_of(stays: pl.DataFrame, facts: pl.DataFrame, period: Period, today: date) -> Moves:
    """Missing episodes that start in the days before and after each move; the day of the move is after it."""
    window = pl.duration(days=WINDOW_DAYS)
    moves = stays.filter(
        pl.col("came_from").is_not_null()
        & pl.col("from").is_between(period.start, min(period.end, today), closed="left")
    ).select(
        "child",
        moved="from",
        first=pl.max_horizontal("came_from", pl.col("from") - window),
        last=pl.min_horizontal(pl.col("to").fill_null(today), pl.col("from") + window, pl.lit(today)),
    )
    return episodes_around(moves, facts)


def first_events(days: pl.DataFrame, facts: pl.DataFrame, period: Period, today: date) -> Moves:
    """The same around the first day of each child in the period, of `days` (child, day): when it was discussed, say."""
    window = pl.duration(days=WINDOW_DAYS)
    inside = pl.col("day").is_between(period.start, min(period.end, today), closed="left")
    firsts = days.filter(inside).group_by("child", maintain_order=True).agg(moved=pl.col("day").min())
    return episodes_around(
        firsts.with_columns(
            first=pl.col("moved") - window, last=pl.min_horizontal(pl.col("moved") + window, pl.lit(today))
        ),
        facts,
    )


def episodes_around(moves: pl.DataFrame, facts: pl.DataFrame) -> Moves:
    """Missing episodes from `first` to the day `moved`, and from then to before `last`, of each row's child."""
    missing = facts.filter(pl.col("category") == "missing").select("child", day=pl.col("started_at").dt.date())
    near = moves.join(missing, on="child")
    is_before = (pl.col("day") >= pl.col("first")) & (pl.col("day") < pl.col("moved"))
    is_after = (pl.col("day") >= pl.col("moved")) & (pl.col("day") < pl.col("last"))
    days = moves.select(
        before=(pl.col("moved") - pl.col("first")).dt.total_days().sum(),
        after=(pl.col("last") - pl.col("moved")).dt.total_days().sum(),
    ).row(0)
    counts = near.select(before=is_before.sum(), after=is_after.sum()).row(0)
    return Moves(moves.height, moves["child"].n_unique(), counts[0], days[0], counts[1], days[1])


def moves_sentence(moves: Moves) -> str:
    """ "Before 120 moves 3.1 episodes for each 30 days, after them 2.0: 0.65 times as many (95%: 0.50 to 0.83)."."""
    if not moves.is_recorded:
        return "Not recorded: no file of periods of care is loaded."
    return around_sentence(moves, ("move", "moves")) or "No child who goes missing was moved in this period."


def around_sentence(moves: Moves, events: tuple[str, str]) -> str:
    """The same of any events, named as one and as several; empty where there were none, or no episode around them."""
    before, after, ratio = moves.rate_before, moves.rate_after, moves.ratio
    if before is None or after is None or ratio is None:
        return ""
    named, pronoun = (events[0], "it") if moves.moves == 1 else (events[1], "them")
    often, later = decimal_text(before, 1), decimal_text(after, 1)
    text = f"Before {moves.moves:,} {named} {often} episodes for each {PER_DAYS} days, after {pronoun} {later}"
    if not before:
        return f"{text}."
    times, low, high = (decimal_text(value, 2) for value in (after / before, ratio.low, ratio.high))
    return f"{text}: {times} times as many (95% interval {low} to {high})."
