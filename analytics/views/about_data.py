"""What is known of the data itself: sources, coverage, refusals, for a co-ordinator and as published."""

from datetime import datetime

import polars as pl

from analytics.measuring.coverage import complete_periods, coverage
from analytics.model import (
    Audience,
)
from analytics.views import data_quality as quality
from analytics.views.benchmarks import benchmarks
from analytics.views.data_quality import SOURCE_NAMES
from analytics.views.looked_after import LOOKED_AFTER, looked_after
from analytics.views.view import ABOUT_DATA_QUERIES, LOOKED_AFTER_KINDS, coverage_of
from data.snapshots import Snapshot
from data.warehouse import Warehouse, warehouse


def about_data_for(snapshot: Snapshot, audience: Audience) -> dict[str, pl.DataFrame]:
    """What a reader may know of the data itself: refused, findings, sources, not_recorded, coverage."""
    covered = {"coverage": coverage_of(snapshot.published)}
    if audience is Audience.COORDINATOR:
        return exact_about_data(warehouse(snapshot.episodes)) | covered
    published = warehouse(snapshot.published)
    return {name: published.query(query) for name, query in ABOUT_DATA_QUERIES.items()} | covered


def exact_about_data(episodes: Warehouse) -> dict[str, pl.DataFrame]:
    """What a co-ordinator may know of the data: counts of rows, and files by name."""
    return {
        "refused": quality.refused_by_rule(episodes),
        "findings": quality.found_by_rule(episodes),
        "sources": quality.sources(episodes),
        "not_recorded": quality.not_recorded(episodes),
    }


def published_about_data(
    episodes: Warehouse, as_of: datetime, hide_up_to: int, adult_age: int
) -> dict[str, pl.DataFrame]:
    """The same for the published file: no name of a file or of few's sender, no rows of few, percentages not recorded.

    Of a file no number: with what became of its rows, the few that are hidden elsewhere could be worked out.
    """
    exact_tables, covered = exact_about_data(episodes), coverage(episodes, as_of)
    behind = quality.children_behind(episodes)
    names = quality.names_for_board(behind["systems"], SOURCE_NAMES, hide_up_to)
    sources = exact_tables["sources"].drop("tolerances", "file_name", "loaded", "duplicates", "refused", "left_out")
    periods = [one for kind in LOOKED_AFTER_KINDS for one in complete_periods(covered, kind, as_of)]
    of_senders = {
        "refused": quality.few_hidden(exact_tables["refused"], "rows", behind["refused"], hide_up_to),
        "findings": quality.few_hidden(exact_tables["findings"], "rows", behind["findings"], hide_up_to),
        "sources": quality.without_rows_in(sources, hide_up_to),
        "coverage": covered,
    }
    return {name: table.with_columns(pl.col("system").replace(names)) for name, table in of_senders.items()} | {
        "not_recorded": quality.shares_not_recorded(exact_tables["not_recorded"], hide_up_to),
        "benchmark": benchmarks(episodes),
        LOOKED_AFTER: looked_after(episodes, periods, as_of, adult_age).filter(pl.col("children") > hide_up_to),
    }
