"""Who of the most frequent comes of age within six months, who has, and who stays on the list."""

from datetime import date

import polars as pl
import pytest

from analytics.casework.of_age import Turns, as_adults, of_age, of_age_columns, of_age_sentence, turns
from data.casebook import Entry, Kind

TODAY = date(2026, 10, 5)
BORN = {"C1": date(2008, 9, 1), "C2": date(2008, 10, 1), "C3": date(2009, 4, 1), "C4": date(2009, 5, 1), "C5": None}
LISTED = [("C4", 9), ("C3", 8), ("C2", 7), ("C1", 6), ("C5", 5), ("C6", 4)]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2026, 9, 1), Turns.BEFORE),
        (date(2026, 10, 1), Turns.SOON),
        (date(2027, 4, 1), Turns.SOON),
        (date(2027, 5, 1), Turns.LATER),
        (None, Turns.NOT_RECORDED),
    ],
)
def test_soon_is_this_month_and_the_six_after_it(month: date | None, expected: Turns):
    assert turns(month, TODAY) is expected


def test_the_list_says_who_turns_18_who_has_and_who_stays():
    children = of_age(LISTED, BORN, TODAY, 18)
    assert of_age_sentence(children, TODAY, 18) == (
        "Of the 6 on the list 2 turn 18 by April 2027, 1 has turned 18 and of 2 the month of birth is not recorded. "
        "3 stay on it as children after that."
    )
    columns = of_age_columns(children, (), TODAY)
    assert columns["Comes of age"] == ["Sep 2026", "Oct 2026", "Apr 2027"]
    assert columns["No."] == ["4", "3", "2"]
    assert columns["Missing episodes"] == ["6", "7", "8"]
    assert columns["To be done"] == ["None written"] * 3


def test_whoever_goes_missing_after_that_is_in_no_figure_and_said_here():
    facts = pl.DataFrame(
        {"child": [1, 1, 1, 2, 3], "category": ["missing", "missing", "absent", "missing", "missing"],
         "age": [18, 19, 18, 17, None]}
    )  # fmt: skip
    assert as_adults(facts, 18) == {1: 2}
    children = of_age(LISTED, BORN, TODAY, 18, {"C1": 2})
    assert "1 has turned 18 (1 of them missing since) and of 2" in of_age_sentence(children, TODAY, 18)
    assert of_age_columns(children, (), TODAY)["Missing since"] == ["2", "", ""]


def test_nobody_may_turn_18_and_the_age_is_the_councils():
    children = of_age([("C4", 9)], BORN, TODAY, 18)
    assert of_age_sentence(children, TODAY, 18) == (
        "Of the 1 on the list nobody turns 18 by April 2027. 1 stays on it as children after that."
    )
    assert of_age_columns(children, (), TODAY)["Child"] == []
    assert of_age([("C1", 1)], BORN, TODAY, 19)[0].month == date(2027, 9, 1)


def test_what_is_still_to_be_done_for_whoever_comes_of_age_is_said():
    def action(number: int, child: str, due: date | None, kind: Kind = Kind.ACTION, about: str = "") -> Entry:
        return Entry(
            number=number, at="2026-09-01T10:00:00", who="A", kind=kind, week=date(2026, 8, 30), child=child,
            text="Transition plan", due=due, about=about,
        )  # fmt: skip

    entries = [
        action(1, "C1", date(2026, 10, 4)),
        action(2, "C1", None),
        action(3, "C2", None),
        action(4, "C2", None, Kind.DONE, "3"),
        action(5, "C3", date(2026, 10, 5)),
    ]
    columns = of_age_columns(of_age(LISTED, BORN, TODAY, 18), entries, TODAY)
    assert columns["To be done"] == ["2 actions open, 1 overdue", "None written", "1 action open"]
