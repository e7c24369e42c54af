"""Questions in SQL over tables that are handed in: they see these tables, and nothing else of the machine.

Whoever asks writes the SQL, so what holds it in is DuckDB and not a list of words: a database in memory that is
thrown away, shut off from files, networks, extensions and Python, with locked settings. Of statements, one that reads.
"""

from collections.abc import Mapping
from typing import Final

import duckdb
import polars as pl

from data.errors import CannotExport
from data.warehouse import MEMORY_LIMIT, MILLISECONDS_LIMIT

SHUT_IN: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Else a table that is not there is looked for among the variables of this program.
    "python_enable_replacements": False,
    "memory_limit": MEMORY_LIMIT,
    "max_execution_time": MILLISECONDS_LIMIT,
    # Room on the disk for what does not fit: none.
    "max_temp_directory_size": "0B",
}
ONE_THAT_READS: Final = (
    "Only one question at a time that reads is answered: SELECT, FROM, WITH, DESCRIBE or SHOW TABLES."
)


def answer(tables: Mapping[str, pl.DataFrame], sql: str) -> pl.DataFrame:
    """What a question about these tables answers. Raises CannotExport with what may be asked."""
    with duckdb.connect(config=SHUT_IN) as connection:
        for name, rows in tables.items():
            connection.from_arrow(rows.to_arrow()).create(name)
        connection.execute("SET lock_configuration = true")
        return read(connection, sql, ", ".join(tables))


def read(connection: duckdb.DuckDBPyConnection, sql: str, there: str) -> pl.DataFrame:
    """The answer of a connection that is shut in. `there`: the names of its tables. Raises CannotExport."""
    try:
        statements = connection.extract_statements(sql)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise CannotExport(ONE_THAT_READS)
        told: pl.DataFrame = connection.sql(sql).pl()
    except duckdb.PermissionException:
        raise CannotExport(f"A question reads these tables, and no file or extension: {there}.") from None
    except (duckdb.InterruptException, duckdb.OutOfMemoryException):
        raise CannotExport("That is more than can be worked out at once. Ask for less.") from None
    except duckdb.Error as error:
        raise CannotExport(f"The question cannot be answered: {error} The tables are: {there}.") from None
    return told
