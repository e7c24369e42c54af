"""Two hosts’ processes over one folder: a load on one, and whose sign-ins are over, are read by all of them at once.

Where the system lets us, each host has names and process numbers of its own (`unshare`). The folder is one disk: what a
file server adds is not tried here (docs/deploying.md says so).
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from data.errors import StoreBusy
from data.sittings import Sittings, end_all_of
from data.snapshots import Store
from tests.data.builders import a_file, a_mapping, a_store, load_rows

ROOT = Path(__file__).parents[2]
APART = ("unshare", "--user", "--map-root-user", "--uts", "--pid", "--fork", "--kill-child")
HOSTS = ("first", "second", "first", "second")
TICKET = ("'7f3a'", "1700000000", "'n'")
ANN = frozenset({"7f3a"})
# What a process of a host reads, each time that it changed, and when; until its input ends.
READER = """
import json, select, sys, time
from pathlib import Path
from data.sittings import Sittings, is_ended
from data.snapshots import Store

store, ticket, ann, before = Store(Path(sys.argv[1])), {ticket!r}, frozenset({ann!r}), None
while not select.select([sys.stdin], [], [], 0.01)[0]:
    told = [store.pointed_name(), Sittings(store.folder).is_over(ticket), is_ended(store, ann, {since})]
    if told != before:
        print(json.dumps([time.time(), *told]), flush=True)
        before = told
"""
HOLDER = """
import sys
from pathlib import Path
from data.snapshots import Store

with Store(Path(sys.argv[1])).locked():
    print("held", flush=True)
    sys.stdin.read()
"""


def on_a_host(*words: object) -> subprocess.Popen[str]:
    """A process of a host of its own; of this one, where the system makes none."""
    can = sys.platform == "linux" and subprocess.run([*APART, "true"], check=False, capture_output=True).returncode == 0
    started = [*(APART if can else ()), sys.executable, *map(str, words)]
    return subprocess.Popen(started, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def load_on_a_host(folder: Path, store: Store) -> None:
    """One more file."""
    words = ("load", a_file(folder, {"id": "E2", "child": "A2"}), "--mapping", a_mapping(folder))
    command = [str(word) for word in ("missing", *words)]
    code = f"import os, sys; os.environ['MISSING_STORE'], sys.argv = {str(store.folder)!r}, {command!r}"
    host = on_a_host("-c", f"{code}; import cli; cli.main()")
    told = host.communicate()[0]
    assert host.returncode == 0, told


@pytest.fixture
def store(tmp_path: Path) -> Store:
    load_rows(tmp_path, {})
    return a_store(tmp_path)


@pytest.fixture
def readers(store: Store) -> Iterator[list[subprocess.Popen[str]]]:
    code = READER.format(ticket=TICKET, ann=sorted(ANN), since=time.time() - 60)
    with ExitStack() as open_ones:
        processes = [open_ones.enter_context(on_a_host("-c", code, store.folder)) for _ in HOSTS]
        try:
            yield processes
        finally:
            for process in processes:
                process.kill()


def told_by(readers: list[subprocess.Popen[str]]) -> list[list[object]]:
    """The next thing that each reads anew."""
    return [json.loads(process.stdout.readline()) for process in readers if process.stdout]


def test_all_hosts_read_a_load_and_an_end_within_a_second(
    tmp_path: Path, store: Store, readers: list[subprocess.Popen[str]]
) -> None:
    assert {tuple(told[1:]) for told in told_by(readers)} == {("000001", False, False)}
    load_on_a_host(tmp_path, store)
    changed = store.pointer.stat().st_mtime
    seen = told_by(readers)
    assert {tuple(told[1:]) for told in seen} == {("000002", False, False)}
    assert max(float(str(told[0])) for told in seen) - changed < 1
    ends = (lambda: Sittings(store.folder).end(TICKET), lambda: end_all_of(store, "7f3a"))
    for end, is_ended in zip(ends, (False, True), strict=True):
        moment = time.time()
        end()
        seen = told_by(readers)
        assert {tuple(told[2:]) for told in seen} == {(True, is_ended)}
        assert max(float(str(told[0])) for told in seen) - moment < 1


def test_one_host_alone_writes_and_a_killed_one_keeps_no_lock(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with on_a_host("-c", HOLDER, store.folder) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusy), store.locked(0.1):
            pass
        holder.kill()
    with store.locked(5):
        assert store.pointed_name() is None
