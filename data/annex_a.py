"""Annex A, List 8 (the inspectorate's list of looked-after children) as a check on our own counts."""

from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl

from data.audit_log import Act, Actor, AuditLog, this_user
from data.errors import DashboardError
from data.formats.child_ids import canonical_ids, form_of_ids
from data.formats.headings import Sought, heading_key
from data.formats.reading import COUNCIL
from data.formats.table_files import read_table
from data.plan import read_file
from data.pseudonyms import Pseudonyms
from data.snapshots import Store
from data.tables import shaped
from data.warehouse import Warehouse

HEADINGS: Final = {
    "child": "Child Unique ID",
    "their_missing": "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
    "their_absent": "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
}
ADVICE: Final = "It is not an Annex A workbook with a List 8."
MONTHS: Final = 12
# The list counts from placements alone, so ours counts what began in care.
OURS_QUERY: Final = """
    SELECT
        child_id,
        count(*) FILTER (category = 'missing') AS our_missing,
        count(*) FILTER (category = 'absent') AS our_absent
    FROM episode_facts
    WHERE setting = 'care' AND started_at >= $first AND started_at < $until
    GROUP BY child_id
"""


def check_list_8(
    store: Store, file: Path, *, as_of: datetime | None = None, namespace: str = COUNCIL, by: Actor | None = None
) -> pl.DataFrame:
    """A row a child of the list: their counts of the last 12 months and ours, and whether they agree.

    Columns: row_number, child_id, their_missing, our_missing, their_absent, our_absent, agrees (null where the list
    gives no number). Logged. Raises UnusableFile, NoSuchSnapshot.
    """
    live, key = store.live(), store.key()
    if key is None:
        raise DashboardError(f"{store.key_file} is missing, so no child can be found by an id.")
    given = read_file(file)
    table = read_table(given.name, given.content, Sought((tuple(HEADINGS.values()),), ADVICE))
    listed = table.texts(HEADINGS, heading_key).drop_nulls("child")
    until = as_of or datetime.fromisoformat(live.manifest["as_of"])
    first = pl.Series([until]).dt.offset_by(f"-{MONTHS}mo").item()
    episodes = Warehouse(live.episodes)
    ours = episodes.query(OURS_QUERY, first=first, until=until)
    form = form_of_ids(shaped(episodes.query("FROM load"), "load"), namespace)
    episodes.close()
    counts = [pl.col(name).cast(pl.Float64, strict=False).cast(pl.Int64) for name in ("their_missing", "their_absent")]
    ids = listed["child"].replace(canonical_ids(listed["child"].unique().to_list(), form))
    rows = listed.with_columns(*counts, child_id=Pseudonyms(key).of(ids, namespace))
    rows = rows.join(ours, on="child_id", how="left", maintain_order="left").with_columns(
        pl.col("our_missing", "our_absent").fill_null(0)
    )
    what = {"snapshot": live.name, "checked": "annex A, list 8", "children": rows.height}
    AuditLog(store).append(by or this_user(), Act.EXPORT, what, purpose="check of annex A")
    same = [pl.col(f"their_{name}") == pl.col(f"our_{name}") for name in ("missing", "absent")]
    return rows.select(
        "row_number",
        "child_id",
        "their_missing",
        "our_missing",
        "their_absent",
        "our_absent",
        agrees=pl.all_horizontal(same),
    )
