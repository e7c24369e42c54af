"""The rules that make a report a fact: one row an episode, everything knowable at load in it."""

from datetime import datetime
from itertools import permutations

import duckdb
import pytest

from data.settings import Linking, Settings
from data.warehouse import known_at
from tests.builders import (
    care_period,
    child_report,
    episodes_of,
    facts_of,
    fill_store,
    prepared_facts,
    report,
)
from tests.sizes import orders


def only(rows):
    assert len(rows) == 1
    return rows[0]


def interviewed(ended: str, completed: str, **others: object):
    return only(episodes_of([report(ended=ended, completed=completed, outcome="accepted_completed", **others)]))


# Return home interviews


@pytest.mark.parametrize(
    ("completed", "in_time"), [("2026-03-04 19:59", True), ("2026-03-04 20:00", True), ("2026-03-04 20:01", False)]
)
def test_an_interview_exactly_72_hours_after_return_is_in_time(completed, in_time):
    assert interviewed("2026-03-01 20:00", completed)["interview_in_time"] is in_time


def test_an_interview_before_the_return_is_not_about_it():
    assert interviewed("2026-03-02 10:00", "2026-03-02 09:59")["interview_in_time"] is False


def test_one_second_past_72_hours_is_late():
    late = datetime(2026, 3, 4, 20, 0, 1)
    row = report(ended="2026-03-01 20:00", completed=late, outcome="accepted_completed")
    assert only(episodes_of([row]))["interview_in_time"] is False


@pytest.mark.parametrize(("completed", "in_time"), [("2026-03-04", True), ("2026-03-05", False)])
@pytest.mark.parametrize("ended", ["2026-03-01", "2026-03-01 20:00"])
def test_where_a_time_is_only_a_date_three_calendar_days_are_in_time(ended, completed, in_time):
    assert interviewed(ended, completed)["interview_in_time"] is in_time


def test_72_hours_are_true_hours_over_the_night_when_clocks_go_forward():
    # 29 March 2026 has 23 hours: 72 hours after Saturday noon is Tuesday 13:00.
    assert interviewed("2026-03-28 12:00", "2026-03-31 13:00")["interview_in_time"]
    assert not interviewed("2026-03-28 12:00", "2026-03-31 13:01")["interview_in_time"]


def test_an_interview_falls_due_after_72_true_hours_over_the_night_when_clocks_go_forward():
    assert only(episodes_of([report(started="2026-03-28 01:00", ended="2026-03-28 12:00")]))[
        "interview_due_at"
    ] == datetime(2026, 3, 31, 13)


@pytest.mark.parametrize(("as_of", "due"), [("2026-03-04 19:59", False), ("2026-03-04 20:00", True)])
def test_an_interview_is_due_when_72_hours_have_passed_at_the_as_of_time(as_of, due):
    facts = known_at(facts_of([report(ended="2026-03-01 20:00")]), datetime.fromisoformat(as_of))
    assert facts["interview_due"].to_list() == [due]


@pytest.mark.parametrize(("as_of", "due"), [("2026-03-04 23:59", False), ("2026-03-05 00:00", True)])
def test_after_a_return_known_by_date_the_interview_is_due_when_three_whole_days_have_passed(as_of, due):
    facts = known_at(facts_of([report(ended="2026-03-01")]), datetime.fromisoformat(as_of))
    assert facts["interview_due"].to_list() == [due]


def test_an_interview_that_is_not_required_is_none_of_required_offered_completed_or_in_time():
    row = only(episodes_of([report(outcome="not_required", completed="2026-03-02 10:00")]))
    names = ("interview_required", "interview_offered", "interview_completed", "interview_in_time")
    assert [row[name] for name in names] == [False] * 4


def test_no_interview_is_required_while_the_child_is_missing_or_after_an_absence():
    rows = episodes_of([report(ended=None), report("B", category="absent"), report("C", category="away")])
    assert [row["interview_required"] for row in rows] == [False] * 3


