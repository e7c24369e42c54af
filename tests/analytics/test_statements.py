"""What indicators state of their numbers is what the numbers of random stores say; who states it wrongly is named."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from analytics.disclosure.auditing import stated
from analytics.disclosure.auditing.knowledge import Figure, figures_of
from analytics.disclosure.auditing.stated import statement_of, vocabulary
from analytics.disclosure.gate import closed_list_measured, publish
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.indicators.registry import definitions
from analytics.measuring.statements import Column, Quantity
from analytics.model import Audience, Unit
from data.settings import Settings
from tests.analytics.test_disclosure import everything_supplied, invented_facts, many_small_worlds
from tests.invented import AS_OF

SETTINGS = Settings()
EXACT = policy_for(Audience.COORDINATOR, SETTINGS)
# Slug, unit, breakdown, group and days: where the categories of a table stand side by side.
Place = tuple[object, ...]


@pytest.fixture(scope="module")
def exact() -> tuple[Published, ...]:
    """Sixty small unrelated stores, and every published table of one that is larger: with every number."""
    whole = closed_list_measured(invented_facts(5), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="")
    return tuple(publish(measured, EXACT, SETTINGS) for measured in (many_small_worlds(60), whole))


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
    slug, unit, *_ = place
    statement = statement_of(str(slug))
    column = statement.column
    if column is None or not column.adds_up or not (unit == Unit.EPISODE or column.is_once_a_child):
        return
    whole = next(under for _, under in categories.values())
    parts = sum(over for category, (over, _) in categories.items() if category not in statement.rollups)
    if parts != whole:
        yield f"{slug}: the groups of {column.name!r} make up the whole, but {parts} are not {whole} in {place}"
    for name, members in statement.rollups.items():
        if categories[name][0] != sum(categories[member][0] for member in members if member in categories):
            yield f"{slug}: {members} make up {name!r}, which they do not in {place}"


def test_what_indicators_state_is_what_the_numbers_say(exact: tuple[Published, ...]):
    assert [fault for published in exact for fault in wrongly_stated(published)] == []


def test_the_stores_hold_every_table_that_is_stated(exact: tuple[Published, ...]):
    met = {slug for published in exact for slug in published.rows["slug"]}
    # Without a population in the settings there is no rate.
    assert met == vocabulary().statements.keys() - {"rate-per-10000"}


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
    "children who are said to stand in one group": (
        "home-or-care",
        {"column": Column("setting", is_once_a_child=True)},
    ),
    "the most frequent, who are said to add up": ("top-children", {"column": Column("top")}),
    "a roll-up of others": ("age", {"rollups": {"10-15": ("10", "11"), "16-17": ("16", "17")}}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_statement_is_named_with_its_indicator(
    wrong: str, exact: tuple[Published, ...], monkeypatch: pytest.MonkeyPatch
):
    slug, fields = WRONG[wrong]
    known = definitions()
    statement = known[slug].states
    assert statement is not None
    otherwise = replace(known[slug], states=replace(statement, **fields))  # type: ignore[arg-type]
    monkeypatch.setattr(stated, "definitions", lambda: {**known, slug: otherwise})
    vocabulary.cache_clear()
    try:
        faults = (fault for published in exact for fault in wrongly_stated(published))
        assert any(slug in fault.partition(":")[0].split(", ") for fault in faults)
    finally:
        vocabulary.cache_clear()
