"""In a table of children a child stands in one group: in which, and that the groups then add up, whatever the store."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import BREAKDOWNS, CATEGORY
from analytics.measuring.measure import Inquiry, Question, measure, prepared, questions_of, selected
from analytics.measuring.shapes import COUNTED, WHOLE, Split
from analytics.measuring.standing import ranks
from analytics.model import Period, PeriodKind, Selection, Unit, periods_between
from data.settings import Settings
from tests.builders import AS_OF, Row, child_report, facts_of, report
from tests.invented import as_facts, as_reports, invented_episodes, invented_in
from tests.sizes import examples

SETTINGS = Settings()
INDICATORS = indicators(SETTINGS)
SPRING = Period(date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER)
SUMMER = Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER)
YEAR = Period(date(2026, 4, 1), date(2027, 4, 1), PeriodKind.FINANCIAL_YEAR)
CHILD, EPISODE = Unit.CHILD, Unit.EPISODE
ONE_CHILD_TWICE = {
    "care once": ("setting", ("home", "care", "home"), "care"),
    "home, and not recorded later": ("setting", ("home", None), "home"),
    "never recorded": ("setting", (None, None), "unknown"),
    "triaged, then not": ("triage", ("red", None), "red"),
    "triaged twice": ("triage", ("red", "green"), "green"),
    "an area, then none": ("area", ("North", "South", None), "South"),
}
COUNTED_BY = {"setting": "home-or-care", "triage": "triage", "area": "police-area"}

seeds = st.integers(0, 2**32)


def times(*values: dict[str, object], child: str = "A", month: int = 4, **same: object) -> list[Row]:
    """An episode of a child a day, with these values one after another."""
    return [
        report(child, f"2026-0{month}-{day:02} 10:00", f"2026-0{month}-{day:02} 20:00", **same, **value)
        for day, value in enumerate(values, start=1)
    ]


def counts(
    slug: str,
    rows: Sequence[Row],
    *,
    by: str = "",
    unit: Unit = CHILD,
    period: Period = SPRING,
    only: str = "",
    **facts,
) -> dict[str, int]:
    """Category, or the group of a breakdown -> how many; what is nought is left out."""
    known = prepared(facts_of(rows, settings=SETTINGS, **facts), AS_OF)
    filters = (("setting", (only,)),) if only else ()
    kept = selected(known, Selection(period, AS_OF, only=filters), SETTINGS)
    question = Question(INDICATORS[slug], unit, BREAKDOWNS[by] if by else None)
    cells = measure(kept, [Inquiry((question,), (period,))], SETTINGS, as_of=AS_OF).cells.filter(pl.col("count") > 0)
    if by:
        number = COUNTED if COUNTED in INDICATORS[slug].parts() else WHOLE
        cells = cells.filter(category=number)
    else:
        cells = cells.filter(pl.col("category") != WHOLE)
    return dict(cells.select("group" if by else "category", "count").iter_rows())


@pytest.mark.parametrize("case", ONE_CHILD_TWICE)
def test_a_child_stands_where_its_latest_recorded_episode_says_and_in_care_if_ever(case: str):
    column, values, stands = ONE_CHILD_TWICE[case]
    rows = times(*({column: value} for value in values))
    assert counts(COUNTED_BY[column], rows) == {stands: 1}
    if column != "triage":
        assert sum(counts(COUNTED_BY[column], rows, unit=EPISODE).values()) == len(values)


def test_children_in_care_are_children_by_placement_and_in_or_out_of_area():
    foster, home, unsaid = (
        {"setting": "care", "placement": "foster", "in_area": "out"},
        {"setting": "home"},
        {"setting": "care"},
    )
    rows = [*times(foster, unsaid, home), *times(home, child="B"), *times(unsaid, home, child="C")]
    assert counts("home-or-care", rows) == {"care": 2, "home": 1}
    assert counts("placement-group", rows) == {"foster": 1, "unknown": 1}
    assert counts("in-or-out-of-area", rows) == {"out": 1, "unknown": 1}
    assert counts("children-missing", rows, by="placement") == {"foster": 1, "unknown": 1, "not_in_care": 1}


def test_all_episodes_of_a_child_count_where_it_stands():
    rows = [
        *times({"setting": "care"}, {"setting": "home"}),
        *times({"setting": "home"}, {"setting": "home"}, child="B"),
    ]
    assert counts("missing-more-than-once", rows, by="setting") == {"care": 1, "home": 1}
    # Its episodes stay where they were.
    assert counts("missing-episodes", rows, by="setting", unit=EPISODE) == {"care": 1, "home": 3}
    assert counts("repeat-bands", rows, by="setting", unit=EPISODE) == {"care": 1, "home": 3}


def test_a_child_has_the_age_of_its_latest_episode():
    rows = times({}, {}, age_at_start=None) + times({}, month=6)
    born = [child_report("A", birth_month=date(2010, 6, 1))]
    assert counts("age", rows, children=born) == {"16": 1, "16-17": 1}
    assert counts("age", rows, children=born, unit=EPISODE) == {"15": 2, "10-15": 2, "16": 1, "16-17": 1}


def test_who_came_back_stands_where_it_stands_among_the_missing():
    before = report("A", "2026-03-31 10:00", "2026-04-01 09:00", setting="care")
    at_home = times({"setting": "home"})
    # One return from care and one from home: this child went missing from home in the period, and from care before.
    assert counts("interview-required", [before, *at_home], by="setting") == {"home": 1}
    assert counts("interview-required", [before, *at_home], by="setting", unit=EPISODE) == {"care": 1, "home": 1}
    # Who did not go missing in the period stands by the return.
    assert counts("interview-required", [before], by="setting") == {"care": 1}


def test_a_filter_chooses_episodes_and_a_child_stands_by_those_that_are_left():
    rows = times({"setting": "care"}, {"setting": "home"})
    assert counts("children-missing", rows, by="setting") == {"care": 1}
    assert counts("children-missing", rows, by="setting", only="home") == {"home": 1}


def test_a_child_may_stand_in_one_group_of_a_quarter_and_in_another_of_the_year():
    rows = [*times({"setting": "care"}), *times({"setting": "home"}, month=7)]
    by_period = [counts("home-or-care", rows, period=period) for period in (SPRING, SUMMER, YEAR)]
    assert by_period == [{"care": 1}, {"home": 1}, {"care": 1}]


def test_who_went_from_home_and_from_care_is_told_apart():
    rows = [*times({"setting": "care"}, {"setting": "home"}), *times({"setting": "home"}, {}, child="B")]
    assert counts("home-and-care", rows) == {"counted": 1, "rest": 1}
    assert INDICATORS["home-and-care"].definition.published is None


def test_who_is_missing_now_stands_by_the_open_episode():
    rows = [*times({"setting": "care"}), report("A", "2026-09-30 10:00", None, setting="home")]
    assert counts("missing-now", rows, by="setting") == {"home": 1}


def test_sex_and_ethnicity_are_the_child_s_own_on_all_rows_of_any_store():
    for seed in range(5):
        facts = facts_of(*as_reports(invented_episodes(seed, 150)), settings=SETTINGS)
        values = facts.group_by("child").agg(pl.col("sex", "ethnicity").n_unique())
        assert values.select(pl.max("sex", "ethnicity")).row(0) == (1, 1)


def test_values_are_taken_in_an_order_that_leaves_nobody_between_two():
    assert ranks("setting", ("unknown", "home", "care")).tolist() == [2, 1, 0]
    placement = ("foster", "unknown", "not_in_care", "")
    assert ranks("placement", placement).tolist() == sorted(set(ranks("placement", placement).tolist()))
    assert ranks("triage", ("green", "not_triaged")).tolist() != [0, 0]


# In random stores


def measured(facts: pl.DataFrame, periods: Sequence[Period]) -> pl.DataFrame:
    """Every cell of every indicator, by every breakdown."""
    rows = selected(prepared(facts, AS_OF), Selection(periods[0], AS_OF), SETTINGS)
    questions = questions_of(INDICATORS.values())
    return measure(rows, [Inquiry(questions, tuple(periods))], SETTINGS, as_of=AS_OF).cells


PERIODS = [
    period
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR)
    for period in periods_between(date(2025, 7, 1), date(2026, 10, 28), kind)
]
PLACE = ("slug", "unit", "period", "category")


@given(seed=seeds, many=st.integers(0, 120))
@example(seed=1, many=120)
@examples(4, 200)
def test_groups_add_up_to_the_whole_in_children_as_in_episodes(seed: int, many: int):
    cells = measured(as_facts(invented_episodes(seed, many)), PERIODS)
    groups = cells.filter(~pl.col("breakdown").is_in(["", CATEGORY.slug]))
    sums = groups.group_by(*PLACE, "breakdown").agg(pl.col("count").sum().alias("sum"))
    wholes = cells.filter(breakdown="").select(*PLACE, "count")
    unequal = sums.join(wholes, on=PLACE, how="left").filter(pl.col("count") != pl.col("sum"))
    assert unequal.is_empty()


@given(seed=seeds, many=st.integers(0, 120))
@example(seed=1, many=120)
@examples(4, 200)
def test_categories_of_children_add_up_to_all_children(seed: int, many: int):
    cells = measured(as_facts(invented_episodes(seed, many)), PERIODS)
    once = {slug: item for slug, item in INDICATORS.items() if isinstance(item, Split) and item.is_once_a_child}
    for slug, indicator in once.items():
        mine = cells.filter(slug=slug, unit=CHILD.value).filter(~pl.col("category").is_in(indicator.rolled_up()))
        is_whole = pl.col("category") == WHOLE
        keys = ("period", "breakdown", "group")
        sums = mine.group_by(keys).agg(
            pl.col("count").filter(~is_whole).sum().alias("sum"), pl.col("count").filter(is_whole).first()
        )
        assert sums.filter(pl.col("sum") != pl.col("count")).is_empty(), slug


# The counted side of a share, or a plain count -> what it is some of, in every group.
INSIDE = {
    "interview-required": "children-missing",
    "interview-offered": "interview-required",
    "interview-completed": "interview-required",
    "interview-in-time": "interview-required",
    "missing-more-than-once": "children-missing",
}


@given(seed=seeds, many=st.integers(0, 120))
@example(seed=2, many=120)
@examples(4, 200)
def test_who_is_some_of_others_stands_in_the_same_group_as_they(seed: int, many: int):
    # All episodes begin and end in the period, so that whoever came back had gone in it.
    cells = measured(as_facts(invented_in(seed, many, SPRING.start)), [SPRING]).filter(unit=CHILD.value)
    number = pl.col("category") == pl.when(pl.col("slug").is_in(["children-missing", "interview-required"])).then(
        pl.lit(WHOLE)
    ).otherwise(pl.lit(COUNTED))
    numbers = cells.filter(number)
    for inner, outer in INSIDE.items():
        some = numbers.filter(slug=inner).select("breakdown", "group", "count")
        both = some.join(numbers.filter(slug=outer), on=("breakdown", "group"), suffix="_outer")
        assert both.filter(pl.col("count") > pl.col("count_outer")).is_empty(), inner
        assert len(both) > 2


@given(seed=seeds, many=st.integers(0, 120))
@example(seed=3, many=120)
@examples(4, 200)
def test_in_care_is_the_same_number_wherever_it_stands(seed: int, many: int):
    cells = measured(as_facts(invented_episodes(seed, many)), PERIODS).filter(unit=CHILD.value)
    in_care = cells.filter(slug="home-or-care", category="care", breakdown="").select("period", "count")
    for others in (
        cells.filter(slug="placement-group", category=WHOLE, breakdown=""),
        cells.filter(slug="in-or-out-of-area", category=WHOLE, breakdown=""),
        cells.filter(slug="children-missing", breakdown="setting", group="care"),
    ):
        both = in_care.join(others, on="period", suffix="_other")
        assert len(both) == len(in_care) or many == 0
        assert both.filter(pl.col("count") != pl.col("count_other")).is_empty()
