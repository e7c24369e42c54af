"""Full disks, and kills while others read: the live snapshot is always whole, and never an older one."""

import signal
import subprocess
import sys
import threading
from itertools import cycle, islice
from pathlib import Path

import pytest

from data.snapshots import Store
from data.warehouse import Warehouse
from tests.data.builders import a_file, a_mapping, a_store, ask, load_files
from tests.data.killed import ending_of, load_until
from tests.sizes import few_or_many

ROOT = Path(__file__).parents[2]
KILLS = few_or_many(6, 30)
# Steps of a load: reading, merging, writing, facts, publishing, making it live; and both sides of every rename.
PLACES = [
    *[("step", number) for number in range(6)],
    ("finish", 0),
    *[(side, number) for number in (1, 2, 3, 4) for side in ("before", "after")],
]


@pytest.mark.parametrize("most", [1_000, 100_000, 1_000_000])
def test_a_full_disk_leaves_the_live_snapshot(tmp_path: Path, most: int) -> None:
    store, mapping = a_store(tmp_path), a_mapping(tmp_path)
    load_files(store, [a_file(tmp_path, {"child": "A1"})], mapping, key=None)
    before = (store.pointer.read_text(), ask(store, "SELECT child_id FROM report"))
    file = a_file(tmp_path, *({"child": f"B{number}"} for number in range(3_000)), name="next.csv")
    arguments = ["-m", "tests.data.full_disk", str(store.folder), str(file), str(mapping), str(most)]
    ended = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (ended.returncode, "Make room on the disk" in ended.stderr) == (3, True), ended.stderr
    assert (store.pointer.read_text(), ask(store, "SELECT child_id FROM report")) == before
    assert load_files(store, [file], mapping, key=None).total("loaded") == 3_000


COUNTS = "SELECT (SELECT count(*) FROM report) AS reports, (SELECT count(*) FROM episode_facts) AS facts"


class Reader(threading.Thread):
    """Reads the live snapshot again and again, as a page does; keeps what was wrong."""

    def __init__(self, store: Store) -> None:
        super().__init__(daemon=True)
        self.store, self.stop, self.reads, self.wrong = store, threading.Event(), 0, list[str]()

    def run(self) -> None:
        newest = ""
        while not self.stop.is_set():
            try:
                newest = self.read(newest)
            except Exception as error:  # whatever goes wrong is what the test looks for
                self.wrong.append(repr(error))
            # A page is not read without a pause, and the writer needs the processor too.
            self.stop.wait(0.01)

    def read(self, newest: str) -> str:
        live = self.store.current()
        assert live is not None
        episodes = Warehouse(live.episodes)
        (rows,) = episodes.query(COUNTS).rows()
        episodes.close()
        if set(rows) != {live.contents["rows"]["report"]}:
            self.wrong.append(f"torn: {rows}")
        if live.name < newest:
            self.wrong.append(f"backward: {live.name} after {newest}")
        self.reads += 1
        return live.name


@pytest.mark.long
def test_kills_while_others_read_lose_nothing(tmp_path: Path) -> None:
    store, mapping = a_store(tmp_path), a_mapping(tmp_path)
    load_files(store, [a_file(tmp_path, {"child": "A0"})], mapping, key=None)
    readers = [Reader(store) for _ in range(2)]
    for reader in readers:
        reader.start()
    # Spread over all places, so that few kills already meet different steps.
    places = list(islice(cycle(PLACES[::2] + PLACES[1::2]), KILLS))
    for number, (kind, step) in enumerate(places, start=1):
        file = a_file(tmp_path, *({"child": f"A{child}"} for child in range(number + 1)), name=f"{number}.csv")
        assert ending_of(load_until, (kind, step), store.folder, file, mapping) == -signal.SIGKILL
        load_files(store, [file], mapping, key=None)
        live = store.current()
        assert live is not None
        assert live.contents["rows"]["report"] == number + 1
    for reader in readers:
        reader.stop.set()
        reader.join()
    assert [reader.wrong for reader in readers] == [[], []]
    assert min(reader.reads for reader in readers) > len(places)
    assert len(set(places)) >= min(KILLS, 6)
