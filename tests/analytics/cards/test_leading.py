"""What leads: in invented quarters the planted truth, in quiet ones nothing; the same on page and paper."""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from analytics.cards.card import Scope
from analytics.cards.headlines import figure_of
from analytics.cards.leading import Lead, headline, lead, page_lead
from analytics.cards.themes import HEADLINES, HOME_AND_CARE, INTERVIEWS, REPEAT
from analytics.statistics.latest import LOOKED_AT
from tests.builders import through_the_gate
from tests.quiet_quarters import AS_OF, IN_TIME, LAST, QUARTERS, TRUTHS, a_history, as_board, in_public, scopes_of
from tests.sizes import few_or_many

NOTHING = "Nothing unusual"
# From here on there are quarters enough to test by.
TESTED = QUARTERS[12:]


@cache
def planted(name: str) -> Scope:
    truth = TRUTHS[name]
    return scopes_of(a_history(7, truth), truth.changes)[LAST]


def led(scope: Scope) -> Lead:
    return lead(scope, HEADLINES)


def test_no_more_figures_are_looked_at_than_are_allowed_for():
    assert len(HEADLINES) <= LOOKED_AT
    assert all(len(theme.figures) <= LOOKED_AT for theme in (REPEAT, INTERVIEWS, HOME_AND_CARE))


@pytest.mark.parametrize("name", TRUTHS)
def test_the_planted_truth_leads_in_the_report_and_in_public(name: str):
    scope, says = planted(name), TRUTHS[name].says
    if not says:
        assert headline(scope).startswith(NOTHING)
        assert in_public(scope).startswith(NOTHING)
        return
    assert says in " ".join(led(scope).changed)
    # What leads comes before how many there were, in both.
    for text in (headline(scope), in_public(scope)):
        assert NOTHING not in text
        assert says in text
        assert text.startswith(led(scope).changed[0][:30])


def test_where_interviews_in_time_are_not_published_those_of_the_held_lead_in_their_place():
    scope = planted("a provider fails")
    assert IN_TIME in page_lead(scope, INTERVIEWS).changed[0]
    published = scope.view.published
    as_held = pl.col("slug").replace("interview-in-time", "interview-in-time-of-completed")
    renamed = through_the_gate(published.rows.with_columns(as_held), as_of=AS_OF, snapshot="1")
    of_held = as_board(replace(scope, view=replace(scope.view, published=renamed)))
    shown = figure_of(of_held, HEADLINES[2])
    assert shown.title == "Interviews in time, of those held"
    assert shown.is_unusual
    for text in (headline(of_held), page_lead(of_held, INTERVIEWS).text, in_public(of_held)):
        assert "completed interviews" in text
        assert NOTHING not in text


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        ("a provider fails", INTERVIEWS),
        ("a home opens", HOME_AND_CARE),
        ("30 among the most frequent become 50", REPEAT),
        ("more from care", HOME_AND_CARE),
    ],
)
def test_its_page_leads_with_it(name: str, theme):
    assert TRUTHS[name].says in page_lead(planted(name), theme).changed[0]


def test_a_public_paper_carries_every_change_and_no_range():
    text = in_public(planted("half go missing"))
    assert all(sentence[:25] in text for sentence in led(planted("half go missing")).unusual)
    assert "usual range" not in text
    assert "below what is usual here" in text


def test_a_quiet_page_leads_with_what_stands_and_calls_no_difference_a_rise():
    text = page_lead(planted("nothing"), REPEAT).text
    fact = "28 of 213 children (13%) went missing 20 times or more in October 2025 to"
    assert text.startswith(f"{NOTHING} in July to September 2026. {fact}")
    assert text.endswith("They had 797 of 1,515 episodes (53%).")
    assert "Guidance asks it of every return." in page_lead(planted("nothing"), INTERVIEWS).text
    for page in (text, headline(planted("nothing")), in_public(planted("nothing"))):
        assert " rise of " not in page
        assert "a fall of" not in page
        assert "down from" not in page


def test_a_fall_of_interviews_says_by_how_much():
    text = headline(planted("a provider fails"))
    assert text.startswith("137 of 352 returns (39%) had an interview within 72 hours in July to September 2026, below")
    assert "(a fall of 24 percentage points)" in text
    assert IN_TIME in text


def test_too_few_quarters_are_not_called_nothing_unusual():
    early = scopes_of(a_history(7))[QUARTERS[3]]
    assert "Nothing unusual" not in headline(early)
    assert not led(early).is_tested


@pytest.mark.long
def test_of_two_hundred_quiet_quarters_at_most_five_in_a_hundred_lead_with_a_change():
    histories = few_or_many(3, 25)
    leads = [led(scopes[quarter]) for seed in range(histories) for scopes in [scopes_of(a_history(seed))]
             for quarter in TESTED]  # fmt: skip
    # The few of every run allow for chance.
    assert sum(bool(each.changed) for each in leads) / len(leads) <= few_or_many(13, 5) / 100
