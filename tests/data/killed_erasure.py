"""Erases a child in a process of its own, and kills that process where it is told. Run by test_erasure.py.

Arguments: store, the child's id, and where, as in killed.py.
"""

import sys
from pathlib import Path

from data.erasure import erase
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.killed import armed

if __name__ == "__main__":
    finish, progress = armed(sys.argv[3], int(sys.argv[4]))
    erase(
        Store(Path(sys.argv[1])),
        sys.argv[2],
        demonstration_settings(),
        reason="a request",
        requested_by="an officer",
        finish=finish,
        progress=progress,
    )
