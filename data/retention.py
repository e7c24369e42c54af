"""What is older than the council keeps: which children are due to go, and their going."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import polars as pl

from data import codes
from data.as_of import later_than_now
from data.audit_log import Act, Actor, AuditLog, this_user
from data.casebook import Casebook
from data.database import read_tables
from data.erasure import consistent, rebuilt
from data.errors import BadSetting, DashboardError
from data.formats.dates import local_now
from data.load import Finish
from data.progress import Progress, no_progress
from data.settings import Settings
from data.snapshots import Draft, Store
from data.tables import OF_CHILDREN
from data.upgrades import Tables

# Of an episode without an end, or a child still looked after, there is news every day.
STILL_HEARD_OF: Final = datetime(9999, 1, 1)


# More of the children than this never go unless a person says so.
MOST_UNSEEN: Final = 0.5


@dataclass(frozen=True)
class LastHeard:
    """A child who is due to go, by pseudonym, and the day on which something was heard last."""

    child: str
    on: str


@dataclass(frozen=True)
class Due:
    """What is to go: children of whom nothing was heard since `before`, their rows, and refused rows as old.

    `who` are these children, those of whom something was heard last at the end. `in_future` are the as-of times of
    the store that have not come yet: slips, which count for nothing here. `notes` say what did not go as usual when the
    rest was published anew, a sentence each.
    """

    before: str
    children: int
    rows: dict[str, int]
    of_children: int = 0
    who: tuple[LastHeard, ...] = ()
    in_future: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not any(self.rows.values())

    @property
    def is_most(self) -> bool:
        """Whether more of the children would go than go unseen."""
        return self.children > MOST_UNSEEN * self.of_children


def what_is_due(store: Store, settings: Settings, now: datetime | None = None) -> Due:
    """What `purge` would take out; changes nothing. Raises BadSetting where the council has not said."""
    held, clock = read_tables(store.live()), now or local_now()
    before = keeps_from(settings, clock)
    left = kept(held, before, clock, Casebook(store).heard_of(before))
    return counted(store, held, left, before, clock)


def purge(
    store: Store,
    settings: Settings,
    *,
    finish: Finish,
    agreed: Due | None = None,
    now: datetime | None = None,
    by: Actor | None = None,
    progress: Progress = no_progress,
) -> Due:
    """Takes out what is due by a rebuild, and every earlier snapshot with it. Raises BadSetting, StoreBusy.

    `agreed` is what somebody has agreed to: where something else is due by now, DashboardError.
    """
    with store.locked():
        held, clock = read_tables(store.live()), now or local_now()
        before = keeps_from(settings, clock)
        left = kept(held, before, clock, Casebook(store).heard_of(before))
        due = counted(store, held, left, before, clock)
        if agreed is not None and agreed != due:
            raise DashboardError("The store has changed since you were asked. Nothing was taken out: give it again.")

        def announce(draft: Draft) -> None:
            what = {"snapshot": draft.name, "months": settings.retention.months}
            counts = {"before": due.before, "children": due.children, "of_children": due.of_children, "rows": due.rows}
            AuditLog(store).append(by or this_user(), Act.PURGE, {**what, **counts}, purpose="retention")
            Casebook(store).kept(children_in(left), before)

        if not due.is_nothing:
            stay = list(children_in(left))
            _, notes = rebuilt(
                store,
                left,
                settings,
                left=lambda rows: rows.filter(pl.col("child_id").is_in(stay)),
                finish=finish,
                announce=announce,
                by=by or this_user(),
                progress=progress,
            )
            return replace(due, notes=notes)
        return due


def keeps_from(settings: Settings, clock: datetime) -> datetime:
    """The day since which something must have been heard: the months of the settings before today, by the clock.

    Never by a file's as-of time: a year mistyped in one file would be the end of every child.
    """
    months = settings.retention.months
    if months is None:
        raise BadSetting(
            "retention.months is not set, so nothing is ever due. Set it to what your retention schedule says, "
            "such as months = 84 under [retention]."
        )
    moment: datetime = pl.select(pl.lit(clock).dt.truncate("1d").dt.offset_by(f"-{months}mo")).item()
    return moment


def kept(tables: Tables, before: datetime, clock: datetime, by_hand: Collection[str] = ()) -> Tables:
    """The tables with only the children of whom something was heard since, and the refused rows received since.

    `by_hand` are children whom a co-ordinator marked as missing or back since then.
    """
    is_heard_of = (pl.col("heard_at") >= before) | pl.col("child_id").is_in(list(by_hand))
    stay = newest_of_each(tables, clock).filter(is_heard_of)
    left = {**tables, **{name: tables[name].join(stay, on="child_id", how="semi") for name in OF_CHILDREN}}
    recent = tables["load"].filter(heard_by_load() >= before)
    left["refused_row"] = tables["refused_row"].join(recent, on="load_id", how="semi")
    return consistent(left)


def heard_by_load() -> pl.Expr:
    """When a file spoke: at its as-of time, and never after it came."""
    return pl.min_horizontal("as_of", "received_at")


def newest_of_each(tables: Tables, clock: datetime) -> pl.DataFrame:
    """When something was last heard of each child. What has not come yet, such as a planned end, is heard of now."""
    news = last_heard(tables).with_columns(
        heard_at=pl.when(pl.col("heard_at") == STILL_HEARD_OF)
        .then("heard_at")
        .otherwise(pl.min_horizontal("heard_at", pl.lit(clock)))
    )
    return news.group_by("child_id").agg(pl.col("heard_at").max())


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
    done = tables["follow_up"].select("child_id", heard_at=pl.col("done_on").cast(pl.Datetime("us")))
    last_told = tables["notification"].sort("told_utc").group_by("child_id").last()
    is_missing = pl.col("says") == "missing"
    told = last_told.select("child_id", heard_at=pl.when(is_missing).then(STILL_HEARD_OF).otherwise("told_at"))
    interviews = tables["interview"].select(
        "child_id", heard_at=pl.coalesce("completed_at", "offered_at", "returned_at")
    )
    heard = pl.concat([*ends, done, told, interviews.drop_nulls()])
    naming = ("child_report", "interview", "reply")
    only_named = pl.concat([tables[name].select("child_id", "load_id") for name in naming]).join(
        heard, on="child_id", how="anti"
    )
    named = only_named.join(tables["load"].select("load_id", heard_at=heard_by_load()), on="load_id")
    return pl.concat([heard, named.select("child_id", "heard_at")])


def counted(store: Store, held: Tables, left: Tables, before: datetime, clock: datetime) -> Due:
    """What lies between the two, and what co-ordinators wrote of whoever goes."""
    rows = {name: held[name].height - left[name].height for name in (*OF_CHILDREN, "refused_row")}
    everybody, stay = children_in(held), children_in(left)
    rows["casebook"] = Casebook(store).due(stay, before)
    gone = newest_of_each(held, clock).filter(~pl.col("child_id").is_in(list(stay))).sort("heard_at", "child_id")
    who = tuple(LastHeard(child, f"{heard:%Y-%m-%d}") for child, heard in gone.iter_rows())
    in_future = tuple(f"{moment:%Y-%m-%d %H:%M}" for moment in later_than_now(held["load"]["as_of"].to_list()))
    return Due(before.date().isoformat(), len(everybody) - len(stay), rows, len(everybody), who, in_future)


def children_in(tables: Tables) -> frozenset[str]:
    """The pseudonyms of the children whom the tables speak of."""
    return frozenset(pl.concat([tables[name].select("child_id") for name in OF_CHILDREN])["child_id"])
