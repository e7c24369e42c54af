"""Every indicator, in every unit, by every breakdown: the product's answer and the slow one are the same."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.disclosure.gate import exact
from analytics.disclosure.published import Shown
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import AREA
from analytics.measuring.measure import Inquiry, Measured, Question, measure, prepared, questions_of, selected
from analytics.measuring.shapes import Count, MoreThan, Ratio, Share
from analytics.model import Period, PeriodKind, Selection, periods_between
from data.settings import Population, Settings
from tests import slow_answers as slow
from tests.builders import facts_of
from tests.invented import AS_OF, as_facts, as_reports, invented_episodes
from tests.sizes import examples

SETTINGS = Settings()
INDICATORS = indicators(SETTINGS)
QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER)
FIXED = [
    period
    for kind in (PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR)
    for period in periods_between(date(2025, 7, 1), date(2026, 10, 28), kind)
]
ODD = [Period(date(2026, 2, 28), date(2026, 3, 29)), Period(date(2026, 10, 25), date(2026, 10, 26)), QUARTER]
EARLIER = datetime(2026, 6, 30, 23, 59)

seeds = st.integers(0, 2**32)
sizes = st.integers(0, 60)


Place = tuple[str, str, str, int]  # slug, unit, breakdown, period
Counts = dict[tuple[str, str], tuple[int, int]]  # (group, category) -> count, children; what is nought is left out


def measured_cells(measured: Measured) -> dict[Place, Counts]:
    """The cells of each table, of which none may stand twice."""
    countses: dict[Place, Counts] = {}
    columns = ("slug", "unit", "breakdown", "period", "group", "category", "count", "children")
    for *place, group, category, count, children in measured.cells.select(columns).iter_rows():
        table = countses.setdefault(tuple(place), {})
        assert (group, category) not in table, "a cell stands twice"
        table[group, category] = (count, children)
    return {place: without_noughts(table) for place, table in countses.items()}


def without_noughts(table: Counts) -> Counts:
    return {cell: value for cell, value in table.items() if value != (0, 0)}


def assert_all_same(
    slugs: Sequence[str], facts, episodes: list[slow.Episode], periods: list[Period], as_of: datetime = AS_OF
) -> None:
    """The measured cells of each question in each period are the slow answer, and nothing is left out."""
    questions = questions_of([INDICATORS[slug] for slug in slugs])
    rows = selected(prepared(facts, as_of), Selection(QUARTER, as_of), SETTINGS)
    measured = measure(rows, [Inquiry(questions, tuple(periods))], SETTINGS, as_of=as_of)
    cells = measured_cells(measured)
    known = slow.children_under_18(slow.as_known_at(episodes, as_of))
    for question in questions:
        slug, unit = question.indicator.definition.slug, question.unit.value
        breakdown = question.breakdown.slug if question.breakdown else ""
        for number in range(1 if slug in slow.AS_OF_NOW else len(periods)):
            window = measured.periods[number]
            expected = slow.answers(slug, known, unit, window.start, window.end, measured.as_of, breakdown)
            wanted = {(group, name): value for group, answer in expected.items() for name, value in answer.items()}
            assert cells.get((slug, unit, breakdown, number), {}) == without_noughts(wanted), question


def test_every_indicator_of_the_registry_has_a_slow_answer():
    assert sorted(slow.ANSWERS | slow.RATIOS | slow.RATES | slow.SHARES_OF_ALL) == sorted(INDICATORS)


@pytest.mark.parametrize("slug", [slug for slug in INDICATORS if slug in slow.ANSWERS])
@given(seed=seeds, many=sizes)
@example(seed=0, many=0)
@example(seed=1, many=150)
@examples(2, 200)
def test_indicators_agree_with_their_slow_answers(slug: str, seed: int, many: int):
    episodes = invented_episodes(seed, many)
    facts = as_facts(episodes)
    assert_all_same([slug], facts, episodes, [QUARTER])
    assert_all_same([slug], facts, episodes, FIXED)
    assert_all_same([slug], facts, episodes, ODD)
    assert_all_same([slug], facts, episodes, [QUARTER], as_of=EARLIER)


@given(seed=seeds)
@example(seed=7)
@examples(4, 200)
def test_from_reports_to_cells_every_answer_is_the_slow_one(seed: int):
    episodes = invented_episodes(seed, 150)
    facts = facts_of(*as_reports(episodes), settings=SETTINGS)
    assert_all_same(list(slow.ANSWERS), facts, episodes, [QUARTER, *FIXED])


@given(seed=seeds)
@examples(5, 200)
def test_facts_built_in_sql_are_the_facts_of_plain_python(seed: int):
    episodes = invented_episodes(seed, 80)
    unlike = ["child", "previous_started_at"]
    # No child of these is looked after: no home has a number.
    built = prepared(facts_of(*as_reports(episodes), settings=SETTINGS), AS_OF).drop(*unlike, "urn")
    plain = prepared(as_facts(episodes), AS_OF).drop(unlike)
    assert built.to_dicts() == plain.to_dicts()


def numbers(published, slug: str, unit: str, breakdown: str):
    rows = published.rows.filter(slug=slug, unit=unit, breakdown=breakdown)
    return {
        (row["group"], row["category"]): (row["numerator"], row["denominator"], row["share"])
        for row in rows.iter_rows(named=True)
        if row["shown"] == Shown.EXACT or row["numerator"]
    }


def expected_rows(question: Question, answer: dict[str, slow.Answer]):
    """What the exact publication of a slow answer holds, leaving out what is nothing of nothing."""
    expected = {}
    for group, cells in answer.items():
        whole = cells[""][0]
        for category, (counted, _) in cells.items():
            if isinstance(question.indicator, Count):
                expected[group, ""] = (whole, None, None)
            elif isinstance(question.indicator, Share | MoreThan):
                expected[group, ""] = (cells.get("counted", (0, 0))[0], whole)
            elif category and not category.startswith("without-"):
                expected[group, category] = (counted, whole)
    return {place: row if len(row) == 3 else (*row, row[0] / row[1]) for place, row in expected.items() if row[1] != 0}


@pytest.mark.parametrize("slug", [slug for slug in INDICATORS if slug in slow.ANSWERS])
@given(seed=seeds, many=sizes)
@examples(4, 200)
def test_a_coordinator_is_shown_the_slow_answers(slug: str, seed: int, many: int):
    episodes = invented_episodes(seed, many)
    questions = questions_of([INDICATORS[slug]])
    selection = Selection(QUARTER, AS_OF, only=(("sex", ("F", "unknown")),), ages=(10, 17))
    shown = exact(
        prepared(as_facts(episodes), AS_OF), [Inquiry(questions, (QUARTER,))], selection, SETTINGS, snapshot="1"
    )
    kept = [
        episode
        for episode in slow.children_under_18(slow.as_known_at(episodes, AS_OF))
        if episode["sex"] != "M" and episode["age"] is not None and 10 <= episode["age"] <= 17
    ]
    for question in questions:
        breakdown = question.breakdown.slug if question.breakdown else ""
        unit = question.unit.value
        answer = slow.answers(slug, kept, unit, QUARTER.start, QUARTER.end, AS_OF, breakdown)
        got = {key: row for key, row in numbers(shown, slug, unit, breakdown).items() if row[0]}
        wanted = {key: row for key, row in expected_rows(question, answer).items() if row[0]}
        assert got == wanted, question


@given(seed=seeds, many=sizes)
@examples(5, 200)
def test_ratios_are_one_slow_answer_over_another(seed: int, many: int):
    episodes = invented_episodes(seed, many)
    known = slow.children_under_18(slow.as_known_at(episodes, AS_OF))
    facts = prepared(as_facts(episodes), AS_OF)
    for slug, (over, under) in slow.RATIOS.items():
        ratio = INDICATORS[slug]
        assert isinstance(ratio, Ratio)
        shown = exact(
            facts, [Inquiry(questions_of([ratio]), (QUARTER,))], Selection(QUARTER, AS_OF), SETTINGS, snapshot="1"
        )
        for breakdown in ("", *(item.slug for item in ratio.definition.breakdowns)):
            above = slow.answers(over, known, "episode", QUARTER.start, QUARTER.end, AS_OF, breakdown)
            below = slow.answers(under, known, "child", QUARTER.start, QUARTER.end, AS_OF, breakdown)
            wanted = {
                (group, ""): (above[group][""][0], below[group][""][0], above[group][""][0] / below[group][""][0])
                for group in above
                if below[group][""][0]
            }
            got = numbers(shown, slug, ratio.definition.units[0].value, breakdown)
            assert {place: row for place, row in got.items() if row[0]} == wanted


@given(seed=seeds, many=sizes)
@examples(4, 200)
def test_rates_are_a_slow_answer_over_the_population(seed: int, many: int):
    peopled = Settings(population=Population(aged_10_to_17=40_000, looked_after=700))
    episodes = invented_episodes(seed, many)
    known = slow.children_under_18(slow.as_known_at(episodes, AS_OF))
    facts = prepared(as_facts(episodes), AS_OF)
    for slug, categories in slow.RATES.items():
        inquiries = [Inquiry(questions_of([indicators(peopled)[slug]]), (QUARTER,))]
        shown = exact(facts, inquiries, Selection(QUARTER, AS_OF), peopled, snapshot="1")
        for unit in ("child", "episode"):
            answer = slow.answers("home-or-care", known, unit, QUARTER.start, QUARTER.end, AS_OF)[""]
            sizes_of = {"aged-10-17": 40_000, "looked-after": 700}
            wanted = {
                ("", category): (
                    answer.get(part, (0, 0))[0],
                    sizes_of[category],
                    answer.get(part, (0, 0))[0] / sizes_of[category],
                )
                for category, part in categories.items()
            }
            assert numbers(shown, slug, unit, "") == wanted


def test_without_a_population_there_is_no_rate():
    inquiries = [Inquiry(questions_of([INDICATORS["rate-per-10000"]]), (QUARTER,))]
    facts = prepared(as_facts(invented_episodes(1, 50)), AS_OF)
    shown = exact(facts, inquiries, Selection(QUARTER, AS_OF), SETTINGS, snapshot="1")
    assert shown.rows.filter(slug="rate-per-10000").is_empty()


def test_an_area_that_the_settings_do_not_name_has_a_row_of_its_own():
    episodes = invented_episodes(3, 40)
    rows = selected(prepared(as_facts(episodes), AS_OF), Selection(QUARTER, AS_OF), SETTINGS)
    question = Question(INDICATORS["missing-episodes"], INDICATORS["missing-episodes"].definition.units[0], AREA)
    groups = measure(rows, [Inquiry((question,), tuple(FIXED))], SETTINGS, as_of=AS_OF).cells["group"].unique()
    assert {"North", "Out of area", "unknown"} == set(groups)
