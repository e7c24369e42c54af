"""Interviews handed over to providers, filled in, saved by whatever program, and loaded again."""

import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from analytics.casework.handover.interviews import interview_books, names, to_hand_over
from analytics.casework.handover.workbook import Book, as_file
from analytics.casework.interviews import Standing
from analytics.casework.one_child import one_child
from analytics.measuring.coverage import complete_periods, coverage
from analytics.model import PeriodKind
from analytics.views.data_quality import as_of_time
from data.erasure import erase
from data.handover.interviews import OUTCOMES, REASONS, REFERENCE
from data.load import Delivery, check
from data.settings import demonstration_settings
from data.snapshots import Store
from data.warehouse import warehouse
from tests.analytics.casework.handed_over import (
    Rows,
    a_store_of,
    as_csv,
    asked,
    away,
    filled,
    live,
    refusals,
    saved_again,
    sent_back,
    settings_with_ids,
    sheets_of,
    week_of,
)
from tests.data.builders import nothing_to_publish

# Over since long, within 72 hours, and with another provider.
LONG = away("00451", "2016-12-20 20:00", "2016-12-21 09:00")
FRESH = away("00452", "2016-12-24 20:00", "2016-12-25 09:00", offered="2016-12-25 15:00")
ELSEWHERE = away("00453", "2016-12-22 20:00", "2016-12-22 23:00", provider="Harbour")
NOBODYS = away("00454", "2016-12-22 20:00", "2016-12-22 23:00", provider="")
ALL = (LONG, FRESH, ELSEWHERE, NOBODYS)
FILES_END = datetime(2016, 12, 26, 7, 30)


def books(store: Store, folder: Path) -> dict[str, Book]:
    settings = settings_with_ids(folder, "00451", "00452", "00453")
    return {book.name: book for book in interview_books(week_of(store), names(store, settings))}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store_of(tmp_path, *ALL)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """The workbook of one provider, of a store of its own that is like everybody's."""
    folder = tmp_path_factory.mktemp("sheets")
    return sheets_of(books(a_store_of(folder, *ALL), folder)["interviews-compass-youth-2016-12-26.xlsx"].make())


def standing(store: Store) -> dict[str, tuple[Standing, str]]:
    """Child of the file -> standing and outcome, by the hour of the return and the provider."""
    return {
        f"{interview.returned_at:%d %H}": (interview.standing, interview.outcome)
        for interview in sorted(week_of(store).tracked, key=str)
    }


def words_of(sheets: dict[str, Rows]) -> str:
    return " ".join(str(cell) for rows in sheets.values() for row in rows for cell in row)


def test_each_provider_has_a_file_of_its_own_and_no_other_child_is_in_it(store: Store, tmp_path: Path):
    result = books(store, tmp_path)
    assert sorted(result) == [
        "interviews-compass-youth-2016-12-26.xlsx",
        "interviews-harbour-2016-12-26.xlsx",
        "interviews-provider-not-recorded-2016-12-26.xlsx",
    ]
    ids = {name: words_of(sheets_of(book.make())) for name, book in result.items()}
    assert [("00453" in words, "00451" in words) for words in ids.values()] == [
        (False, True),
        (True, False),
        (False, False),
    ]
    packed = ZipFile(io.BytesIO(as_file(list(result.values()))))
    assert sorted(packed.namelist()) == sorted(result)
    assert sum(len(book.children) for book in result.values()) == len(ALL)


def test_a_sheet_holds_own_ids_as_text_true_times_and_hours_as_numbers(sheets: dict[str, Rows]):
    headings, row = sheets["Overdue"]
    cells = dict(zip(headings, row, strict=True))
    assert cells["Child ID"] == "00451"
    assert cells["Returned at"] == datetime(2016, 12, 21, 9)
    assert cells["Due by"] == datetime(2016, 12, 24, 9)
    assert cells["Hours left"] == pytest.approx(-46.5)
    (_, due) = sheets["Due"]
    assert dict(zip(headings, due, strict=True))["Offer on record"] == datetime(2016, 12, 25, 15)
    assert dict(zip(headings, due, strict=True))["Hours left"] == pytest.approx(49.5)


def test_drop_downs_offer_the_very_words_that_are_understood(store: Store, tmp_path: Path):
    content = books(store, tmp_path)["interviews-compass-youth-2016-12-26.xlsx"].make()
    notes = sheets_of(content)["How to fill this in"]
    first = ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    ranges = re.findall(r"<formula1>'How to fill this in'!\$A\$(\d+):\$A\$(\d+)</formula1>", first)
    offered = [[notes[line - 1][0] for line in range(int(top), int(last) + 1)] for top, last in ranges]
    assert offered == [list(OUTCOMES), list(REASONS)]
    assert first.count('type="date"') == 2


