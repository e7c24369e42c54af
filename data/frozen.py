"""What the board's tables are counted from: episodes as they were known when their month closed, kept for good.

A month closes once, some days after its end (`disclosure.days_until_published`). What is loaded later changes no row of
a closed month and adds none, so that no published number moves. The file travels from snapshot to snapshot; only an
erasure, or what is older than the council keeps, takes rows out of it. A publication that is withdrawn begins anew.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from data.snapshots import Draft, Publication, Publishing, Snapshot, Store
from data.warehouse import FROZEN_FACTS_QUERY, Warehouse, typed, write_tables

STATE: Final = "SELECT begun_in, closed_to FROM closed"
COVERAGE: Final = "SELECT * EXCLUDE (row_order) FROM coverage ORDER BY row_order"
CELLS: Final = "SELECT * EXCLUDE (row_order) FROM cell ORDER BY row_order"
LOST: Final = "SELECT month FROM lost"
ROWS: Final = "SELECT * EXCLUDE (row_order) FROM frozen_row ORDER BY started_at, episode_id, frozen_at"
CHILDREN: Final = "SELECT DISTINCT child_id FROM frozen_row"
CLOSING: Final = """
    SELECT *
    FROM episode_facts
    WHERE (started_at >= $first AND started_at < $until) OR (ended_at >= $first AND ended_at < $until)
    ORDER BY started_at, episode_id
"""
NO_ROWS: Final = "SELECT * EXCLUDE (row_order) FROM frozen_row LIMIT 0"
MET: Final = """
    SELECT episode_id, by_start, by_return
    FROM frozen_row
    WHERE episode_id IN (SELECT unnest($ids::VARCHAR[]))
"""
NUMBERS: Final = "SELECT child_id, any_value(child)::UINTEGER AS child FROM frozen_row GROUP BY child_id"
APPEND: Final = "INSERT INTO frozen_row BY NAME FROM incoming"
DROP_STATE: Final = "DROP TABLE coverage; DROP TABLE cell; DROP TABLE closed; DROP TABLE lost"
# Queries of episodes are asked of both files: here they are answered by what counts by its start.
AS_EPISODES: Final = "CREATE VIEW episode_facts AS SELECT * FROM frozen_row WHERE by_start"

# What becomes of the rows on their way to the next snapshot; none where they do not go there.
Left = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Closed:
    """What is published once, but for the rows.

    `begun_in` is the snapshot in which the publication began. Every month before `closed_to` is closed. `coverage` is
    what was supplied and recorded of these months when they closed. `cells` are the exact counts behind what was
    published. `lost` are months of which rows were erased since: nothing more is counted from them.
    """

    begun_in: str
    closed_to: date
    coverage: pl.DataFrame
    cells: pl.DataFrame
    lost: frozenset[date] = frozenset()


def read_closed(snapshot: Snapshot | Publication) -> Closed | None:
    """What is published once, of a snapshot's board; none where nothing is, or an earlier version made it."""
    if not snapshot.frozen.exists():
        return None
    file = Warehouse(snapshot.frozen)
    try:
        begun_in, closed_to = file.query(STATE).row(0)
        lost = frozenset(file.query(LOST)["month"])
        return Closed(begun_in, closed_to, file.query(COVERAGE), file.query(CELLS), lost)
    finally:
        file.close()


def read_rows(snapshot: Snapshot | Publication) -> pl.DataFrame:
    """The frozen episodes with all columns of the facts, and `frozen_at`, `by_start`, `by_return`. For data alone."""
    return asked(snapshot, ROWS)


def read_frozen_facts(snapshot: Snapshot | Publication) -> pl.DataFrame:
    """The frozen episodes with the columns that indicators are made of, and `frozen_at`, `by_start`, `by_return`.

    A child has one number in all of them.
    """
    file = Warehouse(snapshot.frozen)
    try:
        return typed(file.query_words(FROZEN_FACTS_QUERY))
    finally:
        file.close()


def frozen_children(snapshot: Snapshot) -> frozenset[str]:
    """The pseudonyms of all children with a frozen episode; none where nothing is frozen."""
    return frozenset(asked(snapshot, CHILDREN)["child_id"]) if snapshot.frozen.exists() else frozenset()


def asked(snapshot: Snapshot | Publication, query: str, **parameters: object) -> pl.DataFrame:
    """The answer of a snapshot's frozen file, opened for this alone."""
    file = Warehouse(snapshot.frozen)
    try:
        return file.query(query, **parameters)
    finally:
        file.close()


def write_frozen(file: Path, closed: Closed, rows: pl.DataFrame) -> None:
    """Writes the whole file anew, in the place of any that is there."""
    file.unlink(missing_ok=True)
    one_number = rows.with_columns(child=pl.col("child_id").rank("dense"))
    write_tables(file, {"frozen_row": one_number, **state_of(closed)})
    with duckdb.connect(str(file)) as connection:
        connection.execute(AS_EPISODES)


