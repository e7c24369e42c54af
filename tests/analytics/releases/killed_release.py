"""Prepares or approves a release in a process of its own, and kills that process where it is told.

Arguments: store, act (prepare | approve), side (before | after), and which of the renames that make things durable.
"""

import sys
from pathlib import Path

from data.snapshots import Store
from tests.data.killed import armed
from tests.released import APPROVAL, QUARTER, SETTINGS, approve, prepared_anew


def main(store: Path, act: str, side: str, number: int) -> None:
    armed(side, number)
    if act == "prepare":
        prepared_anew(Store(store))
    else:
        approve(Store(store), QUARTER, APPROVAL, SETTINGS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
