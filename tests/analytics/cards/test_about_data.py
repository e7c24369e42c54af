"""What is said of the data itself."""

from datetime import date

import polars as pl
import pytest

from analytics.cards.about_data import (
    account_beside_board,
    account_of_gaps,
    account_of_late,
    account_of_refused,
    account_of_unknowns,
    rule_name,
)
from analytics.disclosure.policy import Threshold
from analytics.disclosure.small_numbers import about_one_in, fields_of_few, rows_of_few
from analytics.views.published_once import TOO_LATE_SCHEMA

COVERAGE = {"system": pl.String, "category": pl.String, "month": pl.Date, "is_supplied": pl.Boolean}


def test_a_month_not_supplied_is_said_once_for_all_categories_and_is_not_a_zero():
    rows = [
        ("social_care", category, date(2025, month, 1), month != 2)
        for category in ("absent", "missing")
        for month in (1, 2, 3)
    ]
    account = account_of_gaps(pl.DataFrame(rows, schema=COVERAGE, orient="row"))
    assert account.answer == (
        "Social care supplied no absences or missing episodes for February 2025. A month not supplied is not a zero."
    )
    assert account.columns["Months supplied"] == ["2 of 3", "2 of 3"]


def test_a_paper_has_the_lines_of_what_was_not_supplied():
    rows = [
        (system, "missing", date(2025, month, 1), system == "police" or month != 2)
        for system in ("police", "social_care")
        for month in (1, 2, 3)
    ]
    account = account_of_gaps(pl.DataFrame(rows, schema=COVERAGE, orient="row"))
    assert account.columns["Source"] == ["Police", "Social care"]
    assert account.in_a_paper
    assert account.in_a_paper["Source"] == ["Social care"]


def test_full_coverage_is_said():
    rows = [("police", "missing", date(2025, 1, 1), True)]
    assert account_of_gaps(pl.DataFrame(rows, schema=COVERAGE, orient="row")).answer == (
        "Every source supplied every month."
    )


def test_a_co_ordinator_sees_how_many_lack_a_field():
    recorded = pl.DataFrame(
        {"field": ["sex", "triage"], "not_recorded": [1, 40], "episodes": [200, 200], "share": [0.005, 0.2]}
    )
    account = account_of_unknowns(recorded)
    assert account.answer == "Triage is missing most often: in 20% of missing episodes."
    assert account.columns["Missing episodes without it"] == ["1", "40"]


def test_a_board_sees_percentages_and_what_is_hidden():
    account = account_of_unknowns(pl.DataFrame({"field": ["sex", "triage"], "share": [None, 0.2]}))
    assert account.columns == {"Field": ["Sex", "Triage"], "Not recorded": ["hidden", "20%"]}


def test_nothing_unrecorded_is_said_with_care():
    recorded = pl.DataFrame({"field": ["sex"], "share": [None]}, schema={"field": pl.String, "share": pl.Float64})
    assert account_of_unknowns(recorded).answer.startswith("Every field is recorded for every missing episode, or")


def test_refused_rows_are_counted_of_all_rows_and_named_by_code_and_words():
    refused = pl.DataFrame({"system": ["police"], "rule": ["567"], "rows": [5]})
    account = account_of_refused(refused, pl.DataFrame({"rows_in": [1000, 200]}), "fewer than 6")
    assert account.answer.startswith("5 of 1,200 rows were refused.")
    assert account.columns["Rule"] == ["567: the end is before the start"]
    alone = pl.DataFrame({"system": ["police"], "rule": ["567"], "rows": [None]}, schema_overrides={"rows": pl.Int64})
    board = account_of_refused(alone, pl.DataFrame({"rows_in": [None]}), "fewer than 6")
    assert board.answer.startswith("At least 1 row was refused.")


def test_a_rule_of_our_own_has_no_code_beside_its_words():
    assert rule_name("time_happened_twice") == "A time that came twice; the earlier was taken"