def state_of(closed: Closed) -> dict[str, pl.DataFrame]:
    """Everything but the rows, as tables."""
    return {
        "closed": pl.DataFrame({"begun_in": [closed.begun_in], "closed_to": [closed.closed_to]}),
        "coverage": closed.coverage,
        "cell": closed.cells,
        "lost": pl.DataFrame({"month": sorted(closed.lost)}, schema={"month": pl.Date}),
    }


def write_cells(file: Path, cells: pl.DataFrame) -> None:
    """Puts the exact counts behind what is now published into a file that was just written."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP TABLE cell")
    write_tables(file, {"cell": cells})


def as_they_are(rows: pl.DataFrame) -> pl.DataFrame:
    """Every row goes on."""
    return rows


def newest(store: Store) -> Publication | None:
    """What was published last, of the live snapshot or not: what its board may have read stays published."""
    last = max(store.snapshots(), key=lambda snapshot: snapshot.name, default=None)
    return last.publication if last else None


def keep_standing(store: Store, draft: Draft, left: Left | None) -> None:
    """Takes what the board reads now into the draft; after a rollback too, since readers may have seen it.

    Of its rows those that are `left`; nothing at all for none.
    """
    before = newest(store)
    if before is None or left is None:
        return
    draft.standing.folder.mkdir(mode=0o700)
    for file in (before.published, before.frozen, before.folder / "manifest.json"):
        if file.exists():
            shutil.copyfile(file, draft.standing.folder / file.name)
    closed = None if left is as_they_are else read_closed(before)
    if closed is None:
        return
    rows = read_rows(before)
    kept = left(rows)
    gone = rows.join(kept.select("episode_id"), on="episode_id", how="anti")
    write_frozen(draft.standing.frozen, replace(closed, lost=closed.lost | months_of_rows(gone)), kept)


def carry(publishing: Publishing) -> None:
    """Takes what was published once into a publication in the making, which goes on from there."""
    if publishing.of.standing.frozen.exists():
        shutil.copyfile(publishing.of.standing.frozen, publishing.frozen)


def months_of_rows(rows: pl.DataFrame) -> frozenset[date]:
    """The first days of the months in which frozen rows count."""
    of_starts = rows.filter("by_start")["started_at"]
    of_returns = rows.filter("by_return")["ended_at"]
    return frozenset(pl.concat([of_starts, of_returns]).dt.date().dt.month_start().unique())


def freeze(draft: Publishing, closed: Closed, closed_from: date | None, as_of: datetime) -> None:
    """Adds to the file in the making the episodes of the months that close now, as they are known at `as_of`.

    An episode counts by its start in the month in which it began, and by its return in the month in which that was: in
    each once and for all. Its two rows are one where the months close together.
    """
    new = newly_frozen(draft, closed_from, closed.closed_to, as_of)
    if closed_from is None:
        write_frozen(draft.frozen, closed, new)
    elif set(asked(draft, NO_ROWS).columns) == set(new.columns):
        append(draft.frozen, closed, new)
    else:
        # Another version of the product has other columns: what is not known of older rows is null.
        write_frozen(draft.frozen, closed, pl.concat([read_rows(draft), new], how="diagonal_relaxed"))


def newly_frozen(draft: Publishing, closed_from: date | None, closed_to: date, as_of: datetime) -> pl.DataFrame:
    """The episodes of the snapshot that begin or end in the months that close, but for those that count already."""
    first = closed_from or date.min
    file = Warehouse(draft.of.episodes)
    try:
        facts = file.query(CLOSING, first=first, until=closed_to)
    finally:
        file.close()
    held = asked(draft, MET, ids=facts["episode_id"].to_list()) if closed_from else None
    rows = facts.with_columns(
        frozen_at=pl.lit(as_of, dtype=pl.Datetime("us")),
        by_start=falls_in("started_at", first, closed_to) & ~met_before(held, "by_start"),
        by_return=falls_in("ended_at", first, closed_to) & ~met_before(held, "by_return"),
    )
    return rows.filter(pl.col("by_start") | pl.col("by_return"))


def falls_in(moment: str, first: date, until: date) -> pl.Expr:
    """Whether a moment lies in the months that close; in the first ones lies all that is older."""
    day = pl.col(moment).dt.date()
    return ((day < until) & (day >= first)).fill_null(value=False)


def met_before(held: pl.DataFrame | None, counts: str) -> pl.Expr:
    """Whether the episode counts already in a month that is closed."""
    none = pl.Series(dtype=pl.String)
    return pl.col("episode_id").is_in((none if held is None else held.filter(counts)["episode_id"]).implode())


def append(file: Path, closed: Closed, new: pl.DataFrame) -> None:
    """Adds rows to a file that nobody reads yet; a child keeps its number, and a new one has the next."""
    with duckdb.connect(str(file)) as connection:
        numbers = connection.sql(NUMBERS).pl()
        known = new.drop("child").join(numbers, on="child_id", how="left")
        following = pl.col("child_id").rank("dense").over("child") + (numbers["child"].max() or 0)
        numbered = known.with_columns(child=pl.coalesce("child", following))
        connection.register("incoming", numbered.to_arrow())
        connection.execute(APPEND)
        connection.unregister("incoming")
        connection.execute(DROP_STATE)
    write_tables(file, state_of(closed))
