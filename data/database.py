"""A snapshot's tables, out of and into its DuckDB file. A file is written once and never changed."""

from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from data import codes
from data.checks import SNAPSHOT_RULES
from data.errors import DashboardError
from data.settings import Settings
from data.snapshots import Snapshot
from data.tables import COUNTED, TABLES, no_rows, shaped, widened
from data.upgrades import Tables, brought_up
from data.warehouse import Warehouse
from data.words import columns_with_other_words, create_word_type

SCHEMA: Final = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
# Tables that hold what senders wrote, names among it: each in a file of its own, with its schema.
APART: Final = {
    "refused_row": (Path(__file__).parent / "refused.sql").read_text(encoding="utf-8"),
    "interview_text": (Path(__file__).parent / "texts.sql").read_text(encoding="utf-8"),
}
SNAPSHOT_CHECKS: Final = (Path(__file__).parent / "snapshot_checks.sql").read_text(encoding="utf-8")
MEMORY_LIMIT: Final = "2GB"

READ: Final = {
    "load": "FROM load ORDER BY load_id",
    # Those made of notifications are made anew.
    "report": "SELECT report.* FROM report ANTI JOIN load ON load.load_id = report.load_id AND kind = 'notifications'",
    "child_report": "FROM child_report",
    "care_period": "FROM care_period",
    "notification": "FROM notification",
    "interview": "FROM interview",
    "support": "FROM support",
    "follow_up": "FROM follow_up",
    "reply": "FROM reply",
    "benchmark": "FROM benchmark",
    "finding": "FROM finding",
}
# Beside the reports in memory, where a newer word may still make an episode of one.
READ_SET_ASIDE: Final = """
    SELECT set_aside.*
    FROM set_aside
    ANTI JOIN load ON load.load_id = set_aside.load_id AND kind = 'notifications'
"""
# A snapshot of an earlier version of the product lacks tables that this one has.
TABLES_THERE: Final = "SELECT table_name FROM duckdb_tables()"
READ_REFUSED: Final = "FROM refused_row"
READ_TEXTS: Final = "FROM interview_text"
WRITE: Final = {
    "load": "INSERT INTO load BY NAME FROM incoming",
    "report": "INSERT INTO report BY NAME FROM incoming",
    "set_aside": "INSERT INTO set_aside BY NAME FROM incoming",
    "child_report": "INSERT INTO child_report BY NAME FROM incoming",
    "care_period": "INSERT INTO care_period BY NAME FROM incoming",
    "notification": "INSERT INTO notification BY NAME FROM incoming",
    "interview": "INSERT INTO interview BY NAME FROM incoming",
    "support": "INSERT INTO support BY NAME FROM incoming",
    "follow_up": "INSERT INTO follow_up BY NAME FROM incoming",
    "reply": "INSERT INTO reply BY NAME FROM incoming",
    "benchmark": "INSERT INTO benchmark BY NAME FROM incoming",
    "refused_row": "INSERT INTO refused_row BY NAME FROM incoming",
    "interview_text": "INSERT INTO interview_text BY NAME FROM incoming",
    "refused_rule": "INSERT INTO refused_rule BY NAME FROM incoming",
    "finding": "INSERT INTO finding BY NAME FROM incoming",
}
# The order in which each table is written, so that the order of loading cannot be told from the file.
ORDER: Final = {
    "load": ("load_id",),
    "report": ("started_utc", "report_key"),
    "set_aside": ("started_utc", "report_key"),
    "child_report": TABLES["child_report"].names(),
    "care_period": ("child_id", "started_on", "system"),
    "notification": ("told_utc", "notification_key"),
    "interview": ("child_id", "interview_key"),
    "support": ("child_id", "started_on", "system"),
    "follow_up": ("child_id", "done_on", "follow_up", "system"),
    "reply": ("report_key",),
    "benchmark": ("area_code", "measure", "year"),
    "refused_row": ("load_id", "row_number"),
    "interview_text": ("child_id", "of_key", "field"),
    "refused_rule": ("load_id", "rule"),
    "finding": ("load_id", "row_number", "rule"),
}
# The files of a draft that a load writes: each is attached under its own name, and used.
INTO: Final = {
    "episodes": ("ATTACH $path AS episodes (RECOVERY_MODE 'no_wal_writes')", "USE episodes"),
    "refused": ("ATTACH $path AS refused (RECOVERY_MODE 'no_wal_writes')", "USE refused"),
    "texts": ("ATTACH $path AS texts (RECOVERY_MODE 'no_wal_writes')", "USE texts"),
}
DOUBTS: Final = """
SELECT
    snapshot_finding.load_id,
    load.file_name,
    snapshot_finding.row_number,
    incoming.rule,
    concat_ws(' ', incoming.message, snapshot_finding.detail) AS message
FROM snapshot_finding
JOIN load USING (load_id)
JOIN incoming USING (rule)
"""


