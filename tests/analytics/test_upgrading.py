"""Stores last: one of each earlier format, made by the code of its day, becomes one of this version's."""

import csv
import json
import re
import shutil
import signal
from datetime import datetime
from functools import partial
from io import StringIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import cli
from analytics.exports.export import Asked, export_file
from analytics.refresh import erase_child, publish_draft, refresh
from analytics.releases.board_audit import audit_snapshot, read_before
from analytics.upgrading import upgrade_store
from analytics.views.view import forget_snapshots
from data import upgrading
from data.audit_log import AuditLog
from data.database import read_tables
from data.errors import DashboardError, NoSuchSnapshot, OtherFormat
from data.frozen import frozen_children, read_closed, read_rows
from data.load import Delivery, load
from data.retention import purge
from data.settings import Retention, demonstration_settings, parse_settings
from data.snapshots import Store, is_lock
from data.upgrades import FORMAT, STEPS
from data.warehouse import Warehouse
from tests.data.builders import nothing_to_publish
from tests.data.killed import armed, ending_of
from tests.data.stores.make import MAPPING, PERIOD, SETTINGS
from tests.pages.opened import ROOT, stands_alone, words
from tests.sizes import few_or_many

KEPT = sorted((Path(__file__).parents[1] / "data" / "stores").glob("*.zip"))
MANIFEST = re.compile(r"snapshots/\d{6}/manifest\.json")
KILLS = 10
STARTED_BEFORE = "SELECT episode_id FROM episode_facts WHERE started_at < $day"
COMMANDS = (
    "status",
    "audit",
    "rollback",
    "refused",
    "export --from 2026-04-01 --to 2026-07-01",
    "erase K08 --reason request --by officer",
    "subject-access K08 --reason request",
    "purge --dry-run",
    "load police.csv --mapping police.toml",
    "check police.csv --mapping police.toml",
    "report weekly",
    "report quarterly",
    "report foi",
    "inspection annex-a",
    "handover interviews",
    "release prepare 2026-27-Q1",
    "upgrade --undo",
    "upgrade --remove-old",
)


def format_in(archive: Path) -> int:
    """The format that the snapshots of a kept store are written in."""
    with ZipFile(archive) as kept:
        manifests = [
            name for name in kept.namelist() if name.startswith("snapshots/") and name.endswith("manifest.json")
        ]
        (number,) = {json.loads(kept.read(name)).get("format", 0) for name in manifests}
    return int(number)


EARLIER = [archive for archive in KEPT if format_in(archive) < FORMAT]


