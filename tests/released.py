"""A small store that has something to release: two and a half years of a hundred children."""

import hashlib
import shutil
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from analytics.disclosure.auditing.audit import Audit, GivenAway, Interval
from analytics.disclosure.auditing.knowledge import Figure
from analytics.refresh import refresh
from analytics.releases.release import Approval, approve, prepare
from data.audit_log import Actor
from data.load import Delivery
from data.releases import Release, Releases
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from tests.data.builders import MAPPING, a_file, a_mapping
from tests.shared import copied, made_once

SETTINGS = demonstration_settings()
DIRECTOR = SETTINGS.releases.approvers[0]
APPROVAL = Approval(Actor("A. Person"), DIRECTOR, "For the October meeting")
QUARTER, BEFORE, YEAR = "2026-27-Q2", "2026-27-Q1", "2025-26"
FIRST, LAST = date(2024, 4, 1), date(2026, 10, 4)
# In the quarter: as many episodes as no rounding leaves, and ever so few of one group.
EPISODES_IN_THE_QUARTER = 1237
ASIAN_CHILDREN_IN_THE_QUARTER = 3


def rows() -> list[dict[str, str]]:
    """Episodes all over the time; the quarter's are counted."""
    random = Random(20261005)
    days = (LAST - FIRST).days
    anywhere = [FIRST + timedelta(days=random.randrange(days)) for _ in range(1500)]
    start = date(2026, 7, 1)
    starts = [day for day in anywhere if day < start]
    starts += [start + timedelta(days=n % 92) for n in range(EPISODES_IN_THE_QUARTER)]
    result = [a_row(random, number, day) for number, day in enumerate(starts)]
    for number, row in enumerate(row for row in result if row["start"] >= "2026-07"):
        row["ethnicity"] = "AIND" if number < ASIAN_CHILDREN_IN_THE_QUARTER else "WBRI"
        row["child"] = f"planted-{number}" if number < ASIAN_CHILDREN_IN_THE_QUARTER else row["child"]
    return result


def a_row(random: Random, number: int, day: date) -> dict[str, str]:
    """One episode of one of a hundred children."""
    child = random.randrange(100)
    started = datetime.combine(day, datetime.min.time()) + timedelta(hours=random.randrange(24))
    return {
        "id": f"E{number}",
        "child": f"planted-child-{child}",
        "dob": f"2012-{1 + child % 12:02d}-01",
        "sex": "MF"[child % 2],
        "where": "care" if child % 3 else "home",
        "start": started.isoformat(" ", "minutes"),
        "end": (started + timedelta(hours=random.choice((2, 9, 20, 30, 80)))).isoformat(" ", "minutes"),
        "outcome": random.choice(("accepted_completed", "declined_child", "pending")),
    }


def filled(folder: Path) -> Store:
    """The store, loaded by the ordinary loader; a copy, since loading it takes seconds."""
    return Store(copied("two-and-a-half-years", filled_anew, folder) / "store")


def filled_anew(folder: Path, settings: Settings = SETTINGS, columns: Collection[str] = ()) -> Store:
    """The store, loaded by the ordinary loader in this folder; with `columns`, of a file whose others are not read."""
    store = Store(folder / "store")
    lines = MAPPING.replace("2016-12-31", "2026-10-05T07:30:00").splitlines()
    heading = lines.index("[columns]")
    kept = [line for line in lines[heading + 1 :] if not columns or line.partition(" ")[0] in columns]
    mapping = a_mapping(folder, "\n".join([*lines[: heading + 1], *kept]))
    refresh(store, [Delivery((a_file(folder, *rows()),), mapping)], settings, key=b"k" * 32)
    return store


def prepared(store: Store, name: str = QUARTER) -> Release:
    """A draft, taken to be safe. Of a store with the same bytes it is prepared once in a run, and then copied."""
    if not store.folder.exists():
        return prepared_anew(store, name)
    files = bytes_in(store.folder)

    def prepare_a_copy(folder: Path) -> None:
        shutil.copytree(store.folder, folder / "store")
        prepared_anew(Store(folder / "store"), name)

    whole = made_once(f"prepared-{name}-{digest_of(files)}", prepare_a_copy) / "store"
    for folder in sorted(path for path in whole.rglob("*") if path.is_dir()):
        place = store.folder / folder.relative_to(whole)
        place.mkdir(exist_ok=True)
        shutil.copymode(folder, place)
    # What is the same stays untouched: somebody may have it open.
    for path, content in bytes_in(whole).items():
        if files.get(path) != content:
            shutil.copy2(whole / path, store.folder / path)
    return Releases(store).draft(name)


def bytes_in(folder: Path) -> dict[Path, bytes]:
    """Path in the folder -> what the file holds."""
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def digest_of(files: Mapping[Path, bytes]) -> str:
    """The same for the same files with the same bytes."""
    whole = hashlib.sha256()
    for path, content in files.items():
        whole.update(f"{path} {len(content)} ".encode())
        whole.update(content)
    return whole.hexdigest()


def prepared_anew(store: Store, name: str = QUARTER) -> Release:
    """A draft, taken to be safe: the audit has tests of its own, and takes its time."""
    return prepare(store, name, SETTINGS, by=Actor("A. Co-ordinator"), audit=lambda _: found())


def approved(store: Store, name: str = QUARTER, *, is_made_anew: bool = False) -> Release:
    """A release that the public reads; prepared anew where the test changed what a release says."""
    (prepared_anew if is_made_anew else prepared)(store, name)
    return approve(store, name, APPROVAL, SETTINGS)


def found(*given_away: Figure) -> Audit:
    """An audit that finds these figures given away."""
    return Audit({}, {figure: GivenAway(Interval(6, 7), ()) for figure in given_away})
