"""A council's weeks of which nothing is to be said, and some in which something was planted: as cases, from a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import polars as pl

from analytics.casework.latest import LatestWeek, latest_week
from analytics.casework.rows import Cases, to_utc
from data.week_settings import Weekly
from tests.casework import SCHEMA

FIRST: Final = datetime(2025, 9, 1)  # a Monday
WEEK: Final = timedelta(days=7)
CHILDREN: Final = 150
PROVIDERS: Final = ("North", "South", "East")
SHARE_IN_TIME: Final = 0.7


@dataclass(frozen=True)
class Child:
    """Where a child lives, and who sees them; the same all year."""

    name: str
    setting: str
    placement: str
    urn: str | None
    area: str
    provider: str


def some_children(chance: np.random.Generator) -> list[Child]:
    """Half of them at home, the others in twelve homes or with foster families, in four areas."""
    return [some_child(chance, number) for number in range(CHILDREN)]


def some_child(chance: np.random.Generator, number: int) -> Child:
    is_at_home, home = chance.random() < 0.5, int(chance.integers(0, 20))
    placement = "not_in_care" if is_at_home else "own_residential" if home < 12 else "foster"
    urn = None if is_at_home or home >= 12 else f"SC{home:03}"
    return Child(
        f"child-{number:03}", "home" if is_at_home else "care", placement, urn,
        f"Area {chance.integers(1, 5)}", PROVIDERS[int(chance.integers(0, 3))],
    )  # fmt: skip


def always_alike(_provider: str, _week: int) -> float:
    """The same share of interviews in time for everybody, all year."""
    return SHARE_IN_TIME


def some_weeks(
    chance: np.random.Generator,
    weekly: Callable[[int], float],
    weeks: int,
    in_time: Callable[[str, int], float] = always_alike,
    bursts: float = 1.0,
) -> list[dict[str, Any]]:
    """Episodes of so many weeks: `weekly` says how many are expected in a week, `in_time` the share of a provider.

    `bursts`: how many episodes a child has in a row in the mean, within the same week.
    """
    children = some_children(chance)
    often = chance.gamma(0.7, size=CHILDREN)
    rows = []
    for week in range(weeks):
        for child in chance.choice(CHILDREN, chance.poisson(weekly(week) / bursts), p=often / often.sum()):
            for _ in range(chance.geometric(1 / bursts)):
                started = FIRST + week * WEEK + timedelta(minutes=int(chance.integers(0, 7 * 24 * 60)))
                rows.append(row_of(children[child], started, chance, in_time))
    return rows


def row_of(
    child: Child, started: datetime, chance: np.random.Generator, in_time: Callable[[str, int], float]
) -> dict[str, Any]:
    """One closed episode of some hours, whose interview was owed."""
    ended = started + timedelta(hours=int(chance.integers(1, 20)))
    due = ended + timedelta(hours=72)
    is_in_time = bool(chance.random() < in_time(child.provider, (due - FIRST) // WEEK))
    return {
        "child_id": child.name, "category": "missing", "started_at": started, "started_precision": "minute",
        "ended_at": ended, "ended_precision": "minute", "is_open": False, "age": 15, "sex": "F",
        "setting": child.setting, "placement": child.placement, "urn": child.urn, "area": child.area,
        "provider": child.provider, "triage": "not_triaged", "flags": [], "in_area": "in", "police_risk": "unknown",
        "interview_required": True, "interview_offered": True, "interview_completed": is_in_time,
        "interview_in_time": is_in_time, "interview_due": True, "interview_due_at": due,
        "interview_outcome": "accepted_completed" if is_in_time else "pending", "district": "B1",
        "suggested_triage": "green", "started_utc": to_utc(started), "ended_utc": to_utc(ended), "hours_band": "0-8",
    }  # fmt: skip


def frame_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows as casework reads them, oldest first."""
    named = ({"episode_id": f"{place:05}", **row} for place, row in enumerate(rows))
    return pl.DataFrame(list(named), schema=SCHEMA, orient="row").sort("started_at", "episode_id")


def latest_after(frame: pl.DataFrame, weeks: int) -> LatestWeek:
    """What is said of the last of so many weeks."""
    ends = FIRST + weeks * WEEK - timedelta(microseconds=1)
    return latest_week(Cases(frame.filter(pl.col("started_at") <= ends), ends, "000001"), Weekly().weeks)


def says_unusual(latest: LatestWeek) -> bool:
    """Whether any word of the week's report says that something is unusual, or one of its figures is marked so."""
    texts = latest.change, latest.standing, latest.parts, latest.interviews
    return any("nusual" in text for text in texts) or latest.episodes.is_unusual or latest.children.is_unusual
