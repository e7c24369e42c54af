"""Children's homes one by one: who goes missing from each, how often for each place, and what is owed to whom.

An episode is a home's where the looked-after return places the child there, else where the report names the home as the
list does. The children are few: for co-ordinators alone (docs/decisions.md, 61).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

import polars as pl

from analytics.casework.answers import Answers
from analytics.casework.interviews import Return
from analytics.casework.rows import Cases, data_to
from analytics.casework.triggers import State
from analytics.casework.week import Week
from analytics.casework.worklist import Item, Stage
from analytics.measuring.recorded import ABSENT, AWAY, COMPLETED, IN_TIME
from analytics.model import Period, PeriodKind, add_months, period_around, periods_between
from data.annex_a import care_periods
from data.homes import Home, ListOfHomes, plain_name
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import warehouse
from data.week_settings import Scope

MONTHS: Final = 12
MISSING: Final = pl.col("category") == "missing"
# What the looked-after return writes where a placement has no registered number: XXXXXXX.
A_NUMBER: Final = r"[^X0]"


@dataclass(frozen=True)
class Steps:
    """Of the returns of a year: how many of how many. The base of each leaves out what was recorded in no file."""

    required: int
    offered: tuple[int, int]
    held: tuple[int, int]
    in_time: tuple[int, int]


@dataclass(frozen=True)
class MonthOfHome:
    """What began in one month; null where no file of the month tells of it. `is_over`: false of the month so far."""

    month: Period
    missing: int
    children: int
    absent: int | None
    away: int | None
    is_over: bool


@dataclass(frozen=True, eq=False)
class HomeYear:
    """One home: the last twelve whole months, and how it stands now.

    `lived` are our children who lived there on any day of the year and `living` those who do now; null where no file
    tells of it. `missing_now` is null where no file tells of ends, `absent` and `away` where no file of the year tells
    of such episodes, `owed` where no file tells whether interviews were held.
    """

    home: Home
    period: Period
    missing: int
    children: tuple[str, ...]
    absent: int | None
    absent_children: int | None
    away: int | None
    lived: int | None
    living: int | None
    missing_now: tuple[str, ...] | None
    owed: tuple[Return, ...] | None
    items: tuple[Item, ...]  # triggers of the home that are not closed
    cases: Cases  # of the home alone

    @property
    def rows(self) -> list[dict[str, object]]:
        """Its missing episodes of the year, oldest first."""
        return self.cases.rows.filter(began_in(self.period) & MISSING).to_dicts()

    @cached_property
    def steps(self) -> Steps:
        """Interviews of the year."""
        return steps_of(self.cases.rows, self.period, self.cases.answers)

    @cached_property
    def months(self) -> tuple[MonthOfHome, ...]:
        """The months of the year, then the month so far."""
        return tuple(month_of(self.cases, month) for month in months_shown(self.period, self.cases.as_of))

    @property
    def letters(self) -> tuple[Item, ...]:
        """Rules about homes that it met, and that nobody has answered: the provider is to be written to."""
        return tuple(item for item in self.items if item.trigger.rule.scope is Scope.HOME and item.waits)

    def for_each_place(self, many: int | None) -> float | None:
        """So many for each place; null where either is not known."""
        return many / self.home.places if many is not None and self.home.places else None


@dataclass(frozen=True, eq=False)
class Homes:
    """Every home that the list or the records know, by what a week knows of them."""

    week: Week
    listed: ListOfHomes
    care: pl.DataFrame  # every period of care that had begun, with the number of the home in `home`, null for none

    @property
    def cases(self) -> Cases:
        """The cases by files alone."""
        return self.week.cases.of_files

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The episodes, with the number of the home that each is of, if any."""
        by_name = {plain_name(name): home.urn for home in self.listed.homes for name in home.also}
        places = self.cases.rows["place"].drop_nulls().unique()
        homes = {place: by_name[plain_name(place)] for place in places if plain_name(place) in by_name}
        named = pl.col("place").replace_strict(homes, default=None, return_dtype=pl.String)
        return self.cases.rows.with_columns(home=pl.coalesce(urns(pl.col("urn")), named))

    @property
    def period(self) -> Period:
        """The twelve whole months before the month of the as-of time."""
        month = period_around(self.cases.as_of.date(), PeriodKind.MONTH)
        return Period(add_months(month.start, -MONTHS), month.start)

    @property
    def has_numbers(self) -> bool:
        """Whether any file tells in which home a child lives: else no home's figures are recorded."""
        return self.has_stays or self.rows["home"].is_not_null().any()

    @cached_property
    def has_stays(self) -> bool:
        """Whether any period of care names a home: else nobody can say who lives where."""
        return bool(self.care["home"].is_not_null().any())

    def is_told(self, home: Home) -> bool:
        """Whether files can tell of this home at all: by numbers of homes, or by its names in reports."""
        return self.has_numbers or bool(home.also)

    @cached_property
    def every(self) -> tuple[Home, ...]:
        """The list's homes, then those that records of the year name and it has not."""
        known = {home.urn for home in self.listed.homes}
        told = {*self.of_year["home"].drop_nulls(), *self.in_care["home"]} - known
        return (*self.listed.homes, *(Home(urn, is_listed=False) for urn in sorted(told)))

    @cached_property
    def of_year(self) -> pl.DataFrame:
        """The episodes that began in the twelve months."""
        return self.rows.filter(began_in(self.period))

    @cached_property
    def in_care(self) -> pl.DataFrame:
        """Periods of care in a home that reached into the twelve months, or that last."""
        return self.care.filter(
            pl.col("home").is_not_null()
            & (pl.col("ended_on").is_null() | (pl.col("ended_on") > self.period.start))
            & (pl.col("started_on") <= self.cases.as_of.date())
        )

    @cached_property
    def years(self) -> tuple[HomeYear, ...]:
        """Each home's year, most missing episodes first."""
        every = (self.year_of(home) for home in self.every if self.is_told(home))
        return tuple(sorted(every, key=lambda year: (-year.missing, not year.home.is_listed, year.home.title)))

    def year_of(self, home: Home) -> HomeYear:
        """One home's year."""
        own, cases, period = self.rows.filter(pl.col("home") == home.urn), self.cases, self.period
        year = own.filter(began_in(period))
        gone = year.filter(MISSING)
        stays, today = self.in_care.filter(pl.col("home") == home.urn), cases.as_of.date()
        lived = stays.filter(pl.col("started_on") < period.end)
        living = stays.filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > today))
        episodes, still_open = set(own["episode_id"]), set(own.filter(MISSING & pl.col("is_open"))["child_id"])
        return HomeYear(
            home=home,
            period=period,
            missing=gone.height,
            children=tuple(gone["child_id"].unique(maintain_order=True)),
            absent=told(year, ABSENT, cases.answers, period),
            absent_children=told_children(year, ABSENT, cases.answers, period),
            away=told(year, AWAY, cases.answers, period),
            lived=lived["child_id"].n_unique() if self.has_stays else None,
            living=living["child_id"].n_unique() if self.has_stays else None,
            missing_now=self.missing_now(still_open),
            owed=self.owed(episodes),
            items=tuple(self.triggers_of(home)),
            cases=replace(cases, rows=own),
        )

    def missing_now(self, still_open: set[str]) -> tuple[str, ...] | None:
        """Those of the children with an open episode who are missing beyond doubt."""
        if not self.week.can_tell:
            return None
        return tuple(item.child_id for item in self.week.certain if item.child_id in still_open)

    def owed(self, episodes: set[str]) -> tuple[Return, ...] | None:
        """The interviews that are owed after some episodes, as the page of those owed has them."""
        if self.cases.lacks(self.week.settings.now.tracker_days, COMPLETED):
            return None
        return tuple(item for item in self.week.tracked if item.is_owed and item.episode_id in episodes)

    def triggers_of(self, home: Home) -> list[Item]:
        """The triggers of the home or, by its names, of the place, that are still to be worked on."""
        keys = {f"Home {home.urn}", *home.also}
        plain = {plain_name(key) for key in keys}
        return [
            item
            for item in self.week.work
            if not item.trigger.child_id
            and item.stage is not Stage.CLOSED
            and plain_name(item.trigger.key) in plain
            and (item.trigger.state is not State.CLOSED or item.waits)
        ]


