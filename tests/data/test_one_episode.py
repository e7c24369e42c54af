"""What is one episode: words that change about one reference, reports that came to nothing, rows in any order."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.data.builders import MAPPING, a_mapping, a_store, ask, load_files, load_rows
from tests.data.test_kinds import NOTIFICATIONS, load_text
from tests.sizes import examples

HEADING = "person,report,when,as,found in\n"
NUMBERED = NOTIFICATIONS.replace("[columns]", '[columns]\nepisode = "number"')
# What a reader can tell two stores apart by: every fact of every episode.
FACTS = "SELECT * EXCLUDE (child) FROM episode_facts ORDER BY started_at, episode_id"
EARLIER = MAPPING.replace("2016-12-31", "2016-10-31")


def categories(folder: Path) -> list[tuple[str, str | None]]:
    """The category and the end of each episode, oldest first."""
    query = "SELECT category, ended_at::VARCHAR FROM episode_facts ORDER BY started_at, child_id"
    return [(category, ended) for category, ended in ask(a_store(folder), query)]


def set_aside(folder: Path) -> list[tuple[str, int]]:
    return [
        (name, many) for name, many in ask(a_store(folder), "SELECT category, count(*) FROM set_aside GROUP BY ALL")
    ]


# --- reports that were cancelled, false alarms ----------------------------------------------------


def test_a_cancelled_report_and_a_false_alarm_are_no_episodes(tmp_path: Path) -> None:
    text = (
        "number,person,report,when,as,found in\n"
        "N1,L1,Missing,2016-09-01 10:00,,\n"
        "N1,L1,Cancelled,2016-09-01 10:20,,\n"
        "N2,L2,Missing,2016-09-02 10:00,,\n"
        "N2,L2,Found,2016-09-02 20:00,,\n"
        "N3,L3,Missing,2016-09-03 10:00,,\n"
        "N3,L3,False alarm,2016-09-03 10:30,,\n"
    )
    summary = load_text(tmp_path, "n.csv", text, NUMBERED)
    assert categories(tmp_path) == [("missing", "2016-09-02 20:00:00")]
    assert (summary.total("loaded"), summary.total("refused"), summary.findings_by_rule) == (6, 0, {})
    assert summary.set_aside == {"cancelled": 1, "false_alarm": 1}
    assert summary.as_json()["set_aside"] == {"cancelled": 1, "false_alarm": 1}


@pytest.mark.parametrize("word", ["cancelled", "Cancelled report", "no longer required", "Withdrawn", "Error"])
def test_words_for_cancelled_need_no_mapping(tmp_path: Path, word: str) -> None:
    text = f"{HEADING}A1,missing,2016-06-07 10:00,,\nA1,{word},2016-06-07 11:00,,\n"
    assert load_text(tmp_path, "n.csv", text, NOTIFICATIONS).set_aside == {"cancelled": 1}


def test_a_cancellation_of_a_later_file_takes_the_episode_out(tmp_path: Path) -> None:
    load_text(tmp_path, "1.csv", f"{HEADING}A1,missing,2016-06-07 10:00,,\n", NOTIFICATIONS)
    assert categories(tmp_path) == [("missing", None)]
    load_text(tmp_path, "2.csv", f"{HEADING}A1,cancelled,2016-06-07 11:00,,\n", NOTIFICATIONS)
    assert (categories(tmp_path), set_aside(tmp_path)) == ([], [("cancelled", 1)])
    load_text(tmp_path, "3.csv", f"{HEADING}A1,missing,2016-06-09 10:00,,\n", NOTIFICATIONS)
    assert (categories(tmp_path), set_aside(tmp_path)) == ([("missing", None)], [("cancelled", 1)])


def test_a_cancellation_of_nothing_is_a_doubt(tmp_path: Path) -> None:
    text = f"{HEADING}A1,missing,2016-06-07 10:00,,\nA1,found,2016-06-07 11:00,,\nA1,cancelled,2016-06-08 11:00,,\n"
    summary = load_text(tmp_path, "n.csv", text, NOTIFICATIONS)
    assert (summary.findings_by_rule, len(categories(tmp_path))) == ({"found_not_missing": 1}, 1)


def test_cancelled_rows_of_a_file_of_episodes_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [{"id": "1"}, {"id": "2", "category": "Cancelled"}, {"id": "3", "category": "false alarm", "child": "A2"}]
    summary = load_rows(tmp_path, *rows)
    (file,) = summary.files
    assert (file.rows_in, file.loaded, file.left_out, file.refused, file.duplicates) == (3, 1, 2, 0, 0)
    assert file.left_out_by_reason == {"cancelled": 1, "false_alarm": 1}
    assert len(categories(tmp_path)) == 1
    assert ask(a_store(tmp_path), "SELECT rows_in, loaded, left_out FROM load") == [(3, 1, 2)]


def test_a_later_cancellation_takes_the_episode_out_and_an_older_file_does_not_bring_it_back(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1", "end": ""}, mapping=EARLIER)
    summary = load_rows(tmp_path, {"id": "1", "end": "", "category": "cancelled"})
    assert (categories(tmp_path), set_aside(tmp_path)) == ([], [("cancelled", 1)])
    assert summary.findings_by_rule == {"category_changed": 1}
    load_rows(tmp_path, {"id": "1", "end": "", "sex": "M"}, mapping=EARLIER.replace("10-31", "10-30"))
    assert (categories(tmp_path), set_aside(tmp_path)) == ([], [("cancelled", 1)])
    newer = MAPPING.replace("2016-12-31", "2017-01-31")
    load_rows(tmp_path, {"id": "1", "end": ""}, mapping=newer)
    assert (categories(tmp_path), set_aside(tmp_path)) == ([("missing", None)], [])


def test_a_file_of_cancellations_alone_is_kept(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1", "end": ""}, mapping=EARLIER)
    assert load_rows(tmp_path, {"id": "1", "end": "", "category": "cancelled"}).snapshot == "000002"


# --- one reference, one moment --------------------------------------------------------------------


@pytest.mark.parametrize("other", ["absent", "away"])
def test_of_two_rows_of_one_reference_the_most_serious_stands_whatever_their_order(tmp_path: Path, other: str) -> None:
    rows = [{"id": "1", "category": other, "end": "2016-06-07 12:00"}, {"id": "1", "category": "missing", "end": ""}]
    for place, order in enumerate((rows, rows[::-1])):
        (tmp_path / str(place)).mkdir()
        summary = load_rows(tmp_path / str(place), *order)
        assert categories(tmp_path / str(place)) == [("missing", None)]
        assert summary.findings_by_rule == {"repeated_in_file": 1}


def test_a_cancellation_in_the_file_of_its_report_stands(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1", "category": "cancelled", "end": ""}, {"id": "1", "end": ""})
    assert (categories(tmp_path), set_aside(tmp_path)) == ([], [("cancelled", 1)])


def test_a_newer_file_changes_the_category_and_that_is_a_doubt(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1", "category": "absent", "end": ""}, mapping=EARLIER)
    summary = load_rows(tmp_path, {"id": "1", "end": ""})
    assert (categories(tmp_path), summary.findings_by_rule) == ([("missing", None)], {"category_changed": 1})


def test_without_a_reference_one_child_goes_once_at_one_minute(tmp_path: Path) -> None:
    load_rows(tmp_path, {"category": "absent", "end": ""}, mapping=EARLIER)
    load_rows(tmp_path, {"category": "missing", "end": ""})
    assert categories(tmp_path) == [("missing", None)]


def test_on_one_day_a_child_may_be_missing_and_away(tmp_path: Path) -> None:
    rows = [{"start": "2016-06-07", "end": "2016-06-07", "category": item} for item in ("missing", "away")]
    load_rows(tmp_path, *rows)
    assert sorted(categories(tmp_path)) == [("away", "2016-06-07 00:00:00"), ("missing", "2016-06-07 00:00:00")]


def test_one_reference_of_two_children_is_two_episodes(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {"id": "1"}, {"id": "1", "child": "A2"})
    assert (summary.total("loaded"), len(categories(tmp_path))) == (2, 2)


def test_an_episode_that_ends_when_it_starts_is_one_of_no_hours(tmp_path: Path) -> None:
    load_rows(tmp_path, {"end": "2016-06-07 10:00"})
    assert ask(a_store(tmp_path), "SELECT hours_missing, hours_band, days_missing FROM episode_facts") == [
        (0, "0-8", 0)
    ]


def test_episodes_that_overlap_are_both_kept_with_a_doubt(tmp_path: Path) -> None:
    rows = [{"id": "1"}, {"id": "2", "start": "2016-06-07 12:00", "end": "2016-06-07 20:00"}]
    summary = load_rows(tmp_path, *rows)
    assert (summary.findings_by_rule, len(categories(tmp_path))) == ({"574": 1}, 2)


# --- the order of the rows ------------------------------------------------------------------------


row = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["", "1", "2"]),
        "child": st.sampled_from(["A1", "A2"]),
        "category": st.sampled_from(["missing", "absent", "away", "cancelled"]),
        "start": st.sampled_from(["2016-06-07 10:00", "2016-06-07 10:30", "2016-06-08 23:00", "2016-06-08"]),
        "end": st.sampled_from(["", "2016-06-09 01:00", "2016-06-10 10:00", "2016-06-10"]),
        "where": st.sampled_from(["", "care", "home"]),
        "outcome": st.sampled_from(["", "declined", "completed"]),
    }
)


def facts_of_rows(rows: Sequence[dict[str, str]]) -> list[tuple[object, ...]]:
    """Every fact of a store with these rows."""
    with TemporaryDirectory() as name:
        load_rows(Path(name), *rows)
        return ask(a_store(Path(name)), FACTS)


@examples(5, 15)
@example(
    [
        {"id": "1", "child": "A1", "category": "missing", "start": "2016-06-07 10:00", "end": ""},
        {"id": "1", "child": "A1", "category": "missing", "start": "2016-06-07 10:00", "end": "2016-06-09 01:00"},
    ],
    None,
)
@given(st.lists(row, min_size=2, max_size=7), st.none() | st.randoms(use_true_random=False))
def test_any_order_of_the_rows_of_a_file_gives_the_same_facts(rows: list[dict[str, str]], random) -> None:
    turned = list(reversed(rows))
    if random is not None:
        random.shuffle(turned)
    assert facts_of_rows(turned) == facts_of_rows(rows)


@examples(2, 8)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A1", "A2"]),
            st.sampled_from(["missing", "found", "cancelled", "false alarm"]),
            st.sampled_from(["2016-06-07 10:00", "2016-06-07 12:00", "2016-06-08", "2016-06-09 09:00"]),
        ),
        min_size=2,
        max_size=7,
    ),
    st.randoms(use_true_random=False),
)
def test_any_order_of_notifications_gives_the_same_facts(told: list[tuple[str, str, str]], random) -> None:
    turned = list(told)
    random.shuffle(turned)
    answers = []
    for order in (told, turned):
        with TemporaryDirectory() as name:
            folder = Path(name)
            lines = [f"{child},{says},{when},," for child, says, when in order]
            load_text(folder, "n.csv", HEADING + "\n".join(lines) + "\n", NOTIFICATIONS)
            answers.append(ask(a_store(folder), FACTS))
    assert answers[0] == answers[1]


def test_the_file_that_holds_it_all_is_still_a_duplicate(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1"}, {"id": "2", "category": "cancelled"})
    again = load_files(a_store(tmp_path), [tmp_path / "police.csv"], a_mapping(tmp_path))
    assert (again.total("rows_in"), again.total("duplicates"), again.total("left_out")) == (2, 2, 0)
