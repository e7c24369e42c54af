"""The list of most concern and the triggers, against answers worked out in plain Python on random histories."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from analytics.casework.case_tables import usual_text
from analytics.casework.case_words import (
    NARROW,
    missing_words,
    moves_words,
    point_words,
    points_words,
    said_of_parts,
    sensitivity_words,
    standing_notes,
    why,
)
from analytics.casework.changes import Weekly
from analytics.casework.children import Concern
from analytics.casework.concern import changed_by_hand, ranking, top_list
from analytics.casework.order import COUNTS_WHEN, POINT_WORDS, neighbours, rule_in_words
from analytics.casework.rows import end_of, week_ending
from analytics.casework.triggers import State, counting, lasting, triggers
from analytics.statistics.xmr import Limits
from data.casebook import Entry, Kind
from data.week_settings import Order, Points, Rule, Scope, TopFive, Triggers
from tests.casework import AS_OF, DAY, MINUTE, Gone, cases_of, histories, numbered, slow_ranking, slow_stretches
from tests.sizes import examples

SHOWN = Triggers()
RULE = TopFive()
SUNDAY = week_ending(AS_OF)
THREE_IN_90 = Rule(name="3 in 90", count=3, days=90, action="Discuss", source="A test")
RULES = (
    THREE_IN_90,
    Rule(name="1 in 7", count=1, days=7, action="Look", source="A test"),
    Rule(name="2 absences", categories=("absent", "away"), count=2, days=30, action="Look", source="A test"),
    Rule(name="2 from one place", scope=Scope.LOCATION, count=2, days=30, action="Look", source="A test"),
    Rule(name="2 from one home", scope=Scope.HOME, count=2, days=7, action="Look", source="A test"),
    Rule(name="2 settings", settings=2, days=30, action="Look", source="A test"),
    Rule(name="3 settings", settings=3, days=90, categories=("missing", "absent"), action="Look", source="A test"),
)


def gone(child: str = "A", days: float = 1.0, hours: float | None = 5.0, **others: object) -> Gone:
    """An episode that began so many days before the as-of time and lasted so many hours (none: still open)."""
    started = AS_OF - timedelta(days=days)
    return Gone(child, started, None if hours is None else started + timedelta(hours=hours), **others)  # type: ignore[arg-type]


def placed(history: list[Gone], rule: TopFive = RULE) -> list[Concern]:
    """The children in the order of the rule."""
    return list(ranking(cases_of(history), rule, (), SUNDAY).placed)


@given(histories())
@examples(25, 100)
def test_the_order_is_that_of_the_rule_worked_out_thing_by_thing(history: list[Gone]):
    result = ranking(cases_of(history), RULE, (), SUNDAY)
    order = [(item.child_id, -1 if item.step is None else item.step, item.total) for item in result.placed]
    assert (order, sorted(item.child_id for item in result.to_settle)) == slow_ranking(history)


@given(histories())
@examples(15, 60)
def test_whoever_is_missing_now_is_ranked_or_to_settle_and_stands_before_all_who_are_not(history: list[Gone]):
    result = ranking(cases_of(history), RULE, (), SUNDAY)
    gone = {item.child for item in history if item.category == "missing" and item.ended is None}
    assert {item.child_id for item in (*result.placed, *result.to_settle) if item.is_missing} == gone
    are_missing = [item.is_missing for item in result.placed]
    assert are_missing == sorted(are_missing, reverse=True)


@given(histories())
@examples(15, 60)
def test_whoever_the_rule_cannot_tell_apart_is_said_to_be_tied(history: list[Gone]):
    result = placed(history)
    keys = [(item.step, item.total, item.gone_for, item.seconds, item.age) for item in result]
    assert [item.is_tied for item in result] == [keys.count(key) > 1 for key in keys]


@given(histories())
@examples(8, 30)
def test_nobody_who_is_still_missing_leaves_the_list_unsaid(history: list[Gone]):
    cases = cases_of(history)
    result = top_list(cases, TopFive(size=1), (), SUNDAY)
    named = {item.concern.child_id for part in (result.listed, result.also_missing) for item in part}
    named |= {item.child_id for part in (result.left, result.to_settle) for item in part}
    before = top_list(cases.earlier(7), TopFive(size=1), (), SUNDAY - 7 * DAY)
    assert {item.concern.child_id for item in before.listed} <= named
    assert {item.child for item in history if item.category == "missing" and item.ended is None} <= named


@given(histories())
@examples(8, 30)
def test_the_neighbouring_rules_list_whom_they_list(history: list[Gone]):
    cases, rule = cases_of(history), TopFive(size=2)
    how = top_list(cases, rule, (), SUNDAY).sensitivity
    assert how is not None
    now = {item.child_id for item in placed(history, rule)[:2]}
    other = {
        neighbour.said: {child.child_id for child in placed(history, neighbour.rule)[:2]}
        for neighbour in neighbours(rule)
    }
    assert how.rules == len(other) == 13 * 2 + 4 + 4
    assert how.same == sum(listed == now for listed in other.values())
    for swap in how.swaps:
        assert all(other[item] == (now | set(swap.come)) - set(swap.go) for item in swap.rules)


@given(histories())
@examples(8, 30)
def test_what_would_move_a_child_is_where_the_child_stands_once_it_is_so(history: list[Gone]):
    for item in top_list(cases_of(history), RULE, (), SUNDAY).listed:
        for move in item.moves:
            told = {"found": back_now, "overdue": held, "refused": visited}[move.what]
            order = [child.child_id for child in placed([told(gone, item.concern.child_id) for gone in history])]
            if move.what == "found" and item.concern.interview:
                continue  # the return that is made up here has an interview of its own
            assert order.index(item.concern.child_id) + 1 == move.place


def back_now(one: Gone, child: str) -> Gone:
    """The episode, over at this very moment if it is the child's and open."""
    is_over = one.child == child and one.category == "missing" and one.ended is None
    return replace(one, ended=AS_OF, interview="") if is_over else one


