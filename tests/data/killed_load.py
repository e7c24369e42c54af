"""Loads a file in a process of its own, and kills that process where it is told. Run by test_snapshots.py.

Arguments: store, file, mapping, and where, as in killed.py.
"""

import sys
from pathlib import Path

from data.load import Delivery, load
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.killed import armed

if __name__ == "__main__":
    store, file, mapping = map(Path, sys.argv[1:4])
    finish, progress = armed(sys.argv[4], int(sys.argv[5]))
    load(Store(store), [Delivery((file,), mapping)], demonstration_settings(), finish=finish, progress=progress)
