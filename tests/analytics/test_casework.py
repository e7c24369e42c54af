"""The list of most concern and the triggers, against answers worked out in plain Python on random histories."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings

from analytics.casework.changes import Weekly
from analytics.casework.concern import changed_by_hand, ranked, rule_in_words, top_list
from analytics.casework.rows import end_of, week_ending
from analytics.casework.triggers import State, counting, lasting, triggers
from analytics.casework.words import said_of_parts
from analytics.statistics.xmr import Limits
from data.casebook import Entry, Kind
from data.settings import Settings
from data.week_settings import Order, Rule, Scope, TopFive, Triggers
from tests.casework import AS_OF, DAY, MINUTE, Gone, cases_of, histories, numbered, slow_ranking, slow_stretches

SHOWN = Triggers()
RULE = TopFive()
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


@given(histories())
@settings(max_examples=60, deadline=None)
def test_the_order_is_that_of_the_rule_worked_out_minute_by_minute(history: list[Gone]):
    found = [
        (one.child_id, one.is_missing, one.episodes, one.seconds, one.age) for one in ranked(cases_of(history), RULE)
    ]
    assert found == slow_ranking(history, RULE.days)


@given(histories())
@settings(max_examples=60, deadline=None)
def test_whoever_the_rule_cannot_tell_apart_is_said_to_be_tied(history: list[Gone]):
    found = ranked(cases_of(history), RULE)
    keys = [(one.is_missing, one.episodes, one.seconds, one.age) for one in found]
    assert [one.is_tied for one in found] == [keys.count(key) > 1 for key in keys]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(history=histories())
@settings(max_examples=60, deadline=None)
def test_a_count_rule_is_met_from_and_until_the_very_minute(rule: Rule, history: list[Gone]):
    runs = counting(cases_of(history), rule, SHOWN)
    found = set(runs.select("key", "met_at", "closes_at").iter_rows())
    assert found == slow_stretches(history, rule)


@given(histories())
@settings(max_examples=60, deadline=None)
def test_a_rule_of_hours_is_met_by_whatever_lasts_longer_than_them(history: list[Gone]):
    rule = Rule(name="72 hours", hours=72, action="Meet", source="A test")
    expected = {one.name for one in history if one.category == "missing" and one.seconds and one.seconds > 72 * 3600}
    assert {name for (name,) in lasting(cases_of(history), rule)["episodes"].to_list()} == expected


@pytest.mark.parametrize(("days", "counted"), [(7, 1), (7 + 1 / 1440, 0), (7 - 1 / 1440, 1), (0, 1)])
def test_both_ends_of_a_rolling_window_belong_to_it(days: float, counted: int):
    history = numbered([gone(days=days, hours=0.0), gone(days=2.0)])
    (found,) = ranked(cases_of(history), RULE)
    assert found.episodes == 1 + counted
    assert found.episodes_28 == 2


def test_hours_of_episodes_that_overlap_count_once_and_only_within_the_window():
    history = numbered([gone(days=8.0, hours=30.0), gone(days=3.0, hours=10.0), gone(days=3.0, hours=6.0)])
    (found,) = ranked(cases_of(history), RULE)
    # 8 days ago at 07:30 for 30 hours: 6 of them lie within 7 days.
    assert found.seconds == (6 + 10) * 3600


def test_a_night_when_clocks_go_back_has_an_hour_more():
    night = Gone("A", datetime(2026, 10, 24, 22, 0), datetime(2026, 10, 25, 6, 0))
    (found,) = ranked(cases_of(numbered([night])), RULE)
    assert found.seconds == found.longest == 9 * 3600


def test_the_order_of_the_rule_is_the_councils():
    history = numbered([gone("A", 1.0, None, age=17), gone("B", 2.0), gone("B", 3.0), gone("C", 2.0, age=12)])
    by = {order: ranked(cases_of(history), TopFive(order=(order,)))[0].child_id for order in Order}
    assert by == {Order.STILL_MISSING: "A", Order.EPISODES: "B", Order.HOURS: "A", Order.YOUNGEST: "C"}
    assert rule_in_words(TopFive(order=(Order.YOUNGEST,))) == (
        "Youngest. Where all of these are equal, by the reference."
    )


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


SUNDAY = week_ending(AS_OF)


def entry(kind: Kind, child: str, week: date = SUNDAY) -> Entry:
    return Entry(kind, week, f"{kind.value}: a reason", child)


def test_a_child_added_comes_last_and_a_child_removed_makes_room_each_with_the_reason():
    every = ranked(cases_of(numbered([gone(child, place + 1.0) for place, child in enumerate("ABCDEFG")])), RULE)
    order = [one.child_id for one in every]
    changes = {order[6]: entry(Kind.ADDED, order[6]), order[0]: entry(Kind.REMOVED, order[0])}
    found = changed_by_hand(every, 5, changes)
    assert [one.concern.child_id for one in found.listed] == order[1:7]
    assert found.listed[-1].reason == "added: a reason"
    assert [(one.concern.child_id, one.reason) for one in found.removed] == [(order[0], "removed: a reason")]


def test_a_change_is_for_its_week_alone_and_the_list_says_who_was_on_the_last():
    cases = cases_of(numbered([gone("A"), gone("A", 9.0), gone("B", 2.0), gone("C", 9.0)]))
    found = top_list(cases, RULE, [entry(Kind.REMOVED, "B", SUNDAY - 7 * DAY)], SUNDAY)
    assert [(one.concern.child_id, one.before) for one in found.listed] == [("A", 1), ("B", None)]
    assert found.left == ("C",)


@pytest.mark.parametrize(
    ("days", "state"),
    [(7, State.NEW), (7 + 1 / 1440, State.OPEN), (90, State.OPEN), (90 + 1 / 1440, State.CLOSED), (118, State.CLOSED)],
)
def test_a_trigger_is_new_for_seven_days_open_while_its_window_holds_and_closed_for_28(days: float, state: State):
    history = numbered([gone(days=days, hours=0.0) for _ in range(3)])
    (found,) = triggers(cases_of(history), [THREE_IN_90], SHOWN)
    assert found.state is state
    assert len(found.episodes) == 3


def test_a_trigger_that_closed_longer_ago_is_not_listed():
    history = numbered([gone(days=118 + 1 / 1440, hours=0.0) for _ in range(3)])
    assert triggers(cases_of(history), [THREE_IN_90], SHOWN) == []


def test_a_trigger_says_who_acknowledged_it_until_it_is_met_anew():
    history = numbered([gone(days=days) for days in (1.0, 2.0, 3.0)])
    (found,) = triggers(cases_of(history), [THREE_IN_90], SHOWN)
    said = Entry(Kind.ACKNOWLEDGED, SUNDAY, "Discussed", "A", about=found.name)
    assert triggers(cases_of(history), [THREE_IN_90], SHOWN, [said])[0].acknowledged == said
    later = cases_of(numbered([gone(days=days) for days in (0.5, 2.0, 2.5)]))
    assert triggers(later, [THREE_IN_90], SHOWN, [said])[0].acknowledged is None


def test_an_open_episode_of_72_hours_is_not_longer_than_72_hours():
    rule = Rule(name="72 hours", hours=72, action="Meet", source="A test")
    exactly = cases_of(numbered([Gone("A", AS_OF - timedelta(hours=71), None)]))
    # The night the clocks went back lies between: 71 hours on the wall are 72.
    assert lasting(exactly, rule).is_empty()
    over = cases_of(numbered([Gone("A", AS_OF - timedelta(hours=71) - MINUTE, None)]))
    assert lasting(over, rule)["closes_at"].to_list() == [None]


def test_every_usual_rule_names_its_action_and_its_source():
    for rule in Settings().rules:
        assert rule.action
        assert rule.source


def test_groups_that_changed_are_named_with_what_they_count():
    def group(name: str, last: int, this: int) -> Weekly:
        return Weekly(name, (date(2026, 9, 27), date(2026, 10, 4)), (last, this), Limits(20.0, 10.0, 30.0))

    parts = [group("care", 27, 22), group("other_residential", 19, 10), group("home", 15, 15)]
    assert said_of_parts(parts) == (
        "Missing episodes since last week: other children’s home, down from 19 to 10; in care, down from 27 to 22. "
        "Each is within its usual range, so this is no evidence of a change."
    )
    assert said_of_parts([group("home", 20, 31), group("care", 20, 21)]).endswith("Unusual: at home.")
