"""Which cells are one fact, and which facts add up: what disclosure control reasons about.

The same figure stands in many tables: children in care is a part of home-or-care, a row of children
missing by setting, and the whole of placement. If one of them is hidden and another is shown, nothing
is hidden. So every cell is named by the **fact** it states (base, unit, window, groups), and hiding
is decided for facts, never for cells.

A **line** is a sum that a reader can do: parts and their total. One hidden fact in a line is no
secret; two or more are.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cache, singledispatch
from itertools import chain, combinations, count

import polars as pl

from analytics.disclosure.closed_list import first_tables
from analytics.disclosure.hiding.sums import Fact, Sum, sums_between_tables
from analytics.measuring.breakdowns import BREAKDOWNS, CATEGORY, SETTING
from analytics.measuring.measure import Measured, Question
from analytics.measuring.shapes import (
    COUNTED,
    WHOLE,
    WITHOUT,
    Indicator,
    Marks,
    MoreThan,
    Share,
    Split,
    TopChildren,
)
from analytics.model import MONTHS_IN, PARTS_OF, Period, PeriodKind, Unit, period_around
from data.codes import NOT_IN_CARE
from data.settings import Settings

FACT_KEYS = ("slug", "unit", "period", "breakdown", "group", "category")


# How much readers need a cell: a year and a quarter before a month; a headline before the parts of a
# whole; and the parts before a breakdown. The least needed is hidden first.
NEEDED_BY_PERIOD = {
    PeriodKind.FINANCIAL_YEAR: 4,
    PeriodKind.QUARTER: 4,
    PeriodKind.CALENDAR_YEAR: 2,
    PeriodKind.MONTH: 1,
    PeriodKind.ANY: 1,
}
NEEDED_HEADLINE, NEEDED_PART, NEEDED_BREAKDOWN = 20, 4, 1
# How much more the tables are needed that a board reads first.
NEEDED_FIRST = 5


def with_facts(measured: Measured, settings: Settings) -> pl.DataFrame:
    """The measured cells, the name of the fact that each states (`fact`), and how needed it is (`weight`)."""
    by_table = measured.cells.partition_by("slug", "unit", "breakdown", as_dict=True)
    named = [
        fact_names(question, by_table[table], measured, settings)
        for question in asked(measured)
        if (table := table_of(question)) in by_table
    ]
    names = pl.concat(named)
    by_period = {index: NEEDED_BY_PERIOD[period.kind] for index, period in enumerate(measured.periods)}
    needed = (
        pl.when(pl.col("breakdown") != "")
        .then(NEEDED_BREAKDOWN)
        .when(pl.col("category").is_in([WHOLE, COUNTED]))
        .then(NEEDED_HEADLINE)
        .otherwise(NEEDED_PART)
    )
    is_first = (pl.col("breakdown") == "") & pl.col("slug").is_in(first_tables())
    needed = needed * pl.when(is_first).then(NEEDED_FIRST).otherwise(1)
    weight = needed * pl.col("period").replace_strict(by_period, return_dtype=pl.Int32)
    return measured.cells.join(names, on=FACT_KEYS, how="left", maintain_order="left").with_columns(
        weight.alias("weight")
    )


def asked(measured: Measured) -> list[Question]:
    """The questions that have cells."""
    met = set(measured.cells["slug"].unique())
    return [question for question in measured.questions if question.indicator.definition.slug in met]


def fact_names(question: Question, mine: pl.DataFrame, measured: Measured, settings: Settings) -> pl.DataFrame:
    """Columns: the cell keys and `fact`, for the cells of one question."""
    look_back = settings.counting.look_back_months
    windows = [window_of(question.indicator, period, look_back) for period in measured.periods]
    all_due = [measured.as_of >= all_due_at(period, settings) for period in measured.periods]
    states = mine.select("period", "group", what_it_states(question.indicator).alias("category"))

    # A name ends with its days, and most names are of many.
    @cache
    def undated(group: str, category: str, *, is_all_due: bool) -> str:
        return fact_name(question, group, category, "", is_all_due=is_all_due)

    facts = [
        undated(group, category, is_all_due=all_due[period]) + windows[period]
        for period, group, category in states.iter_rows()
    ]
    return mine.select(*FACT_KEYS, pl.Series("fact", facts, dtype=pl.String))


@singledispatch
def what_it_states(_indicator: Indicator) -> pl.Expr:
    """Which category a cell is of, as facts name it: mostly its own."""
    return pl.col("category")


@what_it_states.register
def how_many_children(_indicator: TopChildren) -> pl.Expr:
    """Of the most frequent children, how many they are: a tenth of 30 is the top 3."""
    everybody = pl.col("children").filter(pl.col("category") == WHOLE).first().over("period", "group")
    return pl.when(pl.col("children") == everybody).then(pl.lit(WHOLE)).otherwise(pl.col("children").cast(pl.String))


def all_due_at(period: Period, settings: Settings) -> datetime:
    """When every interview of a period is due: then "due" and "required" are one fact, and a reader knows it.

    A day more than the hours allowed, for returns of which only the date is known.
    """
    return datetime.combine(period.end, time()) + timedelta(hours=settings.deadlines.interview_hours + 24)


def window_of(indicator: Indicator, period: Period, look_back_months: int) -> str:
    """The days that the fact speaks of: a year's look-back and that year are one window."""
    window = period.look_back(look_back_months) if indicator.definition.looks_back else period
    return window_name(window)