def read_tables(snapshot: Snapshot | None) -> Tables:
    """Every table of a snapshot, those that are counted of others aside; empty ones where there is no snapshot yet.

    Of an earlier format too, brought up to this one.
    """
    if snapshot is None:
        return {table: no_rows(table) for table in TABLES if table not in COUNTED}
    # As pages open them: one process may not open a file in two ways.
    episodes = Warehouse(snapshot.episodes)
    try:
        present = set(episodes.query(TABLES_THERE)["table_name"])
        tables = {
            table: widened(episodes.query(query), table) if table in present else no_rows(table)
            for table, query in READ.items()
        }
        if "set_aside" in present:
            set_aside = widened(episodes.query(READ_SET_ASIDE), "report")
            tables["report"] = pl.concat([tables["report"], set_aside], how="diagonal_relaxed")
    finally:
        episodes.close()
    # Opening a file takes longer than reading a small one: those that hold no row are left alone.
    rows = snapshot.contents.get("rows", {})
    is_none_refused = rows.get("refused_row") == 0
    refused = no_rows("refused_row") if is_none_refused else read_apart(snapshot.refused, READ_REFUSED)
    tables["refused_row"] = shaped(refused, "refused_row")
    # A file that earlier formats have not.
    has_texts = rows.get("interview_text") != 0 and snapshot.texts.exists()
    tables["interview_text"] = read_apart(snapshot.texts, READ_TEXTS) if has_texts else no_rows("interview_text")
    return {table: shaped(rows, table) for table, rows in brought_up(tables, snapshot.format).items()}


def read_apart(file: Path, query: str) -> pl.DataFrame:
    """The rows of a file that holds what senders wrote."""
    warehouse = Warehouse(file)
    try:
        return warehouse.query(query)
    finally:
        warehouse.close()


def create_tables(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Makes the tables of schema.sql, empty, with the closed words that these settings know."""
    create_word_type(connection, settings)
    connection.execute(SCHEMA)


def write_tables(connection: duckdb.DuckDBPyConnection, tables: Tables, settings: Settings) -> None:
    """Makes the schema and fills it; of refused rows, with their number. Raises DashboardError where one is lost."""
    create_tables(connection, settings)
    is_none = pl.col("category").is_in(codes.APART)
    written = {**tables, "report": tables["report"].filter(~is_none)}
    for table in READ:
        insert_all(connection, table, written[table])
    insert_all(connection, "set_aside", tables["report"].filter(is_none))
    insert_all(connection, "refused_rule", tables["refused_row"].group_by("load_id", "rule").agg(rows=pl.len()))


def write_into(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """From now on the connection's tables stand in this new file of a draft.

    It keeps no log of its own beside the file: a kill leaves a draft, which is removed whole.
    """
    attach, use = INTO[file.stem]
    connection.execute(attach, {"path": str(file)})
    connection.execute(use)


def write_apart(connection: duckdb.DuckDBPyConnection, file: Path, table: str, rows: pl.DataFrame) -> None:
    """Writes what senders wrote, as it came, into a file of its own, for its owner alone."""
    write_into(connection, file)
    connection.execute(APART[table])
    insert_all(connection, table, rows)
    connection.execute("CHECKPOINT")
    file.chmod(0o600)


def insert_all(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Adds the rows to the table. Raises DashboardError where one did not arrive."""
    given = insert(connection, table, rows)
    if given != rows.height:
        raise DashboardError(f"Only {given} of {rows.height} rows of {table} could be written. Nothing was loaded.")


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> int:
    """Adds the rows to the table; how many arrived. Raises DashboardError for a word that is on no closed list."""
    if rows.is_empty():
        return 0
    keys = ORDER[table]
    # Polars takes four times as long to sort where it is told what to do with nulls: not where there are none.
    nulls_last = any(rows[key].has_nulls() for key in keys)
    in_order = shaped(rows, "report" if table == "set_aside" else table).sort(
        keys, nulls_last=nulls_last, maintain_order=True
    )
    connection.register("incoming", in_order.to_arrow(compat_level=pl.CompatLevel.newest()))
    try:
        written = connection.execute(WRITE[table]).fetchone()
    except duckdb.ConversionException:
        columns = ", ".join(columns_with_other_words(connection, table, in_order))
        # Not `from` the database's error: it quotes the word, which may be of a child.
        raise DashboardError(
            f"Rows of {table} have a word in {columns or 'a column'} that is on no list of data/codes.py. "
            "Nothing was loaded. If the store is of another version of the product, load its files anew."
        ) from None
    finally:
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
