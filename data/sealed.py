"""One question in SQL over tables that are handed in, in a database in memory that has no way out.

No file, no network, no setting and no variable of the program can be reached from it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, count
from typing import Any, Final

import duckdb
import polars as pl

from data.errors import CannotExport
from data.warehouse import MEMORY_LIMIT, MILLISECONDS_LIMIT

NO_WAY_OUT: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Else the name of a table may be that of a variable of whoever calls.
    "python_enable_replacements": False,
    "memory_limit": MEMORY_LIMIT,
    # Else what does not fit into memory is written to a folder of whoever asks.
    "temp_directory": "",
    "max_execution_time": MILLISECONDS_LIMIT,
}
LOCK: Final = "SET lock_configuration = true"
ONE_QUESTION: Final = "Give one question that begins with SELECT, FROM, WITH, DESCRIBE or SUMMARIZE."


def refuse_other_statements(sql: str) -> None:
    """Raise CannotExport for anything but one question: nothing can be changed, and a list has one answer."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise CannotExport(in_short(error)) from error
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise CannotExport(ONE_QUESTION)


def answered(sql: str, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The answer to one question over these tables alone. Raises CannotExport."""
    with duckdb.connect(":memory:", config=NO_WAY_OUT) as connection:
        for name, rows in tables.items():
            connection.register(name, rows.to_arrow())
        connection.execute(LOCK)
        try:
            answer = connection.sql(sql)
            return as_table(answer.columns, answer.fetchall())
        except duckdb.InterruptException as error:
            raise CannotExport("That takes longer than a minute. Ask of fewer rows.") from error
        except duckdb.OutOfMemoryException as error:
            raise CannotExport(f"That takes more than {MEMORY_LIMIT} of memory. Ask of fewer rows.") from error
        except duckdb.PermissionException as error:
            raise CannotExport("A question reads the tables of docs/analysts.md alone: no file, no address.") from error
        except duckdb.CatalogException as error:
            raise CannotExport(f"{in_short(error)} The tables are: {', '.join(tables)}.") from error
        except duckdb.Error as error:
            raise CannotExport(in_short(error)) from error


def as_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows of any types as columns that every file can hold: numbers, days, truths and text. Names are made unlike."""
    columns: dict[str, pl.Series] = {}
    for place, name in enumerate(names):
        unlike = next(other for other in chain([name], (f"{name}_{n}" for n in count(2))) if other not in columns)
        columns[unlike] = pl.Series([file_value(row[place]) for row in rows], strict=False)
    return pl.DataFrame(columns)


def file_value(value: Any) -> int | float | str | bool | date | None:
    """A value as a file holds it: lists and the like as JSON, moments as text."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.isoformat(" ")
        case None | bool() | int() | float() | str() | date():
            return value
        case list() | tuple() | dict():
            return json.dumps(value, default=str, ensure_ascii=False)
    return str(value)


def in_short(error: duckdb.Error) -> str:
    """The database's own words about a question, without the picture of it, and without its guess at another name."""
    words = str(error).partition("\n\nLINE ")[0].partition("Did you mean ")[0]
    return " ".join(words.split()).rstrip("!.") + "."
