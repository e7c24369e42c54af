"""Published once: which periods are counted now, from which episodes, and what is never counted again.

A board keeps what it has read. Were a closed month counted anew at each load, the difference of two loads would tell
what became of one child. So an episode enters the tables for good or never, by whether it was known when its month
closed (data/frozen.py), and the exact counts behind a published period are kept and used for ever after.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from itertools import chain
from typing import Final

import polars as pl

from analytics.disclosure.closed_list import RELEASED_KINDS, public_questions, published_questions
from analytics.disclosure.gate import everybody_at, exactly, published_in, roughly_hidden, with_ratio_counts
from analytics.disclosure.hiding.choosing import NOTHING_PASSED, Chooser, Listed, Passed, everything, passing
from analytics.disclosure.policy import Policy, policy_for
from analytics.disclosure.published import Published
from analytics.disclosure.small_numbers import much_hidden
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import with_ages
from analytics.measuring.coverage import complete_periods, months_of, of_sources, supplied_months
from analytics.measuring.groupings import Grouping, of_audience, slug_of
from analytics.measuring.measure import (
    CELL_KEYS,
    CELL_SCHEMA,
    Counted,
    Inquiry,
    Measured,
    Question,
    is_counted,
    measure,
    prepared,
    selected,
)
from analytics.measuring.next_episode import with_next_episode
from analytics.measuring.shapes import Indicator
from analytics.model import PARTS_OF, Audience, Clock, Period, PeriodKind, Unit, periods_between
from data.frozen import Closed, read_closed
from data.settings import Settings
from data.snapshots import Publication, Snapshot
from data.warehouse import followed_at, known_at

# The layers of cells: as recorded, and at the groupings of each reader from whom numbers are hidden.
FINEST: Final = ""
# So often are other groupings looked for, of tables of which much would be hidden. Once a financial year.
MOST_CHOICES: Final = 2
LAYERS: Final = (Audience.BOARD, Audience.SCRUTINY)
TABLE: Final = ("slug", "unit", "breakdown")
PERIOD: Final = ("period_kind", "period_start", "period_end")
# Exact cells with their period in the place of its number.
DATED_SCHEMA: Final = pl.Schema(
    {"layer": pl.String()}
    | {name: kind for name, kind in CELL_SCHEMA.items() if name != "period"}
    | {"period_kind": pl.String(), "period_start": pl.Date(), "period_end": pl.Date()}
)


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


@dataclass(frozen=True)
class Counter:
    """Counts from frozen episodes: `rows` as they count by their start, and by their return."""

    closed: Closed
    rows: Mapping[Clock, pl.DataFrame]
    settings: Settings
    as_of: datetime
    snapshot: str
    # Groupings are chosen by counting again and again, mostly the same.
    _counted: Counted = field(default_factory=dict)

    def measured(self, inquiries: Sequence[Inquiry]) -> Measured:
        """What is asked, of everybody under 18, exactly."""
        by_clock = [
            measure(
                selected(rows, everybody_at(self.as_of), self.settings),
                of_clock(inquiries, clock),
                self.settings,
                as_of=self.as_of,
                snapshot=self.snapshot,
                counted=self._counted,
            )
            for clock, rows in self.rows.items()
        ]
        questions = tuple(dict.fromkeys(chain.from_iterable(item.questions for item in by_clock)))
        return replace(by_clock[0], cells=pl.concat([item.cells for item in by_clock]), questions=questions)

    def layer(self, name: str, listed: Listed, *, is_kept: bool = True) -> pl.DataFrame:
        """The cells of a layer: those kept of published periods, and those of periods that were closed since.

        Shorter periods come first, as longer ones may have to be summed from them. Columns: DATED_SCHEMA.
        """
        cells = self.closed.cells.filter(pl.col("layer") == name) if is_kept else no_cells()
        published = periods_in(self.closed.cells) if is_kept else set()
        for kind, questions in listed.items():
            new = [period for period in closed_periods(self.closed, kind) if period not in published]
            counted = dated(self.measured(asked_of(questions, new, self.closed, self.settings)), name)
            sums = [summed(questions, period, cells) for period in new if lost_in(period, self.closed)]
            cells = pl.concat([cells, counted, *sums])
        return cells

    @cached_property
    def finest(self) -> pl.DataFrame:
        """The cells as recorded, with the counts that ratios are made of."""
        listed = published_questions(indicators(self.settings))
        with_counts = {
            kind: with_ratio_counts([Inquiry(questions, ())], self.settings)[0].questions
            for kind, questions in listed.items()
        }
        return self.layer(FINEST, with_counts)


def counter_of(closed: Closed, facts: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str) -> Counter:
    """Counts what is closed from the frozen facts."""
    rows = {Clock.STARTED: counted_by_start(facts, closed), Clock.RETURNED: counted_by_return(facts)}
    return Counter(closed, rows, settings, as_of, snapshot)


def counted_once(
    counter: Counter, earlier: Sequence[Grouping], passed: Passed = NOTHING_PASSED
) -> tuple[pl.DataFrame, tuple[Grouping, ...]]:
    """Every exact cell of every closed period, and all groupings: `earlier` ones, and those of this financial year.

    Each period is counted once: as recorded, as the board reads it and as the public does. Groupings that were `passed`
    are not taken. Columns: DATED_SCHEMA.
    """
    settings = counter.settings
    chosen = chosen_groupings(counter, earlier, passed)
    layers = [
        counter.layer(audience.value, listed_at(chosen, audience, settings), is_kept=is_as_before(earlier, policy))
        for audience in LAYERS
        for policy in [policy_for(audience, settings)]
    ]
    return pl.concat([counter.finest, *layers]), (*(item for item in earlier if item not in chosen), *chosen)


def chosen_groupings(counter: Counter, earlier: Sequence[Grouping], passed: Passed) -> tuple[Grouping, ...]:
    """The groupings of the board's tables, and of the public's: these are nowhere finer than the board's."""
    settings, finest, as_of = counter.settings, counter.finest, counter.as_of
    known = indicators(settings)
    listed = published_questions(known)
    board, public = (policy_for(audience, settings) for audience in LAYERS)
    measured = measured_from(finest, asked_in(periods_in(finest), listed), settings, as_of=as_of, snapshot="")

    for_board = everything(listed, board, as_of)
    if not board.threshold.hides_nothing:
        chooser = Chooser(measured, listed, known, board, counter.measured, passed, is_undivided_whole=True)
        for_board = chooser.choose(as_of, of_audience(earlier, Audience.BOARD))
    released = {kind: public_questions(known, kind) for kind in RELEASED_KINDS}
    # In public a small number is said to be small and takes no other with it, so that a few of them may stand.
    chooser = Chooser(measured, released, known, public, counter.measured)
    return (*for_board, *chooser.choose(as_of, of_audience(earlier, Audience.SCRUTINY), for_board))


