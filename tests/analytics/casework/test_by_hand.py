"""What is marked by hand between two files is in every list, and is the files' once they tell of it: never twice."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from analytics.casework.by_hand.mark_words import judged_words, listed, moment_words
from analytics.casework.by_hand.marking import Moment, came_back, child_of_id, why_not_back, why_not_missing
from analytics.casework.by_hand.settling import Verdict
from analytics.casework.case_tables import child_columns, missing_columns, returned_columns
from analytics.casework.case_words import headline_now, state_of
from analytics.casework.interviews import Standing
from analytics.casework.one_child import every_child, one_child
from analytics.casework.rows import end_of, reference
from analytics.reports.weekly import weekly_report
from data.casebook import Casebook, Entry, Kind, Told
from data.snapshots import Store
from tests.between import (
    BOY,
    FRIDAY,
    GIRL,
    HE,
    MONDAY,
    OTHER,
    SATURDAY,
    SETTINGS,
    SHE,
    SUNDAY,
    a_friday,
    at_clock,
    boy_back,
    file_of,
    girl_gone,
    live,
    pseudonym,
    put,
    row_of,
    week_of,
)
from tests.data.test_kinds import CARE, CHILDREN, load_text

TUESDAY = datetime(2016, 11, 29, 7, 0)
HER_ROW = {"id": "G2", "child": "PERSON-1002", "start": "2016-11-27 20:00", "end": ""}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The Friday's file, on Monday morning."""
    at_clock(monkeypatch, MONDAY)
    return a_friday(tmp_path)


def verdicts(store: Store) -> list[Verdict]:
    return [item.verdict for item in week_of(store).by_hand.judged]


def missing(store: Store, as_of: datetime | None = None) -> dict[str, bool]:
    """Who is missing, and whether that is by hand."""
    return {child.child_id: child.is_by_hand for child in week_of(store, as_of).missing}


def test_without_marks_a_page_looks_at_the_end_of_the_files(store: Store):
    assert week_of(store).as_of == FRIDAY
    assert moment_words(week_of(store)) == ""


def test_who_is_marked_is_back_or_missing_on_the_list_and_the_page_looks_at_the_clock(store: Store):
    boy_back(store)
    girl_gone(store)
    week = week_of(store)
    assert week.as_of == MONDAY
    assert missing(store) == {SHE: True, pseudonym("PERSON-1003"): False}
    assert moment_words(week).replace("\N{NO-BREAK SPACE}", " ") == (
        "Files to 25 November 2016, 09:00; 2 marks by hand that no file tells of yet (1 back and 1 newly missing). "
        "As at Monday 28 November 2016, 08:55: hours run to that moment."
    )


def test_triggers_and_the_morning_message_are_worked_out_with_marks(store: Store):
    boy_back(store)
    girl_gone(store)
    week = week_of(store)
    assert len(week.work) == len(week.triggers)
    assert not week.overdue_since


def test_what_is_by_hand_is_said_so_wherever_it_stands(store: Store):
    boy_back(store)
    girl_gone(store)
    week = week_of(store)
    hers = [child for child in week.missing if child.child_id == SHE]
    his = [interview for interview in week.tracked if interview.child_id == HE]
    cells = [
        missing_columns(hers, (24,))["Since"][0],
        returned_columns(his)["Returned"][0],
        child_columns(one_child(live(store), SHE, week.as_of, week.marks, SETTINGS).rows)["From"][0],
        child_columns(one_child(live(store), HE, week.as_of, week.marks, SETTINGS).rows)["To"][0],
        headline_now(hers, (24,)),
    ]
    assert [cell for cell in cells if "by\N{NO-BREAK SPACE}hand" not in cell and "by hand" not in cell] == []
    assert hers[0].police_risk == "high"
    assert (hers[0].sex, hers[0].age) == ("F", 14)


def test_seventy_two_hours_run_from_a_return_by_hand(store: Store):
    boy_back(store)
    (his,) = [interview for interview in week_of(store).tracked if interview.child_id == HE]
    assert (his.standing, his.due_at, his.is_by_hand) == (Standing.DUE, SATURDAY + timedelta(hours=72), True)


