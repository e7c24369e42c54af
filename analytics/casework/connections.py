"""Children whose records touch: found at one place within hours, gone from one place within hours, missing at one time.

What is seen together in the records is not proof that children were together; names are never looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

import polars as pl

from analytics.casework.coincidence import ALLOWED, chances_at_one_time, chances_at_places
from analytics.casework.rows import Cases, within
from analytics.casework.triggers import LOCATION
from data.week_settings import Connections

SECONDS_AN_HOUR: Final = 3600
HOURS_A_DAY: Final = 24


@dataclass(frozen=True)
class Touch:
    """Two episodes that touch: how, where, and when."""

    how: str  # found | left
    place: str
    at: datetime


@dataclass(frozen=True)
class Pair:
    """Two children, in the order of their pseudonyms, and what links them."""

    one: str
    other: str
    found: tuple[Touch, ...]
    left: tuple[Touch, ...]
    overlaps: int
    hours: float  # missing at the same time, together
    expected: float  # overlaps, if each had gone whenever they liked
    chance: float = 0.0  # of touching so by chance, of being found or gone together or of overlaps; after the allowance

    @property
    def is_together(self) -> bool:
        """Whether they were found or went together, and not only missing at one time."""
        return bool(self.found or self.left)

    @property
    def rank(self) -> tuple[int, int, int, float]:
        """What puts a pair before another: found together, gone together, how often and how long at one time."""
        return len(self.found), len(self.left), self.overlaps, self.hours


def pairs(cases: Cases, rule: Connections) -> list[Pair]:
    """Every pair found or gone together, or often missing at one time, beyond chance; closest first.

    Beyond chance: after an allowance for every pair that was looked at, so that a list in twenty holds any by chance
    (see `coincidence`). Often is the rule's number at least.
    """
    spans = recent(cases, rule.days)
    result = touches(spans, "found", rule.found_hours)
    left = touches(spans, "left", rule.left_hours)
    shared = overlaps(spans)
    usual = Chance.of(spans, rule.days)
    at_places = chances_at_places(spans, (("found", rule.found_hours), ("left", rule.left_hours)), rule.days)
    at_times = chances_at_one_time({pair: times for pair, (times, _) in shared.items()}, usual.every())
    together = {pair: chance for pair, chance in at_places.items() if chance <= ALLOWED / 2}
    often = {pair for pair, chance in at_times.items() if chance <= ALLOWED / 2 and shared[pair][0] >= rule.overlaps}
    every = [
        Pair(
            *pair,
            tuple(result.get(pair, ())) if pair in together else (),
            tuple(left.get(pair, ())) if pair in together else (),
            *shared.get(pair, (0, 0.0)),
            usual.expected(*pair),
            together[pair] if pair in together else at_times[pair],
        )
        for pair in {*together, *often}
    ]
    return sorted(sorted(every, key=lambda item: (item.one, item.other)), key=lambda item: item.rank, reverse=True)


@dataclass(frozen=True)
class Chance:
    """What chance alone would bring, from how often and how long each child was gone in so many hours."""

    gone: dict[str, tuple[int, float]]  # episodes, hours
    hours: float

    @classmethod
    def of(cls, spans: pl.DataFrame, days: int) -> "Chance":
        """From the episodes whose times are known."""
        lasted = (pl.col("until_utc") - pl.col("started_utc")).dt.total_seconds() / SECONDS_AN_HOUR
        rows = spans.drop_nulls(["started_utc", "until_utc"]).group_by("child_id")
        result = rows.agg(pl.len().alias("episodes"), lasted.sum().alias("hours")).iter_rows()
        return cls({child: (int(episodes), float(hours)) for child, episodes, hours in result}, days * HOURS_A_DAY)

    def every(self) -> dict[tuple[str, str], float]:
        """What is expected of every two children, in the order of their pseudonyms."""
        return {pair: self.expected(*pair) for pair in combinations(sorted(self.gone), 2)}

    def expected(self, first: str, other: str) -> float:
        """Overlaps of two who know nothing of each other: an episode meets the other's while either lasts."""
        (episodes, hours), (others, other_hours) = self.gone.get(first, (0, 0.0)), self.gone.get(other, (0, 0.0))
        return (others * hours + episodes * other_hours) / self.hours


def recent(cases: Cases, days: int) -> pl.DataFrame:
    """Missing episodes that began in the last days: who, where gone from and found, from when until when."""
    return (
        cases.rows.filter((pl.col("category") == "missing") & within(days, cases.as_of))
        .with_columns(until_utc=pl.when("is_open").then(pl.lit(cases.as_of_utc)).otherwise("ended_utc"))
        .select(
            "child_id", "started_at", "started_utc", "until_utc", "ended_at",
            found="found_place", left=LOCATION, found_utc="ended_utc", left_utc="started_utc",
            found_at="ended_at", left_at="started_at",
        )
    )  # fmt: skip


def touches(spans: pl.DataFrame, how: str, hours: int) -> dict[tuple[str, str], list[Touch]]:
    """Pairs of children at one place within so many hours of one another: exactly so many count."""
    rows = spans.select("child_id", place=how, utc=f"{how}_utc", at=f"{how}_at").drop_nulls()
    joined = rows.join(rows, on="place", suffix="_other").filter(
        (pl.col("child_id") < pl.col("child_id_other"))
        & ((pl.col("utc") - pl.col("utc_other")).abs() <= timedelta(hours=hours))
    )
    result: dict[tuple[str, str], list[Touch]] = {}
    latest = pl.max_horizontal("at", "at_other").alias("latest")
    for first, other, place, at in (
        joined.select("child_id", "child_id_other", "place", latest).sort("latest", "place").iter_rows()
    ):
        result.setdefault((first, other), []).append(Touch(how, place, at))
    return result


def overlaps(spans: pl.DataFrame) -> dict[tuple[str, str], tuple[int, float]]:
    """Pairs of children missing at one time: how often, and for how many hours altogether."""
    rows = spans.select("child_id", "started_utc", "until_utc").drop_nulls()
    joined = rows.join_where(
        rows,
        pl.col("child_id") < pl.col("child_id_other"),
        pl.col("started_utc") < pl.col("until_utc_other"),
        pl.col("started_utc_other") < pl.col("until_utc"),
        suffix="_other",
    )
    shared = pl.min_horizontal("until_utc", "until_utc_other") - pl.max_horizontal("started_utc", "started_utc_other")
    counted = joined.group_by("child_id", "child_id_other").agg(
        pl.len().alias("times"), (shared.dt.total_seconds().sum() / SECONDS_AN_HOUR).alias("hours")
    )
    return {(first, other): (int(times), float(hours)) for first, other, times, hours in counted.iter_rows()}


def groups(linked: Sequence[Pair]) -> list[tuple[str, ...]]:
    """Children linked to one another by being found or gone together, directly or through others; largest first."""
    together: dict[str, set[str]] = {}
    for pair in linked:
        if pair.is_together:
            members = together.get(pair.one, {pair.one}) | together.get(pair.other, {pair.other})
            for child in members:
                together[child] = members
    distinct = {tuple(sorted(members)) for members in together.values()}
    return sorted(distinct, key=lambda members: (-len(members), members))
