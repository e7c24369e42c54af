"""A Friday's file and the weekend after it: what a test marks by hand, and the file that comes on Monday."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analytics.casework.by_hand.marking import Moment, came_back, newly_missing
from analytics.casework.by_hand.marks import utc_of
from analytics.casework.week import Week, the_week
from data.audit_log import Actor
from data.casebook import Casebook, Entry, Told
from data.pseudonyms import Pseudonyms
from data.settings import Settings, demonstration_settings
from data.snapshots import Snapshot, Store
from tests.data.builders import MAPPING, a_store, load_rows
from tests.shared import copied

ANNA = Actor("anna", "coordinator")
FRIDAY = datetime(2016, 11, 25, 9, 0)
SATURDAY = datetime(2016, 11, 26, 10, 0)  # the boy came back
SUNDAY = datetime(2016, 11, 27, 20, 0)  # the girl went missing
MONDAY = datetime(2016, 11, 28, 8, 55)
SETTINGS = demonstration_settings()
BOY = {"id": "B1", "child": "PERSON-1001", "sex": "M", "start": "2016-11-24 20:00", "end": ""}
GIRL = {"id": "G1", "child": "PERSON-1002", "start": "2016-11-01 20:00", "end": "2016-11-02 07:00"}
OTHER = {"id": "O1", "child": "PERSON-1003", "start": "2016-11-23 20:00", "end": ""}


def pseudonym(child: str) -> str:
    return Pseudonyms(b"k" * 32).of_one(child, "council")


HE, SHE = pseudonym("PERSON-1001"), pseudonym("PERSON-1002")


def file_of(folder: Path, as_of: datetime, *rows: Mapping[str, str], **options: Any) -> Store:
    """The folder's store with one more file, which knew until then."""
    load_rows(folder, *rows, mapping=MAPPING.replace("2016-12-31", as_of.isoformat()), **options)
    return a_store(folder)


def a_friday(folder: Path, **options: Any) -> Store:
    """The file of Friday morning: two children missing, and one who was in the month."""
    if options:
        return file_of(folder, FRIDAY, BOY, GIRL, OTHER, **options)
    copied("friday", lambda anew: file_of(anew, FRIDAY, BOY, GIRL, OTHER), folder)
    return a_store(folder)


def live(store: Store) -> Snapshot:
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


def at_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """The clock stands at that moment."""
    monkeypatch.setattr("analytics.casework.week.clock", lambda: moment)


def week_of(store: Store, as_of: datetime | None = None, settings: Settings = SETTINGS) -> Week:
    return the_week(store, live(store), settings, as_of)


def put(store: Store, entry: Entry, at: datetime = MONDAY) -> Entry:
    """The entry, written at that local time."""
    return Casebook(store).add(entry, ANNA, utc_of(at))


def row_of(week: Week, child: str, **known: object) -> dict[str, Any]:
    """The child's last row."""
    return [row for row in week.cases.rows.to_dicts() if row["child_id"] == child and known.items() <= row.items()][-1]


def boy_back(store: Store, at: datetime = SATURDAY, written: datetime = MONDAY) -> Entry:
    """The boy is marked to be back."""
    week = week_of(store)
    return put(store, came_back(row_of(week, HE), Moment(at, "minute"), "Children’s home", week), written)


def girl_gone(store: Store, at: datetime = SUNDAY, written: datetime = MONDAY, **told: str) -> Entry:
    """The girl is marked to be missing."""
    about = Told(at, **{"category": "missing", "risk": "high", "place": "Bus station", **told})
    return put(store, newly_missing(SHE, about, "Foster carer", week_of(store)), written)