def test_of_a_return_known_by_its_day_the_interview_is_due_when_three_more_days_are_over(store: Store):
    week = week_of(store)
    put(store, came_back(row_of(week, HE), Moment(datetime(2016, 11, 26), "date"), "Police", week))
    (his,) = [interview for interview in week_of(store).tracked if interview.child_id == HE]
    assert (his.is_date_only, his.due_at) == (True, datetime(2016, 11, 30))


@pytest.mark.parametrize(
    ("as_of", "is_counted"),
    [(SUNDAY - MINUTE, False), (SUNDAY, False), (MONDAY - MINUTE, False), (MONDAY, True)],
)
def test_a_mark_counts_from_when_it_was_written_and_not_before(store: Store, as_of: datetime, is_counted: bool):
    girl_gone(store)
    assert (SHE in missing(store, as_of)) is is_counted


def test_what_was_known_a_day_earlier_is_without_what_was_written_since(store: Store):
    girl_gone(store)
    boy_back(store)
    earlier = week_of(store).cases.earlier(1)
    assert set(earlier.rows.filter("is_open")["child_id"]) == {HE, pseudonym("PERSON-1003")}


def test_a_mark_that_was_taken_back_is_gone_and_so_is_the_return_of_its_episode(store: Store):
    first = girl_gone(store)
    week = week_of(store)
    put(store, came_back(row_of(week, SHE, is_open=True), Moment(MONDAY, "minute"), "Police", week))
    assert SHE not in missing(store)
    put(store, Entry(Kind.TAKEN_BACK, first.week, "The wrong child", SHE, about=str(first.number)))
    assert week_of(store).by_hand.judged == ()
    assert week_of(store).as_of == FRIDAY


# --- settled by the next file ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(0, "agrees"), (60, "agrees"), (61, "other time"), (-61, "other time")]
)
def test_a_return_that_a_file_brings_is_the_files_within_the_tolerance(
    store: Store, tmp_path: Path, minutes: int, verdict: str
):
    boy_back(store)
    ended = SATURDAY + timedelta(minutes=minutes)
    file_of(tmp_path, TUESDAY, {**BOY, "end": ended.isoformat(" ", "minutes")}, GIRL, OTHER)
    week = week_of(store)
    assert verdicts(store) == [verdict]
    assert week.as_of == TUESDAY
    (his,) = [interview for interview in week.tracked if interview.child_id == HE]
    assert (his.returned_at, his.is_by_hand) == (ended, False)
    assert bool(week.by_hand.to_look_at) is (verdict == "other time")


def test_a_difference_is_told_with_how_far_the_times_are_apart(store: Store, tmp_path: Path):
    boy_back(store)
    file_of(tmp_path, TUESDAY, {**BOY, "end": "2016-11-26 10:20"}, GIRL, OTHER)
    (one,) = listed(week_of(store), TUESDAY - timedelta(days=7))
    text = judged_words(one).replace("\N{NO-BREAK SPACE}", " ")
    assert text == "Settled: the files have it: Sat 26 Nov, 10:20, 20 min later."
    assert listed(week_of(store), TUESDAY) == []


@pytest.mark.parametrize(("as_of", "stands"), [(MONDAY - MINUTE, True), (MONDAY, True), (MONDAY + MINUTE, False)])
def test_still_missing_counts_against_a_return_only_by_a_file_that_knows_more(
    store: Store, tmp_path: Path, as_of: datetime, stands: bool
):
    boy_back(store)
    file_of(tmp_path, as_of, BOY, GIRL, OTHER)
    assert verdicts(store) == [Verdict.STANDS if stands else Verdict.STILL_OPEN]
    assert (HE in missing(store)) is not stands


def test_a_newer_file_of_others_does_not_speak_against_a_return(store: Store, tmp_path: Path):
    boy_back(store)
    file_of(tmp_path, TUESDAY, {**OTHER, "end": "2016-11-28 20:00"})
    assert verdicts(store) == [Verdict.STANDS]
    assert HE not in missing(store)


