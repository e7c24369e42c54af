"""From facts to exact cells: every indicator of a page in one `collect_all`.

`Measured` is exact and must never reach a reader; only `publish()` turns it into `Published`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import polars as pl

from analytics.breakdowns import CATEGORY, Breakdown, with_ages
from analytics.indicator import WHOLE, Indicator, Measurable, Ratio, Split
from analytics.model import Clock, Period, Selection, Unit, add_months
from data import codes
from data.settings import Settings
from data.warehouse import known_at

PERIOD = "period"
GROUP = "group"

# Exact cells. `count` in the unit; `children` behind it; `fact` names what is counted, so that two
# tables that hold the same figure hold one fact.
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
    }
)


@dataclass(frozen=True)
class Question:
    """One table to measure: an indicator, in one unit, by one breakdown or as a whole."""

    indicator: Indicator
    unit: Unit
    breakdown: Breakdown | None = None


@dataclass(frozen=True)
class Measured:
    """Exact cells of some questions in some periods. `cells.period` is an index into `periods`."""

    cells: pl.DataFrame
    questions: tuple[Question, ...]
    periods: tuple[Period, ...]
    as_of: datetime
    snapshot: str


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


def prepared(facts: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The facts as known at `as_of`, with ages in bands: what every selection begins with."""
    return with_ages(known_at(facts, as_of))


def selected(facts: pl.DataFrame, selection: Selection, settings: Settings) -> pl.DataFrame:
    """Prepared facts of children under 18 at the start (unknown ages stay in) that the reader's filters keep."""
    keep = pl.col("age").fill_null(0) < settings.counting.adult_age
    for column, groups in selection.only:
        keep &= pl.col(column).cast(pl.String).is_in(groups)
    if selection.ages:
        keep &= pl.col("age").is_between(*selection.ages)
    return facts.filter(keep)


def measure(
    facts: pl.DataFrame,
    questions: Sequence[Question],
    periods: Sequence[Period],
    settings: Settings,
    *,
    as_of: datetime,
    snapshot: str = "",
) -> Measured:
    """Answer the questions for each period, exactly.

    `facts` are rows of `prepared` and `selected`. Every question has all its categories, known
    groups and periods, zeros included.
    """
    asked = tuple(question for question in questions if not isinstance(question.indicator, Ratio))
    rows = RowsInPeriods(facts, tuple(periods), settings.counting.look_back_months)
    answers = pl.collect_all([cells_of(question, rows) for question in asked])
    cells = with_zeros(asked, answers, len(periods), settings)
    return Measured(cells, tuple(questions), tuple(periods), as_of, snapshot)


def together(parts: Sequence[Measured]) -> Measured:
    """Several measurings as one, their periods one after another."""
    periods: tuple[Period, ...] = ()
    cells: list[pl.DataFrame] = []
    for part in parts:
        cells.append(part.cells.with_columns((pl.col(PERIOD) + len(periods)).cast(pl.Int32)))
        periods += part.periods
    questions = tuple(dict.fromkeys(question for part in parts for question in part.questions))
    return Measured(pl.concat(cells), questions, periods, parts[0].as_of, parts[0].snapshot)


def cells_of(question: Question, rows: "RowsInPeriods") -> pl.LazyFrame:
    """The cells that occur, with their period and group."""
    indicator = measurable(question.indicator)
    wanted = rows.of(question)
    if question.breakdown is None:
        return indicator.cells(wanted, (PERIOD,), question.unit).with_columns(pl.lit("").alias(GROUP))
    grouped = wanted.with_columns(pl.col(question.breakdown.column).alias(GROUP))
    return indicator.cells(grouped, (PERIOD, GROUP), question.unit)


def measurable(indicator: Indicator) -> Measurable:
    """The indicator, which must be one that is counted."""
    if isinstance(indicator, Ratio):
        raise TypeError(f"{indicator.definition.slug} is divided when published, never measured")
    return indicator


