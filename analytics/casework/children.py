"""What is known of each child who may be of concern: counted once, whatever rule then ranks them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

import polars as pl

from analytics.casework.answers import Answers
from analytics.casework.rows import END_BY_HAND, START_BY_HAND, Cases, is_by_hand, seconds_so_far, to_utc, within
from analytics.measuring.recorded import ABSENT, COMPLETED, MARKS, TRIAGE, VISIT
from data import codes

WINDOWS: Final = (7, 28, 90, 365)
USUAL_DAYS: Final = 28  # more often than usual is looked at in these days, and the usual in the days before them
SAID_DAYS: Final = 90  # what no file told in them is not recorded, and older files are no answer for today
RETURN_DAYS: Final = 28  # an interview that is owed after an older return is a matter for the tracker
# What weighs in a child's place, or is said of it, where a file has it.
WEIGHED: Final = (MARKS, TRIAGE, "police_risk", "age", "in_area", COMPLETED)
IS_MISSING: Final = pl.col("category") == "missing"
IS_GONE: Final = IS_MISSING & pl.col("is_open")
IS_BACK: Final = IS_MISSING & ~pl.col("is_open")


@dataclass(frozen=True)
class Point:
    """One thing that weighs in a child's place: the setting's name for it, and how much."""

    name: str
    weight: int


@dataclass(frozen=True)
class Concern:
    """A child and what ranks them. Seconds are true elapsed time; null where no time was recorded.

    `gone_for` is from the start of the open episode, or of its day where only that is recorded; `so_far` the same
    where the time is known. `episodes` and `seconds` are of the days that the rule looks at; `longest` is the longest
    missing episode that reached into them. `before_28` episodes began in the `past_days` days before the last 28, as
    far as a year and the records go. `interview` is "overdue", "refused" (and no visit) or empty. `last_news` is the
    last moment at which anything was recorded. `unsaid` are
    fields that no file had in 90 days. `step` is null for whoever is missing by none of the rule's hours.
    """

    child_id: str
    is_missing: bool
    missing_since: datetime | None
    is_since_date: bool
    gone_for: int | None
    so_far: int | None
    episodes: int
    seconds: int
    longest: int | None
    episodes_7: int
    episodes_28: int
    episodes_90: int
    episodes_365: int
    before_28: int
    past_days: int
    absences_90: int
    age: int | None
    sex: str
    setting: str
    placement: str
    in_area: str
    triage: str
    police_risk: str
    interview: str
    last_news: datetime
    flags: tuple[str, ...]
    last_end: str | None = None  # how the latest missing episode stands: `end_status`
    unsaid: frozenset[str] = frozenset()
    step: int | None = None
    points: tuple[Point, ...] = ()
    is_tied: bool = False
    is_since_by_hand: bool = False  # the open episode was marked by a co-ordinator: no file tells of it yet
    is_back_by_hand: bool = False  # so was the return from the latest missing episode

    @property
    def total(self) -> int:
        """The sum of the points."""
        return sum(point.weight for point in self.points)

    @property
    def usual(self) -> float | None:
        """Missing episodes in 28 days that were usual for the child before; null where the records are too short."""
        return self.before_28 * USUAL_DAYS / self.past_days if self.past_days >= 2 * USUAL_DAYS else None


def children(cases: Cases, days: int) -> list[Concern]:
    """Every child who is missing, or was at any time in so many days; in the order of their pseudonyms."""
    rows = counted(cases, days).filter("is_of_the_days").drop("is_of_the_days").sort("child_id")
    unsaid = cases.lacks(SAID_DAYS, *WEIGHED, ABSENT)
    return [Concern(**row | {"flags": tuple(row["flags"])}, unsaid=unsaid) for row in rows.iter_rows(named=True)]


def counted(cases: Cases, days: int) -> pl.DataFrame:
    """One row a child with an episode in the last year or open: the columns of `Concern` that no rule decides.

    And is_of_the_days: whether a missing episode reached into the days.
    """
    as_of = cases.as_of
    by_clock = pl.lit(cases.as_of_utc) - pl.col("started_utc")
    elapsed = by_clock.fill_null(as_of - pl.col("started_at")).dt.total_seconds().clip(lower_bound=0)
    rows = cases.rows.with_columns(
        seconds_of_all=seconds_so_far(cases.as_of_utc), fresh=seconds_within(cases, days), elapsed=elapsed
    ).filter(within(WINDOWS[-1], as_of) | pl.col("is_open"))
    reaches_in = IS_MISSING & (within(days, as_of) | pl.col("is_open") | (pl.col("fresh") > 0))
    return (
        rows.group_by("child_id")
        .agg(
            is_of_the_days=(IS_MISSING & (pl.col("is_open") | within(days, as_of) | ended_within(days, as_of))).any(),
            is_missing=IS_GONE.any(),
            missing_since=pl.col("started_at").filter(IS_GONE).min(),
            is_since_date=(pl.col("started_precision").filter(IS_GONE).first() == "date").fill_null(value=False),
            gone_for=pl.col("elapsed").filter(IS_GONE).max(),
            so_far=pl.col("seconds_of_all").filter(IS_GONE).max(),
            episodes=count_within(days, as_of),
            seconds=pl.col("fresh").sum(),
            longest=pl.col("seconds_of_all").filter(reaches_in).max(),
            **{f"episodes_{window}": count_within(window, as_of) for window in WINDOWS},
            absences_90=((pl.col("category") == "absent") & within(SAID_DAYS, as_of)).sum().cast(pl.Int64),
            **attributes(),
            interview=interview_unmet(as_of, cases.answers),
            last_news=last_news(as_of),
            is_since_by_hand=(IS_GONE & is_by_hand(rows, START_BY_HAND)).any(),
            is_back_by_hand=(IS_BACK & is_by_hand(rows, END_BY_HAND)).filter(IS_MISSING).last().fill_null(value=False),
        )
        .with_columns(before_28=pl.col("episodes_365") - pl.col("episodes_28"), past_days=pl.lit(past_days(cases)))
    )


def attributes() -> dict[str, pl.Expr]:
    """What was last recorded of a child; every flag of the year."""
    last = {name: pl.col(name).last().cast(pl.String) for name in ("sex", "setting", "placement", "in_area")}
    triaged = pl.col("triage").filter(pl.col("triage") != "not_triaged").last()
    return {
        "age": pl.col("age").last(),
        **last,
        "triage": triaged.cast(pl.String).fill_null("not_triaged"),
        "police_risk": pl.col("police_risk").filter(IS_MISSING).last().cast(pl.String).fill_null(codes.UNKNOWN),
        "flags": pl.col("flags").explode().drop_nulls().unique().sort(),
        "last_end": pl.col("end_status").filter(IS_MISSING).last().cast(pl.String),
    }


def interview_unmet(as_of: datetime, answers: Answers) -> pl.Expr:
    """After the latest return: "overdue", "refused" where no visit followed, else empty.

    Empty, too, where no file of the month can tell: whether an interview was held, or whether anybody visited.
    """
    is_refused = pl.col("interview_outcome").cast(pl.String).is_in(codes.DECLINED_OUTCOMES)
    state = (
        pl.when(~pl.col("interview_required") | pl.col("interview_completed"))
        .then(pl.lit(""))
        .when(is_refused)
        .then(
            pl.when(pl.col("visit_at").is_null() & answers.of_rows(VISIT, "ended_at"))
            .then(pl.lit("refused"))
            .otherwise(pl.lit(""))
        )
        .when(pl.col("interview_due") & answers.of_rows(COMPLETED, "ended_at"))
        .then(pl.lit("overdue"))
        .otherwise(pl.lit(""))
    )
    is_lately_back = IS_BACK & (pl.col("ended_at") >= as_of - timedelta(days=RETURN_DAYS))
    return state.filter(is_lately_back).sort_by(pl.col("ended_at").filter(is_lately_back)).last().fill_null("")


def last_news(as_of: datetime) -> pl.Expr:
    """The last moment at which anything was recorded of a child: a start, a return, an interview, a check, a visit."""
    told = ("started_at", "ended_at", "interview_offered_at", "interview_completed_at", "safe_and_well_at", "visit_at")
    return pl.max_horizontal(pl.col(name).filter(pl.col(name) <= as_of).max() for name in told)


def ended_within(days: int, as_of: datetime) -> pl.Expr:
    """Whether an episode ended after the days began; of an end known by its day alone, on their first day or later."""
    opens = as_of - timedelta(days=days)
    its_day = datetime.combine(opens.date(), time.min)
    is_dated = pl.col("ended_precision") == "date"
    return pl.when(is_dated).then(pl.col("ended_at") >= its_day).otherwise(pl.col("ended_at") > opens)


def past_days(cases: Cases) -> int:
    """Days before the last 28, as far back as a year and the records go; at least none."""
    earliest = cases.rows["started_at"].min()
    known = (cases.as_of - earliest).days if isinstance(earliest, datetime) else 0
    return max(min(known, WINDOWS[-1]) - USUAL_DAYS, 0)


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