def test_a_child_whose_own_id_is_not_kept_goes_by_the_reference_of_our_pages(store: Store, tmp_path: Path):
    sheets = sheets_of(books(store, tmp_path)["interviews-provider-not-recorded-2016-12-26.xlsx"].make())
    (child,) = {item.child_id for item in to_hand_over(week_of(store))["unknown"]}
    assert sheets["Overdue"][1][1] == child[1:9].upper()


def test_what_is_recorded_as_held_without_a_day_is_to_be_confirmed(tmp_path: Path):
    store = a_store_of(tmp_path, away("1", "2016-12-20 20:00", "2016-12-21 09:00", outcome="accepted_completed"))
    ((_, book),) = books(store, tmp_path).items()
    sheets = sheets_of(book.make())
    assert [len(sheets[name]) for name in ("Overdue", "Due", "To be confirmed")] == [1, 1, 2]


def held(sheets: dict[str, Rows], when: object = datetime(2016, 12, 22, 10)) -> dict[str, Rows]:
    """The overdue interview, filled in as held."""
    return {**sheets, "Overdue": filled(sheets["Overdue"], 1, Outcome="Held", Completed_at=when)}


def test_what_was_filled_in_lands_on_its_return_and_the_rest_stays_as_it_was(
    store: Store, sheets: dict[str, Rows], tmp_path: Path
):
    summary = sent_back(store, tmp_path, saved_again(held(sheets)))
    (file,) = summary.files
    assert (file.rows_in, file.loaded, file.left_out, file.refused) == (2, 1, 1, 0)
    assert file.left_out_by_reason == {"not_filled_in": 1}
    assert standing(store) == {
        "21 09": (Standing.IN_TIME, "accepted_completed"),
        "25 09": (Standing.DUE, "pending"),
        "22 23": (Standing.OVERDUE, "pending"),
    }
    assert asked(store, "SELECT count(*) FROM finding") == [(0,)]


def sorted_the_other_way(sheets: dict[str, Rows]) -> bytes:
    heading, *rows = [*sheets["Overdue"], *sheets["Due"][1:]]
    return saved_again({"Sheet1": [heading, *reversed(rows)]})


def without_what_was_given(sheets: dict[str, Rows]) -> bytes:
    kept = [place for place, name in enumerate(sheets["Overdue"][0]) if name in (REFERENCE, "Outcome", "Completed at")]
    return saved_again({"Overdue": [[row[place] for place in kept] for row in sheets["Overdue"]]})


def with_ids_as_numbers(sheets: dict[str, Rows]) -> bytes:
    return saved_again({**sheets, "Overdue": filled(sheets["Overdue"], 1, **{"Child ID": 451})})


def with_a_day_in_words(sheets: dict[str, Rows]) -> bytes:
    return saved_again({**sheets, "Overdue": filled(sheets["Overdue"], 1, **{"Completed at": "22/12/2016 10:00"})})


def with_the_reference_retyped(sheets: dict[str, Rows]) -> bytes:
    reference = str(sheets["Overdue"][1][0])
    typed = f" {reference.lower().replace('0', 'o').replace('-', '')} "
    return saved_again({**sheets, "Overdue": filled(sheets["Overdue"], 1, **{REFERENCE: typed})})


@pytest.mark.parametrize(
    "change",
    [
        saved_again,
        sorted_the_other_way,
        without_what_was_given,
        with_ids_as_numbers,
        with_a_day_in_words,
        with_the_reference_retyped,
        lambda sheets: saved_again({"Overdue": sheets["Overdue"]}),
        lambda sheets: as_csv(sheets["Overdue"]),
        lambda sheets: as_csv(sheets["Overdue"], ";"),
    ],
)
def test_a_sheet_survives_what_people_and_programs_do_to_it(
    store: Store, sheets: dict[str, Rows], tmp_path: Path, change
):
    content = change(held(sheets))
    name = "back.csv" if not content.startswith(b"PK") else "back.xlsx"
    summary = sent_back(store, tmp_path, content, name)
    assert (summary.total("loaded"), summary.total("refused")) == (1, 0)
    assert standing(store)["21 09"] == (Standing.IN_TIME, "accepted_completed")


