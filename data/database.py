"""A snapshot's tables, out of and into its DuckDB file. A file is written once and never changed."""

from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from data.checks import SNAPSHOT_RULES
from data.errors import DashboardError
from data.snapshots import Snapshot
from data.tables import TABLES, no_rows, shaped

SCHEMA: Final = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
SNAPSHOT_CHECKS: Final = (Path(__file__).parent / "snapshot_checks.sql").read_text(encoding="utf-8")
MEMORY_LIMIT: Final = "2GB"

READ: Final = {
    "load": "FROM load ORDER BY load_id",
    "report": "FROM report",
    "child_report": "FROM child_report",
    "care_period": "FROM care_period",
    "refused_row": "FROM refused_row",
    "finding": "FROM finding",
}
WRITE: Final = {
    "load": "INSERT INTO load BY NAME FROM incoming ORDER BY load_id",
    "report": "INSERT INTO report BY NAME FROM incoming ORDER BY started_utc, report_key",
    "child_report": "INSERT INTO child_report BY NAME FROM incoming ORDER BY ALL",
    "care_period": "INSERT INTO care_period BY NAME FROM incoming ORDER BY child_id, started_on, system",
    "refused_row": "INSERT INTO refused_row BY NAME FROM incoming ORDER BY load_id, row_number",
    "finding": "INSERT INTO finding BY NAME FROM incoming ORDER BY load_id, row_number, rule",
}
DOUBTS: Final = """
SELECT snapshot_finding.load_id, load.file_name, snapshot_finding.row_number, incoming.rule, incoming.message
FROM snapshot_finding
JOIN load USING (load_id)
JOIN incoming USING (rule)
"""

Tables = dict[str, pl.DataFrame]


def read_tables(snapshot: Snapshot | None) -> Tables:
    """Every table of a snapshot; empty ones where there is no snapshot yet."""
    if snapshot is None:
        return {table: no_rows(table) for table in TABLES}
    with duckdb.connect(str(snapshot.episodes), read_only=True) as connection:
        return {table: shaped(connection.cursor().sql(query).pl(), table) for table, query in READ.items()}


def write_tables(connection: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """Makes the schema and fills it. Raises DashboardError where a row did not arrive."""
    connection.execute(SCHEMA)
    for table, rows in tables.items():
        given = insert(connection, table, rows)
        if given != rows.height:
            raise DashboardError(f"Only {given} of {rows.height} rows of {table} could be written. Nothing was loaded.")


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> int:
    """Adds the rows to the table; how many arrived."""
    connection.register("incoming", shaped(rows, table).to_arrow())
    written = connection.execute(WRITE[table]).fetchone()
    connection.unregister("incoming")
    return int(written[0]) if written else 0


def write_doubts(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Runs the checks that need other rows, over everything in the snapshot, and keeps what they find."""
    connection.execute(SNAPSHOT_CHECKS)
    rules = pl.DataFrame(
        [(rule.code, rule.message) for rule in SNAPSHOT_RULES], schema=["rule", "message"], orient="row"
    )
    connection.register("incoming", rules.to_arrow())
    doubts = shaped(connection.sql(DOUBTS).pl(), "finding")
    connection.unregister("incoming")
    connection.execute("DROP TABLE snapshot_finding")
    insert(connection, "finding", doubts)
    return doubts
