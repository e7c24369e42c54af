"""Was it acted on: a store with a planted truth, and the edges of which trigger a follow-up acts on."""

from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from analytics.casework.acted_on import (
    Came,
    Followed,
    Told,
    acted_columns,
    acted_sentence,
    acted_words,
    by_kind_columns,
    cases_for,
    followed,
    followed_by,
    screened,
    screened_columns,
    screened_sentence,
    told_in,
    waiting_columns,
)
from analytics.casework.rows import data_to
from analytics.model import Period
from data import codes
from data.casework import read_follow_ups
from data.erasure import erase
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from data.warehouse import warehouse
from data.week_settings import Rule, Triggers
from tests.data.builders import a_store, ask, load_files, nothing_to_publish

HALF = Period(date(2016, 1, 1), date(2016, 7, 1))
MET = date(2016, 4, 10)
EPISODES = """
[source]
system = "police"
kind = "episodes"
dates = "iso"
as_of = "2016-06-30"
covers = ["2015-07-01", "2016-06-30"]
[columns]
child = "child"
category = "category"
started_at = "start"
ended_at = "end"
"""
FOLLOW_UPS = """
[source]
system = "social_care"
kind = "follow_up"
dates = "iso"
as_of = "2016-06-30"
covers = ["2016-01-01", "2016-06-30"]
[columns]
child = "Young person"
follow_up = "Action"
done_on = "Held on"
screening_tool = "Tool"
screening_result = "Outcome"
[values.follow_up]
exploitation_meeting = ["CMOG", "Risk panel"]
screening = ["CSE tool"]
[values.screening_result]
high = ["Red"]
no_risk = ["Nothing seen"]
"""
RULE = Rule(name="3 missing in 90 days", count=3, days=90, follow_up=("exploitation_meeting",))


def gone(child: str, met: date) -> list[str]:
    """Three episodes, the last on the day of the trigger."""
    days = [met - timedelta(days=back) for back in (40, 20, 0)]
    return [f"{child},missing,{day} 10:00,{day} 18:00" for day in days]


