"""Sparse tables are counted together before anything is hidden, the same way in every period and for a whole year."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

import polars as pl
import pytest

from analytics.disclosure.hiding.choosing import passing
from analytics.disclosure.once import chosen_groupings, counted_once, layer_of
from analytics.disclosure.policy import Threshold
from analytics.disclosure.published import Protection, Published, Row, Shown, Table
from analytics.disclosure.small_numbers import MOST_SMALL, large_names, readable_tables
from analytics.indicators.registry import definitions, indicators
from analytics.maps.area_map import area_mark
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.groupings import as_table, from_table
from analytics.measuring.ladders import OTHERS, Rung, bands_joined, by_size
from analytics.measuring.shapes import Split
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.words.names import category_name
from geo.districts import Shape
from tests.analytics.disclosure.test_disclosure import (
    AS_OF,
    SETTINGS,
    counter_of_all,
    everything_supplied,
    invented_facts,
    published_to_board,
)

FEW: Final = Threshold(5)


def cells_of(small: int, large: int) -> pl.DataFrame:
    """A table of so many cells of three children, and so many of thirty."""
    children = [3] * small + [30] * large
    names = {"table": "t", "breakdown": "", "category": "a"}
    return pl.DataFrame({"children": children, "count": children}).with_columns(
        **{name: pl.lit(text) for name, text in names.items()}
    )


@pytest.mark.parametrize(("small", "is_readable"), [(0, True), (1, True), (2, False)])
def test_a_tenth_of_small_numbers_is_not_too_many(small: int, is_readable: bool):
    assert pytest.approx(0.1) == MOST_SMALL
    assert bool(readable_tables(cells_of(small, 10 - small), FEW).rows) is is_readable


def test_noughts_and_what_is_not_recorded_do_not_make_a_table_sparse():
    sparse = cells_of(1, 4)
    assert not readable_tables(sparse, FEW).rows
    assert readable_tables(sparse.with_columns(category=pl.lit("unknown")), FEW).rows
    noughts = cells_of(9, 0).with_columns(pl.col("count", "children") * 0)
    assert readable_tables(pl.concat([cells_of(1, 9), noughts]), FEW).rows
    # Crossed with an attribute, not recorded is a group as any.
    crossed = sparse.with_columns(category=pl.lit("unknown"), breakdown=pl.lit("sex"))
    assert not readable_tables(crossed, FEW).rows


def test_a_value_is_named_with_seven_children_in_every_year():
    rows = [
        ("c", name, year, unit, many - (unit == "child" and name == "c"))
        for name, numbers in {"a": (7, 9), "b": (6, 50), "c": (7, 9)}.items()
        for year, many in enumerate(numbers)
        for unit in ("episode", "child")
    ]
    values = pl.DataFrame(rows, schema=["column", "name", "period", "unit", "children"], orient="row")
    assert large_names(values, FEW).rows == {"c": ("a",)}


def test_a_rung_counts_values_under_one_name_where_the_first_stood():
    rung = Rung("r", "", (("low", ("a", "b")),))
    assert rung.over(("z", "b", "c", "a")) == ("z", "low", "c")
    assert by_size("things").among(["a"]).over(("a", "b", "")) == ("a", "", OTHERS)


def test_bands_are_joined_from_the_top_down_to_two():
    rungs = bands_joined(["0-5", "5-10", "10+"], [0, 5, 10], "miles")
    assert [rung.over(["0-5", "5-10", "10+"]) for rung in rungs] == [("0-5", "5+")]


def test_a_roll_up_takes_in_what_is_counted_together_and_says_so():
    rung = Rung("r", "", (("3+-or-open", ("3+", "open")),), widened_by="or-open")
    assert rung.rolled_up("over-2", ("2-3", "3+")) == ("over-2-or-open", ("2-3", "3+", "open"))
    assert rung.rolled_up("under-3", ("0-2", "2-3")) == ("under-3", ("0-2", "2-3"))
    assert rung.rolled_up("over-3", ("3+",)) == ("over-3-or-open", ())
    cut = Rung("r", "", (("3+-or-open", ("3+", "open")),))
    assert cut.rolled_up("over-2", ("2-3", "3+")) == ("over-2", ())


def test_hours_of_few_still_missing_keep_the_sums_that_boards_ask_for():
    hours = indicators(SETTINGS)["duration-hours"]
    assert isinstance(hours, Split)
    assert hours.definition.published
    first, *_, last = hours.definition.published.ladder
    assert hours.coarser(first).rolled_up() == ("over-24-or-still", "over-48-or-still")
    assert hours.coarser(first).values[-2:] == ("168+-or-still", "time-not-recorded")
    assert category_name(hours, "over-24-or-still") == "24 hours or more, or still missing"
    assert hours.coarser(last).rolled_up() == ()


def test_every_rung_is_coarser_than_the_one_before():
    ladders = [(slug, item.published.ladder) for slug, item in definitions().items() if item.published]
    ladders += [(slug, breakdown.ladder) for slug, breakdown in BREAKDOWNS.items()]
    for where, ladder in ladders:
        for finer, rung in pairwise(ladder):
            for _, members in finer.together:
                assert len({rung.new_name(member) for member in members}) == 1, where


def published(seed: int = 5) -> Published:
    return published_to_board(invented_facts(seed), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")


def test_a_sparse_table_takes_one_coarser_grouping_in_every_period_and_unit():
    made = published()
    coarser = [
        item
        for item in made.groupings
        if item.audience is Audience.BOARD and item.kinds and item.categories != "as-recorded"
    ]
    assert coarser
    for grouping in coarser:
        rows = made.rows.filter(slug=grouping.slug, breakdown=grouping.breakdown)
        names = rows.group_by("unit", "period_start", "period_end", "group").agg(pl.col("category").sort())
        assert names["category"].n_unique() == 1, grouping


def test_a_table_is_published_for_the_periods_of_its_grouping_alone():
    made = published()
    for grouping in made.groupings:
        if grouping.audience is Audience.BOARD:
            rows = made.rows.filter(slug=grouping.slug, breakdown=grouping.breakdown)
            assert set(rows["period_kind"]) <= {*(kind.value for kind in grouping.kinds), PeriodKind.ANY.value}
    assert any(not grouping.kinds for grouping in made.groupings)


def test_the_next_load_of_a_financial_year_keeps_the_groupings_and_the_next_year_chooses():
    counter = counter_of_all(invented_facts(5), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    first = chosen_groupings(counter, (), {})
    # Kept, though today's numbers would choose otherwise.
    odd = tuple(replace(item, kinds=()) if item.slug == "sex" else item for item in first)
    assert set(chosen_groupings(counter, odd, {})) == set(odd)
    of_last_year = tuple(replace(item, year=item.year.replace(year=item.year.year - 1)) for item in odd)
    assert set(chosen_groupings(counter, of_last_year, {})) == set(first)


def test_the_public_reads_nothing_finer_than_the_board():
    made = published()
    board = {item.table: item for item in made.groupings if item.audience is Audience.BOARD}
    for item in made.groupings:
        if item.audience is Audience.SCRUTINY:
            assert set(item.kinds) <= set(board[item.table].kinds)


def test_groupings_are_read_back_as_they_were_written():
    groupings = published().groupings
    assert groupings
    assert from_table(as_table(groupings)) == groupings


def test_who_stands_in_two_categories_counted_together_is_one_child():
    """Counted, not summed: a child missing once as "13" and once as "14" is one child under 16."""
    counter = counter_of_all(invented_facts(5), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    cells, _ = counted_once(counter, ())
    ages = layer_of(cells, Audience.BOARD.value).filter(slug="age", unit="child", breakdown="")
    ages = ages.with_columns(period=pl.struct("period_kind", "period_start"))
    whole = ages.filter(category="").select("period", whole="count")
    together = ages.filter(pl.col("category").is_in(["under-16", "12-or-under"])).join(whole, on="period")
    assert together.height
    assert (together["count"] <= together["whole"]).all()


def test_a_district_that_is_counted_with_others_is_not_drawn_as_nobody():
    shape = Shape("B1", "B1", (), (0.0, 0.0), 0)
    table = Table("postcode-district", Unit.CHILD, "", (), Protection(Audience.BOARD, ""))
    assert area_mark(shape, None, table).value == 0
    others = Row("", OTHERS, 9, 20, 0.45, Shown.SHOWN, Period(date(2026, 4, 1), date(2027, 4, 1)))
    assert area_mark(shape, None, replace(table, rows=(others,))).value is None


def test_a_table_of_which_much_is_hidden_takes_another_way_and_in_the_end_none():
    """What was passed is not taken again: coarser, then for years, then not at all."""
    counter = counter_of_all(invented_facts(5), everything_supplied(), SETTINGS, as_of=AS_OF, snapshot="1")
    known = indicators(SETTINGS)
    passed, ways = {}, []
    for _ in range(12):
        chosen = chosen_groupings(counter, (), passed)
        age = next(item for item in chosen if item.audience is Audience.BOARD and item.table == ("age", ""))
        ways.append((len(age.kinds), age.categories))
        passed = passing(passed, {("age", "")}, [age], known)
    assert len(set(ways)) > 2
    assert [kinds for kinds, _ in ways] == sorted((kinds for kinds, _ in ways), reverse=True)
    assert ways[-1][0] == 0
