"""Sittings: when a reader last touched a page, and whose sign-ins are over."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from data.audit_log import Act, AuditLog
from data.errors import CannotLog, DamagedStore, UnknownReader
from data.sittings import Sittings, end_all_of, ended_in, is_ended, refuse_unknown
from data.snapshots import Store

TICKET = ("'7f3a'", "1700000000", "'n'")
ANN = frozenset({"ann@council.example (7f3a)", "ann@council.example", "7f3a"})


def went_away(sittings: Sittings, minutes: float, ticket: tuple[str, ...] = TICKET) -> None:
    moment = time.time() - minutes * 60
    os.utime(sittings.file(ticket), (moment, moment))


def test_a_sitting_is_idle_since_its_last_touch_in_every_process_of_the_folder(tmp_path: Path):
    Sittings(tmp_path).begin(TICKET, "ann", "board")
    went_away(Sittings(tmp_path), 31)
    Sittings(tmp_path).begin(TICKET, "ann", "board")
    assert 31 * 60 <= Sittings(tmp_path).idle(TICKET).total_seconds() < 32 * 60
    Sittings(tmp_path).touch(TICKET)
    assert Sittings(tmp_path).idle(TICKET).total_seconds() < 5


def test_a_sign_in_that_was_never_seen_is_not_idle_and_a_touch_does_not_begin_it(tmp_path: Path):
    sittings = Sittings(tmp_path)
    sittings.touch(TICKET)
    assert not sittings.is_known(TICKET)
    assert sittings.idle(TICKET).total_seconds() == 0


def test_signing_out_ends_one_sign_in_and_is_listed(tmp_path: Path):
    sittings, other = Sittings(tmp_path), ("'7f3a'", "1700000001", "'m'")
    sittings.begin(TICKET, "ann", "board")
    sittings.begin(other, "ann", "board")
    sittings.end(TICKET)
    assert Sittings(tmp_path).is_over(TICKET)
    assert not Sittings(tmp_path).is_over(other)
    assert sorted((each.who, each.audience, each.is_over) for each in sittings.all()) == [
        ("ann", "board", False),
        ("ann", "board", True),
    ]


def test_a_reader_ends_their_others_and_nobody_elses(tmp_path: Path):
    sittings, other, of_bob = Sittings(tmp_path), ("'7f3a'", "1700000001", "'m'"), ("'8'", "1", "'k'")
    for ticket, who in ((TICKET, "ann"), (other, "ann"), (of_bob, "bob")):
        sittings.begin(ticket, who, "board")
    assert sittings.end_others(TICKET, "ann") == 1
    assert [sittings.is_over(ticket) for ticket in (TICKET, other, of_bob)] == [False, True, False]
    assert sittings.end_others(TICKET, "ann") == 0


def test_what_nobody_believes_any_more_is_forgotten_when_somebody_comes(tmp_path: Path):
    sittings = Sittings(tmp_path)
    sittings.begin(TICKET, "ann", "board")
    went_away(sittings, 26 * 60)
    sittings.begin(("'8'", "1", "'k'"), "bob", "board")
    assert [each.who for each in sittings.all()] == ["bob"]


def test_no_name_of_a_sitting_says_how_to_sign_in(tmp_path: Path):
    Sittings(tmp_path).begin(TICKET, "ann", "board")
    (name,) = (each.name for each in (tmp_path / "sittings").iterdir())
    assert not any(part.strip("'") in name for part in TICKET[:2])


def test_a_sitting_that_cannot_be_noted_is_not_begun(tmp_path: Path):
    (tmp_path / "in the way").write_text("a file")
    with pytest.raises(CannotLog, match="MISSING_LOG"):
        Sittings(tmp_path / "in the way").begin(TICKET, "ann", "board")


@pytest.mark.parametrize("who", ["ann@council.example (7f3a)", "ANN@council.example", " 7f3a "])
def test_an_administrator_ends_the_sign_ins_of_one_reader_made_until_then(tmp_path: Path, who: str):
    store = Store(tmp_path)
    end_all_of(store, who)
    now = time.time()
    assert is_ended(store, ANN, now - 3600)
    # The provider's clock may be ahead by five minutes, and then this sign-in was made before.
    assert is_ended(store, ANN, now + 290)
    assert not is_ended(store, ANN, now + 310)
    assert not is_ended(store, frozenset({"bob@council.example", "8"}), now - 3600)


def test_ending_a_second_reader_leaves_the_first_ended(tmp_path: Path):
    store = Store(tmp_path)
    end_all_of(store, "7f3a")
    end_all_of(store, "8")
    assert is_ended(store, ANN, time.time())


def test_of_many_administrators_at_once_each_ends_whom_they_named(tmp_path: Path):
    names = [f"reader-{number}" for number in range(20)]
    with ThreadPoolExecutor(len(names)) as threads:
        list(threads.map(partial(end_all_of, Store(tmp_path)), names))
    assert set(ended_in(Store(tmp_path))) == set(names)


READERS = ("ann@council.example (7f3a)", "ben@council.example (81bc)", "cat")


@pytest.mark.parametrize(
    "who", ["ann@council.example (7f3a)", "ANN@council.example", " 81BC ", "ben@council.example", "Cat"]
)
def test_a_reader_who_signed_in_is_known_by_each_of_their_names(who: str):
    refuse_unknown(who, READERS)


@pytest.mark.parametrize(
    ("who", "like"),
    [
        ("anne@council.example", "Like it: 'ann@council.example (7f3a)', 'ben@council.example (81bc)'."),
        ("7f3b", "Like it: 'ann@council.example (7f3a)'."),
        ("nobody like it at all", "processes that write here. Nothing was ended."),
        ("council.example", "Nothing was ended."),
        ("a", "Nothing was ended."),
    ],
)
def test_a_name_that_nobody_has_is_said_with_those_like_it(who: str, like: str):
    with pytest.raises(UnknownReader, match="Nothing was ended") as refused:
        refuse_unknown(who, READERS)
    assert like in str(refused.value)


def test_the_command_ends_nobody_by_a_misspelt_name_unless_it_is_told_to(tmp_path: Path):
    store, command = Store(tmp_path), CliRunner(env={"MISSING_STORE": str(tmp_path), "MISSING_LOG": ""})
    Sittings(tmp_path).begin(TICKET, READERS[0], "board")
    refused = command.invoke(cli.app, ["sessions", "end", "anne@council.example"])
    assert isinstance(refused.exception, UnknownReader)
    assert (ended_in(store), list(AuditLog(store).lines())) == ({}, [])
    for words in (["ann@council.example"], ["anne@council.example", "--unseen"]):
        assert command.invoke(cli.app, ["sessions", "end", *words]).exit_code == 0
    assert set(ended_in(store)) == {"ann@council.example", "anne@council.example"}
    assert [line.act for line in AuditLog(store).lines()] == [Act.ENDED, Act.ENDED]


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b'{"ann": null}', b"\xff"])
def test_where_the_list_of_ends_is_damaged_nobody_is_believed(tmp_path: Path, content: bytes):
    (tmp_path / "ended.json").write_bytes(content)
    with pytest.raises(DamagedStore, match=r"ended\.json"):
        is_ended(Store(tmp_path), ANN, time.time())


@pytest.mark.skipif(os.name == "nt", reason="A file's mode says nothing on Windows.")
def test_the_boards_process_reads_the_ends_of_a_shared_store_and_nobody_else_does(tmp_path: Path):
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    alone.mkdir(mode=0o700)
    shared.mkdir()
    shared.chmod(0o2750)
    for folder, mode in ((alone, 0o600), (shared, 0o640)):
        end_all_of(Store(folder), "7f3a")
        assert (folder / "ended.json").stat().st_mode & 0o777 == mode
