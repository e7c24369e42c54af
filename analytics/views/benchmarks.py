"""Official statistics on looked-after children, as a snapshot holds them."""

from typing import Final

import polars as pl

from data.warehouse import Warehouse

TABLES_THERE: Final = "SELECT table_name FROM duckdb_tables()"
BENCHMARK_QUERY: Final = """
    SELECT year, area_code, area_name, level, measure, value, status
    FROM benchmark
    ORDER BY measure, area_code, year
"""
BENCHMARK_SCHEMA: Final = pl.Schema(
    {
        "year": pl.Int32(),
        "area_code": pl.String(),
        "area_name": pl.String(),
        "level": pl.String(),
        "measure": pl.String(),
        "value": pl.Float64(),
        "status": pl.String(),
    }
)


def benchmarks(file: Warehouse) -> pl.DataFrame:
    """The official statistics in a snapshot's file, exact or published; empty where it holds none."""
    if "benchmark" not in file.query(TABLES_THERE)["table_name"].to_list():
        return BENCHMARK_SCHEMA.to_frame()
    return file.query(BENCHMARK_QUERY)
