"""Small files, mappings and loads: a test writes what matters, the rest is filled in."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from data.load import Delivery, load
from data.settings import demonstration_settings
from data.snapshots import Publishing, Store
from data.summary import Summary
from tests.shared import copied

SHARED = Path(__file__).parents[3] / "shared"
CASES = SHARED / "cases"
SSDA903 = SHARED / "samples" / "ssda903"
MAPPINGS = Path(__file__).parents[1] / "cases"

HEADING = "id,child,dob,sex,ethnicity,where,placement,category,start,end,outcome,distance"
MAPPING = """
[source]
system = "police"
kind = "episodes"
dates = "iso"
as_of = "2016-12-31"

[columns]
episode = "id"
child = "child"
date_of_birth = "dob"
sex = "sex"
ethnicity = "ethnicity"
setting = "where"
placement = "placement"
category = "category"
started_at = "start"
ended_at = "end"
interview_outcome = "outcome"
distance_miles = "distance"
"""
ROW = {
    "id": "",
    "child": "A1",
    "dob": "2002-05-06",
    "sex": "F",
    "ethnicity": "WBRI",
    "where": "home",
    "placement": "",
    "category": "missing",
    "start": "2016-06-07 10:00",
    "end": "2016-06-07 18:00",
    "outcome": "",
    "distance": "",
}


def csv_text(*rows: Mapping[str, str]) -> str:
    """A file of episodes: `ROW` with each row's own values."""
    lines = [",".join({**ROW, **row}.values()) for row in rows]
    return "\n".join([HEADING, *lines]) + "\n"


def a_file(folder: Path, *rows: Mapping[str, str], name: str = "police.csv") -> Path:
    """A file of episodes on the disk."""
    path = folder / name
    path.write_text(csv_text(*rows), encoding="utf-8")
    return path


def a_mapping(folder: Path, text: str = MAPPING, name: str = "police.toml") -> Path:
    """A mapping on the disk."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def a_store(folder: Path) -> Store:
    """An empty store."""
    return Store(folder / "store")


def nothing_to_publish(_publishing: Publishing) -> None:
    """Finishes what has nothing to publish."""


def load_rows(folder: Path, *rows: Mapping[str, str], mapping: str = MAPPING, **options: Any) -> Summary:
    """Loads a file of these rows into the folder's store."""
    file = a_file(folder, *rows)
    return load_files(a_store(folder), [file], a_mapping(folder, mapping), **options)


def begun_with(folder: Path, *rows: Mapping[str, str], mapping: str = MAPPING) -> Store:
    """The folder's store after a first load of these rows; a copy where another test began with the same ones."""
    same = hashlib.sha256(f"{mapping}\n{csv_text(*rows)}".encode()).hexdigest()
    copied(f"begun-{same}", lambda anew: load_rows(anew, *rows, mapping=mapping), folder)
    return a_store(folder)


def load_files(store: Store, files: Iterable[Path], mapping: Path | None, **options: Any) -> Summary:
    """Loads files with the demonstration's settings and a fixed key."""
    options = {"finish": nothing_to_publish, "key": b"k" * 32, **options}
    return load(store, [Delivery(tuple(files), mapping)], demonstration_settings(), **options)


def ask(store: Store, query: str) -> list[tuple[Any, ...]]:
    """Rows of the live snapshot; refused ones are `refused.refused_row`, what children told `texts.interview_text`."""
    live = store.current()
    assert live is not None
    with duckdb.connect(str(live.episodes), read_only=True) as connection:
        connection.execute(f"ATTACH '{live.refused}' AS refused (READ_ONLY)")
        connection.execute(f"ATTACH '{live.texts}' AS texts (READ_ONLY)")
        return connection.cursor().sql(query).fetchall()


# Of the tables that a file of episodes has no rows in.
NO_OTHER_ROWS = dict.fromkeys(("notification", "interview", "support", "follow_up", "reply", "interview_text"), 0)
