"""A planted child, erased and gone: from every table, every file's bytes, every earlier snapshot, every later load."""

import csv
import io
import json
import shutil
import signal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from data.audit_log import AuditLog
from data.database import read_tables
from data.erased import possible_ids
from data.erasure import Erasure, erase
from data.errors import DashboardError, NoSuchChild, NoSuchSnapshot
from data.load import Delivery, check
from data.pseudonyms import Pseudonyms
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.builders import (
    HEADING,
    MAPPING,
    NO_OTHER_ROWS,
    ROW,
    a_file,
    a_mapping,
    a_store,
    ask,
    begun_with,
    load_files,
    load_rows,
    nothing_to_publish,
)
from tests.data.killed import ending_of, erase_until

CHILD = "PERSON-778899"
PSEUDONYM = Pseudonyms(b"k" * 32).of_one(CHILD, "council")
NEIGHBOUR = "PERSON-778000"


def erase_it(store: Store, child: str = CHILD, **options: str) -> Erasure:
    options = {"reason": "a request under article 17", "requested_by": "data protection officer", **options}
    return erase(store, child, demonstration_settings(), finish=nothing_to_publish, **options)  # type: ignore[arg-type]


def a_workbook(folder: Path, *rows: dict[str, str], name: str, sheet: str) -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        for number, cells in enumerate([HEADING.split(","), *(list({**ROW, **row}.values()) for row in rows)]):
            page.write_row(number, 0, cells)
    return path