def homes_of(snapshot: Snapshot, week: Week, listed: ListOfHomes, settings: Settings) -> Homes:
    """What a snapshot and the list know of homes, as at the moment of a week."""
    until = min(week.as_of, data_to(snapshot))
    care = own_care(care_periods(warehouse(snapshot.episodes), until), settings.counting.adult_age)
    return Homes(week, listed, care.with_columns(home=urns(pl.col("urn"))))


def own_care(care: pl.DataFrame, adult_age: int) -> pl.DataFrame:
    """Periods of care, each over at the latest when the child is of age."""
    of_age = pl.col("birth_month").dt.offset_by(f"{adult_age}y")
    return care.with_columns(ended_on=pl.min_horizontal("ended_on", of_age)).filter(
        pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("started_on"))
    )


def urns(column: pl.Expr) -> pl.Expr:
    """Numbers of homes as the list is compared by; null for what stands where there is no number."""
    plain = column.cast(pl.String).str.to_uppercase().str.replace_all(r"\s", "").str.replace(r"\.0$", "")
    return pl.when(plain.str.contains(A_NUMBER)).then(plain)


def months_shown(period: Period, as_of: datetime) -> list[Period]:
    """The months of the year, then the month so far: the day of the as-of time with it."""
    so_far = Period(period.end, as_of.date() + timedelta(days=1))
    return [*periods_between(period.start, period.end, PeriodKind.MONTH), so_far]


