"""Interviews owed, who is missing now, connections and weekly numbers, from reports through the store's own SQL."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest
from hypothesis import given

from analytics.casework.activity import by_where, durations, interviews_due
from analytics.casework.case_charts import links_of
from analytics.casework.case_tables import settling_columns
from analytics.casework.case_words import day_and_year, driver_words, refusal_words, said_of_ends, state_of
from analytics.casework.changes import children_by_week, episodes_by_week, parts_by_week
from analytics.casework.children import children
from analytics.casework.connections import groups, overlaps, pairs, recent, touches
from analytics.casework.interviews import Standing, counts, returns, tracked
from analytics.casework.now import last_working_day, missing_now, to_settle
from analytics.casework.order import ranked
from analytics.casework.rows import Cases, as_known, end_of
from analytics.casework.week_drivers import PLACED_WITH, episode_drivers
from analytics.statistics.xmr import Limits
from data.casework import read_rows
from data.settings import Settings
from data.warehouse import Warehouse
from data.week_settings import Connections, TopFive
from tests.builders import Row, care_period, fill_store, report, utc
from tests.casework import AS_OF as LATER
from tests.casework import Gone, cases_of, histories, numbered
from tests.sizes import examples

# A Monday morning; clocks went back the night before.
AS_OF = datetime(2026, 10, 26, 7, 30)
RULE = Connections()


def cases(folder: Path, *reports: Row, as_of: datetime = AS_OF, since: datetime = datetime(2025, 1, 1)) -> Cases:
    """The cases of these reports, as the store's own question finds them."""
    file = folder / "episodes.duckdb"
    with duckdb.connect(str(file)) as connection:
        fill_store(connection, reports)
    episodes = Warehouse(file)
    try:
        return as_known(read_rows(episodes, since), as_of, "000001")
    finally:
        episodes.close()


def back(hours: float, child: str = "A", **others: object) -> Row:
    """A child who came back so many true hours before the as-of time, after a day away."""
    ended = AS_OF_UTC - timedelta(hours=hours)
    return report(child, london(ended - timedelta(days=1)), london(ended), **others)  # type: ignore[arg-type]


AS_OF_UTC = utc(AS_OF) or AS_OF


def london(instant: datetime) -> datetime:
    """The wall clock; these tests stay away from the hour that comes twice."""
    return next(wall for wall in (instant, instant + timedelta(hours=1)) if utc(wall) == instant)


@pytest.mark.parametrize(
    ("hours", "standing"),
    [(71 + 59 / 60, Standing.DUE), (72, Standing.OVERDUE), (72 + 1 / 60, Standing.OVERDUE), (0, Standing.DUE)],
)
def test_an_interview_is_overdue_from_the_very_minute_in_true_hours(tmp_path: Path, hours: float, standing: Standing):
    (result,) = tracked(cases(tmp_path, back(hours)), 28)
    assert result.standing is standing
    assert result.hours_left == pytest.approx(72 - hours, abs=1e-6)


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({"outcome": "accepted_completed", "completed": datetime(2026, 10, 24, 9, 0)}, Standing.IN_TIME),
        ({"outcome": "declined_child"}, Standing.REFUSED),
        ({"outcome": "accepted_not_present"}, Standing.OVERDUE),
        ({"outcome": "pending"}, Standing.OVERDUE),
        ({"outcome": "not_offered_no_contact"}, Standing.OVERDUE),
        ({"outcome": None}, Standing.OVERDUE),
        ({"outcome": "not_required"}, Standing.NOT_REQUIRED),
    ],
)
def test_what_became_of_an_interview_decides_how_it_stands(tmp_path: Path, told: Row, standing: Standing):
    (result,) = returns(cases(tmp_path, back(80, **told)), datetime(2026, 10, 1))
    assert result.standing is standing
    assert result.is_owed == (standing in (Standing.OVERDUE, Standing.DUE))
    assert (result.hours_left is None) == (not result.is_owed)


def test_an_interview_after_its_72_hours_is_late(tmp_path: Path):
    late = back(200, outcome="accepted_completed", completed=datetime(2026, 10, 25, 12, 0))
    assert [interview.standing for interview in tracked(cases(tmp_path, late), 28)] == [Standing.LATE]


