"""Differences sent to homes and the fostering service, answered, and read back into the list."""

from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.casework.handover.differences import answer_columns, by_whom, difference_books, differences, replies
from analytics.casework.handover.interviews import names
from analytics.casework.reconcile import alone, alone_columns
from analytics.model import Period
from data.handover.differences import REFERENCE
from data.settings import demonstration_settings
from data.snapshots import Store
from data.warehouse import Warehouse, warehouse
from tests.analytics.casework.handed_over import (
    Rows,
    as_csv,
    asked,
    filled,
    live,
    refusals,
    saved_again,
    sent_back,
    settings_with_ids,
    sheets_of,
)
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, load_files
from tests.shared import copied

JUNE = Period(date(2016, 6, 1), date(2016, 7, 1))
CARE = "CHILD,DECOM,RNE,LS,DEC,REC,PLACE,URN\n0041,01/04/2016,S,C2,,,K2,9000101\n0042,01/04/2016,S,C2,,,U6,\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Police tell of three children: one in a home, one in foster care, one at home. Fostering tells of another day."""
    copied("three-children", three_children, tmp_path)
    return a_store(tmp_path)


def three_children(folder: Path) -> None:
    """The store, made anew in this folder."""
    store = a_store(folder)
    rows = [
        {"child": child, "start": f"2016-06-0{day} 10:00"} for child, day in (("0041", 1), ("0042", 2), ("0043", 3))
    ]
    load_files(store, [a_file(folder, *rows)], a_mapping(folder))
    theirs = {"child": "0042", "start": "2016-06-09 10:00", "end": "2016-06-09 12:00"}
    fostering = MAPPING.replace('"police"', '"fostering"')
    load_files(store, [a_file(folder, theirs, name="f.csv")], a_mapping(folder, fostering, "f.toml"))
    care = folder / "episodes.csv"
    care.write_text(CARE, encoding="utf-8")
    load_files(store, [care], None)


def books(store: Store, folder: Path) -> dict[str, Rows]:
    episodes = warehouse(live(store).episodes)
    result = by_whom(differences(episodes, JUNE))
    settings = settings_with_ids(folder, "0041", "0042", "0043")
    made = difference_books(result, replies(episodes), JUNE, names(store, settings), demonstration_settings())
    return {book.whom: sheets_of(book.make())["Differences"] for book in made}


def test_each_home_and_the_fostering_service_is_asked_about_its_own_children_alone(store: Store, tmp_path: Path):
    result = books(store, tmp_path)
    assert {whom: [(row[1], row[2], row[4]) for row in rows[1:]] for whom, rows in result.items()} == {
        "Home 9000101": [("0041", datetime(2016, 6, 1, 10), "Police")],
        "The fostering service": [
            ("0042", datetime(2016, 6, 2, 10), "Police"),
            ("0042", datetime(2016, 6, 9, 10), "The fostering service"),
        ],
    }
    every = differences(warehouse(live(store).episodes), JUNE)
    assert [item.whom for item in every] == ["9000101", "fostering", None, "fostering"]


@pytest.mark.parametrize("save", [lambda rows: saved_again({"x": rows}), as_csv])
def test_an_answer_stands_in_the_list_and_changes_no_figure(store: Store, tmp_path: Path, save):
    before = asked(store, "SELECT * FROM episode_facts ORDER BY ALL")
    rows = filled(books(store, tmp_path)["Home 9000101"], 1, Answer="Ours is right", Note="Back at 11:00")
    content = save(rows)
    summary = sent_back(store, tmp_path, content, "back.xlsx" if content.startswith(b"PK") else "back.csv")
    assert (summary.total("loaded"), summary.total("refused")) == (1, 0)
    assert asked(store, "SELECT * FROM episode_facts ORDER BY ALL") == before
    episodes: Warehouse = warehouse(live(store).episodes)
    columns = alone_columns(alone(episodes, JUNE, "police"), replies(episodes))
    assert columns["Answer"][0].startswith("Theirs is right: Back at 11:00 (")
    assert columns["Answer"][1:] == ["", ""]
    assert "Home 9000101" not in books(store, tmp_path)
    told = answer_columns(differences(episodes, JUNE), replies(episodes))
    assert (told["Asked"], told["Told by"]) == (["Home 9000101"], ["Police"])


def test_a_sheet_as_it_was_sent_answers_nothing(store: Store, tmp_path: Path):
    summary = sent_back(store, tmp_path, saved_again({"x": books(store, tmp_path)["The fostering service"]}))
    assert (summary.total("loaded"), summary.total("left_out")) == (0, 2)


def test_loading_twice_changes_nothing_and_a_later_answer_counts(store: Store, tmp_path: Path):
    sheet = books(store, tmp_path)["Home 9000101"]
    agreed = filled(sheet, 1, Answer="agree")
    sent_back(store, tmp_path, saved_again({"x": agreed}))
    again = sent_back(store, tmp_path, as_csv(agreed), "again.csv")
    assert (again.total("loaded"), again.total("duplicates")) == (0, 1)
    sent_back(store, tmp_path, saved_again({"x": filled(sheet, 1, Answer="Yours is right")}), "later.xlsx")
    assert asked(store, "SELECT says FROM reply") == [("yours",)]


@pytest.mark.parametrize(
    ("answers", "lacks"),
    [
        ({"Note": "We had her here"}, "Answer is blank"),
        ({"Answer": "Ours is right"}, "Note is blank"),
        ({"Answer": "Perhaps"}, "none of the list"),
        ({"Answer": "agree", REFERENCE: "E-00000-00000"}, "no episode"),
        ({"Answer": "agree", REFERENCE: ""}, "no reference"),
        ({"Answer": "agree", "Child ID": "0042"}, "two children"),
    ],
)
def test_an_answer_by_half_is_none_and_says_what_lacks(
    store: Store, tmp_path: Path, answers: dict[str, object], lacks: str
):
    rows = filled(books(store, tmp_path)["Home 9000101"], 1, **answers)
    (said,) = refusals(store, tmp_path, saved_again({"x": rows}))
    assert lacks in said
    assert asked(store, "SELECT count(*) FROM reply") == [(0,)]
