import os
import signal
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

import pytest

from analytics.releases.board_audit import read_before
from data.audit_log import Act, AuditLog
from data.errors import DashboardError, NoSuchSnapshot, NotPublished, StoreBusy
from data.load import Delivery, Finish, load
from data.settings import Settings, Snapshots, demonstration_settings
from data.snapshots import Publishing, Snapshot, Store, store_folder
from tests.data.builders import a_file, a_mapping, a_store, ask, load_files, load_rows, nothing_to_publish
from tests.data.killed import drop_and_die, ending_of, load_until

STEPS = [("step", number) for number in range(7)] + [("finish", 0)]
# In order: the audit log's head, the draft's folder, the pointer; the log's head again, the publication's folder. The
# key's own rename is one more, at the first load alone.
RENAMES = [(side, number) for side in ("before", "after") for number in (1, 2, 3, 4, 5, 6)]
# From here on the new snapshot is live, whether or not it is published.
SWAPPED = [
    ("after", 3),
    ("before", 4),
    ("after", 4),
    ("before", 5),
    ("after", 5),
    ("step", 5),
    ("step", 6),
    ("finish", 0),
]


def unannounced(_live: Snapshot, _earlier: Snapshot) -> None:
    """Tells nobody of a rollback."""


def episodes(store: Store) -> int:
    return int(ask(store, "SELECT count(*) FROM report")[0][0])


@pytest.mark.parametrize("where", [*STEPS, *RENAMES])
def test_a_kill_at_any_step_of_the_first_load_leaves_it_repeatable(tmp_path: Path, where: tuple[str, int]) -> None:
    store, file, mapping = a_store(tmp_path), a_file(tmp_path, {}, {"child": "A2"}), a_mapping(tmp_path)
    assert ending_of(load_until, where, store.folder, file, mapping) == -signal.SIGKILL
    assert store.current() is None or episodes(store) == 2
    load_files(store, [file], mapping, key=None)
    assert episodes(store) == 2
    assert not [path for path in store.snapshots_folder.iterdir() if path.name.startswith("draft")]