def held(one: Gone, child: str) -> Gone:
    """The episode, with the interview after it held."""
    return replace(one, interview="held") if one.child == child and one.interview == "overdue" else one


def visited(one: Gone, child: str) -> Gone:
    """The episode, with a visit after the refusal."""
    return replace(one, interview="visited") if one.child == child and one.interview == "refused" else one


def test_what_stands_under_the_list_names_whoever_is_missing_in_doubt_or_gone_from_it():
    doubtful, listed, behind, gone_from_it = (f"C{letter * 8}" for letter in "ABCD")
    history = numbered(
        [
            gone(doubtful, 300.0, None, age=16),
            gone(listed, 4.0, None, age=14, flags=("cse",)),
            gone(behind, 2.0, None, age=16),
            gone(gone_from_it, 9.0, age=16),
            gone(gone_from_it, 8.0, age=16),
        ]
    )
    result = top_list(cases_of(history), TopFive(size=1), (), SUNDAY)
    to_settle = (
        "To settle before it ranks: 1 open record of which nothing was written for 90 days: AAAAAAAA, missing since "
        "30 Dec 2025, last heard of 30 Dec 2025. Ask the sender whether the child was found. Whoever is still missing "
        "ranks again once an action is written down for the child."
    )
    waiting = "CCCCCCCC: missing now for 2 days 1 h: 0 points"
    # Clocks went back the night before: two days on the wall are 49 hours.
    assert [note.replace(NARROW, " ") for note in standing_notes(result, 90)] == [
        f"2 children are missing now: 1 on the list, 1 behind it. Behind the list: {waiting}.",
        to_settle,
        "On the last list and no longer: DDDDDDDD (returned, and not missing since).",
    ]
    (first,) = result.listed
    sentences = (why(first), points_words(first.concern), moves_words(first, result), sensitivity_words(result))
    assert [text.replace(NARROW, " ") for text in sentences[:3]] == [
        "Missing now for 4 days 1 h; marked for sexual exploitation; age 14: 6 points",
        "Marked for sexual exploitation (3), age 14 (1), longest 4 days 1 h so far (2)",
        "If found: place 2, off the list, and CCCCCCCC comes on it. Next behind the list: CCCCCCCC, 0 points.",
    ]
    assert sentences[3].endswith("under 34 of 34 such rules the list is the same.")


def test_a_start_known_by_its_day_alone_counts_from_that_day_and_says_so():
    (child,) = placed(numbered([Gone("A", datetime(2026, 10, 23), None, is_dated=True, age=16)]))
    assert (child.step, child.so_far) == (72, None)
    assert missing_words(child).replace(NARROW, " ") == "missing now since 23 Oct 2026, time not recorded"


def test_a_child_who_came_back_in_the_days_is_ranked_though_no_time_is_recorded():
    back = Gone("A", datetime(2026, 10, 1), datetime(2026, 10, 20), is_dated=True)
    before = Gone("B", datetime(2026, 10, 1), datetime(2026, 10, 18), is_dated=True)
    assert [item.child_id for item in placed(numbered([back, before]))] == ["A"]


