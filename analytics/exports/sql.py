"""Questions in SQL: over what is published, and for a co-ordinator over exact tables, which the log notes.

They are answered in a database in memory that has no way out: no file, no network, no setting can be reached.
docs/analysts.md tells of the tables, and what to know before a number of them is told to anybody.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from analytics.exports.export import coverage_rows
from analytics.indicators.registry import indicators
from analytics.model import Audience, Period
from analytics.releases.read import read, shown_releases
from analytics.views.tidy import EXPORT_SCHEMA, export_rows
from analytics.views.view import coverage_of, published_to_board
from data.audit_log import Act, Actor, AuditLog
from data.errors import CannotExport, NotPublished
from data.pseudonyms import FORM
from data.sealed import answered, refuse_other_statements
from data.settings import Settings
from data.snapshots import Snapshot, Store

Tables = Mapping[str, pl.DataFrame]

# The log keeps a question whole.
LONGEST: Final = 10_000
NONE_EXACT: Final[Tables] = {}
PSEUDONYM: Final = re.compile(rf"\b{FORM}\b")
# Column -> what it is called in a definition.
MEANINGS: Final = {
    "indicator": "slug",
    "title": "title",
    "question": "question",
    "counts": "numerator",
    "of": "denominator",
    "boundary": "boundary",
    "source": "source",
    "caveat": "caveat",
}
ALL_DAYS: Final = Period(date.min, date.max)


def answer_to(
    sql: str, audience: Audience, store: Store, settings: Settings, *, by: Actor, exact: Tables = NONE_EXACT
) -> pl.DataFrame:
    """The answer to one question over the tables of this audience.

    `exact` tables are a co-ordinator's alone, whose question is noted in the audit log before it is answered. Raises
    CannotExport for what is no single question, what the tables do not have, and what takes too long.
    """
    if len(sql) > LONGEST:
        raise CannotExport(f"The question is longer than {LONGEST:,} letters.")
    refuse_other_statements(sql)
    if exact and audience is not Audience.COORDINATOR:
        raise CannotExport("Exact episodes are a co-ordinator's.")
    tables = {**tables_of(audience, store, settings), **exact}
    if exact:
        children = sorted(set(PSEUDONYM.findall(sql)))
        what = {"from_data": store.live().name, "sql": PSEUDONYM.sub("a child", sql), "format": "sql"}
        AuditLog(store).append(by, Act.EXPORT, what, children=children)
    return answered(sql, tables)


def tables_of(audience: Audience, store: Store, settings: Settings) -> Tables:
    """Name -> rows. `figures` as in an export, and `indicators`; beside them what this audience has of its own."""
    if audience is Audience.SCRUTINY:
        return {"figures": released_figures(store), "indicators": meanings(settings)}
    snapshot = store.live()
    return {
        "figures": figures_of_board(snapshot, settings, audience),
        "indicators": meanings(settings),
        "coverage": coverage_rows(coverage_of(snapshot, audience), ALL_DAYS).select(
            "breakdown", "group", "category", "period_start", "period_end", "shown"
        ),
    }


def figures_of_board(snapshot: Snapshot, settings: Settings, audience: Audience) -> pl.DataFrame:
    """What is published to the board. Raises NotPublished; a co-ordinator, who has the records, then reads none."""
    try:
        return export_rows(published_to_board(snapshot, settings), settings)
    except NotPublished:
        if audience is not Audience.COORDINATOR:
            raise
        return EXPORT_SCHEMA.to_frame()


def released_figures(store: Store) -> pl.DataFrame:
    """The rows of every release that the public may read, with its name. Raises CannotExport where there is none."""
    releases = [(release.name, read(release)) for release in shown_releases(store)]
    if not releases:
        raise CannotExport("No release has been approved, so there is nothing that the public may see.")
    return pl.concat(
        [
            export_rows(released.published, released.settings).select(pl.lit(name).alias("release"), pl.all())
            for name, released in releases
        ]
    )


def meanings(settings: Settings) -> pl.DataFrame:
    """What each indicator counts. Columns: indicator, title, question, counts, of, boundary, source, caveat."""
    definitions = [indicator.definition for indicator in indicators(settings).values()]
    return pl.DataFrame({name: [getattr(item, own) for item in definitions] for name, own in MEANINGS.items()})
