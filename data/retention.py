"""What is older than the council keeps: which children are due to go, and their going."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

import polars as pl

from data import codes
from data.audit_log import Act, Actor, AuditLog, this_user
from data.casebook import Casebook
from data.database import Tables, read_tables
from data.erasure import consistent, rebuilt
from data.errors import BadSetting
from data.load import Finish
from data.progress import Progress, no_progress
from data.settings import Settings
from data.snapshots import Draft, Store
from data.tables import OF_CHILDREN

# Of an episode without an end, or a child still looked after, there is news every day.
STILL_HEARD_OF: Final = datetime(9999, 1, 1)


@dataclass(frozen=True)
class Due:
    """What is to go: children of whom nothing was heard since `before`, their rows, and refused rows as old."""

    before: str
    children: int
    rows: dict[str, int]

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not any(self.rows.values())


def what_is_due(store: Store, settings: Settings) -> Due:
    """What `purge` would take out; changes nothing. Raises BadSetting where the council has not said."""
    held = read_tables(store.live())
    before = keeps_from(held, settings)
    return counted(store, held, kept(held, before), before)


def purge(
    store: Store, settings: Settings, *, finish: Finish, by: Actor | None = None, progress: Progress = no_progress
) -> Due:
    """Takes out what is due by a rebuild, and every earlier snapshot with it. Raises BadSetting, StoreBusy."""
    with store.locked():
        held = read_tables(store.live())
        before = keeps_from(held, settings)
        left = kept(held, before)
        due = counted(store, held, left, before)

        def announce(draft: Draft) -> None:
            what = {"snapshot": draft.name, "months": settings.retention.months, **asdict(due)}
            AuditLog(store).append(by or this_user(), Act.PURGE, what, purpose="retention")
            Casebook(store).kept(children_in(left), before)

        if not due.is_nothing:
            rebuilt(store, left, settings, finish=finish, announce=announce, progress=progress)
        return due


def keeps_from(tables: Tables, settings: Settings) -> datetime:
    """The moment since which something must have been heard: the months of the settings before the as-of time."""
    months = settings.retention.months
    if months is None:
        raise BadSetting(
            "retention.months is not set, so nothing is ever due. Set it to what your retention schedule says, "
            "such as months = 84 under [retention]."
        )
    moment: datetime = tables["load"].select(pl.col("as_of").max().dt.offset_by(f"-{months}mo")).item()
    return moment


def kept(tables: Tables, before: datetime) -> Tables:
    """The tables with only the children of whom something was heard since, and the refused rows received since."""
    news = last_heard(tables)
    stay = news.group_by("child_id").agg(pl.col("heard_at").max()).filter(pl.col("heard_at") >= before)
    left = {**tables, **{name: tables[name].join(stay, on="child_id", how="semi") for name in OF_CHILDREN}}
    recent = tables["load"].filter(pl.col("as_of") >= before)
    left["refused_row"] = tables["refused_row"].join(recent, on="load_id", how="semi")
    return consistent(left)


def last_heard(tables: Tables) -> pl.DataFrame:
    """When something was heard of each child: the ends of episodes and of care. Columns: child_id, heard_at.

    Of a child of whom there is neither, it is when the file came that names the child.
    """
    is_open = pl.col("end_status").is_in(codes.OPEN_STATUSES)
    of_report = pl.when(is_open).then(STILL_HEARD_OF).otherwise(pl.coalesce("ended_at", "started_at"))
    ends = [tables["report"].select("child_id", heard_at=of_report)] + [
        tables[name].select("child_id", heard_at=pl.col("ended_on").cast(pl.Datetime("us")).fill_null(STILL_HEARD_OF))
        for name in ("care_period", "support")
    ]
    last_told = tables["notification"].sort("told_utc").group_by("child_id").last()
    is_missing = pl.col("says") == "missing"
    told = last_told.select("child_id", heard_at=pl.when(is_missing).then(STILL_HEARD_OF).otherwise("told_at"))
    asked = tables["interview"].select("child_id", heard_at=pl.coalesce("completed_at", "offered_at", "returned_at"))
    heard = pl.concat([*ends, told, asked.drop_nulls()])
    only_named = pl.concat([tables[name].select("child_id", "load_id") for name in ("child_report", "interview")]).join(
        heard, on="child_id", how="anti"
    )
    named = only_named.join(tables["load"].select("load_id", "as_of"), on="load_id")
    return pl.concat([heard, named.select("child_id", heard_at="as_of")])


def counted(store: Store, held: Tables, left: Tables, before: datetime) -> Due:
    """What lies between the two, and what co-ordinators wrote of whoever goes."""
    rows = {name: held[name].height - left[name].height for name in (*OF_CHILDREN, "refused_row")}
    stay = children_in(left)
    rows["casebook"] = Casebook(store).due(stay, before)
    return Due(before.date().isoformat(), len(children_in(held)) - len(stay), rows)


def children_in(tables: Tables) -> frozenset[str]:
    """The pseudonyms of the children whom the tables speak of."""
    return frozenset(pl.concat([tables[name].select("child_id") for name in OF_CHILDREN])["child_id"])