def test_after_a_refusal_a_visit_is_due_a_day_after_it(tmp_path: Path):
    offered, declined = datetime(2026, 10, 25, 10, 0), datetime(2026, 10, 25, 16, 0)
    refused = {"outcome": "declined_child", "interview_offered_at": offered, "interview_offered_utc": utc(offered)}
    rows = [
        back(40, "A", **refused),
        back(40, "B", **refused, interview_declined_at=declined, interview_declined_utc=utc(declined)),
        back(40, "C", outcome="declined_parent"),
    ]
    interviews = tracked(cases(tmp_path, *rows), 28)
    day = timedelta(days=1)
    assert [interview.visit_due_at for interview in interviews] == [offered + day, declined + day, None]
    assert [interview.visited_at for interview in interviews] == [None, None, None]
    assert counts(interviews)[Standing.REFUSED] == 3


@pytest.mark.parametrize(
    ("visited", "words"),
    [
        (None, "visit overdue since"),
        (datetime(2026, 10, 24, 19, 0), "visited"),
        (AS_OF + timedelta(minutes=1), "visit overdue since"),
    ],
)
def test_a_visit_is_made_or_overdue_and_one_of_tomorrow_is_not_known(
    tmp_path: Path, visited: datetime | None, words: str
):
    offered = datetime(2026, 10, 24, 12, 0)
    refused = {"outcome": "declined_child", "interview_offered_at": offered, "interview_offered_utc": utc(offered)}
    came = (
        {
            "social_worker_visit_at": visited,
            "social_worker_visit_utc": utc(visited),
            "social_worker_visit_precision": "minute",
        }
        if visited
        else {}
    )
    (result,) = tracked(cases(tmp_path, back(50, **refused, **came)), 28)
    assert refusal_words(result).startswith(f"Declined by the child; {words}")
    assert result.is_visit_overdue == (words != "visited")


def test_the_tracker_is_of_the_last_28_days_oldest_first_and_only_of_missing_children(tmp_path: Path):
    edge = AS_OF - timedelta(days=28)
    rows = [
        report("A", edge - timedelta(hours=5), edge),
        report("B", edge - timedelta(hours=5), edge - timedelta(minutes=1)),
        back(10, "C"),
        back(20, "D", category="absent"),
        report("E", "2026-10-25 20:00", None),
    ]
    assert [interview.child_id for interview in tracked(cases(tmp_path, *rows), 28)] == ["A", "C"]


def test_a_limit_has_passed_when_so_many_true_hours_have_and_says_when(tmp_path: Path):
    rows = [
        report("A", london(AS_OF_UTC - timedelta(hours=24)), None),
        report("B", london(AS_OF_UTC - timedelta(hours=24) + timedelta(minutes=1)), None),
        report("C", london(AS_OF_UTC - timedelta(hours=100)), None, category="absent"),
        report("D", "2026-10-20", None),
    ]
    result = {item.child_id: item for item in missing_now(cases(tmp_path, *rows), (24, 72))}
    assert {child: [hours for hours, _ in one.passed] for child, one in result.items()} == {
        "A": [24], "B": [], "C": [24, 72], "D": [],
    }  # fmt: skip
    assert result["A"].passed[0][1] == AS_OF
    assert result["A"].seconds == 24 * 3600
    assert result["D"].seconds is None
    assert list(result) == ["D", "C", "A", "B"]


def test_a_meeting_looks_back_to_the_last_working_day():
    # A Monday looks back over the weekend.
    assert last_working_day(AS_OF) == datetime(2026, 10, 23)
    days = [last_working_day(AS_OF + timedelta(days=more)).day for more in range(1, 7)]
    assert days == [26, 27, 28, 29, 30, 30]


def test_an_earlier_moment_knows_nothing_of_what_came_later(tmp_path: Path):
    gone = report("A", "2026-10-20 10:00", "2026-10-22 10:00", found_place="Park", how_ended="Found by police")
    (then,) = cases(tmp_path, gone, as_of=datetime(2026, 10, 21, 10, 0)).rows.to_dicts()
    assert then["is_open"]
    assert (then["found_place"], then["how_ended"], then["ended_utc"]) == (None, None, None)


def test_only_what_began_since_or_is_open_is_read(tmp_path: Path):
    rows = [report("A", "2026-01-01 10:00"), report("B", "2025-12-31 23:59"), report("C", "2020-01-01 10:00", None)]
    result = cases(tmp_path, *rows, since=datetime(2026, 1, 1))
    assert sorted(result.rows["child_id"]) == ["A", "C"]


