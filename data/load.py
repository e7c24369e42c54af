"""Files into a new snapshot: read, map, check, merge, write, build the facts, swap; then publish to the board.

Co-ordinators have the new records before anything is published of them, and whatever becomes of that. `check` does the
same as far as the facts, and changes nothing.
"""

import platform
import secrets
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import polars as pl

from data.audit_log import Act, Actor, AuditLog, this_user
from data.database import MEMORY_LIMIT, write_apart, write_doubts, write_into, write_tables
from data.errors import CannotLog, CannotWrite, DashboardError
from data.facts import build_facts, count_adults
from data.formats.dates import local_now
from data.formats.mapping import read_mapping
from data.frozen import keep_standing
from data.plan import MappedFile, Plan, by_rule, make_plan
from data.progress import Progress, Steps, no_progress
from data.pseudonyms import Pseudonyms
from data.settings import Settings
from data.snapshots import OWN, SECONDS_TO_WAIT, Draft, Manifest, Publishing, Snapshot, Store
from data.summary import COUNTS, FileSummary, Summary
from data.upgrades import FORMAT
from data.warehouse import warehouse

STEPS_AFTER_READING: Final = 5
# Beside it stand the rows as they were read: of a million some 700 MB.
MEMORY_OF_A_DRAFT: Final = "1200MB"

# What a snapshot's folder holds, for whoever opens it.
FILES: Final = {
    "episodes.duckdb": "exact, child-level, pseudonymous: co-ordinators only",
    "refused.duckdb": "refused lines as they came, with names and dates of birth: co-ordinators only",
    "texts.duckdb": "what children told in return interviews, as it was written down: co-ordinators only",
    f"{OWN}/published.duckdb": "what a board may see, already protected",
    f"{OWN}/frozen.duckdb": "the episodes that published tables are counted from, as known when their month closed: "
    "co-ordinators only",
    "contents.json": "the files loaded, by name, hash and rows: co-ordinators only",
}

# How DuckDB fails when the disk does: on writing, on committing, and on what follows.
DISK_ERRORS: Final = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)

SET_ASIDE: Final = "SELECT category, count(*) FROM set_aside GROUP BY category ORDER BY category"

# The product's own code.
HOME: Final = Path(__file__).parents[1]
PUBLISHING: Final = "Publishing to the board"
UNFORESEEN: Final = "An error that nobody foresaw. What is known of it is in the log."

Announce = Callable[[Draft], None]
# What writes a publication, and says what did not go as usual.
Finish = Callable[[Publishing], Sequence[str] | None]


class Delivery(NamedTuple):
    """Files that one mapping reads; without one, those of a looked-after return."""

    files: tuple[Path, ...]
    mapping: Path | None = None


def load(
    store: Store,
    deliveries: Sequence[Delivery],
    settings: Settings,
    *,
    finish: Finish,
    as_of: datetime | None = None,
    key: bytes | None = None,
    by: Actor | None = None,
    progress: Progress = no_progress,
    wait_seconds: float = SECONDS_TO_WAIT,
) -> Summary:
    """Loads all the files as one new snapshot, or nothing at all.

    `finish` makes the board's tables when it is live; where that fails, what the board read before stands, and the
    summary says why. Files that tell nothing new have that tried again where it failed or was cut short. Raises
    BadMapping, UnusableFile, StoreBusy; then the store is as it was.
    """
    files = mapped_files(deliveries, settings)
    steps = Steps(progress, len(files) + STEPS_AFTER_READING)
    with store.locked(wait_seconds):
        pseudonyms = Pseudonyms(store.settled_key(key))
        plan = make_plan(store, files, pseudonyms, as_of, steps=steps)
        if not plan.is_new:
            live = store.current()
            notes = published_if_it_can(store, live, finish, by or this_user()) if live and is_due(store, live) else ()
            return Summary(plan.files, 0, {}, live.name if live else None, store.folder, notes=notes)
        actor, keep = by or this_user(), settings.snapshots.keep
        announce = partial(log_load, AuditLog(store), actor, plan)
        summary, snapshot = made_live(store, plan, settings, announce=announce, steps=steps, keep=keep)
        steps.start(PUBLISHING)
        notes = published_if_it_can(store, snapshot, finish, actor)
    progress("Done", steps.of, steps.of)
    return replace(summary, snapshot=snapshot.name, notes=notes)