def test_of_rules_that_few_rows_broke_the_total_is_said_as_at_least():
    refused = pl.DataFrame({"system": ["police"] * 3, "rule": ["567", "1001", "574"], "rows": [40, None, None]})
    account = account_of_refused(refused, pl.DataFrame({"rows_in": [1000, None]}), "fewer than 6")
    assert account.answer.startswith("At least 42 rows were refused.")
    assert account.columns["Rows refused"] == ["40 or more", "fewer than 6", "fewer than 6"]


def test_few_rows_stand_last_by_name_and_not_by_how_many_they_are():
    counted = pl.DataFrame({"system": ["police"] * 4, "rule": ["d", "c", "b", "a"], "rows": [16, 9, 2, 1]})
    behind = counted.select("system", "rule", children="rows")
    hidden = rows_of_few(counted, behind, Threshold(5)).rows
    assert hidden.rows() == [
        ("police", rule, rows) for rule, rows in (("d", 10), ("a", None), ("b", None), ("c", None))
    ]


def fields(*counts: tuple[str, int, int], episodes: int) -> pl.DataFrame:
    """Fields that so many episodes, of so many children, do not have; most first."""
    rows = [(field, many, children, episodes, many / episodes) for field, many, children in counts]
    return pl.DataFrame(rows, schema=["field", "not_recorded", "children", "episodes", "share"], orient="row")


def test_fields_that_few_children_lack_stand_last_by_name_and_not_by_how_often():
    exact = fields(("triage", 300, 90), ("sex", 200, 5), ("age", 100, 40), ("ethnicity", 8, 2), episodes=1000)
    hidden = fields_of_few(exact, Threshold(5)).rows
    assert hidden.rows() == [("triage", 0.3), ("age", 0.1), ("ethnicity", None), ("sex", None)]


def test_a_percentage_of_few_episodes_is_hidden_since_it_tells_their_number():
    """Of 150, 15% are 22 or 23: less the 20 of a year that is shown, two or three of one that is hidden."""
    assert fields_of_few(fields(("sex", 23, 19), episodes=150), Threshold(5)).rows.rows() == [("sex", None)]
    assert fields_of_few(fields(("sex", 230, 190), episodes=1000), Threshold(5)).rows.rows() == [("sex", 0.23)]
    assert fields_of_few(fields(("sex", 23, 19), episodes=150), Threshold(0)).rows.rows() == [("sex", 0.15)]


def test_a_board_reads_about_how_many_came_too_late():
    years = pl.DataFrame(
        [(date(2024, 4, 1), date(2025, 4, 1), None), (date(2025, 4, 1), date(2026, 4, 1), 50)],
        schema=TOO_LATE_SCHEMA,
        orient="row",
    )
    account = account_of_late(years)
    assert account.answer == "Of 2025-26 (April to March), about 1 episode in 50 came too late to be counted."
    assert account.columns["Came too late"] == ["no episode, or too few to say", "about 1 episode in 50"]


def test_a_co_ordinator_reads_which_months_lack_how_many_episodes():
    months = pl.DataFrame(
        {
            "month": [date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)],
            "is_closed": [True, True, False],
            "known": [40, 52, 30],
            "published": [40, 41, 0],
            "late": [0, 12, 0],
            "changed": [0, 3, 0],
            "gone": [0, 1, 0],
        }
    )
    account = account_beside_board(months)
    assert account.answer.startswith(
        "12 episodes of closed months came too late for the board's tables, 3 that it counts"
    )
    assert account.answer.endswith("Held back until then: 30 episodes.")
    assert account.columns["Month"] == ["Jun 2026", "Jul 2026"]
    assert account.columns["In the board's tables"] == ["41", "held back"]
    nothing = account_beside_board(months.filter(pl.col("late") == 0))
    assert nothing.answer.startswith("Every episode of a closed month is in the board's tables as it is known here.")


@pytest.mark.parametrize(
    ("episodes", "late", "children", "told"),
    [(2400, 48, 6, 50), (2400, 48, 5, None), (2400, 0, 0, None), (100, 30, 20, 5), (2400, 7, 7, 200)],
)
def test_one_in_so_many_is_a_step_and_said_of_enough_children(episodes, late, children, told):
    assert about_one_in(episodes, late, children, Threshold(5)).rows == told
