"""Interviews step by step: every step of its own base, and every number that of its own table."""

from datetime import date, datetime, timedelta

from analytics.cards.provider_funnel import SLUGS, funnel, funnel_chart, funnel_sentence, funnel_table
from analytics.charts.chart import Kind
from analytics.disclosure.gate import exact
from analytics.disclosure.published import Shown
from analytics.indicators.registry import indicators
from analytics.measuring.measure import Inquiry, prepared, questions_of
from analytics.model import Period, PeriodKind, Selection, Unit
from analytics.views.view import View
from data.settings import Settings
from tests.builders import AS_OF, facts_of, report

SETTINGS = Settings()
PERIOD = Period(date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER)
START = datetime(2026, 4, 2, 10)
OUTCOMES = {"accepted_completed": 10, "declined_child": 4, "accepted_not_present": 2, "not_offered_other": 3}


def view_of(outcomes: dict[str, int], *, late: int = 0) -> View:
    """Returns of these outcomes; of those completed, so many late."""
    rows = []
    for outcome, many in outcomes.items():
        for number in range(many):
            hours = 200 if outcome == "accepted_completed" and number < late else 12
            done = START + timedelta(hours=hours) if outcome == "accepted_completed" else None
            rows.append(
                report(f"{outcome} {number}", START, START + timedelta(hours=2), outcome=outcome, completed=done)
            )
    inquiries = [Inquiry(questions_of([indicators(SETTINGS)[slug] for slug in SLUGS], [None]), (PERIOD,))]
    facts = prepared(facts_of(rows), AS_OF)
    return View(exact(facts, inquiries, Selection(PERIOD, AS_OF), SETTINGS, snapshot="1"), PERIOD)


def test_each_step_is_a_share_of_its_own_base():
    steps = {step.name: (step.row.numerator, step.row.denominator) for step in funnel(view_of(OUTCOMES, late=3))}
    assert steps == {
        "Offered": (16, 19),
        "Completed": (10, 19),
        "Completed, of those offered": (10, 16),
        "Completed in time": (7, 19),
        "In time, of those completed": (7, 10),
        "Declined, of those offered": (4, 16),
        "Declined, of those not completed": (4, 9),
        "Visited after a refusal, in time": (0, 4),
    }


def test_the_sentence_says_the_numbers_of_the_steps():
    text = funnel_sentence(view_of(OUTCOMES, late=3))
    assert (
        text == "19 returns required an interview: 16 were offered one, 10 had one, 7 of 19 due (37%) had it in time."
    )


def test_without_returns_nothing_is_said_of_steps():
    view = view_of({})
    assert funnel_sentence(view) == "0 returns required an interview: 0 were offered one, 0 had one."
    assert {step.row.shown for step in funnel(view)} == {Shown.NONE_DUE}


def test_what_is_not_published_is_no_step():
    view = view_of(OUTCOMES)
    nothing = View(view.published, Period(date(2020, 1, 1), date(2020, 4, 1)))
    assert funnel(nothing) == []
    assert funnel_sentence(nothing) == ""


def test_the_chart_and_the_table_have_a_line_a_step():
    view = view_of(OUTCOMES, late=3)
    chart, table = funnel_chart(view, "Title", "few"), funnel_table(view, "few")
    assert chart.kind is Kind.SHARES
    assert [mark.label for mark in chart.marks] == table["Step"]
    assert table["Of those"][3] == "due"
    assert table["Percentage"][3] == "37%"
    assert view.table("interview-in-time", Unit.EPISODE).rows[0].share == chart.marks[3].value
