"""What the morning message says: clocks that ran out, to the minute; the numbers of the pages; no word of a child."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.casework.by_hand.settling import ByHand
from analytics.casework.case_words import headline_now, overdue_words
from analytics.casework.interviews import Standing, counts
from analytics.casework.rows import reference
from analytics.casework.triggers import State
from analytics.casework.uncertain import Uncertain
from analytics.casework.week import Week
from analytics.messages.message_words import INVENTED, TO_STOP, morning_message, weekly_message
from analytics.messages.morning import Clock, Morning, after, morning
from data.casebook import Entry, Kind
from data.message_settings import Messages, Topic
from data.messages.mail import as_mail
from data.settings import Settings
from data.week_settings import Rule, Scope
from tests.casework import AS_OF, MINUTE, Gone, cases_of, histories, numbered
from tests.sizes import examples

HOUR = timedelta(hours=1)
SUNDAY = date(2026, 10, 25)
TOLD = Messages(address="https://missing.council.example/")


def a_week(
    *episodes: Gone,
    entries: Sequence[Entry] = (),
    as_of: datetime = AS_OF,
    told: Messages = TOLD,
    rules: Sequence[Rule] = (),
    **more: object,
) -> Week:
    settings = Settings(messages=told, rules=tuple(rules))
    uncertain = Uncertain(
        **({"refused": 0, "refused_open": 0, "doubted": 0, "doubted_open": 0, "known_to": as_of} | more)
    )
    return Week(cases_of(numbered(episodes), as_of), settings, tuple(entries), uncertain, ByHand(as_of))


def returned(hours_to_deadline: float, child: str = "A", interview: str = "due", as_of: datetime = AS_OF) -> Gone:
    """A child whose interview is to be held so many hours after the files end."""
    ended = as_of + timedelta(hours=hours_to_deadline - 72)
    return Gone(child, ended - 5 * HOUR, ended, interview=interview)


def clock(found: Morning, topic: Topic) -> Clock | None:
    return next((item for item in found.clocks if item.topic is topic), None)


def numbers(found: Morning, topic: Topic) -> tuple[int, int]:
    """How many, and how many more since the files end; (0, 0) where nothing is said of it."""
    one = clock(found, topic)
    return (one.many, one.since) if one else (0, 0)


def text_of(found: Morning, told: Messages = TOLD, at: datetime = AS_OF) -> str:
    return morning_message(found, told, at, None).text


def test_where_no_clock_has_run_out_there_is_nothing_to_say():
    quiet = a_week(Gone("A", AS_OF - 5 * HOUR, None), returned(40), returned(-10, "B", "held"))
    assert morning(quiet, AS_OF).things.every == frozenset()


def test_an_interview_is_overdue_as_the_page_has_it_and_due_within_24_hours_of_the_message_to_the_minute():
    minutes = [returned(24 + shift / 60, child) for child, shift in (("A", -1), ("B", 0), ("C", 1))]
    result = morning(a_week(returned(-1, "D", "overdue"), *minutes), AS_OF)
    assert numbers(result, Topic.INTERVIEWS_OVERDUE) == (1, 0)
    assert numbers(result, Topic.INTERVIEWS_DUE) == (2, 0)


def test_a_deadline_that_has_passed_since_the_files_is_told_apart_from_those_of_the_files():
    """Files end on Monday at 7:30, and the message goes a day later."""
    week = a_week(returned(-1, "D", "overdue"), returned(24, "A"), returned(24 + 1 / 60, "B"), returned(48, "C"))
    result = morning(week, AS_OF + 24 * HOUR)
    assert numbers(result, Topic.INTERVIEWS_OVERDUE) == (1, 1)
    assert numbers(result, Topic.INTERVIEWS_DUE) == (2, 0)
    assert "1 interview is overdue. By the clock 1 more is, unless it was held since." in text_of(result)


def test_hours_are_true_hours_also_in_the_night_when_the_clocks_go_back():
    """On Saturday at 7:30 of summer time 24 hours end on Sunday at 6:30 of winter time."""
    saturday = datetime(2026, 10, 24, 7, 30)
    assert after(saturday, 24) == datetime(2026, 10, 25, 6, 30)
    assert after(datetime(2026, 3, 28, 7, 30), 24) == datetime(2026, 3, 29, 8, 30)
    week = a_week(Gone("A", saturday - 30 * HOUR, saturday - 20 * HOUR, interview="due"), as_of=saturday)
    deadlines = [datetime(2026, 10, 25, 6, 30), datetime(2026, 10, 25, 6, 31)]
    result = [
        morning(
            replace(week, cases=replace(week.cases, rows=week.cases.rows.with_columns(interview_due_at=due))), saturday
        )
        for due in deadlines
    ]
    assert [numbers(item, Topic.INTERVIEWS_DUE)[0] for item in result] == [1, 0]


def test_a_visit_after_a_refusal_is_overdue_to_the_minute_and_owed_no_longer_once_it_was_made():
    week = a_week(returned(30, "A", "refused"), returned(30, "B", "visited"))
    rows = week.cases.rows
    due = [replace(week.cases, rows=rows.with_columns(visit_due_at=AS_OF + shift * MINUTE)) for shift in (0, 1)]
    at_once, soon = (Week(cases, week.settings, (), week.uncertain, week.by_hand) for cases in due)
    assert numbers(morning(at_once, AS_OF), Topic.VISITS) == (1, 0)
    assert clock(morning(soon, AS_OF), Topic.VISITS) is None
    assert numbers(morning(soon, AS_OF + MINUTE), Topic.VISITS) == (0, 1)
    assert "0 visits after a refusal are overdue. By the clock 1 more is, unless it was made since." in text_of(
        morning(soon, AS_OF + MINUTE)
    )


@pytest.mark.parametrize(
    ("gone_for", "is_said"), [(24 * HOUR - MINUTE, False), (24 * HOUR, True), (24 * HOUR + MINUTE, True)]
)
def test_a_child_missing_for_a_limit_is_spoken_of_to_the_minute(gone_for: timedelta, is_said: bool):
    result = morning(a_week(Gone("A", AS_OF - gone_for, None)), AS_OF)
    assert (clock(result, Topic.MISSING) is not None) == is_said


def test_children_missing_are_told_by_the_headline_of_the_page_and_the_longest_step():
    gone = [Gone(child, AS_OF - hours * HOUR, None) for child, hours in (("A", 5), ("B", 24), ("C", 72), ("D", 168))]
    week = a_week(*gone)
    result = morning(week, AS_OF)
    assert headline_now(week.certain, (24, 72, 168)) in text_of(result)
    assert "4 children are missing: 3 for 24 hours or more, 2 for 72 hours or more and 1 for 168 hours" in text_of(
        result
    )


def test_a_limit_that_passes_after_the_files_is_told_by_the_clock():
    """The night between has 25 hours: 70 by the clock on the wall are 71."""
    result = morning(a_week(Gone("A", AS_OF - 70 * HOUR, None)), AS_OF + HOUR)
    assert numbers(result, Topic.MISSING) == (1, 1)
    assert "By the clock 1 more limit has passed, unless the child is back." in text_of(result)


def test_a_child_who_went_at_a_time_that_nobody_recorded_is_not_lost():
    result = morning(a_week(Gone("A", AS_OF.replace(hour=0, minute=0) - timedelta(days=3), None, is_dated=True)), AS_OF)
    assert numbers(result, Topic.MISSING) == (1, 0)
    assert "Of 1 of them the time of going missing is not recorded" in text_of(result)


def test_whoever_is_missing_by_a_record_in_doubt_is_a_note_and_makes_no_message():
    doubtful, sure = Gone("A", AS_OF - timedelta(days=200), None), Gone("B", AS_OF - 30 * HOUR, None)
    assert morning(a_week(doubtful), AS_OF).things.every == frozenset()
    assert "1 open record of which nothing was written for 90 days is to be settled first." in text_of(
        morning(a_week(doubtful, sure), AS_OF)
    )


RULE = Rule(name="Zenith rule", count=2, days=30, action="Zither", source="Zodiac")
OFTEN = [Gone("A", AS_OF - days * timedelta(days=1), AS_OF - days * timedelta(days=1) + HOUR) for days in (3, 2)]


def test_a_new_trigger_is_news_until_somebody_has_answered_it():
    result = morning(a_week(*OFTEN, rules=[RULE]), AS_OF)
    assert numbers(result, Topic.TRIGGERS) == (1, 0)
    assert "1 trigger is new and without an answer." in text_of(result)
    assert result.things.once
    assert not result.things.daily
    name = a_week(*OFTEN, rules=[RULE]).triggers[0].name
    word = Entry(Kind.ACKNOWLEDGED, SUNDAY, "Seen", "A", about=name)
    assert not morning(a_week(*OFTEN, rules=[RULE], entries=[word]), AS_OF).things.every


def test_an_action_is_overdue_the_day_after_its_day():
    due = [
        replace(Entry(Kind.ACTION, SUNDAY, "Zither"), due=AS_OF.date() + timedelta(days), number=days + 9)
        for days in (-1, 0, 1)
    ]
    done = [replace(due[0], number=20), Entry(Kind.DONE, SUNDAY, "Done", about="20", number=21)]
    week = a_week(entries=[*due, *done])
    assert numbers(morning(week, AS_OF), Topic.ACTIONS) == (1, 0)
    tomorrow = morning(week, AS_OF + timedelta(days=1))
    assert numbers(tomorrow, Topic.ACTIONS) == (2, 0)
    assert "2 actions are overdue, the oldest since 25\N{NO-BREAK SPACE}Oct; no trigger waits" in text_of(tomorrow)


def test_old_files_are_said_first_and_each_day_anew():
    result = morning(a_week(), AS_OF + timedelta(days=4))
    assert result.things.daily
    text = text_of(result)
    assert text.index("The newest file knows until 26 October 2026, 4 days ago") < text.index("As at the end")


def test_where_the_week_is_looked_at_after_its_files_end_both_moments_are_said():
    week = a_week(Gone("A", AS_OF - 100 * HOUR, None), known_to=AS_OF - HOUR)
    text = text_of(morning(week, AS_OF))
    assert "As at Monday 26 October 2026, 07:30. The newest files end on Monday 26 October 2026, 06:30." in text


def test_only_what_the_settings_name_is_spoken_of():
    told = Messages(speak_of=(Topic.ACTIONS,))
    week = a_week(Gone("A", AS_OF - 100 * HOUR, None), returned(-1, "B", "overdue"), told=told)
    assert morning(week, AS_OF).things.every == frozenset()


def test_without_counts_a_message_holds_no_number_but_dates():
    told = TOLD.model_copy(update={"counts": False})
    result = morning(a_week(Gone("A", AS_OF - 100 * HOUR, None), refused=2, refused_open=2), AS_OF)
    message = morning_message(result, told, AS_OF, None)
    assert message.points == ()
    assert re.findall(r"\d+", message.text) == ["26", "2026", "26", "2026", "07", "30"]


def test_every_message_says_how_to_stop_it_and_leads_to_the_app():
    result = morning(a_week(Gone("A", AS_OF - 100 * HOUR, None)), AS_OF)
    for message in (
        morning_message(result, TOLD, AS_OF, None),
        weekly_message(SUNDAY, TOLD, AS_OF, a_week().uncertain, 8),
    ):
        assert TO_STOP in message.text
        assert TO_STOP in json.dumps(message.card)
        assert re.fullmatch(r"https://missing\.council\.example/(now|weekly)", message.link)
        assert INVENTED not in message.text


def test_of_invented_children_a_message_says_so():
    result = morning(a_week(Gone("A", AS_OF - 100 * HOUR, None), is_invented=True), AS_OF)
    assert INVENTED in text_of(result)


def test_the_word_of_a_report_made_of_old_files_says_that_they_are_old():
    known = a_week().uncertain
    assert "13 days ago: what happened since" in weekly_message(SUNDAY, TOLD, AS_OF + timedelta(13), known, 8).text
    assert "days ago" not in weekly_message(SUNDAY, TOLD, AS_OF + timedelta(7), known, 8).text


def test_what_is_new_since_the_last_message_is_counted():
    week = a_week(returned(-1, "A", "overdue"), returned(-2, "B", "overdue"))
    result = morning(week, AS_OF)
    told = {
        f"{Topic.INTERVIEWS_OVERDUE} {interview.episode_id}" for interview in week.tracked if interview.child_id == "A"
    }
    message = morning_message(result, TOLD, AS_OF, lambda name: name not in told)
    assert message.points == ("2 interviews are overdue. New since the last message: 1.",)


# --- every story --------------------------------------------------------------------------------------------------


CHILDREN = {
    letter: f"C{number:016x}" for letter, number in zip("ABCD", (0xABCDEF, 0xFEDCBA, 0xACE, 0xDEAF), strict=True)
}
WORDS_OF_RECORDS = ("Quarry", "Xanadu", "Vortex", "Zenith", "Zither", "Zodiac", "Yvonne", "Oboe", "Gamelan", "Ukulele")
PROVIDERS = ("Oboe Youth",)
RULES = (
    RULE,
    Rule(name="Zenith home", scope=Scope.LOCATION, count=1, days=90, action="Zither", source="Zodiac"),
    Rule(name="Zenith hours", hours=20, action="Zither", source="Zodiac"),
)


def disguised(gone: Gone) -> Gone:
    """The episode with words that would be known anywhere."""
    return replace(
        gone,
        child=CHILDREN[gone.child],
        place="Quarry Xanadu" if gone.place else None,
        urn=gone.urn and "9871234",
        found_place="Vortex",
        reported_from=gone.reported_from and f"Gamelan {gone.reported_from}",
        interview=gone.interview or "due",
    )


def of_records(episodes: Sequence[Gone], told: Messages = TOLD) -> Week:
    some = [
        Entry(Kind.ACTION, SUNDAY, "Ukulele", CHILDREN["A"], owner="Yvonne", due=SUNDAY, number=1),
        Entry(Kind.ADDED, SUNDAY, "Ukulele", CHILDREN["B"], number=2),
    ]
    week = a_week(*map(disguised, episodes), entries=some, rules=RULES, told=told)
    rows = week.cases.rows.with_columns(provider=pl.lit("Oboe Youth"), district=pl.lit("XQ9"))
    return replace(week, cases=replace(week.cases, rows=rows))


def sent_bytes(week: Week, at: datetime) -> str:
    """All that leaves: the mail as it goes, its text read back, the card, and what the log hears."""
    result = morning(week, at)
    message = morning_message(result, TOLD, at, lambda _name: True)
    mail = as_mail(
        message, "m@council.example", ["a@council.example"], at.replace(tzinfo=ZoneInfo("Europe/London")), "0"
    )
    # A line that was too long for mail is broken, also within a word.
    as_it_goes = mail.as_string().replace("=\n", "")
    return "\n".join([as_it_goes, message.text, json.dumps(message.card, ensure_ascii=False), str(message)])


@examples(40, 150)
@given(histories(), st.integers(0, 24 * 6))
def test_no_message_holds_a_word_of_a_record(episodes: list[Gone], later: int):
    week = of_records(episodes)
    text = sent_bytes(week, AS_OF + later * HOUR)
    names = [*CHILDREN.values(), *map(reference, CHILDREN.values()), "9871234", "XQ9", *WORDS_OF_RECORDS]
    assert [name for name in names if name.lower() in text.lower()] == []
    assert not [trigger.name for trigger in week.triggers if trigger.name in text]
    assert not [row["episode_id"] for row in week.cases.rows.to_dicts() if str(row["episode_id"]) in text]
    assert not re.search(r"\b(boy|girl|male|female|aged?|foster|red|amber)\b", text, re.IGNORECASE)


@examples(40, 150)
@given(histories(), st.integers(0, 24 * 6))
def test_the_numbers_of_a_message_are_those_of_the_pages_and_no_others(episodes: list[Gone], later: int):
    week, at = of_records(episodes), AS_OF + later * HOUR
    result = morning(week, at)
    standing = counts(week.tracked)
    overdue = numbers(result, Topic.INTERVIEWS_OVERDUE)
    assert overdue[0] == standing[Standing.OVERDUE]
    assert (
        sum(overdue) + numbers(result, Topic.INTERVIEWS_DUE)[0] <= standing[Standing.OVERDUE] + standing[Standing.DUE]
    )
    assert numbers(result, Topic.TRIGGERS)[0] in (0, sum(trigger.state is State.NEW for trigger in week.triggers))
    assert numbers(result, Topic.ACTIONS)[0] in (0, len(week.overdue_on(at.date())))
    if (missing := clock(result, Topic.MISSING)) is not None:
        assert missing.words.startswith(headline_now(week.certain, (24, 72, 168)))
    known = (
        {item.many for item in result.clocks}
        | {item.since for item in result.clocks}
        | {len(item.things) for item in result.clocks}
    )
    known |= {24, 72, 168, *(len(week.certain) - less for less in range(len(week.certain) + 1))}
    if (late := clock(result, Topic.ACTIONS)) is not None:
        assert late.words == overdue_words(week.overdue_on(at.date()), week.work_on(at.date()), at.date())
        known |= {int(item) for item in re.findall(r"\d+", late.words)}
    points = morning_message(result, TOLD, at, lambda _name: True).points
    assert {int(item) for point in points for item in re.findall(r"\d+", point)} <= known


@examples(15, 60)
@given(histories())
def test_overdue_interviews_are_those_that_a_slow_hand_counts(episodes: list[Gone]):
    slow = sum(
        episode.category == "missing"
        and episode.interview == "overdue"
        and episode.ended is not None
        and AS_OF - timedelta(days=28) <= episode.ended <= AS_OF
        for episode in episodes
    )
    assert numbers(morning(of_records(episodes), AS_OF), Topic.INTERVIEWS_OVERDUE)[0] == slow
