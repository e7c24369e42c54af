"""Triggers: the council's rules, and where and when the records met them.

A count rule is met while so many episodes began in its rolling window, both ends included: from the start of the one
that makes the number up until the window has left the oldest of them behind. Stretches that touch are one trigger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

from analytics.casework.rows import Cases, local, seconds_so_far
from analytics.recorded import ENDED
from analytics.words import field_name, joined
from data.casebook import Entry, Kind
from data.week_settings import Rule, Scope, Triggers

# Where an episode counts: the place missing from where it has a name, else the children's home, else the sector.
LOCATION: Final = pl.coalesce("place", pl.format("Home {}", "urn"), "sector")
KEYS: Final[dict[Scope, pl.Expr]] = {
    Scope.CHILD: pl.col("child_id"),
    Scope.LOCATION: LOCATION,
    Scope.HOME: pl.format("Home {}", "urn"),
}
LASTING_DAYS: Final = 28  # a rule of hours looks at no window: so many days are looked at for whether it can be met
SETTINGS: Final = ("home", "care", "education")


class State(StrEnum):
    """How a trigger stands at the as-of time."""

    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Trigger:
    """A rule met. `key` is the child's pseudonym, or the name of the place or home; `closes_at` null while missing."""

    rule: Rule
    key: str
    state: State
    met_at: datetime
    closes_at: datetime | None
    episodes: tuple[str, ...]  # ids, oldest first
    acknowledged: Entry | None = None

    @property
    def name(self) -> str:
        """What tells this trigger from every other, for whoever acknowledges it."""
        return f"{self.rule.name} · {self.key} · {self.met_at.isoformat(' ', 'minutes')}"

    @property
    def child_id(self) -> str:
        """The child, where the rule is about one; else empty."""
        return self.key if self.rule.scope is Scope.CHILD else ""


def triggers(cases: Cases, rules: Sequence[Rule], shown: Triggers, entries: Sequence[Entry] = ()) -> list[Trigger]:
    """Every trigger that is open, or was until lately; new ones first, then open ones, each newest first."""
    said = {entry.about: entry for entry in entries if entry.kind is Kind.ACKNOWLEDGED}
    found = [
        Trigger(one.rule, one.key, one.state, one.met_at, one.closes_at, one.episodes, said.get(one.name))
        for rule in rules
        for one in met(cases, rule, shown)
    ]
    order = list(State)
    by_name = sorted(found, key=lambda one: (one.rule.name, one.key))
    newest = sorted(by_name, key=lambda one: one.met_at, reverse=True)
    return sorted(newest, key=lambda one: order.index(one.state))


def unsaid(cases: Cases, rule: Rule) -> str:
    """Why a rule cannot be met, in a sentence: what no file of its days recorded; empty where it can."""
    needs = [*([ENDED] if rule.hours else []), *(["setting"] if rule.settings else [])]
    lacking = cases.lacks(rule.days or LASTING_DAYS, *needs, *rule.categories)
    of_categories = lacking.intersection(rule.categories) if lacking.issuperset(rule.categories) else frozenset()
    names = [*lacking.intersection(needs), *sorted(of_categories)]
    return (
        f"Not recorded: no file of these days tells of {joined([field_name(name) for name in names])}." if names else ""
    )


def met(cases: Cases, rule: Rule, shown: Triggers) -> list[Trigger]:
    """The triggers of one rule, in no order."""
    runs = lasting(cases, rule) if rule.hours else counting(cases, rule, shown)
    as_of, new_since = cases.as_of, cases.as_of - timedelta(days=shown.new_days)
    is_open = pl.col("closes_at").is_null() | (pl.col("closes_at") >= as_of)
    state = (
        pl.when(pl.col("met_at") >= new_since)
        .then(pl.lit(State.NEW.value))
        .when(is_open)
        .then(pl.lit(State.OPEN.value))
        .otherwise(pl.lit(State.CLOSED.value))
    )
    lately = is_open | (pl.col("closes_at") >= as_of - timedelta(days=shown.closed_days))
    rows = runs.filter(lately | (pl.col("met_at") >= new_since)).with_columns(state=state)
    return [
        Trigger(rule, key, State(state), met_at, closes_at, tuple(episodes))
        for key, state, met_at, closes_at, episodes in rows.select(
            "key", "state", "met_at", "closes_at", "episodes"
        ).iter_rows()
    ]


def lasting(cases: Cases, rule: Rule) -> pl.DataFrame:
    """Episodes that last longer than the rule's hours, one row each: key, met_at, closes_at (the return), episodes.

    Met when the hours have passed; exactly so many hours are not longer.
    """
    limit = timedelta(hours=rule.hours or 0)
    return (
        of_rule(cases, rule)
        .filter(seconds_so_far(cases.as_of_utc) > limit.total_seconds())
        .select(
            "key",
            met_at=local(pl.col("started_utc") + limit),
            closes_at=pl.col("ended_at"),
            episodes=pl.concat_list("episode_id"),
        )
    )


def counting(cases: Cases, rule: Rule, shown: Triggers) -> pl.DataFrame:
    """Stretches in which a count rule is met, one row each: key, met_at, closes_at, episodes (ids, oldest first)."""
    window = timedelta(days=rule.days or 0)
    rows = of_rule(cases, rule)
    began = pl.col("started_at").shift((rule.count or 1) - 1).over("key") if rule.count else settings_began(rule, shown)
    meeting = rows.with_columns(began=began).filter(pl.col("started_at") - pl.col("began") <= window)
    ends = pl.col("began") + window
    is_new_run = (pl.col("started_at") > ends.shift(1).over("key")).fill_null(value=True)
    runs = (
        meeting.with_columns(run=is_new_run.cum_sum().over("key"))
        .group_by("key", "run")
        .agg(met_at=pl.col("started_at").min(), closes_at=ends.max(), first=pl.col("began").min())
    )
    return with_episodes(runs, rows)


def settings_began(rule: Rule, shown: Triggers) -> pl.Expr:
    """When the oldest began of the latest episodes from so many different settings; null for fewer settings."""
    school = "|".join(f"(?i){word}" for word in shown.education)
    gone_from = (
        pl.when(pl.col("reported_from").str.contains(school))
        .then(pl.lit("education"))
        .otherwise(pl.col("setting").cast(pl.String))
    )
    latest = [
        pl.when(gone_from == setting).then(pl.col("started_at")).forward_fill().over("key") for setting in SETTINGS
    ]
    return (
        pl.concat_list(latest)
        .list.drop_nulls()
        .list.sort(descending=True)
        .list.get((rule.settings or 1) - 1, null_on_oob=True)
    )


def of_rule(cases: Cases, rule: Rule) -> pl.DataFrame:
    """The rows that a rule counts, each with the key that it counts them by; in order of start."""
    return (
        cases.rows.filter(pl.col("category").cast(pl.String).is_in(rule.categories))
        .with_columns(key=KEYS[rule.scope])
        .filter(pl.col("key").is_not_null())
        .sort("started_at", "episode_id")
    )


def with_episodes(runs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The runs, each with the episodes that made it: from the first that counted to the end of the stretch."""
    return (
        runs.join(rows.select("key", "started_at", "episode_id"), on="key")
        .filter(pl.col("started_at").is_between("first", "closes_at"))
        .sort("started_at", "episode_id")
        .group_by("key", "run", "met_at", "closes_at", maintain_order=True)
        .agg(episodes=pl.col("episode_id"))
    )
