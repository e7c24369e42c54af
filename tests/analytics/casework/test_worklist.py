"""Triggers as a list to work by: how each stands on a day, exactly at it; what comes back; what is left over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from analytics.casework.actions import actions, carried
from analytics.casework.by_hand.settling import ByHand
from analytics.casework.case_tables import agreed_columns, decision_columns, of_whom_columns, work_columns
from analytics.casework.case_words import (
    NARROW,
    answer_words,
    attended_words,
    dropped_words,
    headline_work,
    overdue_words,
    rule_words,
    stage_words,
)
from analytics.casework.minutes import decided_for, last_meeting, minutes_of
from analytics.casework.triggers import Trigger, listing, triggers
from analytics.casework.uncertain import Uncertain
from analytics.casework.week import Week
from analytics.casework.worklist import Item, Stage, answered_since, grouped, item_of, items, left_over, overdue_since
from data.casebook import Entry, Kind
from data.settings import Settings
from data.week_settings import Rule, Scope, Triggers
from tests.casework import AS_OF, Gone, cases_of, numbered

SHOWN = Triggers()
THREE_IN_90 = Rule(name="3 in 90", count=3, days=90)
LONG = Rule(name="72 hours", hours=72)
HOME = Rule(name="3 from one home", scope=Scope.HOME, count=3, days=30)
TODAY = AS_OF.date()
SUNDAY = date(2026, 10, 25)


def gone(days: float, child: str = "A", hours: float = 5, urn: str | None = None) -> Gone:
    started = AS_OF - timedelta(days=days)
    return Gone(child, started, started + timedelta(hours=hours), urn=urn)


def found_in(
    *episodes: Gone, rules: Sequence[Rule] = (THREE_IN_90,), entries: Sequence[Entry] = (), as_of: datetime = AS_OF
) -> list[Trigger]:
    return triggers(cases_of(numbered(episodes), as_of), rules, SHOWN, entries)


def three(days: float, child: str = "A") -> list[Gone]:
    """Three episodes in three days, the last so many days ago."""
    return [gone(days + back, child) for back in (2, 1, 0)]


def word(trigger: Trigger, kind: Kind = Kind.ACKNOWLEDGED, due: date | None = None, **more) -> Entry:
    """An answer to a trigger with as many episodes as it has."""
    known = {"text": "Discussed", "owner": "Team manager", "at": "2026-10-20T09:00:00+00:00", "who": "anna"} | more
    return Entry(
        kind, SUNDAY, child=trigger.child_id, about=trigger.name, due=due, episodes=len(trigger.episodes), **known
    )


def spaced(text: str) -> str:
    return text.replace(NARROW, " ")


def test_what_was_met_before_the_council_began_to_answer_is_due_from_that_day():
    (one,) = found_in(*three(40))
    answers = [word(one, at=f"2026-10-{day}T09:00:00+00:00") for day in (20, 23)]
    began = answered_since(answers, TODAY)
    assert began == date(2026, 10, 20)
    assert item_of(one, date(2026, 10, 27), SHOWN, began).stage is Stage.DUE
    assert item_of(one, date(2026, 10, 28), SHOWN, began).stage is Stage.OVERDUE


def test_while_nobody_answered_any_trigger_none_is_overdue():
    (one,) = found_in(*three(40))
    assert answered_since([], TODAY) == TODAY
    assert item_of(one, TODAY, SHOWN, answered_since([], TODAY)).stage is Stage.NEW


@pytest.mark.parametrize(
    ("days_ago", "stage", "said"),
    [
        (0, Stage.NEW, "New, answer by 2 Nov"),
        (4, Stage.NEW, "New, answer by 29 Oct"),
        (5, Stage.DUE, "Due 28 Oct"),
        (7, Stage.DUE, "Due 26 Oct"),  # the seventh day itself
        (8, Stage.OVERDUE, "Overdue since 25 Oct"),
    ],
)
def test_nobody_answered_it_is_new_then_due_and_overdue_on_the_day_after_the_last(
    days_ago: int, stage: Stage, said: str
):
    (one,) = found_in(*three(days_ago))
    item = item_of(one, TODAY, SHOWN, date.min)
    assert (item.stage, item.waits, item.owner) == (stage, True, "")
    assert spaced(stage_words(item, TODAY)) == said


@pytest.mark.parametrize(
    ("days", "stage", "said"),
    [
        (3, Stage.ACKNOWLEDGED, "Acknowledged, by 29 Oct"),
        (2, Stage.DUE, "Due 28 Oct"),
        (0, Stage.DUE, "Due 26 Oct"),
        (-1, Stage.OVERDUE, "Overdue since 25 Oct"),
    ],
)
def test_what_was_agreed_is_due_on_its_day_and_overdue_on_the_next(days: int, stage: Stage, said: str):
    (one,) = found_in(*three(40))
    (one,) = found_in(*three(40), entries=[word(one, due=TODAY + timedelta(days=days))])
    item = item_of(one, TODAY, SHOWN, date.min)
    assert (item.stage, item.waits, item.owner) == (stage, False, "Team manager")
    assert spaced(stage_words(item, TODAY)) == said


def test_a_rule_may_allow_days_of_its_own():
    quick = THREE_IN_90.model_copy(update={"respond_days": 1})
    (one,) = found_in(*three(2), rules=[quick])
    assert item_of(one, TODAY, SHOWN, date.min).stage is Stage.OVERDUE
    assert item_of(one, TODAY - timedelta(days=1), SHOWN, date.min).stage is Stage.DUE


def test_the_year_is_said_of_a_day_in_another_one():
    (one,) = found_in(*three(40))
    (one,) = found_in(*three(40), entries=[word(one, due=date(2025, 11, 18))])
    assert spaced(stage_words(item_of(one, TODAY, SHOWN, date.min), TODAY)) == "Overdue since 18 Nov 2025"


def test_closing_takes_it_from_the_list_while_its_window_is_open_and_says_so():
    (one,) = found_in(*three(10))
    (one,) = found_in(*three(10), entries=[word(one, due=TODAY), word(one, Kind.CLOSED, text="Plan agreed")])
    item = item_of(one, TODAY, SHOWN, date.min)
    assert (item.stage, item.waits) == (Stage.CLOSED, False)
    text = "Plan agreed (anna, 20 Oct 2026); closed in this list, although the rule is still met"
    assert spaced(answer_words(item)) == text


def test_another_episode_after_it_was_closed_makes_it_wait_again_from_that_episode_on():
    (one,) = found_in(*three(20))
    closed = word(one, Kind.CLOSED, text="Plan agreed", at="2026-10-10T09:00:00+00:00")
    (again,) = found_in(*three(20), gone(3), entries=[closed])
    item = item_of(again, TODAY, SHOWN, date.min)
    assert (item.stage, item.waits, item.by) == (
        Stage.NEW,
        True,
        (AS_OF - timedelta(days=3)).date() + timedelta(days=7),
    )
    assert "1 more episode since" in answer_words(item)


def test_an_older_episode_that_a_late_file_brings_is_answered_in_days_from_the_word_on_it():
    (one,) = found_in(gone(22), gone(21), gone(19))
    closed = word(one, Kind.CLOSED, at="2026-10-22T09:00:00+00:00")
    (again,) = found_in(gone(22), gone(21), gone(19), gone(18.9), entries=[closed])
    assert item_of(again, TODAY, SHOWN, date.min).by == date(2026, 10, 29)


def test_another_episode_leaves_what_was_agreed_as_it_is_and_is_said():
    (one,) = found_in(*three(20))
    (again,) = found_in(*three(20), gone(3), entries=[word(one, due=date(2026, 11, 5))])
    item = item_of(again, TODAY, SHOWN, date.min)
    assert item.stage is Stage.ACKNOWLEDGED
    assert "1 more episode since" in answer_words(item)


def test_met_again_after_its_window_closed_it_is_new_and_says_that_it_was_acknowledged_before():
    earlier = [gone(days) for days in (300, 299, 298)]
    (then,) = found_in(*earlier, as_of=AS_OF - timedelta(days=297))
    done = [word(then, due=date(2026, 1, 9)), word(then, Kind.CLOSED, text="Plan agreed")]
    (now,) = found_in(*earlier, *three(1), entries=done)
    item = item_of(now, TODAY, SHOWN, date.min)
    assert (item.stage, item.trigger.answer) == (Stage.NEW, None)
    assert "Met before, and closed: Plan agreed (anna," in answer_words(item)


def test_an_answer_to_a_later_stretch_is_none_to_an_earlier():
    history = [*(gone(days) for days in (112, 111, 110)), *three(1)]
    late, early = found_in(*history)
    late, early = found_in(*history, entries=[word(late, due=TODAY)])
    assert (late.is_acknowledged, early.answer, early.before) == (True, None, None)


def test_a_stretch_that_a_late_file_lengthens_keeps_what_was_said_as_said_before():
    (one,) = found_in(*three(1))
    (longer,) = found_in(gone(3.5), *three(1), entries=[word(one, due=TODAY)])
    assert longer.name < one.name
    assert longer.before is not None
    assert item_of(longer, TODAY, SHOWN, date.min).waits


def test_whatever_is_acknowledged_and_not_closed_stays_however_long_its_window_is_over():
    history = [gone(days) for days in (300, 299, 298)]
    (then,) = found_in(*history, as_of=AS_OF - timedelta(days=297))
    agreed = word(then, due=date(2026, 1, 20))
    assert [item.name for item in found_in(*history, entries=[agreed])] == [then.name]
    assert found_in(*history, entries=[agreed, word(then, Kind.CLOSED)]) == []


@pytest.mark.parametrize(("kinds", "dropped"), [((), 1), ((Kind.CLOSED,), 0), ((Kind.ACKNOWLEDGED,), 0)])
def test_what_is_no_longer_listed_and_was_never_answered_is_counted(kinds: Sequence[Kind], dropped: int):
    history = [gone(days) for days in (300, 299, 298)]
    (then,) = found_in(*history, as_of=AS_OF - timedelta(days=297))
    entries = [word(then, kind, due=TODAY) for kind in kinds]
    assert listing(cases_of(numbered(history)), [THREE_IN_90], SHOWN, entries).dropped == dropped


def test_closed_too_early_it_is_counted_when_it_leaves_the_list():
    history = [gone(days) for days in (300, 299, 298, 290)]
    (then,) = found_in(*history[:3], as_of=AS_OF - timedelta(days=297))
    every = listing(cases_of(numbered(history)), [THREE_IN_90], SHOWN, [word(then, Kind.CLOSED)])
    assert (every.triggers, every.dropped) == ([], 1)
    assert dropped_words(1, 28) == "1 older trigger closed more than 28 days ago unanswered, and is not listed."
    assert dropped_words(0, 28) == ""


def test_what_was_agreed_is_left_over_when_the_rule_or_the_episodes_are_gone_until_it_is_closed():
    (one,) = found_in(*three(1))
    agreed = word(one, due=date(2026, 10, 24))
    for left in (found_in(*three(1), rules=[LONG], entries=[agreed]), found_in(gone(1), entries=[agreed])):
        assert left_over(left, [agreed]) == [agreed]
        assert overdue_since([], [agreed], TODAY) == [date(2026, 10, 24)]
        assert left_over(left, [agreed, word(one, Kind.CLOSED)]) == []
    assert left_over(found_in(*three(1), entries=[agreed]), [agreed]) == []


def test_what_is_left_over_names_no_pseudonym_whole():
    child = "C0123456789abcdef"
    (one,) = found_in(*three(1, child))
    columns = agreed_columns([word(one, due=date(2026, 10, 24))], TODAY)
    assert "01234567" in columns["About"][0]
    assert child not in str(columns)
    assert spaced(columns["State"][0]) == "Overdue since 24 Oct"


def test_a_child_with_several_triggers_is_one_row_by_the_most_urgent():
    long = gone(9, hours=100)
    rows = grouped(items(found_in(*three(1), long, rules=[THREE_IN_90, LONG]), TODAY, SHOWN, date.min), [])
    (row,) = rows
    columns = work_columns(rows, TODAY)
    assert [item.trigger.rule.name for item in row.items] == ["72 hours", "3 in 90"]
    assert row.first.stage is Stage.DUE  # nine days ago for 72 hours: met six days ago
    assert columns["Rules met"] == ["72 hours; 3 in 90"]
    assert columns["Episodes"] == ["4"]


@pytest.mark.parametrize("children", ["A" * 10, "ABCDEFGHIJ"])
def test_ten_episodes_of_one_child_are_told_from_those_of_ten(children: str):
    history = [gone(number / 10, child, hours=1, urn="9000101") for number, child in enumerate(children, 1)]
    rows = grouped(items(found_in(*history, rules=[HOME]), TODAY, SHOWN, date.min), [])
    columns = work_columns(rows, TODAY)
    assert (columns["About"], columns["Episodes"]) == (["Home 9000101"], ["10"])
    assert columns["Children"] == [str(len(set(children)))]
    own = cases_of(numbered(history)).rows.to_dicts()
    assert of_whom_columns(own)["Episodes"] == ["10"] if len(set(children)) == 1 else ["1"] * 10


def test_rows_that_stand_alike_come_in_the_order_of_concern_and_a_place_behind_its_first_child():
    history = [
        gone(20 + number + back / 10, child, urn="9000101" if child == "B" else None)
        for number, child in enumerate("ABC")
        for back in (2, 1, 0)
    ]
    listed = items(found_in(*history, rules=[THREE_IN_90, HOME]), TODAY, SHOWN, date.min)
    assert {item.stage for item in listed} == {Stage.OVERDUE}
    assert [row.key for row in grouped(listed, ["B"])] == ["B", "Home 9000101", "C", "A"]
    assert [row.key for row in grouped(listed, [])] == ["C", "Home 9000101", "B", "A"]


def late(many: int, *, is_answered: bool) -> list[Item]:
    (one,) = found_in(*three(40))
    one = replace(one, answers=(word(one, due=TODAY - timedelta(days=2)),)) if is_answered else one
    return [item_of(one, TODAY, SHOWN, date.min)] * many


@pytest.mark.parametrize(
    ("overdue", "many", "said"),
    [
        ([], 0, "No action is overdue; no trigger waits for an answer."),
        ([date(2026, 10, 8)], 0, "1 action is overdue since 8 Oct; no trigger waits for an answer."),
        (
            [date(2026, 10, 20), date(2025, 11, 18), date(2026, 10, 9)],
            2,
            "3 actions are overdue, the oldest since 18 Nov 2025; 2 triggers wait for an answer, 2 of them overdue.",
        ),
        ([], 1, "No action is overdue; 1 trigger waits for an answer, and it is overdue."),
    ],
)
def test_the_page_begins_with_what_is_overdue(overdue: list[date], many: int, said: str):
    assert spaced(headline_work(overdue, late(many, is_answered=False), TODAY)) == said


def test_what_is_agreed_and_overdue_is_an_action_and_no_trigger_that_waits():
    agreed = late(1, is_answered=True)
    days = overdue_since(agreed, [], TODAY)
    text = "1 action is overdue since 24 Oct; no trigger waits for an answer."
    assert spaced(headline_work(days, agreed, TODAY)) == text


def test_other_pages_say_nothing_where_nothing_is_overdue():
    new = items(found_in(*three(0)), TODAY, SHOWN, date.min)
    assert overdue_words([], new, TODAY) == ""
    assert overdue_words([], late(1, is_answered=False), TODAY) != ""


@pytest.mark.parametrize(
    ("known_to", "is_invented", "today"),
    [
        (AS_OF, False, date(2026, 11, 3)),  # now: by the clock, however old the files are
        (AS_OF + timedelta(minutes=1), False, TODAY),  # a week that is over
        (AS_OF, True, TODAY),  # the demonstration
    ],
)
def test_now_is_by_the_clock_and_a_week_that_is_over_by_its_end(
    monkeypatch: pytest.MonkeyPatch, known_to: datetime, today: date, *, is_invented: bool
):
    monkeypatch.setattr("analytics.casework.week.clock", lambda: datetime(2026, 11, 3, 9))
    uncertain = Uncertain(0, 0, 0, 0, known_to, is_invented)
    week = Week(cases_of(numbered(three(0))), Settings(), (decided(1, due=TODAY),), uncertain, ByHand(AS_OF))
    assert week.today == today
    assert week.overdue_since == ([TODAY] if today > TODAY else [])


def test_two_rules_of_one_name_are_refused_as_answers_are_found_by_it():
    with pytest.raises(ValueError, match=r"'3 in 90'.* stands more than once"):
        Settings(rules=(THREE_IN_90, THREE_IN_90.model_copy(update={"count": 4})))


def test_a_rule_says_what_the_council_wrote_and_nothing_that_it_did_not():
    assert rule_words(THREE_IN_90, SHOWN) == "To be answered within 7 days."
    own = THREE_IN_90.model_copy(
        update={"action": "Discuss", "protocol": "Refer within a day.", "source": "Protocol, 4", "respond_days": 1}
    )
    assert rule_words(own, SHOWN) == "Discuss. Refer within a day. Source: Protocol, 4. To be answered within 1 day."


def test_no_usual_rule_has_words_of_a_protocol_that_no_council_gave():
    assert not [rule.name for rule in Settings().rules if rule.protocol]
    # Two rules that were published of adults say so.
    assert {rule.name for rule in Settings().rules if rule.source} == {
        "3 absences in 90 days",
        "5 absences from one place in 30 days",
    }
    assert {rule.action for rule in Settings().rules} == {
        "",
        "Discuss at the multi-agency exploitation meeting",
        "Hold a strategy meeting",
        "Escalate triage to red",
    }


# --- minutes ---------------------------------------------------------------------------------------


def decided(number: int, child: str = "", owner: str = "", due: date | None = None, week: date = SUNDAY) -> Entry:
    return Entry(Kind.DECIDED, week, f"Decision {number}", child, owner=owner, due=due, number=number)


ATTENDED = Entry(Kind.ATTENDED, SUNDAY, "Team manager, police", number=1)
BOOK = (
    ATTENDED,
    decided(2, "A", "Police", date(2026, 10, 25)),
    decided(3, owner="Health"),
    decided(4, "B"),
    Entry(Kind.DONE, SUNDAY + timedelta(days=7), "Held", "A", about="2", number=5),
)


def test_minutes_say_who_attended_what_was_decided_and_what_became_of_it():
    minutes = minutes_of(BOOK, SUNDAY)
    columns = decision_columns(minutes.decided, TODAY)
    assert attended_words(minutes) == "Attended: Team manager, police."
    assert columns["By whom"] == ["Police", "Health", "Not named"]
    assert columns["What became of it"] == ["Done: Held", "Open", "No action"]
    late = decision_columns(minutes_of(BOOK[:4], SUNDAY).decided, TODAY)["What became of it"][0]
    assert spaced(late) == "Overdue since 25 Oct"


def test_a_decision_with_an_owner_or_a_day_is_an_action_until_it_is_done_and_one_without_is_none():
    assert [action.entry.number for action in actions(BOOK)] == [2, 3]
    assert [item.entry.number for item in carried(BOOK[:4], SUNDAY + timedelta(days=7))] == [2, 3]


def test_the_last_meeting_is_of_the_newest_earlier_week_with_a_word_of_it():
    assert last_meeting(BOOK, SUNDAY) is None
    for weeks in (1, 5):
        last = last_meeting(BOOK, SUNDAY + timedelta(weeks=weeks))
        assert last is not None
        assert last.week == SUNDAY
    assert last_meeting(BOOK[4:], SUNDAY + timedelta(weeks=9)) is None


def test_what_meetings_decided_for_a_child_is_the_childs_alone():
    assert [item.entry.number for item in decided_for(BOOK, "A")] == [2]
    assert [item.entry.number for item in decided_for(BOOK, "C")] == []
