"""Notes on a day and a chair's commentary: of co-ordinators until a second person lets others read them."""

import json
import stat
from datetime import date, datetime
from pathlib import Path

import docx
import pytest

from analytics.model import Audience, Period, PeriodKind
from analytics.releases.remarks import (
    account_of,
    comment,
    let_others_read,
    note,
    read_by,
    standing,
    text_in,
    withdraw,
)
from analytics.reports.monthly import month_named, monthly_report
from analytics.reports.quarterly import quarter_named, quarterly_report
from analytics.reports.quarterly_word import add_section
from data.audit_log import Act, Actor, AuditLog
from data.casebook import ERASED_WORDS, LONGEST_COMMENTARY, LONGEST_NOTE, Casebook
from data.doctor import of_lists
from data.errors import CannotWrite
from data.remarks import FILE, shown_remarks
from data.snapshots import Store
from tests.data.builders import a_store
from tests.released import DIRECTOR, SETTINGS, filled

ANNA, BEN = Actor("Anna (11)", "coordinator"), Actor("Ben (22)", "coordinator")
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 11, 45)
DAY = date(2026, 8, 12)
WORDS = "the police count absences as missing"
THE_QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER)
CHAIR = "Chair of the sub-group"
SAID = "We asked why so many\x07went.\n\n \r\nA second worker\nstarts in May."


def a_note(store: Store, text: str = WORDS, day: date = DAY) -> int:
    return note(store, day, text, ANNA, TODAY).number


def a_commentary(store: Store, text: str = SAID) -> int:
    return comment(store, THE_QUARTER, text, CHAIR, ANNA).number


def let(store: Store, number: int, by: Actor = BEN, role: str = DIRECTOR) -> None:
    let_others_read(store, number, by, role, settings=SETTINGS, today=TODAY)


def texts(store: Store, audience: Audience) -> list[str]:
    return [each.text for each in read_by(audience, store)]


def test_a_note_is_of_co_ordinators_until_a_second_person_in_a_named_role_lets_others_read_it(tmp_path: Path):
    store = a_store(tmp_path)
    number = a_note(store)
    assert texts(store, Audience.COORDINATOR) == [WORDS]
    assert texts(store, Audience.BOARD) == []
    assert not (store.folder / FILE).exists()
    with pytest.raises(CannotWrite, match="somebody else"):
        let(store, number, Actor("Anna, by another address (11)", "coordinator"))
    for role in ("", "Chair of a club"):
        with pytest.raises(CannotWrite, match="may approve a release"):
            let(store, number, role=role)
    let(store, number)
    (told,) = shown_remarks(store)
    assert (told.day, told.text, told.role, told.who) == (DAY, WORDS, DIRECTOR, "")
    assert "Anna" not in (store.folder / FILE).read_text(encoding="utf-8")
    assert f"From 12 August 2026, {WORDS}.\nWritten by Anna (11), " in account_of(standing(store)[0])
    assert account_of(standing(store)[0]).endswith(f"Read by the board and papers, as let by: {DIRECTOR}.")
    # Nothing of it is changed: withdrawn, nobody reads it, and the casebook has what it said.
    withdraw(store, number, "It was in April", ANNA, TODAY)
    assert texts(store, Audience.COORDINATOR) == texts(store, Audience.BOARD) == []
    assert [entry.text for entry in Casebook(store).entries()][::2] == [WORDS, "It was in April"]
    with pytest.raises(CannotWrite, match="does not stand"):
        withdraw(store, number, "Twice", ANNA, TODAY)
    log = [line.what for line in AuditLog(store).lines() if line.act == Act.CASEBOOK]
    assert [what["kind"] for what in log] == ["noted", "let_read", "withdrawn"]
    assert WORDS not in str(log)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("EA67887A was found", "without 'EA67887A'"),
        ("those at B23 6AB moved", "without 'B23 6AB'"),
        ("x" * (LONGEST_NOTE + 1), "at most 140"),
        ("  ", "Write a few words"),
        (WORDS, ""),
        ("Operation 2026 began in B23, with 1,200 officers", ""),
    ],
)
def test_a_note_has_no_reference_and_no_address_and_is_short(tmp_path: Path, text: str, refused: str):
    store = a_store(tmp_path)
    if refused:
        with pytest.raises(CannotWrite, match=refused):
            a_note(store, text)
    else:
        a_note(store, text)
    assert len(Casebook(store).entries()) == (not refused)