@pytest.mark.parametrize(
    ("start", "verdict"),
    [
        ("2016-11-27 20:00", "agrees"),
        ("2016-11-27 21:00", "agrees"),
        ("2016-11-27 19:00", "agrees"),
        ("2016-11-27 21:01", "other time"),
        ("2016-11-27 18:00", "other time"),
    ],
)
def test_a_child_who_is_newly_missing_is_never_counted_beside_the_files_own_episode(
    store: Store, tmp_path: Path, start: str, verdict: str
):
    girl_gone(store)
    file_of(tmp_path, TUESDAY, {**HER_ROW, "start": start}, BOY, OTHER)
    week = week_of(store)
    assert verdicts(store) == [verdict]
    hers = week.cases.rows.filter(pl.col("child_id") == SHE, pl.col("is_open"))
    assert hers["started_at"].to_list() == [datetime.fromisoformat(start)]
    assert missing(store)[SHE] is False


def test_an_episode_long_over_says_nothing_of_a_new_one(store: Store, tmp_path: Path):
    girl_gone(store)
    file_of(tmp_path, TUESDAY, GIRL, BOY, {**OTHER, "end": "2016-11-28 20:00"})
    assert verdicts(store) == [Verdict.STANDS]
    assert missing(store)[SHE] is True


def test_a_less_serious_word_of_the_file_is_to_be_looked_at_and_counts(store: Store, tmp_path: Path):
    girl_gone(store)
    file_of(tmp_path, TUESDAY, {**HER_ROW, "category": "absent"}, BOY, OTHER)
    week = week_of(store)
    assert [item.verdict for item in week.by_hand.to_look_at] == [Verdict.OTHER_CATEGORY]
    assert [(child.category, child.is_by_hand) for child in week.missing if child.child_id == SHE] == [
        ("absent", False)
    ]


@pytest.mark.parametrize(("days", "is_doubtful"), [(2, False), (3, True)])
def test_what_no_file_confirms_within_the_days_is_a_doubt_and_counts_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, is_doubtful: bool
):
    girl_gone(store)
    later = MONDAY + timedelta(days=days)
    at_clock(monkeypatch, later + timedelta(days=3))
    file_of(tmp_path, later, GIRL, BOY, OTHER)
    (one,) = week_of(store).by_hand.judged
    assert (one.is_doubtful, one.is_to_look_at) == (is_doubtful, is_doubtful)
    assert missing(store)[SHE] is True


def test_a_return_from_an_episode_by_hand_is_held_against_the_files_episode(store: Store, tmp_path: Path):
    girl_gone(store)
    week = week_of(store)
    back = MONDAY - timedelta(hours=1)
    put(store, came_back(row_of(week, SHE, is_open=True), Moment(back, "minute"), "Foster carer", week))
    (hers,) = [item for item in week_of(store).returned if item.child_id == SHE]
    assert hers.is_by_hand
    assert SHE not in missing(store)
    file_of(tmp_path, TUESDAY, {**HER_ROW, "start": "2016-11-27 20:30", "end": "2016-11-28 08:00"}, BOY, OTHER)
    assert verdicts(store) == [Verdict.AGREES, Verdict.AGREES]
    assert week_of(store).as_of == TUESDAY


def test_a_return_still_stands_where_the_file_tells_of_the_start_alone(store: Store, tmp_path: Path):
    girl_gone(store)
    week = week_of(store)
    put(store, came_back(row_of(week, SHE, is_open=True), Moment(MONDAY, "minute"), "Foster carer", week))
    file_of(tmp_path, MONDAY - timedelta(hours=2), HER_ROW, BOY, OTHER)
    assert verdicts(store) == [Verdict.AGREES, Verdict.STANDS]
    assert SHE not in missing(store)
    assert row_of(week_of(store), SHE)["ended_at"] == MONDAY


