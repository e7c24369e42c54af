"""The children of most concern: counted, ranked by the council's printed rule, five of them listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from analytics.casework.rows import Cases, seconds_so_far, to_utc, within
from data.casebook import Entry, Kind
from data.week_settings import Order, TopFive

WINDOWS: Final = (7, 28, 90, 365)
SECONDS_AN_HOUR: Final = 3600
IS_MISSING: Final = pl.col("category") == "missing"

# What each part of the rule looks at, and whether more of it comes first.
RANKS: Final[dict[Order, tuple[str, bool]]] = {
    Order.STILL_MISSING: ("is_missing", True),
    Order.EPISODES: ("episodes", True),
    Order.HOURS: ("seconds", True),
    Order.YOUNGEST: ("age", False),
}
RULE_WORDS: Final = {
    Order.STILL_MISSING: "still missing",
    Order.EPISODES: "most episodes in {days} days",
    Order.HOURS: "most hours missing in {days} days",
    Order.YOUNGEST: "youngest",
}


@dataclass(frozen=True)
class Concern:
    """A child and what ranks them. Seconds are true elapsed time; null where no time was recorded.

    `episodes` and `seconds` are of the days that the rule looks at; `longest` is the longest missing episode that
    reached into them, and `so_far` how long the open one has lasted.
    """

    child_id: str
    is_missing: bool
    missing_since: datetime | None
    so_far: int | None
    episodes: int
    seconds: int
    longest: int | None
    episodes_7: int
    episodes_28: int
    episodes_90: int
    episodes_365: int
    absences_90: int
    age: int | None
    sex: str
    setting: str
    placement: str
    in_area: str
    triage: str
    police_risk: str
    flags: tuple[str, ...]
    last_end: str | None  # how the latest missing episode stands: `end_status`
    is_tied: bool


@dataclass(frozen=True)
class Listed:
    """A child on the list: the place, and where it came from. `reason` is of whoever was added by hand."""

    place: int
    concern: Concern
    reason: str = ""
    before: int | None = None  # the place on the list of the week before; null: not on it


@dataclass(frozen=True)
class Removed:
    """A child whom the rule would list, taken off by hand, and why."""

    concern: Concern
    reason: str


@dataclass(frozen=True)
class TopList:
    """The list of one week, who was taken off it, and who was on the one before and is no longer."""

    listed: tuple[Listed, ...]
    removed: tuple[Removed, ...]
    left: tuple[str, ...]


def ranked(cases: Cases, rule: TopFive) -> list[Concern]:
    """Every child who was missing at any time in the rule's days, first the one of most concern.

    Children whom the rule cannot tell apart are in the order of their pseudonyms, and say that they are tied.
    """
    columns = [RANKS[order] for order in rule.order]
    names = [name for name, _ in columns]
    rows = (
        counted(cases, rule.days)
        .filter(pl.col("is_missing") | (pl.col("episodes") > 0) | (pl.col("seconds") > 0))
        .with_columns(is_tied=pl.struct(names).is_duplicated())
        .sort([*names, "child_id"], descending=[*(more for _, more in columns), False], nulls_last=True)
    )
    return [Concern(**row | {"flags": tuple(row["flags"])}) for row in rows.iter_rows(named=True)]


def counted(cases: Cases, days: int) -> pl.DataFrame:
    """One row a child with a missing episode in the last year or open: the columns of `Concern` but is_tied."""
    rows = cases.rows.with_columns(
        seconds_of_all=seconds_so_far(cases.as_of_utc), fresh=seconds_within(cases, days)
    ).filter(within(WINDOWS[-1], cases.as_of) | pl.col("is_open"))
    triaged = pl.col("triage").filter(pl.col("triage") != "not_triaged").last()
    reaches_in = IS_MISSING & (within(days, cases.as_of) | pl.col("is_open") | (pl.col("fresh") > 0))
    return rows.group_by("child_id").agg(
        is_missing=(IS_MISSING & pl.col("is_open")).any(),
        missing_since=pl.col("started_at").filter(IS_MISSING & pl.col("is_open")).min(),
        so_far=pl.col("seconds_of_all").filter(IS_MISSING & pl.col("is_open")).max(),
        episodes=count_within(days, cases.as_of),
        seconds=pl.col("fresh").sum(),
        longest=pl.col("seconds_of_all").filter(reaches_in).max(),
        **{f"episodes_{window}": count_within(window, cases.as_of) for window in WINDOWS},
        absences_90=((pl.col("category") == "absent") & within(90, cases.as_of)).sum().cast(pl.Int64),
        age=pl.col("age").last(),
        sex=pl.col("sex").last().cast(pl.String),
        setting=pl.col("setting").last().cast(pl.String),
        placement=pl.col("placement").last().cast(pl.String),
        in_area=pl.col("in_area").last().cast(pl.String),
        triage=triaged.cast(pl.String).fill_null("not_triaged"),
        police_risk=pl.col("police_risk").last().cast(pl.String),
        flags=pl.col("flags").explode().drop_nulls().unique().sort(),
        last_end=pl.col("end_status").filter(IS_MISSING).last().cast(pl.String),
    )


def count_within(days: int, as_of: datetime) -> pl.Expr:
    """Missing episodes that began in a rolling window."""
    return (IS_MISSING & within(days, as_of)).sum().cast(pl.Int64)


def seconds_within(cases: Cases, days: int) -> pl.Expr:
    """Seconds missing in the last days that no earlier episode of the child has counted: overlaps count once.

    Null for what is no missing episode, and where a time is not recorded. The rows are in order of start.
    """
    opens = to_utc(cases.as_of - timedelta(days=days))
    is_timed = IS_MISSING & seconds_so_far(cases.as_of_utc).is_not_null()
    until = pl.when(is_timed).then(pl.col("ended_utc").fill_null(cases.as_of_utc))
    counted_to = until.cum_max().shift(1).forward_fill().over("child_id").fill_null(opens)
    begins = pl.max_horizontal("started_utc", counted_to, pl.lit(opens))
    return pl.when(is_timed).then((until - begins).dt.total_seconds().clip(lower_bound=0))


def rule_in_words(rule: TopFive) -> str:
    """ "Still missing; then most episodes in 7 days; ...; ties in the order of the reference."."""
    parts = [RULE_WORDS[order].format(days=rule.days) for order in rule.order]
    text = "; then ".join(parts)
    return f"{text[0].upper()}{text[1:]}. Where all of these are equal, by the reference."


def top_list(cases: Cases, rule: TopFive, entries: Sequence[Entry], week: date) -> TopList:
    """The list of the week that ended on that Sunday, with what was added and removed by hand in it."""
    now = changed_by_hand(ranked(cases, rule), rule.size, in_week(entries, week))
    earlier = changed_by_hand(ranked(cases.earlier(7), rule), rule.size, in_week(entries, week - timedelta(days=7)))
    places = {one.concern.child_id: one.place for one in earlier.listed}
    listed = tuple(Listed(one.place, one.concern, one.reason, places.get(one.concern.child_id)) for one in now.listed)
    left = tuple(child for child in places if child not in {one.concern.child_id for one in listed})
    return TopList(listed, now.removed, left)


def in_week(entries: Sequence[Entry], week: date) -> dict[str, Entry]:
    """The last change to the list that was made for that week, by child."""
    return {entry.child: entry for entry in entries if entry.kind in (Kind.ADDED, Kind.REMOVED) and entry.week == week}


def changed_by_hand(every: Sequence[Concern], size: int, changes: dict[str, Entry]) -> TopList:
    """The first of all ranked but those removed, then those added; each change with its reason."""
    is_removed = {child for child, entry in changes.items() if entry.kind is Kind.REMOVED}
    first = [one for one in every if one.child_id not in is_removed][:size]
    chosen = {one.child_id for one in first}
    added = [
        one
        for one in every
        if one.child_id in changes and one.child_id not in is_removed and one.child_id not in chosen
    ]
    listed = [
        Listed(place, one, changes[one.child_id].text if one in added else "")
        for place, one in enumerate([*first, *added], start=1)
    ]
    removed = [Removed(one, changes[one.child_id].text) for one in every if one.child_id in is_removed]
    return TopList(tuple(listed), tuple(removed), ())
