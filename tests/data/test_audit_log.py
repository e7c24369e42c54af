"""The audit log: whole after any number of writers and kills, and broken where anybody touched it."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from data.audit_log import START, Act, Actor, AuditLog, Break, as_line
from data.errors import CannotLog
from data.keys import child_mark, derived_key
from data.snapshots import Store
from tests.data.builders import a_store, load_rows

ROOT = Path(__file__).parents[2]
ANNA = Actor("anna", "coordinator")
KEY = b"k" * 32


def a_log(folder: Path, lines: int = 0) -> AuditLog:
    """The log of a store that has a key; each line tells of an export."""
    store = a_store(folder)
    with store.locked():
        store.settled_key(KEY)
    log = AuditLog(store)
    for number in range(lines):
        log.append(ANNA, Act.EXPORT, {"nth": number})
    return log


def test_a_line_says_who_did_what_and_what_for(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.append(ANNA, Act.VIEW, {"page": "Top five", "snapshot": "000001"}, purpose=" Monday's meeting ")
    (line,) = log.lines()
    assert (line.number, line.who, line.audience, line.act) == (1, "anna", "coordinator", "view")
    assert (line.purpose, line.what) == ("Monday's meeting", {"page": "Top five", "snapshot": "000001"})
    assert line.at.endswith("+00:00")
    assert log.verify() is None


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    log = a_log(tmp_path, 1)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (log.path, log.head_path)] == [0o600, 0o600]


def test_a_child_is_named_by_a_mark_that_is_not_the_pseudonym(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.append(ANNA, Act.VIEW, {}, purpose="a referral", children=["C0123456789abcdef"])
    log.append(ANNA, Act.VIEW, {}, purpose="a referral", children=["Cfedcba9876543210"])
    assert b"0123456789abcdef" not in log.path.read_bytes()
    assert [line.number for line in log.found(child="C0123456789abcdef")] == [1]
    assert next(iter(log.lines())).what == {"children": [child_mark(KEY, "C0123456789abcdef")]}


def test_a_line_that_counts_children_names_nobody_and_stops_no_search(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.append(Actor("anna"), Act.PURGE, {"children": 3})
    seen = log.append(Actor("anna"), Act.VIEW, {}, purpose="daily", children=["C0123456789abcdef"])
    assert log.found(child="C0123456789abcdef") == [seen]


def test_lines_are_found_by_act_and_day(tmp_path: Path) -> None:
    log = a_log(tmp_path, 2)
    log.append(ANNA, Act.ROLLBACK, {})
    assert [line.number for line in log.found(acts=["rollback"])] == [3]
    assert [line.number for line in log.found()] == [1, 2, 3]
    assert log.found(since=datetime(9999, 1, 1)) == []


# --- what a hand that has no key may do ------------------------------------------------------------------------------


def edited(raws: list[bytes]) -> list[bytes]:
    return [*raws[:2], raws[2].replace(b"anna", b"otto"), *raws[3:]]


def spaced(raws: list[bytes]) -> list[bytes]:
    return [*raws[:2], raws[2].replace(b": ", b":  ", 1), *raws[3:]]


def said_twice(raws: list[bytes]) -> list[bytes]:
    """JSON takes the last of two values of one name, a reader sees the first."""
    return [*raws[:2], raws[2].replace(b"{", b'{"who": "otto", ', 1), *raws[3:]]


def resealed_with_another_key(raws: list[bytes]) -> list[bytes]:
    line = as_line(raws[2])
    assert line is not None
    return [*raws[:2], line.sealed(b"a guess").text().rstrip(b"\n"), *raws[3:]]


def not_json(raws: list[bytes]) -> list[bytes]:
    return [*raws[:2], b"nothing happened", *raws[2:]]


TAMPERED: list[tuple[Callable[[list[bytes]], list[bytes]], int]] = [
    (edited, 3),
    (spaced, 3),
    (said_twice, 3),
    (resealed_with_another_key, 3),
    (not_json, 3),
    (lambda raws: raws[:2] + raws[3:], 3),
    (lambda raws: raws[1:], 1),
    (lambda raws: [raws[0], raws[2], raws[1], *raws[3:]], 2),
    (lambda raws: [*raws, raws[-1]], 6),
    (lambda raws: [*raws, raws[0]], 6),
    (lambda raws: raws[:-1], 5),
    (lambda raws: raws[:1], 2),
    (lambda raws: raws[:0], 1),
]


@pytest.mark.parametrize(("tamper", "line"), TAMPERED)
def test_a_line_that_was_changed_added_moved_or_removed_is_named(
    tmp_path: Path, tamper: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    log = a_log(tmp_path, 5)
    raws = tamper(log.path.read_bytes().splitlines())
    log.path.write_bytes(b"".join(raw + b"\n" for raw in raws))
    result = log.verify()
    assert result is not None
    assert result.line == line
    log.append(ANNA, Act.EXPORT, {"after": "the break"})
    later = log.verify()
    assert later is not None, "what is written later must not hide it"
    assert later.line == line


def test_a_head_that_was_changed_removed_or_put_back_is_named(tmp_path: Path) -> None:
    log = a_log(tmp_path, 2)
    old_head, old_lines = log.head_path.read_bytes(), log.path.read_bytes()
    for number in range(3):
        log.append(ANNA, Act.EXPORT, {"later": number})
    whole = log.head_path.read_bytes()
    for content in (old_head, whole.replace(b'"number": 5', b'"number": 4'), b"{}", b"[]", b""):
        log.head_path.write_bytes(content)
        assert log.verify() is not None, content
    log.head_path.unlink()
    assert log.verify() == Break(5, "has no audit.head that says it is the last.")
    log.head_path.write_bytes(whole)
    log.path.unlink()
    assert log.verify() == Break(1, "is missing: the log had 5 lines.")
    # Both put back together look whole, but for who wrote the number down elsewhere.
    log.head_path.write_bytes(old_head)
    log.path.write_bytes(old_lines)
    assert log.verify() is None
    assert log.verify(seen=(5, json.loads(whole)["hash"])) == Break(
        5, "is not the line that was written down: an older log was put back."
    )
    assert log.verify(seen=(2, json.loads(old_head)["hash"])) is None


@pytest.mark.parametrize("head", [None, b"{}", b'{"number": 1, "hash": "", "seal": ""}'])
@pytest.mark.parametrize(("left", "line"), [(1, 2), (3, 4), (4, 5), (0, 1)])
def test_lines_cut_off_together_with_the_head_are_missed_for_ever(
    tmp_path: Path, head: bytes | None, left: int, line: int
) -> None:
    load_rows(tmp_path, {})
    log = AuditLog(a_store(tmp_path))
    for number in range(4):
        log.append(ANNA, Act.EXPORT, {"nth": number})
    raws = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join(raws[:left]))
    if head is None:
        log.head_path.unlink()
    else:
        log.head_path.write_bytes(head)
    assert log.verify() is not None
    for _ in range(2):
        log.append(ANNA, Act.EXPORT, {"after": "the cut"})
        assert log.verify() == Break(line, "does not follow from the one before: lines were removed, added or moved.")


def test_a_log_that_was_taken_away_whole_is_missed(tmp_path: Path) -> None:
    load_rows(tmp_path, {})
    log = AuditLog(a_store(tmp_path))
    assert log.verify() is None
    for begin_again in (log.path.unlink, lambda: log.path.write_bytes(b"")):
        begin_again()
        log.head_path.unlink()
        assert log.verify() == Break(1, "is missing: there is no log, although the store holds data.")
        log.append(ANNA, Act.EXPORT, {"after": "the theft"})
        assert (log.verify() or Break(0, "")).line == 1


def test_another_stores_key_makes_another_log(tmp_path: Path) -> None:
    log = a_log(tmp_path, 2)
    log.store.key_file.write_bytes(b"x" * 32)
    assert log.verify() == Break(1, "was changed, or was written with another key.")


# --- kills and several writers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [1, 20, -1])
def test_a_line_torn_by_a_kill_is_told_and_taken_off(tmp_path: Path, kept: int) -> None:
    log = a_log(tmp_path, 2)
    head, whole = log.head_path.read_bytes(), log.path.read_bytes()
    log.append(ANNA, Act.EXPORT, {"nth": 2})
    log.head_path.write_bytes(head)
    torn = log.path.read_bytes()[len(whole) :][:kept]
    log.path.write_bytes(whole + torn)
    result = log.verify()
    assert result is not None
    assert (result.line, "torn" in result.how) == (3, True)
    log.append(ANNA, Act.EXPORT, {"nth": "again"})
    assert log.verify() is None
    assert [(line.act, line.what) for line in log.lines()][2:] == [
        ("repair", {"torn_bytes": len(torn)}),
        ("export", {"nth": "again"}),
    ]


def test_the_very_first_line_torn_is_taken_off(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.path.write_bytes(b'{"number": 1, "at"')
    log.head_path.write_bytes(json.dumps(asdict(START.sealed(derived_key(KEY, "audit log")))).encode())
    log.append(ANNA, Act.EXPORT, {})
    assert (log.verify(), [line.act for line in log.lines()]) == (None, ["repair", "export"])


def test_a_kill_between_the_line_and_the_head_breaks_nothing(tmp_path: Path) -> None:
    log = a_log(tmp_path, 2)
    head = log.head_path.read_bytes()
    log.append(ANNA, Act.EXPORT, {"nth": 2})
    log.head_path.write_bytes(head)
    assert log.verify() is None
    log.append(ANNA, Act.EXPORT, {"nth": 3})
    assert (log.verify(), len(list(log.lines()))) == (None, 4)


def test_the_last_lines_end_cut_off_by_hand_is_no_kill(tmp_path: Path) -> None:
    log = a_log(tmp_path, 3)
    log.path.write_bytes(log.path.read_bytes()[:-5])
    assert log.verify() is not None
    log.append(ANNA, Act.EXPORT, {})
    assert (log.verify() or Break(0, "")).line == 3


WRITER = """
import sys
from pathlib import Path
from data.audit_log import Act, Actor, AuditLog
from data.snapshots import Store
log = AuditLog(Store(Path(sys.argv[1])))
print("begins", flush=True)
for number in range(int(sys.argv[2])):
    log.append(Actor(sys.argv[3]), Act.VIEW, {"nth": number, "filling": "x" * 9000})
