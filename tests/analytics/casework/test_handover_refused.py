"""Refused rows sent back to whoever sent them, corrected, and loaded again: the doubt closes, or stays."""

from pathlib import Path

import pytest

from analytics.casework.handover.files import write_refused
from analytics.casework.handover.interviews import interview_books, names
from analytics.casework.handover.refused import refused_books
from data.errors import CannotExport
from data.formats.guessing.sketch import sketch
from data.formats.sent_back import LINE, REFERENCE, TO_DO, WHY
from data.settings import demonstration_settings
from data.snapshots import Store
from data.summary import Summary
from data.warehouse import warehouse
from tests.analytics.casework.handed_over import (
    Rows,
    a_store_of,
    as_csv,
    asked,
    away,
    filled,
    live,
    saved_again,
    sent_back,
    settings_with_ids,
    sheets_of,
    week_of,
)
from tests.data.builders import HEADING, MAPPING, ROW, a_file, a_mapping, a_store, csv_text, load_files
from tests.shared import copied

GOOD, BAD, WORSE = {"child": "A1"}, {"child": "A2", "start": "the 9th"}, {"child": "A3", "start": "", "end": "soon"}


def refused(store: Store) -> list[tuple[int, str]]:
    rows = warehouse(live(store).refused).query("SELECT row_number, original FROM refused_row ORDER BY ALL")
    return [(number, original) for number, original in rows.iter_rows()]


def sheet(store: Store) -> Rows:
    (book,) = refused_books(store, live(store), demonstration_settings())
    return sheets_of(book.make())["Refused rows"]


def sent(store: Store, folder: Path, content: bytes, name: str = "corrected.xlsx", mapping: str = MAPPING) -> Summary:
    file = folder / name
    file.write_bytes(content)
    return load_files(store, [file], a_mapping(folder, mapping))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    def made(anew: Path) -> None:
        load_files(a_store(anew), [a_file(anew, GOOD, BAD, WORSE)], a_mapping(anew))

    copied("good-bad-worse", made, tmp_path)
    return a_store(tmp_path)


def test_a_workbook_has_the_senders_own_columns_in_their_order_and_what_is_amiss(store: Store):
    headings, bad, worse = sheet(store)
    assert headings == [LINE, WHY, TO_DO, *HEADING.split(","), REFERENCE]
    assert bad[0] == "police.csv: Line 3"
    assert "the 9th" in bad[1]
    assert bad[3:-1] == list({**ROW, **BAD}.values())
    assert worse[3:-1] == list({**ROW, **WORSE}.values())
    assert bad[-1] != worse[-1]


@pytest.mark.parametrize("save", [lambda rows: saved_again({"Refused rows": rows}), as_csv])
def test_a_corrected_row_closes_its_doubt_and_any_other_stays(store: Store, tmp_path: Path, save):
    corrected = filled(sheet(store), 1, start="2016-06-09 10:00", end="2016-06-09 12:00")
    content = save(corrected)
    name = "corrected.xlsx" if content.startswith(b"PK") else "corrected.csv"
    summary = sent(store, tmp_path, content, name)
    assert (summary.total("loaded"), summary.total("refused")) == (1, 1)
    ((_, original),) = refused(store)
    assert original == ",".join({**ROW, **WORSE}.values())
    assert asked(store, "SELECT count(*) FROM report") == [(2,)]
    text = " ".join(summary.files[0].tolerances)
    assert "2 rows that were refused before are in this file again: 1 can be read now, 1 cannot yet." in text


def test_the_same_workbook_corrected_at_last_closes_the_rest(store: Store, tmp_path: Path):
    rows = sheet(store)
    first = filled(rows, 1, start="2016-06-09 10:00", end="2016-06-09 12:00")
    sent(store, tmp_path, saved_again({"a": first}))
    last = filled(first, 2, start="2016-06-10 10:00", end="2016-06-10 12:00")
    summary = sent(store, tmp_path, saved_again({"a": last}), "at-last.xlsx")
    assert refused(store) == []
    assert (summary.total("loaded"), summary.total("duplicates")) == (1, 1)


def test_a_row_that_was_taken_out_of_the_workbook_stays_refused(store: Store, tmp_path: Path):
    heading, bad, _ = filled(sheet(store), 1, start="2016-06-09 10:00", end="2016-06-09 12:00")
    # Under the very name of the file that they came in, which would answer for all of it.
    sent(store, tmp_path, saved_again({"a": [heading, bad]}), "police.csv.xlsx")
    assert len(refused(store)) == 1
    sent(store, tmp_path, as_csv([heading, bad]), "police.csv")
    assert len(refused(store)) == 1


def test_a_workbook_as_it_was_sent_changes_nothing(store: Store, tmp_path: Path):
    before = refused(store)
    (book,) = refused_books(store, live(store), demonstration_settings())
    summary = sent(store, tmp_path, book.make())
    assert (summary.total("loaded"), summary.total("refused")) == (0, 2)
    assert refused(store) == before


