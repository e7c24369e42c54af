"""How many children were looked after in a period, and the share of them who went missing (I5).

Children who never went missing stand in no episode: they are counted from the periods of care. That number is an
official one and no secret, so the share adds nothing to the count that is protected anyway; but where all but a few
went missing, it would single out those few, and is hidden.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

import polars as pl

from analytics.disclosure.published import PUBLISHED_SCHEMA, Published, Shown
from analytics.measuring.shapes import Indicator, ShareOfAll
from analytics.model import Period, Unit
from data import codes
from data.warehouse import Warehouse

TABLES_THERE: Final = "SELECT table_name FROM duckdb_tables()"
# A child who is reported missing from care was looked after, whether or not the return has the child yet.
LOOKED_AFTER_QUERY: Final = """
    WITH asked AS (
        SELECT unnest($starts::DATE[]) AS period_start, unnest($ends::DATE[]) AS period_end
    ),
    born AS (
        SELECT child_id, min(birth_month) AS birth_month FROM child_report GROUP BY child_id
    ),
    reach AS (
        SELECT
            date_trunc('month', min(ended_on)) AS since,
            (SELECT max(as_of)::DATE FROM load WHERE load_id IN (SELECT load_id FROM care_period)) AS until
        FROM care_period
    ),
    stay AS (
        SELECT
            child_id,
            started_on,
            -- The least of those that are known; who comes and goes on one day was there on it.
            least(
                CASE WHEN ended_on IS NOT NULL THEN greatest(ended_on, started_on + 1) END,
                (birth_month + to_years($adult_age))::DATE,
                DATE '9999-12-31'
            ) AS ended_on
        FROM care_period
        LEFT JOIN born USING (child_id)
        WHERE legal_status IS NULL OR NOT list_contains($short_breaks::VARCHAR[], legal_status)
        UNION ALL
        SELECT child_id, started_at::DATE, started_at::DATE + 1
        FROM episode_facts
        WHERE setting = 'care' AND category = 'missing' AND coalesce(age, 0) < $adult_age
    )
    SELECT period_start, period_end, count(DISTINCT child_id) AS children
    FROM asked
    JOIN reach ON period_start >= since AND least(period_end, $as_of::DATE) <= until
    -- Who was already eighteen had no stay: it would end before it begins.
    JOIN stay ON started_on < least(period_end, ended_on, $as_of::DATE + 1) AND ended_on > period_start
    GROUP BY ALL
    ORDER BY ALL
"""
LOOKED_AFTER_SCHEMA: Final = pl.Schema({"period_start": pl.Date(), "period_end": pl.Date(), "children": pl.Int64()})
LOOKED_AFTER: Final = "looked_after"


def looked_after(episodes: Warehouse, periods: Iterable[Period], as_of: datetime, adult_age: int) -> pl.DataFrame:
    """Children looked after on any day of each period that the records reach. Columns: LOOKED_AFTER_SCHEMA."""
    asked = sorted({(period.start, period.end) for period in periods})
    if not asked:
        return LOOKED_AFTER_SCHEMA.to_frame()
    counted = episodes.query(
        LOOKED_AFTER_QUERY,
        starts=[start for start, _ in asked],
        ends=[end for _, end in asked],
        as_of=as_of,
        adult_age=adult_age,
        short_breaks=list(codes.SHORT_BREAK_LEGAL_STATUSES),
    )
    return counted.cast(LOOKED_AFTER_SCHEMA)


def published_looked_after(file: Warehouse) -> pl.DataFrame:
    """The same from a published file; empty in one of before."""
    if LOOKED_AFTER not in file.query(TABLES_THERE)["table_name"].to_list():
        return LOOKED_AFTER_SCHEMA.to_frame()
    return file.query("SELECT period_start, period_end, children FROM looked_after ORDER BY row_order")


def with_shares_of_all(
    published: Published, sizes: pl.DataFrame, known: Iterable[Indicator], hide_up_to: int
) -> Published:
    """The publication with the rows of every ShareOfAll, from its published counts and how many children there were.

    `hide_up_to` 0 hides nothing.
    """
    made = [shares_of(published, sizes, one, hide_up_to) for one in known if isinstance(one, ShareOfAll)]
    return replace(published, rows=pl.concat([published.rows, *made]))


def shares_of(published: Published, sizes: pl.DataFrame, share: ShareOfAll, hide_up_to: int) -> pl.DataFrame:
    """The rows of one."""
    counted = published.rows.filter(slug=share.over, unit=Unit.CHILD.value, breakdown="", category=share.part)
    joined = counted.join(sizes, on=["period_start", "period_end"], how="inner", maintain_order="left")
    rest = pl.col("children") - pl.col("numerator")
    is_told = pl.col("numerator").is_not_null() & ~rest.is_between(1, hide_up_to) & (pl.col("children") > hide_up_to)
    hidden = pl.when(pl.col("numerator").is_null()).then("shown").otherwise(pl.lit(Shown.HIDDEN.value))
    return joined.select(
        slug=pl.lit(share.definition.slug),
        unit="unit",
        period_kind="period_kind",
        period_start="period_start",
        period_end="period_end",
        breakdown="breakdown",
        group="group",
        category=pl.lit(""),
        numerator=pl.when(is_told).then("numerator"),
        denominator=pl.when(is_told).then("children"),
        share=pl.when(is_told).then(pl.col("numerator") / pl.col("children")),
        shown=pl.when(is_told).then("shown").otherwise(hidden),
    ).cast(PUBLISHED_SCHEMA)
