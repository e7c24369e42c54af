"""The soak of benchmarks/soak.py, half a minute long; and that its verdict is not always the same."""

import os
from pathlib import Path
from socket import socket

import pytest

from benchmarks.soak import Look, Plan, Soaked, is_good, kinds_of, soak, told, verdict
from tests.released import filled


def test_readers_behind_two_processes_read_on_while_a_file_is_loaded(tmp_path: Path) -> None:
    soaked = soak(filled(tmp_path), tmp_path, Plan(readers=6, seconds=20, thought=(0.2, 1.5), between_looks=1))
    assert soaked.failures == []
    assert soaked.ways == 2
    assert soaked.snapshots == ("000001", "000002")
    assert min(soaked.shown) >= soaked.load[0]
    assert len(soaked.seconds(before=soaked.load[0])) >= 6
    assert len(soaked.seconds(after=soaked.load[1])) >= 6
    assert "failures" in told(soaked)


def looks(megabytes: float = 0.0, files: float = 0.0, threads: float = 0.0) -> list[Look]:
    """Of 40 moments, with so much more at each."""
    return [Look(n, 400 + n * megabytes, int(20 + n * files), int(26 + n * threads)) for n in range(40)]


@pytest.mark.parametrize(
    ("each", "said"),
    [
        (looks(), "flat"),
        (looks(megabytes=0.5), "flat"),
        (looks(megabytes=5), "grew: memory from 522 to 572"),
        (looks(files=2), "grew: files of the disk from 69 to 89"),
        (looks(threads=1.5), "grew: threads from 62 to 78"),
        (looks(megabytes=9)[:15], "too short to tell"),
    ],
)
def test_what_grows_is_said(each: list[Look], said: str) -> None:
    assert verdict(each) == said


def test_a_failure_growth_and_a_load_that_nobody_saw_are_each_not_good() -> None:
    good = Soaked(looks={1: looks()}, shown=[3.0])
    assert is_good(good)
    assert not is_good(Soaked(looks={1: looks()}, shown=[3.0], failures=["0 s: ConnectionError"]))
    assert not is_good(Soaked(looks={1: looks(), 2: looks(megabytes=5)}, shown=[3.0]))
    assert not is_good(Soaked(looks={1: looks()}))


@pytest.mark.parametrize(("held", "is_well"), [(60, True), (90, True), (91, False), (400, False)])
def test_sessions_that_are_not_given_back_are_not_good(held: int, is_well: bool) -> None:
    before, after = Look(0, 400, 20, 26, held=60), Look(700, 400, 20, 26, held=held)
    assert is_good(Soaked(looks={1: looks()}, shown=[3.0], before={1: before}, after={1: after})) is is_well


def test_files_of_the_disk_and_sockets_are_told_apart(tmp_path: Path) -> None:
    of_disk, held = kinds_of(os.getpid())
    with (tmp_path / "file").open("w"), socket() as _, socket() as _:
        assert kinds_of(os.getpid()) == (of_disk + 1, held + 2)