def test_a_completion_time_without_an_outcome_is_a_completed_interview():
    row = only(episodes_of([report(completed="2026-03-02 10:00")]))
    assert (row["interview_completed"], row["interview_outcome"]) == (True, "accepted_completed")


def test_a_completed_interview_without_its_time_is_not_known_to_be_in_time():
    row = only(episodes_of([report(outcome="accepted_completed")]))
    assert (row["interview_completed"], row["interview_in_time"]) == (True, False)


def test_an_interview_held_after_the_as_of_time_is_not_yet_known():
    reports = [report(ended="2026-03-01 20:00", completed="2026-03-03 10:00", outcome="accepted_completed")]
    before = prepared_facts(reports, as_of=datetime(2026, 3, 3, 9, 59)).row(0, named=True)
    after = prepared_facts(reports, as_of=datetime(2026, 3, 3, 10)).row(0, named=True)
    names = ("interview_offered", "interview_completed", "interview_in_time", "interview_outcome")
    assert [before[name] for name in names] == [False, False, False, "pending"]
    assert [after[name] for name in names] == [True, True, True, "accepted_completed"]


def test_an_offer_before_the_as_of_time_is_known_though_the_interview_came_later():
    offered = datetime(2026, 3, 2, 9)
    reports = [report(completed="2026-03-03 10:00", interview_offered_at=offered, outcome="accepted_completed")]
    row = prepared_facts(reports, as_of=datetime(2026, 3, 2, 12)).row(0, named=True)
    assert (row["interview_offered"], row["interview_completed"]) == (True, False)


def test_who_returns_after_the_as_of_time_is_still_missing_then():
    row = prepared_facts([report(completed="2026-03-02 10:00")], as_of=datetime(2026, 3, 1, 19)).row(0, named=True)
    assert (row["is_open"], row["hours_band"], row["interview_required"]) == (True, "still-missing", False)


def test_who_goes_missing_after_the_as_of_time_is_not_there():
    assert prepared_facts([report()], as_of=datetime(2026, 3, 1, 9, 59)).is_empty()


# Hours and days


def bands_of_ends(started: str, ends, column: str):
    """The band of each end, for as many children who all started at one time."""
    rows = episodes_of([report(f"{number:02}", started, end) for number, end in enumerate(ends)])
    return [row[column] for row in sorted(rows, key=lambda row: row["child"])]


def test_an_hour_band_holds_its_lower_edge_and_not_its_upper():
    bands = {
        "2026-03-01 10:00": "0-8",
        "2026-03-01 17:59": "0-8",
        "2026-03-01 18:00": "8-16",
        "2026-03-02 01:59": "8-16",
        "2026-03-02 02:00": "16-24",
        "2026-03-02 09:59": "16-24",
        "2026-03-02 10:00": "24-48",
        "2026-03-03 09:59": "24-48",
        "2026-03-03 10:00": "48-168",
        "2026-03-08 09:59": "48-168",
        "2026-03-08 10:00": "168+",
        None: "still-missing",
        "2026-03-02": "time-not-recorded",
    }
    assert bands_of_ends("2026-03-01 10:00", bands, "hours_band") == list(bands.values())


@pytest.mark.parametrize("started", ["2026-03-01", "2026-03-01 23:00"])
def test_days_are_counted_by_dates_whether_or_not_times_are_known(started):
    bands = {
        "2026-03-01": "<1",
        "2026-03-02": "1-2",
        "2026-03-03": "1-2",
        "2026-03-04": "3-7",
        "2026-03-08": "3-7",
        "2026-03-09": "8-10",
        "2026-03-11": "8-10",
        "2026-03-12": "11-15",
        "2026-03-16": "11-15",
        "2026-03-17": "16-20",
        "2026-03-21": "16-20",
        "2026-03-22": "21-30",
        "2026-03-31": "21-30",
        "2026-04-01": ">30",
        None: None,
    }
    assert bands_of_ends(started, bands, "days_band") == list(bands.values())