def test_the_workbook_as_it_was_sent_says_nothing_and_moves_nothing(store: Store, tmp_path: Path):
    content = books(store, tmp_path)["interviews-compass-youth-2016-12-26.xlsx"].make()
    before = standing(store)
    summary = sent_back(store, tmp_path, content)
    assert (summary.total("loaded"), summary.total("left_out"), summary.total("refused")) == (0, 2, 0)
    assert standing(store) == before
    assert not any(
        "How to fill" in tolerance or "blank" in tolerance for file in summary.files for tolerance in file.tolerances
    )


def test_loading_twice_changes_nothing_however_it_was_saved_again(
    store: Store, sheets: dict[str, Rows], tmp_path: Path
):
    sent_back(store, tmp_path, saved_again(held(sheets)))
    before, interviews = standing(store), asked(store, "SELECT count(*) FROM interview")
    again = sent_back(store, tmp_path, saved_again(held(sheets)))
    assert again.total("loaded") == 0
    by_csv = sent_back(store, tmp_path, as_csv(held(sheets)["Overdue"]), "other.csv")
    assert (by_csv.total("loaded"), by_csv.total("duplicates")) == (0, 1)
    assert (standing(store), asked(store, "SELECT count(*) FROM interview")) == (before, interviews)


def test_a_later_answer_takes_the_place_of_an_earlier_one(store: Store, sheets: dict[str, Rows], tmp_path: Path):
    offered = filled(sheets["Overdue"], 1, Outcome="Offered, answer awaited", Offered_at=datetime(2016, 12, 21, 12))
    sent_back(store, tmp_path, saved_again({"Overdue": offered}))
    assert standing(store)["21 09"] == (Standing.OVERDUE, "pending")
    sent_back(store, tmp_path, saved_again(held(sheets)), "later.xlsx")
    assert standing(store)["21 09"] == (Standing.IN_TIME, "accepted_completed")
    assert asked(store, "SELECT count(*) FROM interview") == [(1,)]


def test_an_older_copy_that_takes_a_held_interview_back_is_a_doubt(
    store: Store, sheets: dict[str, Rows], tmp_path: Path
):
    sent_back(store, tmp_path, saved_again(held(sheets)))
    offered = filled(sheets["Overdue"], 1, Outcome="Offered, answer awaited", Offered_at=datetime(2016, 12, 21, 12))
    sent_back(store, tmp_path, saved_again({"Overdue": offered}), "older.xlsx")
    assert asked(store, "SELECT rule FROM finding") == [("interview_held_before",)]


@pytest.mark.parametrize(
    ("answers", "lacks"),
    [
        ({"Outcome": "Held"}, "Completed at is blank"),
        ({"Completed at": datetime(2016, 12, 22)}, "Outcome is blank"),
        ({"Why declined": "No consent given"}, "Outcome is blank"),
        ({"Offered at": datetime(2016, 12, 22)}, "Outcome is blank"),
        ({"Outcome": "Declined by the child"}, "Offered at is blank"),
        ({"Outcome": "Held", "Completed at": "n/k"}, "Completed at is blank"),
        (
            {"Outcome": "Not offered: no contact", "Completed at": datetime(2016, 12, 22)},
            "Outcome does not say held",
        ),
        ({"Outcome": "Not required"}, "none of the list"),
        ({"Outcome": "Held", "Completed at": "Thursday week"}, "Completed at"),
        ({"Outcome": "Held", "Completed at": datetime(2016, 12, 20)}, "before the return"),
        ({"Outcome": "Held", "Completed at": datetime.now() + timedelta(days=2)}, "has not come yet"),
        ({"Outcome": "Declined by the child", "Offered at": datetime.now() + timedelta(days=2)}, "has not come yet"),
        ({"Outcome": "Held", "Completed at": datetime(2016, 12, 22), REFERENCE: "E-00000-00000"}, "no episode"),
        ({"Outcome": "Held", "Completed at": datetime(2016, 12, 22), "Child ID": "00452"}, "two children"),
        ({"Outcome": "Held", "Completed at": datetime(2016, 12, 22), REFERENCE: "", "Child ID": "9"}, "No child"),
        ({"Outcome": "Held", "Completed at": datetime(2016, 12, 22), REFERENCE: "", "Child ID": ""}, "neither"),
    ],
)
def test_a_row_that_is_not_whole_is_no_interview_and_says_what_lacks(
    store: Store, sheets: dict[str, Rows], tmp_path: Path, answers: dict[str, object], lacks: str
):
    said = refusals(store, tmp_path, saved_again({"Overdue": filled(sheets["Overdue"], 1, **answers)}))
    assert len(said) == 1
    assert lacks in said[0]
    assert "0045" not in said[0]
    assert standing(store)["21 09"] == (Standing.OVERDUE, "pending")