# --- the week in numbers -----------------------------------------------------------------------------

SUNDAY = date(2026, 10, 25)


# So that the records begin before the weeks that a test looks at.
LONG_AGO = report("long ago", "2026-01-01 10:00")


def at_end(folder: Path, *reports: Row) -> Cases:
    return cases(folder, *reports, as_of=end_of(SUNDAY))


def test_a_place_that_nobody_wrote_down_is_none_and_spellings_of_one_are_one(tmp_path: Path):
    result = cases(
        tmp_path,
        back(10, "A", found_place="Central bus station", found_district="B18", place="Oak House", district="B23"),
        back(9, "B", found_place="CENTRAL BUS STN", found_district="B18", place="oak house", district="B23"),
        back(300, "C", place="oak house", district="B23"),
        back(8, "D"),
        back(7, "E"),
    ).rows
    assert result["found_place"].to_list() == [None, "Central bus station", "Central bus station", None, None]
    assert result["place"].to_list() == ["oak house", "oak house", "oak house", None, None]
    linked = [(pair.one, pair.other) for pair in pairs(Cases(result, AS_OF, "000001"), RULE) if pair.is_together]
    assert linked == [("A", "B")]


def test_a_week_is_from_monday_to_sunday_and_a_child_counts_once_in_it(tmp_path: Path):
    starts = ["2026-10-18 23:59", "2026-10-19 00:00", "2026-10-25 23:59", "2026-10-26 00:00"]
    rows = [report("A", start, datetime.fromisoformat(start) + timedelta(minutes=1)) for start in starts]
    result = at_end(
        tmp_path, LONG_AGO, *rows, report("B", "2026-10-20 10:00"), report("B", "2026-10-21 10:00", category="absent")
    )
    assert episodes_by_week(result, 2).values == (1, 3)
    assert children_by_week(result, 2).values == (1, 2)


def test_what_is_usual_is_of_the_weeks_before_and_needs_thirteen(tmp_path: Path):
    counts_by_week = [3, 4, 5, 3, 4, 6, 2, 4, 3, 5, 4, 4, 3, 30]
    rows = [
        report(f"{week}-{number}", datetime(2026, 10, 19, 9, number) - timedelta(weeks=13 - week), None)
        for week, many in enumerate(counts_by_week)
        for number in range(many)
    ]
    weekly_count = episodes_by_week(at_end(tmp_path, LONG_AGO, *rows), 14)
    assert weekly_count.values == tuple(counts_by_week)
    # A mean of 50 in 13 weeks: Poisson counts of 3.8 are above 11 once in 740 times. No count is below nought.
    assert weekly_count.usual == Limits(pytest.approx(50 / 13), 0.0, 11.0)
    assert (weekly_count.this, weekly_count.last, weekly_count.stands) == (30, 3, "above")
    assert episodes_by_week(cases_of([], as_of=end_of(SUNDAY)), 26).usual is None


def test_weeks_before_the_records_begin_are_unknown_and_not_nought(tmp_path: Path):
    result = at_end(tmp_path, report("A", "2026-10-07 10:00"), report("A", "2026-10-20 10:00"))
    # The week of the first record is not known whole.
    assert episodes_by_week(result, 26).values == (0, 1)
    assert episodes_by_week(result, 26).usual is None


def test_parts_are_by_setting_and_placement_and_leave_nobody_out(tmp_path: Path):
    rows = [
        report("A", "2026-10-20 10:00", setting="care", placement="foster"),
        report("B", "2026-10-21 10:00", setting="home"),
        report("C", "2026-10-22 10:00", setting="home"),
        report("D", "2026-10-12 10:00", setting="care", placement="foster"),
    ]
    result = at_end(tmp_path, LONG_AGO, *rows)
    assert {part.name: part.values for part in parts_by_week(result, 2, "Home or care")} == {
        "home": (0, 2),
        "care": (1, 1),
    }
    assert {part.name: part.values for part in parts_by_week(result, 2, "Placement")} == {"foster": (1, 1)}