"""


def writer(store: Store, lines: int, name: str) -> "subprocess.Popen[bytes]":
    arguments = [sys.executable, "-c", WRITER, str(store.folder), str(lines), name]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE)


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    writers = [writer(log.store, 25, name) for name in ("a", "b", "c")]
    assert [item.wait(60) for item in writers] == [0, 0, 0]
    assert log.verify() is None
    for name in ("a", "b", "c"):
        assert [line.what["nth"] for line in log.lines() if line.who == name] == list(range(25))


def test_after_any_kill_the_chain_goes_on(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    for attempt in range(5):
        one = writer(log.store, 100_000, "killed")
        assert one.stdout is not None
        one.stdout.readline()
        for _ in range(attempt + 1):
            before = log.path.stat().st_size if log.path.exists() else 0
            while (log.path.stat().st_size if log.path.exists() else 0) == before:
                assert one.poll() is None
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
        log.append(ANNA, Act.EXPORT, {"attempt": attempt})
        assert log.verify() is None
    assert [line.what["attempt"] for line in log.found(acts=["export"])] == list(range(5))


def test_what_cannot_be_logged_is_said(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.path.mkdir()
    with pytest.raises(CannotLog, match="What is not logged is not shown or done"):
        log.append(ANNA, Act.EXPORT, {})


def test_a_load_that_cannot_be_logged_is_not_made(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.path.mkdir()
    with pytest.raises(CannotLog):
        load_rows(tmp_path, {})
    assert (log.store.current(), log.store.snapshots()) == (None, ())


def test_a_load_is_logged_by_counts_and_hash_and_never_by_the_files_name(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, {"start": "never"})
    load_rows(tmp_path, {}, {"start": "never"})
    log = AuditLog(a_store(tmp_path))
    (line,) = log.lines()
    (file,) = line.what["files"]
    assert (line.act, line.what["snapshot"], line.what["built_on"]) == ("load", "000001", None)
    assert (file["system"], file["rows_in"], file["loaded"], file["refused"], len(file["sha256"])) == (
        "police",
        2,
        1,
        1,
        64,
    )
    assert b"police.csv" not in log.path.read_bytes()
