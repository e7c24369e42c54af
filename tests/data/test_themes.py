"""What children told in interviews: several codes a cell, a provider's own words, and texts in a file apart."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.erasure import erase
from data.formats.labels import code_keys
from data.formats.themes import codes_in
from data.snapshots import Store
from data.subject_access import everything_about
from data.tables import no_rows
from data.themes import DECLINED, OTHER_OF, QUESTIONS, REASON, THEMES
from data.upgrades import with_themes
from tests.data.builders import ask, load_files, nothing_to_publish
from tests.data.builders import demonstration_settings as settings

EPISODES = """
[source]
system = "social_care"
kind = "episodes"
dates = "iso"
as_of = "2026-09-01"

[columns]
episode = "id"
child = "child"
category = "category"
started_at = "start"
ended_at = "end"
interview_outcome = "outcome"
interview_reason = "why"
interview_with = "who"
interview_account = "said"

[values.interview_reason]
push_conflict = ["Rows with mum"]
"""
HEADING = "id,child,category,start,end,outcome,why,who,said"
INTERVIEWS = """
[source]
system = "provider"
kind = "interviews"
dates = "iso"
as_of = "2026-09-01"

[columns]
child = "child"
interview = "number"
interview_completed_at = "held"
interview_outcome = "outcome"
interview_reason = "why"
interview_travel = "how"
interview_account = "said"
"""


def episodes(
    folder: Path, *lines: str, heading: str = HEADING, mapping: str = EPISODES, name: str = "care", **options: Any
):
    """Loads lines of episodes; what the load says of the file."""
    file, described = folder / f"{name}.csv", folder / f"{name}.toml"
    file.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    described.write_text(mapping, encoding="utf-8")
    return load_files(Store(folder / "store"), [file], described, **options).files[0]


def gone(number: int, why: str = "", who: str = "", said: str = "", child: str = "A123456") -> str:
    day = f"2026-06-{number:02}"
    return f'{number},{child},missing,{day} 10:00,{day} 18:00,completed,"{why}","{who}","{said}"'


def themes_of(folder: Path) -> list[list[str]]:
    return [row for (row,) in ask(Store(folder / "store"), "SELECT themes FROM episode_facts ORDER BY started_at")]


def texts_in(folder: Path) -> list[tuple[object, ...]]:
    return ask(Store(folder / "store"), "SELECT field, text FROM texts.interview_text ORDER BY row_number, field")


REASONS = code_keys(REASON)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Friends", ["pull_friends"]),
        ("Friends; bullying", ["pull_friends", "push_school"]),
        ("Friends, bullying", ["pull_friends", "push_school"]),
        ("Friends\nBullying | friends", ["pull_friends", "push_school"]),
        ("push_conflict", ["push_conflict"]),
        ("Missed the bus, friends", ["reason_late", "pull_friends"]),
        ("Friends, her aunt's flat", ["pull_friends", "reason_other"]),
        ("He was tired, cold, and cross", ["reason_other"]),
    ],
)
def test_a_cell_is_the_codes_of_its_answers(cell: str, codes: list[str]):
    assert codes_in(cell, REASONS, "reason_other") == codes


def test_every_code_belongs_to_one_question_and_no_word_means_two_of_one_question():
    assert len(THEMES) == len(set(THEMES))
    for field, answers in QUESTIONS.items():
        words = [word.lower().replace(" ", "") for code, listed in answers.items() for word in (code, *listed)]
        assert len(words) == len(set(words)), field
        assert OTHER_OF[field].endswith("_other")


def test_a_senders_own_words_are_mapped_and_several_questions_stand_together(tmp_path: Path):
    summary = episodes(tmp_path, gone(1, "rows with Mum; School", "friends"), gone(2))
    assert themes_of(tmp_path) == [["push_conflict", "push_school", "with_friends"], []]
    assert (summary.unknown_labels, texts_in(tmp_path)) == ((), [])


def test_words_that_no_list_has_are_other_and_their_cell_is_kept_apart(tmp_path: Path):
    summary = episodes(tmp_path, gone(1, "Friends; the fair was on"), gone(2, "the fair was on"), gone(3, "x" * 70))
    assert themes_of(tmp_path) == [["pull_friends", "reason_other"], ["reason_other"], ["reason_other"]]
    assert texts_in(tmp_path) == [
        ("interview_reason", "Friends; the fair was on"),
        ("interview_reason", "the fair was on"),
        ("interview_reason", "x" * 70),
    ]
    (label,) = summary.unknown_labels
    assert (label.field, label.label, label.rows) == (REASON, "the fair was on", 2)


def test_free_text_is_in_no_table_of_the_analytical_database(tmp_path: Path):
    episodes(tmp_path, gone(1, "Friends", said="She was met by a man called Kestrel"))
    assert texts_in(tmp_path) == [("interview_account", "She was met by a man called Kestrel")]
    live = Store(tmp_path / "store").live()
    assert b"Kestrel" in live.texts.read_bytes()
    assert all(
        b"Kestrel" not in path.read_bytes() for path in live.folder.rglob("*") if path.is_file() and path != live.texts
    )
    assert live.texts.stat().st_mode & 0o077 == 0


def test_several_lines_about_one_interview_are_one_interview_with_all_their_answers(tmp_path: Path):
    episodes(tmp_path, gone(1, "Friends"))
    lines = [
        f"A123456,R1,2026-06-02 09:00,completed,{why},bus,{said}" for why, said in (("school", "a"), ("rules", "b"))
    ]
    heading = "child,number,held,outcome,why,how,said"
    summary = episodes(tmp_path, *lines, heading=heading, mapping=INTERVIEWS, name="provider")
    assert (summary.loaded, summary.duplicates, summary.refused) == (1, 1, 0)
    assert themes_of(tmp_path) == [["pull_friends", "push_rules", "push_school", "travel_bus"]]
    assert texts_in(tmp_path) == [("interview_account", "a\nb")]


def test_the_newest_word_takes_the_place_of_an_earlier_one_also_where_it_is_blank(tmp_path: Path):
    episodes(tmp_path, gone(1, "the fair was on", said="first"), gone(2, said="stays"))
    episodes(tmp_path, gone(1, "Friends"), mapping=EPISODES.replace("2026-09-01", "2026-10-01"), name="later")
    assert themes_of(tmp_path) == [["pull_friends"], []]
    assert texts_in(tmp_path) == [("interview_account", "stays")]


def test_erasure_takes_the_texts_and_keeps_them_out_of_later_loads(tmp_path: Path):
    lines = [
        gone(1, said="mine"),
        gone(2, said="of A123456 too", child="B123456"),
        gone(3, said="theirs", child="C123456"),
    ]
    episodes(tmp_path, *lines)
    store = Store(tmp_path / "store")
    done = erase(store, "A123456", settings(), reason="a request", requested_by="an officer", finish=nothing_to_publish)
    assert done.rows["interview_text"] == 1
    assert done.still_in == ()
    assert texts_in(tmp_path) == [("interview_account", "of (erased) too"), ("interview_account", "theirs")]
    episodes(tmp_path, *lines, mapping=EPISODES.replace("2026-09-01", "2026-10-01"), name="again")
    assert "mine" not in str(texts_in(tmp_path))
    assert "A123456" not in str(texts_in(tmp_path))


def test_subject_access_has_what_the_child_told(tmp_path: Path):
    episodes(tmp_path, gone(1, "the fair was on", said="mine"))
    result = everything_about(Store(tmp_path / "store"), "A123456", reason="request 3")
    assert [row["text"] for row in result["interview_text"]] == ["mine", "the fair was on"]


def test_the_one_reason_of_an_earlier_format_is_coded_or_kept_as_text():
    told = ["Friends", "the fair was on", "Did not want to talk", None]
    reports = no_rows("report").select("report_key", "system", "load_id", "row_number", "child_id", "interview_themes")
    rows = pl.DataFrame(
        {
            "report_key": list("abcd"),
            "system": ["police"] * 4,
            "load_id": [1] * 4,
            "row_number": [2, 3, 4, 5],
            "child_id": ["C1"] * 4,
            "interview_themes": [None] * 4,
            "interview_reason": told,
        },
        schema={**reports.schema, "interview_reason": pl.String},
    )
    tables = {"report": rows, "interview": no_rows("interview"), "interview_text": no_rows("interview_text")}
    after = with_themes(tables)
    assert after["report"]["interview_themes"].to_list() == [
        ["pull_friends"],
        ["reason_other"],
        ["declined_silent"],
        None,
    ]
    assert after["interview_text"].select("of_key", "field", "text").rows() == [("b", REASON, "the fair was on")]


def test_why_an_interview_was_declined_is_a_question_of_its_own():
    assert {code_keys(DECLINED)["didnotwanttotalk"], code_keys(DECLINED)["noconsentgiven"]} == {
        "declined_silent",
        "declined_consent",
    }
