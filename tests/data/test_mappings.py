"""The mappings that a store keeps: used for the sender's next file, the owner's alone, and of no one file."""

from datetime import date
from pathlib import Path

import pytest

from data.errors import BadMapping
from data.formats.mapping import parse_mapping
from data.mappings import folder_of, save_mapping, saved_for, saved_mappings
from data.settings import demonstration_settings
from data.snapshots import Store

SETTINGS = demonstration_settings()
TODAY = date(2026, 12, 1)
HEADINGS = ("Ref", "Person", "Type", "Went", "Back", "Notes")
TEXT = """
[source]
system = "police"
kind = "episodes"
dates = "day-first"
covers = ["2026-09-01", "2026-10-01"]
as_of = 2026-10-05T07:30:00
[columns]
episode = "Ref"
child = "Person"
category = "Type"
started_at = "Went"
ended_at = "Back"
[values.category]
missing = ["MISPER-L"]
[leave_out]
Notes = ["Void"]
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def save(store: Store, text: str = TEXT, headings: tuple[str, ...] = HEADINGS, on: date = TODAY) -> Path:
    return save_mapping(store, text, headings, on, SETTINGS)


def test_a_saved_mapping_says_all_that_was_said_but_what_is_of_one_file(store: Store):
    path = save(store)
    saved = saved_for(store, HEADINGS, SETTINGS)
    assert path == folder_of(store) / "police-episodes.toml"
    assert saved is not None
    assert saved.on == TODAY
    before = parse_mapping(TEXT.encode(), "police.toml", SETTINGS)
    assert (saved.mapping.columns, saved.mapping.codes, saved.mapping.leave_out) == (
        *(before.columns, before.codes, before.leave_out),
    )
    assert (saved.mapping.source.covers, saved.mapping.as_of()) == (None, None)


def test_only_the_owner_may_read_it(store: Store):
    path = save(store)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_it_is_used_for_the_same_headings_in_any_order_and_case(store: Store):
    save(store)
    assert saved_for(store, tuple(reversed(HEADINGS)), SETTINGS)
    assert saved_for(store, tuple(heading.upper() for heading in HEADINGS), SETTINGS)


@pytest.mark.parametrize(
    "headings", [HEADINGS[1:], (*HEADINGS, "Person"), ("Ref", "Who", "Type", "Went", "Back", "Notes")]
)
def test_it_is_not_used_where_a_heading_is_gone_or_stands_twice(store: Store, headings: tuple[str, ...]):
    save(store)
    assert saved_for(store, headings, SETTINGS) is None


def test_columns_that_were_not_there_are_named(store: Store):
    save(store)
    headings = (*HEADINGS, "Time back")
    saved = saved_for(store, headings, SETTINGS)
    assert saved is not None
    assert saved.new_among(headings) == ["Time back"]


def test_the_same_headings_replace_and_others_stand_beside(store: Store):
    save(store)
    save(store, TEXT.replace("MISPER-L", "MISPER-H"), on=date(2026, 12, 8))
    other = TEXT.replace('"Back"', '"Returned"')
    path = save(store, other, ("Ref", "Person", "Type", "Went", "Returned", "Notes"))
    assert path.name == "police-episodes-2.toml"
    assert len(saved_mappings(store, SETTINGS)) == 2
    first = saved_for(store, HEADINGS, SETTINGS)
    assert first is not None
    assert "misperh" in first.mapping.codes["category"]


def test_of_two_that_fit_the_one_that_knows_more_of_the_file_is_taken(store: Store):
    save(store, headings=("Ref", "Person", "Type", "Went", "Back", "Notes", "Time back"))
    save(store, TEXT.replace("police", "social_care"))
    saved = saved_for(store, (*HEADINGS, "Time back"), SETTINGS)
    assert saved is not None
    assert saved.mapping.source.system == "police"


def test_one_that_can_no_longer_be_used_is_passed_over_and_may_be_replaced(store: Store):
    path = save(store)
    path.write_text(path.read_text().replace('"day-first"', '"by-the-moon"'))
    assert saved_for(store, HEADINGS, SETTINGS) is None
    assert save(store) == path
    assert saved_for(store, HEADINGS, SETTINGS)


def test_a_question_that_is_left_is_no_mapping():
    with pytest.raises(BadMapping, match="nobody has answered"):
        parse_mapping(TEXT.replace('child = "Person"', '#? child = "Person"').encode(), "police.toml", SETTINGS)