def test_how_often_is_usual_is_not_known_of_records_that_begin_too_late():
    late = [gone("A", 70.0), gone("B", 3.0), gone("B", 4.0)]
    assert placed(numbered(late))[0].usual is None
    early = [gone("A", 90.0), gone("B", 3.0), gone("B", 4.0)]
    (child,) = placed(numbered(early))
    assert child.usual == 0
    assert [usual_text(child) for child in (placed(numbered(late))[0], child)] == ["Not known", "0.0"]
    assert "more_than_usual" in {point.name for point in child.points}


def test_every_weight_of_the_settings_counts_somewhere_and_has_its_words():
    assert set(COUNTS_WHEN) == set(POINT_WORDS) == set(Points.model_fields)
    (child,) = placed([gone()])
    assert all(point_words(name, child) for name in Points.model_fields)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(history=histories())
@examples(15, 60)
def test_a_count_rule_is_met_from_and_until_the_very_minute(rule: Rule, history: list[Gone]):
    runs = counting(cases_of(history), rule, SHOWN)
    result = set(runs.select("key", "met_at", "closes_at").iter_rows())
    assert result == slow_stretches(history, rule)


@given(histories())
@examples(15, 60)
def test_a_rule_of_hours_is_met_by_whatever_lasts_longer_than_them(history: list[Gone]):
    rule = Rule(name="72 hours", hours=72, action="Meet", source="A test")
    expected = {
        item.name for item in history if item.category == "missing" and item.seconds and item.seconds > 72 * 3600
    }
    assert {name for (name,) in lasting(cases_of(history), rule)["episodes"].to_list()} == expected


@pytest.mark.parametrize(("days", "counted"), [(7, 1), (7 + 1 / 1440, 0), (7 - 1 / 1440, 1), (0, 1)])
def test_both_ends_of_a_rolling_window_belong_to_it(days: float, counted: int):
    history = numbered([gone(days=days, hours=0.0), gone(days=2.0)])
    (result,) = placed(history)
    assert result.episodes == 1 + counted
    assert result.episodes_28 == 2


def test_hours_of_episodes_that_overlap_count_once_and_only_within_the_window():
    history = numbered([gone(days=8.0, hours=30.0), gone(days=3.0, hours=10.0), gone(days=3.0, hours=6.0)])
    (result,) = placed(history)
    # 8 days ago at 07:30 for 30 hours: 6 of them lie within 7 days.
    assert result.seconds == (6 + 10) * 3600


def test_a_night_when_clocks_go_back_has_an_hour_more():
    night = Gone("A", datetime(2026, 10, 24, 22, 0), datetime(2026, 10, 25, 6, 0))
    (result,) = placed(numbered([night]))
    assert result.seconds == result.longest == 9 * 3600


def test_the_order_of_the_rule_is_the_councils():
    history = numbered(
        [gone("A", 1.0, None, age=17), gone("B", 2.0), gone("B", 3.0), gone("C", 2.0, age=12), gone("D", 2.0, 9.0)]
    )
    gone_now = Order.MISSING_FOR
    by = {
        order: placed(history, TopFive(order=(order, *({gone_now} - {order}))))[0].child_id
        for order in Order
        if order is not gone_now
    }
    assert by == {
        Order.POINTS: "C",
        Order.LONGEST: "A",
        Order.HOURS: "A",
        Order.EPISODES: "B",
        Order.YOUNGEST: "C",
    }


def test_the_rule_is_printed_whole():
    rule = TopFive(missing_hours=(72, 0), order=(Order.MISSING_FOR, Order.POINTS), points=Points(exploitation=4))
    text = rule_in_words(rule)
    assert text.startswith(
        "Missing now, in steps: 72 hours or longer and any shorter time; then most points. Where all of these are "
        "equal, by the reference. Points, 4 each: marked for exploitation; 3 each: police risk high, under 13; 2 each: "
    )
    assert text.endswith("An open record of which nothing was written for 90 days is settled first.")
    assert "Points" not in rule_in_words(TopFive(order=(Order.MISSING_FOR,)))


@pytest.mark.parametrize(
    ("as_of", "sunday"),
    [
        (datetime(2026, 10, 5, 7, 30), date(2026, 10, 4)),
        (datetime(2026, 10, 5, 0, 0), date(2026, 10, 4)),
        (datetime(2026, 10, 4, 23, 59), date(2026, 9, 27)),
        (end_of(date(2026, 10, 4)), date(2026, 10, 4)),
        (datetime(2026, 10, 10, 12, 0), date(2026, 10, 4)),
    ],
)
def test_a_list_is_of_the_week_that_was_over(as_of: datetime, sunday: date):
    assert week_ending(as_of) == sunday


