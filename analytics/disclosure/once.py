"""Published once: which periods are counted now, from which episodes, and what is never counted again.

A board keeps what it has read. Were a closed month counted anew at each load, the difference of two loads would tell
what became of one child. So an episode enters the tables for good or never, by whether it was known when its month
closed (data/frozen.py), and the exact counts behind a published period are kept and used for ever after.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Final

import polars as pl

from analytics.disclosure.closed_list import published_questions
from analytics.disclosure.gate import exactly, measured_of_all, with_ratio_counts
from analytics.disclosure.published import Published
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import with_ages
from analytics.measuring.coverage import complete_periods, months_of, of_sources, supplied_months
from analytics.measuring.measure import CELL_SCHEMA, Inquiry, Measured, Question, is_counted, prepared
from analytics.measuring.next_episode import with_next_episode
from analytics.model import Clock, Period, PeriodKind, Unit, periods_between
from data.frozen import Closed, read_closed
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import followed_at, known_at

TABLE: Final = ("slug", "unit", "breakdown")
PERIOD: Final = ("period_kind", "period_start", "period_end")
# Exact cells with their period in the place of its number.
DATED_SCHEMA: Final = pl.Schema(
    {name: kind for name, kind in CELL_SCHEMA.items() if name != "period"}
    | {"period_kind": pl.String(), "period_start": pl.Date(), "period_end": pl.Date()}
)
# Of which shorter periods a period is made.
PARTS_OF: Final = {
    PeriodKind.QUARTER: PeriodKind.MONTH,
    PeriodKind.FINANCIAL_YEAR: PeriodKind.QUARTER,
    PeriodKind.CALENDAR_YEAR: PeriodKind.QUARTER,
}


def closes_at(covered: pl.DataFrame, closed_to: date | None, as_of: datetime, settings: Settings) -> date | None:
    """The end of the newest month that closes now; none where none does.

    A month closes once it was supplied and the days are over. One that nobody had supplied when a later month closed
    is passed over: its figures will never be there, since others that look back over it already are.
    """
    days_ago = as_of.date() - timedelta(days=settings.disclosure.days_until_published)
    supplied = supplied_months(of_sources(covered)).get("missing", set())
    over = complete_periods(covered, PeriodKind.MONTH, days_ago)
    newest = max((month.end for month in over if month.start in supplied), default=None)
    return newest if newest and newest > (closed_to or date.min) else None


def coverage_when_closed(covered: pl.DataFrame, closed: Closed | None, closed_to: date) -> pl.DataFrame:
    """What was supplied and recorded of each closed month when it closed; later files change nothing of it."""
    first = closed.closed_to if closed else date.min
    now = covered.filter(pl.col("month") >= first, pl.col("month") < closed_to)
    return pl.concat([closed.coverage, now]).sort("system", "category", "month") if closed else now


def closed_periods(closed: Closed, kind: PeriodKind) -> tuple[Period, ...]:
    """The fixed periods of which every month is closed; longer than a month, those that were supplied."""
    return complete_periods(closed.coverage, kind, closed.closed_to)


def at_midnight(day: date) -> datetime:
    """Its first moment."""
    return datetime.combine(day, time())


# Counting


def measured_once(
    closed: Closed, facts: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str
) -> pl.DataFrame:
    """Every exact cell: those kept of published periods, and those of periods that were closed since. DATED_SCHEMA.

    `facts` are the frozen ones. Shorter periods come first, as longer ones may have to be summed from them.
    """
    cells = closed.cells
    rows = {Clock.STARTED: counted_by_start(facts, closed), Clock.RETURNED: counted_by_return(facts)}
    for kind, questions in published_questions(indicators(settings)).items():
        new = [period for period in closed_periods(closed, kind) if period not in periods_in(cells)]
        inquiries = asked_of(questions, new, closed, settings)
        counted = [
            dated(measured_of_all(rows[clock], of_clock(inquiries, clock), settings, as_of=as_of, snapshot=snapshot))
            for clock in rows
        ]
        sums = [summed(questions, period, cells) for period in new if lost_in(period, closed)]
        cells = pl.concat([cells, *counted, *sums])
    return cells


def counted_by_start(facts: pl.DataFrame, closed: Closed) -> pl.DataFrame:
    """The frozen episodes as they count by their start: each as known when its month closed.

    What came next is another episode of its own, and counts where that one is frozen too: it is asked by year alone, of
    which each is counted once.
    """
    known = known_at(facts.filter("by_start"), pl.col("frozen_at"))
    following = known.with_columns(next_started_at=pl.col("started_at").shift(-1).over("child", "category"))
    return with_next_episode(with_ages(followed_at(following, at_midnight(closed.closed_to))))


def counted_by_return(facts: pl.DataFrame) -> pl.DataFrame:
    """The frozen episodes as they count by their return: each as known when the month of the return closed."""
    return prepared(facts.filter("by_return"), pl.col("frozen_at"))


def asked_of(
    questions: Sequence[Question], periods: Sequence[Period], closed: Closed, settings: Settings
) -> list[Inquiry]:
    """The questions of each period that no erased row would have counted in: counted without it, they would tell it."""
    months = settings.counting.look_back_months
    whole = tuple(question for question in questions if not question.indicator.definition.looks_back)
    intact = [period for period in periods if not lost_in(period, closed)]
    looked_back = [period for period in intact if not lost_in(period.look_back(months), closed)]
    others = [period for period in intact if period not in looked_back]
    return [Inquiry(tuple(questions), tuple(looked_back)), Inquiry(whole, tuple(others))]


def periods_intact(closed: Closed, kinds: Iterable[PeriodKind]) -> list[Period]:
    """The closed periods of these kinds of which no row was erased, each kind's oldest first."""
    return [period for kind in kinds for period in closed_periods(closed, kind) if not lost_in(period, closed)]


