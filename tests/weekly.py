"""A council that loads its police file every week: rows that come late, corrections, an erasure, and what was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl

from analytics.disclosure.gate import published_in
from analytics.disclosure.published import NAMES_OF_ROW, NUMBERS
from analytics.refresh import refresh
from data.load import Delivery
from data.settings import Disclosure, Settings, demonstration_settings
from data.snapshots import Store
from tests.data.builders import MAPPING, a_file, a_mapping

KEY = b"k" * 32
Row = Mapping[str, str]
SETTINGS = demonstration_settings().model_copy(update={"disclosure": Disclosure(days_until_published=28)})
NAMES = list(NAMES_OF_ROW)


def row(number: int, child: int, started: datetime, **others: str) -> dict[str, str]:
    """One missing episode of nine hours; children differ in sex and home."""
    return {
        "id": f"E{number}",
        "child": f"child-{child}",
        "dob": f"2012-{1 + child % 12:02d}-01",
        "sex": "MF"[child % 2],
        "where": "care" if child % 3 else "home",
        "start": started.isoformat(" ", "minutes"),
        "end": (started + timedelta(hours=9)).isoformat(" ", "minutes"),
        **others,
    }


def council(children: int, episodes: int, first: date, last: date, seed: int = 7) -> list[dict[str, str]]:
    """So many episodes of so many children, spread over the days, oldest first."""
    random, days = Random(seed), (last - first).days
    starts = sorted(
        datetime.combine(first, datetime.min.time())
        + timedelta(days=random.randrange(days), hours=random.randrange(24))
        for _ in range(episodes)
    )
    return [row(number, random.randrange(children), start) for number, start in enumerate(starts)]


@dataclass
class Council:
    """A store and the folder of its files. Each load tells of every row known by its day."""

    folder: Path
    settings: Settings = SETTINGS
    loads: int = 0

    @property
    def store(self) -> Store:
        return Store(self.folder / "store")

    def load(self, rows: Iterable[Row], as_of: date, covers_from: date, *, system: str = "police") -> pl.DataFrame:
        """Loads the rows as a file of its own, and gives what the board reads then."""
        self.loads += 1
        text = MAPPING.replace('as_of = "2016-12-31"', f'covers = ["{covers_from}", "{as_of}"]')
        text = text.replace('system = "police"', f'system = "{system}"')
        file = a_file(self.folder, *rows, name=f"{system}-{self.loads}.csv")
        mapping = a_mapping(self.folder, text, name=f"{system}-{self.loads}.toml")
        moment = datetime.combine(as_of, datetime.min.time())
        refresh(self.store, [Delivery((file,), mapping)], self.settings, as_of=moment, key=KEY)
        return self.read()

    def read(self) -> pl.DataFrame:
        """What the board reads now."""
        return published_in(self.store.live().published).rows


def moved(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The rows of periods that both publications have of which anything is not the same, or that only one has."""
    period = ["period_kind", "period_start", "period_end"]
    both = before.select(period).unique().join(after.select(period).unique(), on=period)
    was, now = (rows.join(both, on=period, how="semi") for rows in (before, after))
    beside = was.join(now, on=NAMES, how="full", suffix="_now")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in (*NUMBERS, "shown", *NAMES))
    return beside.filter(~same)


def periods(rows: pl.DataFrame, kind: str) -> list[date]:
    """The starts of the periods of a kind that are published."""
    return sorted(rows.filter(period_kind=kind)["period_start"].unique())
