"""Where a child stands in a table of children: in one group of each column, so that the groups add up to all.

The rule is one: of the child's episodes in the period, the latest for which the column is recorded decides. Three
columns go by what weighs most instead: a child who was in care at some time stands in care, support is the most there
was, and hours are those of the longest episode, or not known yet while the child is missing.
Who was in care stands in a placement, or in "not recorded"; "not in care" is left for those who never were.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from analytics.measuring.counting import Numbers
from data import codes
from data.bands import STILL_MISSING, TIME_NOT_RECORDED

# Columns whose values go before one another, whichever is later.
FIRST: Final[Mapping[str, tuple[str, ...]]] = {"setting": codes.SETTINGS, "support": codes.SUPPORTS}
# What stands only for want of anything else, the last for want of all.
LAST: Final = (codes.UNKNOWN, TIME_NOT_RECORDED, codes.TRIAGES[-1], codes.SUPPORTS[-1], codes.NOT_IN_CARE, "")
HOURS: Final = "hours_band"


def ranks(column: str, names: Sequence[str]) -> Numbers:
    """How soon each value of a column is taken: 0 before 1; of values that rank alike, the latest."""
    first = longest_first(names) if column == HOURS else FIRST.get(column, ())
    order = (*first, None, *(name for name in LAST if name not in first))
    return np.array([order.index(name if name in order else None) for name in names], np.int64)


def longest_first(names: Sequence[str]) -> tuple[str, ...]:
    """Bands of hours, "168+" before "0-8"; before all of them whoever is still missing."""
    bands = [name for name in names if name[:1].isdigit()]
    return (STILL_MISSING, *sorted(bands, key=lambda name: -int(name.rstrip("+").partition("-")[0])))