@pytest.fixture(scope="module")
def of_one_child(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds one child; to be copied."""
    folder = tmp_path_factory.mktemp("one")
    load_rows(folder, {"child": "A1"}, key=None)
    return folder


@pytest.mark.parametrize("where", [item for item in [*STEPS, *RENAMES] if item[1] < 6 or item[0] == "step"])
def test_a_kill_at_any_step_leaves_the_old_snapshot_live(
    of_one_child: Path, tmp_path: Path, where: tuple[str, int]
) -> None:
    store, mapping = a_store(copytree(of_one_child, tmp_path, dirs_exist_ok=True)), a_mapping(tmp_path)
    file = a_file(tmp_path, {"child": "A1"}, {"child": "A2"}, name="next.csv")
    assert ending_of(load_until, where, store.folder, file, mapping) == -signal.SIGKILL
    swapped = where in SWAPPED
    assert episodes(store) == (2 if swapped else 1)
    summary = load_files(store, [file], mapping, key=None)
    assert summary.total("duplicates") == (2 if swapped else 1)
    assert episodes(store) == 2


@pytest.mark.parametrize("by_a_load", [True, False])
def test_files_laid_down_by_a_killed_process_go_and_those_of_another_stay(tmp_path: Path, by_a_load: bool) -> None:
    store = a_store(tmp_path)
    with store.dropped() as mine:
        assert ending_of(drop_and_die, store.folder) == -signal.SIGKILL
        assert len(list(store.folder.glob("dropped-*"))) == 2
        if by_a_load:
            load_rows(tmp_path, {})
        else:
            with store.dropped():
                pass
        assert list(store.folder.glob("dropped-*")) == [mine]
    assert list(store.folder.glob("dropped-*")) == []


def test_a_load_that_fails_leaves_no_draft_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("nothing can be logged")

    monkeypatch.setattr(AuditLog, "append", fails)
    with pytest.raises(RuntimeError, match="nothing can be logged"):
        load_rows(tmp_path, {})
    assert list(a_store(tmp_path).snapshots_folder.iterdir()) == []


# What is published


def published_as(text: bytes) -> Finish:
    """A finish that writes this, in the place of tables."""
    return lambda publishing: publishing.published.write_bytes(text) and ()


def fails_over(child: str) -> Finish:
    """A finish that fails, with words that nobody may read."""

    def finish(publishing: Publishing) -> None:
        publishing.published.write_bytes(b"half")
        raise ValueError(child)

    return finish


def read_by_board(store: Store) -> bytes:
    return store.live().published.read_bytes()


def test_records_are_live_before_anything_is_published_of_them(tmp_path: Path) -> None:
    load_rows(tmp_path, {"child": "A1"}, finish=published_as(b"one"))
    seen: list[tuple[int, bytes]] = []

    def looks(publishing: Publishing) -> None:
        seen.append((episodes(a_store(tmp_path)), read_by_board(a_store(tmp_path))))
        publishing.published.write_bytes(b"two")

    load_rows(tmp_path, {"child": "A2"}, finish=looks)
    assert seen == [(2, b"one")]
    assert read_by_board(a_store(tmp_path)) == b"two"


def test_where_publishing_fails_the_board_reads_what_it_read_and_no_word_of_a_row_is_kept(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    load_rows(tmp_path, {"child": "A1"}, finish=published_as(b"one"))
    summary = load_rows(tmp_path, {"child": "A2"}, finish=fails_over("ann-smith"))
    assert (summary.total("loaded"), summary.snapshot, episodes(store)) == (1, "000002", 2)
    assert read_by_board(store) == b"one"
    (note,) = summary.notes
    assert "could not be published" in note
    assert "ValueError" in note
    assert "ann-smith" not in note
    assert "ann-smith" not in store.live().why_not_published
    assert store.live().why_not_published.startswith("An error that nobody foresaw.")
    *_, line = AuditLog(store).lines()
    assert (line.act, line.what["snapshot"]) == (Act.PUBLICATION.value, "000002")
    assert "ValueError" in line.what["failed"]
    assert not list(store.snapshots_folder.glob("draft-*"))


def test_the_first_load_is_live_where_publishing_fails_and_the_board_has_nothing(tmp_path: Path) -> None:
    assert load_rows(tmp_path, {}, finish=fails_over("A1")).snapshot == "000001"
    with pytest.raises(NotPublished, match=r"published to the board yet.*nobody foresaw"):
        read_by_board(a_store(tmp_path))


def test_words_of_ours_are_told_and_a_full_disk_is_said(tmp_path: Path) -> None:
    def refuses(_publishing: Publishing) -> None:
        raise DashboardError("The settings name no area.")

    def no_room(_publishing: Publishing) -> None:
        raise OSError(28, "No space left", "/somewhere/of/ours")

    (note,) = load_rows(tmp_path, {"child": "A1"}, finish=refuses).notes
    assert "The settings name no area." in note
    (note,) = load_rows(tmp_path, {"child": "A2"}, finish=no_room).notes
    assert "disk" in note
    assert "/somewhere" not in note


def test_what_stands_goes_on_from_load_to_load_until_one_is_published(tmp_path: Path) -> None:
    store, settings, mapping = a_store(tmp_path), Settings(snapshots=Snapshots(keep=1)), a_mapping(tmp_path)
    load_rows(tmp_path, {"child": "A1"}, finish=published_as(b"one"))
    for child in ("A2", "A3", "A4"):
        file = a_file(tmp_path, {"child": child})
        load(store, [Delivery((file,), mapping)], settings, finish=fails_over(child))
        assert read_by_board(store) == b"one"
    # That snapshot itself is long gone.
    assert [snapshot.name for snapshot in store.snapshots()] == ["000003", "000004"]
    publication = store.live().publication
    assert publication is not None
    assert publication.name == "000001"
    load_rows(tmp_path, {"child": "A8"}, finish=published_as(b"eight"))
    assert read_by_board(store) == b"eight"


def test_the_same_files_again_publish_what_was_not_published(tmp_path: Path) -> None:
    store, mapping, file = a_store(tmp_path), a_mapping(tmp_path), a_file(tmp_path, {"child": "A1"})
    load_files(store, [file], mapping, finish=fails_over("A1"))
    summary = load_files(store, [file], mapping, finish=published_as(b"one"))
    assert summary.snapshot == "000001"
    assert read_by_board(store) == b"one"
    assert store.live().why_not_published == ""
    load_files(store, [file], mapping, finish=published_as(b"another"))
    assert read_by_board(store) == b"one"


def test_what_was_rolled_back_to_is_not_published_after_what_was_read_later(tmp_path: Path) -> None:
    store, mapping = a_store(tmp_path), a_mapping(tmp_path)
    files = [a_file(tmp_path, {"child": child}, name=f"{child}.csv") for child in ("A1", "A2")]
    load_files(store, files[:1], mapping, finish=fails_over("A1"))
    load_files(store, files[1:], mapping, finish=published_as(b"two"))
    store.rollback(unannounced)
    load_files(store, files[:1], mapping, finish=published_as(b"one"))
    with pytest.raises(NotPublished):
        read_by_board(store)


def test_who_looked_before_a_publication_came_reads_on_what_stood(tmp_path: Path) -> None:
    """One request reads one publication, though the next comes while it is answered."""
    load_rows(tmp_path, {"child": "A1"}, finish=published_as(b"one"))
    looked: list[Snapshot] = []

    def looks(publishing: Publishing) -> None:
        looked.append(a_store(tmp_path).live())
        publishing.published.write_bytes(b"two")

    load_rows(tmp_path, {"child": "A2"}, finish=looks)
    assert looked[0].published.read_bytes() == b"one"
    assert read_by_board(a_store(tmp_path)) == b"two"
    # What nobody reads any more goes with the next load.
    load_rows(tmp_path, {"child": "A3"}, finish=published_as(b"three"))
    assert not looked[0].published.exists()


def test_of_two_loads_at_once_one_waits_for_the_other(tmp_path: Path) -> None:
    store, mapping = a_store(tmp_path), a_mapping(tmp_path)
    files = [a_file(tmp_path, {"child": f"A{number}"}, name=f"{number}.csv") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda file: load_files(store, [file], mapping), files))
    assert episodes(store) == 4
    assert [snapshot.name for snapshot in store.snapshots()] == ["000001", "000002", "000003", "000004"]


def test_a_load_that_waits_too_long_says_so(tmp_path: Path) -> None:
    store, held, done = a_store(tmp_path), threading.Event(), threading.Event()

    def hold() -> None:
        with store.locked():
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with pytest.raises(StoreBusy, match="Another load is writing"):
        load_rows(tmp_path, {}, wait_seconds=0.1)
    done.set()
    holder.join()
    assert load_rows(tmp_path, {}).total("loaded") == 1


def test_rollback_goes_back_to_what_the_live_snapshot_was_built_on(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    for child in ("A1", "A2"):
        load_rows(tmp_path, {"child": child})
    assert store.rollback(unannounced).name == "000001"
    load_rows(tmp_path, {"child": "A3"})
    live = store.current()
    assert live is not None
    assert (live.name, live.manifest["built_on"], episodes(store)) == ("000003", "000001", 2)
    # Readers saw what was rolled back, too, and may have kept it.
    assert [snapshot.name for snapshot in read_before(store, "000001", "000003")] == ["000001", "000002"]
    assert store.rollback(unannounced).name == "000001"
    assert [snapshot.name for snapshot in store.snapshots()] == ["000001", "000002", "000003"]
    with pytest.raises(NoSuchSnapshot):
        store.rollback(unannounced)


def test_an_empty_store_has_nothing_to_go_back_to(tmp_path: Path) -> None:
    with pytest.raises(NoSuchSnapshot):
        a_store(tmp_path).rollback(unannounced)


def test_only_so_many_earlier_snapshots_are_kept(tmp_path: Path) -> None:
    store, mapping = a_store(tmp_path), a_mapping(tmp_path)
    settings = Settings(snapshots=Snapshots(keep=2))
    for child in range(5):
        file = a_file(tmp_path, {"child": f"A{child}"})
        load(store, [Delivery((file,), mapping)], settings, finish=nothing_to_publish)
    assert [snapshot.name for snapshot in store.snapshots()] == ["000003", "000004", "000005"]


def test_what_the_live_snapshot_was_built_on_is_kept_before_one_that_was_rolled_back(tmp_path: Path) -> None:
    store, mapping = a_store(tmp_path), a_mapping(tmp_path)
    settings = Settings(snapshots=Snapshots(keep=1))
    for child in ("A1", "A2", "A3"):
        load(store, [Delivery((a_file(tmp_path, {"child": child}),), mapping)], settings, finish=nothing_to_publish)
        if child == "A2":
            store.rollback(unannounced)
    assert [snapshot.name for snapshot in store.snapshots()] == ["000001", "000003"]
    assert store.rollback(unannounced).name == "000001"


def test_the_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, key=None)
    store = a_store(tmp_path)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.key_file.stat().st_mode) == 0o600
    assert len(store.key_file.read_bytes()) == 32


def test_a_manifest_tells_what_the_snapshot_was_made_of(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, {"start": "never"})
    live = a_store(tmp_path).current()
    assert live is not None
    (source,) = live.contents["sources"]
    assert (source["rows_in"], source["loaded"], source["refused"]) == (2, 1, 1)
    assert len(source["sha256"]) == 64
    assert live.manifest["settings"]["council"]["name"] == demonstration_settings().council.name


def test_missing_store_says_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MISSING_STORE", str(tmp_path))
    assert store_folder() == tmp_path
    monkeypatch.delenv("MISSING_STORE")
    assert store_folder() == Path("store")
    assert os.environ.get("MISSING_STORE") is None


def test_a_shared_store_lets_its_group_read_what_is_published_and_nothing_else(tmp_path: Path) -> None:
    """The set-group-id bit of the folder says so: a process of the board's runs as another system user."""
    folder = a_store(tmp_path).folder
    folder.mkdir(parents=True)
    folder.chmod(0o2755)

    def with_rows(publishing: Publishing) -> None:
        publishing.published.write_bytes(b"tables")
        publishing.frozen.write_bytes(b"rows")

    load_rows(tmp_path, {"child": "A1"}, key=None, finish=with_rows)
    load_rows(tmp_path, {"child": "A2"}, key=None, finish=fails_over("A2"))
    for name, public in (("000001", "board"), ("000002", "standing")):
        snapshot = a_store(tmp_path).snapshot(name)
        files = [path for path in snapshot.folder.rglob("*") if path.is_file()]
        own = {"manifest.json", "hashes.json", "unpublished.json"}
        told = own | {f"{public}/{file}" for file in ("published.duckdb", "manifest.json", "hashes.json")}
        open_ones = [path for path in files if path.relative_to(snapshot.folder).as_posix() in told]
        assert len(open_ones) == len(told) - (name == "000001")
        assert {mode_of(path) for path in open_ones} == {0o640}
        assert {mode_of(path) for path in files if path not in open_ones} == {0o600}
        assert {"episodes.duckdb", "refused.duckdb", "contents.json"} <= {path.name for path in files}
        assert mode_of(snapshot.folder / public) == mode_of(snapshot.folder) == 0o2750
    assert [mode_of(path) for path in (folder, folder / "snapshots")] == [0o2750] * 2
    assert [mode_of(folder / name) for name in ("current", "pseudonym.key")] == [0o640, 0o600]


def test_nothing_that_the_group_may_read_names_a_file_or_its_hash(tmp_path: Path) -> None:
    folder = a_store(tmp_path).folder
    folder.mkdir(parents=True)
    folder.chmod(0o2755)
    load_files(a_store(tmp_path), [a_file(tmp_path, {}, name="ann-smith.csv")], a_mapping(tmp_path), key=None)
    (source,) = a_store(tmp_path).live().contents["sources"]
    readable = [path for path in folder.rglob("*") if path.is_file() and mode_of(path) & 0o040]
    assert {path.name for path in readable} >= {"current", "manifest.json"}
    assert not [path for path in readable if b"ann-smith" in path.read_bytes()]
    assert not [path for path in readable if source["sha256"].encode() in path.read_bytes()]


def test_every_file_of_a_store_that_is_not_shared_is_for_its_owner_alone(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, key=None, finish=published_as(b"tables"))
    live = a_store(tmp_path).live()
    assert {mode_of(path) for path in live.folder.rglob("*") if path.is_file()} == {0o600}
    assert {mode_of(path) for path in (live.folder, live.own.folder)} == {0o700}
    assert mode_of(a_store(tmp_path).pointer) == 0o600


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
