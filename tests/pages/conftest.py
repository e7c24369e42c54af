"""What every test of the pages begins and ends with."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.snapshots import Store
from pages.common import council, identity
from tests.pages.opened import stands_alone


@pytest.fixture(autouse=True)
def nothing_read_before() -> Iterator[None]:
    """Settings and secrets are read once a process: each test reads its own, and leaves none behind."""
    council.settings.cache_clear()
    identity.provider_section.cache_clear()
    yield
    council.settings.cache_clear()
    # A test may have put something else in its place.
    getattr(identity.provider_section, "cache_clear", lambda: None)()


@pytest.fixture
def store(loaded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of what the module loaded, and the app over it on this machine alone."""
    shutil.copytree(loaded.folder, tmp_path / "store")
    stands_alone(monkeypatch, tmp_path)
    return Store(tmp_path / "store")