def made_live(
    store: Store,
    plan: Plan,
    settings: Settings,
    *,
    announce: Announce,
    steps: Steps,
    keep: int,
    finish: Finish | None = None,
) -> tuple[Summary, Snapshot]:
    """The plan as the live snapshot, with `keep` earlier ones beside it. For a writer alone.

    `announce` hears of it when all is ready and nothing is done. With `finish` it is published before it is live, and
    is not where that fails. Raises CannotWrite where the disk takes no more: then the live snapshot is as it was.
    """
    with saying_what_cannot_be_written(store), store.draft() as draft:
        steps.start("Writing the rows")
        with duckdb.connect(":memory:", config=database_config(draft)) as connection:
            write_into(connection, draft.episodes)
            summary = build(connection, plan, settings, store.folder, steps)
            write_apart(connection, draft.refused, "refused_row", plan.tables["refused_row"])
            write_apart(connection, draft.texts, "interview_text", plan.tables["interview_text"])
        keep_standing(store, draft, plan.left)
        draft.describe(manifest(draft, plan, settings, keep), contents(plan))
        if finish:
            steps.start(PUBLISHING)
            with store.publishing(draft) as publishing:
                summary = replace(summary, notes=tuple(finish(publishing) or ()))
        steps.start("Making it live")
        announce(draft)
        # What was read of earlier snapshots is let go: on Windows none could be removed that is held open here.
        warehouse.cache_clear()
        return summary, store.commit(draft, keep)


def is_due(store: Store, live: Snapshot) -> bool:
    """Whether the live snapshot is still to be published.

    Not where a later one was rolled back, of which the board may have read: what is published next goes on from that.
    """
    return not live.own.is_there and all(other.name <= live.name for other in store.snapshots())


def published_if_it_can(store: Store, snapshot: Snapshot, finish: Finish, by: Actor) -> tuple[str, ...]:
    """Publishes of a live snapshot, and says what did not go as usual, a sentence each. For a writer alone.

    Where it fails, for whatever reason, co-ordinators have the snapshot and the board what it read before: why stands
    beside the snapshot and in the log. Nothing is raised.
    """
    try:
        return publish_live(store, snapshot, finish, by)
    except Exception as error:
        why = why_not(error)
        with suppress(OSError):
            store.say_not_published(snapshot, why)
        # For whoever mends it, and no reader of pages: the kind of error, and where in our code.
        why_in_full = f"{why} ({type(error).__name__}{place_of(error)})" if why == UNFORESEEN else why
        with suppress(OSError, CannotLog):
            AuditLog(store).append(by, Act.PUBLICATION, {"snapshot": snapshot.name, "failed": why_in_full})
        stands = "What the board read before stands." if snapshot.publication else "The board has no tables yet."
        return (
            f"The board's tables could not be published: {why_in_full} {stands} Try again: missing publication publish",
        )


def publish_live(store: Store, snapshot: Snapshot, finish: Finish, by: Actor) -> tuple[str, ...]:
    """Publishes of a live snapshot, or raises what is in the way and changes nothing. For a writer alone."""
    with store.publishing(snapshot) as publishing:
        notes = tuple(finish(publishing) or ())
        if publishing.is_there:
            AuditLog(store).append(by, Act.PUBLICATION, {"snapshot": snapshot.name})
        return notes


def why_not(error: Exception) -> str:
    """A sentence for whoever reads: our own words, and never an error's text, which may be of a child."""
    match error:
        case DashboardError():
            return str(error)
        case OSError() | duckdb.IOException() | duckdb.TransactionException() | duckdb.FatalException():
            return "The disk did not take them. Make room, if it is full."
        case _:
            return UNFORESEEN


