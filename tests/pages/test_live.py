"""What a process keeps of the snapshots that it has served."""

from pathlib import Path

import pytest

from analytics.refresh import erase_child, refresh
from data.load import Delivery
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from data.warehouse import read_facts, warehouse
from pages.common import live
from tests.data.builders import a_file, a_mapping


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setenv("MISSING_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    return demonstration_settings()


def open_files(store: Store) -> list[str]:
    """The files of the store that this process holds open."""
    opened = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return [path for path in opened if path.startswith(str(store.folder))]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells which files a process holds open")
def test_after_an_erasure_the_next_look_lets_go_of_the_earlier_snapshot(tmp_path: Path, settings: Settings) -> None:
    store = Store(tmp_path / "store")
    rows = [{"child": "PERSON-1"}, {"child": "PERSON-2"}]
    refresh(store, [Delivery((a_file(tmp_path, *rows),), a_mapping(tmp_path))], settings)
    assert read_facts(warehouse(live.live().snapshot.episodes)).height == 2
    assert any("000001" in path for path in open_files(store))
    erase_child(store, "PERSON-1", settings, namespace="council", reason="a request", requested_by="an officer")
    assert read_facts(warehouse(live.live().snapshot.episodes)).height == 1
    assert not any("000001" in path for path in open_files(store))