def is_as_before(earlier: Sequence[Grouping], policy: Policy) -> bool:
    """Whether what was counted for a reader was chosen under the threshold of today."""
    return all(item.few == policy.hide_up_to for item in of_audience(earlier, policy.audience))


def listed_at(
    groupings: Sequence[Grouping], audience: Audience, settings: Settings
) -> dict[PeriodKind, tuple[Question, ...]]:
    """What an audience reads at its groupings, by kind of period."""
    mine = of_audience(groupings, audience)
    listed = published_questions(indicators(settings))
    return {kind: at_groupings(questions, kind, mine) for kind, questions in listed.items()}


def at_groupings(
    questions: Iterable[Question], kind: PeriodKind, groupings: Iterable[Grouping]
) -> tuple[Question, ...]:
    """The questions of tables that are published for a kind of period, each at its grouping.

    What is divided is asked as it is: it is there wherever its counts are.
    """
    of_table = {item.table: item for item in groupings if kind in item.kinds}
    tables = ((item, (item.indicator.definition.slug, slug_of(item.breakdown))) for item in questions)
    return tuple(
        item.at(of_table[table]) if is_counted(item) else item
        for item, table in tables
        if table in of_table or not is_counted(item)
    )


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
    tables = [table_of(item) for item in questions if item.unit is Unit.EPISODE and is_counted(item) and adds_up(item)]
    wanted = pl.DataFrame(tables, schema=dict.fromkeys(TABLE, pl.String), orient="row")
    mine = cells.filter(
        pl.col("period_kind") == PARTS_OF[period.kind].value,
        pl.col("period_start").is_in([part.start for part in parts]),
    ).join(wanted, on=TABLE, how="semi", maintain_order="left")
    return (
        mine.filter(pl.col("period_start").n_unique().over(TABLE) == len(parts))
        .group_by("layer", *TABLE, "group", "category", maintain_order=True)
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


def dated(measured: Measured, layer: str) -> pl.DataFrame:
    """The cells of a layer with their periods in the place of numbers. Columns: DATED_SCHEMA."""
    periods = pl.DataFrame(
        [(place, period.kind.value, period.start, period.end) for place, period in enumerate(measured.periods)],
        schema={"period": pl.Int32, **{name: DATED_SCHEMA[name] for name in PERIOD}},
        orient="row",
    )
    cells = measured.cells.with_columns(layer=pl.lit(layer))
    return cells.join(periods, on="period", maintain_order="left").select(DATED_SCHEMA.names())


def periods_in(cells: pl.DataFrame) -> set[Period]:
    """The periods that were counted."""
    return {Period(start, end, PeriodKind(kind)) for kind, start, end in cells.select(PERIOD).unique().iter_rows()}


def measured_from(
    cells: pl.DataFrame, inquiries: Sequence[Inquiry], settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """What is asked, as it was counted when its periods were published: nothing is counted anew.

    `cells` are those of one layer.
    """
    inquiries = [inquiry for inquiry in with_ratio_counts(inquiries, settings) if inquiry.periods]
    periods = tuple(chain.from_iterable(inquiry.periods for inquiry in inquiries))
    questions: dict[tuple[str, str, str], Question] = {}
    for item in chain.from_iterable(inquiry.questions for inquiry in inquiries):
        # A count that a ratio needs may be asked for already, at a grouping: that comes first.
        questions.setdefault(table_of(item), item)
    schema: dict[str, pl.DataType] = {"period": pl.Int32(), **{name: DATED_SCHEMA[name] for name in (*TABLE, *PERIOD)}}
    places = pl.DataFrame(list(dict.fromkeys(wanted_places(inquiries))), schema=schema, orient="row")
    kept = places.join(cells, on=[*TABLE, *PERIOD], maintain_order="left_right").select(CELL_SCHEMA.names())
    return Measured(kept, tuple(questions.values()), periods, as_of, snapshot)


def table_of(question: Question) -> tuple[str, str, str]:
    """Slug, unit and breakdown."""
    return question.indicator.definition.slug, question.unit.value, slug_of(question.breakdown)


def wanted_places(inquiries: Iterable[Inquiry]) -> Iterator[tuple[object, ...]]:
    """Every table of every period in the order of measuring, with the number of the period."""
    first = 0
    for inquiry in inquiries:
        for item in filter(is_counted, inquiry.questions):
            table = table_of(item)
            for place, period in enumerate(inquiry.periods, start=first):
                yield place, *table, period.kind.value, period.start, period.end
        first += len(inquiry.periods)


def asked_in(periods: Iterable[Period], listed: Listed) -> list[Inquiry]:
    """What is listed, in those of the periods that are of its kinds."""
    met = sorted(periods)
    return [Inquiry(tuple(listed[kind]), tuple(period for period in met if period.kind is kind)) for kind in listed]


def layer_of(cells: pl.DataFrame, layer: str) -> pl.DataFrame:
    """The cells of one layer."""
    return cells.filter(pl.col("layer") == layer)


def board_measured(
    cells: pl.DataFrame, groupings: Sequence[Grouping], settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """The board's tables of every period that was counted. What is finer, or grouped otherwise, is withheld."""
    listed = listed_at(in_force(groupings, Audience.BOARD), Audience.BOARD, settings)
    ask = partial(measured_from, settings=settings, as_of=as_of, snapshot=snapshot)
    met = periods_in(cells)
    shown = ask(layer_of(cells, Audience.BOARD.value), asked_in(met, listed))
    every = all_measured(cells, groupings, settings, as_of=as_of, snapshot=snapshot)
    withheld = every.cells.join(shown.cells, on=CELL_KEYS, how="anti", maintain_order="left")
    slugs = {question.indicator.definition.slug for question in shown.questions}
    # What is withheld is asked for too: the audit has to know what it is.
    others = [item for item in every.questions if item.indicator.definition.slug not in slugs]
    questions = (*shown.questions, *others)
    return replace(shown, questions=questions, withheld=withheld, groupings=tuple(groupings))


def all_measured(
    cells: pl.DataFrame, groupings: Sequence[Grouping], settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """The closed list of every period that was counted, as recorded and at every grouping."""
    inquiries = asked_in(periods_in(cells), published_questions(indicators(settings)))
    mine = of_published_tables(every_cell_once(cells), groupings, indicators(settings))
    every = measured_from(mine, inquiries, settings, as_of=as_of, snapshot=snapshot)
    return replace(every, groupings=tuple(groupings))


def every_cell_once(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells of all layers: what is named alike in two of them is the same."""
    return cells.unique([*TABLE, "group", "category", *PERIOD], keep="first", maintain_order=True)


def of_published_tables(
    cells: pl.DataFrame, groupings: Sequence[Grouping], known: Mapping[str, Indicator]
) -> pl.DataFrame:
    """The cells of the tables that are published at some grouping, and every undivided number.

    Others may tell a number that is withheld: those not completed tell those who completed. Of a withheld table with
    many rows nothing is said: to look at it too takes minutes for a council of 60 children.
    """
    tables = {(*grouping.table, kind.value) for grouping in groupings for kind in grouping.kinds}
    names = ("slug", "breakdown", "period_kind")
    published = pl.DataFrame(sorted(tables), schema=dict.fromkeys(names, pl.String), orient="row")
    numbers = [slug for slug, indicator in known.items() if indicator.is_one_number]
    is_number = pl.col("slug").is_in(numbers) & (pl.col("breakdown") == "")
    places = pl.concat([published, cells.filter(is_number).select(names)]).unique()
    return cells.join(places, on=names, how="semi", maintain_order="left")


def least_hidden(
    counter: Counter, earlier: Sequence[Grouping], *, as_of: datetime, snapshot: str
) -> tuple[pl.DataFrame, tuple[Grouping, ...]]:
    """As `counted_once`, with tables counted together further of which sums would hide much."""
    settings, passed = counter.settings, NOTHING_PASSED
    cells, groupings = counted_once(counter, earlier)
    for _ in range(MOST_CHOICES):
        measured = board_measured(cells, groupings, settings, as_of=as_of, snapshot=snapshot)
        further = to_be_coarser(measured, earlier, passed, settings)
        if further == passed:
            break
        passed = further
        cells, groupings = counted_once(counter, earlier, passed)
    return cells, groupings


def to_be_coarser(measured: Measured, earlier: Sequence[Grouping], passed: Passed, settings: Settings) -> Passed:
    """What is passed, and the groupings chosen just now of tables of which sums would hide too much."""
    chosen = [item for item in of_audience(measured.groupings, Audience.BOARD) if item not in earlier]
    if not chosen:
        return passed
    kinds = {place: period.kind.value for place, period in enumerate(measured.periods)}
    cells = roughly_hidden(measured, policy_for(Audience.BOARD, settings), settings)
    kind = pl.col("period").replace_strict(kinds, default="", return_dtype=pl.String).cast(pl.String)
    tables = much_hidden(cells.with_columns(kind=kind)).rows
    return passing(passed, tables, chosen, indicators(settings))


def in_force(groupings: Sequence[Grouping], audience: Audience) -> list[Grouping]:
    """Those of the financial year that was chosen for last."""
    mine = of_audience(groupings, audience)
    newest = max((item.year for item in mine), default=None)
    return [item for item in mine if item.year == newest]


def exact_board_tables_of(source: Snapshot | Publication, settings: Settings, as_of: datetime) -> Published | None:
    """The tables that a board reads with every number, for the audit alone; none where nothing was kept of them."""
    closed = read_closed(source)
    if closed is None:
        return None
    groupings = published_in(source.published).groupings
    return exactly(all_measured(closed.cells, groupings, settings, as_of=as_of, snapshot=source.name), settings)