def test_the_interviews_of_a_week_are_those_whose_hours_ended_in_it(tmp_path: Path):
    monday = datetime(2026, 10, 19)
    due_at = [monday - timedelta(minutes=1), monday, monday + timedelta(days=3), monday + timedelta(days=7)]
    outcomes = ["pending", "accepted_completed", "declined_child", "pending"]
    rows = [
        report(str(place), due - timedelta(hours=80), due - timedelta(hours=72), outcome=outcome,
               completed=due - timedelta(hours=1) if outcome == "accepted_completed" else None)
        for place, (due, outcome) in enumerate(zip(due_at, outcomes, strict=True))
    ]  # fmt: skip
    result = interviews_due(cases(tmp_path, *rows, as_of=end_of(SUNDAY)))
    # Clocks went back on the Sunday: what is due at the next Monday's midnight by 72 true hours is due at 23:00.
    assert (result.due, result.completed, result.in_time, result.refused, result.offered) == (3, 1, 1, 1, 2)


def test_durations_and_places_of_a_week_add_up(tmp_path: Path):
    rows = [
        report("A", "2026-10-19 10:00", "2026-10-19 18:00", setting="home"),
        report("A", "2026-10-20 10:00", "2026-10-22 10:00", setting="care", placement="foster"),
        report("B", "2026-10-01", "2026-10-25", setting="home"),
        report("C", "2026-10-25 10:00", None),
    ]
    result = at_end(tmp_path, *rows)
    assert {band: many for band, many in durations(result, Settings()).items() if many} == {
        "8-16": 1, "48-168": 1, "time-not-recorded": 1,
    }  # fmt: skip
    *parts, whole = by_where(result)
    assert [(part.name, part.episodes, part.children) for part in parts] == [("At home", 2, 2), ("Foster care", 1, 1)]
    assert (whole.episodes, whole.children) == (3, 2)


# --- connections -------------------------------------------------------------------------------------


def test_whose_placement_it_was_when_an_episode_began_can_drive_a_change(tmp_path: Path):
    """Two children at home go twice a week; from those whom a private provider looks after, twelve go in one week."""
    starts = [AS_OF - timedelta(days=8 + 3.5 * n) for n in range(48)]
    often = [report("AB"[n % 2], start, start + timedelta(hours=3)) for n, start in enumerate(starts)]
    sent = [f"P{n}" for n in range(12)]
    went = [report(child, AS_OF - timedelta(days=4), AS_OF - timedelta(days=3), setting="care") for child in sent]
    care = [care_period(child, "2026-01-01", "2026-09-01", placement_provider="PR1") for child in sent] + [
        care_period(child, "2026-09-01", placement_provider="PR4", placement=("foster", "secure")[n % 2])
        for n, child in enumerate(sent)
    ]
    file = tmp_path / "episodes.duckdb"
    with duckdb.connect(str(file)) as connection:
        fill_store(connection, [*often, *went], care=care)
    rows = read_rows(Warehouse(file), datetime(2025, 1, 1))
    placed_with = dict(rows.filter(pl.col("setting") == "care").select("child_id", "placement_provider").iter_rows())
    assert placed_with == dict.fromkeys(sent, "PR4")
    result = as_known(rows, AS_OF, "000001")
    driven = episode_drivers(result, 26, episodes_by_week(result, 26))
    assert driven.driver is not None
    assert (driven.driver.dimension, driven.driver.name, driven.driver.seen) == (PLACED_WITH, "PR4", 12)
    assert driver_words(driven, 1).startswith("Private provision (PR4) stands out: 12 this week")


def slow_overlaps(history: Sequence[Gone]) -> dict[tuple[str, str], tuple[int, float]]:
    """Every two episodes of different children, one by one."""
    result: dict[tuple[str, str], tuple[int, float]] = {}
    recent_ones = [
        item for item in history if item.category == "missing" and LATER - timedelta(days=90) <= item.started <= LATER
    ]
    for one, other in combinations(recent_ones, 2):
        if one.child == other.child:
            continue
        starts, ends = (utc(one.started), utc(other.started)), (ended(one), ended(other))
        if starts[0] < ends[1] and starts[1] < ends[0]:
            pair = (min(one.child, other.child), max(one.child, other.child))
            times, hours = result.get(pair, (0, 0.0))
            result[pair] = times + 1, hours + (min(ends) - max(starts)).total_seconds() / 3600
    return result


def ended(gone: Gone) -> datetime:
    return utc(gone.ended or LATER)


