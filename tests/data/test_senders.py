"""What a mapping says of rows: of several senders, to be left out, and what every row is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadMapping, UnusableFile
from data.formats.mapping import parse_mapping
from data.load import Delivery, check
from data.settings import demonstration_settings
from data.summary import Summary
from tests.data.builders import SHARED, a_mapping, a_store, ask, load_files
from tests.sizes import examples

TEXT = """
[source]
{source}
kind = "episodes"
dates = "iso"
as_of = "2016-12-31"
[columns]
episode = "Ref"
child = "Person"
category = "Type"
started_at = "Went"
ended_at = "Back"
{rest}
"""
HEADING = "System,Group,Ref,Person,Type,Went,Back\n"
BY_COLUMN = TEXT.format(source='system_column = "System"', rest="")
LEAVING_OUT = TEXT.format(
    source='system = "police"', rest='[leave_out]\nGroup = ["Adult", "Test record"]\nType = "Concern for safety"'
)


def loaded(folder: Path, lines: str, mapping: str, name: str = "x.csv") -> Summary:
    """Loads these lines under HEADING into the folder's store."""
    (folder / name).write_text(HEADING + lines, encoding="utf-8")
    return load_files(a_store(folder), [folder / name], a_mapping(folder, mapping, "x.toml"))


def counts(summary: Summary) -> dict[str, tuple[int, int, int, int, int]]:
    """rows_in, loaded, duplicates, refused, left out of each file."""
    return {
        file.file: (file.rows_in, file.loaded, file.duplicates, file.refused, file.left_out) for file in summary.files
    }


# --- several senders ------------------------------------------------------------------------------

TWO = (
    "Police,,1,A1,missing,2016-06-07 10:00,2016-06-07 18:00\n"
    "Social Care,,1,A1,missing,2016-06-07 10:20,2016-06-07 18:00\n"
    "police,,2,A2,missing,2016-06-08 10:00,\n"
)


def test_each_sender_of_a_file_is_a_source_and_what_two_tell_of_is_one_episode(tmp_path: Path) -> None:
    summary = loaded(tmp_path, TWO, BY_COLUMN)
    assert counts(summary) == {"x.csv (police)": (2, 2, 0, 0, 0), "x.csv (social_care)": (1, 1, 0, 0, 0)}
    assert [file.system for file in summary.files] == ["police", "social_care"]
    assert ask(a_store(tmp_path), "SELECT sources FROM episode_facts ORDER BY started_at") == [
        (["police", "social_care"],),
        (["police"],),
    ]


def test_the_mapping_may_name_its_senders(tmp_path: Path) -> None:
    mapping = BY_COLUMN + '[values.system]\npolice = ["Police", "WMP (COMPACT)"]\nlcs = "Social Care"\n'
    summary = loaded(tmp_path, TWO + "WMP (COMPACT),,3,A2,missing,2016-06-09 10:00,\n", mapping)
    assert counts(summary) == {"x.csv (lcs)": (1, 1, 0, 0, 0), "x.csv (police)": (3, 3, 0, 0, 0)}


def test_a_row_that_names_no_sender_is_refused_once(tmp_path: Path) -> None:
    nobodys = (
        ",,7,A3,missing,2016-06-07 10:00,\nN/K,,8,A3,missing,2016-06-08 10:00,\nUnknown,,9,A3,missing,2016-06-09,\n"
    )
    summary = loaded(tmp_path, TWO + nobodys, BY_COLUMN)
    assert counts(summary) == {"x.csv (police)": (5, 2, 0, 3, 0), "x.csv (social_care)": (1, 1, 0, 0, 0)}
    assert summary.refused_by_rule == {"no_sender": 3}
    assert [row.line for row in summary.files[0].first_refused] == [5, 6, 7]


def test_the_same_file_again_is_all_duplicates(tmp_path: Path) -> None:
    loaded(tmp_path, TWO, BY_COLUMN)
    again = loaded(tmp_path, TWO, BY_COLUMN)
    assert (again.total("rows_in"), again.total("duplicates"), again.snapshot) == (3, 3, "000001")


def test_a_file_of_headings_alone_is_no_senders_silence(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"x\.csv has no rows, only headings, so no sender stands in 'System'"):
        loaded(tmp_path, "", BY_COLUMN)


def test_a_file_of_which_no_row_names_a_sender_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"no row names its sender in 'System'; it holds 'N/K'\."):
        loaded(tmp_path, "N/K,,1,A1,missing,2016-06-07 10:00,\n", BY_COLUMN)


def test_a_column_of_children_is_no_column_of_senders(tmp_path: Path) -> None:
    lines = "".join(f"c{number},,1,A1,missing,2016-06-07 10:00,\n" for number in range(21))
    with pytest.raises(UnusableFile, match="names 21 senders, which is more than 20") as refusal:
        loaded(tmp_path, lines, BY_COLUMN)
    assert "c1" not in str(refusal.value).replace("x.csv", "")


# --- rows to leave out ----------------------------------------------------------------------------


