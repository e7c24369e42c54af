"""From facts to exact cells: every indicator of a page in one `collect_all`.

`Measured` is exact and must never reach a reader; only `publish()` turns it into `Published`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from analytics.breakdowns import CATEGORY, Breakdown, with_ages
from analytics.indicator import WHOLE, Indicator, Measurable, Ratio, Split
from analytics.model import Clock, Period, Selection, Unit, add_months
from data import codes
from data.settings import Settings

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


def selected(facts: pl.DataFrame, selection: Selection, settings: Settings) -> pl.DataFrame:
    """Facts of children under 18 at the start (unknown ages stay in) that the reader's filters keep."""
    keep = pl.col("age").fill_null(0) < settings.counting.adult_age
    for column, groups in selection.only:
        keep &= pl.col(column).cast(pl.String).is_in(groups)
    if selection.ages:
        keep &= pl.col("age").is_between(*selection.ages)
    return with_ages(facts.filter(keep))


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

    `facts` are rows of `known_at` and `selected`. Every question has all its categories, known
    groups and periods, zeros included.
    """
    asked = tuple(question for question in questions if not isinstance(question.indicator, Ratio))
    rows = RowsInPeriods(facts, tuple(periods), settings.counting.look_back_months)
    answers = pl.collect_all([cells_of(question, rows) for question in asked])
    filled = [
        with_zeros(answer, question, len(periods), settings) for question, answer in zip(asked, answers, strict=True)
    ]
    cells = pl.concat(filled) if filled else CELL_SCHEMA.to_frame()
    return Measured(cells, tuple(questions), tuple(periods), as_of, snapshot)


def cells_of(question: Question, rows: "RowsInPeriods") -> pl.LazyFrame:
    """The cells that occur, with their period and group."""
    indicator = measurable(question.indicator)
    wanted = rows.of(question)
    if question.breakdown is None:
        return indicator.cells(wanted, (PERIOD,), question.unit).with_columns(pl.lit("").alias(GROUP))
    grouped = wanted.with_columns(pl.col(question.breakdown.column).cast(pl.String).alias(GROUP))
    return indicator.cells(grouped, (PERIOD, GROUP), question.unit)


def measurable(indicator: Indicator) -> Measurable:
    """The indicator, which must be one that is counted."""
    if isinstance(indicator, Ratio):
        raise TypeError(f"{indicator.definition.slug} is divided when published, never measured")
    return indicator


class RowsInPeriods:
    """The facts with the period that each falls in, made once for each clock and set of categories."""

    def __init__(self, facts: pl.DataFrame, periods: tuple[Period, ...], look_back_months: int) -> None:
        self._facts = facts
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
            self._made[key] = self._assigned(rows, definition.clock, definition.looks_back).lazy()
        return self._made[key]

    def _assigned(self, rows: pl.DataFrame, clock: Clock, looks_back: bool) -> pl.DataFrame:  # noqa: FBT001
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
        return (
            rows.lazy()
            .join_where(bounds.lazy(), moment >= pl.col("window_start"), moment < pl.col("window_end"))
            .collect()
        )


def with_zeros(answer: pl.DataFrame, question: Question, periods: int, settings: Settings) -> pl.DataFrame:
    """The answer with every period, known group and category there, and the question's name on it."""
    definition = question.indicator.definition
    if definition.clock is Clock.NOW:
        periods = 1
    grid = (
        pl.DataFrame({PERIOD: pl.Series(range(periods), dtype=pl.Int32)})
        .join(pl.DataFrame({GROUP: groups_of(answer, question, settings)}, schema={GROUP: pl.String}), how="cross")
        .join(pl.DataFrame({"category": categories_of(answer, question)}, schema={"category": pl.String}), how="cross")
    )
    return grid.join(answer, on=[PERIOD, GROUP, "category"], how="left", maintain_order="left").select(
        pl.lit(definition.slug).alias("slug"),
        pl.lit(question.unit.value).alias("unit"),
        PERIOD,
        pl.lit(question.breakdown.slug if question.breakdown else "").alias("breakdown"),
        GROUP,
        "category",
        pl.col("count").fill_null(0),
        pl.col("children").fill_null(0),
    )


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
