"""Was it acted on? Each trigger of a child beside what files say was done: held, in time, after how many days, waiting.

A trigger is acted on by the first follow-up of the kinds that its rule asks for (any, where it asks for none), from
the day on which it was met to some days after. What was done before it does not count, what was done twice counts
once, and one meeting may act on several triggers of the child. Where no file tells of the kind on the trigger's day
nobody can say that it was not held: it is not supplied, and in no share.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

import polars as pl

from analytics.casework.rows import Cases, longer_cases, reference
from analytics.casework.triggers import standing
from analytics.files import as_csv
from analytics.model import Period
from analytics.words.columns import Columns
from analytics.words.names import NOT_RECORDED, code_name, in_a_sentence
from analytics.words.numbers import listed, number, percent
from analytics.words.periods import day_text
from data import codes
from data.casework import read_follow_up_spans, read_follow_ups
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import warehouse
from data.week_settings import Rule, Scope, Triggers

NOT_SUPPLIED: Final = "Not supplied"
ANYTHING: Final = "Anything recorded"
SCREENING: Final = "screening"
DAYS_IN_A_PAPER: Final = 90
SERIOUS: Final = {result: place for place, result in enumerate(reversed(codes.SCREENING_RESULTS), start=1)}


class Came(StrEnum):
    """What came of a trigger, as far as files tell."""

    IN_TIME = "in time"
    LATE = "later"
    WAITING = "waiting"
    OVERDUE = "waiting, past its days"
    NOTHING = "nothing recorded"
    NOT_SUPPLIED = "not supplied"


@dataclass(frozen=True)
class Told:
    """What files say was done, and of which days they tell it, as `data.casework` reads both."""

    done: pl.DataFrame
    spans: pl.DataFrame

    def until(self, day: date) -> "Told":
        """The same as it could be known at the end of a day."""
        known = self.spans.filter(pl.col("first_day") <= day)
        return Told(
            self.done.filter(pl.col("done_on") <= day),
            known.with_columns(last_day=pl.min_horizontal("last_day", pl.lit(day))),
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of which files tell at all, in the order of the codes."""
        known = set(self.spans["follow_up"])
        return tuple(kind for kind in codes.FOLLOW_UPS if kind in known)


@dataclass(frozen=True)
class Followed:
    """What came of the triggers of one rule by follow-ups of some kinds; `rows` has a line a trigger.

    Columns: child_id, met_on, days (from the trigger to what was done; null where nothing is), came (of `Came`).
    """

    rule: Rule
    kinds: tuple[str, ...]
    within: int
    rows: pl.DataFrame

    def many(self, *came: Came) -> int:
        """How many triggers came to one of these."""
        return self.rows.filter(pl.col("came").is_in([item.value for item in came])).height

    @property
    def met(self) -> int:
        """How many triggers there were."""
        return self.rows.height

    @property
    def children(self) -> int:
        """Of how many children."""
        return self.rows["child_id"].n_unique()

    @property
    def known(self) -> int:
        """Of how many triggers files tell what was done."""
        return self.met - self.many(Came.NOT_SUPPLIED)

    @property
    def done(self) -> int:
        """How many were acted on."""
        return self.many(Came.IN_TIME, Came.LATE)

    @property
    def waiting(self) -> int:
        """How many still wait."""
        return self.many(Came.WAITING, Came.OVERDUE)

    @property
    def median_days(self) -> float | None:
        """Half of what was done was done within so many days; none where nothing was."""
        days = self.rows.filter(pl.col("came") != Came.NOT_SUPPLIED.value)["days"].drop_nulls().to_list()
        return median(days) if days else None

    @property
    def asks(self) -> str:
        """What is asked for, in words."""
        return listed([code_name(kind) for kind in self.kinds]) if self.rule.follow_up else ANYTHING


def told_in(snapshot: Snapshot) -> Told:
    """What the files of a snapshot say was done."""
    episodes = warehouse(snapshot.episodes)
    return Told(read_follow_ups(episodes), read_follow_up_spans(episodes))


def cases_for(snapshot: Snapshot, settings: Settings, period: Period, as_of: datetime) -> Cases:
    """The episodes from which every trigger of a period can be worked out: a window back, and the one that it joins."""
    longest = max((rule.days or 0 for rule in settings.rules), default=0)
    days = (as_of.date() - period.start).days + 2 * longest + 1
    return longer_cases(snapshot, settings, as_of, days)