def test_rows_to_leave_out_are_counted_and_not_loaded(tmp_path: Path) -> None:
    lines = (
        ",adult,1,A1,missing,2016-06-07 10:00,\n"
        ",Child,2,A2,missing,2016-06-07 10:00,\n"
        ",TEST RECORD,3,A3,missing,not a date,\n"
        ",Child,4,A4,Concern for Safety,2016-06-07 10:00,\n"
        ",,5,A5,missing,2016-06-07 10:00,\n"
    )
    summary = loaded(tmp_path, lines, LEAVING_OUT)
    assert counts(summary) == {"x.csv": (5, 2, 0, 0, 3)}
    assert summary.files[0].left_out_by_reason == {"by_the_mapping": 3}
    assert summary.as_json()["left_out"] == 3
    assert ask(a_store(tmp_path), "SELECT rows_in, loaded, duplicates, refused, left_out FROM load") == [
        (5, 2, 0, 0, 3)
    ]


def test_a_column_to_leave_out_by_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="lacks the column 'Wing'"):
        loaded(tmp_path, TWO, LEAVING_OUT.replace("Group =", "Wing ="))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Police", "Care", "", "N/K", "WMP!"]),
            st.sampled_from(["Adult", "Child", ""]),
            st.sampled_from(["", "1", "2"]),
            st.sampled_from(["A1", "A2", ""]),
            st.sampled_from(["missing", "absent", "cancelled", "?", ""]),
            st.sampled_from(["2016-06-07 10:00", "2016-06-08", "31/02/2016", ""]),
            st.sampled_from(["", "2016-06-09 10:00", "2016-06-01"]),
        ),
        max_size=12,
    )
)
@examples(8, 25)
def test_every_row_of_several_senders_is_accounted_for(tmp_path_factory, rows) -> None:
    folder = tmp_path_factory.mktemp("senders")
    lines = "".join(",".join(row) + "\n" for row in rows)
    (folder / "x.csv").write_text(HEADING + lines, encoding="utf-8")
    mapping = a_mapping(folder, BY_COLUMN + '[leave_out]\nGroup = "Adult"\n')
    try:
        summary = check(a_store(folder), [Delivery((folder / "x.csv",), mapping)], demonstration_settings())
    except UnusableFile:
        assert not any(row[0] in ("Police", "Care") for row in rows)
        return
    assert summary.total("rows_in") == sum(any(row) for row in rows)
    for item in summary.files:
        assert item.rows_in == item.loaded + item.duplicates + item.refused + item.left_out
    assert sum(file.left_out_by_reason.get("by_the_mapping", 0) for file in summary.files) == sum(
        row[1] == "Adult" for row in rows
    )


# --- what every row is ----------------------------------------------------------------------------

NO_CATEGORY = TEXT.format(source='system = "police"', rest="").replace('category = "Type"\n', "")


def test_what_every_row_is_stands_in_the_mapping(tmp_path: Path) -> None:
    mapping = NO_CATEGORY + '[constants]\ncategory = "Missing"\nsetting = "home"\nmissing_from_area = "North"\n'
    assert counts(loaded(tmp_path, TWO, mapping)) == {"x.csv": (3, 2, 1, 0, 0)}
    assert set(ask(a_store(tmp_path), "SELECT category, setting, area FROM episode_facts")) == {
        ("missing", "home", "North")
    }


def test_a_constant_goes_through_the_mappings_own_labels(tmp_path: Path) -> None:
    mapping = NO_CATEGORY + '[constants]\ncategory = "MISPER-L"\n[values.category]\nabsent = "MISPER-L"\n'
    loaded(tmp_path, TWO, mapping)
    assert set(ask(a_store(tmp_path), "SELECT category FROM episode_facts")) == {("absent",)}


def test_without_a_category_the_mapping_is_refused_and_says_what_to_write() -> None:
    said = re.escape(
        'x.toml: [columns] lacks category. Write category = "their heading"; or, where every row is the same, '
        'write it under [constants], such as category = "missing".'
    )
    with pytest.raises(BadMapping, match=said):
        parse_mapping(NO_CATEGORY.encode(), "x.toml", demonstration_settings())


def test_a_constant_that_is_not_understood_is_refused() -> None:
    text = NO_CATEGORY + '[constants]\ncategory = "MISPER-L"\n'
    with pytest.raises(BadMapping, match="category = 'MISPER-L', which is not understood"):
        parse_mapping(text.encode(), "x.toml", demonstration_settings())


# --- the files of others --------------------------------------------------------------------------

INTAKE = SHARED / "intake"


@pytest.mark.skipif(not INTAKE.exists(), reason="the shared files are not beside the repository")
@pytest.mark.parametrize(
    ("name", "mapping", "missing", "now"),
    [
        ("stale-open", "stale-open", 4, 1),
        ("stale-open-council", "stale-open", 243, 1),
        ("cancelled", "cancelled", 1, 0),
        ("no-category", "no-category", 1, 0),
    ],
)
def test_the_shared_files_are_right(tmp_path: Path, name: str, mapping: str, missing: int, now: int) -> None:
    text = (INTAKE / f"{mapping}.toml").read_text(encoding="utf-8")
    if name == "no-category":
        text += '\n[constants]\ncategory = "missing"\n'
    summary = load_files(a_store(tmp_path), [INTAKE / f"{name}.csv"], a_mapping(tmp_path, text))
    assert summary.total("refused") == 0
    query = "SELECT count(*), count(*) FILTER (end_status = 'open' AND superseded_at IS NULL) FROM episode_facts"
    assert ask(a_store(tmp_path), query) == [(missing, now)]