def test_a_note_that_names_somebody_loses_its_words_for_good_and_others_outlive_children(tmp_path: Path):
    store = a_store(tmp_path)
    names, stays = a_note(store, "Jo Bloggs moved in"), a_note(store)
    let(store, names)
    withdraw(store, names, "It names a child", BEN, TODAY, names_somebody=True)
    for file in ("casebook.jsonl", FILE, "audit.jsonl"):
        assert "Bloggs" not in (store.folder / file).read_text(encoding="utf-8")
    assert [entry.text for entry in Casebook(store).entries()][:2] == [ERASED_WORDS, WORDS]
    assert [each.number for each in standing(store)] == [stays]
    assert Casebook(store).due(set(), datetime(2100, 1, 1)) == 0
    # An erasure takes what it knows of the child out of what others read, too.
    let(store, stays)
    Casebook(store).without_child("C0", "absences")
    assert texts(store, Audience.BOARD) == [f"the police count {ERASED_WORDS} as missing"]


def test_a_note_is_of_a_day_that_has_come(tmp_path: Path):
    for day in (date(2026, 11, 23), None):
        with pytest.raises(CannotWrite, match="one that has come"):
            note(a_store(tmp_path), day, WORDS, ANNA, TODAY)


def test_of_commentary_the_newest_that_was_let_out_counts_and_versions_before_are_kept(tmp_path: Path):
    store = a_store(tmp_path)
    first = a_commentary(store)
    let(store, first)
    second = a_commentary(store, "Said better.")
    assert [each.number for each in standing(store)] == [first, second]
    assert texts(store, Audience.BOARD) == ["We asked why so many went.\nA second worker starts in May."]
    let(store, second)
    assert texts(store, Audience.BOARD) == ["Said better."]
    withdraw(store, second, "Not agreed", BEN, TODAY)
    assert [each.number for each in shown_remarks(store)] == [first]
    with pytest.raises(CannotWrite, match="which role"):
        comment(store, THE_QUARTER, SAID, " ", ANNA)
    with pytest.raises(CannotWrite, match="at most 2000"):
        a_commentary(store, "x" * (LONGEST_COMMENTARY + 1))


def test_a_file_that_is_handed_in_is_plain_text():
    assert text_in("\ufeffThe chair’s words".encode()) == "The chair’s words"
    assert text_in("The chair’s words".encode("cp1252")) == "The chair’s words"
    for other in (b"PK\x03\x04\0\0", b"\x81\xff\0"):
        with pytest.raises(CannotWrite, match="plain text"):
            text_in(other)


def test_others_read_a_file_that_is_whole_and_a_shared_store_lets_its_group_read_it(tmp_path: Path):
    store = a_store(tmp_path)
    store.folder.mkdir(mode=0o750)
    store.folder.chmod(0o2750)
    let(store, a_note(store))
    path = store.folder / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    whole = path.read_text(encoding="utf-8")
    for damaged in (whole.replace("police", "chief"), whole[:-9], "[]", json.dumps({"remarks": [{}]})):
        path.write_text(damaged, encoding="utf-8")
        assert shown_remarks(store) == ()
        assert any("is damaged" in finding.words for finding in of_lists(store))
    path.unlink()
    assert shown_remarks(store) == ()


def test_reports_say_what_their_readers_may_read(tmp_path: Path):
    store = filled(tmp_path)
    a_note(store, "for co-ordinators alone")
    for number in (a_note(store), a_commentary(store)):
        let(store, number)
    # The quarter's report is the board's; the month's is in two editions.
    snapshot = store.live()
    quarter, month = quarter_named(snapshot, ""), month_named(snapshot, Audience.COORDINATOR, "2026-08")
    report = quarterly_report(snapshot, SETTINGS, quarter, NOW, remarks=read_by(Audience.BOARD, store))
    exact = monthly_report(
        snapshot, SETTINGS, month, Audience.COORDINATOR, NOW, remarks=read_by(Audience.COORDINATOR, store)
    )
    document = docx.Document()
    add_section(document, report.sections[0])
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text][-2:] == [
        report.commentary[0].question,
        "We asked why so many went.\nA second worker starts in May.",
    ]
    of_all = f"A: from 12 August 2026, for co-ordinators alone. B: from 12 August 2026, {WORDS}."
    for noted, told in ((report, f"A: from 12 August 2026, {WORDS}."), (exact, of_all)):
        series = [item for each in noted.sections for item in each.items if item.answer and item.answer.card.over_time]
        assert series
        for item in series:
            assert item.more.endswith(told)
            if item.chart:
                assert item.chart.alt.endswith(told)