def met_in(cases: Cases, rule: Rule, shown: Triggers, period: Period) -> pl.DataFrame:
    """The triggers of a rule about children that were met in the days: child_id, met_on."""
    met_on = pl.col("met_at").dt.date()
    inside = standing(cases, rule, shown).filter(met_on.is_between(period.start, period.end, closed="left"))
    return inside.select(child_id="key", met_on=met_on).sort("met_on", "child_id")


def followed(cases: Cases, rules: Sequence[Rule], shown: Triggers, told: Told, period: Period) -> list[Followed]:
    """The rules about children, and what came of their triggers of the days, as known at the moment of the cases."""
    known = told.until(cases.as_of.date())
    return [
        followed_by(met_in(cases, rule, shown, period), rule, rule.follow_up or codes.FOLLOW_UPS, shown, known)
        for rule in rules
        if rule.scope is Scope.CHILD
    ]


def followed_by(met: pl.DataFrame, rule: Rule, kinds: Sequence[str], shown: Triggers, told: Told) -> Followed:
    """What came of some triggers by follow-ups of any of these kinds."""
    within, last = rule.respond_days or shown.respond_days, timedelta(days=shown.follow_up_days)
    numbered = met.with_row_index("trigger")
    mine = told.done.filter(pl.col("follow_up").is_in(list(kinds))).select("child_id", "done_on")
    is_after = pl.col("done_on").is_between("met_on", pl.col("met_on") + last)
    first = numbered.join(mine, on="child_id").filter(is_after).group_by("trigger").agg(pl.col("done_on").min())
    rows = (
        numbered.join(first, on="trigger", how="left")
        .join(known_to(numbered, told.spans, kinds), on="trigger", how="left")
        .sort("trigger")
        .with_columns(days=(pl.col("done_on") - pl.col("met_on")).dt.total_days())
    )
    due_on = pl.col("met_on") + timedelta(days=within)
    came = (
        pl.when(pl.col("known_to").is_null())
        .then(pl.lit(Came.NOT_SUPPLIED.value))
        .when(pl.col("days") <= within)
        .then(pl.lit(Came.IN_TIME.value))
        .when(pl.col("days").is_not_null())
        .then(pl.lit(Came.LATE.value))
        .when(pl.col("met_on") + last <= pl.col("known_to"))
        .then(pl.lit(Came.NOTHING.value))
        .when(due_on <= pl.col("known_to"))
        .then(pl.lit(Came.OVERDUE.value))
        .otherwise(pl.lit(Came.WAITING.value))
    )
    return Followed(rule, tuple(kinds), within, rows.select("child_id", "met_on", "days", came=came))


def known_to(met: pl.DataFrame, spans: pl.DataFrame, kinds: Collection[str]) -> pl.DataFrame:
    """How far files tell of the kinds from each trigger's day on without a gap: trigger, known_to; no line where none.

    Of several kinds the one that is told of furthest: any of them acts on the trigger.
    """
    told = unbroken(spans.filter(pl.col("follow_up").is_in(list(kinds))))
    inside = met.join(told, how="cross").filter(pl.col("met_on").is_between("first_day", "last_day"))
    return inside.group_by("trigger").agg(known_to=pl.col("last_day").max())


def unbroken(spans: pl.DataFrame) -> pl.DataFrame:
    """The spans of each kind, those that touch or overlap as one: first_day, last_day."""
    ordered = spans.filter(pl.col("first_day") <= pl.col("last_day")).sort("follow_up", "first_day", "last_day")
    reached = pl.col("last_day").cum_max().shift(1).over("follow_up")
    begins = (pl.col("first_day") > reached + timedelta(days=1)).fill_null(value=True)
    return (
        ordered.with_columns(run=begins.cum_sum().over("follow_up"))
        .group_by("follow_up", "run")
        .agg(pl.col("first_day").min(), pl.col("last_day").max())
        .select("first_day", "last_day")
    )


def rolling(days: int, as_of: datetime) -> Period:
    """The last days, that of the moment included."""
    today = as_of.date()
    return Period(today - timedelta(days=days - 1), today + timedelta(days=1))


