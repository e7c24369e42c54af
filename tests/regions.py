"""Councils that nobody chose, as a region receives them: each loaded by the ordinary loader, its bundles written.

Small in the tests; `python -m benchmarks.region` makes eight of 60 to 1,200 children.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from analytics.publishing.bundle import write_bundle
from analytics.views.view import forget_snapshots
from data.errors import CannotExport
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from tests.attack.random_stores import Council, council, loaded_anew

# Invented, as are the codes: of no authority that there is.
NAMES: Final = (
    *("Alderbrook", "Brackenshire", "Cawlford", "Dunmere", "Eastwold", "Fennyhill", "Greatholme", "Harrowdene"),
)
SIZES: Final = (60, 90, 140, 220, 350, 500, 800, 1200)
PERIODS: Final = ("2024-25", "2025-26", "2026-27-Q1", "2026-27-Q2")


def code_of(number: int) -> str:
    """The invented code of a council."""
    return f"E9900{9000 + number:04d}"


def settings_of(number: int, children: int) -> Settings:
    """The settings of a council: its name, code and population; the third has another count of persistent children."""
    settings = demonstration_settings()
    named = settings.council.model_copy(update={"name": NAMES[number], "authority": code_of(number)})
    counting = settings.counting.model_copy(update={"persistent_more_than": 2 if number == 2 else 3})
    people = settings.population.model_copy(
        update={"aged_10_to_17": 4_000 + children * (60 + 10 * (number % 3)), "looked_after": 90 + children * 2}
    )
    return settings.model_copy(update={"council": named, "counting": counting, "population": people})


def made(number: int, children: int) -> Council:
    """A council of so many children in three years, well enough recorded that its board reads something."""
    sized = replace(council(number), children=children, times_each=4.0, years=3, rarity=0.7)
    return replace(sized, not_recorded=0.05, in_care=0.4, has_second_source=False, has_care_records=False)


def written(folder: Path, sizes: Sequence[int], names: Sequence[str] = PERIODS) -> Path:
    """The bundles of councils of so many children, in a folder of their own; the folder of bundles."""
    sent = folder / "sent"
    for number, children in enumerate(sizes):
        home = folder / f"council-{number}"
        home.mkdir(parents=True)
        forget_snapshots()
        loaded_anew(home, made(number, children), settings_of(number, children))
        for name in names:
            # Of a small council a quarter may have nothing that is published.
            with suppress(CannotExport):
                write_bundle(Store(home / "store"), name, sent)
    return sent