def test_who_came_back_by_hand_and_went_again_by_hand_is_missing(store: Store, tmp_path: Path):
    boy_back(store)
    week = week_of(store)
    again = Entry(Kind.NEWLY_MISSING, SUNDAY.date(), "Police", HE, told=Told(SUNDAY, category="missing"))
    assert why_not_missing(again, MONDAY, week, live(store)) == ""
    put(store, again)
    his = [child for child in week_of(store).missing if child.child_id == HE]
    assert [(item.since, item.is_by_hand) for item in his] == [(SUNDAY, True)]
    his_rows = [{**BOY, "end": "2016-11-26 10:00"}, {**BOY, "id": "B2", "start": "2016-11-27 20:00"}]
    file_of(tmp_path, TUESDAY, *his_rows, GIRL, OTHER)
    assert verdicts(store) == [Verdict.AGREES, Verdict.AGREES]
    assert missing(store)[HE] is False


@pytest.mark.parametrize("hours", [0, 3])
def test_what_two_people_mark_counts_once(store: Store, hours: int):
    girl_gone(store)
    girl_gone(store, at=SUNDAY + timedelta(hours=hours))
    hers = [child for child in week_of(store).missing if child.child_id == SHE]
    assert [her.since for her in hers] == [SUNDAY]
    assert verdicts(store) == [Verdict.STANDS, Verdict.MARKED_ALREADY]
    assert "Marked already" in judged_words(week_of(store).by_hand.to_look_at[0])


def test_who_went_twice_and_came_back_in_between_is_missing_by_the_second_mark(store: Store):
    girl_gone(store, at=SUNDAY)
    week = week_of(store)
    back = Moment(SUNDAY + timedelta(hours=2), "minute")
    put(store, came_back(row_of(week, SHE, is_open=True), back, "Police", week))
    girl_gone(store, at=SUNDAY + timedelta(hours=4))
    assert verdicts(store) == [Verdict.STANDS] * 3
    hers = [child for child in week_of(store).missing if child.child_id == SHE]
    assert [her.since for her in hers] == [SUNDAY + timedelta(hours=4)]


def test_an_episode_whose_number_changed_is_found_by_its_start(store: Store):
    boy_back(store)
    entry = Casebook(store).entries()[0]
    Casebook(store).without_child(HE, HE)
    put(store, Entry(entry.kind, entry.week, entry.text, HE, "police:another", told=entry.told))
    assert verdicts(store) == [Verdict.STANDS]
    assert HE not in missing(store)


def test_in_a_month_after_the_files_end_what_they_recorded_last_is_taken_to_go_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    girl_gone(store)
    at_clock(monkeypatch, datetime(2016, 12, 2, 9, 0))
    week = week_of(store)
    assert (week.as_of.month, week.can_tell) == (12, True)
    assert not week.cases.lacks(1, "ended", "missing")


# --- numbers are of files alone --------------------------------------------------------------------


def test_numbers_are_of_files_alone(store: Store):
    before = week_of(store).cases.rows["episode_id"].to_list()
    boy_back(store)
    girl_gone(store)
    files = week_of(store).cases.of_files
    assert files.rows["episode_id"].to_list() == before
    assert files.rows.filter("is_open").height == 2


