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
    "placement_provider": pl.String, "interview_reason": pl.String, "safe_and_well_at": pl.Datetime("us"),
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
    flags: tuple[str, ...] = ()
    triage: str = "not_triaged"
    police_risk: str = "unknown"
    in_area: str = "not_in_care"
    interview: str = ""  # held, overdue, refused or visited (after a refusal); empty: none is required
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


def interview_of(one: Gone) -> dict[str, Any]:
    """What a row says of the interview after a return."""
    is_held, is_refused = one.interview == "held", one.interview in ("refused", "visited")
    ended = one.ended or AS_OF
    due_at = ended + timedelta(hours=72)
    outcome = "accepted_completed" if is_held else "declined_child" if is_refused else "pending"
    return {
        "interview_required": bool(one.interview), "interview_offered": is_held or is_refused,
        "interview_completed": is_held, "interview_in_time": is_held, "interview_due_at": due_at,
        "interview_due": one.interview == "overdue", "interview_outcome": outcome if one.interview else "unknown",
        "visit_at": ended + timedelta(hours=20) if one.interview == "visited" else None,
    }  # fmt: skip


def row_of(one: Gone) -> dict[str, Any]:
    precision = "date" if one.is_dated else "minute"
    return {
        "episode_id": one.name, "child_id": one.child, "category": one.category, "started_at": one.started,
        "started_utc": utc(one.started), "started_precision": precision, "ended_at": one.ended,
        "ended_utc": utc(one.ended), "ended_precision": precision if one.ended else None, "is_open": one.ended is None,
        "end_status": "open" if one.ended is None else "returned",
        "age": one.age, "sex": "F", "setting": one.setting, "placement": "not_in_care", "in_area": one.in_area,
        "triage": one.triage, "police_risk": one.police_risk, "flags": list(one.flags),
        "reported_from": one.reported_from, "place": one.place,
        "urn": one.urn, "sector": None, "found_place": one.found_place, "district": "B1",
        "provider": "unknown", **interview_of(one),
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
        age=draw(st.sampled_from((None, 11, 13, 15, 16))),
        flags=draw(st.sampled_from(((), (), ("cse",), ("substance",), ("gangs", "uasc")))),
        triage=draw(st.sampled_from(("not_triaged", "red", "amber"))),
        police_risk=draw(st.sampled_from(("unknown", "high", "medium"))),
        in_area=draw(st.sampled_from(("not_in_care", "in", "out"))),
        interview=draw(st.sampled_from(("", "held", "overdue", "refused", "visited"))),
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


def slow_ranking(episodes: Sequence[Gone]) -> tuple[list[tuple[str, int, int]], list[str]]:
    """By the default rule: (pseudonym, step or -1, points) in order; and those to settle, in order of pseudonym."""
    found, doubtful = [], []
    earliest = min((one.started for one in episodes), default=AS_OF)
    for child in sorted({one.child for one in episodes}):
        own = [one for one in episodes if one.child == child and (in_window(one, 365) or one.ended is None)]
        missing = [one for one in sorted(own, key=slow_place) if one.category == "missing"]
        seconds = slow_seconds(episodes, child, 7)
        gone_for = max((slow_gone_for(one) for one in missing if one.ended is None), default=None)
        if not any(in_window(one, 7) or slow_reaches(one, AS_OF - 7 * DAY) for one in missing):
            continue
        if gone_for is not None and AS_OF - max(at for one in own for at in slow_news(one)) > 90 * DAY:
            doubtful.append(child)
            continue
        step = next((hours for hours in (168, 72, 24, 0) if (gone_for or -1) >= hours * 3600), -1)
        step = 0 if gone_for == 0 else step
        points = slow_points(sorted(own, key=slow_place), missing, earliest)
        age = sorted(own, key=slow_place)[-1].age
        found.append((child, step, points, gone_for or 0, seconds, -99 if age is None else -age))
    found.sort(key=lambda one: (*(-value for value in one[1:]), one[0]))
    return [one[:3] for one in found], doubtful


def slow_place(one: Gone) -> tuple[datetime, str]:
    return one.started, one.name


def slow_reaches(one: Gone, opens: datetime) -> bool:
    """Whether an episode was not over when the days began; an end that is a day alone may be any time of it."""
    if one.ended is None:
        return True
    return one.ended.date() >= opens.date() if one.is_dated else one.ended > opens


def slow_gone_for(one: Gone) -> int:
    """Seconds since the start, or since the midnight before it where only a date is known."""
    return max(int((utc(AS_OF) - utc(one.started)).total_seconds()), 0)


def slow_news(one: Gone) -> list[datetime]:
    """Everything with a time that is written of an episode, up to the as-of time."""
    visit = [one.ended + timedelta(hours=20)] if one.ended and one.interview == "visited" else []
    return [at for at in (one.started, one.ended, *visit) if at and at <= AS_OF]


def slow_points(own: Sequence[Gone], missing: Sequence[Gone], earliest: datetime) -> int:
    """What the default weights give a child, thing by thing."""
    flags = {flag for one in own for flag in one.flags}
    triages = [one.triage for one in own if one.triage != "not_triaged"]
    age, opens = own[-1].age, AS_OF - 7 * DAY
    known = min((AS_OF - earliest).days, 365) - 28
    lately = sum(in_window(one, 28) for one in missing)
    before = sum(in_window(one, 365) for one in missing) - lately
    reaching = [
        one for one in missing if not one.is_dated and (one.ended is None or one.ended > opens or in_window(one, 7))
    ]
    back = [one for one in missing if one.ended and one.ended >= AS_OF - 28 * DAY]
    last_back = sorted(back, key=lambda one: one.ended or AS_OF)[-1:]
    return (
        3 * bool(flags & {"cse", "cce", "county_lines", "gangs", "trafficking"})
        + 1 * bool(flags & {"uasc", "substance"})
        + 3 * (bool(missing) and missing[-1].police_risk == "high")
        + 2 * (triages[-1:] == ["red"])
        + (0 if age is None else 3 if age < 13 else 1 if age < 16 else 0)
        + 2 * (age is not None and age < 13 and before + lately <= 1)
        + 1 * (own[-1].in_area == "out")
        + 1 * (sum(in_window(one, 7) for one in missing) >= 3)
        + 2 * (sum(in_window(one, 90) for one in missing) >= 3)
        + 2 * (known >= 56 and lately >= 2 and lately * known > 2 * before * 28)
        + 2 * any((one.seconds or 0) >= 72 * 3600 for one in reaching)
        + 1 * (bool(last_back) and last_back[0].interview in ("overdue", "refused"))
    )


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
