"""Questions in SQL over what one reader may see: docs/analysts.md describes the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import polars as pl

from analytics.cards.answer import counts
from analytics.disclosure.published import Published
from analytics.exports.export import coordinator_export, coverage_rows
from analytics.indicators.registry import indicators
from analytics.model import Audience, Period, Selection
from analytics.releases.read import chosen_release, read
from analytics.views.tidy import export_rows
from analytics.views.view import coverage_of, published_to_board
from data.audit_log import Act, Actor, AuditLog, this_user
from data.errors import CannotExport
from data.settings import Settings
from data.snapshots import Store
from data.sql import answer

# Titles of what a figure counts -> the columns that say it.
DEFINED: Final = {
    "Counted": "counted",
    "Out of": "out_of",
    "Boundary": "boundary",
    "Beware": "beware",
    "Source": "source",
}
COVERED: Final = {"period_start": "month", "breakdown": "of", "group": "name", "category": "category", "shown": "told"}
# The log keeps each question of a co-ordinator whole.
LONGEST: Final = 10_000

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Reading:
    """Who reads what: a co-ordinator the exact figures of a period, the public a release (the newest if unnamed)."""

    audience: Audience
    period: Period | None = None
    release: str = ""


def answer_in_sql(store: Store, settings: Settings, reading: Reading, sql: str) -> pl.DataFrame:
    """What a question in SQL answers, over the tables of one reader. A co-ordinator's is logged first, with its text.

    Raises CannotExport with what may be asked, CannotLog.
    """
    refuse_bad_reading(reading, sql)
    if reading.audience is Audience.SCRUTINY:
        return answer(tables_of_release(store, reading.release), sql)
    if reading.audience is Audience.BOARD:
        return answer(tables_of_board(store, settings), sql)
    return exact_answer(store, settings, reading, sql)


def refuse_bad_reading(reading: Reading, sql: str) -> None:
    """Raise CannotExport where a reader has no such tables."""
    is_exact = reading.audience is Audience.COORDINATOR
    if is_exact and reading.period is None:
        raise CannotExport("Exact figures are of a period: give --from and --to.")
    if reading.period and not is_exact:
        raise CannotExport(
            "--from and --to are for a co-ordinator. Every published period is in the tables: choose in the question."
        )
    if len(sql) > LONGEST:
        raise CannotExport(f"The question is longer than {LONGEST:,} letters.")


def tables_of_release(store: Store, name: str) -> Tables:
    """What the public reads in a release."""
    released = read(chosen_release(store, name))
    return tables_of(released.published, released.settings)


def tables_of_board(store: Store, settings: Settings) -> Tables:
    """What is published to the board, of every period."""
    snapshot = store.live()
    coverage = covered(coverage_of(snapshot, Audience.BOARD))
    return tables_of(published_to_board(snapshot, settings), settings) | {"coverage": coverage}


def exact_answer(store: Store, settings: Settings, reading: Reading, sql: str) -> pl.DataFrame:
    """What a co-ordinator's question answers, once the log has who asks, and the text. Raises CannotLog."""
    period = reading.period
    if reading.audience is not Audience.COORDINATOR or period is None:
        raise CannotExport("Exact figures are a co-ordinator's.")
    snapshot, known = store.live(), indicators(settings)
    what = {"report": "sql", "from_data": snapshot.name, "from": str(period.start), "to": str(period.end), "sql": sql}
    AuditLog(store).append(Actor(this_user().name, reading.audience.value), Act.EXPORT, what)
    selection = Selection(period, datetime.fromisoformat(snapshot.manifest["as_of"]))
    return answer(
        {
            "figure": coordinator_export(snapshot, settings, selection, tuple(known)),
            "definition": definitions(settings),
            "coverage": covered(coverage_of(snapshot, Audience.COORDINATOR)),
        },
        sql,
    )


def tables_of(published: Published, settings: Settings) -> dict[str, pl.DataFrame]:
    """What is published, under the names of an export, and what each figure counts."""
    return {"figure": export_rows(published, settings), "definition": definitions(settings)}


def definitions(settings: Settings) -> pl.DataFrame:
    """One row an indicator: indicator, title, then the columns of DEFINED; empty where nothing is to be said."""
    rows = []
    for slug, indicator in indicators(settings).items():
        parts = counts(indicator)
        rows.append((slug, indicator.definition.title, *(parts.get(title, "") for title in DEFINED)))
    return pl.DataFrame(rows, schema=["indicator", "title", *DEFINED.values()], orient="row")


def covered(coverage: pl.DataFrame) -> pl.DataFrame:
    """One row a source or field, category and month: the columns of COVERED. Never a count."""
    return coverage_rows(coverage, Period(date.min, date.max)).select(
        pl.col(column).alias(name) for column, name in COVERED.items()
    )
