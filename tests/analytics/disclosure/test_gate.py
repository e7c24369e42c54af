"""Only the gate makes what may be shown, and what it let through says less afterwards, never more."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from mypy import api

from analytics.disclosure.gate import exact_together, published_in, rounded, write_published
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import PUBLISHED_SCHEMA, Published, Safe
from analytics.measuring.coverage import COVERAGE_SCHEMA
from analytics.model import Audience, Unit
from data.errors import DashboardError
from data.settings import Settings
from tests.builders import AS_OF, through_the_gate

ROOT = Path(__file__).parents[3]
START, END = date(2026, 7, 1), date(2026, 10, 1)
ROWS = pl.DataFrame(
    [
        ("sex", "child", "quarter", START, END, "", "", "F", 12, 20, 0.6, "shown"),
        ("sex", "child", "quarter", START, END, "", "", "M", None, 20, None, "hidden"),
    ],
    schema=PUBLISHED_SCHEMA,
    orient="row",
)
GOES_ROUND_THE_GATE = """
from dataclasses import replace
from datetime import datetime

import polars as pl

from analytics.disclosure.published import Published, Safe


def shown(rows: pl.DataFrame, published: Published, now: datetime) -> Published:
    Published(rows, now, "1")  # rows that did not pass the gate
    Safe(rows)  # a pass of one's own
    replace(published, rows=rows)  # other rows
    replace(published, protection=published.protection)  # another reader
    published.rows = rows  # other rows
    return replace(published.only(pl.col("numerator") > 0), as_of=now).saying_less(rows)


class Mine(Safe):
    pass
"""


def published() -> Published:
    return through_the_gate(ROWS)


def test_the_type_checker_refuses_what_did_not_pass_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    file = tmp_path / "goes_round.py"
    file.write_text(GOES_ROUND_THE_GATE, encoding="utf-8")
    said, errors, _ = api.run(["--config-file", "pyproject.toml", "--no-pretty", str(file)])
    assert not errors
    refused = {int(line.split(":")[1]): line for line in said.splitlines() if ": error:" in line}
    lines = GOES_ROUND_THE_GATE.splitlines()
    expected = {number for number, line in enumerate(lines, 1) if "  #" in line or line.startswith("class Mine")}
    assert set(refused) == expected, said


def test_nobody_else_makes_it_when_it_runs():
    with pytest.raises(TypeError, match="lets rows through"):
        Safe(ROWS)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="passed"):
        Published(ROWS, AS_OF, "1")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="rows"):
        replace(published(), rows=ROWS)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        published().safe.rows = ROWS  # type: ignore[misc]


def test_fewer_rows_and_another_time_keep_the_protection():
    later = replace(published().only(pl.col("category") == "F"), as_of=datetime(2027, 1, 1))
    assert later.rows["category"].to_list() == ["F"]
    assert later.protection == published().protection
    named = pl.DataFrame({"category": ["F"]})
    assert published().only_listed(named, ["category"]).rows.equals(ROWS.head(1))
    assert published().without_listed(named, ["category"]).rows.equals(ROWS.tail(1))


@pytest.mark.parametrize(
    "less",
    [
        {"numerator": None, "share": None, "shown": "hidden"},
        {"denominator": None},
        {"numerator": None, "denominator": None, "share": None, "shown": "not supplied"},
    ],
)
def test_a_number_may_go_afterwards(less: dict[str, object]):
    rows = ROWS.with_columns(pl.lit(value).cast(PUBLISHED_SCHEMA[name]).alias(name) for name, value in less.items())
    assert published().saying_less(rows).rows.equals(rows)


@pytest.mark.parametrize(
    "more",
    [
        ROWS.with_columns(numerator=pl.Series([12, 3])),  # what was hidden
        ROWS.with_columns(numerator=pl.Series([13, None])),  # another number
        ROWS.with_columns(share=pl.lit(0.6)),
        ROWS.with_columns(shown=pl.lit("exact")),
        ROWS.with_columns(shown=pl.lit("few")),  # of what is hidden, that it is few
        ROWS.with_columns(category=pl.Series(["M", "F"])),  # a number under another name
        pl.concat([ROWS, ROWS.head(1)]),
        ROWS.head(1),  # not the same rows: that is for `only`
        ROWS.with_columns(shown=pl.lit("not supplied")),  # a number in a row that the audit passes over
        ROWS.with_columns(shown=pl.lit("hidden")),  # a number said to be hidden
        ROWS.with_columns(shown=pl.lit(None, pl.String)),  # no word
    ],
)
def test_nothing_comes_afterwards(more: pl.DataFrame):
    with pytest.raises(ValueError, match="the gate"):
        published().saying_less(more)


def test_to_write_into_its_rows_changes_nothing():
    first = published()
    first.rows.extend(ROWS)
    first.rows[1, "numerator"] = 3
    first.rows.replace_column(11, pl.Series("shown", ["exact", "exact"]))
    assert first.rows.equals(ROWS)
    assert first.table("sex", Unit.CHILD).row("M") == published().table("sex", Unit.CHILD).row("M")


def test_tables_are_not_rounded_for_another_reader_than_they_were_protected_for():
    public = policy_for(Audience.SCRUTINY, Settings())
    with pytest.raises(ValueError, match="protected for the board"):
        rounded(published(), public)
    assert rounded(through_the_gate(ROWS, Audience.SCRUTINY), public).rows["numerator"].to_list() == [10, None]


@pytest.mark.parametrize("audience", [Audience.COORDINATOR, Audience.SCRUTINY])
def test_a_board_reads_no_file_of_another_reader(audience: Audience, tmp_path: Path):
    file = tmp_path / "published.duckdb"
    covered = {"coverage": COVERAGE_SCHEMA.to_frame()}
    write_published(file, through_the_gate(ROWS, audience), covered)
    with pytest.raises(DashboardError, match=f"for the {audience}, not for the board"):
        published_in(file)
    write_published(tmp_path / "of_board.duckdb", published(), covered)
    assert published_in(tmp_path / "of_board.duckdb").rows.equals(ROWS)


def test_protected_tables_are_not_put_together_for_the_audit():
    of_everything = through_the_gate(ROWS, Audience.COORDINATOR)
    assert exact_together([of_everything, of_everything]).rows.height == 2 * ROWS.height
    with pytest.raises(ValueError, match="Only exact tables"):
        exact_together([of_everything, published()])
