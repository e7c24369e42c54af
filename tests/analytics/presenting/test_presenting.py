"""Every shape is presented; and groups beside one another: which of them, from numbers that are all shown."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

import pytest

from analytics.disclosure.published import Protection, Row, Shown, Table
from analytics.indicators.registry import indicators
from analytics.measuring.shapes import Definition, Indicator
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.presenting.presenter import presenter_of
from data.settings import demonstration_settings

KNOWN = indicators(demonstration_settings())
YEAR = Period(date(2025, 4, 1), date(2026, 4, 1), PeriodKind.FINANCIAL_YEAR)
SAFE = Protection(Audience.BOARD, "")


@pytest.mark.parametrize("shape", get_args(Indicator))
def test_every_shape_has_a_presenter_of_its_own(shape: type):
    assert presenter_of.dispatch(shape) is not presenter_of.dispatch(object)


def test_a_shape_that_nothing_presents_is_an_error_that_names_the_indicator():
    @dataclass(frozen=True)
    class Unheard:
        definition: Definition

    with pytest.raises(TypeError, match="age has a shape that nothing presents: Unheard"):
        presenter_of(Unheard(KNOWN["age"].definition))


def table(slug: str, breakdown: str, counts: dict[tuple[str, str], tuple[int | None, int | None]]) -> Table:
    """Rows by group and category: how many, and of how many."""
    rows = []
    for (group, category), (count, of) in counts.items():
        share = count / of if count is not None and of else None
        shown = Shown.SHOWN if count is not None else Shown.HIDDEN
        rows.append(Row(group, category, count, of, share, shown, YEAR))
    return Table(slug, Unit.CHILD, breakdown, tuple(rows), SAFE)


def by_sex(slug: str, **counts: tuple[tuple[int | None, int | None], tuple[int | None, int | None]]) -> Table:
    """A category with its girls and its boys."""
    each = {(sex, category): pair[place] for category, pair in counts.items() for place, sex in enumerate("FM")}
    return table(slug, "sex", each)


def compared(seen: Table, groups: tuple[str, ...]) -> str:
    """What is said of the groups."""
    return presenter_of(KNOWN[seen.slug]).sentence_by_group(seen, groups)


def test_a_roll_up_is_compared_where_there_is_one():
    counts = {("care", "0-8"): (200, 296), ("home", "0-8"): (100, 237)}
    seen = table("duration-hours", "setting", counts | {("care", "over-24"): (81, 296), ("home", "over-24"): (90, 237)})
    assert compared(seen, ("care", "home")) == ("24 hours or more: in care, 81 of 296 (27%); at home, 90 of 237 (38%).")


def test_else_the_category_that_most_are_in_and_never_what_is_not_recorded():
    seen = by_sex("triage", red=((30, 80), (20, 60)), amber=((10, 80), (39, 60)), not_triaged=((40, 80), (40, 60)))
    assert compared(seen, ("F", "M")) == "Red: girls, 30 of 80 (38%); boys, 20 of 60 (33%)."


def test_what_is_hidden_in_one_group_is_compared_in_none():
    seen = by_sex("triage", red=((30, 80), (None, None)), amber=((10, 80), (9, 60)))
    assert compared(seen, ("F", "M")) == "Amber: girls, 10 of 80 (13%); boys, 9 of 60 (15%)."
    only_girls = table("triage", "sex", {("F", "red"): (30, 80)})
    assert compared(only_girls, ("F", "M")) == ""


def test_an_age_is_said_to_be_one():
    seen = table("age", "sex", {("F", "16"): (20, 80), ("M", "16"): (15, 60)})
    assert compared(seen, ("F", "M")) == "Aged 16: girls, 20 of 80 (25%); boys, 15 of 60 (25%)."
