"""Closed words are one type of the store; whoever reads them meets text or enums, in the order that text has."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.warehouse import CLOSED_LISTS, Warehouse, read_facts
from tests.builders import fill_store, report

ROWS = (
    report("A", category="missing", setting="care", placement="foster", outcome="declined_child"),
    report("B", category="absent", setting="home", started="2026-04-01 10:00", ended=None),
    report("C", category="away", started="2026-04-02 10:00", ended="2026-04-02 11:00"),
)


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "episodes.duckdb"
    with duckdb.connect(str(path)) as connection:
        fill_store(connection, ROWS)
    return path


def test_every_closed_list_of_the_facts_is_kept_as_words(file):
    with duckdb.connect(str(file), read_only=True) as connection:
        kinds = dict(
            connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'episode_facts'"
            ).fetchall()
        )
    assert {name for name in CLOSED_LISTS if not kinds[name].startswith("ENUM")} == set()


def test_words_are_in_order_of_name_as_text_is(file):
    with duckdb.connect(str(file), read_only=True) as connection:
        words = connection.execute("SELECT unnest(enum_range(NULL::word))").fetchall()
        categories = connection.execute("SELECT category FROM episode_facts ORDER BY category").fetchall()
    assert words == sorted(words)
    assert categories == [("absent",), ("away",), ("missing",)]


def test_a_question_is_answered_in_text(file):
    warehouse = Warehouse(file)
    answer = warehouse.query("SELECT category, hours_band FROM episode_facts")
    warehouse.close()
    assert answer.schema == {"category": pl.String, "hours_band": pl.String}


def test_facts_are_read_as_the_enums_of_the_code(file):
    warehouse = Warehouse(file)
    facts = read_facts(warehouse)
    warehouse.close()
    assert {name: facts.schema[name] for name in CLOSED_LISTS} == {
        name: pl.Enum(words) for name, words in CLOSED_LISTS.items()
    }
    assert facts["interview_outcome"].to_list() == ["declined_child", "unknown", "unknown"]


def test_a_word_of_no_list_is_not_written():
    with duckdb.connect(":memory:") as connection, pytest.raises(duckdb.ConversionException, match="hidden"):
        fill_store(connection, [report(setting="hidden")])
