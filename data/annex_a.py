"""Annex A, List 8 (the inspectorate's list of looked-after children): its columns, read back, and held against ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final

import polars as pl

from data import codes
from data.audit_log import Act, Actor, AuditLog, this_user
from data.errors import DashboardError
from data.formats.child_ids import canonical_ids, form_of_ids
from data.formats.dates import DateOrder
from data.formats.fields import with_dates
from data.formats.headings import Sought, heading_key
from data.formats.labels import NO, YES, label_key, label_keys
from data.formats.reading import COUNCIL
from data.formats.table_files import read_table
from data.plan import read_file
from data.pseudonyms import Pseudonyms
from data.snapshots import Store
from data.tables import shaped
from data.warehouse import Warehouse

ADVICE: Final = "It is not an Annex A workbook with a List 8."
MONTHS: Final = 12
# Whoever ceased to be looked after within so many months before the inspection stands on the list.
MONTHS_AFTER_CARE: Final = 6
ADULT_AGE: Final = 18
COUNTS_QUERY: Final = Path(__file__).with_name("annex_a.sql").read_text(encoding="utf-8")
CARE_QUERY: Final = Path(__file__).with_name("looked_after.sql").read_text(encoding="utf-8")


class Holds(Enum):
    """What stands in a column."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """One column of the list: our name of it, the official heading, and what stands in it.

    `also` is how the heading is written in lists met, besides.
    """

    name: str
    heading: str
    holds: Holds = Holds.TEXT
    also: tuple[str, ...] = ()


# The official headings in their order: Ofsted, "Child-level data: additional guidance and template for Annex A".
LIST_8: Final = (
    Column("child", "Child Unique ID"),
    Column("gender", "Gender"),
    Column("ethnicity", "Ethnicity"),
    Column("date_of_birth", "Date of Birth", Holds.DATE),
    Column("age", "Age of Child (Years)", Holds.NUMBER, ("Age",)),
    Column(
        "uasc",
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        also=("Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))",),
    ),
    Column("disability", "Does the Child have a Disability"),
    Column("looked_after_since", "Date Started to be Looked After", Holds.DATE),
    Column("need", "Child's Category of Need"),
    Column(
        "is_second_period",
        "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
    ),
    Column("legal_status_since", "Start date of current legal status", Holds.DATE),
    Column("legal_status", "Child's Legal Status"),
    Column("reviewed", "Date of Latest Statutory Review", Holds.DATE),
    Column("visited", "Date of Last Social Work Visit", Holds.DATE),
    Column("permanence_plan", "What is the permanence plan for this child?"),
    Column("reviewing_officer_came", "Date of Last IRO Visit / Contact to the Child", Holds.DATE),
    Column("health_assessed", "Date of Last Health Assessment", Holds.DATE),
    Column("dental_check", "Date of Last Dental Check", Holds.DATE),
    Column("placements", "Number of Placements in the Last 12 months", Holds.NUMBER),
    Column("ceased", "Date Ceased to be Looked After", Holds.DATE),
    Column("why_ceased", "Reason Ceased to be Looked After"),
    Column("placed_since", "Start Date of Most Recent Placement", Holds.DATE),
    Column("placement", "Placement Type"),
    Column("placement_provider", "Placement Provider"),
    Column("placement_postcode", "Placement postcode"),
    Column("urn", "URN of Placement"),
    Column("placement_location", "Placement Location"),
    Column("placement_authority", "LA of Placement"),
    Column(
        "missing",
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
        Holds.NUMBER,
    ),
    Column(
        "absent",
        "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
        Holds.NUMBER,
    ),
    Column("offered", "Was the child offered a Return Interview after their last missing episode (Y/N)?"),
    Column("accepted", "Did the child accept a Return Interview after their last missing episode (Y/N)?"),
    Column("team", "Allocated Team"),
    Column("worker", "Allocated Worker"),
)
HEADINGS: Final = {column.name: column.heading for column in LIST_8}
# Without these three a list cannot be held against ours.
NEEDED: Final = ("child", "missing", "absent")
ANSWERS: Final = ("offered", "accepted")
YES_WORD, NO_WORD = "a) Yes", "b) No"
YES_WORDS: Final = (*YES, label_key(YES_WORD))
NO_WORDS: Final = (*NO, label_key(NO_WORD))
TYPES: Final = {Holds.TEXT: pl.String(), Holds.DATE: pl.Date(), Holds.NUMBER: pl.Int64()}
SCHEMA: Final = {column.name: TYPES[column.holds] for column in LIST_8}


def first_of_year(until: datetime) -> datetime:
    """The first moment of the twelve months that end at a moment."""
    first: datetime = pl.Series([until]).dt.offset_by(f"-{MONTHS}mo").item()
    return first


def counts_from_care(episodes: Warehouse, until: datetime, adult_age: int = ADULT_AGE) -> pl.DataFrame:
    """Whoever went from a placement in the twelve months before a moment, a row a child.

    Columns: child_id, missing, absent, away, was_offered and was_accepted (of the interview after the last return; null
    where no file says). The list counts from placements alone, so these are the episodes that began in care.
    """
    return episodes.query(COUNTS_QUERY, first=first_of_year(until), until=until, adult_age=adult_age)


def care_periods(episodes: Warehouse, as_of: datetime) -> pl.DataFrame:
    """Periods of care that had begun by then, each child's by the newest file that has it, short breaks left out.

    Columns: child_id, started_on, ended_on, reason_started, reason_ended, legal_status, placement_code,
    placement (its group), placement_provider, urn, placement_district, told_at, and of the child sex,
    birth_month, ethnic_code, is_uasc. Oldest first.
    """
    return episodes.query(CARE_QUERY, day=as_of.date(), short_breaks=list(codes.SHORT_BREAK_LEGAL_STATUSES))


def read_list_8(file: Path) -> pl.DataFrame:
    """A List 8 as it is written, typed: row_number and a column for each of LIST_8, null where nothing stands.

    Rows that say nothing are left out. Raises UnusableFile where the file has no List 8.
    """
    rows = listed_texts(file, HEADINGS)
    of_days = [column.name for column in LIST_8 if column.holds is Holds.DATE]
    dated = with_dates(rows, of_days, DateOrder.MIXED_DAY_FIRST)
    return dated.select("row_number", *(typed(column) for column in LIST_8))


def typed(column: Column) -> pl.Expr:
    """The column as its own kind of value, of text or of times."""
    match column.holds:
        case Holds.NUMBER:
            return whole_number(column.name)
        case Holds.DATE:
            return pl.col(column.name).cast(pl.Date)
    return pl.col(column.name)


def listed_texts(file: Path, names: Iterable[str]) -> pl.DataFrame:
    """row_number and these columns of a List 8 as text; null where it has no such column, and no row without a word."""
    given = read_file(file)
    table = read_table(given.name, given.content, Sought((tuple(HEADINGS[name] for name in NEEDED),), ADVICE))
    present = {heading_key(heading) for heading in table.headings}
    written = {
        column.name: heading
        for column in LIST_8
        for heading in (*column.also, column.heading)
        if column.name in names and heading_key(heading) in present
    }
    rows = table.texts(written, heading_key).filter(~pl.all_horizontal(pl.col(*written).is_null()))
    lacking = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in written]
    return rows.with_columns(*lacking)


def whole_number(name: str) -> pl.Expr:
    """A column of numbers as a spreadsheet writes them; null where none stands."""
    return pl.col(name).cast(pl.Float64, strict=False).cast(pl.Int64)


def check_list_8(
    store: Store,
    file: Path,
    *,
    as_of: datetime | None = None,
    namespace: str = COUNCIL,
    adult_age: int = ADULT_AGE,
    by: Actor | None = None,
) -> pl.DataFrame:
    """A row a child of the list: what it says of the last 12 months and what we say, and whether they agree.

    Columns: row_number, child_id, then theirs and ours of missing, absent (as we write it: absent or away), offered and
    accepted; agrees (null where the list gives no number or no id). Offered and accepted are held against ours where
    both say yes or no. Logged. Raises UnusableFile, NoSuchSnapshot.
    """
    live, key = store.live(), store.key()
    if key is None:
        raise DashboardError(f"{store.key_file} is missing, so no child can be found by an id.")
    listed = as_listed(file)
    until = as_of or datetime.fromisoformat(live.manifest["as_of"])
    episodes = Warehouse(live.episodes)
    ours = counts_from_care(episodes, until, adult_age).select(
        "child_id",
        our_missing="missing",
        our_absent=pl.col("absent") + pl.col("away"),
        our_offered="was_offered",
        our_accepted="was_accepted",
    )
    form = form_of_ids(shaped(episodes.query("FROM load"), "load"), namespace)
    episodes.close()
    ids = listed["child"].replace(canonical_ids(listed["child"].drop_nulls().unique().to_list(), form))
    rows = listed.with_columns(child_id=Pseudonyms(key).of(ids, namespace))
    rows = rows.join(ours, on="child_id", how="left", maintain_order="left")
    what = {"snapshot": live.name, "checked": "annex A, list 8", "rows": rows.height}
    AuditLog(store).append(by or this_user(), Act.EXPORT, what, purpose="check of annex A")
    return compared(rows)


def as_listed(file: Path) -> pl.DataFrame:
    """Columns row_number, child, their_missing, their_absent, their_offered and their_accepted of a List 8."""
    return listed_texts(file, (*NEEDED, *ANSWERS)).select(
        "row_number",
        "child",
        their_missing=whole_number("missing"),
        their_absent=whole_number("absent"),
        their_offered=yes_or_no("offered"),
        their_accepted=yes_or_no("accepted"),
    )


def yes_or_no(name: str) -> pl.Expr:
    """An answer as councils write it: "a) Yes", "Y", "1", "Offered and Declined (by YP)"; null for any other word."""
    key = label_keys(pl.col(name))
    asks_of_offers = pl.lit(value=name == ANSWERS[0])
    return (
        pl.when(key.is_in(YES_WORDS) | key.str.starts_with("offeredandaccepted"))
        .then(pl.lit(value=True))
        .when(key.is_in(NO_WORDS) | (key.str.starts_with("notoffered") & asks_of_offers))
        .then(pl.lit(value=False))
        # Offered and declined: a yes to the one question, and a no to the other.
        .when(key.str.starts_with("offeredand"))
        .then(asks_of_offers)
    )


def compared(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with whether both say the same: of numbers always, of answers where both give one."""
    counted = [pl.col(f"their_{name}") == pl.col(f"our_{name}").fill_null(0) for name in ("missing", "absent")]
    answered = [(pl.col(f"their_{name}") == pl.col(f"our_{name}")).fill_null(value=True) for name in ANSWERS]
    sides = [f"{whose}_{name}" for name in ("missing", "absent", *ANSWERS) for whose in ("their", "our")]
    return rows.with_columns(
        pl.col("our_missing", "our_absent").fill_null(0),
        agrees=pl.when(pl.col("child_id").is_not_null()).then(pl.all_horizontal(*counted, *answered)),
    ).select("row_number", "child_id", *sides, "agrees")
