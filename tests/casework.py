"""Histories of a few children for casework's tests, and the answers worked out in plain Python, a minute at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from analytics.casework.rows import Cases
from data.week_settings import Rule
from tests.builders import utc
from tests.invented import FACT_SCHEMA

AS_OF = datetime(2026, 10, 26, 7, 30)  # the day after clocks went back: windows and hours cross it
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# The facts, and what casework has beside them. A column that a test does not name is null.
SCHEMA = FACT_SCHEMA | {
    "episode_id": pl.String, "child_id": pl.String, "started_utc": pl.Datetime("us"), "ended_utc": pl.Datetime("us"),
    "is_open": pl.Boolean, "interview_due": pl.Boolean, "flags": pl.List(pl.String), "reported_from": pl.String,
    "place": pl.String, "urn": pl.String, "sector": pl.String, "found_place": pl.String, "how_ended": pl.String,
    "interview_reason": pl.String, "safe_and_well_at": pl.Datetime("us"),
}  # fmt: skip


@dataclass(frozen=True)
class Gone:
    """One episode, as a test writes it. `ended` null: still open. `is_dated`: only dates are known."""

    child: str
    started: datetime
    ended: datetime | None
    category: str = "missing"
    is_dated: bool = False
    setting: str = "home"
    reported_from: str | None = None
    place: str | None = None
    urn: str | None = None
    found_place: str | None = None
    age: int | None = 15
    number: int = 0

    @property
    def name(self) -> str:
        return f"{self.number:03} {self.child}"

    @property
    def seconds(self) -> float | None:
        """How long it lasted, truly, so far."""
        if self.is_dated:
            return None
        return max((utc(self.ended or AS_OF) - utc(self.started)).total_seconds(), 0)


def numbered(episodes: Sequence[Gone]) -> list[Gone]:
    return [replace(one, number=number) for number, one in enumerate(episodes)]


def cases_of(episodes: Sequence[Gone], as_of: datetime = AS_OF) -> Cases:
    """The rows that casework looks at, of numbered episodes."""
    rows = pl.DataFrame([row_of(one) for one in episodes], schema=SCHEMA, orient="row")
    return Cases(rows.sort("started_at", "episode_id"), as_of, "000001")


def row_of(one: Gone) -> dict[str, Any]:
    precision = "date" if one.is_dated else "minute"
    return {
        "episode_id": one.name, "child_id": one.child, "category": one.category, "started_at": one.started,
        "started_utc": utc(one.started), "started_precision": precision, "ended_at": one.ended,
        "ended_utc": utc(one.ended), "ended_precision": precision if one.ended else None, "is_open": one.ended is None,
        "end_status": "open" if one.ended is None else "returned",
        "age": one.age, "sex": "F", "setting": one.setting, "placement": "not_in_care", "in_area": "not_in_care",
        "triage": "not_triaged", "police_risk": "unknown", "flags": [], "reported_from": one.reported_from,
        "place": one.place, "urn": one.urn, "sector": None, "found_place": one.found_place, "district": "B1",
        "interview_required": False, "interview_offered": False, "interview_completed": False,
        "interview_in_time": False, "interview_due": False, "interview_outcome": "unknown", "provider": "unknown",
    }  # fmt: skip


# Starts on and beside the edges of every window, and some between.
EDGES = [AS_OF - days * DAY + shift * MINUTE for days in (7, 14, 28, 30, 90, 365) for shift in (-1, 0, 1)]
BETWEEN = [AS_OF - hours * timedelta(hours=1) for hours in range(1, 24 * 40, 13)]
LENGTHS = [
    timedelta(0),
    MINUTE,
    timedelta(hours=5),
    timedelta(hours=72),
    timedelta(hours=72) + MINUTE,
    timedelta(days=9),
]


@st.composite
def histories(draw: st.DrawFn) -> list[Gone]:
    """Up to thirty episodes of up to four children, many on an edge, some of one start, some overlapping."""
    many = draw(st.integers(0, 30))
    return numbered([draw(episodes()) for _ in range(many)])


@st.composite
def episodes(draw: st.DrawFn) -> Gone:
    started = draw(st.sampled_from([*EDGES, *BETWEEN, AS_OF]))
    is_dated = draw(st.integers(0, 7)) == 0
    if is_dated:
        started = datetime.combine(started.date(), datetime.min.time())
    ended = started + draw(st.sampled_from(LENGTHS))
    return Gone(
        child=draw(st.sampled_from("ABCD")),
        started=started,
        ended=None if ended > AS_OF or draw(st.integers(0, 9)) == 0 else ended,
        category=draw(st.sampled_from(("missing", "missing", "missing", "absent", "away"))),
        is_dated=is_dated,
        setting=draw(st.sampled_from(("home", "care", "unknown"))),
        reported_from=draw(st.sampled_from((None, "Home", "High School", "COLLEGE"))),
        place=draw(st.sampled_from((None, "Park"))),
        urn=draw(st.sampled_from((None, "9000101"))),
        age=draw(st.sampled_from((None, 13, 15))),
    )


# --- the answers, slowly ---------------------------------------------------------------------------


def in_window(one: Gone, days: int, at: datetime = AS_OF) -> bool:
    return at - days * DAY <= one.started <= at


def slow_seconds(episodes: Sequence[Gone], child: str, days: int) -> int:
    """Minutes of the window in which the child was missing by any episode, one by one."""
    opens, closes = utc(AS_OF - days * DAY), utc(AS_OF)
    own = [one for one in episodes if one.child == child and one.category == "missing" and not one.is_dated]
    spans = [(utc(one.started), utc(one.ended) if one.ended else closes) for one in own]
    minutes = int((closes - opens) / MINUTE)
    moments = [opens + minute * MINUTE for minute in range(minutes)]
    return 60 * sum(any(start <= at < end for start, end in spans) for at in moments)


def slow_ranking(episodes: Sequence[Gone], days: int) -> list[tuple[str, bool, int, int, int | None]]:
    """Children by the default rule: pseudonym, still missing, episodes, seconds, age."""
    found = []
    for child in sorted({one.child for one in episodes}):
        own = [one for one in episodes if one.child == child]
        missing = [one for one in own if one.category == "missing"]
        is_missing = any(one.ended is None for one in missing)
        count = sum(in_window(one, days) for one in missing)
        seconds = slow_seconds(episodes, child, days)
        relevant = [one for one in own if in_window(one, 365) or one.ended is None]
        if is_missing or count or seconds:
            age = sorted(relevant, key=lambda one: (one.started, one.name))[-1].age
            found.append((child, is_missing, count, seconds, age))
    return sorted(found, key=lambda one: (-one[1], -one[2], -one[3], 99 if one[4] is None else one[4], one[0]))


def slow_key(one: Gone, rule: Rule) -> str | None:
    home = f"Home {one.urn}" if one.urn else None
    return {"child": one.child, "home": home, "location": one.place or home}[rule.scope.value]


def gone_from(one: Gone) -> str:
    words = (one.reported_from or "").lower()
    return "education" if "school" in words or "college" in words else one.setting


def slow_is_met(episodes: Sequence[Gone], rule: Rule, key: str, at: datetime) -> bool:
    """Whether a count rule is met at a moment, by looking at its window."""
    inside = [
        one
        for one in episodes
        if one.category in rule.categories and slow_key(one, rule) == key and in_window(one, rule.days or 0, at)
    ]
    if rule.settings:
        return len({gone_from(one) for one in inside} & {"home", "care", "education"}) >= rule.settings
    return len(inside) >= (rule.count or 0)


def slow_stretches(episodes: Sequence[Gone], rule: Rule) -> set[tuple[str, datetime, datetime]]:
    """Key, first and last moment of every stretch in which a count rule is met, looked at wherever it may change."""
    window, found = (rule.days or 0) * DAY, set()
    for key in {slow_key(one, rule) for one in episodes} - {None}:
        starts = sorted({one.started for one in episodes if slow_key(one, rule) == key})
        changes = sorted({*starts, *(start + window for start in starts)})
        first = last = None
        for at in changes:
            if slow_is_met(episodes, rule, key, at):
                first, last = first or at, at
            # Between two changes nothing begins: it ends where the window has just left an episode behind.
            if first and not slow_is_met(episodes, rule, key, at + MINUTE / 2):
                found.add((key, first, last))
                first = None
    return found