def loaded(folder: Path, episodes: list[str], done: list[str], mapping: str = FOLLOW_UPS) -> Store:
    store = a_store(folder)
    for name, head, lines, words in (
        ("police", "child,category,start,end", episodes, EPISODES),
        ("done", "Young person,Action,Held on,Tool,Outcome", done, mapping),
    ):
        if lines:
            (folder / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
            (folder / f"{name}.toml").write_text(words, encoding="utf-8")
            load_files(store, [folder / f"{name}.csv"], folder / f"{name}.toml")
    return store


def planted(folder: Path) -> Store:
    """12 triggers, 7 meetings, 5 of them within 7 days."""
    episodes = [line for n in range(10) for line in gone(f"K{n}", MET)]
    episodes += [*gone("K10", date(2016, 6, 20)), *gone("K11", date(2016, 6, 25))]
    episodes += ["Z1,missing,2016-04-01 10:00,2016-04-01 12:00"]
    after = {"K0": 0, "K1": 1, "K2": 3, "K3": 5, "K4": 7, "K5": 8, "K6": 30, "K7": -1}
    done = [f"{child},CMOG,{MET + timedelta(days=days)},," for child, days in after.items()]
    # Twice; of a child without triggers; of a child whom no other file knows.
    done += ["K0,Risk panel,2016-04-20,,", "Z1,CMOG,2016-04-02,,", "U1,CMOG,2016-04-02,,"]
    done += ["K0,CSE tool,2016-04-12,SERAF,Red", "K1,CSE tool,2016-04-12,,Nothing seen", "K2,CSE tool,2016-04-12,,"]
    return loaded(folder, episodes, done)


def rules(*wanted: Rule, **triggers: int) -> Settings:
    settings = demonstration_settings()
    shown = settings.triggers.model_copy(update=triggers)
    return settings.model_copy(update={"rules": wanted or (RULE,), "triggers": shown})


def answered(store: Store, settings: Settings, period: Period = HALF) -> list[Followed]:
    snapshot = store.live()
    cases = cases_for(snapshot, settings, period, data_to(snapshot))
    return followed(cases, settings.rules, settings.triggers, told_in(snapshot), period)


def test_the_planted_funnel_comes_out(tmp_path: Path):
    store = planted(tmp_path)
    results = answered(store, rules())
    assert acted_columns(results) == {
        "Trigger": ["3 missing in 90 days"],
        "Asks for": ["Exploitation meeting"],
        "Met": ["12"],
        "Children": ["12"],
        "Acted on": ["7 of 12 (58%)"],
        "In time": ["5 within 7 days"],
        "Median days": ["5"],
        "Still waiting": ["5, 4 of them past its days"],
        "Nothing recorded": ["0"],
        "Not supplied": ["0"],
    }
    assert acted_sentence(results) == ("Of 12 triggers, 7 were acted on (58%), 5 of them in time; 5 still wait.")
    waiting = waiting_columns(results, date(2016, 6, 30))
    assert waiting["Days since"] == ["81", "81", "81", "10", "5"]
    assert waiting["How it stands"] == [*["Waiting, past its days"] * 4, "Waiting"]
    kinds = by_kind_columns(results, told_in(store.live()), rules().triggers)
    assert dict(zip(kinds["What was done"], kinds["3 missing in 90 days"], strict=True)) == {
        "Strategy meeting": "Not supplied",
        "Exploitation meeting": "7 of 12 (58%)",
        "Screening": "3 of 12 (25%)",
        "Child-in-need referral": "Not supplied",
        "Social worker’s visit": "Not supplied",
        "Intelligence shared": "Not supplied",
        "Interview on the child’s record": "Not supplied",
        "Placement meeting": "Not supplied",
    }


def test_a_trigger_that_waited_longer_than_a_follow_up_is_looked_for_has_nothing_recorded(tmp_path: Path):
    result = answered(planted(tmp_path), rules(follow_up_days=60))[0]
    assert (result.done, result.waiting, result.many(Came.NOTHING)) == (7, 2, 3)


def test_a_rule_that_asks_for_nothing_is_acted_on_by_anything(tmp_path: Path):
    result = answered(planted(tmp_path), rules(RULE.model_copy(update={"follow_up": ()})))[0]
    assert (result.asks, result.known, result.done) == ("Anything recorded", 12, 7)


def test_the_screening_of_every_missing_child_is_never_read_as_no_risk(tmp_path: Path):
    store = planted(tmp_path)
    missing = warehouse(store.live().episodes).query("SELECT DISTINCT child_id FROM episode_facts")["child_id"]
    result = screened(missing, told_in(store.live()), HALF, date(2016, 6, 30))
    assert screened_sentence(result) == (
        "Of 13 children who went missing in these days, 3 were screened since (23%); 10 not, and of them no risk is "
        "known or ruled out."
    )
    columns = screened_columns(result)
    assert list(zip(*columns.values(), strict=True)) == [
        ("High", "1", "8%"),
        ("Medium", "0", "0%"),
        ("Low", "0", "0%"),
        ("No risk seen", "1", "8%"),
        ("Screened, result not recorded", "1", "8%"),
        ("Not screened", "10", "77%"),
    ]
    earlier = screened(missing, told_in(store.live()), Period(date(2015, 10, 1), date(2016, 1, 1)), date(2016, 6, 30))
    assert "Not supplied, or not screened" in screened_columns(earlier)["What the newest screening came to"]
    assert "they do not tell of screenings for all of these days" in screened_sentence(earlier)
    assert result.tools == ("SERAF",)


def test_where_no_file_tells_of_follow_ups_nothing_is_said_not_to_have_been_done(tmp_path: Path):
    results = answered(loaded(tmp_path, gone("K0", MET), []), rules())
    assert acted_sentence(results) == (
        "Of 1 trigger no file tells what was done: that is not supplied, and not that nothing was."
    )
    columns = acted_columns(results)
    assert (columns["Acted on"], columns["Still waiting"], columns["Not supplied"]) == (["Not supplied"], [""], ["1"])
    assert waiting_columns(results, date(2016, 6, 30))["Child"] == []


def test_an_empty_store_of_triggers_says_so(tmp_path: Path):
    store = loaded(tmp_path, ["K0,missing,2016-04-01 10:00,2016-04-01 12:00"], [])
    assert acted_sentence(answered(store, rules())) == "No trigger about a child was met in these days."


def test_everything_that_papers_ask_for_is_followed_up_kind_by_kind(tmp_path: Path):
    # Of ten triggers: a strategy meeting for 9, a child-in-need referral for 8 ... a placement meeting for 2.
    many = dict(zip(reversed(codes.FOLLOW_UPS), range(2, 10), strict=True))
    done = [f"K{n},{kind},{MET + timedelta(days=1)},," for kind, times in many.items() for n in range(times)]
    store = loaded(tmp_path, [line for n in range(10) for line in gone(f"K{n}", MET)], done)
    kinds = by_kind_columns(answered(store, rules()), told_in(store.live()), rules().triggers)
    assert dict(zip(kinds["What was done"], kinds["3 missing in 90 days"], strict=True)) == {
        "Strategy meeting": "9 of 10 (90%)",
        "Exploitation meeting": "8 of 10 (80%)",
        "Screening": "7 of 10 (70%)",
        "Child-in-need referral": "6 of 10 (60%)",
        "Social worker’s visit": "5 of 10 (50%)",
        "Intelligence shared": "4 of 10 (40%)",
        "Interview on the child’s record": "3 of 10 (30%)",
        "Placement meeting": "2 of 10 (20%)",
    }


def test_a_mapping_that_names_what_its_file_tells_of_says_that_there_was_none(tmp_path: Path):
    named = FOLLOW_UPS.replace('kind = "follow_up"', 'kind = "follow_up"\nspeaks_of = ["exploitation_meeting"]')
    store = loaded(tmp_path, gone("K0", MET), ["K0,CSE tool,2016-04-12,,"], named)
    result = answered(store, rules())[0]
    assert (result.known, result.done, result.waiting) == (1, 0, 1)


def told(*days: str, spans: list[tuple[str, str]], kind: str = "strategy_meeting") -> Told:
    done = pl.DataFrame(
        [("A", kind, date.fromisoformat(day), None, None) for day in days],
        schema={
            "child_id": pl.String,
            "follow_up": pl.String,
            "done_on": pl.Date,
            "screening_tool": pl.String,
            "screening_result": pl.String,
        },
        orient="row",
    )
    known = [(kind, date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
    return Told(
        done,
        pl.DataFrame(known, schema={"follow_up": pl.String, "first_day": pl.Date, "last_day": pl.Date}, orient="row"),
    )


@pytest.mark.parametrize(
    ("day", "days", "came"),
    [
        ("2016-04-09", None, Came.OVERDUE),  # the day before says nothing of it
        ("2016-04-10", 0, Came.IN_TIME),
        ("2016-04-17", 7, Came.IN_TIME),
        ("2016-04-18", 8, Came.LATE),
        ("2016-05-10", 30, Came.LATE),
        ("2016-05-11", None, Came.OVERDUE),  # of something else
    ],
)
def test_what_was_done_from_the_triggers_day_to_so_many_days_after_acts_on_it(day: str, days: int | None, came: Came):
    met = pl.DataFrame({"child_id": ["A"], "met_on": [MET]})
    rows = followed_by(
        met, RULE, ["strategy_meeting"], Triggers(follow_up_days=30), told(day, spans=[("2016-04-01", "2016-04-20")])
    ).rows
    assert (rows["days"][0], rows["came"][0]) == (days, came.value)


@pytest.mark.parametrize(
    ("spans", "came"),
    [
        ([], Came.NOT_SUPPLIED),
        ([("2016-01-01", "2016-04-09")], Came.NOT_SUPPLIED),
        ([("2016-01-01", "2016-04-16")], Came.WAITING),
        ([("2016-01-01", "2016-04-17")], Came.OVERDUE),
        ([("2016-01-01", "2016-04-12"), ("2016-05-01", "2016-06-30")], Came.WAITING),  # what a gap hid is not known
        ([("2016-01-01", "2016-04-12"), ("2016-04-13", "2016-06-30")], Came.NOTHING),  # two files, no gap
    ],
)
def test_whoever_waits_is_known_as_far_as_files_tell_without_a_gap(spans: list[tuple[str, str]], came: Came):
    met = pl.DataFrame({"child_id": ["A"], "met_on": [MET]})
    result = followed_by(met, RULE, ["strategy_meeting"], Triggers(follow_up_days=30), told(spans=spans))
    assert result.rows["came"][0] == came.value


def test_one_meeting_acts_on_every_trigger_of_the_child_that_it_follows():
    met = pl.DataFrame({"child_id": ["A", "A", "B"], "met_on": [MET, MET + timedelta(days=3), MET]})
    spans = [("2016-01-01", "2016-04-30")]
    result = followed_by(met, RULE, ["strategy_meeting"], Triggers(), told("2016-04-14", spans=spans))
    assert (result.done, result.median_days, result.children) == (2, 2.5, 2)


def test_lines_that_cannot_be_read_are_refused_with_their_reason(tmp_path: Path):
    done = [
        "K0,Something else,2016-04-12,,",
        "K0,CMOG,,,",
        "K0,CMOG,2016-07-12,,",
        ",CMOG,2016-04-12,,",
        "K0,,2016-04-12,,",
        "K0,CMOG,2016-04-12,SERAF,Red",
    ]
    store = loaded(tmp_path, [], done)
    refused = dict(ask(store, "SELECT row_number, rule FROM refused.refused_row"))
    assert refused == {
        2: "follow_up_not_understood",
        3: "no_day_of_follow_up",
        4: "starts_after_as_of",
        5: "no_child",
        6: "follow_up_not_understood",
    }
    # A tool and a result stand beside a screening alone.
    assert ask(store, "SELECT follow_up::VARCHAR, screening_tool, screening_result FROM follow_up") == [
        ("exploitation_meeting", None, None)
    ]


def test_a_visit_that_a_file_of_episodes_tells_of_is_told_too(tmp_path: Path):
    store = a_store(tmp_path)
    mapping = EPISODES + 'social_worker_visit_at = "visit"\n'
    (tmp_path / "p.csv").write_text(
        "child,category,start,end,visit\nA,missing,2016-04-01 10:00,2016-04-01 12:00,2016-04-03 09:00\n"
    )
    (tmp_path / "p.toml").write_text(mapping)
    load_files(store, [tmp_path / "p.csv"], tmp_path / "p.toml")
    rows = read_follow_ups(warehouse(store.live().episodes))
    assert rows.select("follow_up", "done_on").rows() == [("social_worker_visit", date(2016, 4, 3))]


def test_a_follow_up_that_came_after_the_moment_looked_at_is_not_yet_known(tmp_path: Path):
    snapshot = planted(tmp_path).live()
    settings = rules()
    cases = cases_for(snapshot, settings, HALF, datetime(2016, 4, 13))
    result = followed(cases, settings.rules, settings.triggers, told_in(snapshot), HALF)[0]
    assert (result.met, result.done, result.many(Came.WAITING)) == (10, 3, 7)


def test_what_was_done_about_an_erased_child_goes_with_it(tmp_path: Path):
    store = loaded(tmp_path, gone("PERSON-123456", MET), ["PERSON-123456,CMOG,2016-04-12,,", "K1,CMOG,2016-04-12,,"])
    done = erase(
        store,
        "PERSON-123456",
        demonstration_settings(),
        reason="a request",
        requested_by="an officer",
        finish=nothing_to_publish,
    )
    assert (done.rows["follow_up"], done.still_in) == (1, ())
    assert ask(store, "SELECT count(*) FROM follow_up") == [(1,)]


def test_a_paper_says_it_of_the_last_90_days(tmp_path: Path):
    store = planted(tmp_path)
    assert acted_words(store.live(), rules(), data_to(store.live())) == (
        "In the last 90 days: of 12 triggers, 7 were acted on (58%), 5 of them in time; 5 still wait. "
        "3 missing in 90 days: 7 of 12 (58%), 5 within 7 days, 5 waiting."
    )


def test_a_paper_says_nothing_of_it_where_no_file_tells(tmp_path: Path):
    store = loaded(tmp_path, gone("K0", MET), [])
    assert acted_words(store.live(), rules(), data_to(store.live())) == ""


def test_a_list_of_what_was_done_that_is_newer_than_the_episodes_moves_no_end_of_data(tmp_path: Path):
    newer = FOLLOW_UPS.replace('as_of = "2016-06-30"', 'as_of = "2016-08-30"').replace('"2016-06-30"]', '"2016-08-30"]')
    store = loaded(tmp_path, gone("K0", MET), ["K0,CMOG,2016-08-12,,"], newer)
    assert data_to(store.live()) == datetime(2016, 6, 30)
    assert answered(store, rules())[0].many(Came.OVERDUE) == 1
