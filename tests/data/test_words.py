"""Closed words are one type of the store; whoever reads them meets text or enums, in the order that text has."""

import traceback
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.database import create_tables, insert_all
from data.errors import DashboardError
from data.settings import Settings
from data.tables import no_rows
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


def test_a_word_of_no_list_is_refused_in_words_that_do_not_repeat_it():
    row = {"system": "social_care", "load_id": 1, "row_number": 2, "child_id": "A", "started_on": date(2026, 4, 1)}
    rows = pl.DataFrame([row | {"support": "Hattie Howe"}], schema=no_rows("support").schema)
    with duckdb.connect(":memory:") as connection:
        create_tables(connection, Settings())
        with pytest.raises(DashboardError, match="Rows of support have a word in support that is on no list") as raised:
            insert_all(connection, "support", rows)
        assert "Hattie" not in "".join(traceback.format_exception(raised.value))
        # Nothing of it is there, and the connection can go on.
        insert_all(connection, "support", rows.with_columns(support=pl.lit("contacted")))
        assert connection.execute("SELECT support FROM support").fetchall() == [("contacted",)]
