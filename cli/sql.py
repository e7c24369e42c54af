"""Questions in SQL, over what is published and over exact episodes."""

import sys
from typing import Annotated

import polars as pl
import typer

from analytics.casework.rows import every_episode
from analytics.exports.export import refuse_unknown
from analytics.exports.sql import answer_to
from analytics.files import WRITERS
from analytics.model import Audience
from cli.exports import hand_out
from cli.options import Out
from data.audit_log import Actor, this_user
from data.settings import load_settings
from data.snapshots import Store, store_folder

TABLE = "table"


def sql(
    question: Annotated[str, typer.Argument(help="One question, such as SELECT ...; - reads it from input.")],
    audience: Annotated[str, typer.Option(help="Whose tables: board, scrutiny or coordinator (exact).")] = "board",
    kind: Annotated[str, typer.Option("--format", help="table, csv, json or xlsx.")] = TABLE,
    out: Out = None,
) -> None:
    """Answer one question in SQL over published tables; a co-ordinator’s exact ones are noted in the audit log."""
    refuse_unknown("--audience", [audience], list(Audience))
    refuse_unknown("--format", [kind], [TABLE, *WRITERS])
    text = sys.stdin.read() if question == "-" else question
    store, by = Store(store_folder()), Actor(this_user().name, audience)
    exact = {"episodes": every_episode(store.live())} if audience == Audience.COORDINATOR else {}
    rows = answer_to(text, Audience(audience), store, load_settings(), by=by, exact=exact)
    hand_out(as_text(rows) if kind == TABLE else WRITERS[kind](rows), out)


def as_text(rows: pl.DataFrame) -> bytes:
    """The rows for a terminal, every one of them."""
    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=10_000,
        fmt_str_lengths=200,
        tbl_hide_column_data_types=True,
        tbl_hide_dataframe_shape=True,
    ):
        return f"{rows}\n".encode()