class RowsInPeriods:
    """The facts with the period that each falls in, made once for each clock and set of categories."""

    def __init__(self, facts: pl.DataFrame, periods: tuple[Period, ...], look_back_months: int) -> None:
        self._facts = facts.lazy()
        self._periods = periods
        self._look_back_months = look_back_months
        self._made: dict[tuple[Clock, bool, tuple[str, ...]], pl.LazyFrame] = {}

    def of(self, question: Question) -> pl.LazyFrame:
        """The rows that count for this question; a row is there once for each period it falls in."""
        definition = question.indicator.definition
        # Only side by side, as a breakdown, are other categories beside "missing" counted.
        categories = codes.CATEGORIES if question.breakdown is CATEGORY else definition.categories
        key = (definition.clock, definition.looks_back, categories)
        if key not in self._made:
            rows = self._facts.filter(pl.col("category").is_in(categories))
            # Collected once: many questions are asked of the same rows.
            self._made[key] = self._assigned(rows, definition.clock, definition.looks_back).collect().lazy()
        return self._made[key]

    def _assigned(self, rows: pl.LazyFrame, clock: Clock, looks_back: bool) -> pl.LazyFrame:  # noqa: FBT001
        if clock is Clock.NOW:
            return rows.filter("is_open").with_columns(pl.lit(0, pl.Int32).alias(PERIOD))
        windows = [period.look_back(self._look_back_months) if looks_back else period for period in self._periods]
        moment = pl.col(clock.value)
        if len(windows) == 1:
            inside = (moment >= windows[0].start) & (moment < windows[0].end)
            return rows.filter(inside).with_columns(pl.lit(0, pl.Int32).alias(PERIOD))
        bounds = pl.DataFrame(
            {
                PERIOD: pl.Series(range(len(windows)), dtype=pl.Int32),
                "window_start": pl.Series([window.start for window in windows]).cast(pl.Datetime("us")),
                "window_end": pl.Series([window.end for window in windows]).cast(pl.Datetime("us")),
            }
        )
        after, before = moment >= pl.col("window_start"), moment < pl.col("window_end")
        return rows.join_where(bounds.lazy(), after, before)


def with_zeros(
    questions: Sequence[Question], answers: Sequence[pl.DataFrame], periods: int, settings: Settings
) -> pl.DataFrame:
    """All answers as one table, with every period, known group and category there, zeros included."""
    rows = [
        (*names[:2], period, names[2], group, category, *found.get((period, group, category), (0, 0)))
        for question, answer in zip(questions, answers, strict=True)
        for names, found in [(names_of(question), counts_found(answer))]
        for period, group, category in product(
            range(1 if question.indicator.definition.clock is Clock.NOW else periods),
            groups_of(answer, question, settings),
            categories_of(answer, question),
        )
    ]
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")


def counts_found(answer: pl.DataFrame) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Period, group and category -> count and children."""
    cells = answer.select(PERIOD, GROUP, "category", "count", "children").iter_rows()
    return {(period, group, category): (count, children) for period, group, category, count, children in cells}


def names_of(question: Question) -> tuple[str, str, str]:
    """What marks a question's rows among all others: slug, unit, breakdown."""
    breakdown = question.breakdown.slug if question.breakdown else ""
    return question.indicator.definition.slug, question.unit.value, breakdown


def groups_of(answer: pl.DataFrame, question: Question, settings: Settings) -> list[str]:
    """Known groups in reading order, then any others met, by name."""
    if question.breakdown is None:
        return [""]
    known = question.breakdown.known_groups(settings)
    return [*known, *sorted(set(answer[GROUP].drop_nulls()) - set(known))]


def categories_of(answer: pl.DataFrame, question: Question) -> list[str]:
    """The indicator's parts, then others met by name, its roll-ups, and the whole last."""
    known = measurable(question.indicator).parts()
    rollups = [name for name, _ in question.indicator.rollups] if isinstance(question.indicator, Split) else []
    met = sorted(set(answer["category"].drop_nulls()) - set(known) - set(rollups) - {WHOLE})
    return [*known, *met, *rollups, WHOLE]


def months_back(period: Period, months: int) -> Period:
    """The `months` months that end where `period` ends, for a series beside it."""
    return Period(add_months(period.end, -months), period.end)