def a_full_store(folder: Path) -> Store:
    """The child in a mapped CSV, a workbook, the return's files, refused rows, files' names, and others' rows."""
    store, mapping = a_store(folder), a_mapping(folder)
    others = [{"child": NEIGHBOUR, "end": ""}, {"child": NEIGHBOUR, "start": "never"}]
    refused = {"child": CHILD, "start": "never"}
    load_files(store, [a_file(folder, {"child": CHILD}, refused, *others)], mapping)
    named = a_file(folder, {"child": CHILD, "start": "2016-07-01 10:00", "end": ""}, name=f"interview {CHILD}.csv")
    load_files(store, [named], mapping)
    later = {"start": "2016-08-01 10:00", "end": "2016-08-01 11:00"}
    broken = {"child": CHILD, "id": "1,2"}
    rows = [{"child": CHILD, **later}, {"child": NEIGHBOUR, **later, "where": f"with {CHILD}"}, broken]
    load_files(store, [a_workbook(folder, *rows[:2], name="social.xlsx", sheet=f"of {CHILD}")], mapping)
    load_files(store, [a_file(folder, *rows, name="again.csv")], mapping)
    place = MAPPING.replace('setting = "where"', 'missing_from_place = "where"').replace("police", "provider")
    telling = a_file(folder, {"child": NEIGHBOUR, **later, "where": f"seen with {CHILD.lower()}"}, name="places.csv")
    load_files(store, [telling], a_mapping(folder, place, "provider.toml"))
    texts = {
        "missing": f"CHILD,DOB,MISSING,MIS_START,MIS_END\n{CHILD},02/03/2002,M,01/03/2016,\n{CHILD},,M,99/99/2016,\n",
        "header": f"CHILD,SEX,DOB,ETHNIC\n{CHILD},1,02/03/2002,WBRI\n{NEIGHBOUR},1,02/03/2002,WBRI\n",
        "episodes": f"CHILD,DECOM,LS,PLACE,PLACE_PROVIDER\n{CHILD},01/04/2015,C2,K2,PR1\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    load_files(store, [folder / f"{name}.csv" for name in texts], None)
    return store


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The full store, made once: each test has a copy."""
    return a_full_store(tmp_path_factory.mktemp("planted"))


@pytest.fixture
def full(planted: Store, tmp_path: Path) -> Store:
    """A store with the child everywhere."""
    return Store(shutil.copytree(planted.folder, tmp_path / "store"))


def traces(store: Store, *wanted: str) -> list[str]:
    """Where any of these still stands: in the bytes of files, case aside, and in the tables as they are read."""
    result = []
    for path in sorted(store.folder.rglob("*")):
        content = path.read_bytes().lower() if path.is_file() else b""
        result += [f"{path.name}: {item}" for item in wanted if item.lower().encode() in content]
        result += [f"{path}: its name" for item in wanted if item.lower() in path.name.lower()]
    for snapshot in store.snapshots():
        for name, table in read_tables(snapshot).items():
            text = json.dumps(table.to_dicts(), default=str).lower()
            result += [f"{snapshot.name} {name}: {item}" for item in wanted if item.lower() in text]
    return result


def loaded_from(store: Store, *children: str) -> set[str]:
    """Those of the source's ids that have a report."""
    held = {row[0] for row in ask(store, "SELECT DISTINCT child_id FROM report")}
    return {child for child in children if Pseudonyms(b"k" * 32).of_one(child, "council") in held}


@pytest.mark.parametrize("named", [CHILD, f" {CHILD} ", PSEUDONYM])
def test_a_planted_child_is_erased_and_gone(full: Store, named: str) -> None:
    store = full
    planted = traces(store, CHILD, PSEUDONYM)
    for where in ("episodes.duckdb", "refused.duckdb", "contents.json", "load", "report", "care_period", "refused_row"):
        assert any(where in item for item in planted), f"the test plants nothing in {where}"
    before = len(store.snapshots())
    done = erase_it(store, named)
    assert traces(store, CHILD, PSEUDONYM) == []
    assert done.still_in == ()
    assert done.rows == {
        "report": 4,
        "child_report": 3,
        "care_period": 1,
        **NO_OTHER_ROWS,
        "refused_row": 3,
        "casebook": 0,
    }
    assert ([snapshot.name for snapshot in store.snapshots()], len(done.removed)) == ([done.snapshot], before)
    assert loaded_from(store, CHILD, NEIGHBOUR) == {NEIGHBOUR}
    assert ask(store, "SELECT count(*) FROM refused.refused_row") == [(1,)]
    places = ask(store, "SELECT place FROM report WHERE place IS NOT NULL")
    assert places == [("seen with (erased)",)]


def test_an_erased_child_cannot_be_rolled_back_to(full: Store) -> None:
    erase_it(full)
    with pytest.raises(NoSuchSnapshot, match="no earlier snapshot"):
        full.rollback(lambda _live, _earlier: None)


def test_the_erasure_is_logged_by_a_mark_that_finds_earlier_lines(full: Store) -> None:
    done = erase_it(full)
    log = AuditLog(full)
    (line,) = log.found(child=PSEUDONYM)
    assert (line.act, line.purpose, line.what["children"]) == ("erasure", "a request under article 17", [done.mark])
    assert line.what["requested_by"] == "data protection officer"
    assert log.verify() is None


@pytest.mark.parametrize("word", ["reason", "requested_by"])
@pytest.mark.parametrize("said", [f"asked by {CHILD.lower()}", f"for {PSEUDONYM}"])
def test_the_reason_may_not_name_the_child(tmp_path: Path, word: str, said: str) -> None:
    begun_with(tmp_path, {"child": CHILD})
    with pytest.raises(DashboardError, match="Say it without"):
        erase_it(a_store(tmp_path), **{word: said})
    assert loaded_from(a_store(tmp_path), CHILD) == {CHILD}


# --- later loads -----------------------------------------------------------------------------------------------------


def test_the_same_file_does_not_bring_the_child_back(tmp_path: Path) -> None:
    rows = [{"child": CHILD}, {"child": NEIGHBOUR}]
    load_rows(tmp_path, *rows)
    erase_it(a_store(tmp_path))
    assert load_rows(tmp_path, *rows).total("loaded") == 0
    assert traces(a_store(tmp_path), CHILD, PSEUDONYM) == []


def test_later_rows_of_the_child_are_refused_without_their_text(tmp_path: Path) -> None:
    begun_with(tmp_path, {"child": CHILD}, {"child": NEIGHBOUR})
    store, mapping = a_store(tmp_path), a_mapping(tmp_path)
    erase_it(store)
    rows = [
        {"child": CHILD, "start": "2016-05-01 10:00"},
        {"child": CHILD, "start": "never"},
        {"child": CHILD, "id": "1,2"},
        {"child": f'"{CHILD}"', "start": "07/06/16"},
        {"child": NEIGHBOUR, "start": "2016-05-01 10:00"},
        {"child": NEIGHBOUR, "start": "never"},
    ]
    file = a_file(tmp_path, *rows, name=f"again-{CHILD}.csv")
    for summary in (
        check(store, [Delivery((file,), mapping)], demonstration_settings()),
        load_files(store, [file], mapping),
    ):
        assert summary.refused_by_rule == {"1004": 1, "erased": 4}
        assert (summary.total("rows_in"), summary.total("loaded")) == (6, 1)
    erased = ask(store, "SELECT row_number, original FROM refused.refused_row WHERE rule = 'erased' ORDER BY ALL")
    assert erased == [(2, ""), (3, ""), (4, ""), (5, "")]
    assert ask(store, "SELECT count(*) FROM child_report") == [(1,)]
    assert traces(store, CHILD, PSEUDONYM) == []


def test_the_return_and_a_workbook_do_not_bring_the_child_back_either(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    begun_with(tmp_path, {"child": CHILD}, {"child": NEIGHBOUR})
    erase_it(store)
    later = {"start": "2016-08-01 10:00", "end": "2016-08-01 11:00"}
    book = a_workbook(tmp_path, {"child": CHILD, **later}, {"child": NEIGHBOUR, **later}, name="b.xlsx", sheet=CHILD)
    assert load_files(store, [book], a_mapping(tmp_path)).refused_by_rule == {"erased": 1}
    regional = f"CHILD_LA,MISSING,MIS_START,MIS_END\n{CHILD}_BAR,M,2016-03-01,\n{NEIGHBOUR}_BAR,M,2016-03-02,\n"
    (tmp_path / "missing.csv").write_text(regional + f"{CHILD}_BAR,M,99/99/2016,\n")
    assert load_files(store, [tmp_path / "missing.csv"], None).refused_by_rule == {"erased": 2}
    assert traces(store, CHILD, PSEUDONYM) == []


ids = st.lists(st.text("ABC0189", min_size=1, max_size=4), min_size=1, max_size=3)


@settings(max_examples=200, deadline=None)
@given(ids, st.sampled_from(["-", "/", ".", "_", " ", ",", '"', "; "]), st.sampled_from([",", ";", "\t"]))
def test_an_id_of_up_to_three_words_is_found_in_a_line(words: list[str], between: str, delimiter: str) -> None:
    one = between.join(words)
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(["x", one, "2016-01-01", "Ann O'Neil, 3 High St"])
    doubled = one.replace('"', '""')
    assert {one, doubled} & possible_ids(line.getvalue())


def test_what_may_be_an_id_is_found_in_any_line() -> None:
    line = 'x;"O\'Neil, 12/ab";  AB 12/3\t"say ""hi"""'
    assert {"AB 12/3", "12/ab", "x", 'say "hi"'} <= possible_ids(line)


# --- who is meant ----------------------------------------------------------------------------------------------------


def test_a_child_whom_nothing_knows_changes_nothing(tmp_path: Path) -> None:
    begun_with(tmp_path, {"child": CHILD})
    load_rows(tmp_path, {"child": NEIGHBOUR})
    store = a_store(tmp_path)
    for nobody in ("PERSON-000000", "C0000000000000000"):
        with pytest.raises(NoSuchChild) as refused:
            erase_it(store, nobody)
        assert nobody not in str(refused.value)
    assert [snapshot.name for snapshot in store.snapshots()] == ["000001", "000002"]
    assert not store.erased_file.exists()


def test_the_same_number_in_another_scheme_is_another_child(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    load_rows(tmp_path, {"child": CHILD}, mapping=MAPPING.replace("kind = ", 'child_ids = "police"\nkind = '))
    with pytest.raises(NoSuchChild, match="among the ids of 'council'"):
        erase_it(store)
    erase_it(store, namespace="police")
    assert ask(store, "SELECT count(*) FROM report") == [(0,)]
    again = {"child": CHILD, "start": "2016-05-01 10:00"}
    assert load_rows(tmp_path, again).total("loaded") == 1


def test_a_short_id_takes_no_other_child_with_it(tmp_path: Path) -> None:
    rows = [{"child": "12"}, {"child": "112"}, {"child": "112", "start": "never"}, {"child": "12", "start": "never"}]
    load_rows(tmp_path, *rows)
    done = erase_it(a_store(tmp_path), "12")
    assert done.rows == {
        "report": 1,
        "child_report": 1,
        "care_period": 0,
        **NO_OTHER_ROWS,
        "refused_row": 1,
        "casebook": 0,
    }
    assert loaded_from(a_store(tmp_path), "12", "112") == {"112"}


@pytest.mark.parametrize("child", ["A+B(1)*77", "C:\\7 [x]|^$.", 'the "8" é'])
def test_an_id_of_any_characters_is_found_where_rows_were_refused(tmp_path: Path, child: str) -> None:
    quoted = '"' + child.replace('"', '""') + '"'
    load_rows(tmp_path, {"child": NEIGHBOUR}, {"child": quoted}, {"child": quoted, "start": "never"})
    done = erase_it(a_store(tmp_path), child)
    assert (done.rows["report"], done.rows["refused_row"]) == (1, 1)
    assert traces(a_store(tmp_path), child) == []


def test_a_child_who_is_only_in_an_earlier_snapshot_is_erased_from_it(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    begun_with(tmp_path, {"child": NEIGHBOUR})
    load_rows(tmp_path, {"child": CHILD})
    store.rollback(lambda _live, _earlier: None)
    assert erase_it(store).rows["report"] == 0
    assert traces(store, CHILD, PSEUDONYM) == []


def test_an_empty_store_has_nobody_to_erase(tmp_path: Path) -> None:
    with pytest.raises(NoSuchSnapshot):
        erase_it(a_store(tmp_path))


def test_a_file_that_somebody_left_in_the_store_is_named(tmp_path: Path) -> None:
    begun_with(tmp_path, {"child": CHILD})
    store = a_store(tmp_path)
    (store.folder / "export.csv").write_text(f"sent to the police: {CHILD}")
    assert erase_it(store).still_in == ("export.csv",)


# --- kills -----------------------------------------------------------------------------------------------------------

# In order: the log's head, the list of the erased, the draft's folder, the pointer, two snapshots gone; then the log's
# head again and the folder of what is published.
RENAMES = [("after", number) for number in range(1, 9)]
SWAPPED = {("finish", 0), ("step", 4), ("before", 5), *RENAMES[3:]}
STEPS = [("step", 0), ("finish", 0), ("before", 1), ("before", 5), ("step", 4)]


def killed_erasure(store: Store, where: tuple[str, int]) -> None:
    assert ending_of(erase_until, where, store.folder, CHILD) == -signal.SIGKILL


def test_a_load_after_the_swap_of_a_killed_erasure_takes_the_earlier_snapshots_away(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    load_rows(tmp_path, {"child": CHILD}, {"child": CHILD, "start": "never"}, {"child": NEIGHBOUR})
    killed_erasure(store, ("after", 5))
    assert traces(store, CHILD) != []
    load_rows(tmp_path, {"child": NEIGHBOUR, "start": "2016-05-01 10:00"})
    assert traces(store, CHILD, PSEUDONYM) == []
    assert len(store.snapshots()) == 2


@pytest.fixture(scope="module")
def two_children(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of the child and the neighbour in two snapshots, made once: each test has a copy."""
    folder = tmp_path_factory.mktemp("two")
    load_rows(folder, {"child": NEIGHBOUR})
    load_rows(folder, {"child": CHILD}, {"child": CHILD, "start": "never"})
    return a_store(folder)


@pytest.mark.parametrize("where", [*STEPS, *RENAMES])
def test_a_kill_at_any_step_leaves_a_whole_store_and_the_erasure_repeatable(
    two_children: Store, tmp_path: Path, where: tuple[str, int]
) -> None:
    store = Store(shutil.copytree(two_children.folder, tmp_path / "store"))
    killed_erasure(store, where)
    is_swapped = where in SWAPPED
    assert loaded_from(store, CHILD, NEIGHBOUR) == ({NEIGHBOUR} if is_swapped else {CHILD, NEIGHBOUR})
    erase_it(store)
    assert traces(store, CHILD, PSEUDONYM) == []
    assert loaded_from(store, NEIGHBOUR) == {NEIGHBOUR}
    assert len(list(store.snapshots_folder.iterdir())) == 1
    assert AuditLog(store).verify() is None


def test_another_childs_episode_whose_number_holds_the_id_stays_the_same_episode(tmp_path: Path) -> None:
    other = {"child": NEIGHBOUR, "id": f"{CHILD}1"}
    store_rows = ({"child": CHILD, "id": "7"}, other)
    load_rows(tmp_path, *store_rows)
    erase_it(a_store(tmp_path))
    again = load_rows(tmp_path, {**other, "where": "care"})
    assert (again.total("loaded"), read_tables(a_store(tmp_path).current())["report"].height) == (1, 1)
