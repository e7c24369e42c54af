"""What holds on Windows, macOS and Linux alike: nothing needs what Unix alone has."""

import ast
import re
from operator import attrgetter
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadSetting
from data.machine import file_name
from data.message_settings import whence
from data.settings import parse_settings
from tests.demonstration import as_on_windows
from tests.only_windows import FUNCTIONS, MODULES
from tests.test_layout import APP, ROOT, SOURCES, imported, named, nodes

MACHINE = ROOT / "data" / "machine.py"
# Beside those that are taken away in the run below: what is there on Windows, and does something else.
OF_UNIX = {*FUNCTIONS, "fsync", "getpid", "getlogin", "O_RDONLY", "O_NOFOLLOW", "st_mode", "S_ISGID", "S_IRWXO"}
TOLD_APART = {"fcntl", "pwd", "grp", "resource", "stat", "msvcrt", "platform", "signal", "filelock", "getpass"}
# A manifest names the version of Python; the audit log is locked, and written at its end.
OTHERWISE = {("data/load.py", "platform")}
# What must be said whenever text is written, or read.
SAID = {"write_text": {"encoding", "newline"}, "read_text": {"encoding"}}


def test_a_day_without_what_unix_alone_has(tmp_path: Path) -> None:
    """Two loads, a page, a report, an export and an erasure; what a reader holds open goes at the second asking."""
    lines = as_on_windows("day", tmp_path).splitlines()
    assert "page: Now" in lines
    assert lines[-3:] == [
        "erasure: 000003 removed 000001 left 000002",
        "erasure: 000004 removed 000002 000003 left",
        "snapshots: 000004",
    ]
    written = {path.name for path in tmp_path.iterdir()}
    assert {"weekly-2016-12-25.pdf", "weekly-2016-12-25.docx", "all.json", "record-of-processing.docx"} <= written


def test_only_one_module_knows_what_differs_between_systems() -> None:
    met = [
        (named(path), name)
        for path in (APP, *SOURCES)
        if path != MACHINE
        for name in [*imported(path) & TOLD_APART, *attributes(path) & OF_UNIX]
    ]
    assert set(met) == OTHERWISE


def test_that_module_is_where_they_stand() -> None:
    assert set(MODULES) & imported(MACHINE) == {"pwd"}
    assert {"getuid", "fsync", "O_RDONLY", "st_mode"} <= attributes(MACHINE)


def attributes(path: Path) -> set[str]:
    """Every name that stands behind a dot in a module."""
    return {node.attr for node in nodes(path) if isinstance(node, ast.Attribute)}


def test_no_day_is_written_in_a_way_that_windows_has_not() -> None:
    """Its clock writes no day without a nought ("%-d"): a day of the month is a number here."""
    met = [
        (named(path), node.value)
        for path in (APP, *SOURCES)
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"%[-#][a-zA-Z]", node.value)
    ]
    # The browser's own.
    assert met == [("analytics/charts/figure.py", "%-d %b")]


def test_text_says_how_it_is_written() -> None:
    """Windows has another encoding and another end of a line, and a mapping's hash is of its bytes."""
    assert [place for path in (APP, *SOURCES) for place in unsaid(path)] == []


def unsaid(path: Path) -> list[str]:
    """Where a module reads or writes text and leaves it to the system how."""
    calls = [node for node in nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    needs = [(call, SAID.get(call.func.attr, {"encoding"} if opens_text(call) else set())) for call in calls]
    return [f"{named(path)}:{call.lineno}" for call, need in needs if need - {word.arg for word in call.keywords}]


def opens_text(call: ast.Call) -> bool:
    """Whether a call opens a file as text."""
    modes = [word.value for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    return call.func.attr == "open" and len(modes) == 1 and set(modes[0]) <= set("rwax+t")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("police.csv", "police.csv"),
        ("C:\\Users\\ann\\police.csv", "police.csv"),
        ("\\\\server\\share\\2026\\police.csv", "police.csv"),
        ("/home/ann/police.csv", "police.csv"),
        ("police 12:30.csv", "police 12-30.csv"),
        ("aux.csv", "_aux.csv"),
        ("CON", "_CON"),
        ("console.csv", "console.csv"),
        ("police.csv. .", "police.csv"),
        ("Łódź.csv", "Łódź.csv"),
        ("..", "_"),
    ],
)
def test_a_file_has_a_name_that_every_system_can_write(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


@given(st.text(max_size=40))
def test_no_name_is_a_path_a_device_or_ends_in_a_dot(sent: str) -> None:
    name = file_name(sent)
    assert PureWindowsPath(name).name == name
    assert not PureWindowsPath(name).is_reserved()
    assert name
    assert not set(name) & set('<>:"/\\|?*')
    assert file_name(name) == name


@pytest.mark.parametrize("key", ["maps.places", "maps.areas", "initials.file", "weekly.folder"])
@pytest.mark.parametrize(
    "path", ["C:\\missing\\places.toml", "D:/missing/places.toml", "\\\\server\\share\\places.toml", "/srv/places.toml"]
)
def test_settings_name_files_as_the_system_writes_them(key: str, path: str) -> None:
    """In single quotes, as TOML has it: in double ones a backslash begins something else, and the error says so."""
    assert attrgetter(key)(parse_settings(f"{key} = '{path}'", "council.toml")) == path
    assert whence(f"file:{path}") == f"file:{path}"


def test_a_backslash_in_double_quotes_is_explained() -> None:
    with pytest.raises(BadSetting, match="single quotes"):
        parse_settings('[maps]\nplaces = "C:\\missing\\places.toml"', "council.toml")
