"""Ours beside others: by official figures alone, and different only where authorities do not differ so much."""

from pathlib import Path

import polars as pl
import pytest

from analytics.compared import (
    BENCHMARK_SCHEMA,
    QUESTIONS,
    Area,
    benchmarks,
    compared,
    compared_chart,
    compared_sentence,
    compared_table,
    latest_year,
)
from data.warehouse import Warehouse, write_tables

SHARE, EACH, AWAY = QUESTIONS
OURS, NEXT = "E08000032", "E08000033"


def figures(**ours: int | None) -> pl.DataFrame:
    """Thirty authorities, of which about a tenth are missing; ours and a neighbour among them; England."""
    rows = []
    for place in range(30):
        code = f"E080000{place + 10}"
        values = {"children_looked_after": 1000, "children_missing": 90 + place % 20, "missing_incidents": 600}
        values |= {"children_away": 40}
        if code == OURS:
            values |= ours
        rows += [(code, f"Authority {place}", "authority", measure, value) for measure, value in values.items()]
    nation = {"children_looked_after": 30_000, "children_missing": 3_000, "missing_incidents": 18_000}
    rows += [("E92000001", "England", "country", measure, value) for measure, value in nation.items()]
    made = [
        (2024, code, name, level, measure, value, "hidden" if value is None else "known")
        for code, name, level, measure, value in rows
    ]
    return pl.DataFrame(made, schema=BENCHMARK_SCHEMA, orient="row")


def test_ours_comes_first_then_neighbours_then_the_nation():
    areas = compared(figures(children_missing=100), SHARE, 2024, OURS, [NEXT, "E09999999"])
    assert [area.name for area in areas] == ["Authority 22", "Authority 23", "England"]
    assert areas[0] == Area("Authority 22", 100, 1000, "like other authorities")
    assert areas[-1].standing == ""


@pytest.mark.parametrize(
    ("missing", "standing"),
    [(100, "like other authorities"), (300, "higher than authorities differ"), (20, "lower than authorities differ")],
)
def test_t26_more_missing_than_neighbours_is_said_only_beyond_what_authorities_differ_by(missing: int, standing: str):
    assert compared(figures(children_missing=missing), SHARE, 2024, OURS, [])[0].standing == standing


def test_a_hidden_figure_is_not_known_and_stands_nowhere():
    areas = compared(figures(children_missing=None), SHARE, 2024, OURS, [])
    assert areas[0] == Area("Authority 22", None, 1000)
    assert compared_table(areas, SHARE)["Children missing"][0] == "not known"
    assert "Authority 22" not in compared_sentence(areas, SHARE, 2024)


def test_the_sentence_has_the_numbers_of_the_table():
    areas = compared(figures(children_missing=100), SHARE, 2024, OURS, [])
    assert compared_sentence(areas, SHARE, 2024) == (
        "In the year to March 2024: Authority 22 100 of 1,000 (10%), like other authorities; "
        "England 3,000 of 30,000 (10%)."
    )
    each = compared(figures(children_missing=100), EACH, 2024, OURS, [])
    assert compared_table(each, EACH)["Each"][0] == "6.0"
    assert [mark.value for mark in compared_chart(each, EACH, 2024).marks] == [6.0, 6.0]


def test_with_few_authorities_nothing_is_called_different():
    few = figures(children_missing=300).filter(pl.col("area_code").is_in([OURS, NEXT, "E92000001"]))
    assert compared(few, SHARE, 2024, OURS, [NEXT])[0].standing == ""


def test_the_latest_year_is_one_with_both_figures():
    older = figures().with_columns(year=pl.lit(2023, pl.Int32))
    newer = figures().filter(measure="children_missing")
    assert latest_year(pl.concat([older, newer]), SHARE) == 2023
    assert latest_year(newer, SHARE) is None


def test_a_file_without_official_statistics_has_none(tmp_path: Path):
    write_tables(tmp_path / "a.duckdb", {"other": pl.DataFrame({"x": [1]})})
    write_tables(tmp_path / "b.duckdb", {"benchmark": figures()})
    for name, many in (("a", 0), ("b", figures().height)):
        file = Warehouse(tmp_path / f"{name}.duckdb")
        assert benchmarks(file).height == many
        assert benchmarks(file).schema == BENCHMARK_SCHEMA
        file.close()
