"""The store of the invented city, made once in a run of the tests."""

import os
import subprocess
import sys
from pathlib import Path

from tests.shared import copied

ROOT = Path(__file__).parents[1]
# Text that says nothing of its encoding is ASCII then, and whatever else stands in it an error.
PLAIN_TEXT = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def a_copy_of_the_demonstration(folder: Path) -> Path:
    """A copy of the store in this folder, since a reader adds to its log and casebook."""
    return copied("demonstration", demonstrated, folder) / "store"


def demonstrated(folder: Path) -> None:
    """The store, made anew in this folder, with what Windows has alone: so every system has what it needs."""
    as_on_windows("demonstration", folder)


def as_on_windows(what: str, folder: Path) -> str:
    """What `tests/as_on_windows.py` prints, in a process of its own."""
    words = [sys.executable, "-m", "tests.as_on_windows", what, str(folder)]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | PLAIN_TEXT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
