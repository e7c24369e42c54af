"""What indicators state of their numbers is what the numbers of random stores say; who states it wrongly is named."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import polars as pl
import pytest

from analytics.disclosure.auditing import stated
from analytics.disclosure.auditing.knowledge import Figure, by_months, figures_of
from analytics.disclosure.auditing.stated import statement_of, vocabulary
from analytics.disclosure.gate import closed_list_measured, publish
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.indicators import flags
from analytics.indicators.registry import definitions, indicators
from analytics.measuring.measure import prepared
from analytics.measuring.shapes import Count, Indicator, Marks, Share, Split
from analytics.measuring.statements import Column, Quantity, Statement
from analytics.model import Audience, Unit
from data import codes
from data.settings import Settings
from tests.analytics.disclosure.test_disclosure import everything_supplied, invented_facts, many_small_worlds
from tests.invented import AS_OF

SETTINGS = Settings()
EXACT = policy_for(Audience.COORDINATOR, SETTINGS)
# Slug, unit, breakdown, group and days: where the categories of a table stand side by side.
Place = tuple[object, ...]


@pytest.fixture(scope="module")
def exact() -> tuple[Published, ...]:
    """Sixty small unrelated stores, and every published table of two that are larger: with every number."""
    larger = [
        closed_list_measured(invented_facts(seed), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="")
        for seed in (5, 8)
    ]
    return tuple(publish(measured, EXACT, SETTINGS) for measured in (many_small_worlds(60), *larger))


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """The episodes of a large random store."""
    return prepared(invented_facts(3, 3000), AS_OF)


def wrongly_stated(exact: Published) -> Iterator[str]:
    """What numbers contradict, in words that begin with the indicators which state it."""
    numbers, counts = numbers_by_figure(exact), {}
    for figure, slugs_of in numbers.items():
        # What most tables say is taken to be true.
        counts[figure] = max(slugs_of, key=lambda number: len(slugs_of[number]))
        if len(slugs_of) > 1:
            yield f"{stating(slugs_of)}: {figure.name} has the numbers {sorted(slugs_of)}"
    for figure, fault in parts_larger_than_the_whole(counts):
        yield f"{stating(numbers[figure])}: {figure.name} {fault}"
    for place, categories in by_place(exact).items():
        yield from sums_that_fail(place, categories)


def stating(slugs_of: Mapping[int, set[str]]) -> str:
    """The indicators that state a figure; where one number has most of them, the others."""
    *few, most = sorted(slugs_of.values(), key=len)
    is_clear = few and len(few[-1]) < len(most)
    return ", ".join(sorted(set().union(*few, *(() if is_clear else (most,)))))


def numbers_by_figure(exact: Published) -> dict[Figure, dict[int, set[str]]]:
    """Each figure's numbers, with the indicators that state them."""
    numbers: dict[Figure, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in exact.rows.iter_rows(named=True):
        for figure, number in zip(figures_of(row, SETTINGS), (row["numerator"], row["denominator"]), strict=True):
            if figure is not None and number is not None:
                numbers[figure][number].add(row["slug"])
    return numbers


def parts_larger_than_the_whole(counts: Mapping[Figure, int]) -> Iterator[tuple[Figure, str]]:
    """Figures that are more than what they are stated to be part of, and rests that are not what is left."""
    for figure, number in counts.items():
        quantity = vocabulary().quantity(figure.what)
        for outer in quantity.part_of:
            if number > counts.get(figure.of(outer), number):
                yield figure, f"are some of {outer}, which are fewer"
        if quantity.rest_of and figure.unit == Unit.EPISODE:
            first, second = (counts.get(figure.of(name)) for name in quantity.rest_of)
            if first is not None and second is not None and number != first - second:
                yield figure, f"is what the second leaves of the first of {quantity.rest_of}, which it is not"


def by_place(exact: Published) -> dict[Place, dict[str, tuple[int, int]]]:
    """The numerators and denominators of the categories of each table, group and days."""
    places: dict[Place, dict[str, tuple[int, int]]] = defaultdict(dict)
    keys = ("slug", "unit", "breakdown", "group", "period_start", "period_end")
    for *place, category, over, under in exact.rows.select(*keys, "category", "numerator", "denominator").iter_rows():
        places[tuple(place)][category] = (over, under)
    return places


def sums_that_fail(place: Place, categories: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Groups of a column that do not add up to the whole, and roll-ups that are not their members."""
    statement = statement_of(str(slug := place[0]))
    column = statement.column
    if column is None or not column.adds_up:
        return
    whole, parts = whole_and_parts(categories, statement)
    if parts != whole:
        yield f"{slug}: the groups of {column.name!r} make up the whole, but {parts} are not {whole} in {place}"
    for name, members in statement.rollups.items():
        if categories[name][0] != sum(categories[member][0] for member in members if member in categories):
            yield f"{slug}: {members} make up {name!r}, which they do not in {place}"


def whole_and_parts(categories: Mapping[str, tuple[int, int]], statement: Statement) -> tuple[int, int]:
    """The whole of a table in one place, and what its categories come to; roll-ups are no categories of their own."""
    whole = next(under for _, under in categories.values())
    return whole, sum(over for category, (over, _) in categories.items() if category not in statement.rollups)


# What is true in all stores and left out would be a sum, or a rest, that the audit does not see through.


def left_unsaid(exact: Sequence[Published], rows: pl.DataFrame) -> Iterator[str]:
    """What indicators could state and do not, in words that begin with the indicator which should."""
    yield from groups_that_add_up(exact)
    yield from windows_that_add_up(exact)
    for inner, outer in inside_of_others(rows):
        yield f"{', '.join(introducing(inner))}: {inner} are some of {outer} in every store"


def introducing(name: str) -> list[str]:
    """The indicators that introduce a quantity or a column of this name."""
    return [
        slug
        for slug, statement in vocabulary().statements.items()
        if name in {item.name for item in (*statement.introduces, statement.column) if item}
    ]


def groups_that_add_up(exact: Sequence[Published]) -> Iterator[str]:
    """Columns that are said not to add up, and that do so in every store."""
    is_always: dict[str, bool] = {}
    for (slug, *_), categories in (item for published in exact for item in by_place(published).items()):
        statement = statement_of(str(slug))
        column = statement.column
        if column and not column.adds_up:
            whole, parts = whole_and_parts(categories, statement)
            is_always[str(slug)] = is_always.get(str(slug), True) and whole == parts
    yield from (f"{slug}: its groups make up the whole in every store" for slug, always in is_always.items() if always)


def windows_that_add_up(exact: Sequence[Published]) -> Iterator[str]:
    """Quantities and columns that are said not to add up over time, and that do so in every store."""
    known, is_always = vocabulary(), dict[str, bool]()
    counts = [{figure: max(slugs) for figure, slugs in numbers_by_figure(published).items()} for published in exact]
    for figure, whole, parts in (item for there in counts for item in parts_in_time(there)):
        is_sum = sum(parts) == whole if figure.unit == Unit.EPISODE else max(parts) <= whole <= sum(parts)
        quantity = known.quantity(figure.what)
        claims = [figure.what] if quantity.is_of_a_moment or quantity.is_by_how_often else []
        claims += [column for column, _ in figure.groups if known.column(column).is_by_how_often]
        for name in claims:
            is_always[name] = is_always.get(name, True) and is_sum
    for name in (name for name, always in is_always.items() if always):
        yield f"{', '.join(introducing(name))}: {name!r} adds up over time in every store"


def parts_in_time(counts: Mapping[Figure, int]) -> Iterator[tuple[Figure, int, list[int]]]:
    """Figures of quarters and years, with their numbers and those of the months or quarters in them."""
    for figure, whole in counts.items():
        for step in (1, 3):
            parts = list(by_months(figure, step))
            if len(parts) > 1 and counts.keys() >= set(parts):
                yield figure, whole, [counts[part] for part in parts]


def inside_of_others(rows: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Quantities of which every episode is one of another's, and that are not stated to be part of it.

    Only those are compared that go by one clock: a return of this quarter may be of an episode of the last.
    """
    counted = {
        (name, indicator.definition.clock): is_counted(rows, indicator, expression)
        for indicator in indicators(SETTINGS).values()
        if indicator.definition.states and not indicator.definition.looks_back
        for name, expression in expressions_of(indicator)
    }
    for (inner, clock), some in counted.items():
        for (outer, other_clock), others in counted.items():
            is_inside = clock is other_clock and some.any() and not (some & ~others).any()
            if is_inside and outer not in {inner, *wider_than(inner)} and (inner, outer) not in RULES_OF_THE_AUDIT:
                yield inner, outer


# knowledge.flags_hang_together
RULES_OF_THE_AUDIT = {(f"with {flag}", f"with {flags.EXPLOITATION}") for flag in codes.EXPLOITATION_FLAGS}


def expressions_of(indicator: Indicator) -> Iterator[tuple[str, pl.Expr]]:
    """The quantities of an indicator that are a choice of episodes, with the choice."""
    statement, everything = indicator.definition.states, pl.lit(value=True)
    assert statement is not None
    match indicator:
        case Share():
            yield from ((statement.counts, indicator.of & indicator.counted), (statement.of, indicator.of))
        case Count():
            yield statement.counts, everything if indicator.of is None else indicator.of
        case Split() if not indicator.within:
            yield statement.of, everything if indicator.of is None else indicator.of
        case Marks():
            yield from ((statement.quantities[name], mark) for name, mark in indicator.marks)


def is_counted(rows: pl.DataFrame, indicator: Indicator, expression: pl.Expr) -> pl.Series:
    """Of each episode, whether it is one of those."""
    is_of_kind = pl.col("category").cast(pl.String).is_in(indicator.definition.categories)
    return rows.select(is_it=is_of_kind & expression.fill_null(value=False)).to_series()


def wider_than(name: str) -> set[str]:
    """All that a quantity is stated to be part of, at one remove or more."""
    quantity = vocabulary().quantity(name)
    outer = {*quantity.part_of, *(quantity.rest_of[:1] if quantity.rest_of else ())}
    return outer.union(*map(wider_than, outer))


def test_what_indicators_state_is_what_the_numbers_say(exact: tuple[Published, ...]):
    assert [fault for published in exact for fault in wrongly_stated(published)] == []


def test_nothing_that_is_true_in_all_stores_is_left_unsaid(exact: tuple[Published, ...], rows: pl.DataFrame):
    assert list(left_unsaid(exact, rows)) == []


def test_the_stores_hold_every_table_that_is_stated(exact: tuple[Published, ...]):
    met = {slug for published in exact for slug in published.rows["slug"]}
    # Without a population in the settings there is no rate; who is missing now is no longer published.
    assert met == vocabulary().statements.keys() - {"rate-per-10000", "missing-now"}


WRONG: dict[str, tuple[str, dict[str, object]]] = {
    "another denominator": ("distance", {"of": "missing"}),
    "another numerator": ("overnight", {"counts": "timed"}),
    "a denominator in other groups": ("duration-days", {"of_groups": (("setting", "care"),)}),
    "no groups of the denominator": ("placement-group", {"of_groups": ()}),
    "another unit of the denominator": ("episodes-per-child", {"of_unit": None}),
    "a category that is another quantity": ("interview-outcome", {"quantities": {"accepted_completed": "offered"}}),
    "another column": ("police-area", {"column": Column("district")}),
    "a look-back's quantity": ("persistent-children", {"counts": "more than 1"}),
    "part of what is no wider": (
        "safe-and-well",
        {"introduces": (Quantity("seen safe", part_of=("required",)),)},
    ),
    "the rest of something else": (
        "interview-declined-of-not-completed",
        {"introduces": (Quantity("not completed", rest_of=("required", "offered")),)},
    ),
    "the most frequent, who are said to add up": ("top-children", {"column": Column("top")}),
    "a roll-up of others": ("age", {"rollups": {"10-15": ("10", "11"), "16-17": ("16", "17")}}),
}


TOO_LITTLE: dict[str, tuple[str, dict[str, object]]] = {
    "groups make up the whole": ("police-risk", {"column": Column("risk", adds_up=False)}),
    "groups of the quarters make up the year's": ("police-risk", {"column": Column("risk", is_by_how_often=True)}),
    "months make up the quarter": (
        "interview-offered",
        {"introduces": (Quantity("offered", part_of=("required",), is_of_a_moment=True),)},
    ),
    "some of the whole": ("interview-offered", {"introduces": (Quantity("offered"),)}),
    "some of another's": (
        "refusal-follow-up",
        {"introduces": (Quantity("visit due", part_of=("declined",)), Quantity("visited"))},
    ),
    "marks are of the whole": ("flags", {"introduces": tuple(map(Quantity, flags.BEARING.values()))}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_statement_is_named_with_its_indicator(
    wrong: str, exact: tuple[Published, ...], monkeypatch: pytest.MonkeyPatch
):
    slug, fields = WRONG[wrong]
    with stating_otherwise(slug, fields, monkeypatch):
        faults = (fault for published in exact for fault in wrongly_stated(published))
        assert any(slug in fault.partition(":")[0].split(", ") for fault in faults)


@pytest.mark.parametrize("unsaid", TOO_LITTLE)
def test_what_is_left_unsaid_is_named_with_its_indicator(
    unsaid: str, exact: tuple[Published, ...], rows: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    slug, fields = TOO_LITTLE[unsaid]
    with stating_otherwise(slug, fields, monkeypatch):
        assert any(slug in fault.partition(":")[0].split(", ") for fault in left_unsaid(exact, rows))


@contextmanager
def stating_otherwise(slug: str, fields: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The audit reads another statement of an indicator."""
    known = definitions()
    statement = known[slug].states
    assert statement is not None
    otherwise = replace(known[slug], states=replace(statement, **fields))  # type: ignore[arg-type]
    monkeypatch.setattr(stated, "definitions", lambda: {**known, slug: otherwise})
    vocabulary.cache_clear()
    try:
        yield
    finally:
        vocabulary.cache_clear()
