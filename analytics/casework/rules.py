"""Data quality, rule by rule: rows refused and doubted, now and at the snapshot before, and the rows themselves."""

from secrets import token_hex
from typing import Final

import polars as pl

from analytics.cards.about_data import rule_name
from analytics.files import as_csv
from analytics.views.data_quality import refused_rows
from analytics.words.columns import Columns
from analytics.words.names import source_name
from analytics.words.numbers import number
from data.line_numbers import line_words
from data.warehouse import Warehouse

REFUSED = "refused"
COUNTS_QUERY: Final = """
    SELECT system, rule, 'refused' AS became, sum(rows)::BIGINT AS rows
    FROM refused_rule JOIN load USING (load_id) GROUP BY ALL
    UNION ALL
    SELECT system, rule, 'loaded with a doubt' AS became, count(*) AS rows
    FROM finding JOIN load USING (load_id) GROUP BY ALL
"""
DOUBTS_QUERY: Final = """
    SELECT load.system, finding.file_name, finding.row_number, finding.rule, finding.message
    FROM finding JOIN load USING (load_id)
    WHERE finding.rule = $rule
    ORDER BY finding.load_id, finding.row_number
"""
KEYS: Final = ("system", "rule", "became")


def rule_counts(now: Warehouse, before: Warehouse | None) -> pl.DataFrame:
    """Columns: system, rule, became (refused, loaded with a doubt), rows, rows_before (null: no snapshot before)."""
    counts = now.query(COUNTS_QUERY)
    if before is None:
        both = counts.with_columns(rows_before=pl.lit(None, pl.Int64))
    else:
        earlier = before.query(COUNTS_QUERY).rename({"rows": "rows_before"})
        both = counts.join(earlier, on=KEYS, how="full", coalesce=True).with_columns(
            pl.col("rows", "rows_before").fill_null(0)
        )
    return both.sort("rows", *KEYS, descending=[True, False, False, False])


def rule_columns(counts: pl.DataFrame) -> Columns:
    """The same in words."""
    rows = counts.rows(named=True)
    return {
        "Source": [source_name(row["system"]) for row in rows],
        "Rule": [rule_name(row["rule"]) for row in rows],
        "The rows were": [row["became"] for row in rows],
        "Now": [number(row["rows"]) for row in rows],
        "Before": ["-" if row["rows_before"] is None else number(row["rows_before"]) for row in rows],
    }


def rows_of_rule(episodes: Warehouse, refused: Warehouse, rule: str) -> pl.DataFrame:
    """Every row that a rule refused or doubted. Columns: system, file_name, row_number, rule, message, original.

    `original` is the line as it came; of a row that was loaded only its line is known.
    """
    doubts = episodes.query(DOUBTS_QUERY, rule=rule).with_columns(original=pl.lit("", pl.String))
    return pl.concat([refused_rows(refused).filter(pl.col("rule") == rule), doubts])


def line_columns(rows: pl.DataFrame) -> Columns:
    """Where each row stands and what is amiss, unless that is one thing: not the line itself, which may hold a name."""
    amiss = {} if amiss_in_all(rows) else {"What is amiss": rows["message"].to_list()}
    return {
        "Source": [source_name(name) for name in rows["system"]],
        "File": rows["file_name"].to_list(),
        "Line": [line_words(line) for line in rows["row_number"]],
        **amiss,
    }


def amiss_in_all(rows: pl.DataFrame) -> str:
    """What is amiss in every one of the rows; empty where they differ, or there are none."""
    messages = rows["message"].unique().to_list()
    return messages[0] if len(messages) == 1 else ""


def rows_csv(rows: pl.DataFrame, snapshot: str) -> bytes:
    """The rows as a file, to be sent back to their source. The last column differs in every download."""
    return as_csv(rows.with_columns(pl.lit(snapshot).alias("snapshot"), pl.lit(token_hex(16)).alias("download")))