@given(histories())
@examples(15, 60)
def test_whoever_is_missing_at_one_time_is_found_by_looking_at_every_two(history: list[Gone]):
    result = overlaps(recent(cases_of(history), 90))
    expected = slow_overlaps(history)
    assert {pair: times for pair, (times, _) in result.items()} == {
        pair: times for pair, (times, _) in expected.items()
    }
    for pair, (_, hours) in expected.items():
        assert result[pair][1] == pytest.approx(hours)


def found_at(child: str, ended_at: datetime, place: str | None) -> Gone:
    return Gone(child, ended_at - timedelta(hours=3), ended_at, found_place=place)


@pytest.mark.parametrize(("minutes", "is_together"), [(0, True), (360, True), (361, False)])
def test_two_are_found_together_at_one_place_within_six_hours(minutes: int, is_together: bool):
    noon = datetime(2026, 10, 12, 12, 0)
    history = numbered([found_at("A", noon, "Park"), found_at("B", noon + timedelta(minutes=minutes), "Park")])
    assert (("A", "B") in touches(recent(cases_of(history), 90), "found", 6)) is is_together


def test_another_place_no_place_and_the_same_child_link_nobody():
    noon = datetime(2026, 10, 12, 12, 0)
    history = [found_at("A", noon, "Park"), found_at("B", noon, "Library"), found_at("C", noon, None)]
    assert touches(recent(cases_of(numbered(history)), 90), "found", 6) == {}
    later = noon + timedelta(hours=4)
    assert pairs(cases_of(numbered([*history, found_at("A", later, "Park"), found_at("D", later, None)])), RULE) == []


def crowd(place: str, children: str, days: int = 80) -> list[Gone]:
    """Children who are found at one place each on days and at hours of their own."""
    noon = datetime(2026, 10, 24, 12, 0)
    each = [(number, child, time) for number, child in enumerate(children) for time in range(3)]
    return [
        found_at(child, noon - timedelta(days=(7 * number + 13 * time) % days, hours=5 * number % 24), place)
        for number, child, time in each
    ]


def together(place: str, *children: str, times: int = 3, ago: int = 0) -> list[Gone]:
    """Children who are found at one place within minutes, some times."""
    night = datetime(2026, 10, 20, 22, 0)
    return [
        found_at(child, night - timedelta(days=9 * time + ago, minutes=-number), place)
        for time in range(times) for number, child in enumerate(children)
    ]  # fmt: skip


def test_groups_are_of_whoever_is_linked_through_others():
    history = [*together("Park", "A", "B"), *together("Library", "B", "C", ago=2), *together("Pier", "D", "E", ago=4)]
    result = pairs(cases_of(numbered([*history, *crowd("Station", "FGHIJK")])), RULE)
    assert {(item.one, item.other) for item in result if item.is_together} == {("A", "B"), ("B", "C"), ("D", "E")}
    assert groups(result) == [("A", "B", "C"), ("D", "E")]
    # A pair alone is told by its table; the drawing is of who is linked through others.
    assert len(links_of(result).series) == 2


def test_whoever_is_found_at_a_busy_place_is_not_linked_by_it():
    assert pairs(cases_of(numbered(crowd("Station", "ABCDEFGHIJKLMNOP"))), RULE) == []
    linked = pairs(cases_of(numbered([*crowd("Station", "ABCDEFGHIJKLMNOP"), *together("Station", "A", "B")])), RULE)
    assert [(item.one, item.other) for item in linked] == [("A", "B")]
    assert linked[0].chance <= 0.025


def test_once_found_together_is_chance_where_many_pairs_are_looked_at():
    once = [*crowd("Station", "ABCDEFGHIJKLMNOP"), *together("Station", "A", "B", times=1)]
    assert pairs(cases_of(numbered(once)), RULE) == []


def test_of_lists_in_which_nobody_is_linked_one_in_twenty_holds_a_pair():
    chance = Random(21)
    lists = [pairs(cases_of(numbered(unlinked(chance))), RULE) for _ in range(60)]
    assert sum(bool(item) for item in lists) <= 60 * 0.05


def unlinked(chance: Random) -> list[Gone]:
    """Forty children, some of whom go often, mostly in the evening and at the weekend, each to two of eight places."""
    haunts = {number: chance.sample("ABCDEFGH", 2) for number in range(40)}
    often = [chance.gammavariate(0.7, 1) for _ in haunts]
    history = []
    for number in chance.choices(range(40), often, k=150):
        day = datetime(2026, 10, 24) - timedelta(weeks=chance.randrange(12), days=chance.choice((0, 0, 0, 1, 2, 3, 4)))
        back = day + timedelta(hours=min(max(chance.gauss(19, 3), 0), 23))
        history.append(found_at(f"{number:02}", back, chance.choice(haunts[number])))
    return history