def test_a_distance_band_holds_its_lower_edge_and_not_its_upper():
    bands = {0: "0-5", 4.99: "0-5", 5: "5-10", 10: "10-20", 20: "20-40", 40: "40-80", 79.9: "40-80", 80: "80+"}
    rows = episodes_of(
        [report(f"{number:02}", distance_miles=miles, distance_status="known") for number, miles in enumerate(bands)]
    )
    assert [row["distance_band"] for row in sorted(rows, key=lambda row: row["child"])] == list(bands.values())


def test_a_distance_declined_and_one_not_recorded_are_two_things():
    rows = episodes_of([report("A", distance_status="declined"), report("B"), report("C", distance_status="known")])
    assert [row["distance_band"] for row in rows] == ["declined", "not_recorded", "not_recorded"]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 9), ("2026-10-24", 11), ("2026-10-23", 10)])
def test_a_night_when_clocks_change_has_its_true_hours(day, hours):
    night_after = f"{day[:-2]}{int(day[-2:]) + 1}"
    assert only(episodes_of([report(started=f"{day} 20:00", ended=f"{night_after} 06:00")]))["hours_missing"] == hours


def test_an_end_that_another_source_puts_before_the_start_is_no_time_at_all():
    rows = episodes_of(
        [
            report(started="2026-03-01 10:30", ended=None),
            report(started="2026-03-01 10:00", ended="2026-03-01 10:20", system="social_care"),
        ]
    )
    assert (only(rows)["hours_band"], only(rows)["days_band"]) == ("0-8", "<1")


# Setting and placement


def test_a_care_period_that_covers_the_start_decides_the_setting():
    row = only(episodes_of([report(setting="home")], care=[care_period()]))
    assert (row["setting"], row["placement"]) == ("care", "foster")


@pytest.mark.parametrize("legal_status", ["V3", "V4"])
def test_a_short_break_is_at_home(legal_status):
    row = only(episodes_of([report(setting="care")], care=[care_period(legal_status=legal_status)]))
    assert (row["setting"], row["placement"], row["in_area"]) == ("home", "not_in_care", "not_in_care")


def test_a_short_break_that_the_report_itself_names_is_at_home():
    assert only(episodes_of([report(setting="care", legal_status="V4")]))["setting"] == "home"


def test_the_day_on_which_care_ends_is_not_in_care():
    care = [care_period(started="2026-01-01", ended="2026-03-01")]
    assert only(episodes_of([report(started="2026-03-01 10:00")], care=care))["setting"] == "unknown"
    assert only(episodes_of([report(started="2026-02-28 10:00")], care=care))["setting"] == "care"


def test_the_day_of_a_move_belongs_to_the_new_placement():
    care = [
        care_period(started="2026-01-01", ended="2026-03-01"),
        care_period(started="2026-03-01", placement="own_residential"),
    ]
    assert only(episodes_of([report(started="2026-03-01 00:00")], care=care))["placement"] == "own_residential"


def test_a_period_that_began_later_and_has_ended_does_not_hide_one_that_still_runs():
    care = [
        care_period(started="2026-01-01"),
        care_period(started="2026-02-01", ended="2026-02-10", system="social_care", placement="own_residential"),
    ]
    row = only(episodes_of([report(started="2026-03-01 10:00")], care=care))
    assert (row["setting"], row["placement"]) == ("care", "foster")


def test_of_two_periods_that_began_together_the_most_believed_system_speaks():
    care = [care_period(system="provider", placement="secure"), care_period(system="ssda903", placement="foster")]
    for order in permutations(care):
        assert only(episodes_of([report()], care=order))["placement"] == "foster"


def test_without_a_period_the_report_says_the_setting_and_unknown_is_not_other():
    rows = episodes_of(
        [report("A", setting="home"), report("B", setting="unknown"), report("C"), report("D", placement="secure")]
    )
    assert [row["setting"] for row in rows] == ["home", "unknown", "unknown", "care"]
    assert [row["placement"] for row in rows] == ["not_in_care", "not_in_care", "not_in_care", "secure"]


