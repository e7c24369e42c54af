"""Child-level rows of a snapshot. Only the co-ordinator's pages, the weekly report and the command line may ask."""

from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl

from data import codes
from data.warehouse import Warehouse, read_facts

ROWS_QUERY: Final = Path(__file__).with_name("casework.sql").read_text(encoding="utf-8")

CARE_QUERY: Final = """
    SELECT child_id, started_on, ended_on, legal_status, placement, placement_provider, urn, placement_district
    FROM care_period
    ORDER BY child_id, started_on
"""


def read_rows(episodes: Warehouse, since: datetime) -> pl.DataFrame:
    """The facts of every episode since then or without a known return, with whose it is and what casework alone asks.

    Columns beyond those of `read_facts`: child_id (the pseudonym), episode_id, flags, started_utc and ended_utc, place
    and sector missing from, found_place, how_ended, reported_from, responsible_authority, safe_and_well_at,
    interview_reason, urn (of the children's home), placement_provider (its official code). Oldest first. Raises
    polars.exceptions.ShapeError where the two questions were answered for different episodes.
    """
    without_return = pl.col("ended_at").is_null() & (pl.col("end_status") != codes.RETURNED)
    is_wanted = (pl.col("started_at") >= since) | without_return
    # Of a place found there is a name or none here, where figures have "unknown".
    facts = read_facts(episodes).filter(is_wanted).drop("found_place")
    whose = episodes.query(ROWS_QUERY, since=since)
    return pl.concat([facts, whose.drop(facts.columns, strict=False)], how="horizontal")


def read_care(episodes: Warehouse) -> pl.DataFrame:
    """Every period of care: child_id, started_on, ended_on (null while it lasts), legal_status, placement, urn, ..."""
    return episodes.query(CARE_QUERY)