def test_what_is_refused_again_goes_out_once_more_under_the_same_reference(store: Store, tmp_path: Path):
    rows = sheet(store)
    half = filled(filled(rows, 1, start="2016-06-09 10:00", end="then"), 2, start="2016-06-10 10:00", end="")
    sent(store, tmp_path, saved_again({"a": half}))
    heading, again = sheet(store)
    assert heading == rows[0]
    assert again[-1] == rows[1][-1]
    assert again[3:-1] == half[1][3:-1]


def test_a_corrected_row_knows_no_more_than_its_file_did(tmp_path: Path):
    """Since then a newer file has the end: the corrected row, loaded later, must not open the episode again."""
    store = a_store(tmp_path)
    as_known = MAPPING.replace("2016-12-31", "2016-06-30")
    still_open = {"id": "7", "child": "A2", "end": "", "dob": "2016-05-06"}
    broken = {**still_open, "start": "7 Juno 2016"}
    load_files(store, [a_file(tmp_path, GOOD, broken)], a_mapping(tmp_path, as_known))
    rows = sheet(store)
    newer = a_file(tmp_path, {**still_open, "dob": "", "end": "2016-06-08 10:00"}, name="newer.csv")
    load_files(store, [newer], a_mapping(tmp_path))
    without_as_of = MAPPING.replace('as_of = "2016-12-31"\n', "")
    summary = sent(
        store, tmp_path, saved_again({"a": filled(rows, 1, start="2016-06-07 10:00", dob="")}), mapping=without_as_of
    )
    assert summary.total("refused") == 0
    assert refused(store) == []
    assert asked(store, "SELECT count(*) FROM report WHERE ended_at IS NULL") == [(0,)]


def test_one_senders_rows_are_in_no_other_senders_workbook(store: Store, tmp_path: Path):
    other = MAPPING.replace('"police"', '"social_care"')
    load_files(
        store,
        [a_file(tmp_path, {"child": "Z9"}, {"child": "Z9", "start": "x"}, name="s.csv")],
        a_mapping(tmp_path, other),
    )
    books = refused_books(store, live(store), demonstration_settings())
    assert [book.name for book in books] == [
        "refused-rows-police-2016-12-31.xlsx",
        "refused-rows-social-care-2016-12-31.xlsx",
    ]
    assert ["Z9" in str(sheets_of(book.make())) for book in books] == [False, True]
    with pytest.raises(CannotExport, match="2 workbooks are needed"):
        write_refused(store, live(store), demonstration_settings(), tmp_path / "all.xlsx")
    files = write_refused(store, live(store), demonstration_settings(), tmp_path)
    assert [file.stat().st_mode & 0o077 for file in files] == [0, 0]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (",".join([*ROW.values(), "one too many"]), [*ROW.values(), "one too many"]),
        (f'7,"A9,{",".join(list(ROW.values())[2:])}', ["7", '"A9', *list(ROW.values())[2:]]),
        (
            ",".join(['"x, ""y"""', *list(ROW.values())[1:7], "no such", *list(ROW.values())[8:]]),
            ['x, "y"', *list(ROW.values())[1:7], "no such", *list(ROW.values())[8:]],
        ),
    ],
)
def test_a_line_of_another_shape_keeps_every_cell(tmp_path: Path, line: str, cells: list[str]):
    store = a_store(tmp_path)
    file = tmp_path / "police.csv"
    file.write_text(f"{csv_text(GOOD)}{line}\n")
    load_files(store, [file], a_mapping(tmp_path))
    _, row = sheet(store)
    assert row[3 : 3 + len(cells)] == cells


def test_the_load_page_knows_the_senders_columns_and_no_more(store: Store):
    (book,) = refused_books(store, live(store), demonstration_settings())
    assert sketch("corrected.xlsx", book.make()).headings == tuple(HEADING.split(","))


def test_the_sender_reads_nothing_of_our_mappings(tmp_path: Path):
    store = a_store(tmp_path)
    load_files(store, [a_file(tmp_path, GOOD, {"category": "Concern"})], a_mapping(tmp_path))
    _, row = sheet(store)
    assert "'Concern', which is not understood. Understood: absent, away, missing." in row[1]
    assert "values.category" not in row[1]
    assert ".toml" not in row[1]


def test_no_provider_gets_the_refused_rows_of_another_back(tmp_path: Path):
    rows = [
        away(child, f"2016-12-{day} 20:00", f"2016-12-{day + 1} 09:00", provider=provider)
        for child, provider in (("00451", "Compass Youth"), ("00452", "Harbour"))
        for day in (18, 20)
    ]
    store, own = a_store_of(tmp_path, *rows), settings_with_ids(tmp_path, "00451", "00452")
    for number, book in enumerate(interview_books(week_of(store), names(store, own))):
        half = filled(sheets_of(book.make())["Overdue"], 1, Outcome="Held")
        sent_back(store, tmp_path, saved_again({"Overdue": half}), f"back-{number}.xlsx")
    books = refused_books(store, live(store), own)
    children = [{row[4] for row in sheets_of(book.make())["Refused rows"][1:]} for book in books]
    assert children == [{"00451"}, {"00452"}]
    assert len({book.name for book in books}) == len({book.whom for book in books}) == 2