def test_in_care_without_a_placement_is_unknown_never_other():
    row = only(episodes_of([report(setting="care")]))
    assert (row["placement"], row["in_area"]) == ("unknown", "unknown")


def test_what_is_not_recorded_is_unknown():
    row = only(episodes_of([report()]))
    names = ("sex", "ethnicity", "area", "district", "police_risk", "interview_outcome", "provider")
    assert {row[name] for name in names} == {"unknown"}
    assert (row["triage"], row["age"]) == ("not_triaged", None)


def test_where_the_settings_name_no_areas_no_district_is_out_of_area():
    [row] = episodes_of([report("A", district="M1")], settings=Settings())
    assert row["area"] == "unknown"


def test_a_district_outside_the_settings_areas_is_out_of_area_and_none_is_unknown():
    settings = Settings(areas={"North": ("B20",)})
    rows = episodes_of(
        [report("A", district="B20"), report("B", district="M1"), report("C"), report("D", area="East", district="M1")],
        settings=settings,
    )
    assert [row["area"] for row in rows] == ["North", "Out of area", "unknown", "East"]


def test_refused_ethnicity_is_unknown_and_a_known_code_has_its_group():
    rows = episodes_of(
        [report("A"), report("B"), report("C")],
        [child_report("A", ethnic_code="REFU"), child_report("B", ethnic_code="APKN"), child_report("C")],
    )
    assert [row["ethnicity"] for row in rows] == ["unknown", "asian", "unknown"]


# Ages


def test_age_is_what_the_report_says_else_by_month_of_birth():
    birth = [child_report("A", birth_month=datetime(2010, 3, 1)), child_report("B", birth_month=datetime(2010, 4, 1))]
    rows = episodes_of([report("A"), report("B"), report("C", age_at_start=12)], birth)
    assert [row["age"] for row in rows] == [16, 15, 12]


# Linking


def pair(police: str, social_care: str, **others: object):
    return [report(started=police, ended=None), report(started=social_care, ended=None, system="social_care", **others)]


@pytest.mark.parametrize(("minute", "episodes"), [("10:59", 1), ("11:00", 1), ("11:01", 2)])
def test_two_systems_speak_of_one_episode_when_their_starts_are_at_most_60_minutes_apart(minute, episodes):
    assert len(episodes_of(pair("2026-03-01 10:00", f"2026-03-01 {minute}"))) == episodes
    assert len(episodes_of(pair(f"2026-03-01 {minute}", "2026-03-01 10:00"))) == episodes


def test_one_second_more_than_the_tolerance_is_two_episodes():
    late = datetime(2026, 3, 1, 11, 0, 1)
    assert len(episodes_of([report(ended=None), report(started=late, ended=None, system="social_care")])) == 2


def test_a_source_that_knows_only_the_date_is_linked_within_that_date():
    assert len(episodes_of(pair("2026-03-01 23:50", "2026-03-01"))) == 1
    assert len(episodes_of(pair("2026-03-02 00:10", "2026-03-01"))) == 2


def test_a_minute_is_believed_before_a_date_whichever_system_knows_it():
    reports = [
        report(started="2026-03-01", ended="2026-03-02"),
        report(started="2026-03-01 10:00", ended="2026-03-02 09:00", system="social_care"),
    ]
    row = only(episodes_of(reports))
    assert (row["started_at"], row["hours_missing"]) == (datetime(2026, 3, 1, 10), 23)


def test_two_reports_of_one_system_are_two_episodes_however_close():
    assert len(episodes_of([report(started="2026-03-01 10:00"), report(started="2026-03-01 10:05")])) == 2