@pytest.mark.parametrize("blank", ["", "N/A", "n/k", "-", "None", "tbc"])
def test_words_for_nothing_are_blank(store: Store, sheets: dict[str, Rows], tmp_path: Path, blank: str):
    answers = dict.fromkeys(("Offered at", "Completed at"), blank)
    summary = sent_back(store, tmp_path, saved_again({"Overdue": filled(sheets["Overdue"], 1, **answers)}))
    assert (summary.total("loaded"), summary.total("left_out"), summary.total("refused")) == (0, 1, 0)


def test_one_date_that_is_month_first_speaks_for_its_column(store: Store, sheets: dict[str, Rows], tmp_path: Path):
    """12/11/2016 would be 12 November, before the return; 01/02/2017 is a day that it could be."""
    rows = [*filled(sheets["Overdue"], 1, Outcome="Held", Completed_at="12/23/2016"), *sheets["Due"][1:]]
    rows = filled(rows, 2, Outcome="Held", Completed_at="01/02/2017")
    said = refusals(store, tmp_path, saved_again({"Overdue": rows}))
    assert len(said) == 2
    assert "exchanged day and month" in said[1]


def test_a_column_that_was_put_in_is_said_to_be_unread(store: Store, sheets: dict[str, Rows], tmp_path: Path):
    rows = [[*row, "Time" if place == 0 else "16:30"] for place, row in enumerate(held(sheets)["Overdue"])]
    (file,) = sent_back(store, tmp_path, saved_again({"Overdue": rows})).files
    assert file.loaded == 1
    assert [tolerance for tolerance in file.tolerances if "'Time'" in tolerance]
    (file,) = sent_back(store, tmp_path, saved_again(held(sheets, datetime(2016, 12, 23))), "as sent.xlsx").files
    assert not any("no such column" in tolerance for tolerance in file.tolerances)


def test_a_row_added_by_hand_is_about_the_child_of_its_id(store: Store, sheets: dict[str, Rows], tmp_path: Path):
    blank = [""] * len(sheets["Overdue"][0])
    added = filled(
        [*sheets["Overdue"], blank],
        2,
        **{"Child ID": 453, "Returned at": "22/12/2016 23:00", "Outcome": "held", "Completed at": "23/12/16 11:00"},
    )
    summary = sent_back(store, tmp_path, saved_again({"Overdue": added}))
    assert (summary.total("loaded"), summary.total("refused")) == (1, 0)
    held_by_hand = [interview for interview in week_of(store).tracked if interview.standing is Standing.IN_TIME]
    assert [(item.provider, item.completed_at) for item in held_by_hand] == [("Harbour", datetime(2016, 12, 23, 11))]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_of_the_list_can_be_chosen_and_is_shown(
    store: Store, sheets: dict[str, Rows], tmp_path: Path, outcome: str
):
    code = OUTCOMES[outcome]
    times = {"Completed at": datetime(2016, 12, 22)} if outcome == "Held" else {"Offered at": datetime(2016, 12, 22)}
    rows = filled(sheets["Overdue"], 1, **{"Outcome": outcome, "Why declined": "No consent given", **times})
    summary = sent_back(store, tmp_path, saved_again({"Overdue": rows}))
    assert (summary.total("loaded"), summary.total("refused")) == (1, 0)
    assert standing(store)["21 09"][1] == code


def test_an_answer_lands_though_social_care_had_said_less(tmp_path: Path):
    """Social care is believed before a provider, and had written that no contact was made."""
    mapping_of_social_care = {"outcome": "not_offered_no_contact"}
    store = a_store_of(tmp_path, LONG | mapping_of_social_care)
    ((_, book),) = books(store, tmp_path).items()
    rows = filled(
        sheets_of(book.make())["Overdue"],
        1,
        **{"Outcome": "Declined by parent or carer", "Offered at": datetime(2016, 12, 22, 9)},
    )
    sent_back(store, tmp_path, saved_again({"Overdue": rows}))
    assert standing(store)["21 09"] == (Standing.REFUSED, "declined_parent")


