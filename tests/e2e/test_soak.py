"""The soak of benchmarks/soak.py, half a minute long; and that its verdict is not always the same."""

from pathlib import Path

import pytest

from benchmarks.soak import Look, Plan, Soaked, is_good, soak, told, verdict
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
        (looks(files=2), "grew: open files from 69 to 89"),
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