def test_the_weekly_report_counts_files_alone_and_says_so(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    at_clock(monkeypatch, TUESDAY)
    file_of(tmp_path, TUESDAY, BOY, GIRL, OTHER)
    sunday = end_of(SUNDAY.date())
    before = weekly_report(week_of(store, sunday), TUESDAY)
    girl_gone(store, written=SUNDAY + timedelta(hours=1))
    after = weekly_report(week_of(store, sunday), TUESDAY)
    counted = ("Missing episodes", "Children missing", "Interviews in 72 hours")
    assert [figure for figure in before.figures if figure.title in counted] == [
        figure for figure in after.figures if figure.title in counted
    ]
    assert [figure.figure for figure in after.figures if figure.title == "Still missing"] == ["3"]
    assert [note for note in after.notes if "of files alone: 1 mark by hand is in the lists" in note]
    assert "by\N{NO-BREAK SPACE}hand" in " ".join(after.top.columns["Why"])


def test_the_weekly_report_counts_as_missing_whom_the_page_counts(tmp_path: Path):
    """An open record of which nothing was heard for long is to be settled, and is on no count of children missing."""
    long_ago = {"id": "L1", "child": "PERSON-1009", "start": "2016-07-01 20:00", "end": ""}
    week = week_of(file_of(tmp_path, FRIDAY, BOY, OTHER, long_ago))
    report = weekly_report(week, MONDAY)
    assert headline_now(week.certain, ()) == "2 children are missing."
    assert "2 children were missing" in report.headline
    assert "1 more has an open record that is to be settled first." in report.headline
    (still,) = [figure for figure in report.figures if figure.title == "Still missing"]
    assert (still.figure, still.note.split("; ")[1:]) == ("2", ["1 to settle"])


def test_a_week_before_the_marks_says_that_they_are_not_in_it(store: Store):
    girl_gone(store)
    assert moment_words(week_of(store, FRIDAY)) == (
        "1 mark by hand was written after this moment and is not in it. Choose Now to see."
    )


def test_who_is_back_by_hand_is_said_so_beside_the_list(store: Store):
    boy_back(store)
    (his,) = [child for child in week_of(store).ranking.placed if child.child_id == HE]
    assert state_of(his).replace("\N{NO-BREAK SPACE}", " ") == "Returned (by hand)"


# --- whom a mark is about --------------------------------------------------------------------------


def test_a_child_whom_no_record_knows_is_the_child_of_the_next_files_row(store: Store, tmp_path: Path):
    week, key = week_of(store), store.key()
    every = every_child(live(store), week.as_of)
    child = child_of_id(" PERSON-2001 ", week, live(store), key, every)
    put(store, Entry(Kind.NEWLY_MISSING, SUNDAY.date(), "Police", child, told=Told(SUNDAY, category="missing")))
    (new,) = [item for item in week_of(store).missing if item.child_id == child]
    assert (new.is_by_hand, new.age, new.sex, new.setting) == (True, None, "unknown", "unknown")
    assert child in every_child(live(store), MONDAY, week_of(store).marks)
    assert "PERSON-2001" not in Casebook(store).path.read_text()
    file_of(tmp_path, TUESDAY, {"id": "N1", "child": "PERSON-2001", "start": "2016-11-27 20:10", "end": ""}, BOY)
    assert verdicts(store) == [Verdict.AGREES]
    assert missing(store)[child] is False


def test_of_a_child_without_an_episode_lists_and_periods_of_care_say_who_it_is(store: Store, tmp_path: Path):
    load_text(tmp_path, "children.csv", "child,dob,sex,ethnicity\nPERSON-2001,2004-12-15,M,WBRI\n", at_friday(CHILDREN))
    stays = "PERSON-2001,01/06/2016,,foster,\nPERSON-2001,01/01/2016,01/06/2016,residential,\n"
    load_text(tmp_path, "care.csv", f"child,from,to,where,postcode\n{stays}", at_friday(CARE))
    new = pseudonym("PERSON-2001")
    put(store, Entry(Kind.NEWLY_MISSING, SUNDAY.date(), "Police", new, told=Told(SUNDAY, category="missing")))
    (one,) = [child for child in week_of(store).missing if child.child_id == new]
    assert (one.sex, one.age, one.setting, one.placement) == ("M", 11, "care", "foster")
    (concern,) = [child for child in week_of(store).ranking.placed if child.child_id == new]
    assert {"under_13", "first_under_13"} <= {point.name for point in concern.points}


def at_friday(mapping: str) -> str:
    return mapping.replace("2016-12-31", FRIDAY.isoformat())


@pytest.mark.parametrize("written", ["", "  "])
def test_nothing_written_names_nobody(store: Store, written: str):
    assert child_of_id(written, week_of(store), live(store), store.key(), set()) == ""


def test_an_id_is_understood_as_the_council_writes_its_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    at_clock(monkeypatch, MONDAY)
    numbers = SETTINGS.model_copy(update={"initials": SETTINGS.initials.model_copy(update={"form": "number"})})
    store = file_of(tmp_path, FRIDAY, {"child": "45123"})
    week = week_of(store, settings=numbers)
    every = every_child(live(store), week.as_of)
    assert {child_of_id(item, week, live(store), store.key(), every) for item in ("0045123", "45123")} == {
        pseudonym("45123")
    }


# --- why a mark cannot be made ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "told_by", "said"),
    [
        (SATURDAY, "Police", ""),
        (SATURDAY, " ", "Say who told of it"),
        (MONDAY + MINUTE, "Police", "has not come yet"),
        (datetime(2016, 11, 24, 19, 59), "Police", "which is later"),
        (datetime(2016, 11, 24, 20, 0), "Police", ""),
    ],
)
def test_a_return_is_told_by_somebody_and_lies_between_the_start_and_now(
    store: Store, at: datetime, told_by: str, said: str
):
    week = week_of(store)
    entry = came_back(row_of(week, HE), Moment(at, "minute"), told_by, week)
    assert said in why_not_back(entry, MONDAY)
    assert bool(why_not_back(entry, MONDAY)) is bool(said)


