"""From facts to exact cells: what each row is by Polars expressions, asked once; then counting.

`Measured` is exact and must never reach a reader; only `publish()` turns it into `Published`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import product
from typing import Any, Final

import numpy as np
import polars as pl

from analytics.measuring import ladders
from analytics.measuring.beside_absences import with_what_is_beside
from analytics.measuring.breakdowns import CATEGORY, Breakdown, with_ages, with_lately
from analytics.measuring.counting import Column, Numbers, Rows, Tally, columns_of, nothing, settled, stacked
from analytics.measuring.groupings import NO_GROUPINGS, Grouping
from analytics.measuring.ladders import AS_RECORDED, Rung
from analytics.measuring.next_episode import with_next_episode
from analytics.measuring.shapes import WHOLE, Divided, Indicator, Measurable
from analytics.measuring.standing import ranks
from analytics.model import Clock, Period, Selection, Unit
from data import codes
from data.settings import Settings
from data.warehouse import Moment, followed_at, known_at

# Before any period: what has no moment falls in none.
NEVER: Final = np.iinfo(np.int64).min
EPOCH: Final = date(1970, 1, 1)
MICROSECONDS_A_DAY: Final = 24 * 60 * 60 * 1_000_000

# Exact cells. `count` in the unit; `children` behind it; `largest`, how many episodes the child with the most has.
CELL_SCHEMA = pl.Schema(
    {
        "slug": pl.String(),
        "unit": pl.String(),
        "period": pl.Int32(),
        "breakdown": pl.String(),
        "group": pl.String(),
        "category": pl.String(),
        "count": pl.Int64(),
        "children": pl.Int64(),
        "largest": pl.Int64(),
    }
)
CELL_KEYS: Final = ("slug", "unit", "period", "breakdown", "group", "category")


@dataclass(frozen=True)
class Question:
    """One table to measure: an indicator, in one unit, by one breakdown or as a whole.

    `groups`: how the groups of the breakdown are counted together. The categories are as the indicator has them.
    """

    indicator: Indicator
    unit: Unit
    breakdown: Breakdown | None = None
    groups: Rung = AS_RECORDED

    def at(self, grouping: Grouping) -> "Question":
        """The same question at a grouping of its table."""
        categories, groups = grouping.rungs(self.indicator.definition)
        indicator = self.indicator if categories is AS_RECORDED else counted_together(self.indicator, categories)
        return replace(self, indicator=indicator, groups=groups)


@lru_cache(maxsize=1000)
def counted_together(indicator: Indicator, rung: Rung) -> Indicator:
    """The indicator at a rung: the same object each time, so that what was counted of it is known again."""
    return indicator.coarser(rung)


@dataclass(frozen=True)
class Inquiry:
    """Questions, and the periods to answer each of them for."""

    questions: tuple[Question, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Measured:
    """Exact cells of some questions in some periods. `cells.period` is an index into `periods`.

    `withheld` are cells of tables that will not be published, or not in that detail; what is published may not give
    them away. `groupings` are all that any of the cells were measured at.
    """

    cells: pl.DataFrame
    questions: tuple[Question, ...]
    periods: tuple[Period, ...]
    as_of: datetime
    snapshot: str
    withheld: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CELL_SCHEMA))
    groupings: tuple[Grouping, ...] = NO_GROUPINGS


def questions_of(
    indicators: Iterable[Indicator], breakdowns: Sequence[Breakdown | None] | None = None
) -> tuple[Question, ...]:
    """Every unit and every declared breakdown of the indicators, or only the `breakdowns` wanted."""
    return tuple(
        Question(indicator, unit, breakdown)
        for indicator in indicators
        for unit in indicator.definition.units
        for breakdown in (None, *indicator.definition.breakdowns)
        if breakdowns is None or breakdown in breakdowns
    )


def prepared(facts: pl.DataFrame, as_of: Moment) -> pl.DataFrame:
    """The facts as known at `as_of`, or each row at its own moment, with ages in bands, what came next, what was near.

    What every selection begins with.
    """
    known = with_next_episode(with_lately(with_ages(followed_at(known_at(facts, as_of), as_of))))
    return with_what_is_beside(known)


def selected(facts: pl.DataFrame, selection: Selection, settings: Settings) -> pl.LazyFrame:
    """Prepared facts of children under 18 at the start (unknown ages stay in) that the reader's filters keep."""
    keep = pl.col("age").fill_null(0) < settings.counting.adult_age
    for column, groups in selection.only:
        keep &= pl.col(column).cast(pl.String).is_in(groups)
    if selection.ages:
        keep &= pl.col("age").is_between(*selection.ages)
    return facts.lazy().filter(keep)


# Cells of a question in some periods, numbered from nought, as the columns of CELL_SCHEMA.
Counted = dict[tuple[Question, tuple[Period, ...]], dict[str, list[Any]]]