def entry(kind: Kind, child: str, week: date = SUNDAY) -> Entry:
    return Entry(kind, week, f"{kind.value}: a reason", child)


def test_a_child_added_comes_last_and_a_child_removed_makes_room_each_with_the_reason():
    every = placed(numbered([gone(child, place + 1.0) for place, child in enumerate("ABCDEFG")]))
    order = [item.child_id for item in every]
    changes = {order[6]: entry(Kind.ADDED, order[6]), order[0]: entry(Kind.REMOVED, order[0])}
    result = changed_by_hand(every, 5, changes)
    assert [item.concern.child_id for item in result.listed] == order[1:7]
    assert result.listed[-1].reason == "added: a reason"
    assert [(item.concern.child_id, item.reason) for item in result.removed] == [(order[0], "removed: a reason")]


def test_a_change_is_for_its_week_alone_and_the_list_says_who_was_on_the_last():
    cases = cases_of(numbered([gone("A"), gone("A", 9.0), gone("B", 2.0), gone("C", 9.0)]))
    result = top_list(cases, RULE, [entry(Kind.REMOVED, "B", SUNDAY - 7 * DAY)], SUNDAY)
    assert [(item.concern.child_id, item.before) for item in result.listed] == [("A", 1), ("B", None)]
    assert [(item.child_id, item.why) for item in result.left] == [("C", "returned, and not missing since")]


@pytest.mark.parametrize(
    ("days", "state"),
    [(7, State.NEW), (7 + 1 / 1440, State.OPEN), (90, State.OPEN), (90 + 1 / 1440, State.CLOSED), (118, State.CLOSED)],
)
def test_a_trigger_is_new_for_seven_days_open_while_its_window_holds_and_closed_for_28(days: float, state: State):
    history = numbered([gone(days=days, hours=0.0) for _ in range(3)])
    (result,) = triggers(cases_of(history), [THREE_IN_90], SHOWN)
    assert result.state is state
    assert len(result.episodes) == 3


def test_a_trigger_that_closed_longer_ago_is_not_listed():
    history = numbered([gone(days=118 + 1 / 1440, hours=0.0) for _ in range(3)])
    assert triggers(cases_of(history), [THREE_IN_90], SHOWN) == []


def test_a_trigger_says_who_acknowledged_it_until_it_is_met_anew():
    history = numbered([gone(days=days) for days in (1.0, 2.0, 3.0)])
    (result,) = triggers(cases_of(history), [THREE_IN_90], SHOWN)
    acknowledged = Entry(Kind.ACKNOWLEDGED, SUNDAY, "Discussed", "A", about=result.name)
    assert triggers(cases_of(history), [THREE_IN_90], SHOWN, [acknowledged])[0].answer == acknowledged
    later = cases_of(numbered([gone(days=days) for days in (0.5, 2.0, 2.5)]))
    (anew,) = triggers(later, [THREE_IN_90], SHOWN, [acknowledged])
    assert (anew.answer, anew.before) == (None, acknowledged)


def test_an_open_episode_of_72_hours_is_not_longer_than_72_hours():
    rule = Rule(name="72 hours", hours=72, action="Meet", source="A test")
    exactly = cases_of(numbered([Gone("A", AS_OF - timedelta(hours=71), None)]))
    # The night the clocks went back lies between: 71 hours on the wall are 72.
    assert lasting(exactly, rule).is_empty()
    over = cases_of(numbered([Gone("A", AS_OF - timedelta(hours=71) - MINUTE, None)]))
    assert lasting(over, rule)["closes_at"].to_list() == [None]


def test_groups_that_changed_are_named_with_what_they_count():
    def group(name: str, last: int, this: int) -> Weekly:
        return Weekly(name, (date(2026, 9, 27), date(2026, 10, 4)), (last, this), Limits(20.0, 10.0, 30.0))

    parts = [group("care", 27, 22), group("other_residential", 19, 10), group("home", 15, 15)]
    assert said_of_parts(parts) == (
        "Missing episodes since last week: other children’s home, down from 19 to 10; in care, down from 27 to 22. "
        "Each is within its usual range, so this is no evidence of a change."
    )
    assert said_of_parts([group("home", 20, 31), group("care", 20, 21)]).endswith("Unusual: at home.")