def unpacked(archive: Path, folder: Path) -> Store:
    """The kept store, in this folder, with a file and a mapping to load into it."""
    with ZipFile(archive) as kept:
        kept.extractall(folder / "store")
    shutil.move(folder / "store" / "exports", folder / "exports")
    (folder / "council.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "police.toml").write_text(MAPPING, encoding="utf-8")
    row = "E9000,K90,2011-02-15,F,WBRI,home,missing,2026-07-01 10:00,2026-07-01 18:00,"
    heading = "id,child,dob,sex,ethnicity,where,category,start,end,outcome"
    (folder / "police.csv").write_text(f"{heading}\n{row}\n", encoding="utf-8")
    return Store(folder / "store")


@pytest.fixture(params=EARLIER, ids=lambda archive: archive.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return unpacked(request.param, tmp_path)


def content(store: Store) -> dict[str, bytes]:
    """Every file of the store but the locks."""
    files = (path for path in sorted(store.folder.rglob("*")) if path.is_file() and not is_lock(path))
    return {str(path.relative_to(store.folder)): path.read_bytes() for path in files}


def test_a_store_of_each_format_is_kept() -> None:
    """Whoever adds a step keeps a store that the code before it made: see tests/data/stores/make.py."""
    assert {format_in(archive) for archive in KEPT} == set(range(FORMAT + 1))
    assert set(STEPS) == set(range(FORMAT))


def test_official_figures_without_a_number_have_symbols_again() -> None:
    """No kept store holds official statistics: a row for each word of format 5, and one with a number."""
    words_then = ["known", "hidden", "not_applicable", "not_available", "low"]
    before = pl.DataFrame({"status": words_then}, schema={"status": pl.String})
    after = STEPS[5]({"benchmark": before})["benchmark"]
    assert after["status"].to_list() == ["known", "c", "z", "x", "k"]


def answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What every command and the first page say of a store that another version wrote."""
    folder = store.folder.parent
    monkeypatch.chdir(folder)
    environment = {"MISSING_STORE": str(store.folder), "MISSING_SETTINGS": str(folder / "council.toml")}
    done = [CliRunner(env=environment).invoke(cli.app, command.split()) for command in COMMANDS]
    assert [str(result.exc_info) for result in done if not isinstance(result.exception, OtherFormat)] == []
    stands_alone(monkeypatch, folder)
    page = words(AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60).run())
    assert "Traceback" not in page
    assert str(store.folder) not in page
    (said,) = {str(result.exception) for result in done}
    assert said in page
    return {said}


def test_an_earlier_store_is_one_sentence_everywhere(old: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(old)
    (said,) = answers(old, monkeypatch)
    assert "missing upgrade" in said
    assert content(old) == before
    assert AuditLog(old).verify() is None


def test_a_later_store_is_one_sentence_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = unpacked(KEPT[-1], tmp_path)
    file = store.live().folder / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": FORMAT + 1}))
    file.with_name("hashes.json").unlink(missing_ok=True)
    before = content(store)
    (said,) = answers(store, monkeypatch)
    assert "start that version" in said
    with pytest.raises(OtherFormat, match="later version"):
        upgrade_store(store, demonstration_settings())
    assert content(store) == before


def exported(store: Store, audience: str) -> list[dict[str, str]]:
    """The rows of an export, as a spreadsheet has them."""
    settings = parse_settings(SETTINGS, "council.toml")
    first, until = PERIOD
    asked = Asked(first=first, until=until, audience=audience, slugs=(), only=(), as_of=None, kind="csv")
    return rows_of(export_file(store.live(), settings, asked))


def rows_of(export: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(export.decode("utf-8-sig"))))


def counts(rows: list[dict[str, str]]) -> dict[tuple[str, ...], dict[str, str]]:
    """What is counted -> its row."""
    keys = ("indicator", "unit", "period_start", "period_end", "breakdown", "group", "category")
    return {tuple(row.get(key, "") for key in keys): row for row in rows}


def numbers(row: dict[str, str]) -> tuple[str, str]:
    """What is counted in a row, and of how many."""
    return row["numerator"], row["denominator"]


def is_read(*rows: dict[str, str]) -> bool:
    """Whether a number can be read in each of the rows."""
    return all(row["shown"] == "shown" for row in rows)


def table_by_age(key: tuple[str, ...]) -> tuple[str, ...] | None:
    """The table of children by age that a row is of, if it is of one that an age can stand in twice."""
    slug, unit, first, until, breakdown, group, category = key
    if (slug, unit) == ("age", "child"):
        # Bands of several years stand beside the years that they are made of.
        return None if category in {"10-15", "16-17"} else (slug, first, until, breakdown, group)
    return (slug, first, until) if (slug, unit, breakdown) == ("persistent-children", "child", "age_band") else None


def stand_twice(rows: dict[tuple[str, ...], dict[str, str]]) -> dict[tuple[str, ...], int]:
    """Each table of children by age -> by how much its ages hold more children than there are.

    A child who had a birthday stood in two of them, and stands in one now (measuring/standing.py).
    """
    more: dict[tuple[str, ...], int] = {}
    for key, row in rows.items():
        if not (table := table_by_age(key)):
            continue
        is_age = key[0] == "age"
        whole = row if is_age else rows[*key[:4], "", "", ""]
        more.setdefault(table, -int(whole["denominator"] or 0))
        more[table] += int(row["numerator" if is_age else "denominator"] or 0)
    return more


def test_an_upgraded_store_exports_the_same_and_can_be_written_to(old: Store, tmp_path: Path) -> None:
    settings, earlier = parse_settings(SETTINGS, "council.toml"), content(old)
    live = old.pointed_at()
    upgraded = upgrade_store(old, settings)
    assert (old.live().name, old.live().format) == (upgraded.name, FORMAT)
    then, now = (
        counts(rows_of((tmp_path / "exports" / "coordinator.csv").read_bytes())),
        counts(exported(old, "coordinator")),
    )
    # A child stands in one setting, and its episodes may be from another: none are divided by setting now.
    of_parts = {key for key in then if key[0] == "episodes-per-child" and key[4] in {"setting", "placement"}}
    assert bool(of_parts) == (live is not None and live.format == 0)
    assert of_parts.isdisjoint(now)
    # What no file has a column of was a number in November, and is none now.
    same = {key for key in then if key in now and now[key]["shown"] != "not recorded"}
    assert len(same) > 0.5 * sum(row["shown"] != "not recorded" for row in then.values())
    moved = {key for key in same if numbers(now[key]) != numbers(then[key])}
    assert {table_by_age(key) for key in moved} == {table for table, more in stand_twice(then).items() if more}
    assert set(stand_twice(now).values()) == {0}
    # The board's tables are counted from the same records, by today's groupings: what can be read of both is the same.
    board_then = counts(rows_of((tmp_path / "exports" / "board.csv").read_bytes()))
    board_now = counts(exported(old, "board"))
    read_twice = {key for key in board_then if key in board_now and is_read(board_then[key], board_now[key])}
    assert len(read_twice) > 0.1 * len(board_then)
    assert {key: numbers(board_now[key]) for key in read_twice} == {key: numbers(board_then[key]) for key in read_twice}
    # Every byte of what was there is there still.
    kept = {name: held for name, held in content(old).items() if name.startswith(f"snapshots/{live.name}/")}
    assert kept == {name: held for name, held in earlier.items() if name in kept}
    assert AuditLog(old).verify() is None
    delivery = Delivery((tmp_path / "police.csv",), tmp_path / "police.toml")
    assert refresh(old, [delivery], settings).total("loaded") == 1
    done = erase_child(old, "K08", settings, namespace="council", reason="a request", requested_by="an officer")
    assert done.rows["report"] > 0
    assert [snapshot.name for snapshot in old.snapshots()] == [done.snapshot]


def test_what_an_upgrade_publishes_stands_for_good(tmp_path: Path) -> None:
    """It is counted from what the store held, beside what was read before; an erasure and a purge move no number."""
    settings = parse_settings(SETTINGS, "council.toml")
    store = unpacked(EARLIER[0], tmp_path)
    was_read = store.pointed_at()
    upgraded = upgrade_store(store, settings)
    closed = read_closed(upgraded)
    assert closed is not None
    assert closed.begun_in == upgraded.name
    assert was_read is not None
    before = read_before(store, upgraded.manifest["built_on"], upgraded.name)
    assert was_read.folder in [snapshot.folder for snapshot in before]
    episodes = Warehouse(upgraded.episodes).query(STARTED_BEFORE, day=closed.closed_to)
    assert sorted(read_rows(upgraded).filter("by_start")["episode_id"]) == sorted(episodes["episode_id"])
    children, read = (
        frozen_children(upgraded),
        {key: numbers(row) for key, row in counts(exported(store, "board")).items()},
    )
    forget_snapshots()
    erase_child(store, "K08", settings, namespace="council", reason="a request", requested_by="an officer")
    left = frozen_children(store.live())
    assert (left < children, len(left)) == (True, len(children) - 1)
    shorter = settings.model_copy(update={"retention": Retention(months=6)})
    forget_snapshots()
    finish = partial(publish_draft, store=store, settings=shorter)
    gone = purge(store, shorter, finish=finish, now=datetime(2026, 12, 1))
    assert gone.children
    assert len(frozen_children(store.live())) <= len(left) - gone.children
    assert {key: numbers(row) for key, row in counts(exported(store, "board")).items()} == read
    assert audit_snapshot(store, store.live())[0].passed


def test_an_upgrade_is_undone_and_what_was_there_removed(old: Store) -> None:
    settings = demonstration_settings()
    before = [snapshot.name for snapshot in old.snapshots()]
    with pytest.raises(OtherFormat):
        upgrading.remove_earlier(old)
    upgraded = upgrading.upgrade(old, settings, finish=nothing_to_publish)
    assert upgrading.undo(old).name == before[-1]
    again = upgrading.upgrade(old, settings, finish=nothing_to_publish)
    assert [snapshot.name for snapshot in old.snapshots()] == [*before, upgraded.name, again.name]
    with pytest.raises(OtherFormat, match="before an upgrade"):
        old.snapshot(before[-1])
    assert upgrading.remove_earlier(old) == tuple(before)
    with pytest.raises(NoSuchSnapshot, match="none to go back to"):
        upgrading.undo(old)
    with pytest.raises(DashboardError, match="of this version already"):
        upgrading.upgrade(old, settings, finish=nothing_to_publish)


def test_ordinary_loads_leave_what_an_earlier_version_wrote(old: Store) -> None:
    settings = parse_settings("[snapshots]\nkeep = 1", "council.toml")
    before = [snapshot.name for snapshot in old.snapshots()]
    upgrading.upgrade(old, settings, finish=nothing_to_publish)
    file, mapping = old.folder.parent / "police.csv", old.folder.parent / "police.toml"
    for number in range(2):
        file.write_text(
            file.read_text(encoding="utf-8").replace(f"E900{number}", f"E900{number + 1}"), encoding="utf-8"
        )
        load(old, [Delivery((file,), mapping)], settings, finish=nothing_to_publish)
    assert [snapshot.name for snapshot in old.snapshots()] == [*before, "000006", "000007"]


def upgrade_until(where: tuple[str, int], folder: Path) -> None:
    """Upgrades the store, and is killed there."""
    finish, progress = armed(*where)
    upgrading.upgrade(Store(folder), demonstration_settings(), finish=finish, progress=progress)


PLACES = [("finish", 0), *(("step", number) for number in range(4))]
PLACES += [(side, number) for side in ("before", "after") for number in (1, 2, 3, 4)]


@pytest.mark.long
@pytest.mark.parametrize("archive", few_or_many(EARLIER[-1:], EARLIER), ids=lambda archive: archive.stem)
def test_an_upgrade_that_is_killed_loses_nothing(archive: Path, tmp_path: Path) -> None:
    """At ten random steps: the store is the old one or the new one, and the same command ends the work.

    Of the newest of the kept formats; at full size, of each of them.
    """
    store = unpacked(archive, tmp_path)
    before = store.pointed_at()
    assert before is not None
    rows = read_tables(before)
    for number, where in enumerate(Random(21).sample(PLACES, KILLS)):
        again = Store(Path(shutil.copytree(store.folder, tmp_path / str(number))))
        assert ending_of(upgrade_until, where, again.folder) == -signal.SIGKILL
        pointed = again.pointed_at()
        assert pointed is not None
        if pointed.format < FORMAT:
            assert heights(read_tables(pointed)) == heights(rows)
            upgrading.upgrade(again, demonstration_settings(), finish=nothing_to_publish)
        assert heights(read_tables(again.live())) == heights(rows)
        assert AuditLog(again).verify() is None
        assert not [path for path in again.snapshots_folder.iterdir() if path.name.startswith("draft")]


def heights(tables: dict) -> dict[str, int]:  # type: ignore[type-arg]
    """How many rows each table has, findings aside: those that need other rows are found anew."""
    return {name: rows.height for name, rows in tables.items() if name != "finding"}


def test_a_moved_store_is_the_same_store(tmp_path: Path) -> None:
    """Nothing in it says where it stands."""
    settings = parse_settings(SETTINGS, "council.toml")
    store = unpacked(EARLIER[-1], tmp_path / "a-folder-of-some-name")
    upgrading.upgrade(store, settings, finish=lambda draft: publish_draft(draft, store, settings))
    rows = exported(store, "board")
    assert rows
    assert [name for name, held in content(store).items() if b"a-folder-of-some-name" in held] == []
    moved = Store(tmp_path / "elsewhere")
    store.folder.rename(moved.folder)
    assert exported(moved, "board") == rows
    assert AuditLog(moved).verify() is None
