"""Which grouping each table is published at: the finest at which few of its numbers are of a few children.

To hide number by number takes large numbers with the small ones, since all are tied by sums. So sparse categories are
counted together first; where that is not enough, quarters become years; and where that is not, the table is withheld.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import product
from typing import Final

import polars as pl

from analytics.disclosure.policy import Policy
from analytics.disclosure.small_numbers import counted_as_one_child, large_names, readable_tables
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.groupings import (
    Grouping,
    TableName,
    categories_ladder,
    family_of,
    financial_year,
    groups_ladder,
    slug_of,
)
from analytics.measuring.measure import Inquiry, Measured, Question, is_counted
from analytics.measuring.shapes import WHOLE, Indicator, Split
from analytics.measuring.statements import MONTH, PUBLISHED_KINDS, QUARTER, YEAR
from analytics.model import Period, PeriodKind

# A rung of the categories and one of the groups, by their place on their ladders.
Step = tuple[int, int]
FINEST: Final[Step] = (0, 0)
# Kinds of period that a table goes without, fewest first.
GONE_WITHOUT: Final[tuple[tuple[PeriodKind, ...], ...]] = ((), (MONTH,), (MONTH, QUARTER))
LONGEST_FIRST: Final = (YEAR, QUARTER, MONTH)
# The questions of a closed list, by the kind of period that they are published for.
Listed = Mapping[PeriodKind, Sequence[Question]]
MeasureAgain = Callable[[Sequence[Inquiry]], Measured]
# How a table may be read: at which step, for which kinds of period.
Option = tuple[Step, tuple[PeriodKind, ...]]


# How many kinds of period a table goes without, whether any of its numbers is small, and how it is read.
Way = tuple[int, bool, Step, tuple[PeriodKind, ...]]
Read = dict[TableName, list[Way]]


# What was tried for a table, and hid too much of it.
Passed = Mapping[TableName, frozenset[Option]]
NOTHING_PASSED: Final[Passed] = {}


@dataclass(frozen=True, eq=False)
class Candidate:
    """A table, or two of which one is divided by the other, with its questions by kind of period."""

    name: TableName
    questions: dict[PeriodKind, list[Question]] = field(default_factory=dict)

    @property
    def example(self) -> Question:
        """One of its questions: all have the same categories and groups."""
        return next(iter(self.questions.values()))[0]

    @property
    def tables(self) -> list[TableName]:
        """The tables that it stands for."""
        slugs = {item.indicator.definition.slug for items in self.questions.values() for item in items}
        return [(slug, self.name[1]) for slug in sorted(slugs)]

    def steps(self, least: Step) -> list[Step]:
        """Every pair of rungs of which none is finer than `least`, finest first."""
        categories = range(least[0], len(categories_ladder(self.example.indicator.definition)))
        groups = range(least[1], len(groups_ladder(self.name[1])))
        return sorted(product(categories, groups), key=lambda step: (sum(step), step))


def candidates_of(listed: Listed, known: Mapping[str, Indicator]) -> list[Candidate]:
    """The tables of a list that have a grouping of their own. What is divided has that of its counts."""
    result: dict[TableName, Candidate] = {}
    for kind, questions in listed.items():
        for question in questions:
            if is_counted(question):
                name = (family_of(question.indicator.definition.slug, known), slug_of(question.breakdown))
                result.setdefault(name, Candidate(name)).questions.setdefault(kind, []).append(question)
    return list(result.values())


@dataclass(frozen=True)
class Chooser:
    """Chooses for one audience, by what was `measured` at the finest grouping and what it has `measure_again`.

    What is `passed` was tried, and too much of the table was hidden. With `is_undivided_whole`, tables that are
    not divided have no small number, if there is a way.
    """

    measured: Measured
    listed: Listed
    known: Mapping[str, Indicator]
    policy: Policy
    measure_again: MeasureAgain
    passed: Passed = field(default_factory=dict)
    is_undivided_whole: bool = False

    def choose(
        self, as_of: datetime, earlier: Sequence[Grouping] = (), bounds: Sequence[Grouping] = ()
    ) -> tuple[Grouping, ...]:
        """A grouping for every table: that of `earlier` where it was chosen in the same financial year.

        `bounds` are another audience's: none is finer than those, or for other kinds of period.
        """
        year = financial_year(as_of.date())
        chosen = {item.table: item for item in earlier if self._is_in_force(item, as_of)}
        names = self._names([*earlier, *bounds])
        open_tables = [item for item in candidates_of(self.listed, self.known) if item.name not in chosen]
        # The undivided tables first: no breakdown is finer than its whole, or for other kinds of period.
        for some in (
            [item for item in open_tables if not item.name[1]],
            [item for item in open_tables if item.name[1]],
        ):
            limits = {item.name: self._limit(item, [*chosen.values()], bounds) for item in some}
            for item, (step, kinds) in self._settled(some, limits).items():
                for table in item.tables:
                    chosen[table] = self._grouping(table, step, kinds, year, names)
        return tuple(chosen.values())

    def _is_in_force(self, grouping: Grouping, as_of: datetime) -> bool:
        """Whether it was chosen in this financial year, for this audience and its threshold."""
        mine = (self.policy.audience, self.policy.hide_up_to, financial_year(as_of.date()))
        return (grouping.audience, grouping.few, grouping.year) == mine

    def _limit(
        self, item: Candidate, chosen: Sequence[Grouping], bounds: Sequence[Grouping]
    ) -> tuple[Step, tuple[PeriodKind, ...]]:
        """The finest step that a table may take, and the kinds of period that it may be for."""
        step, kinds = FINEST, tuple(item.questions)
        slug, breakdown = item.name
        for grouping in [*chosen, *bounds]:
            if grouping.slug == slug and grouping.breakdown in ("", breakdown):
                step = coarser_step(step, step_of(grouping, self.known[slug]))
                kinds = tuple(kind for kind in kinds if kind in grouping.kinds)
        return step, kinds

    def _settled(
        self, some: Sequence[Candidate], limits: Mapping[TableName, tuple[Step, tuple[PeriodKind, ...]]]
    ) -> dict[Candidate, tuple[Step, tuple[PeriodKind, ...]]]:
        """The step and the kinds of period of each table; no kinds where it is withheld."""
        steps = {item.name: item.steps(limits[item.name][0]) for item in some}
        read: Read = {item.name: [] for item in some}
        waiting, place = list(some), 0
        while waiting:
            cells = self._cells_at({item: steps[item.name][place] for item in waiting})
            for order, without in enumerate(GONE_WITHOUT):
                kept = {
                    name: tuple(kind for kind in kinds if kind not in without) for name, (_, kinds) in limits.items()
                }
                for name, small in self._readable(cells, kept).items():
                    step = steps[name][place]
                    # What is not divided further is counted so coarsely that none of its numbers is small, but never
                    # by size for that: it would lose a name in every year for a small number in one.
                    ladder = categories_ladder(self.known[name[0]].definition)
                    has_small = (small > 0 or ladder[step[0]].is_by_size) and self.is_undivided_whole and not name[1]
                    read[name].append((order, has_small, step, kept[name]))
            place += 1
            waiting = [
                item for item in waiting if len(steps[item.name]) > place and not self._is_settled(item.name, read)
            ]
        return {item: self._best(item.name, read) for item in some}

    def _is_settled(self, name: TableName, read: Read) -> bool:
        """Whether no coarser step can be better: it is read for all periods, and without a small number if need be."""
        return any(not order and not has_small for order, has_small, *_ in self._untried(name, read))

    def _untried(self, name: TableName, read: Read) -> list[Way]:
        """How a table can be read, without what was passed."""
        return [item for item in read[name] if item[2:] not in self.passed.get(name, ())]

    def _best(self, name: TableName, read: Read) -> Option:
        """The most periods, and of these the finest step; no period where there is no way."""
        return min(self._untried(name, read), default=(0, False, FINEST, ()))[2:]

    def _cells_at(self, steps: Mapping[Candidate, Step]) -> pl.DataFrame:
        """The cells of tables at their steps, with the kind of their period and the name of their table."""
        asked: dict[PeriodKind, list[Question]] = {kind: [] for kind in PUBLISHED_KINDS}
        for item, step in steps.items():
            grouping = self._grouping(item.name, step, (), financial_year(self.measured.as_of.date()), self._names())
            for kind, questions in item.questions.items():
                asked[kind] += [question.at(grouping) for question in questions]
        if all(step == FINEST for step in steps.values()):
            cells = self.measured.cells
        else:
            cells = self.measure_again([Inquiry(tuple(asked[kind]), self._periods(kind)) for kind in asked]).cells
        kinds = {place: period.kind.value for place, period in enumerate(self.measured.periods)}
        return counted_as_one_child(cells, self.policy).rows.with_columns(
            table=pl.col("slug").replace_strict(self._families, return_dtype=pl.String),
            kind=pl.col("period").replace_strict(kinds, default="", return_dtype=pl.String).cast(pl.String),
        )

    def _readable(
        self, cells: pl.DataFrame, kinds: Mapping[TableName, tuple[PeriodKind, ...]]
    ) -> dict[TableName, float]:
        """The tables that have numbers in these kinds of period, few of them of a few children -> their share."""
        wanted = pl.DataFrame(
            [(*name, kind.value) for name, those in kinds.items() for kind in those],
            schema=dict.fromkeys(("table", "breakdown", "kind"), pl.String),
            orient="row",
        )
        listed = cells.join(wanted, on=wanted.columns, how="semi")
        return readable_tables(listed, self.policy.threshold).rows

    def _periods(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of a kind."""
        return tuple(period for period in self.measured.periods if period.kind is kind)

    def _grouping(
        self,
        table: TableName,
        step: Step,
        kinds: tuple[PeriodKind, ...],
        year: date,
        names: Mapping[str, tuple[str, ...]],
    ) -> Grouping:
        """A step as the grouping of a table."""
        indicator = self.known[table[0]]
        categories = categories_ladder(indicator.definition)[step[0]]
        groups = groups_ladder(table[1])[step[1]]
        return Grouping(
            self.policy.audience,
            *table,
            year,
            self.policy.hide_up_to,
            kinds,
            categories.name,
            groups.name,
            names.get(column_of(indicator), ()) if categories.is_by_size else (),
            names.get(BREAKDOWNS[table[1]].column, ()) if groups.is_by_size else (),
        )

    def _names(self, earlier: Sequence[Grouping] = ()) -> dict[str, tuple[str, ...]]:
        """Column -> the values that are named where the large ones are; once named, always named.

        "Others" are the same in every table of a column: else one table less another would tell who they are.
        """
        before = {column_of(self.known[item.slug]): item.named_categories for item in earlier if item.named_categories}
        before |= {BREAKDOWNS[item.breakdown].column: item.named_groups for item in earlier if item.named_groups}
        return {**self._large, **before}

    @cached_property
    def _families(self) -> dict[str, str]:
        """Slug -> that of the count which stands for it: see `family_of`."""
        return {slug: family_of(slug, self.known) for slug in self.known}

    @cached_property
    def _large(self) -> dict[str, tuple[str, ...]]:
        """Column -> its values of enough children in every year."""
        cells, kinds = self.measured.cells, [period.kind for period in self.measured.periods]
        kind = next((kind for kind in LONGEST_FIRST if kind in kinds), None)
        years = [place for place, period in enumerate(self.measured.periods) if period.kind is kind]
        columns = {slug: column_of(indicator) for slug, indicator in self.known.items()}
        groups = {slug: breakdown.column for slug, breakdown in BREAKDOWNS.items()}
        is_whole = pl.col("breakdown") == ""
        values = cells.filter(
            pl.col("period").is_in(years) & (is_whole ^ (pl.col("category") == WHOLE)),
        ).select(
            column=pl.when(is_whole)
            .then(pl.col("slug").replace_strict(columns, return_dtype=pl.String))
            .otherwise(pl.col("breakdown").replace_strict(groups, default="", return_dtype=pl.String)),
            name=pl.when(is_whole).then("category").otherwise("group"),
            period="period",
            unit="unit",
            children="children",
        )
        return large_names(values.filter(pl.col("column") != ""), self.policy.threshold).rows