@pytest.mark.parametrize(
    ("child", "at", "said"),
    [
        (SHE, SUNDAY, ""),
        (HE, SUNDAY, "is in the list already, since 24"),
        (SHE, datetime(2016, 11, 1, 20, 30), "have an episode of this child from 1"),
        (SHE, datetime(2016, 11, 1, 12, 0), "have an episode of this child from 1"),
        (SHE, datetime(2016, 11, 2, 6, 0), "have an episode of this child from 1"),
        (SHE, datetime(2016, 11, 2, 7, 30), ""),
    ],
)
def test_nobody_is_marked_to_be_missing_twice(store: Store, child: str, at: datetime, said: str):
    week = week_of(store)
    entry = Entry(Kind.NEWLY_MISSING, SUNDAY.date(), "Police", child, told=Told(at, category="missing"))
    result = why_not_missing(entry, MONDAY, week, live(store))
    assert said in result.replace("\N{NO-BREAK SPACE}", " ")
    assert bool(result) is bool(said)


def test_a_child_who_is_absent_may_be_marked_to_be_missing_and_is_then_not_absent_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    at_clock(monkeypatch, MONDAY)
    store = file_of(tmp_path, FRIDAY, {**GIRL, "category": "absent", "end": ""})
    week = week_of(store)
    entry = Entry(Kind.NEWLY_MISSING, SUNDAY.date(), "Police", SHE, told=Told(SUNDAY, category="missing"))
    assert why_not_missing(entry, MONDAY, week, live(store)) == ""
    put(store, entry)
    assert [(child.category, child.is_by_hand) for child in week_of(store).missing] == [("missing", True)]


@pytest.mark.parametrize("is_of_a_file", [True, False])
def test_an_absence_of_the_same_time_does_not_keep_a_child_from_being_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_of_a_file: bool
):
    at_clock(monkeypatch, MONDAY)
    absent = {"category": "absent", "start": "2016-11-24 20:00", "end": ""}
    store = file_of(tmp_path, FRIDAY, {**GIRL, **absent} if is_of_a_file else GIRL)
    since = datetime(2016, 11, 24, 20, 0)
    if not is_of_a_file:
        girl_gone(store, at=since, category="absent")
    entry = Entry(Kind.NEWLY_MISSING, SUNDAY.date(), "Police", SHE, told=Told(since, category="missing"))
    assert why_not_missing(entry, MONDAY, week_of(store), live(store)) == ""
    put(store, entry)
    assert "missing" in [child.category for child in week_of(store).missing if child.child_id == SHE]


def test_a_reference_of_a_child_by_hand_is_ranked_like_any_other(store: Store):
    girl_gone(store)
    names = [reference(child) for child in week_of(store).every_child]
    assert reference(SHE) in names
    (hers,) = [child for child in week_of(store).ranking.placed if child.child_id == SHE]
    assert (hers.is_missing, hers.is_since_by_hand, hers.gone_for) == (True, True, 12 * 3600 + 55 * 60)
