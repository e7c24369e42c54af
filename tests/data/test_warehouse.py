"""What one question may take, and that it cannot take more."""

from pathlib import Path

import duckdb
import pytest

from data import warehouse
from data.errors import QueryTooLarge
from data.warehouse import Warehouse

ENDLESS = "SELECT count(*) AS n FROM range(10000000) AS a, range(10000000) AS b WHERE (a.range + b.range) % 7 = 1"
LARGE = "SELECT list(range) AS n FROM range(100000000)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    duckdb.connect(str(tmp_path / "facts.duckdb")).close()
    return tmp_path / "facts.duckdb"


def test_a_question_that_takes_too_long_is_stopped_and_said_so(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(warehouse, "MILLISECONDS_LIMIT", 200)
    with pytest.raises(QueryTooLarge, match="Choose a shorter period"):
        Warehouse(file).query(ENDLESS)


def test_a_question_that_takes_too_much_memory_is_stopped_and_said_so(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(warehouse, "MEMORY_LIMIT", "20MB")
    with pytest.raises(QueryTooLarge, match="Choose a shorter period"):
        Warehouse(file).query(LARGE)


@pytest.mark.parametrize("change", ["SET max_execution_time = 0", "SET memory_limit = '64GB'", "RESET memory_limit"])
def test_the_limits_cannot_be_changed_by_a_question(file: Path, change: str):
    with pytest.raises(duckdb.Error, match="locked"):
        Warehouse(file).query(change)