def measure(
    facts: pl.LazyFrame,
    inquiries: Sequence[Inquiry],
    settings: Settings,
    *,
    as_of: datetime,
    snapshot: str = "",
    counted: Counted | None = None,
) -> Measured:
    """Answer everything that is asked, exactly, in one pass over the facts.

    `facts` are rows of `prepared` and `selected`. Every question has all its categories, known
    groups and periods, zeros included. The periods of all that is asked follow one another. What was `counted` of the
    same facts is not counted again, and what is counted now joins it.
    """
    counted = {} if counted is None else counted
    inquiries = [inquiry for inquiry in inquiries if inquiry.periods]
    questions = tuple(dict.fromkeys(question for inquiry in inquiries for question in inquiry.questions))
    asked = [(question, inquiry.periods) for inquiry in inquiries for question in inquiry.questions]
    new = [item for item in dict.fromkeys(asked) if is_counted(item[0]) and item not in counted]
    if new:
        known_rows = KnownRows(facts, [question for question, _ in new], settings.counting.look_back_months)
        counted |= {item: cells_of(*item, known_rows, settings) for item in new}
    columns: dict[str, list[Any]] = {name: [] for name in CELL_SCHEMA}
    first = 0
    for inquiry in inquiries:
        for question in filter(is_counted, inquiry.questions):
            for name, values in counted[question, inquiry.periods].items():
                columns[name] += [first + place for place in values] if name == "period" else values
        first += len(inquiry.periods)
    periods = tuple(period for inquiry in inquiries for period in inquiry.periods)
    return Measured(pl.DataFrame(columns, schema=CELL_SCHEMA), questions, periods, as_of, snapshot)


def is_counted(question: Question) -> bool:
    """Whether it is counted, rather than divided from counts when published."""
    return not isinstance(question.indicator, Divided)