def test_two_close_episodes_that_both_systems_report_stay_two():
    close = [
        report(started="2026-03-01 10:00", ended="2026-03-01 10:20"),
        report(started="2026-03-01 10:40", ended="2026-03-01 11:30"),
        report(started="2026-03-01 10:05", ended="2026-03-01 10:20", system="social_care"),
        report(started="2026-03-01 10:45", ended="2026-03-01 11:30", system="social_care"),
    ]
    rows = episodes_of(close)
    assert [row["sources"] for row in rows] == [["police", "social_care"]] * 2
    assert [row["started_at"].minute for row in rows] == [0, 40]


def test_a_child_of_another_name_is_never_linked():
    assert len(episodes_of([report("A"), report("B", system="social_care")])) == 2


@pytest.mark.long
def test_the_order_of_rows_does_not_matter():
    reports = [
        report(started="2026-03-01 10:00"),
        report(started="2026-03-01 10:40", category="absent"),
        report(started="2026-03-01 10:20", system="social_care"),
        report(started="2026-03-01", ended="2026-03-02", system="ssda903"),
    ]
    answers = [episodes_of(order) for order in orders(reports, 6)]
    assert all(answer == answers[0] for answer in answers)


def test_systems_that_disagree_on_the_category_make_one_episode_of_the_most_serious():
    rows = episodes_of(pair("2026-03-01 10:00", "2026-03-01 10:30", category="absent"))
    assert only(rows)["category"] == "missing"
    rows = episodes_of([report(category="absent"), report(category="away", system="social_care")])
    assert only(rows)["category"] == "away"


def test_each_field_comes_from_the_most_believed_system_that_has_it():
    reports = [
        report(setting="unknown", police_risk="high", district="B20"),
        report(system="social_care", setting="care", police_risk="low", triage="red", district="M1"),
    ]
    row = only(episodes_of(reports))
    assert [row[name] for name in ("setting", "police_risk", "triage", "district")] == ["care", "high", "red", "B20"]


def test_the_order_of_belief_is_a_setting():
    reports = [report(police_risk="high"), report(system="social_care", police_risk="low")]
    settings = Settings(linking=Linking(order=("social_care", "police")))
    assert only(episodes_of(reports, settings=settings))["police_risk"] == "low"


def test_the_build_says_how_many_reports_joined_another():
    with duckdb.connect(":memory:") as connection:
        built = fill_store(connection, [*pair("2026-03-01 10:00", "2026-03-01 10:30"), report("B")])
    assert (built.episodes, built.linked) == (2, 1)


def test_an_episode_is_named_after_the_one_report_that_began_it():
    with duckdb.connect(":memory:") as connection:
        fill_store(connection, [*pair("2026-03-01 10:00", "2026-03-01 10:30"), report("B")])
        names = connection.execute("SELECT episode_id, list(report_key) FROM episode_report GROUP BY ALL").fetchall()
    assert sorted(len(keys) for _, keys in names) == [1, 2]
    assert all(keys.count(name) == 1 for name, keys in names)


def test_facts_stand_in_the_order_of_their_starts_and_then_of_their_names():
    reports = [report("B", "2026-03-05 10:00", "2026-03-05 11:00"), *pair("2026-03-01 10:00", "2026-03-01 10:30")]
    reports.append(report("C", "2026-03-01 10:00", "2026-03-01 12:00"))
    with duckdb.connect(":memory:") as connection:
        fill_store(connection, reports)
        rows = connection.execute("SELECT started_at, episode_id FROM episode_facts").fetchall()
    assert len(rows) == 3
    assert rows == sorted(rows)


# Neighbours


def test_the_previous_start_is_of_the_same_child_and_category():
    rows = episodes_of(
        [
            report("A", "2026-03-01 10:00"),
            report("A", "2026-03-02 10:00", "2026-03-02 11:00", category="absent"),
            report("B", "2026-03-03 10:00", "2026-03-03 11:00"),
            report("A", "2026-03-04 10:00", "2026-03-04 11:00"),
        ]
    )
    assert [row["previous_started_at"] for row in rows] == [None, None, None, datetime(2026, 3, 1, 10)]


def test_an_empty_store_has_no_facts():
    assert facts_of([]).is_empty()
