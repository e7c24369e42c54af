"""An answer: each kind of card, each part made once, and the last financial year where the period may not be shown."""

from dataclasses import replace
from datetime import date

import pytest

from analytics.cards.answer import (
    Answer,
    AnswerByGroup,
    AnswerByGroupOverTime,
    AnswerOverTime,
    answer,
)
from analytics.cards.card import Card
from analytics.measuring.breakdowns import CATEGORY, SETTING
from analytics.measuring.groupings import Grouping
from analytics.model import Audience, Period, PeriodKind, Unit, period_around
from tests.analytics.cards.test_headlines import QUARTER, published_row, quarters, scope

YEAR = period_around(QUARTER.end, PeriodKind.FINANCIAL_YEAR).earlier(12)


@pytest.mark.parametrize(
    ("card", "kind"),
    [
        (Card("age", Unit.CHILD), Answer),
        (Card("interview-in-time", by=SETTING), AnswerByGroup),
        (Card("interview-in-time", over_time=True), AnswerOverTime),
        (Card("missing-episodes", by=CATEGORY, groups=("absent",), over_time=True), AnswerOverTime),
        (Card("interview-in-time", by=SETTING, over_time=True), AnswerByGroupOverTime),
    ],
)
def test_a_card_has_the_answer_of_its_kind(card: Card, kind: type[Answer]):
    assert type(answer(scope(), card)) is kind


def test_each_part_is_made_once_and_the_chart_says_what_the_card_says():
    answered = answer(scope(*quarters(300, 310, 290, 305)), Card("missing-episodes", over_time=True))
    assert answered.chart is answered.chart
    assert answered.columns is answered.columns
    assert answered.chart
    assert answered.chart.title == answered.sentence
    assert answered.sentence == "305 missing episodes started in July to September 2026."
    assert list(answered.columns) == ["Period", "Episodes"]
    assert "Normal range" in answered.notes
    assert "Normal range" not in answered.counts


def test_where_no_number_of_the_period_may_be_shown_the_last_financial_year_answers():
    hidden, of_year = published_row("interview-in-time", None), published_row("interview-in-time", 40, 80, period=YEAR)
    assert answer(scope(hidden, of_year), Card("interview-in-time")).period == YEAR
    assert answer(scope(hidden), Card("interview-in-time")).period == QUARTER
    shown = published_row("interview-in-time", 9, 20)
    assert answer(scope(shown, of_year), Card("interview-in-time")).sentence.startswith("9 of 20 returns (45%)")


def test_look_backs_stand_beside_those_of_the_quarter_before_and_of_the_year_before():
    def bands(count: int, months: int) -> dict[str, object]:
        period = QUARTER.earlier(months)
        return published_row("repeat-bands", count, 60, unit="child", category="1-2", period=period)

    three = (bands(30, 0), bands(25, 3), bands(20, 12))
    answered = answer(scope(*three), Card("repeat-bands", Unit.CHILD, beside_last=True))
    assert [row.numerator for row in answered.rows] == [30, 25, 20]
    assert [cells[0] for cells in answered.columns.values()][1:] == ["30 (50%)", "25 (42%)", "20 (33%)"]
    assert list(answered.columns)[1:] == ["To Sep 2026", "To Jun 2026", "To Sep 2025"]
    assert answered.notes["Overlap"] == "Look-backs of 12 months that end a quarter apart share 9 of them."
    alone = answer(scope(bands(30, 0)), Card("repeat-bands", Unit.CHILD, beside_last=True))
    assert alone.earlier == ()
    assert "Overlap" not in alone.notes
    assert [row.numerator for row in alone.rows] == [30]


def test_groups_are_drawn_and_compared_by_the_names_that_they_are_counted_under():
    rows = [
        published_row("ethnicity", count, of, unit="child", breakdown="setting", category="white", group=group)
        for group, count, of in (("care", 75, 128), ("not_in_care", 127, 249))
    ]
    answered = answer(scope(*rows), Card("ethnicity", Unit.CHILD, by=SETTING, groups=("care", "home")))
    together = Grouping(
        Audience.BOARD, "ethnicity", "setting", YEAR.start, 5, (PeriodKind.FINANCIAL_YEAR,), groups="care-or-not"
    )
    grouped = replace(answered, table=replace(answered.table, grouping=together))
    assert isinstance(grouped, AnswerByGroup)
    assert grouped.sentence == "White: in care, 75 of 128 (59%); not in care, 127 of 249 (51%)."
    assert grouped.chart
    assert [mark.value for mark in grouped.chart.marks] == [75, 127]


def absences_known(*months: int, **others: object) -> Answer:
    """Absences of a year that is chosen, of which only some months were supplied."""
    calendar = Period(date(2026, 1, 1), date(2026, 10, 1))
    row = published_row("missing-and-absent", 61, 131, unit="child", category="none", period=calendar)
    of = scope(row | others)
    view = replace(of.view, period=calendar)
    recorded = {"absent": frozenset(date(2026, month, 1) for month in months)}
    return answer(replace(of, view=replace(view, published=replace(view.published, recorded=recorded))), ABSENCES)


ABSENCES = Card("missing-and-absent", Unit.CHILD)


def test_figures_of_a_time_of_which_some_months_were_not_supplied_say_so():
    answered = absences_known(1, 2, 3, 4, 5, 6)
    # The look-back begins in October of the year before.
    assert answered.partly == (
        "No source supplied absences for October to December 2025 and July to September 2026. That is not zero: "
        "the absences counted here are those of the other months."
    )
    assert answered.notes["Not supplied"] == answered.partly


def test_figures_of_all_months_and_what_has_no_figure_say_nothing_of_months():
    everything = published_row("missing-and-absent", 61, 131, unit="child", category="none")
    assert answer(scope(everything), ABSENCES).partly == ""
    assert absences_known(1, 2, numerator=None, share=None, shown="not supplied").partly == ""
    girls = published_row("sex", 61, 131, unit="child", category="F")
    assert answer(scope(girls), Card("sex", Unit.CHILD)).partly == ""
