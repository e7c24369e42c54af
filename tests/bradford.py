"""A store built to what Bradford told: of returns in a quarter 32% were seen in time in care, and 98% at home.

Its totals are real (tests/test_published_figures.py, T9). Those at home who were not seen in time are of few children,
so that the number of them, and what would tell it, may not be said.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from analytics.model import Period, PeriodKind
from analytics.refresh import refresh
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from tests.attack.random_stores import AS_OF, KEY, SHARED_COLUMNS, Council, deliveries
from tests.shared import copied

SETTINGS: Final = demonstration_settings()
QUARTER: Final = Period(datetime(2026, 4, 1).date(), datetime(2026, 7, 1).date(), PeriodKind.QUARTER)
MADE: Final = Council(seed=0, children=0, times_each=1.0, years=1)
# Setting, seen in time -> returns, and of how many children.
SEEN: Final = {
    ("care", True): (114, 60),
    ("care", False): (243, 70),
    ("home", True): (328, 150),
    ("home", False): (7, 3),
}
# The quarters beside it, in which nothing is small.
BESIDE: Final = (
    datetime(2025, 4, 1),
    datetime(2025, 7, 1),
    datetime(2025, 10, 1),
    datetime(2026, 1, 1),
    datetime(2026, 7, 1),
)
SEEN_BESIDE: Final = {
    ("care", True): (180, 60),
    ("care", False): (160, 70),
    ("home", True): (280, 150),
    ("home", False): (60, 40),
}
Seen = Mapping[tuple[str, bool], tuple[int, int]]
Row = dict[str, str]


def rows(seen: Seen = SEEN) -> list[Row]:
    """A row for each return: `seen` in the quarter, and others in the quarters beside it."""
    quarters = [(datetime.combine(QUARTER.start, time()), seen), *((start, SEEN_BESIDE) for start in BESIDE)]
    made = [
        a_row(setting, number % children, number, start, is_in_time=is_in_time)
        for start, each in quarters
        for (setting, is_in_time), (returns, children) in each.items()
        for number in range(returns)
    ]
    return [row | {"id": f"E{number}"} for number, row in enumerate(made)]


def a_row(setting: str, child: int, number: int, quarter: datetime, *, is_in_time: bool) -> Row:
    """One time missing, and an interview two or four days after the return."""
    started = quarter + timedelta(hours=32) + timedelta(hours=(number * 7 + child) % 2000, minutes=number % 60)
    ended = started + timedelta(hours=5)
    held = ended + timedelta(hours=48 if is_in_time else 96)
    return dict.fromkeys(SHARED_COLUMNS.values(), "") | {
        "child": f"{setting}-{'seen' if is_in_time else 'late'}-{child}",
        "dob": f"20{10 + child % 4}-05-05",
        "sex": "FM"[child % 2],
        "ethnicity": "WBRI",
        "where": setting,
        "category": "missing",
        "start": f"{started:%Y-%m-%d %H:%M}",
        "end": f"{ended:%Y-%m-%d %H:%M}",
        "offered": "yes",
        "outcome": "accepted_completed",
        "completed": f"{held:%Y-%m-%d %H:%M}",
    }


def bradford(folder: Path, settings: Settings = SETTINGS) -> Store:
    """The store in this folder; a copy, since loading it takes seconds."""

    def anew(fresh: Path) -> None:
        refresh(Store(fresh / "store"), deliveries(fresh, MADE, rows()), settings, as_of=AS_OF, key=KEY)

    copied("bradford", anew, folder)
    return Store(folder / "store")
