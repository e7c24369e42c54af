"""Every page, paper and export of the demonstration is as it was, line by line, or the change was looked at.

`uv run python -m tests.golden.make` writes the files anew.
"""

import pytest

from data.snapshots import Store
from tests.demonstration import a_copy_of_the_demonstration
from tests.golden.make import makers
from tests.golden.texts import FOLDER

KEPT = sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.txt"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(a_copy_of_the_demonstration(tmp_path_factory.mktemp("golden")))


def test_a_golden_file_is_kept_of_each_page_paper_and_export(store: Store) -> None:
    assert sorted(makers(store)) == KEPT


@pytest.mark.parametrize("name", KEPT)
def test_what_readers_get_is_as_it_was(store: Store, name: str) -> None:
    assert makers(store)[name]() == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
