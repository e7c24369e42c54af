"""The queue of interviews: who waits when, and that nothing is lost between two weeks."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import polars as pl

from analytics.casework.queue import queue, queue_columns, queue_sentence
from analytics.casework.rows import Cases
from tests.casework import AS_OF, SCHEMA, Gone, cases_of, row_of

SUNDAY_ENDS = datetime(2026, 10, 26)  # the midnight after the last Sunday that was over
DAY = timedelta(days=1)


def a_return(days_before: float, **told: Any) -> dict[str, Any]:
    """A return so many days before the end of the last week, whose interview is owed unless told otherwise."""
    ended = SUNDAY_ENDS - days_before * DAY
    gone = Gone("A", ended - DAY / 2, ended, interview="overdue", number=int(days_before * 100))
    return row_of(gone) | {"missing_in_days": 1} | told


def held(days_before: float, waited: float | None) -> dict[str, Any]:
    at = SUNDAY_ENDS - days_before * DAY + waited * DAY if waited is not None else None
    done = {"interview_completed": True, "interview_outcome": "accepted_completed", "interview_completed_at": at}
    return a_return(days_before, **done)


def refused(days_before: float, waited: float) -> dict[str, Any]:
    due = SUNDAY_ENDS - days_before * DAY + waited * DAY + DAY  # 24 hours after the refusal
    return a_return(days_before, interview_outcome="declined_child", visit_due_at=due)


def weeks_of(*rows: dict[str, Any]):
    return queue(Cases(pl.DataFrame(list(rows), schema=SCHEMA, orient="row"), AS_OF, "000001"), 28, 24)


def test_who_came_back_waits_until_the_interview_is_held_or_refused():
    *_, before, last = weeks_of(a_return(3), held(9, 8), refused(10, 1), held(2, 1), a_return(20))
    assert (before.came_in, before.held, before.refused, before.waiting) == (2, 0, 1, 2)
    assert (last.came_in, last.held, last.refused, last.left, last.waiting) == (2, 2, 0, 0, 2)
    assert last.oldest_days == 20


def test_a_return_is_given_up_after_the_days_that_are_followed_and_a_later_interview_is_no_part_of_the_queue():
    last = weeks_of(a_return(29), held(30, 29), a_return(28))[-1]
    assert (last.left, last.held, last.waiting, last.oldest_days) == (2, 0, 1, 28)


def test_those_given_up_in_a_year_are_said_since_no_count_of_who_waits_has_them():
    weeks = weeks_of(a_return(200), a_return(100), a_return(400), a_return(3), held(150, 40))
    assert weeks[-1].left_in_year == 3
    assert queue_sentence(weeks).endswith("0 given up. In the 52 weeks to then 3 were given up.")


def test_an_interview_without_a_time_is_not_taken_to_have_waited():
    last = weeks_of(held(2, None))[-1]
    assert (last.came_in, last.held, last.waiting, last.oldest_days) == (1, 1, 0, None)


def test_nothing_is_lost_between_two_weeks():
    random = Random(5)
    rows = []
    for _ in range(400):
        since, waited = random.uniform(0, 90), random.uniform(0, 40)
        rows.append(random.choice((a_return(since), held(since, waited), held(since, None), refused(since, waited))))
    weeks = weeks_of(*rows)
    for before, week in pairwise(weeks):
        assert week.waiting == before.waiting + week.came_in - week.held - week.refused - week.left


def test_beside_it_stands_how_many_go_again():
    weeks = weeks_of(a_return(3), a_return(4, missing_in_days=3), a_return(5, missing_in_days=2))
    assert (weeks[-1].again, weeks[-1].missing) == (2, 3)
    assert queue_columns(weeks)["Missing again"][0] == "2 of 3 episodes (67%)"


def test_the_sentence_says_what_waits_and_whether_it_grows():
    text = queue_sentence(weeks_of(a_return(3), a_return(20), held(2, 1)))
    assert text == (
        "2 interviews waited at the end of the week, the oldest for 20 days. That is 2 more than 7 weeks before. "
        "In the week: 2 came in, 1 held, 0 refused, 0 given up."
    )


def test_an_empty_store_has_no_queue():
    weeks = queue(cases_of([]), 28, 24)
    assert [(week.came_in, week.waiting, week.oldest_days) for week in weeks] == [(0, 0, None)] * 8
