"""Recommendations of a committee: open ones are carried from paper to paper, one that ended is told of once."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest

from analytics.releases.read import read, shown_releases
from analytics.releases.recommendations import (
    TITLE,
    about,
    columns_of,
    lines_approved,
    lines_in,
    recommendations,
    sentence,
    written,
)
from analytics.releases.release import approve
from analytics.releases.remarks import withdraw
from analytics.reports.quarterly import of_recommendations
from analytics.reports.scrutiny import STILL_TO_BE_WRITTEN, scrutiny_paper
from analytics.reports.scrutiny_word import scrutiny_word
from data.audit_log import Actor
from data.casebook import LONGEST_RECOMMENDATION, Casebook, Kind
from data.errors import CannotRelease, CannotWrite
from data.snapshots import Store
from tests.analytics.releases.test_remarks import CHAIR, WORDS, a_commentary, a_note, let
from tests.data.builders import a_store
from tests.released import APPROVAL, BEFORE, QUARTER, SETTINGS, approved, filled, prepared

BY = Actor("A. Co-ordinator")
DAY = date(2026, 1, 12)
OUT_OF_AREA = "Offer an interview to every child who is placed out of area"


def recommended(store: Store, text: str, *, is_public: bool = True) -> int:
    book = Casebook(store)
    number = book.add(written(text, "SC/3", "Head of Service", DAY), BY).number
    if is_public:
        say(store, number, Kind.FOR_PUBLIC, "For the public")
    return number


def say(store: Store, number: int, kind: Kind, text: str, on: date = date(2026, 9, 2)) -> None:
    item = next(item for item in recommendations(Casebook(store).entries()) if item.entry.number == number)
    Casebook(store).add(about(item, kind, text, on), BY)


def test_open_ones_are_carried_and_one_that_ended_is_told_of_once(tmp_path: Path):
    store = filled(tmp_path)
    first = recommended(store, OUT_OF_AREA)
    second = recommended(store, "Say how many wait, every quarter")
    recommended(store, "For officers alone", is_public=False)
    say(store, second, Kind.ENDED, "It stands in this paper")
    approved(store, BEFORE)
    lines = lines_in(read(shown_releases(store)[0]))
    assert [(line.text, line.status) for line in lines] == [
        ("Say how many wait, every quarter", "Ended 2 September 2026"),
        (OUT_OF_AREA, "Open"),
    ]
    assert sentence(lines) == "2 recommendations: 1 is open, 1 has ended since the last paper."
    say(store, first, Kind.CAME_OF_IT, "A provider is found", date(2026, 10, 1))
    a_note(store, "for co-ordinators alone")
    noted, long_before, said = a_note(store), a_note(store, "long before", date(2020, 1, 1)), a_commentary(store)
    early = a_note(store, "two homes opened", date(2026, 6, 1))
    for number in (noted, long_before, said, early):
        let(store, number)
    approved(store, QUARTER)
    released = read(shown_releases(store)[0])
    assert columns_of(lines_in(released)) == {
        "Recommended": ["SC/3, 12 January 2026"],
        "Recommendation": [OUT_OF_AREA],
        "Who answers": ["Head of Service"],
        "Status": ["Open"],
        "What came of it": ["1 October 2026: A provider is found"],
    }
    # What is written after the release was prepared is not in it.
    say(store, first, Kind.ENDED, "All were offered")
    paper = docx.Document(BytesIO(scrutiny_word(scrutiny_paper(released, datetime(2026, 11, 22, 11, 45)))))
    words = [paragraph.text for paragraph in paper.paragraphs] + [
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    ]
    assert TITLE in words
    assert "1 October 2026: A provider is found" in words
    assert "All were offered" not in " ".join(words)
    assert not any(said in " ".join(words) for said in ("For officers alone", "for co-ordinators alone", "long before"))
    # A chair's commentary and notes on days are printed as they were let out.
    assert f"From 12 August 2026, {WORDS}." in words
    at = words.index("A second worker starts in May.")
    assert words[at - 2].startswith(f"{CHAIR}, ")
    assert (words[at - 1], words[at + 1]) == ("We asked why so many went.", STILL_TO_BE_WRITTEN)
    # The board's report says what was approved, and nothing newer.
    name, approved_lines = lines_approved(store)
    section = of_recommendations(name, approved_lines)
    assert section.items[0].grid.columns["What came of it"] == ["1 October 2026: A provider is found"]
    assert "July to September 2026" in section.advice
    # A correction of the first paper tells again of what that paper told.
    correction = prepared(store, f"{BEFORE}-v2")
    assert [line.status for line in lines_in(read(correction))] == ["Ended 2 September 2026"] * 2
    # Nor is it approved with words that were withdrawn since it was prepared.
    withdraw(store, early, "It was in April", BY, DAY)
    with pytest.raises(CannotRelease, match="withdrawn or replaced"):
        approve(store, f"{BEFORE}-v2", APPROVAL, SETTINGS)


def test_without_a_release_or_a_recommendation_papers_say_nothing_of_it(tmp_path: Path):
    store = filled(tmp_path)
    assert lines_approved(store) == ("", [])
    assert of_recommendations("", []).items == ()
    approved(store, QUARTER)
    paper = scrutiny_paper(read(shown_releases(store)[0]), datetime(2026, 11, 22))
    assert (paper.recommended.columns, paper.commentary, paper.changed) == ({}, (), ())


def test_the_last_mark_decides_whether_the_public_may_read_it(tmp_path: Path):
    store = a_store(tmp_path)
    number = recommended(store, OUT_OF_AREA)
    say(store, number, Kind.NOT_FOR_PUBLIC, "Not for the public")
    assert [item.is_public for item in recommendations(Casebook(store).entries())] == [False]
    say(store, number, Kind.FOR_PUBLIC, "For the public")
    assert [item.is_public for item in recommendations(Casebook(store).entries())] == [True]


def test_a_recommendation_may_be_long_and_outlives_what_is_kept_of_children(tmp_path: Path):
    store = a_store(tmp_path)
    recommended(store, "x" * LONGEST_RECOMMENDATION)
    with pytest.raises(CannotWrite, match="at most 1000 characters"):
        recommended(store, "x" * (LONGEST_RECOMMENDATION + 1))
    assert Casebook(store).due(set(), datetime(2100, 1, 1)) == 0
