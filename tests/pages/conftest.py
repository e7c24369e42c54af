"""What every test of the pages begins and ends with."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from analytics.refresh import publish_draft
from data.settings import demonstration_settings
from data.snapshots import Store
from pages.common import identity
from tests.data.builders import a_store
from tests.pages.opened import stands_alone
from tests.shared import made_once
from tests.stories import a_week_store


@pytest.fixture(autouse=True)
def nothing_read_before() -> Iterator[None]:
    """Secrets are read once a process: each test reads its own, and leaves none behind."""
    identity.provider_section.cache_clear()
    yield
    # A test may have put something else in its place.
    getattr(identity.provider_section, "cache_clear", lambda: None)()


@pytest.fixture(scope="module")
def loaded() -> Store:
    """Eight children of a week, published. A module whose pages need another store names its own so."""
    return Store(made_once("a-week-of-eight", eight_children) / "store")


def eight_children(folder: Path) -> None:
    """Their store, made anew in this folder."""
    publish = partial(publish_draft, store=a_store(folder), settings=demonstration_settings())
    a_week_store(folder, 8, finish=publish)


@pytest.fixture
def store(loaded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of what the module loaded, and the app over it on this machine alone."""
    shutil.copytree(loaded.folder, tmp_path / "store")
    stands_alone(monkeypatch, tmp_path)
    return Store(tmp_path / "store")
