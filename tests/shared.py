"""What many tests begin with and none changes: made once in a run, whichever process asks first, and then copied."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

FOLDER_VARIABLE = "TESTS_SHARED"


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name. `make` fills it when nobody has yet; the other processes of the run wait meanwhile."""
    shared = Path(os.environ[FOLDER_VARIABLE])
    whole, making = shared / name, shared / f"{name}-in-the-making"
    with FileLock(shared / f"{name}.lock"):
        if not whole.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(whole)
    return whole


def copied(name: str, make: Callable[[Path], object], folder: Path) -> Path:
    """A copy of it at `folder`, for a test that adds to it."""
    return Path(shutil.copytree(made_once(name, make), folder, dirs_exist_ok=True))
