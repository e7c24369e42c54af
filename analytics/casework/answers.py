"""For which months the files can answer about a child. What no file has is "not recorded", never zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from analytics.measuring.coverage import COVERS_QUERY, months_of
from analytics.measuring.recorded import DAYS_CARRIED_ON, recorded_months
from analytics.model import Period, PeriodKind, periods_between
from data.warehouse import warehouse

NOT_RECORDED: Final = "Not recorded"


@dataclass(frozen=True)
class Answers:
    """The months in which each field was recorded, as published tables know it. A field without an entry always was.

    The columns of a sender's newest file are taken to go on: a file that is some days old leaves nothing unrecorded.
    """

    months: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def has(self, name: str, since: date, until: date) -> bool:
        """Whether a field was recorded in any month that the days touch, the last day included."""
        known = self.months.get(name)
        return known is None or any(month in known for month in months_of(Period(since, until + timedelta(days=1))))

    def has_all(self, name: str, since: date, until: date) -> bool:
        """Whether a field was recorded in every month that the days touch, the last day included."""
        known = self.months.get(name)
        return known is None or known.issuperset(months_of(Period(since, until + timedelta(days=1))))

    def at(self, name: str, moment: date) -> bool:
        """Whether a field was recorded in the month of a moment."""
        return self.has(name, day_of(moment), day_of(moment))

    def ever(self, name: str) -> bool:
        """Whether a field was recorded in any month at all."""
        return bool(self.months.get(name, True))

    def of_rows(self, name: str, moment: str) -> pl.Expr:
        """Whether a field was recorded in the month of each row's moment; null where the row has none."""
        known = self.months.get(name)
        if known is None:
            return pl.lit(value=True)
        return pl.col(moment).dt.truncate("1mo").dt.date().is_in(sorted(known))

    def lacking(self, names: Iterable[str], since: date, until: date) -> frozenset[str]:
        """Those of the fields that were recorded in no month that the days touch."""
        return frozenset(name for name in names if not self.has(name, day_of(since), day_of(until)))

    def carried_on(self, ends: datetime, until: datetime) -> "Answers":
        """The same, looked at after the end of the data: what was recorded in its last month is taken to go on."""
        if day_of(until) <= day_of(ends):
            return self
        last, *after = months_of(Period(day_of(ends), day_of(until) + timedelta(days=1)))
        return Answers({name: those | set(after) if last in those else those for name, those in self.months.items()})


EVERYTHING: Final = Answers()


def day_of(moment: date) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


@lru_cache(maxsize=4)
def answers_of(file: Path, as_of: datetime) -> Answers:
    """What the files of a snapshot can answer, month by month, up to the end of its data."""
    episodes = warehouse(file)
    covers = episodes.query(COVERS_QUERY)["covers_from"]
    first = covers.min()
    if not isinstance(first, date):
        return Answers()
    months = list(periods_between(first, as_of.date() + timedelta(days=1), PeriodKind.MONTH))
    result: dict[str, set[date]] = {}
    for name, month, is_recorded in recorded_months(episodes, months, as_of, DAYS_CARRIED_ON):
        result.setdefault(name, set()).update({month} if is_recorded else ())
    return Answers({name: frozenset(those) for name, those in result.items()})
