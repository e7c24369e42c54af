"""Making a mark: whom it is about, and why it cannot be made. A child is named by an id that is kept nowhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import polars as pl

from analytics.casework.by_hand.marks import Mark
from analytics.casework.by_hand.settling import Verdict, judged_start, seriousness
from analytics.casework.case_tables import full_when
from analytics.casework.case_words import day_and_year, when
from analytics.casework.rows import EVER, as_known, rows_of, week_ending
from analytics.casework.week import Week
from data.casebook import Entry, Kind, Told
from data.errors import DashboardError
from data.formats.child_ids import IdForm, canonical_id, form_of_ids
from data.pseudonyms import Pseudonyms
from data.snapshots import Snapshot
from data.warehouse import warehouse

LOADS_QUERY = "SELECT child_ids, child_id_form FROM load"


@dataclass(frozen=True)
class Moment:
    """A time as it was told: `at`, or a day alone."""

    at: datetime
    precision: str


def open_rows(week: Week, child: str) -> list[dict[str, Any]]:
    """The child's episodes that are not over: whoever came back is back from each of them."""
    return week.cases.rows.filter(pl.col("is_open") & (pl.col("child_id") == child)).to_dicts()


def moment_told(day: date, clock: time | None) -> Moment:
    """The day and the time; without a time, the day alone."""
    return Moment(datetime.combine(day, clock or time.min), "date" if clock is None else "minute")


def came_back(row: dict[str, Any], told: Moment, told_by: str, week: Week) -> Entry:
    """The entry of a return that ends the episode of a row."""
    about = Told(told.at, told.precision, since=row["started_at"])
    return Entry(Kind.CAME_BACK, week_ending(week.as_of), told_by, row["child_id"], row["episode_id"], told=about)


def newly_missing(child: str, about: Told, told_by: str, week: Week) -> Entry:
    """The entry of a child who is newly missing."""
    return Entry(Kind.NEWLY_MISSING, week_ending(week.as_of), told_by, child, told=about)


def why_not_back(entry: Entry, now: datetime) -> str:
    """Why a return cannot be marked, and what to do; empty where it can."""
    told = entry.told
    if told is None or told.since is None:
        return "Choose the child who came back."
    if text := why_not_told(entry, now):
        return text
    is_before = told.at.date() < told.since.date() if told.precision == "date" else told.at < told.since
    return f"The child went missing {when(told.since)}, which is later. Correct the time." if is_before else ""


def why_not_missing(entry: Entry, now: datetime, week: Week, snapshot: Snapshot) -> str:
    """Why a child cannot be marked as newly missing, and what to do; empty where nothing speaks against it."""
    told = entry.told
    if told is None:
        return "Say since when."
    if text := why_not_told(entry, now):
        return text
    own = own_rows(week, entry.child, snapshot)
    is_gone = [row for row in own if row["is_open"] and seriousness(row["category"]) <= seriousness(told.category)]
    if is_gone:
        since = full_when(is_gone[-1]["started_at"], is_gone[-1]["started_precision"])
        return f"The child is in the list already, since {since}. If the child came back since, mark that first."
    judged = judged_start(Mark(entry, told), own, {}, week.settings.linking.tolerance_minutes)
    if judged.verdict is Verdict.STANDS:
        return ""
    at = judged.file_at or told.at
    return f"The records have an episode of this child from {day_and_year(at)}, {at:%H:%M}. Look at the child’s record."


def why_not_told(entry: Entry, now: datetime) -> str:
    """Why a mark of any kind cannot be made: nobody told of it, or the time has not come yet."""
    if not entry.text.strip():
        return "Say who told of it: a role or an organisation, no name."
    return f"That time has not come yet: it is {when(now)}." if entry.told and entry.told.at > now else ""


def own_rows(week: Week, child: str, snapshot: Snapshot) -> list[dict[str, Any]]:
    """The child's rows as far back as the records go, as the week knows them."""
    shown = week.cases.rows.filter(pl.col("child_id") == child)
    older = rows_of(snapshot.episodes, EVER).filter(pl.col("child_id") == child)
    known = as_known(older, week.as_of, snapshot.name).rows
    unseen = known.filter(~pl.col("episode_id").is_in(shown["episode_id"].to_list()))
    return [*unseen.to_dicts(), *shown.to_dicts()]


def child_of_id(written: str, week: Week, snapshot: Snapshot, key: bytes | None, every: Collection[str]) -> str:
    """The pseudonym of the council's own id, as the load makes it; empty where nothing is written.

    Where the ids of the council's files are numbers, however it is spelled. Raises DashboardError where two children
    have it, in two spellings.
    """
    if key is None or not written.strip():
        return ""
    ids = week.settings.initials.ids
    loads = warehouse(snapshot.episodes).query(LOADS_QUERY)
    forms: Sequence[IdForm] = ("number", "text")
    is_number = "number" in (week.settings.initials.form, form_of_ids(loads, ids))
    pseudonyms = Pseudonyms(key)
    spelled = {form: pseudonyms.of_one(canonical_id(written, form), ids) for form in forms}
    named = {child for child in spelled.values() if child in every} if is_number else set()
    if len(named) > 1:
        raise DashboardError("That id is written in two ways, which stand for two children here. Give the reference.")
    return next(iter(named), spelled["number" if is_number else "text"])
