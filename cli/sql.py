"""Questions in SQL over figures, for analysts: docs/analysts.md."""

from datetime import datetime
from typing import Annotated

import polars as pl
import typer

from analytics.exports.export import refuse_unknown
from analytics.exports.in_sql import Reading, answer_in_sql
from analytics.files import as_csv
from analytics.model import Audience as Reader
from analytics.model import Period
from cli.exports import hand_out
from cli.options import DAY, Audience, Out
from data.errors import CannotExport
from data.settings import load_settings
from data.snapshots import Store, store_folder


def sql(  # noqa: PLR0917 - one argument an option, given by name
    question: Annotated[str, typer.Argument(metavar="SQL", help="Such as: SELECT * FROM figure LIMIT 5")],
    audience: Audience = "board",
    first: Annotated[datetime | None, typer.Option("--from", formats=DAY, help="First day, of exact figures.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Day after the last.")] = None,
    release: Annotated[str, typer.Option(help="For scrutiny: this release, not the newest.")] = "",
    is_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
    out: Out = None,
) -> None:
    """Answer a question in SQL that reads: the board's tables, a release, or exact figures (logged)."""
    refuse_unknown("--audience", [audience], [reader.value for reader in Reader])
    reading = Reading(Reader(audience), period_of(first, until), release)
    rows = answer_in_sql(Store(store_folder()), load_settings(), reading, question)
    hand_out(as_csv(rows) if is_csv or out else as_table(rows), out)


def period_of(first: datetime | None, until: datetime | None) -> Period | None:
    """The days that were named; none where none were. Raises CannotExport."""
    if first is None and until is None:
        return None
    if first is None or until is None or until <= first:
        raise CannotExport("Give both --from and --to, and --to after --from: the day that it names is left out.")
    return Period(first.date(), until.date())


def as_table(rows: pl.DataFrame) -> bytes:
    """Every row and column for a person at a terminal."""
    with pl.Config(tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=60, tbl_hide_column_data_types=True, tbl_width_chars=-1):
        return f"{rows}\n".encode()
