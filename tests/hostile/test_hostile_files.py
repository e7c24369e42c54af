"""Every row of any file is loaded, a duplicate or refused, or the file is refused whole and nothing changes."""

from itertools import pairwise
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import DashboardError, UnusableFile
from data.snapshots import Store
from data.summary import Summary
from tests.data.builders import HEADING, MAPPING, a_file, a_mapping, a_store, ask, csv_text, load_files
from tests.hostile.corpus import Case, cases
from tests.sizes import examples, orders

CASES = cases()
# What a load makes, without the numbers that it gives to files and the times at which they came.
EVERYTHING = "SELECT * EXCLUDE (load_id, row_number) FROM report ORDER BY ALL"
FACTS = "SELECT * FROM episode_facts ORDER BY ALL"


def load_bytes(folder: Path, content: bytes, *, dates: str = "mixed-day-first", suffix: str = "csv") -> Summary:
    """Loads these bytes into the folder's store."""
    file = folder / f"file.{suffix}"
    file.write_bytes(content)
    mapping = a_mapping(folder, MAPPING.replace('dates = "iso"', f'dates = "{dates}"'))
    return load_files(a_store(folder), [file], mapping)


def is_accounted_for(summary: Summary) -> bool:
    (file,) = summary.files
    return file.rows_in == file.loaded + file.duplicates + file.refused + file.left_out


def test_there_are_at_least_forty_hostile_files() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


@pytest.fixture(scope="module")
def of_one_child(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store in which something is; to be copied."""
    folder = tmp_path_factory.mktemp("one")
    load_files(a_store(folder), [a_file(folder, {"child": "B1"})], a_mapping(folder, MAPPING))
    return folder


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_hostile_file_is_loaded_or_refused_for_its_reason(of_one_child: Path, tmp_path: Path, case: Case) -> None:
    store = a_store(tmp_path)
    if not case.loaded:
        # What is refused whole must leave something as it was.
        copytree(of_one_child, tmp_path, dirs_exist_ok=True)
        before = (store.pointer.read_text(), ask(store, FACTS))
    if case.why:
        with pytest.raises(UnusableFile, match=case.why):
            load_bytes(tmp_path, case.content, dates=case.dates, suffix=case.suffix)
    else:
        summary = load_bytes(tmp_path, case.content, dates=case.dates, suffix=case.suffix)
        assert is_accounted_for(summary)
        assert (summary.total("loaded"), summary.total("refused")) == (case.loaded, case.refused)
    if not case.loaded:
        assert (store.pointer.read_text(), ask(store, FACTS)) == before


@examples(5, 15)
@given(content=st.binary(max_size=300), has_heading=st.booleans())
def test_of_any_bytes_rows_are_accounted_for_or_nothing_changes(content: bytes, has_heading: bool) -> None:
    with TemporaryDirectory() as name:
        store = a_store(Path(name))
        try:
            summary = load_bytes(Path(name), HEADING.encode() + b"\n" + content if has_heading else content)
        except DashboardError:
            assert store.current() is None
        else:
            assert is_accounted_for(summary)
            assert (store.current() is not None) == (summary.snapshot is not None)


# --- order and repetition --------------------------------------------------------------------------------------------

POLICE = MAPPING.replace('as_of = "2016-12-31"', 'as_of = "2016-12-01"')
CARE = MAPPING.replace('"police"', '"social_care"').replace('as_of = "2016-12-31"', 'as_of = "2016-12-02"')
CORRECTED = MAPPING.replace('as_of = "2016-12-31"', 'as_of = "2016-12-03"')


def three_files(folder: Path) -> list[tuple[Path, Path]]:
    """The police's, social care's of the same children, and a corrected copy of the police's."""
    first = [{"id": "1"}, {"id": "2", "child": "A2", "end": ""}, {"id": "3", "child": "A3", "start": "never"}]
    theirs = [{"id": "9", "start": "2016-06-07 10:40"}, {"id": "8", "child": "A4", "category": "absent"}]
    again = [{"id": "1", "end": "2016-06-07 17:00"}, {"id": "2", "child": "A2"}, {"id": "3", "child": "A3"}]
    made = []
    for name, rows, mapping in (("police", first, POLICE), ("care", theirs, CARE), ("again", again, CORRECTED)):
        (folder / f"{name}.csv").write_text(csv_text(*rows), encoding="utf-8")
        made.append((folder / f"{name}.csv", a_mapping(folder, mapping, f"{name}.toml")))
    return made


def loaded_in(folder: Path, order: list[tuple[Path, Path]]) -> Store:
    store = a_store(folder)
    for file, mapping in order:
        load_files(store, [file], mapping)
    return store


@pytest.mark.long
def test_the_order_of_files_and_their_repetition_change_nothing(tmp_path: Path) -> None:
    stores = []
    for number, order in enumerate(orders(range(3), 3)):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = three_files(folder)
        store = loaded_in(folder, [files[place] for place in order])
        once = (ask(store, EVERYTHING), ask(store, FACTS))
        for file, mapping in files:
            assert load_files(store, [file], mapping).total("loaded") == 0
        assert (ask(store, EVERYTHING), ask(store, FACTS)) == once
        stores.append(once)
    assert all(one == other for one, other in pairwise(stores))