def window_name(window: Period) -> str:
    """Its days, whatever kind of period it is."""
    return f"{window.start}..{window.end}"


def fact_name(question: Question, group: str, category: str, window: str, *, is_all_due: bool) -> str:
    """The fact of a cell: what is counted, in which unit, in which groups, when."""
    groups: dict[str, str] = {}
    base = base_of(question.indicator, category, question.unit)
    if question.breakdown is CATEGORY:
        base = group
    elif question.breakdown:
        groups |= one_name_for_a_group(question.breakdown.slug, group)
    groups |= groups_of_category(question.indicator, category)
    if is_all_due:
        base = base.replace("interview-due-in-time", "interview-in-time").replace("interview-due", "interview-required")
    return Fact(question.unit.value, base, tuple(sorted(groups.items())), window).name


@singledispatch
def base_of(indicator: Indicator, _category: str, _unit: Unit) -> str:
    """What a cell counts before any group is taken of it; each shape has its own way to name it."""
    return indicator.definition.base


@base_of.register
def base_of_part(indicator: Split, category: str, _unit: Unit) -> str:
    """Of a part that another indicator counts too, that one's name."""
    facts = {WHOLE: indicator.definition.base, **dict(indicator.stated_elsewhere)}
    return facts.get(category, indicator.definition.base)


@base_of.register
def base_of_side(indicator: Share | MoreThan, category: str, unit: Unit) -> str:
    """Of one of the two sides, or of both together."""
    if category == COUNTED:
        return indicator.counted_base
    if category == WHOLE:
        return indicator.of_base
    # A child without a counted episode is another fact than an episode that is not counted.
    word = "none" if unit is Unit.CHILD else "not"
    return f"{indicator.of_base}-{word}-{indicator.counted_base}"


@singledispatch
def groups_of_category(indicator: Indicator, category: str) -> dict[str, str]:
    """The groups that a category stands for."""
    return {} if category == WHOLE else {indicator.definition.slug: category}


@groups_of_category.register
def groups_of_side(_indicator: Share | MoreThan, _category: str) -> dict[str, str]:
    """The two sides of a share are facts of their own, and no groups."""
    return {}


@groups_of_category.register
def groups_of_part(indicator: Split, category: str) -> dict[str, str]:
    """The column that is split by, and its value; of the whole, what it is limited to."""
    if category == WHOLE:
        return dict(indicator.within)
    if category in dict(indicator.stated_elsewhere):
        return {}
    # A band of years, and not recorded, is the same fact whether it stands among single years or bands.
    is_of_rollups = bool(indicator.rollup_by) and category in BREAKDOWNS[indicator.rollup_by].groups
    return {indicator.rollup_by if is_of_rollups else indicator.by: category}


def one_name_for_a_group(breakdown: str, group: str) -> dict[str, str]:
    """A group and its breakdown; who is not in care is the same whether placement or area is asked."""
    return {SETTING.slug: NOT_IN_CARE} if group == NOT_IN_CARE else {breakdown: group}


