"""Why a figure changed: the planted group is named, on quiet stores none is, and never across a hidden number."""

from dataclasses import replace
from functools import cache
from random import Random

import polars as pl
import pytest

from analytics.cards.card import Scope
from analytics.cards.headlines import Reading
from analytics.cards.leading import headline
from analytics.cards.themes import HEADLINES, HOME_AND_CARE, IN_TIME, INTERVIEWS, Theme
from analytics.cards.why import NOT_TOLD, count_marks, largest, share_marks, signed, why, why_in_words, why_of
from analytics.charts.figure import specification
from analytics.charts.theme import LIGHT
from analytics.charts.waterfall import reaches
from analytics.disclosure.published import Shown
from analytics.measuring.breakdowns import PROVIDER, SETTING
from analytics.model import Period
from analytics.views.view import Part
from tests.quiet_quarters import LAST, NEW_HOME, QUARTERS, TRUTHS, a_history, as_board, in_public, scopes_of

TESTED = QUARTERS[12:]


@cache
def histories(name: str) -> dict[Period, Scope]:
    truth = TRUTHS[name]
    return scopes_of(a_history(7, truth), truth.changes)


def planted(name: str) -> Scope:
    return histories(name)[LAST]


def without(scope: Scope, *conditions: pl.Expr | pl.Series) -> Scope:
    """The board's figures with these rows hidden."""
    is_hidden = pl.all_horizontal(*(pl.lit(each) if isinstance(each, pl.Series) else each for each in conditions))
    numbers = [pl.when(~is_hidden).then(name).alias(name) for name in ("numerator", "denominator", "share")]
    hidden = pl.when(is_hidden).then(pl.lit(Shown.HIDDEN.value)).otherwise("shown").alias("shown")
    published = scope.view.published
    less = published.saying_less(published.rows.with_columns(*numbers, hidden))
    return as_board(replace(scope, view=replace(scope.view, published=less)))


# What was planted, as a co-ordinator and a board read it


@pytest.mark.parametrize(
    ("name", "to_coordinators", "to_board", "to_public"),
    [
        ("a provider fails", "South stands out", "South stands out", "one provider stands out, which is not named"),
        ("a provider does better", "South stands out", "South stands out", "one provider stands out"),
        ("a home opens", f"Home {NEW_HOME} stands out", "Own children’s home stands out", "own children’s home stands"),
        ("more from care", "Foster care stands out", "Foster care stands out", "foster care stands out"),
        ("younger children go", "Age 10 to 15 stands out", "Age 12 stands out", "age 12 stands out"),
        ("nobody interviews in time", "No single", "No single provider or setting explains it", "No single provider"),
        ("half go missing", "No single", "No single placement, age or setting explains it", "No single placement"),
        ("longer away", "No single", NOT_TOLD, NOT_TOLD),
    ],
)  # fmt: skip
def test_the_planted_group_is_named(name: str, to_coordinators: str, to_board: str, to_public: str):
    scope = planted(name)
    assert why_in_words(scope, HEADLINES).startswith(to_coordinators)
    assert why_in_words(as_board(scope), HEADLINES).startswith(to_board)
    assert to_public in in_public(scope)


@pytest.mark.parametrize("name", ["nothing", "recording changes"])
def test_where_nothing_is_unusual_nothing_is_explained(name: str):
    assert why(planted(name), HEADLINES) is None
    assert "stands out" not in in_public(planted(name))
    assert "explains it" not in in_public(planted(name))


@pytest.mark.parametrize(("name", "theme"), [("a provider fails", INTERVIEWS), ("a home opens", HOME_AND_CARE)])
def test_its_page_says_the_same_as_the_first_page(name: str, theme: Theme):
    scope = planted(name)
    assert why_in_words(scope, theme.figures) == why_in_words(scope, HEADLINES)


def test_while_nothing_changes_hardly_ever_is_a_group_named():
    """Asked of every figure of eight quiet quarters, unusual or not: of 144 two or three may be, by the allowance."""
    quiet = [histories("nothing")[quarter] for quarter in TESTED]
    reasons = [
        reason
        for scope in quiet
        for each in (scope, as_board(scope))
        for tile in HEADLINES
        if (read := Reading(each, tile)).row is not None and (reason := why_of(read)) is not None
    ]
    assert len(reasons) == 2 * len(TESTED) * len(HEADLINES)
    assert sum(reason.driver is not None for reason in reasons) <= 2


