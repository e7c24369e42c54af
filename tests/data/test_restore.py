"""A restore, as docs/deploying.md (section 7) has backups made: whole elsewhere, with the same figures."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from data.audit_log import AuditLog
from data.doctor import examined
from data.snapshots import Store
from tests.data.builders import begun_with, load_rows
from tests.released import filled

EXPORT = ("export", "--from", "2026-04-01", "--to", "2026-10-01", "--format", "csv", "--audience")
GUIDE = Path(__file__).parents[2] / "docs" / "deploying.md"
POINTER, FOLDERS = "current", ("snapshots", "releases")
NOT_COPIED = ("draft-*", "lock*")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with an approved release, a log and a key."""
    return filled(tmp_path_factory.mktemp("service"))


@pytest.fixture
def restored(store: Store, tmp_path: Path) -> Store:
    """The store from a backup, on another machine, with the key from elsewhere."""
    (store.snapshots_folder / "draft-of-a-load").mkdir(exist_ok=True)
    backup, vault = tmp_path / "backup", tmp_path / "vault"
    backup.mkdir()
    vault.mkdir()
    backed_up(store.folder, backup, vault)
    elsewhere = tmp_path / "another" / "disk" / "of records"
    shutil.copytree(backup, elsewhere)
    elsewhere.chmod(0o700)
    shutil.copy2(vault / store.key_file.name, elsewhere)
    return Store(elsewhere)


def backed_up(folder: Path, backup: Path, vault: Path, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Copies a store as the guide says; `meanwhile` happens after its first step."""
    leave_out = shutil.ignore_patterns(*NOT_COPIED)
    shutil.copy2(folder / POINTER, backup)
    meanwhile()
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, backup / name, ignore=leave_out)
    for path in folder.iterdir():
        if path.is_file() and path.name not in (POINTER, "pseudonym.key") and not path.name.startswith("lock"):
            shutil.copy2(path, backup)
    shutil.copy2(folder / "pseudonym.key", vault)


def amiss(store: Store) -> dict[str, str]:
    return {finding.of: finding.words for finding in examined(store) if finding.is_amiss}


def exported(store: Store, audience: str) -> bytes:
    """The bytes of an export; the folder of the store is in none of them."""
    done = CliRunner(env={"MISSING_STORE": str(store.folder)}).invoke(cli.app, [*EXPORT, audience])
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def test_a_restored_store_is_whole_and_the_doctor_finds_nothing_amiss(store: Store, restored: Store) -> None:
    assert amiss(restored) == {}
    assert restored.live().name == store.live().name
    assert not (restored.snapshots_folder / "draft-of-a-load").exists()
    assert AuditLog(restored).verify() is None


@pytest.mark.parametrize("audience", ["coordinator", "board"])
def test_a_restored_store_exports_the_same_figures(store: Store, restored: Store, audience: str) -> None:
    content = exported(store, audience)
    assert content.count(b"\n") > 10
    assert exported(restored, audience) == content


def test_nothing_in_a_store_names_where_it_stands_or_whence_its_files_came(store: Store) -> None:
    place = str(store.folder.parent).encode()
    assert [path.name for path in store.folder.rglob("*") if path.is_file() and place in path.read_bytes()] == []


def test_without_its_key_the_doctor_says_so(restored: Store) -> None:
    restored.key_file.unlink()
    assert "Key" in amiss(restored)


def test_a_copy_that_was_cut_short_is_met(restored: Store) -> None:
    episodes = restored.live().episodes
    episodes.chmod(0o600)
    episodes.write_bytes(episodes.read_bytes()[:-4096])
    assert "episodes.duckdb" in amiss(restored)[f"Snapshot {restored.pointed_name()}"]


def test_a_load_while_it_is_copied_leaves_a_copy_that_is_whole(tmp_path: Path) -> None:
    live = begun_with(tmp_path / "live", {"child": "A1"})
    before, backup = live.live().name, tmp_path / "backup"
    backup.mkdir()
    backed_up(live.folder, backup, backup, partial(load_rows, tmp_path / "live", {"child": "A2"}))
    backup.chmod(0o700)
    assert (Store(backup).live().name, live.live().name) == (before, "000002")
    assert amiss(Store(backup)) == {}


def test_the_guide_says_what_is_copied_and_in_which_order() -> None:
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    assert "copy `current` first" in text
    assert "then `snapshots` and `releases`; then the other files" in text
    assert "without `snapshots/draft-*` and `lock*`" in text
    assert "`pseudonym.key` apart from the rest" in text
