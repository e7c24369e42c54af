"""The key and the keyed hash of a store can be replaced: a store that is loaded anew says the same (ASVS 11.2.2)."""

import secrets
from pathlib import Path

import pytest

from analytics.refresh import erase_child
from data.audit_log import AuditLog
from data.doctor import examined
from data.keys import OTHERS, USUAL, algorithm_of, derived_key, keyed
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.builders import a_file, a_mapping, a_store, ask, load_files

ROWS = [{"id": f"E{n}", "child": f"A{n % 3}", "start": f"2016-06-0{n + 1} 10:00"} for n in range(6)]
SAID = "SELECT started_at, category, count(*) OVER (PARTITION BY child_id) FROM report ORDER BY ALL"


def loaded_anew(folder: Path, key: bytes) -> Store:
    """A store of the same files, whose key was laid there before the first load, as docs/security.md says."""
    folder.mkdir()
    store = a_store(folder)
    store.folder.mkdir()
    store.key_file.write_bytes(key)
    load_files(store, [a_file(folder, *ROWS)], a_mapping(folder), key=None)
    return store


def children(store: Store) -> set[str]:
    return {child for (child,) in ask(store, "SELECT DISTINCT child_id FROM report")}


@pytest.mark.parametrize("line", ["", f"{OTHERS[0]}\n"])
def test_a_store_with_another_key_says_the_same_of_other_pseudonyms(tmp_path: Path, line: str):
    before = loaded_anew(tmp_path / "before", b"k" * 32)
    after = loaded_anew(tmp_path / "after", line.encode() + secrets.token_bytes(32))
    assert ask(after, SAID) == ask(before, SAID)
    assert len(children(after)) == 3
    assert children(after).isdisjoint(children(before))
    assert AuditLog(after).verify() is None
    assert not [finding for finding in examined(after) if finding.of in ("Key", "Log") and finding.is_amiss]


def test_whoever_is_erased_stays_out_under_another_algorithm(tmp_path: Path):
    store = loaded_anew(tmp_path / "store", f"{OTHERS[1]}\n".encode() + b"k" * 32)
    erase_child(
        store, "A1", demonstration_settings(), namespace="council", reason="a request", requested_by="an officer"
    )
    assert len(children(store)) == 2
    more = a_file(tmp_path / "store", *ROWS, {"child": "A9", "id": "E9"}, name="again.csv")
    load_files(store, [more], tmp_path / "store" / "police.toml", key=None)
    assert len(children(store)) == 3
    assert AuditLog(store).verify() is None


def test_each_algorithm_makes_hashes_of_its_own_and_a_key_for_each_use_is_of_the_same():
    secret = b"k" * 32
    keys = [secret, *(f"{name}\n".encode() + secret for name in OTHERS)]
    assert len({keyed(key, "a child") for key in keys}) == len(keys)
    assert {len(keyed(key, "a child")) for key in keys} == {32}
    assert [algorithm_of(derived_key(key, "audit log"))[0] for key in keys] == [USUAL, *OTHERS]