def test_a_paper_says_it_after_what_is_unusual():
    scope = as_board(planted("a provider fails"))
    text = headline(scope, why_in_words(scope, HEADLINES))
    first, after = text.split("South stands out")
    assert first.endswith("percentage points). ")
    assert "350 missing episodes by 133 children" in after


def test_numbers_of_a_group_are_said_with_what_its_own_past_would_bring():
    reason = why(planted("a provider fails"), [IN_TIME])
    assert reason is not None
    assert reason.sentence.startswith("South stands out: 22 of 164 (13%), where its own past would bring 60%")
    assert reason.chance.endswith("less than once in 1,000 times.")
    home = why_in_words(planted("a home opens"), HEADLINES)
    assert home.startswith(f"Home {NEW_HOME} stands out: 104 episodes, where its own past would bring none")


def test_of_a_run_all_of_its_quarters_are_divided():
    truth = replace(TRUTHS["a provider fails"], quarters=6)
    read = Reading(scopes_of(a_history(7, truth))[LAST], IN_TIME)
    assert read.latest is not None
    read.__dict__["latest"] = replace(read.latest, run=6)
    reason = why_of(read)
    assert reason is not None
    assert reason.chart is not None
    assert reason.sentence.startswith("South stands out: ")
    assert " in the last 6 quarters, where its own past would bring 60%" in reason.sentence
    assert reason.chart.subtitle == "Interviews in time, by interview provider: from the 14 quarters before."
    assert reason.chart.series[0].marks[-1].label == "The last 6 quarters"


# A board's tables


def test_where_a_group_is_hidden_now_its_dimension_tells_nothing():
    scope = planted("a provider fails")
    is_now = pl.col("period_start") == LAST.start
    one = without(scope, is_now, pl.col("breakdown") == PROVIDER.slug, pl.col("group") == "North")
    assert why_in_words(one, [IN_TIME]) == "No single setting explains it: 2 groups were looked at."
    both = without(scope, is_now, pl.col("breakdown").is_in([PROVIDER.slug, SETTING.slug]), pl.col("group") != "South")
    assert why_in_words(both, [IN_TIME]) == NOT_TOLD


def test_quarters_with_a_hidden_group_are_left_out_and_too_few_whole_ones_tell_nothing():
    scope = planted("a provider fails")
    is_provider = pl.col("breakdown") == PROVIDER.slug
    last_whole = QUARTERS[-4].start
    some = without(scope, is_provider, pl.col("group") == "North", pl.col("period_start") < last_whole)
    reason = why(some, [IN_TIME])
    assert reason is not None
    assert reason.chart is not None
    assert "from the 3 quarters before" in reason.chart.subtitle
    few = without(scope, is_provider, pl.col("group") == "North", pl.col("period_start") < QUARTERS[-3].start)
    assert "South" not in why_in_words(few, [IN_TIME])


def test_groups_that_do_not_make_up_the_whole_are_not_whole():
    scope = planted("a provider fails")
    rows = scope.view.published
    is_lost = (pl.col("breakdown") == PROVIDER.slug) & (pl.col("group") == "North")
    less = as_board(replace(scope, view=replace(scope.view, published=rows.only(~is_lost))))
    assert "South" not in why_in_words(less, [IN_TIME])


def test_of_a_part_nothing_is_said():
    scope = as_board(planted("a provider fails"))
    in_care = replace(scope, view=replace(scope.view, part=Part(SETTING.slug, "care")))
    assert why(in_care, [IN_TIME]) is None


# The waterfall