def acted_words(snapshot: Snapshot, settings: Settings, as_of: datetime) -> str:
    """The sentence of the last 90 days, for a paper; nothing where no file tells what was done."""
    told = told_in(snapshot)
    if not told.kinds:
        return ""
    period = rolling(DAYS_IN_A_PAPER, as_of)
    cases = cases_for(snapshot, settings, period, as_of)
    results = followed(cases, settings.rules, settings.triggers, told, period)
    asked = [item for item in results if item.rule.follow_up and item.known]
    each = "; ".join(
        f"{item.rule.name}: {share_of_known(item, item.done)}, {in_time_words(item)}, {number(item.waiting)} waiting"
        for item in asked
    )
    sentence = acted_sentence(results)
    words = f"In the last {DAYS_IN_A_PAPER} days: {sentence[:1].lower()}{sentence[1:]}"
    return f"{words} {each}." if each else words


def acted_sentence(results: Sequence[Followed]) -> str:
    """ "Of 12 triggers of which files tell what was done, 7 were acted on (58%), 5 in time; 3 still wait."."""
    met, known = sum(item.met for item in results), sum(item.known for item in results)
    if not met:
        return "No trigger about a child was met in these days."
    if not known:
        return f"Of {triggers(met)} no file tells what was done: that is not supplied, and not that nothing was."
    done, waiting = sum(item.done for item in results), sum(item.waiting for item in results)
    in_time = sum(item.many(Came.IN_TIME) for item in results)
    were, wait = ("was" if done == 1 else "were"), ("waits" if waiting == 1 else "wait")
    others = f" Of {number(met - known)} more nothing was supplied." if met > known else ""
    return (
        f"Of {triggers(known)}, {number(done)} {were} acted on ({percent(done / known)}), {number(in_time)} of them in "
        f"time; {number(waiting)} still {wait}.{others}"
    )


def triggers(many: int) -> str:
    """ "1 trigger", "12 triggers"."""
    return f"{number(many)} {'trigger' if many == 1 else 'triggers'}"


def acted_columns(results: Sequence[Followed]) -> Columns:
    """The funnel, a line a rule."""
    return {
        "Trigger": [item.rule.name for item in results],
        "Asks for": [item.asks for item in results],
        "Met": [number(item.met) for item in results],
        "Children": [number(item.children) for item in results],
        "Acted on": [share_of_known(item, item.done) for item in results],
        "In time": [in_time_words(item) for item in results],
        "Median days": [days_words(item.median_days) for item in results],
        "Still waiting": [waiting_words(item) for item in results],
        "Nothing recorded": [count_of_known(item, item.many(Came.NOTHING)) for item in results],
        NOT_SUPPLIED: [number(item.met - item.known) for item in results],
    }


def share_of_known(item: Followed, many: int) -> str:
    """ "7 of 12 (58%)", "Not supplied", and nothing where no trigger was met."""
    if not item.met:
        return ""
    return f"{number(many)} of {number(item.known)} ({percent(many / item.known)})" if item.known else NOT_SUPPLIED


def count_of_known(item: Followed, many: int) -> str:
    """A number, where files tell of any trigger."""
    return number(many) if item.known else ""


def in_time_words(item: Followed) -> str:
    """ "5 within 7 days"."""
    days = f"{number(item.within)} {'day' if item.within == 1 else 'days'}"
    return f"{number(item.many(Came.IN_TIME))} within {days}" if item.known else ""


def waiting_words(item: Followed) -> str:
    """ "3, 1 of them past its days"."""
    late = item.many(Came.OVERDUE)
    words = count_of_known(item, item.waiting)
    return f"{words}, {number(late)} of them past its days" if item.known and late else words


def days_words(days: float | None) -> str:
    """ "4", "4.5"; nothing where nothing was done."""
    return "" if days is None else f"{days:g}"


def by_kind_columns(results: Sequence[Followed], told: Told, shown: Triggers) -> Columns:
    """Of each rule's triggers, how many were followed by each kind of follow-up, whatever the rule asks for."""
    columns: Columns = {"What was done": [code_name(kind) for kind in codes.FOLLOW_UPS]}
    for item in (item for item in results if item.met):
        met = item.rows.select("child_id", "met_on")
        each = [followed_by(met, item.rule, (kind,), shown, told) for kind in codes.FOLLOW_UPS]
        columns[item.rule.name] = [share_of_known(kind, kind.done) for kind in each]
    return columns