def lines(cells: pl.DataFrame, measured: Measured, across: Sequence[Sum]) -> pl.DataFrame:
    """Every sum a reader can do. Columns: line (UInt32), fact, is_total. A line has one total."""
    numbered: list[pl.DataFrame] = []
    last = 0
    for line in (lines_in_tables(cells, measured), lines_of_periods(cells, measured), lines_between_tables(across)):
        ranked = line.with_columns((pl.struct(pl.exclude("fact", "is_total")).rank("dense") + last).alias("line"))
        last = int(ranked["line"].max() or last)  # type: ignore[arg-type]
        numbered.append(ranked.select(pl.col("line").cast(pl.UInt32), "fact", "is_total"))
    every = pl.concat(numbered).unique(maintain_order=True)
    # Parts whose total is not published, or a total whose parts are not, are no sum that a reader can do.
    is_sum = pl.col("is_total").any().over("line") & ~pl.col("is_total").all().over("line")
    return every.filter(is_sum)


def lines_in_tables(cells: pl.DataFrame, measured: Measured) -> pl.DataFrame:
    """Every way that categories add up, in every period and group, and groups, in every period and category.

    Columns: sum (a number in the order of the questions), period, fact, is_total, within (the group or category).
    """
    categories: list[tuple[int, str, str, str, str, bool]] = []
    groups: list[tuple[int, str, str, str, bool]] = []
    numbers = count()
    tables = ("slug", "unit", "breakdown")
    met = cells.group_by(tables, maintain_order=True).agg(pl.col("category").unique(maintain_order=True))
    met_in = {tuple(table): names for *table, names in met.iter_rows()}
    for question in asked(measured):
        table = table_of(question)
        for parts, total in sums_of_categories(question.indicator, met_in.get(table, ())):
            number = next(numbers)
            categories += [(number, *table, category, category == total) for category in dict.fromkeys([*parts, total])]
        if question.breakdown is not None and question.breakdown is not CATEGORY:
            number = next(numbers)
            groups += [(number, *table, False), (number, *table[:2], "", True)]
    # One join for all questions: to look at each apart costs more than the sums.
    keys = {"sum": pl.UInt32, **dict.fromkeys(tables, pl.String)}
    categories_of = pl.DataFrame(categories, {**keys, "category": pl.String, "is_total": pl.Boolean}, orient="row")
    groups_of = pl.DataFrame(groups, {**keys, "is_total": pl.Boolean}, orient="row")
    in_categories = cells.join(categories_of, on=(*tables, "category"), maintain_order="left")
    in_groups = cells.join(groups_of, on=tables, maintain_order="left").sort("is_total", maintain_order=True)
    both = [
        rows.select("sum", "period", "fact", "is_total", within=within)
        for rows, within in ((in_categories, "group"), (in_groups, "category"))
    ]
    return pl.concat(both).sort("sum", maintain_order=True)


def table_of(question: Question) -> tuple[str, str, str]:
    """The slug, the unit and the breakdown of a question, as cells name them."""
    breakdown = question.breakdown.slug if question.breakdown else ""
    return question.indicator.definition.slug, question.unit.value, breakdown


# Parts and their total.
CategorySum = tuple[list[str], str]


@singledispatch
def sums_of_categories(_indicator: Indicator, met: Sequence[str]) -> list[CategorySum]:
    """Every way that the categories that were met add up."""
    return [([category for category in met if category != WHOLE], WHOLE)]


@sums_of_categories.register
def sums_of_marks(indicator: Marks, _met: Sequence[str]) -> list[CategorySum]:
    """Those with a mark and those without it."""
    return [([name, f"{WITHOUT}{name}"], WHOLE) for name in indicator.parts()]


@sums_of_categories.register
def sums_of_tops(_indicator: TopChildren, _met: Sequence[str]) -> list[CategorySum]:
    """None: the most frequent 3 are among the most frequent 5 (suppression.py, nested_to_hide)."""
    return []


