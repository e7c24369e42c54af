"""Nothing is lost between a whole and its parts, whatever is split, and by whatever it is broken down."""

from datetime import date

import polars as pl
import pytest

from analytics.indicators.registry import indicators
from analytics.measuring.measure import Counted, Inquiry, measure, prepared, questions_of, selected
from analytics.measuring.shapes import (
    COUNTED,
    REST,
    WHOLE,
    WITHOUT,
    BesideBands,
    Marks,
    MoreThan,
    RepeatBands,
    Share,
    Split,
)
from analytics.model import Period, PeriodKind, Selection
from data.settings import Settings
from tests.invented import AS_OF, as_facts, invented_episodes

SETTINGS = Settings()
QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1), PeriodKind.CALENDAR_YEAR)
KEY = ["unit", "period", "breakdown", "group"]
WITH_PARTS = {
    slug: one
    for slug, one in indicators(SETTINGS).items()
    if isinstance(one, Split | RepeatBands | BesideBands | Share | MoreThan | Marks)
}


@pytest.fixture(scope="module")
def cells() -> pl.DataFrame:
    facts = prepared(as_facts(invented_episodes(11, 900, most_children=80)), AS_OF)
    rows = selected(facts, Selection(QUARTER, AS_OF), SETTINGS)
    inquiries = [Inquiry(questions_of(WITH_PARTS.values()), (QUARTER, YEAR))]
    return measure(rows, inquiries, SETTINGS, as_of=AS_OF).cells


def sums(cells: pl.DataFrame, slug: str, parts: list[str]) -> pl.DataFrame:
    """The whole of each place, and what its parts add up to."""
    mine = cells.filter(slug=slug)
    whole = mine.filter(category=WHOLE).select(*KEY, "count", "children")
    added = mine.filter(pl.col("category").is_in(parts)).group_by(KEY).agg(parts=pl.col("count").sum())
    return whole.join(added, on=KEY, how="left").with_columns(pl.col("parts").fill_null(0))


@pytest.mark.parametrize("slug", WITH_PARTS)
def test_parts_of_episodes_add_up_to_all_and_those_of_children_to_no_fewer(cells: pl.DataFrame, slug: str):
    indicator = WITH_PARTS[slug]
    families = [[name, f"{WITHOUT}{name}"] for name in indicator.parts()] if isinstance(indicator, Marks) else [[]]
    met = [name for name in cells.filter(slug=slug)["category"].unique() if name != WHOLE]
    rollups = [name for name, _ in indicator.rollups] if isinstance(indicator, Split) else []
    for family in families:
        table = sums(cells, slug, family or [name for name in met if name not in rollups])
        assert table["count"].sum() > 0
        episodes, children = table.filter(unit="episode"), table.filter(unit="child")
        assert episodes.filter(pl.col("parts") != pl.col("count")).is_empty()
        assert children.filter(pl.col("parts") < pl.col("count")).is_empty()


def test_two_sides_of_a_share_are_all_in_children_too(cells: pl.DataFrame):
    for slug in (slug for slug, one in WITH_PARTS.items() if isinstance(one, Share | MoreThan)):
        assert sums(cells, slug, [COUNTED, REST]).filter(pl.col("parts") != pl.col("count")).is_empty()


def test_own_and_hosted_home_and_care_are_the_same_episodes(cells: pl.DataFrame):
    wholes = cells.filter(
        pl.col("slug").is_in(["own-or-hosted", "home-or-care", "flags", "sex"]),
        category=WHOLE,
        breakdown="",
        unit="episode",
    )
    assert wholes.group_by("period").agg(pl.col("count").n_unique())["count"].to_list() == [1, 1]


def test_what_was_counted_is_the_same_when_it_is_asked_for_again_and_needs_no_rows():
    rows = prepared(as_facts(invented_episodes(12, 60, most_children=20)), AS_OF).lazy()
    some = questions_of([indicators(SETTINGS)["duration-hours"], indicators(SETTINGS)["overnight"]])
    first, then = [Inquiry(some[:2], (QUARTER,))], [Inquiry(some, (YEAR,)), Inquiry(some[:2], (QUARTER,))]
    counted: Counted = {}
    measure(rows, first, SETTINGS, as_of=AS_OF, counted=counted)
    afresh = measure(rows, then, SETTINGS, as_of=AS_OF).cells
    assert measure(rows, then, SETTINGS, as_of=AS_OF, counted=counted).cells.equals(afresh)
    # All is known by now: an empty frame has none of the columns that counting would look for.
    assert measure(pl.LazyFrame(), then, SETTINGS, as_of=AS_OF, counted=counted).cells.equals(afresh)
