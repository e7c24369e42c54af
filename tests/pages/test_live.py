"""What a process keeps of the snapshots that it has served."""

from pathlib import Path

import pytest

from analytics.refresh import erase_child, refresh
from data.keys import DEMONSTRATION_KEY
from data.load import Delivery
from data.settings import DEMONSTRATION_PLACES, Settings, demonstration_settings
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


def test_only_a_start_that_is_nobodys_own_is_filled_with_the_invented_city(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("MISSING_STORE", "MISSING_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    assert live.may_demonstrate()
    (tmp_path / "store").mkdir()
    assert live.may_demonstrate()
    (tmp_path / "store" / "pseudonym.key").write_bytes(b"k" * 32)
    assert not live.may_demonstrate()
    (tmp_path / "store" / "pseudonym.key").write_bytes(DEMONSTRATION_KEY)
    assert live.may_demonstrate()


def test_a_store_is_the_same_wherever_the_product_lies(tmp_path: Path, settings: Settings) -> None:
    """No path of a machine is in it; a file of another name is another setting."""
    places = DEMONSTRATION_PLACES.read_bytes()
    here, there = tmp_path / "here" / "places.toml", tmp_path / "there" / "places.toml"
    for file in (here, there):
        file.parent.mkdir()
        file.write_bytes(places)
    made_here, made_there = (with_places(settings, file) for file in (here, there))
    store = Store(tmp_path / "store")
    refresh(store, [Delivery((a_file(tmp_path, {}),), a_mapping(tmp_path))], made_here)
    snapshot = live.live().snapshot
    for file in snapshot.folder.rglob("*.json"):
        text = file.read_text(encoding="utf-8")
        assert not [path for path in (tmp_path, DEMONSTRATION_PLACES.parent) if str(path) in text], file.name
    assert not live.Live(snapshot, made_there).settings_changed
    assert live.Live(snapshot, with_places(settings, tmp_path / "others.toml")).settings_changed
    # As stores were written until now, with the whole path.
    snapshot.manifest["settings"]["maps"]["places"] = str(here)
    assert not live.Live(snapshot, made_there).settings_changed


def with_places(settings: Settings, file: Path) -> Settings:
    """The same settings, with the list of places in this file."""
    return settings.model_copy(update={"maps": settings.maps.model_copy(update={"places": str(file)})})


def test_a_store_or_settings_that_somebody_named_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MISSING_SETTINGS", raising=False)
    monkeypatch.setenv("MISSING_STORE", str(tmp_path / "mine"))
    assert not live.may_demonstrate()
    monkeypatch.delenv("MISSING_STORE")
    (tmp_path / "settings.toml").write_text("[council]\ndemonstration = true\n")
    monkeypatch.setenv("MISSING_SETTINGS", str(tmp_path / "settings.toml"))
    assert not live.may_demonstrate()