def began_in(period: Period) -> pl.Expr:
    """Whether an episode began in a period."""
    return pl.col("started_at").dt.date().is_between(period.start, period.end, closed="left")


def told(rows: pl.DataFrame, category: str, answers: Answers, period: Period) -> int | None:
    """How many episodes of a category there are; null where no file of the period tells of such."""
    many = rows.filter(pl.col("category") == category).height
    return many if many or is_told(answers, category, period) else None


def told_children(rows: pl.DataFrame, category: str, answers: Answers, period: Period) -> int | None:
    """The same of the children who had them."""
    children = rows.filter(pl.col("category") == category)["child_id"].n_unique()
    return children if children or is_told(answers, category, period) else None


def is_told(answers: Answers, category: str, period: Period) -> bool:
    """Whether any file of the period tells of episodes of a category."""
    return answers.has(category, period.start, period.end - timedelta(days=1))


def month_of(cases: Cases, month: Period) -> MonthOfHome:
    """One month of a home's cases."""
    rows = cases.rows.filter(began_in(month))
    gone = rows.filter(MISSING)
    return MonthOfHome(
        month,
        gone.height,
        gone["child_id"].n_unique(),
        told(rows, ABSENT, cases.answers, month),
        told(rows, AWAY, cases.answers, month),
        is_over=month.kind is PeriodKind.MONTH,
    )


def steps_of(own: pl.DataFrame, period: Period, answers: Answers) -> Steps:
    """Interviews by the return, as everywhere: of missing episodes that ended in the period and required one."""
    returned = pl.col("ended_at").dt.date().is_between(period.start, period.end, closed="left")
    rows = own.filter(MISSING & pl.col("interview_required") & returned)
    steps = {
        name: rows.filter(answers.of_rows(field, "ended_at"))
        for name, field in (("offered", "interview_offered"), ("held", COMPLETED), ("in_time", IN_TIME))
    }
    due = steps["in_time"].filter("interview_due")
    return Steps(
        rows.height,
        of_those(steps["offered"], "interview_offered"),
        of_those(steps["held"], "interview_completed"),
        of_those(due, "interview_in_time"),
    )


def of_those(rows: pl.DataFrame, name: str) -> tuple[int, int]:
    """How many of the rows are so, and how many rows there are."""
    return int(rows[name].sum()), rows.height
