"""Official statistics that were loaded, for comparing: every authority, region and the nation, by year."""

import polars as pl

from data.snapshots import Store
from data.warehouse import warehouse

OFFICIAL_QUERY = """
    SELECT year, area_code, area_name, level, measure, value, status
    FROM benchmark
    ORDER BY measure, area_code, year
"""
OFFICIAL_SCHEMA = pl.Schema(
    {
        "year": pl.Int32(),
        "area_code": pl.String(),
        "area_name": pl.String(),
        "level": pl.String(),
        "measure": pl.String(),
        "value": pl.Float64(),
        "status": pl.String(),
    }
)


def official(store: Store) -> pl.DataFrame:
    """One row a measure, area and year (the one in which it ends, on 31 March); empty where none were loaded.

    Columns: year, area_code, area_name, level (country, region, authority), measure (such as children_missing and
    missing_incidents), value (null where it is not known), status (known, hidden, not_applicable, not_available, low).
    """
    live = store.current()
    return warehouse(live.episodes).query(OFFICIAL_QUERY) if live else OFFICIAL_SCHEMA.to_frame()
