"""Small stores from a few visible rows. A test writes what matters; a builder fills in the rest.

A time is text: "2026-03-01 10:00" knows the minute, "2026-03-01" only the date.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from analytics.disclosure import gate
from analytics.disclosure.published import Protection, Published
from analytics.measuring.measure import prepared
from analytics.model import Audience
from data.database import create_tables
from data.facts import FactsBuilt, build_facts
from data.settings import Settings
from data.warehouse import FACTS_QUERY, typed

LONDON = ZoneInfo("Europe/London")
AS_OF = datetime(2026, 10, 1, 7, 30)

Row = dict[str, Any]


def through_the_gate(
    rows: pl.DataFrame, audience: Audience = Audience.BOARD, *, as_of: datetime = AS_OF, snapshot: str = "1"
) -> Published:
    """Rows of PUBLISHED_SCHEMA as if the gate had made them. In the product nothing but the gate can."""
    protection = Protection(audience, "Counts of 1 to 5 children are hidden.")
    return Published(gate._let_through(rows, protection), as_of, snapshot)


def moment(text: str | datetime | None) -> datetime | None:
    """The wall-clock time that the text says; a date is its midnight."""
    return datetime.fromisoformat(text) if isinstance(text, str) else text


def precision(text: str | datetime | None) -> str | None:
    """What the text knows: the minute, or only the date."""
    if text is None:
        return None
    return "date" if isinstance(text, str) and len(text) == len("2026-03-01") else "minute"


def utc(wall: datetime | None) -> datetime | None:
    """The instant of a wall-clock time in London; of an hour that happens twice, the first."""
    return wall.replace(tzinfo=LONDON).astimezone(UTC).replace(tzinfo=None) if wall else None


def report(
    child: str = "A",
    started: str | datetime = "2026-03-01 10:00",
    ended: str | datetime | None = "2026-03-01 20:00",
    *,
    category: str = "missing",
    system: str = "police",
    completed: str | datetime | None = None,
    outcome: str | None = None,
    **others: object,
) -> Row:
    """A row of `report`. `others` are its columns by name, such as `setting="care"` or `ended_utc=...`."""
    row: Row = {
        "system": system,
        "load_id": 1,
        "row_number": 1,
        "child_id": child,
        "category": category,
        "started_at": moment(started),
        "started_utc": utc(moment(started)),
        "started_precision": precision(started),
        "ended_at": moment(ended),
        "ended_utc": utc(moment(ended)),
        "ended_precision": precision(ended),
        "end_status": "returned" if ended else "open",
        "interview_completed_at": moment(completed),
        "interview_completed_utc": utc(moment(completed)),
        "interview_completed_precision": precision(completed),
        "interview_outcome": outcome,
        "flags": [],
    } | others
    row.setdefault("report_key", f"{system} {child} {started} {category}")
    return row


def child_report(child: str = "A", *, system: str = "police", **others: object) -> Row:
    """A row of `child_report`: sex, birth_month, ethnic_code."""
    return {"child_id": child, "system": system, "load_id": 1} | others


def care_period(child: str = "A", started: str = "2026-01-01", ended: str | None = None, **others: object) -> Row:
    """A row of `care_period`: in foster care under a full care order unless said otherwise."""
    return {
        "child_id": child,
        "system": "ssda903",
        "load_id": 1,
        "started_on": date.fromisoformat(started),
        "ended_on": date.fromisoformat(ended) if ended else None,
        "legal_status": "C2",
        "placement": "foster",
    } | others


def support_row(child: str = "A", support: str = "contacted", started: str = "2026-04-02", **others: object) -> Row:
    """A row of `support`: what was done for a child, from which day."""
    same = {"system": "social_care", "load_id": 1, "row_number": 1, "started_on": date.fromisoformat(started)}
    return same | {"child_id": child, "support": support} | others


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Put rows into a table of the schema; columns that a row leaves out are null."""
    if rows:
        connection.register("given", pl.DataFrame(rows, infer_schema_length=None).to_arrow())
        connection.execute(f"INSERT INTO {table} BY NAME FROM given")
        connection.unregister("given")


def fill_store(
    connection: duckdb.DuckDBPyConnection,
    reports: Sequence[Row],
    children: Sequence[Row] = (),
    care: Sequence[Row] = (),
    settings: Settings | None = None,
    support: Sequence[Row] = (),
) -> FactsBuilt:
    """Write the schema and the rows, and build the facts."""
    create_tables(connection, settings or Settings())
    insert(connection, "report", reports)
    insert(connection, "child_report", children)
    insert(connection, "care_period", care)
    insert(connection, "support", support)
    return build_facts(connection, settings or Settings())


def episodes_of(
    reports: Sequence[Row], children: Sequence[Row] = (), care: Sequence[Row] = (), settings: Settings | None = None
) -> list[Row]:
    """Every column of every fact, oldest first: for looking at one."""
    with duckdb.connect(":memory:") as connection:
        fill_store(connection, reports, children, care, settings)
        rows: pl.DataFrame = connection.cursor().sql("FROM episode_facts ORDER BY started_at, episode_id").pl()
        return rows.to_dicts()


def facts_of(
    reports: Sequence[Row],
    children: Sequence[Row] = (),
    care: Sequence[Row] = (),
    settings: Settings | None = None,
    support: Sequence[Row] = (),
) -> pl.DataFrame:
    """The facts as indicators read them, not yet as known at any time."""
    with duckdb.connect(":memory:") as connection:
        fill_store(connection, reports, children, care, settings, support)
        return typed(connection.cursor().sql(FACTS_QUERY).pl())


def prepared_facts(
    reports: Sequence[Row],
    children: Sequence[Row] = (),
    care: Sequence[Row] = (),
    *,
    as_of: datetime = AS_OF,
    settings: Settings | None = None,
) -> pl.DataFrame:
    """The facts as known at `as_of`: what `selected` and `measure` take."""
    return prepared(facts_of(reports, children, care, settings), as_of)