@sums_of_categories.register
def sums_of_split(indicator: Split, met: Sequence[str]) -> list[CategorySum]:
    """Of the whole, of each roll-up, and with roll-ups standing in for their members.

    "Over 24 hours" stands for its bands in the sum of all, so that what is left over is a sum too.
    """
    rollups = dict(indicator.rollups)
    parts = [category for category in met if category not in rollups and category != WHOLE]
    wholes = {WHOLE: parts, **{name: list(members) for name, members in rollups.items()}}
    sums: list[CategorySum] = []
    for total, members in wholes.items():
        inside = [name for name in rollups if name != total and set(rollups[name]) < set(members)]
        for names in chain.from_iterable(combinations(inside, many) for many in range(len(inside) + 1)):
            stood_for = [member for name in names for member in rollups[name]]
            if len(stood_for) == len(set(stood_for)):
                sums.append(([*names, *(part for part in members if part not in stood_for)], total))
    return sums


def sums_across(cells: pl.DataFrame, settings: Settings) -> list[Sum]:
    """The sums across tables that the cells take part in, always in the same order."""
    counts = cells.group_by("fact").agg(pl.col("count").first()).sort("fact")
    return sums_between_tables(dict(counts.iter_rows()), settings)


def lines_between_tables(across: Sequence[Sum]) -> pl.DataFrame:
    """Sums across tables, as lines. What is published nowhere is a part of its own; see `unpublished`."""
    rows = [
        (number, fact, is_total)
        for number, item in enumerate(across)
        for fact, is_total in (
            (item.total.name, True),
            *((part.name, False) for part in item.parts),
            *(((unpublished_name(item), False),) if item.rest else ()),
        )
    ]
    return pl.DataFrame(rows, schema={"sum": pl.UInt32, "fact": pl.String, "is_total": pl.Boolean}, orient="row")


def unpublished(cells: pl.DataFrame, across: Sequence[Sum]) -> pl.DataFrame:
    """What sums across tables leave over, as facts: columns fact, count, children, weight, is_no_secret.

    No more children than episodes; a reader needs none of them. Numbers that are no secret leave over no secret.
    """
    free = set(cells.filter("is_no_secret")["fact"])
    rows = [
        (name, abs(item.rest), abs(item.rest), 0, free.issuperset(fact.name for fact in (item.total, *item.parts)))
        for item in across
        if item.rest
        for name in [unpublished_name(item)]
    ]
    columns = ("fact", "count", "children", "weight", "is_no_secret")
    return pl.DataFrame(rows, schema={name: cells.schema[name] for name in columns}, orient="row")


def unpublished_name(item: Sum) -> str:
    """The name of what a sum leaves over."""
    return f"{item.total.name} less {', '.join(part.name for part in item.parts)}"


def lines_of_periods(cells: pl.DataFrame, measured: Measured) -> pl.DataFrame:
    """Months and their quarter, quarters and their financial and calendar year: of episodes.

    Children add up over no time: one may go in two quarters, and stand in another group in each.
    """
    # Rolling windows overlap.
    of_their_own = [
        question.indicator.definition.slug
        for question in measured.questions
        if question.indicator.definition.looks_back or not question.indicator.adds_up_over_time
    ]
    places = pl.DataFrame(
        [
            (index, whole, str(total_kind), is_total)
            for index, period in enumerate(measured.periods)
            for whole, total_kind, is_total in sums_of_period(period, measured.periods)
        ],
        schema={"period": pl.Int32, "whole": pl.Int32, "total_kind": pl.String, "is_total": pl.Boolean},
        orient="row",
    )
    additive = cells.filter(~pl.col("slug").is_in(of_their_own), unit=Unit.EPISODE.value)
    return additive.join(places, on="period").select(
        "slug", "unit", "breakdown", "group", "category", "whole", "total_kind", "fact", "is_total"
    )


def sums_of_period(period: Period, periods: tuple[Period, ...]) -> list[tuple[int, PeriodKind, bool]]:
    """The sums over time that a period takes part in: index of the total, its kind, whether this is the total."""
    where = {other: index for index, other in enumerate(periods)}
    result: list[tuple[int, PeriodKind, bool]] = []
    for total_kind, part_kind in PARTS_OF.items():
        if period.kind is total_kind:
            result.append((where[period], total_kind, True))
        elif period.kind is part_kind and MONTHS_IN[total_kind]:
            total = period_around(period.start, total_kind)
            if total in where:
                result.append((where[total], total_kind, False))
    return result