def summed_periods(closed: Closed) -> list[Period]:
    """The periods of which rows were erased before they were published: of these, children are not counted."""
    with_children = periods_in(closed.cells.filter(unit=Unit.CHILD.value))
    lost = (period for kind in PARTS_OF for period in closed_periods(closed, kind) if lost_in(period, closed))
    return [period for period in lost if period not in with_children]


def said_of_closing(closed: Closed, settings: Settings) -> str:
    """Until when the tables are complete, and that they are never revised; which lack tables since an erasure."""
    last, days = closed.closed_to - timedelta(days=1), settings.disclosure.days_until_published
    text = (
        f"Figures are complete up to {last:%B %Y}. Each month is published once, {days} days after it ends, "
        "and is not revised."
    )
    if not (summed := summed_periods(closed)):
        return text
    names = "; ".join(f"{period.start:%B %Y} to {period.end - timedelta(days=1):%B %Y}" for period in summed)
    return f"{text} Some tables are left out, since records behind them are no longer held: {names}."


def lost_in(period: Period, closed: Closed) -> bool:
    """Whether rows that counted in the period were erased."""
    return not closed.lost.isdisjoint(months_of(period))


def of_clock(inquiries: Iterable[Inquiry], clock: Clock) -> list[Inquiry]:
    """The questions that put an episode in a period by this moment of it."""
    return [
        Inquiry(tuple(item for item in inquiry.questions if item.indicator.definition.clock is clock), inquiry.periods)
        for inquiry in inquiries
    ]


def summed(questions: Sequence[Question], period: Period, cells: pl.DataFrame) -> pl.DataFrame:
    """The cells of a period of which rows were erased, as far as its published parts add up to them: episodes alone.

    Of the children behind a sum no more is known than that they are as many as behind its largest part.
    """
    if period.kind not in PARTS_OF:
        return no_cells()
    parts = list(periods_between(period.start, period.end, PARTS_OF[period.kind]))
    tables = [
        (item.indicator.definition.slug, item.unit.value, item.breakdown.slug if item.breakdown else "")
        for item in questions
        if item.unit is Unit.EPISODE and is_counted(item) and adds_up(item)
    ]
    wanted = pl.DataFrame(tables, schema=dict.fromkeys(TABLE, pl.String), orient="row")
    mine = cells.filter(
        pl.col("period_kind") == PARTS_OF[period.kind].value,
        pl.col("period_start").is_in([part.start for part in parts]),
    ).join(wanted, on=TABLE, how="semi", maintain_order="left")
    return (
        mine.filter(pl.col("period_start").n_unique().over(TABLE) == len(parts))
        .group_by(*TABLE, "group", "category", maintain_order=True)
        .agg(pl.col("count", "largest").sum(), pl.col("children").max())
        .with_columns(
            period_kind=pl.lit(period.kind.value), period_start=pl.lit(period.start), period_end=pl.lit(period.end)
        )
        .select(DATED_SCHEMA.names())
    )


