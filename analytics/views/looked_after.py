"""How many children were looked after in a period, and the share of them who went missing.

Children who never went missing stand in no episode: they are counted from the periods of care. That number is an
official one and no secret, so the share adds nothing to the count that is protected anyway; but where all, or all but
a few, went missing, it would single out children, and is hidden.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import polars as pl

from analytics.disclosure.policy import Threshold
from analytics.disclosure.small_numbers import sizes_of_few
from analytics.model import Period, PeriodKind
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
# The periods for which it is published.
LOOKED_AFTER_KINDS: Final = (PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR)


def looked_after(episodes: Warehouse, periods: Iterable[Period], as_of: datetime, adult_age: int) -> pl.DataFrame:
    """Children looked after on any day of each period that the records reach. Columns: LOOKED_AFTER_SCHEMA."""
    spans = sorted({(period.start, period.end) for period in periods})
    if not spans:
        return LOOKED_AFTER_SCHEMA.to_frame()
    counted = episodes.query(
        LOOKED_AFTER_QUERY,
        starts=[start for start, _ in spans],
        ends=[end for _, end in spans],
        as_of=as_of,
        adult_age=adult_age,
        short_breaks=list(codes.SHORT_BREAK_LEGAL_STATUSES),
    )
    return counted.cast(LOOKED_AFTER_SCHEMA)


def published_sizes(
    episodes: Warehouse, periods: Iterable[Period], today: date, threshold: Threshold, adult_age: int
) -> pl.DataFrame:
    """The same where it may be published."""
    as_of = datetime.combine(today, datetime.min.time())
    return sizes_of_few(looked_after(episodes, periods, as_of, adult_age), threshold).rows


def published_looked_after(file: Warehouse) -> pl.DataFrame:
    """The same from a published file; empty in one of before."""
    if LOOKED_AFTER not in file.query(TABLES_THERE)["table_name"].to_list():
        return LOOKED_AFTER_SCHEMA.to_frame()
    return file.query("SELECT period_start, period_end, children FROM looked_after ORDER BY row_order")
