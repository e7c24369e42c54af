"""Triggers: the council's rules, and where and when the records met them.

A count rule is met while so many episodes began in its rolling window, both ends included: from the start of the one
that makes the number up until the window has left the oldest of them behind. Stretches that touch are one trigger.
What co-ordinators answered is of a stretch: when the rule is met again later, that is another trigger.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

import polars as pl

from analytics.casework.rows import Cases, local, seconds_so_far
from analytics.measuring.recorded import ENDED
from analytics.words.names import field_name
from analytics.words.numbers import joined
from data.casebook import BETWEEN, Entry, Kind, trigger_name
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
ANSWERS: Final = (Kind.ACKNOWLEDGED, Kind.CLOSED)


class State(StrEnum):
    """How the window of a trigger stands at the as-of time, whatever was answered to it."""

    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Trigger:
    """A rule met. `key` is the child's pseudonym, or the name of the place or home; `closes_at` null while missing.

    `answers` are the words on this stretch, oldest first. `before` is the last word on another stretch of the same
    rule and key: an earlier one, or one that later files have made a part of this.
    """

    rule: Rule
    key: str
    state: State
    met_at: datetime
    closes_at: datetime | None
    episodes: tuple[str, ...]  # ids, oldest first
    starts: tuple[datetime, ...]  # of each episode
    children: tuple[str, ...]  # the pseudonym of each episode's child
    answers: tuple[Entry, ...] = ()
    before: Entry | None = None

    @property
    def answer(self) -> Entry | None:
        """The last word on it."""
        return self.answers[-1] if self.answers else None

    @property
    def more(self) -> int:
        """How many episodes it has more than when the last word was written; of old lines that is not known: none."""
        known = self.answer.episodes if self.answer else 0
        return max(len(self.episodes) - known, 0) if known else 0

    @property
    def is_closed(self) -> bool:
        """Whether the last word is that nothing more is to be done, and no episode came after it."""
        return self.answer is not None and self.answer.kind is Kind.CLOSED and not self.more

    @property
    def is_acknowledged(self) -> bool:
        """Whether the last word is of something that is still to be done."""
        return self.answer is not None and self.answer.kind is Kind.ACKNOWLEDGED

    @property
    def name(self) -> str:
        """What tells this trigger from every other, for whoever acknowledges it."""
        return trigger_name(self.rule.name, self.key, self.met_at)

    @property
    def child_id(self) -> str:
        """The child, where the rule is about one; else empty."""
        return self.key if self.rule.scope is Scope.CHILD else ""


@dataclass(frozen=True)
class Listing:
    """The triggers that are listed, and how many more closed so long ago that they are not, and nobody answered."""

    triggers: list[Trigger]
    dropped: int


def triggers(cases: Cases, rules: Sequence[Rule], shown: Triggers, entries: Sequence[Entry] = ()) -> list[Trigger]:
    """Every trigger that is open, was until lately or is acknowledged; new ones first, then open ones, newest first."""
    return listing(cases, rules, shown, entries).triggers


def listing(cases: Cases, rules: Sequence[Rule], shown: Triggers, entries: Sequence[Entry] = ()) -> Listing:
    """As `triggers`, with the number of those that are no longer listed and were never answered."""
    answers = by_stem(entries)
    every = [met(cases, rule, shown, answers) for rule in rules]
    result = [trigger for each in every for trigger in each.triggers]
    order = list(State)
    by_name = sorted(result, key=lambda item: (item.rule.name, item.key))
    newest = sorted(by_name, key=lambda item: item.met_at, reverse=True)
    return Listing(sorted(newest, key=lambda item: order.index(item.state)), sum(each.dropped for each in every))


Answers = Mapping[str, Sequence[Entry]]


def by_stem(entries: Sequence[Entry]) -> Answers:
    """The words on triggers by rule and key, oldest first."""
    answers: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind in ANSWERS:
            answers.setdefault(stem_of(entry.about), []).append(entry)
    return answers


def stem_of(name: str) -> str:
    """What the names of all triggers of one rule and key begin with."""
    return name.rpartition(BETWEEN)[0]


def unsaid(cases: Cases, rule: Rule) -> str:
    """Why a rule cannot be met, in a sentence: what no file of its days recorded; empty where it can."""
    needs = [*([ENDED] if rule.hours else []), *(["setting"] if rule.settings else [])]
    lacking = cases.lacks(rule.days or LASTING_DAYS, *needs, *rule.categories)
    of_categories = lacking.intersection(rule.categories) if lacking.issuperset(rule.categories) else frozenset()
    names = [*lacking.intersection(needs), *sorted(of_categories)]
    return (
        f"Not recorded: no file of these days tells of {joined([field_name(name) for name in names])}." if names else ""
    )


def met(cases: Cases, rule: Rule, shown: Triggers, answers: Answers) -> Listing:
    """The triggers of one rule, in no order."""
    rows = standing(cases, rule, shown)
    worded = rows.filter(pl.col("is_late") | pl.col("key").is_in(keys_in(answers, rule)))
    rule_triggers = answered(triggers_of(rule, worded), answers)
    listed = [
        trigger
        for trigger, is_late in zip(rule_triggers, worded["is_late"], strict=True)
        if is_late or trigger.is_acknowledged
    ]
    settled = sum(
        trigger.is_closed for trigger, is_late in zip(rule_triggers, worded["is_late"], strict=True) if not is_late
    )
    return Listing(listed, rows.height - len(listed) - settled)


@lru_cache(maxsize=64)
def standing(cases: Cases, rule: Rule, shown: Triggers) -> pl.DataFrame:
    """Every stretch of a rule, as `counting` has them, with its `state`, and `is_late`: open, new, or until lately."""
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
    is_late = is_open | (pl.col("closes_at") >= as_of - timedelta(days=shown.closed_days))
    return runs.with_columns(state=state, is_late=is_late | (pl.col("met_at") >= new_since))


def keys_in(answers: Answers, rule: Rule) -> list[str]:
    """Of whom or what there are words on triggers of the rule."""
    begins = f"{rule.name}{BETWEEN}"
    return [stem.removeprefix(begins) for stem in answers if stem.startswith(begins)]


def triggers_of(rule: Rule, rows: pl.DataFrame) -> list[Trigger]:
    """A trigger a row."""
    return [
        Trigger(rule, key, State(state), met_at, closes_at, tuple(episodes), tuple(starts), tuple(children))
        for key, state, met_at, closes_at, episodes, starts, children in rows.select(
            "key", "state", "met_at", "closes_at", "episodes", "starts", "children"
        ).iter_rows()
    ]


def answered(rule_triggers: Sequence[Trigger], answers: Answers) -> list[Trigger]:
    """The triggers of one rule, each with the words on it, and the last on a stretch that came before or is gone."""
    names = {trigger.name for trigger in rule_triggers}
    return [with_answers(trigger, answers.get(stem_of(trigger.name), ()), names) for trigger in rule_triggers]


def with_answers(trigger: Trigger, words: Sequence[Entry], names: Collection[str]) -> Trigger:
    """A trigger with its own words; times stand in a name so that the later stretch is the greater text."""
    own = tuple(entry for entry in words if entry.about == trigger.name)
    earlier = [entry for entry in words if entry.about < trigger.name or entry.about not in names]
    return replace(trigger, answers=own, before=earlier[-1] if earlier else None)


def lasting(cases: Cases, rule: Rule) -> pl.DataFrame:
    """Episodes that last longer than the rule's hours, one row each, as `counting` has them; closes_at is the return.

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
            starts=pl.concat_list("started_at"),
            children=pl.concat_list("child_id"),
        )
    )


def counting(cases: Cases, rule: Rule, shown: Triggers) -> pl.DataFrame:
    """Stretches in which a count rule is met, one row each: key, met_at, closes_at, and their episodes, oldest first.

    Of each episode its id, its start and its child: the lists `episodes`, `starts` and `children`.
    """
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
    gone_from = (
        pl.when(pl.col("reported_from").str.contains_any(list(shown.education), ascii_case_insensitive=True))
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
        runs.join(rows.select("key", "started_at", "episode_id", child=pl.col("child_id")), on="key")
        .filter(pl.col("started_at").is_between("first", "closes_at"))
        .sort("started_at", "episode_id")
        .group_by("key", "run", "met_at", "closes_at", maintain_order=True)
        .agg(episodes=pl.col("episode_id"), starts=pl.col("started_at"), children=pl.col("child"))
    )
