"""Everything that the store holds of one child, for answering a subject access request."""

from typing import Any

import polars as pl

from data.audit_log import Act, Actor, AuditLog, this_user
from data.casebook import Casebook, as_document
from data.database import read_tables
from data.erasure import Child, advice, holds, the_child, with_references
from data.errors import DashboardError, NoSuchChild
from data.formats.reading import COUNCIL
from data.frozen import frozen_children, read_rows
from data.pseudonyms import Pseudonyms
from data.snapshots import Snapshot, Store
from data.tables import OF_CHILDREN
from data.upgrades import Tables


def everything_about(
    store: Store, child: str, *, reason: str, namespace: str = COUNCIL, by: Actor | None = None
) -> dict[str, Any]:
    """Every row of the live snapshot about the child of that source id (or pseudonym), table by table.

    And what co-ordinators wrote about the child, as `casebook`; and the episodes that the board's tables count, as they
    were known then, as `published_once`.

    Refused rows are among them as they came: they may name other people, and somebody has to read them before they are
    handed out. Logged before it is answered. Raises NoSuchChild, NoSuchSnapshot.
    """
    if not reason.strip():
        raise DashboardError("--reason is blank. Say which request this answers; it is kept in the audit log.")
    live = store.live()
    key = store.key()
    if key is None:
        raise DashboardError(f"{store.key_file} is missing, so no child can be found by an id.")
    tables = read_tables(live)
    named = with_references(the_child(child, namespace, Pseudonyms(key), [tables]), [tables], key)
    written = Casebook(store).of_child(named.pseudonym, named.pattern_anywhere)
    if not holds(tables, named) and not written and named.pseudonym not in frozen_children(live):
        raise NoSuchChild(f"The live snapshot of {store.folder} holds nothing of that child. {advice(namespace)}")
    result = rows_of(tables, named)
    if live.frozen.exists() and (frozen := rows_published(live, named)):
        result["published_once"] = frozen
    if written:
        result["casebook"] = [as_document(entry) for entry in written]
    counts = {name: len(rows) for name, rows in result.items()}
    what = {"snapshot": live.name, "subject_access": counts}
    AuditLog(store).append(by or this_user(), Act.EXPORT, what, purpose=reason, children=[named.pseudonym])
    return {"snapshot": live.name, "as_of": live.manifest["as_of"], "pseudonym": named.pseudonym, **result}


def rows_of(tables: Tables, child: Child) -> dict[str, list[dict[str, Any]]]:
    """The child's rows by table, with the file that each came in; dates as text."""
    loads = tables["load"].select("load_id", "system", "kind", "file_name", "received_at")
    mine = {name: tables[name].filter(pl.col("child_id") == child.pseudonym) for name in OF_CHILDREN}
    mine["refused_row"] = tables["refused_row"].filter(pl.col("original").str.contains(child.pattern))
    lines = pl.concat([rows.select("load_id", "row_number") for rows in mine.values() if "row_number" in rows.columns])
    mine["finding"] = tables["finding"].join(lines.unique(), on=["load_id", "row_number"], how="semi")
    met = pl.concat([rows.select("load_id") for rows in mine.values()]).unique()
    mine["file"] = loads.join(met, on="load_id", how="semi")
    return {name: as_text(rows).to_dicts() for name, rows in mine.items() if rows.height}


def rows_published(live: Snapshot, child: Child) -> list[dict[str, Any]]:
    """The child's episodes as the board's tables count them."""
    return as_text(read_rows(live).filter(pl.col("child_id") == child.pseudonym)).to_dicts()


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with dates and times as text, so that they can be JSON."""
    return rows.with_columns(pl.col(pl.Datetime, pl.Date).cast(pl.String))
