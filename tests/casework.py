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
    "placement_provider": pl.String, "safe_and_well_at": pl.Datetime("us"),
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
    rows = pl.DataFrame([row_of(episode) for episode in episodes], schema=SCHEMA, orient="row")
    return Cases(rows.sort("started_at", "episode_id"), as_of, "000001")


def interview_of(gone: Gone) -> dict[str, Any]:
    """What a row says of the interview after a return."""
    is_held, is_refused = gone.interview == "held", gone.interview in ("refused", "visited")
    ended = gone.ended or AS_OF
    due_at = ended + timedelta(hours=72)
    outcome = "accepted_completed" if is_held else "declined_child" if is_refused else "pending"
    return {
        "interview_required": bool(gone.interview), "interview_offered": is_held or is_refused,
        "interview_completed": is_held, "interview_in_time": is_held, "interview_due_at": due_at,
        "interview_due": gone.interview == "overdue", "interview_outcome": outcome if gone.interview else "unknown",
        "visit_at": ended + timedelta(hours=20) if gone.interview == "visited" else None,
    }  # fmt: skip


def row_of(gone: Gone) -> dict[str, Any]:
    precision = "date" if gone.is_dated else "minute"
    return {
        "episode_id": gone.name, "child_id": gone.child, "category": gone.category, "started_at": gone.started,
        "started_utc": utc(gone.started), "started_precision": precision, "ended_at": gone.ended,
        "ended_utc": utc(gone.ended), "ended_precision": precision if gone.ended else None,
        "is_open": gone.ended is None,
        "end_status": "open" if gone.ended is None else "returned",
        "age": gone.age, "sex": "F", "setting": gone.setting, "placement": "not_in_care", "in_area": gone.in_area,
        "triage": gone.triage, "police_risk": gone.police_risk, "flags": list(gone.flags),
        "reported_from": gone.reported_from, "place": gone.place,
        "urn": gone.urn, "sector": None, "found_place": gone.found_place, "district": "B1",
        "provider": "unknown", **interview_of(gone),
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


def in_window(gone: Gone, days: int, at: datetime = AS_OF) -> bool:
    return at - days * DAY <= gone.started <= at


def slow_seconds(episodes: Sequence[Gone], child: str, days: int) -> int:
    """Minutes of the window in which the child was missing by any episode, one by one."""
    opens, closes = utc(AS_OF - days * DAY), utc(AS_OF)
    own = [
        episode
        for episode in episodes
        if episode.child == child and episode.category == "missing" and not episode.is_dated
    ]
    spans = [(utc(item.started), utc(item.ended) if item.ended else closes) for item in own]
    minutes = int((closes - opens) / MINUTE)
    moments = [opens + minute * MINUTE for minute in range(minutes)]
    return 60 * sum(any(start <= at < end for start, end in spans) for at in moments)


def slow_ranking(episodes: Sequence[Gone]) -> tuple[list[tuple[str, int, int]], list[str]]:
    """By the default rule: (pseudonym, step or -1, points) in order; and those to settle, in order of pseudonym."""
    result, doubtful = [], []
    earliest = min((episode.started for episode in episodes), default=AS_OF)
    for child in sorted({episode.child for episode in episodes}):
        own = [
            episode
            for episode in episodes
            if episode.child == child and (in_window(episode, 365) or episode.ended is None)
        ]
        missing = [item for item in sorted(own, key=slow_place) if item.category == "missing"]
        seconds = slow_seconds(episodes, child, 7)
        gone_for = max((slow_gone_for(item) for item in missing if item.ended is None), default=None)
        if not any(in_window(item, 7) or slow_reaches(item, AS_OF - 7 * DAY) for item in missing):
            continue
        if gone_for is not None and AS_OF - max(at for item in own for at in slow_news(item)) > 90 * DAY:
            doubtful.append(child)
            continue
        step = next((hours for hours in (168, 72, 24, 0) if (gone_for or -1) >= hours * 3600), -1)
        step = 0 if gone_for == 0 else step
        points = slow_points(sorted(own, key=slow_place), missing, earliest)
        age = sorted(own, key=slow_place)[-1].age
        result.append((child, step, points, gone_for or 0, seconds, -99 if age is None else -age))
    result.sort(key=lambda one: (*(-value for value in one[1:]), one[0]))
    return [item[:3] for item in result], doubtful


def slow_place(gone: Gone) -> tuple[datetime, str]:
    return gone.started, gone.name


def slow_reaches(gone: Gone, opens: datetime) -> bool:
    """Whether an episode was not over when the days began; an end that is a day alone may be any time of it."""
    if gone.ended is None:
        return True
    return gone.ended.date() >= opens.date() if gone.is_dated else gone.ended > opens


def slow_gone_for(gone: Gone) -> int:
    """Seconds since the start, or since the midnight before it where only a date is known."""
    return max(int((utc(AS_OF) - utc(gone.started)).total_seconds()), 0)


def slow_news(gone: Gone) -> list[datetime]:
    """Everything with a time that is written of an episode, up to the as-of time."""
    visit = [gone.ended + timedelta(hours=20)] if gone.ended and gone.interview == "visited" else []
    return [at for at in (gone.started, gone.ended, *visit) if at and at <= AS_OF]


def slow_points(own: Sequence[Gone], missing: Sequence[Gone], earliest: datetime) -> int:
    """What the default weights give a child, thing by thing."""
    flags = {flag for item in own for flag in item.flags}
    triages = [item.triage for item in own if item.triage != "not_triaged"]
    age, opens = own[-1].age, AS_OF - 7 * DAY
    known = min((AS_OF - earliest).days, 365) - 28
    lately = sum(in_window(child, 28) for child in missing)
    before = sum(in_window(child, 365) for child in missing) - lately
    reaching = [
        child
        for child in missing
        if not child.is_dated and (child.ended is None or child.ended > opens or in_window(child, 7))
    ]
    back = [child for child in missing if child.ended and child.ended >= AS_OF - 28 * DAY]
    last_back = sorted(back, key=lambda one: one.ended or AS_OF)[-1:]
    return (
        3 * bool(flags & {"cse", "cce", "county_lines", "gangs", "trafficking"})
        + 1 * bool(flags & {"uasc", "substance"})
        + 3 * (bool(missing) and missing[-1].police_risk == "high")
        + 2 * (triages[-1:] == ["red"])
        + (0 if age is None else 3 if age < 13 else 1 if age < 16 else 0)
        + 2 * (age is not None and age < 13 and before + lately <= 1)
        + 1 * (own[-1].in_area == "out")
        + 1 * (sum(in_window(child, 7) for child in missing) >= 3)
        + 2 * (sum(in_window(child, 90) for child in missing) >= 3)
        + 2 * (known >= 56 and lately >= 2 and lately * known > 2 * before * 28)
        + 2 * any((item.seconds or 0) >= 72 * 3600 for item in reaching)
        + 1 * (bool(last_back) and last_back[0].interview in ("overdue", "refused"))
    )


def slow_key(gone: Gone, rule: Rule) -> str | None:
    home = f"Home {gone.urn}" if gone.urn else None
    return {"child": gone.child, "home": home, "location": gone.place or home}[rule.scope.value]


def gone_from(gone: Gone) -> str:
    words = (gone.reported_from or "").lower()
    return "education" if "school" in words or "college" in words else gone.setting


def slow_is_met(episodes: Sequence[Gone], rule: Rule, key: str, at: datetime) -> bool:
    """Whether a count rule is met at a moment, by looking at its window."""
    inside = [
        episode
        for episode in episodes
        if episode.category in rule.categories
        and slow_key(episode, rule) == key
        and in_window(episode, rule.days or 0, at)
    ]
    if rule.settings:
        return len({gone_from(item) for item in inside} & {"home", "care", "education"}) >= rule.settings
    return len(inside) >= (rule.count or 0)


def slow_stretches(episodes: Sequence[Gone], rule: Rule) -> set[tuple[str, datetime, datetime]]:
    """Key, first and last moment of every stretch in which a count rule is met, looked at wherever it may change."""
    window, result = (rule.days or 0) * DAY, set()
    for key in {slow_key(episode, rule) for episode in episodes} - {None}:
        starts = sorted({episode.started for episode in episodes if slow_key(episode, rule) == key})
        changes = sorted({*starts, *(start + window for start in starts)})
        first = last = None
        for at in changes:
            if slow_is_met(episodes, rule, key, at):
                first, last = first or at, at
            # Between two changes nothing begins: it ends where the window has just left an episode behind.
            if first and not slow_is_met(episodes, rule, key, at + MINUTE / 2):
                result.add((key, first, last))
                first = None
    return result