def adds_up(question: Question) -> bool:
    """Whether the episodes of the parts of a period are those of the period."""
    return question.indicator.adds_up_over_time and not question.indicator.definition.looks_back


# Cells with their periods


def no_cells() -> pl.DataFrame:
    """Before anything is counted."""
    return DATED_SCHEMA.to_frame()


def dated(measured: Measured) -> pl.DataFrame:
    """The cells with their periods in the place of numbers. Columns: DATED_SCHEMA."""
    periods = pl.DataFrame(
        [(place, period.kind.value, period.start, period.end) for place, period in enumerate(measured.periods)],
        schema={"period": pl.Int32, **{name: DATED_SCHEMA[name] for name in PERIOD}},
        orient="row",
    )
    return measured.cells.join(periods, on="period", maintain_order="left").select(DATED_SCHEMA.names())


def periods_in(cells: pl.DataFrame) -> set[Period]:
    """The periods that were counted."""
    return {Period(start, end, PeriodKind(kind)) for kind, start, end in cells.select(PERIOD).unique().iter_rows()}


def measured_from(
    cells: pl.DataFrame, inquiries: Sequence[Inquiry], settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """What is asked, as it was counted when its periods were published. Nothing is counted anew."""
    inquiries = [inquiry for inquiry in with_ratio_counts(inquiries, settings) if inquiry.periods]
    periods = tuple(chain.from_iterable(inquiry.periods for inquiry in inquiries))
    questions = tuple(dict.fromkeys(chain.from_iterable(inquiry.questions for inquiry in inquiries)))
    schema: dict[str, pl.DataType] = {"period": pl.Int32(), **{name: DATED_SCHEMA[name] for name in (*TABLE, *PERIOD)}}
    places = pl.DataFrame(list(wanted_places(inquiries)), schema=schema, orient="row")
    kept = places.join(cells, on=[*TABLE, *PERIOD], maintain_order="left_right").select(CELL_SCHEMA.names())
    return Measured(kept, questions, periods, as_of, snapshot)


def wanted_places(inquiries: Iterable[Inquiry]) -> Iterator[tuple[object, ...]]:
    """Every table of every period in the order of measuring, with the number of the period."""
    first = 0
    for inquiry in inquiries:
        for item in filter(is_counted, inquiry.questions):
            table = (item.indicator.definition.slug, item.unit.value, item.breakdown.slug if item.breakdown else "")
            for place, period in enumerate(inquiry.periods, start=first):
                yield place, *table, period.kind.value, period.start, period.end
        first += len(inquiry.periods)


def board_measured(cells: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str) -> Measured:
    """The closed list of every period that was counted."""
    met = sorted(periods_in(cells))
    inquiries = [
        Inquiry(questions, tuple(period for period in met if period.kind is kind))
        for kind, questions in published_questions(indicators(settings)).items()
    ]
    return measured_from(cells, inquiries, settings, as_of=as_of, snapshot=snapshot)


def exact_board_tables_of(snapshot: Snapshot, settings: Settings, as_of: datetime) -> Published | None:
    """The board's tables of a snapshot with every number, for the audit alone; none where nothing was kept of them."""
    closed = read_closed(snapshot)
    if closed is None:
        return None
    return exactly(board_measured(closed.cells, settings, as_of=as_of, snapshot=snapshot.name), settings)
