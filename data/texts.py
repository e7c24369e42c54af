"""What children told in interviews, as it was written down: for a co-ordinator, who is logged before it is read."""

from datetime import date
from typing import Final

import polars as pl

from data.snapshots import Snapshot
from data.warehouse import Warehouse, warehouse

# What a report or an interview is about: the returns of missing children in half-open days.
RETURNS: Final = """
    SELECT of_key, max(ended_at) AS returned_at
    FROM (
        SELECT report_key AS of_key, episode_id FROM episode_report
        UNION ALL
        SELECT interview_key, episode_id FROM interview_episode
    )
    JOIN episode_facts USING (episode_id)
    WHERE category = 'missing' AND ended_at >= $first AND ended_at < $until
    GROUP BY of_key
"""
TEXTS: Final = "SELECT of_key, child_id, field, text FROM interview_text"


def read_texts(snapshot: Snapshot, first: date, until: date) -> pl.DataFrame:
    """The texts about returns in half-open days. Columns: child_id, returned_at, field (the question), text.

    Oldest return first. One text about several returns stands once, at the last of them.
    """
    returns = warehouse(snapshot.episodes).query(RETURNS, first=first, until=until)
    # Not kept open: nothing else reads this file.
    file = Warehouse(snapshot.texts)
    try:
        texts = file.query(TEXTS)
    finally:
        file.close()
    return texts.join(returns, on="of_key").sort("returned_at", "child_id", "field").drop("of_key")
