"""What is known of the data itself: sources, coverage, refusals, for a co-ordinator and as published."""

from datetime import datetime

import polars as pl

from analytics.disclosure.policy import Threshold
from analytics.disclosure.small_numbers import fields_of_few, rows_of_few, rows_of_files, senders_of_few
from analytics.measuring.coverage import coverage
from analytics.model import (
    Audience,
)
from analytics.views import data_quality
from analytics.views.benchmarks import benchmarks
from analytics.views.data_quality import SOURCE_NAMES
from analytics.views.published_once import BESIDE_BOARD, TOO_LATE, beside_the_board, published_too_late
from analytics.views.view import ABOUT_DATA_QUERIES, coverage_of
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import Warehouse, warehouse


def about_data_for(snapshot: Snapshot, audience: Audience) -> dict[str, pl.DataFrame]:
    """What a reader may know of the data itself: refused, findings, sources, not_recorded, coverage.

    Where figures are published once, also beside_board for a co-ordinator, and too_late for a board.
    """
    covered = {"coverage": coverage_of(snapshot, audience)}
    if audience is Audience.COORDINATOR:
        beside = beside_the_board(snapshot, Settings.model_validate(snapshot.manifest["settings"]).counting.adult_age)
        others = {} if beside is None else {BESIDE_BOARD: beside}
        return exact_about_data(warehouse(snapshot.episodes)) | covered | others
    covered[TOO_LATE] = published_too_late(snapshot.published)
    published = warehouse(snapshot.published)
    return {name: published.query(query) for name, query in ABOUT_DATA_QUERIES.items()} | covered


def exact_about_data(episodes: Warehouse) -> dict[str, pl.DataFrame]:
    """What a co-ordinator may know of the data: counts of rows, and files by name."""
    return {
        "refused": data_quality.refused_by_rule(episodes),
        "findings": data_quality.found_by_rule(episodes),
        "sources": data_quality.sources(episodes),
        "not_recorded": data_quality.not_recorded(episodes),
    }


def published_about_data(episodes: Warehouse, as_of: datetime, threshold: Threshold) -> dict[str, pl.DataFrame]:
    """The same for the published file: no name of a file or of few's sender, no rows of few, percentages not recorded.

    Of a file no number: with what became of its rows, the few that are hidden elsewhere could be worked out.
    """
    exact_tables, covered = exact_about_data(episodes), coverage(episodes, as_of)
    behind = data_quality.children_behind(episodes)
    names = senders_of_few(behind["systems"], SOURCE_NAMES, threshold).rows
    sources = exact_tables["sources"].drop("tolerances", "file_name", "loaded", "duplicates", "refused", "left_out")
    of_senders = {
        "refused": rows_of_few(exact_tables["refused"], behind["refused"], threshold).rows,
        "findings": rows_of_few(exact_tables["findings"], behind["findings"], threshold).rows,
        "sources": rows_of_files(sources, threshold).rows,
        "coverage": covered,
    }
    return {name: table.with_columns(pl.col("system").replace(names)) for name, table in of_senders.items()} | {
        "not_recorded": fields_of_few(exact_tables["not_recorded"], threshold).rows,
        "benchmark": benchmarks(episodes),
    }