def test_an_interview_that_is_newer_than_the_files_counts_and_does_not_make_them_look_newer(
    store: Store, sheets: dict[str, Rows], tmp_path: Path
):
    sent_back(store, tmp_path, saved_again(held(sheets, datetime(2016, 12, 28, 10))))
    assert standing(store)["21 09"] == (Standing.LATE, "accepted_completed")
    week = week_of(store)
    assert week.as_of == week.uncertain.known_to == FILES_END
    assert live(store).manifest["as_of"] == str(FILES_END)
    assert as_of_time(warehouse(live(store).episodes)) == FILES_END
    (child,) = {interview.child_id for interview in week.tracked if interview.standing is Standing.LATE}
    assert {interview.standing for interview in one_child(live(store), child, week.as_of).interviews} == {Standing.LATE}


def test_a_sheet_of_the_new_year_ends_no_quarter_and_moves_no_hours(tmp_path: Path):
    missing = away("00455", "2016-12-25 20:00", "")
    store = a_store_of(tmp_path, LONG, missing)
    gone_for = week_of(store).missing[0].seconds
    ((_, book),) = books(store, tmp_path).items()
    sent_back(store, tmp_path, saved_again(held(sheets_of(book.make()), datetime(2017, 1, 3, 10))))
    assert week_of(store).missing[0].seconds == gone_for
    episodes = warehouse(live(store).episodes)
    ends = as_of_time(episodes)
    quarters = list(complete_periods(coverage(episodes, ends), PeriodKind.QUARTER, ends.date()))
    assert [(quarter.start, quarter.end) for quarter in quarters] == [(date(2016, 7, 1), date(2016, 10, 1))]


def test_a_shorter_sheet_after_one_that_told_of_a_later_time_still_counts(
    store: Store, sheets: dict[str, Rows], tmp_path: Path
):
    offered = filled(sheets["Due"], 1, Outcome="Offered, answer awaited", Offered_at=datetime(2016, 12, 29, 9))
    sent_back(store, tmp_path, saved_again({"Overdue": held(sheets)["Overdue"], "Due": offered}))
    put_right = held(sheets, datetime(2016, 12, 27, 10))["Overdue"]
    sent_back(store, tmp_path, saved_again({"Overdue": put_right}), "put right.xlsx")
    assert standing(store)["21 09"] == (Standing.LATE, "accepted_completed")


def test_checking_changes_nothing_and_says_the_same(store: Store, sheets: dict[str, Rows], tmp_path: Path):
    file = tmp_path / "back.xlsx"
    file.write_bytes(saved_again(held(sheets)))
    before = store.current()
    summary = check(store, [Delivery((file,))], demonstration_settings())
    assert (summary.total("loaded"), store.current()) == (1, before)
    assert "C" + "0" * 3 not in str(summary.files[0].first_rows)
    assert "episodes" not in summary.files[0].first_rows.fields


def test_an_erasure_takes_the_child_out_of_what_came_back(tmp_path: Path):
    own = demonstration_settings()
    store = a_store_of(tmp_path, *ALL)
    result = {book.whom: book for book in interview_books(week_of(store), names(store, own))}
    sheets = sheets_of(result["Compass Youth"].make())
    child = str(sheets["Overdue"][1][1])
    half = {**sheets, "Overdue": filled(sheets["Overdue"], 1, Outcome="Held")}
    sent_back(store, tmp_path, saved_again(half))
    assert child in warehouse(live(store).refused).query("SELECT original FROM refused_row").item()
    erase(store, "00451", own, reason="asked for", requested_by="the officer", finish=nothing_to_publish)
    assert warehouse(live(store).refused).query("SELECT original FROM refused_row").is_empty()
    (said,) = refusals(store, tmp_path, saved_again(held(sheets)), "later.xlsx")
    assert "records were erased" in said


def test_a_row_that_was_half_filled_in_is_closed_by_the_next_sheet_that_has_it_and_by_no_other(
    store: Store, sheets: dict[str, Rows], tmp_path: Path
):
    half = {**sheets, "Overdue": filled(sheets["Overdue"], 1, Outcome="Held")}
    sent_back(store, tmp_path, saved_again(half))
    open_rows = "SELECT count(*) FROM refused_row"
    assert warehouse(live(store).refused).query(open_rows).item() == 1
    other = {"Due": filled(sheets["Due"], 1, Outcome="Offered, answer awaited")}
    sent_back(store, tmp_path, saved_again(other))  # under the same name
    assert warehouse(live(store).refused).query(open_rows).item() == 1
    summary = sent_back(store, tmp_path, saved_again(held(sheets)), "later.xlsx")
    assert warehouse(live(store).refused).query(open_rows).item() == 0
    assert any(
        "1 row that was refused before is in this file again" in tolerance for tolerance in summary.files[0].tolerances
    )