def passing(
    passed: Passed, tables: Collection[TableName], groupings: Iterable[Grouping], known: Mapping[str, Indicator]
) -> Passed:
    """What was tried, and how these tables are grouped now."""
    tried = dict(passed)
    for item in groupings:
        if item.table in tables:
            name = (family_of(item.slug, known), item.breakdown)
            tried[name] = tried.get(name, frozenset()) | {(step_of(item, known[item.slug]), item.kinds)}
    return tried


def step_of(grouping: Grouping, indicator: Indicator) -> Step:
    """The step that a grouping stands on, by the ladders of its table; as recorded where it is there no more."""
    ladders = (
        (grouping.categories, categories_ladder(indicator.definition)),
        (grouping.groups, groups_ladder(grouping.breakdown)),
    )
    first, second = (
        next((place for place, rung in enumerate(ladder) if rung.name == name), 0) for name, ladder in ladders
    )
    return first, second


def coarser_step(step: Step, other: Step) -> Step:
    """The finest step that is finer than neither."""
    return max(step[0], other[0]), max(step[1], other[1])


def column_of(indicator: Indicator) -> str:
    """The column of the facts whose values are its categories; empty where they are none."""
    return indicator.by if isinstance(indicator, Split) else ""


def everything(listed: Listed, policy: Policy, as_of: datetime) -> tuple[Grouping, ...]:
    """Every table at its finest, for a reader from whom nothing is hidden."""
    kinds: dict[TableName, tuple[PeriodKind, ...]] = {}
    for kind, questions in listed.items():
        for question in questions:
            table = (question.indicator.definition.slug, slug_of(question.breakdown))
            kinds[table] = (*kinds.get(table, ()), kind)
    year = financial_year(as_of.date())
    return tuple(Grouping(policy.audience, *table, year, policy.hide_up_to, those) for table, those in kinds.items())