def test_whoever_goes_often_is_not_linked_by_chance_alone():
    nights = [datetime(2026, 10, 25, 20, 0) - timedelta(days=day) for day in range(80)]
    always = [Gone(child, night, night + timedelta(hours=20)) for child in "AB" for night in nights]
    assert pairs(cases_of(numbered(always)), RULE) == []
    rarely = [Gone(child, night, night + timedelta(hours=5)) for child in "AB" for night in nights[::14]]
    (result,) = pairs(cases_of(numbered(rarely)), RULE)
    assert (result.overlaps, result.hours, result.is_together) == (6, 30.0, False)


# --- whose end nobody knows -----------------------------------------------------------------------


def without_end(child: str, started: str, status: str = "open", **others: object) -> Row:
    """An episode of which no return is known."""
    return report(child, started, None, end_status=status, **others)


def test_an_end_that_is_not_known_is_listed_to_be_settled_and_not_missing_now(tmp_path: Path) -> None:
    known = cases(
        tmp_path,
        without_end("A", "2026-10-20 10:00", "not_known"),
        without_end("B", "2026-10-21 10:00", "in_doubt"),
        without_end("C", "2021-02-03 10:00"),
        report("C", "2026-10-22 10:00", "2026-10-22 20:00"),
        without_end("D", "2026-10-23 10:00"),
        without_end("E", "2026-10-24 10:00", "returned"),
        without_end("F", "2026-10-01 10:00", "not_known"),
        report("F", "2026-10-22 10:00", "2026-10-22 20:00"),
    )
    assert [item.child_id for item in missing_now(known, (24,))] == ["B", "D"]
    result = to_settle(known)
    assert [(item.child_id, item.end_status, item.is_counted) for item in result] == [
        ("B", "in_doubt", True),
        ("A", "not_known", False),
        ("C", "superseded", False),
    ]
    assert result[2].back_by == datetime(2026, 10, 22, 10)
    assert said_of_ends(result) == (
        "1 missing episode is counted as missing now although an end is there: it cannot be read. "
        "2 missing episodes whose end is not known are not counted as missing now."
    )
    day = day_and_year(datetime(2026, 10, 22))
    assert settling_columns(result)["Why"] == [
        "The end cannot be read. Counted as missing now.",
        "The source does not give the end. Not counted as missing now.",
        f"A later episode shows the child back by {day}, but no end was sent. Not counted as missing now.",
    ]


def test_nothing_is_said_of_ends_where_every_end_is_known(tmp_path: Path) -> None:
    known = cases(tmp_path, report("A", "2026-10-20 10:00", "2026-10-20 12:00"), without_end("B", "2026-10-21 10:00"))
    assert (to_settle(known), said_of_ends(to_settle(known))) == ([], "")


def test_before_the_later_episode_an_open_one_counts_in_the_list_of_that_week(tmp_path: Path) -> None:
    reports = (without_end("A", "2026-10-01 10:00"), report("A", "2026-10-22 10:00", "2026-10-22 20:00"))
    assert [item.child_id for item in missing_now(cases(tmp_path, *reports).earlier(7), ())] == ["A"]


def test_the_card_of_a_child_says_where_nobody_knows_whether_the_child_is_back(tmp_path: Path) -> None:
    known = cases(
        tmp_path, without_end("A", "2026-10-24 10:00", "not_known"), report("B", "2026-10-24 10:00", "2026-10-25 10:00")
    )
    states = {item.child_id: state_of(item) for item in ranked(children(known, TopFive().days), TopFive())}
    assert states == {"A": "Not known whether back", "B": "Returned"}


def test_who_is_not_known_to_be_back_overlaps_with_nobody(tmp_path: Path) -> None:
    known = cases(
        tmp_path,
        without_end("A", "2026-10-20 10:00", "not_known"),
        report("B", "2026-10-24 10:00", "2026-10-25 10:00"),
        without_end("C", "2026-10-23 10:00"),
    )
    assert set(overlaps(recent(known, 28))) == {("B", "C")}