def place_of(error: Exception) -> str:
    """Where in our own code an error came up, to be told to whoever mends it; empty where that is not known."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(HOME)]
    return f" at {Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""


@contextmanager
def saying_what_cannot_be_written(store: Store) -> Iterator[None]:
    """Turns a failure of the disk into words: what stands in the store, and what to do."""
    try:
        yield
    except (OSError, *DISK_ERRORS) as error:
        why = str(error).splitlines()[0]
        raise CannotWrite(
            f"{store.folder} cannot be written: {why}. The snapshot that was live is live still. "
            "Make room on the disk, if that is why, and give the same command again."
        ) from error


def log_load(log: AuditLog, by: Actor, plan: Plan, draft: Draft) -> None:
    """Says in the audit log what is about to be live. A file goes by its hash: its name may name a child."""
    files = [
        {"system": file.system, "kind": file.kind, **{name: getattr(file, name) for name in COUNTS}}
        for file in plan.files
    ]
    hashes = dict(plan.tables["load"].select("load_id", "sha256").iter_rows())
    new = [{"sha256": hashes[load_id], **files[place]} for place, load_id in plan.load_ids.items()]
    what = {"snapshot": draft.name, "built_on": draft.built_on, "files": new}
    if plan.replaced:
        what["as_of_replaced"] = [
            {"sha256": item.sha256, "was": str(item.was), "now": str(item.now)} for item in plan.replaced
        ]
    log.append(by, Act.LOAD, what)


def check(
    store: Store,
    deliveries: Sequence[Delivery],
    settings: Settings,
    *,
    as_of: datetime | None = None,
    progress: Progress = no_progress,
) -> Summary:
    """What `load` would say of the files; changes nothing, and needs no store."""
    files = mapped_files(deliveries, settings)
    steps = Steps(progress, len(files) + STEPS_AFTER_READING)
    pseudonyms = Pseudonyms(store.key() or secrets.token_bytes())
    plan = make_plan(store, files, pseudonyms, as_of, steps=steps)
    if not plan.is_new:
        return Summary(plan.files, 0, {}, None, store.folder)
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT}) as connection:
        return build(connection, plan, settings, store.folder, steps)


def mapped_files(deliveries: Sequence[Delivery], settings: Settings) -> list[MappedFile]:
    """Every file with its mapping, read; none for the looked-after return."""
    result: list[MappedFile] = []
    for delivery in deliveries:
        mapping = read_mapping(delivery.mapping, settings) if delivery.mapping else None
        result.extend((path, mapping) for path in delivery.files)
    return result


def build(connection: duckdb.DuckDBPyConnection, plan: Plan, settings: Settings, store: Path, steps: Steps) -> Summary:
    """Writes the plan into an empty database, finds the doubts that need other rows, builds the facts."""
    write_tables(connection, plan.tables, settings)
    steps.start("Building the facts")
    linked = build_facts(connection, settings).linked
    doubts = write_doubts(connection)
    connection.execute("CHECKPOINT")
    findings = pl.concat([plan.tables["finding"], doubts])
    files = list(plan.files)
    adults = count_adults(connection, settings.counting.adult_age)
    for place, load_id in plan.load_ids.items():
        of_file = by_rule(findings.filter(pl.col("load_id") == load_id))
        file = replace(files[place], findings_by_rule=of_file)
        files[place] = said_of_adults(file, adults.get(load_id, 0), settings.counting.adult_age)
    # A file of care periods may raise a doubt about an episode loaded before it: that is news too.
    news = findings.join(plan.held_findings, on=["load_id", "row_number", "rule"], how="anti")
    set_aside = dict(connection.execute(SET_ASIDE).fetchall())
    return Summary(tuple(files), linked, by_rule(news), None, store, set_aside)


def said_of_adults(file: FileSummary, adults: int, adult_age: int) -> FileSummary:
    """The summary of a file with how many of its rows are about adults."""
    if not adults:
        return file
    rows, are, they = ("row", "is of a person", "it is") if adults == 1 else ("rows", "are of people", "they are")
    text = f"{adults} {rows} {are} aged {adult_age} or over at the start; {they} loaded and left out of every figure."
    return replace(file, adults=adults, tolerances=(*file.tolerances, text))


def database_config(draft: Draft) -> dict[str, str | bool | int | float | list[str]]:
    """Bounded memory; what does not fit spills into the draft, and goes with it."""
    return {"memory_limit": MEMORY_OF_A_DRAFT, "temp_directory": str(draft.scratch)}


def manifest(draft: Draft, plan: Plan, settings: Settings, keep: int) -> Manifest:
    """What the snapshot was made with, and when. Where no earlier one is kept, it was built on none."""
    return {
        "format": FORMAT,
        "snapshot": draft.name,
        "built_on": draft.built_on if keep else None,
        "as_of": plan.as_of.isoformat(sep=" "),
        "made_at": local_now().isoformat(sep=" "),
        "files": FILES,
        "versions": {
            "missing-children": version("missing-children"),
            "python": platform.python_version(),
            "duckdb": version("duckdb"),
            "polars": version("polars"),
        },
        "settings": settings.of_figures(),
    }


def contents(plan: Plan) -> Manifest:
    """What the snapshot was made of: its files, and how many rows each table has."""
    loads = plan.tables["load"].with_columns(pl.col(pl.Datetime, pl.Date).cast(pl.String))
    return {"rows": {table: rows.height for table, rows in plan.tables.items()}, "sources": loads.to_dicts()}