def cells_of(
    question: Question, periods: tuple[Period, ...], known_rows: "KnownRows", settings: Settings
) -> dict[str, list[Any]]:
    """Every cell of one question, as the columns of CELL_SCHEMA: by period (numbered from nought), group, category."""
    indicator, unit, breakdown = measurable(question.indicator), question.unit, question.breakdown
    rows, groups = known_rows.of(question, periods), [""]
    if breakdown:
        stands = known_rows.standing(question, periods)
        groups = groups_met(stands, question, settings)
        rows = rows.apart(stands, groups)
    if not rows.places:
        return {}
    tallies = indicator.tallies(rows, unit)
    categories = categories_of(tallies, indicator)
    counted = stacked([tallies.get(category, nothing(rows.places)) for category in categories])
    places = list(product(range(rows.places // len(groups)), groups, categories))
    return {
        "slug": [indicator.definition.slug] * len(places),
        "unit": [unit.value] * len(places),
        "period": [period for period, _, _ in places],
        "breakdown": [breakdown.slug if breakdown else ""] * len(places),
        "group": [group for _, group, _ in places],
        "category": [category for _, _, category in places],
        "count": counted.count.tolist(),
        "children": counted.children.tolist(),
        "largest": counted.largest.tolist(),
    }


def categories_of(tallies: Mapping[str, Tally], indicator: Measurable) -> list[str]:
    """The indicator's parts, then others met by name, its roll-ups, and the whole last."""
    known, rollups = indicator.parts(), indicator.rolled_up()
    met = sorted(tallies.keys() - {*known, *rollups, WHOLE}, key=lambda name: (name == ladders.OTHERS, name))
    return [*known, *met, *rollups, WHOLE]


def measurable(indicator: Indicator) -> Measurable:
    """The indicator, which must be one that is counted."""
    if isinstance(indicator, Divided):
        raise TypeError(f"{indicator.definition.slug} is divided when published, never measured")
    return indicator


class KnownRows:
    """What the questions ask of each row, worked out once; and which rows fall in which period."""

    def __init__(self, facts: pl.LazyFrame, questions: Sequence[Question], look_back_months: int) -> None:
        wanted = {
            f"{question.indicator.definition.slug}.{name}": expression
            for question in questions
            for name, expression in measurable(question.indicator).columns().items()
        }
        groups = {
            question.breakdown.slug: pl.col(question.breakdown.column) for question in questions if question.breakdown
        }
        known = {name: pl.col(name) for name in ("category", "is_open")}
        moments = pl.col("started_at", "ended_at").to_physical().fill_null(NEVER)
        self._columns, others = columns_of(
            facts, {**wanted, **groups, **known}, pl.col("child").cast(pl.Int64), moments
        )
        self._child = others["child"]
        self._moments = {clock: others[clock.value] for clock in (Clock.STARTED, Clock.RETURNED)}
        self._children = int(self._child.max(initial=0)) + 1
        self._look_back_months = look_back_months
        self._made: dict[tuple[Window, tuple[Period, ...]], tuple[Numbers, Numbers]] = {}
        self._settled: dict[tuple[str, Window, tuple[Period, ...]], Numbers] = {}

    def of(self, question: Question, periods: tuple[Period, ...]) -> Rows:
        """The rows that count for this question; a row is there once for each period it falls in."""
        window = window_of(question)
        row, period = self.in_periods(window, periods)
        slug = question.indicator.definition.slug
        return Rows(
            place=period,
            child=self._child[row],
            places=window.many(periods),
            children=self._children,
            columns={
                name: self._columns[f"{slug}.{name}"].at(row) for name in measurable(question.indicator).columns()
            },
        )

    def standing(self, question: Question, periods: tuple[Period, ...]) -> Column:
        """The group of each of the question's rows: the row's own, or where children are counted, its child's one."""
        return self._own_groups(question, periods).counted_by(question.groups)

    def _own_groups(self, question: Question, periods: tuple[Period, ...]) -> Column:
        """The same before any groups are counted together."""
        breakdown, window = question.breakdown, window_of(question)
        if breakdown is None:
            raise ValueError("only the rows of a breakdown stand in groups")
        row, period = self.in_periods(window, periods)
        column = self._columns[breakdown.slug]
        # Missing and absent are two things that one child may be, and no groups of children.
        if question.unit is not Unit.CHILD or breakdown is CATEGORY:
            return column.at(row)
        stands = self._settled_in(breakdown, window, periods)
        if window.clock is Clock.RETURNED:
            # Where the child stands among those who went missing; who did so earlier, by the returns alone.
            begun = self._settled_in(breakdown, replace(window, clock=Clock.STARTED), periods)
            stands = np.where(begun >= 0, begun, stands)
        return Column(stands[period * self._children + self._child[row]], column.names)

    def _settled_in(self, breakdown: Breakdown, window: "Window", periods: tuple[Period, ...]) -> Numbers:
        """The one group of each child in each period, by its rows in the window."""
        key = (breakdown.slug, window, periods)
        if key not in self._settled:
            row, period = self.in_periods(window, periods)
            column = self._columns[breakdown.slug]
            child = period * self._children + self._child[row]
            order = ranks(breakdown.column, column.names)
            self._settled[key] = settled(child, column.codes[row], order, window.many(periods) * self._children)
        return self._settled[key]

    def in_periods(self, window: "Window", periods: tuple[Period, ...]) -> tuple[Numbers, Numbers]:
        """Which rows, and the index of the period of each."""
        key = (window, periods)
        if key not in self._made:
            self._made[key] = self._assigned(window, periods)
        return self._made[key]

    def _assigned(self, window: "Window", periods: tuple[Period, ...]) -> tuple[Numbers, Numbers]:
        wanted = self._columns["category"].among(window.categories)
        if window.clock is Clock.NOW:
            rows = [np.flatnonzero(wanted & self._columns["is_open"].among(("true",)))]
        else:
            moments = self._moments[window.clock]
            all_days = [period.look_back(self._look_back_months) if window.looks_back else period for period in periods]
            rows = [
                np.flatnonzero(wanted & (moments >= microseconds(days.start)) & (moments < microseconds(days.end)))
                for days in all_days
            ]
        period = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        return np.concatenate([*rows, np.empty(0, np.int64)]).astype(np.int64), period


@dataclass(frozen=True)
class Window:
    """Which rows of a period count: of which categories, by which moment, in its own days or those it looks back on."""

    clock: Clock
    looks_back: bool
    categories: tuple[str, ...]

    def many(self, periods: tuple[Period, ...]) -> int:
        """How many periods are counted apart."""
        return 1 if self.clock is Clock.NOW else len(periods)


def window_of(question: Question) -> Window:
    """Which rows of a period count for a question."""
    definition = question.indicator.definition
    # Only side by side, as a breakdown, are other categories beside "missing" counted.
    categories = codes.CATEGORIES if question.breakdown is CATEGORY else definition.categories
    return Window(definition.clock, definition.looks_back, categories)


def groups_met(stands: Column, question: Question, settings: Settings) -> list[str]:
    """Known groups in reading order, then any others met, by name; all that have no name of their own come last."""
    breakdown, rung = question.breakdown, question.groups
    if breakdown is None:
        return [""]
    known = rung.over(breakdown.known_groups(settings))
    met = set(stands.met()) - {*known, "", ladders.OTHERS}
    others = [ladders.OTHERS] if rung.is_by_size else []
    return [*(group for group in known if group != ladders.OTHERS), *sorted(met), *others]


def microseconds(day: date) -> int:
    """The first moment of a local day, as the facts count moments."""
    return (day - EPOCH).days * MICROSECONDS_A_DAY