@pytest.mark.parametrize("name", ["a provider fails", "a home opens", "more from care", "younger children go"])
def test_its_steps_lead_from_what_was_usual_to_what_is(name: str):
    for scope in (planted(name), as_board(planted(name))):
        reason = why(scope, HEADLINES)
        assert reason is not None
        assert reason.drawn is not None
        marks = (share_marks if reason.subject.is_share else count_marks)(reason.read, reason.drawn)
        *steps, last = (mark.value or 0 for mark in marks)
        # Less than half a point of what is left over is not drawn.
        assert sum(steps) == pytest.approx(last, abs=0.005 if reason.subject.is_share else 1e-9)
        assert reason.chart is not None
        assert reason.chart.alt.startswith(f"Waterfall chart: {reason.sentence}")


def test_a_waterfall_is_drawn_from_step_to_step():
    reason = why(planted("a provider fails"), [IN_TIME])
    assert reason is not None
    assert reason.chart is not None
    marks = reason.chart.series[0].marks
    assert [mark.label for mark in marks] == ["Usual", "South", "North", "Jul-Sep 2026"]
    assert [mark.text for mark in marks] == ["60%", "\N{MINUS SIGN}22 points", "+1 point", "39%"]
    spans = reaches(marks)
    assert spans[0][0] == spans[-1][0] == 0
    assert spans[1][1] == spans[0][1]
    assert spans[2][0] == spans[1][0]
    drawn = specification(reason.chart, LIGHT)
    assert [note["text"] for note in drawn["layout"]["annotations"]] == [mark.text for mark in marks]


def test_many_groups_leave_the_small_ones_together():
    steps = {"": 1.0} | {f"H{number}": float(number) for number in range(9)}
    assert largest(steps) == [("H8", 8.0), ("H7", 7.0), ("H6", 6.0), ("H5", 5.0), ("H4", 4.0), ("H3", 3.0), ("", 4.0)]
    assert largest({"A": 1.0, "B": -2.0}) == [("B", -2.0), ("A", 1.0)]


def test_steps_have_a_sign_and_halves_go_up():
    assert [signed(value, " points") for value in (2.5, -1.2, 0.4, -0.4)] == [
        "+3 points", "\N{MINUS SIGN}1 point", "0 points", "0 points",
    ]  # fmt: skip


# Stores that nobody here invented for it


@pytest.mark.parametrize("many", [0, 4])
def test_of_hardly_any_children_nothing_is_explained(many: int):
    children = {f"often-{number}" for number in range(many)}
    rows = [row for row in a_history(3, TRUTHS["a provider fails"]) if row["child_id"] in children]
    for each in (scope := scopes_of(rows)[LAST], as_board(scope)):
        assert why(each, HEADLINES) is None or why_in_words(each, HEADLINES)


def test_of_what_nobody_recorded_no_group_is_named():
    lacking = {"interview_provider": None, "placement": None, "setting": None, "age_at_start": None}
    rows = [row | lacking for row in a_history(7, TRUTHS["a provider fails"])]
    scope = scopes_of(rows, with_homes=False)[LAST]
    reason = why(scope, [IN_TIME])
    assert reason is not None
    assert reason.beside
    assert reason.sentence == ""
    assert why_in_words(as_board(scope), [IN_TIME]) == NOT_TOLD


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_hidden_nothing_is_said_that_leans_on_it(seed: int):
    """A board's figures with a third of all rows by group hidden: what is drawn is of whole periods alone."""
    chance, scope = Random(seed), planted("a provider fails")
    rows = scope.view.published.rows
    is_hidden = [bool(breakdown) and chance.random() < 0.33 for breakdown in rows["breakdown"]]
    hidden = without(scope, pl.Series(is_hidden))
    reason = why(hidden, [IN_TIME])
    assert reason is not None
    for each in reason.beside:
        tables = hidden.view.published
        quarters = [tables.table(IN_TIME.slug, IN_TIME.unit, quarter, each.dimension.slug) for quarter in QUARTERS]
        whole = [
            table for table in quarters if all(row.shown is not Shown.HIDDEN for row in table.rows if not row.category)
        ]
        assert len(each.before) + len(each.recent) == len(whole)
        for groups, table in zip((*each.before, *each.recent), whole, strict=True):
            known = {row.group: (row.numerator, row.denominator) for row in table.rows if row.category == ""}
            assert {name: pair for name, pair in groups.items() if any(pair)} == {
                name: pair for name, pair in known.items() if any(pair)
            }
