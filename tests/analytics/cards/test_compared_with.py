"""One period to compare with, named by the reader: every change of a page is a change from that one."""

from dataclasses import replace
from functools import cache

import pytest

from analytics.cards.answer import answer
from analytics.cards.card import Card, Scope
from analytics.cards.headlines import CHANGED, figure_of
from analytics.cards.leading import headline, lead, recording_changes
from analytics.cards.themes import HEADLINES, IN_TIME, MOST_FREQUENT
from analytics.cards.why import why
from analytics.disclosure.published import Shown
from analytics.model import Period, Unit
from tests.analytics.cards.test_headlines import EPISODES, QUARTER, in_time, published_row, quarters, scope
from tests.quiet_quarters import LAST, QUARTERS, TRUTHS, a_history, as_board, scopes_of

LEVEL = (400, 390, 400, 390, 400, 390, 400, 390, 400, 390, 400, 390)
THEN = QUARTER.earlier(6)


@cache
def planted(name: str) -> Scope:
    truth = TRUTHS[name]
    return scopes_of(a_history(7, truth), truth.changes)[LAST]


def beside(asked: Scope, compared: Period) -> Scope:
    """The same figures compared with one period alone."""
    return replace(asked, view=replace(asked.view, compared=compared))


def a_level_and_then(now: int, then: int = 400) -> Scope:
    """Quarters of about 400, and what the one half a year before was."""
    values = [*LEVEL, 395, then, 405, now]
    return beside(scope(*quarters(*values)), THEN)


def test_only_the_period_that_is_named_is_compared_with():
    rows = [published_row("interview-in-time", 190 - months, 327, period=QUARTER.earlier(months)) for months in (3, 6)]
    asked = beside(scope(published_row("interview-in-time", 141, 329), *rows), THEN)
    shown = figure_of(asked, IN_TIME)
    assert shown.compared == ("184 of 327 (56%) in January to March 2026",)
    assert shown.standing == ""
    assert in_time(published_row("interview-in-time", 141, 329), *rows).compared == ("187 of 327 (57%) last quarter",)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (200, "down from 400 in January to March 2026 (a fall of 50%), more than chance explains."),
        (405, "There were 400 in January to March 2026, a change that chance may explain."),
        (400, "There were 400 in January to March 2026, the same."),
        (640, "up from 400 in January to March 2026 (a rise of 60%), more than chance explains."),
    ],
)
def test_a_change_is_tested_against_it_and_said(now: int, words: str):
    asked = a_level_and_then(now)
    shown = figure_of(asked, EPISODES)
    assert shown.is_unusual == ("more than" in words)
    assert shown.standing == (CHANGED if shown.is_unusual else "")
    assert words in headline(asked)
    assert "usual" not in headline(asked)


def test_what_is_unusual_for_its_range_may_be_no_change_from_the_one_that_is_named():
    asked = a_level_and_then(505, then=450)
    assert figure_of(replace(asked, view=replace(asked.view, compared=None)), EPISODES).is_unusual
    assert not figure_of(asked, EPISODES).is_unusual
    assert lead(asked, [EPISODES]).text == "No change from January to March 2026 is more than chance explains."


def test_a_number_that_may_not_be_shown_is_said_and_compared_with_nothing():
    hidden = published_row("interview-in-time", None, period=THEN, shown=Shown.HIDDEN)
    for rows in ([hidden], []):
        asked = beside(scope(published_row("interview-in-time", 141, 329), *rows), THEN)
        assert figure_of(asked, IN_TIME).compared == ("no number in January to March 2026 may be shown",)
        assert not figure_of(asked, IN_TIME).is_unusual


def test_beside_a_period_that_is_not_whole_nothing_is_compared():
    asked = a_level_and_then(200)
    part = replace(asked, view=replace(asked.view, is_whole=False))
    assert (figure_of(part, EPISODES).compared, figure_of(part, EPISODES).is_unusual) == ((), False)


def test_a_look_back_is_compared_by_its_months_and_tested_only_where_the_two_do_not_overlap():
    def asked(months: int) -> Scope:
        rows = [
            published_row("repeat-bands", count, 400, unit="child", category="20+", period=QUARTER.earlier(back))
            for count, back in ((90, 0), (30, months))
        ]
        return beside(scope(*rows), QUARTER.earlier(months))

    overlapping, apart = (figure_of(asked(months), MOST_FREQUENT) for months in (6, 12))
    assert overlapping.compared == ("30 of 400 (8%) in April 2025 to March 2026",)
    assert (overlapping.is_unusual, apart.is_unusual) == (False, True)


def test_look_backs_stand_beside_that_of_the_period_that_is_named():
    rows = [
        published_row("repeat-bands", count, 60, unit="child", category="1-2", period=QUARTER.earlier(months))
        for count, months in ((30, 0), (25, 3), (22, 6), (20, 12))
    ]
    answered = answer(beside(scope(*rows), THEN), Card("repeat-bands", Unit.CHILD, beside_last=True))
    assert list(answered.columns)[1:] == ["To Sep 2026", "To Mar 2026"]
    assert answered.notes["Overlap"] == "Look-backs of 12 months that end 6 months apart share 6 of them."


@pytest.mark.parametrize("read_by", [lambda asked: asked, as_board])
def test_the_planted_group_is_named_as_what_changed_since(read_by):
    asked = beside(read_by(planted("a provider fails")), QUARTERS[-6])
    reason = why(asked, HEADLINES)
    assert reason is not None
    assert reason.chart is not None
    name = "April to June 2025"
    assert reason.sentence.startswith(f"South stands out: 22 of 164 (13%), where {name} would bring ")
    assert reason.chart.subtitle == f"Interviews in time, by interview provider: from {name}."
    assert reason.chart.series[0].marks[0].label == "Apr-Jun 2025"
    assert f" in {name} (a fall of " in headline(asked)


def test_a_change_of_recording_between_the_two_is_said_and_nothing_tested_across_it():
    asked = beside(planted("recording changes"), QUARTERS[0])
    assert recording_changes(asked, HEADLINES)
    assert ", before recording changed" in figure_of(asked, HEADLINES[0]).compared[0]
    assert why(asked, HEADLINES) is None


def test_quiet_quarters_hardly_ever_differ_from_any_one_before():
    """Eight quiet quarters, each beside two others, of nine figures: of 144 changes none or one may be called one."""
    quiet = scopes_of(a_history(7, TRUTHS["nothing"]))
    pairs = [(quarter, QUARTERS[QUARTERS.index(quarter) - back]) for quarter in QUARTERS[12:] for back in (1, 4)]
    seen = [figure_of(beside(quiet[now], then), tile).is_unusual for now, then in pairs for tile in HEADLINES]
    assert len(seen) >= 100
    assert sum(seen) <= 2