def waiting_columns(results: Sequence[Followed], as_of: date) -> Columns:
    """Whose triggers still wait, those that wait longest first; and those that nothing was recorded of."""
    still = [Came.OVERDUE.value, Came.WAITING.value, Came.NOTHING.value]
    lines = sorted(
        (met_on, reference(child), place, came)
        for place, item in enumerate(results)
        for child, met_on, _, came in item.rows.filter(pl.col("came").is_in(still)).iter_rows()
    )
    return {
        "Child": [child for _, child, _, _ in lines],
        "Trigger": [results[place].rule.name for _, _, place, _ in lines],
        "Asks for": [results[place].asks for _, _, place, _ in lines],
        "Met on": [day_text(met_on) for met_on, _, _, _ in lines],
        "Days since": [number((as_of - met_on).days) for met_on, _, _, _ in lines],
        "How it stands": [came.capitalize() for _, _, _, came in lines],
    }


def acted_csv(results: Sequence[Followed]) -> bytes:
    """A line a trigger: the child, the rule, when it was met, what it asks for, what came of it, in how many days."""
    names = {child: reference(child) for item in results for child in item.rows["child_id"].unique()}
    lines = [
        item.rows.select(
            child=pl.col("child_id").replace_strict(names, return_dtype=pl.String),
            trigger=pl.lit(item.rule.name),
            asks_for=pl.lit(item.asks),
            met_on=pl.col("met_on"),
            came=pl.col("came"),
            days=pl.col("days"),
        )
        for item in results
    ]
    return as_csv(pl.concat(lines).sort("met_on", "child", "trigger"))


@dataclass(frozen=True)
class Screened:
    """Of the children missing in some days, by pseudonym: what the newest screening since their first day came to.

    `is_supplied`: files tell of screenings for all of these days. Else nobody can say who was not screened.
    """

    missing: frozenset[str]
    results: dict[str, str | None]
    tools: tuple[str, ...]
    is_supplied: bool

    def many(self, result: str | None) -> int:
        """How many came to this; null for a screening without a result."""
        return sum(told == result for told in self.results.values())


def screened(missing: Collection[str], told: Told, period: Period, as_of: date) -> Screened:
    """Whom of the children missing files say was screened since the first day of the period."""
    mine = told.until(as_of).done.filter(
        (pl.col("follow_up") == SCREENING)
        & (pl.col("done_on") >= period.start)
        & pl.col("child_id").is_in(sorted(missing))
    )
    # Of several on one day the most serious.
    order = pl.col("screening_result").replace_strict(SERIOUS, default=0)
    newest = mine.sort("done_on", order).group_by("child_id", maintain_order=True).last()
    spans = unbroken(told.until(as_of).spans.filter(pl.col("follow_up") == SCREENING))
    last = min(period.end - timedelta(days=1), as_of - timedelta(days=1))
    covers = spans.filter((pl.col("first_day") <= period.start) & (pl.col("last_day") >= last))
    return Screened(
        frozenset(missing),
        dict(newest.select("child_id", "screening_result").iter_rows()),
        tuple(sorted(mine["screening_tool"].drop_nulls().unique())),
        covers.height > 0,
    )


def screened_sentence(result: Screened) -> str:
    """ "Of 40 children who went missing, 12 were screened since (30%); 28 were not screened, which is not no risk."."""
    every, done = len(result.missing), len(result.results)
    if not every:
        return "No child went missing in these days."
    were = "was" if done == 1 else "were"
    first = f"Of {number(every)} children who went missing in these days, {number(done)} {were} screened since"
    if not result.is_supplied:
        return f"{first}, as far as files tell: they do not tell of screenings for all of these days."
    rest = every - done
    return f"{first} ({percent(done / every)}); {number(rest)} not, and of them no risk is known or ruled out."


def screened_columns(result: Screened) -> Columns:
    """One line a result, and those who were not screened."""
    lines = [(code_name(code), result.many(code)) for code in codes.SCREENING_RESULTS]
    lines.append((f"Screened, result {in_a_sentence(NOT_RECORDED).lower()}", result.many(None)))
    rest = len(result.missing) - len(result.results)
    lines.append(("Not screened" if result.is_supplied else f"{NOT_SUPPLIED}, or not screened", rest))
    return {
        "What the newest screening came to": [name for name, _ in lines],
        "Children missing": [number(many) for _, many in lines],
        f"Of {number(len(result.missing))}": [
            percent(many / len(result.missing)) if result.missing else "" for _, many in lines
        ],
    }
