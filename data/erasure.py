"""Taking a child out of the store for good, and taking out what is older than the council keeps.

Deleted rows stay in a database's bytes (seen by experiment), so both are a rebuild: a new snapshot of what remains,
and then no earlier one, so that nothing can be rolled back to.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl
import polars.selectors as cs

from data.audit_log import Act, Actor, AuditLog, this_user
from data.casebook import Casebook
from data.checks import SNAPSHOT_CODES
from data.database import read_tables
from data.erased import add_marks, ids_behind, other_name, read_marks
from data.errors import DashboardError, NoSuchChild
from data.formats.child_ids import IdForm, canonical_id, form_of_ids
from data.formats.reading import COUNCIL
from data.frozen import Left, frozen_children
from data.handover.records import page_reference
from data.handover.references import About, reference
from data.keys import child_mark
from data.load import PUBLISHING, Announce, Finish, made_live, published_if_it_can
from data.plan import Plan, with_a_row
from data.progress import Progress, Steps, no_progress
from data.pseudonyms import FORM, Pseudonyms
from data.settings import Settings
from data.snapshots import Draft, Snapshot, Store, is_lock
from data.tables import OF_CHILDREN
from data.upgrades import Tables

# A shorter id is part of dates and of other ids: it is looked for as a word, and not in the bytes of files.
SHORTEST_LOOKED_FOR_ANYWHERE: Final = 6
ERASED_WORDS: Final = "(erased)"
# What rows are told apart by: changed, the same row would be another when its file is loaded again.
KEYS: Final = ("child_id", "episode_id", "report_key", "notification_key", "interview_key", "sha256", "mapping_sha256")
STEPS: Final = 4
BYTES_AT_ONCE: Final = 1 << 24


@dataclass(frozen=True)
class Child:
    """Who is to go: the pseudonym, and the source's own ids as far as they are known."""

    pseudonym: str
    ids: tuple[str, ...]
    # Whether ids are numbers: then one with noughts before it, or a decimal point after it, is the child's too.
    form: IdForm = "text"
    # What stood for the child's episodes on sheets that were handed over.
    references: tuple[str, ...] = ()

    @property
    def on_sheets(self) -> tuple[str, ...]:
        """What the child and its episodes are called on sheets, where it is not the id."""
        return (page_reference(self.pseudonym), *self.references)

    @property
    def anywhere(self) -> tuple[str, ...]:
        """What is looked for wherever it stands, also in the middle of a word."""
        return (self.pseudonym, *(item for item in self.ids if len(item) >= SHORTEST_LOOKED_FOR_ANYWHERE))

    @property
    def pattern(self) -> str:
        """What names the child in a line or a file's name."""
        short = (item for item in self.ids if len(item) < SHORTEST_LOOKED_FOR_ANYWHERE)
        noughts = "0*" if self.form == "number" else ""
        words = (rf"(?:^|[^A-Za-z0-9]){noughts}{escaped(item)}(?:$|[^A-Za-z0-9])" for item in short)
        return "|".join([self.pattern_anywhere, *words])

    @property
    def pattern_anywhere(self) -> str:
        """What names the child beyond doubt."""
        # A reference is known again however its parts are held together: see data/handover/references.py.
        forms = (r"[-\s]?".join(map(re.escape, item.split("-"))) for item in self.on_sheets)
        words = (rf"(?:\b|_){form}(?:\b|_)" for form in forms)
        return f"(?i){'|'.join([*map(escaped, self.anywhere), *words])}"


def escaped(text: str) -> str:
    """The text as a regular expression, also where a CSV doubles its quotation marks."""
    forms = dict.fromkeys((text, text.replace('"', '""')))
    # A space is the one character that Python escapes and Polars would not have escaped.
    plain = (re.escape(form).replace("\\ ", " ") for form in forms)
    return f"(?:{'|'.join(plain)})"


@dataclass(frozen=True)
class Erasure:
    """What an erasure did. `still_in` are files of the store that hold the child and are not the product's.

    `left_behind` are earlier snapshots that could not be removed yet: on Windows, those that somebody has open.
    `notes` say what did not go as usual when it was published anew, a sentence each.
    """

    mark: str
    rows: dict[str, int]
    snapshot: str
    removed: tuple[str, ...]
    still_in: tuple[str, ...]
    left_behind: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def erase(
    store: Store,
    child: str,
    settings: Settings,
    *,
    reason: str,
    requested_by: str,
    finish: Finish,
    namespace: str = COUNCIL,
    by: Actor | None = None,
    progress: Progress = no_progress,
) -> Erasure:
    """Erases the child of that source id (or pseudonym) from the store, and keeps the child out of later loads.

    A kill at any step leaves the old store live, or no more than a part of it; the same command again ends the work.
    Raises NoSuchChild, NoSuchSnapshot, StoreBusy.
    """
    with store.locked():
        live, secret = store.live(), store.settled_key()
        gone = with_references(
            the_child(child, namespace, Pseudonyms(secret), every_tables(store)), every_tables(store), secret
        )
        refuse_naming(gone, reason, requested_by)
        mark = child_mark(secret, gone.pseudonym)
        if mark not in read_marks(store) and not stands_anywhere(store, gone):
            raise NoSuchChild(f"No snapshot of {store.folder} holds that child. {advice(namespace)}")
        held = read_tables(live)
        tables = without(held, gone)
        rows = {table: held[table].height - tables[table].height for table in (*OF_CHILDREN, "refused_row")}

        def announce(draft: Draft) -> None:
            what = {"snapshot": draft.name, "rows": rows, "removed": removed, "requested_by": requested_by}
            log = AuditLog(store)
            log.append(by or this_user(), Act.ERASURE, what, purpose=reason, children=[gone.pseudonym])
            add_marks(store, [mark, *(child_mark(secret, item) for item in gone.on_sheets)])
            rows["casebook"] = Casebook(store).without_child(gone.pseudonym, gone.pattern_anywhere)

        removed = [snapshot.name for snapshot in store.snapshots()]
        snapshot, notes = rebuilt(
            store,
            tables,
            settings,
            left=partial(frozen_without, child=gone),
            finish=finish,
            announce=announce,
            by=by or this_user(),
            progress=progress,
        )
        still_open = store.left_behind()
        gone_for_good = tuple(name for name in removed if name not in still_open)
        return Erasure(mark, rows, snapshot.name, gone_for_good, files_holding(store, gone), still_open, notes)


def stands_anywhere(store: Store, gone: Child) -> bool:
    """Whether the child stands in any snapshot, in what is published from, or in what co-ordinators wrote."""
    return (
        any(gone.pseudonym in frozen_children(snapshot) for snapshot in store.snapshots())
        or any(holds(tables, gone) for tables in every_tables(store))
        or bool(Casebook(store).of_child(gone.pseudonym))
    )


def every_tables(store: Store) -> Iterable[Tables]:
    """The tables of every snapshot, newest first, read one at a time."""
    return map(read_tables, reversed(store.snapshots()))


def the_child(child: str, namespace: str, pseudonyms: Pseudonyms, snapshots: Iterable[Tables]) -> Child:
    """Who is meant. A pseudonym's own ids are found by trying what the refused rows and the files' names hold."""
    if not re.fullmatch(FORM, child.strip()):
        return child_of_id(child.strip(), namespace, pseudonyms, snapshots)
    ids: set[str] = set()
    forms: set[IdForm] = set()
    for tables in snapshots:
        texts = [*tables["refused_row"]["original"], *tables["load"]["file_name"]]
        spaces = {(space, form_of_ids(tables["load"], space)) for space in (namespace, *tables["load"]["child_ids"])}
        forms |= {form for _, form in spaces}
        ids |= set(ids_behind(child.strip(), texts, spaces, pseudonyms))
    return Child(child.strip(), tuple(sorted(ids)), "number" if "number" in forms else "text")


def child_of_id(child: str, namespace: str, pseudonyms: Pseudonyms, snapshots: Iterable[Tables]) -> Child:
    """Who has the id that somebody typed. Where ids are numbers, however it is spelled.

    Raises DashboardError where a file that was read without a mapping has another child of the very spelling.
    """
    held: set[str] = set()
    forms: set[IdForm] = set()
    number = canonical_id(child, "number")
    both = {spelling: pseudonyms.of_one(spelling, namespace) for spelling in (child, number)}
    for tables in snapshots:
        forms.add(form_of_ids(tables["load"], namespace))
        if len(both) == 1 or forms == {"text"}:
            break
        held |= {named for named in both.values() if is_held(tables, named)}
    if "number" not in forms:
        return Child(both[child], (child,))
    if len(held) > 1:
        raise DashboardError("That id is written in two ways, which stand for two children here. Give the pseudonym.")
    named = both[child] if both[child] in held else both[number]
    return Child(named, tuple(dict.fromkeys((number, child))), "number")


def with_references(child: Child, snapshots: Iterable[Tables], secret: bytes) -> Child:
    """The child, with what stands for each of its episodes on sheets that were handed over."""
    keys = {
        key
        for tables in snapshots
        for key in tables["report"].filter(pl.col("child_id") == child.pseudonym)["report_key"].to_list()
    }
    return replace(child, references=tuple(sorted(reference(About.EPISODE, secret, key) for key in keys)))


def is_held(tables: Tables, pseudonym: str) -> bool:
    """Whether any row of the tables is of the child with this pseudonym."""
    return any((tables[table]["child_id"] == pseudonym).any() for table in OF_CHILDREN)


def refuse_naming(child: Child, *texts: str) -> None:
    """Refuse words for the log that name the child: the log outlives the erasure."""
    if any(re.search(child.pattern, text) for text in texts):
        raise DashboardError("--reason or --by holds the child's id, which the log would keep. Say it without.")


def advice(namespace: str) -> str:
    """What may be wrong with the id that was given."""
    return f"It was looked for among the ids of {namespace!r}: see --ids, and `child_ids` in the mappings."


def holds(tables: Tables, child: Child) -> bool:
    """Whether anything in the tables is of the child."""
    return is_held(tables, child.pseudonym) or tables["refused_row"]["original"].str.contains(child.pattern).any()


def without(tables: Tables, child: Child) -> Tables:
    """The tables without the child's rows and the refused rows that name the child; no other text does either."""
    left = {**tables, **{name: tables[name].filter(pl.col("child_id") != child.pseudonym) for name in OF_CHILDREN}}
    left["refused_row"] = left["refused_row"].filter(~pl.col("original").str.contains(child.pattern))
    return {name: unworded(renamed(rows, tables["load"], child), child) for name, rows in consistent(left).items()}


def consistent(tables: Tables) -> Tables:
    """The tables with no finding of a row that is gone; what needs other rows is found anew."""
    kept = tables["finding"].filter(~pl.col("rule").is_in(SNAPSHOT_CODES))
    return {**tables, "finding": with_a_row({**tables, "finding": kept})}


def renamed(rows: pl.DataFrame, loads: pl.DataFrame, child: Child) -> pl.DataFrame:
    """The rows, with another name for each file that is named after the child."""
    if "file_name" not in rows.columns:
        return rows
    named = loads.filter(pl.col("file_name").str.contains(child.pattern)).select("file_name", "sha256").iter_rows()
    others = {name: other_name(name, sha256) for name, sha256 in named}
    return rows.with_columns(pl.col("file_name").replace(others)) if others else rows


def unworded(rows: pl.DataFrame, child: Child) -> pl.DataFrame:
    """The rows, with what names the child beyond doubt taken out of every other text."""
    text = (cs.string() - cs.by_name(*KEYS, require_all=False)).str.replace_all(child.pattern_anywhere, ERASED_WORDS)
    lists = pl.col(pl.List(pl.String)).list.eval(pl.element().str.replace_all(child.pattern_anywhere, ERASED_WORDS))
    return rows.with_columns(text, lists)


def frozen_without(rows: pl.DataFrame, child: Child) -> pl.DataFrame:
    """Frozen episodes without the child's, and without what names the child in the text of others."""
    return unworded(rows.filter(pl.col("child_id") != child.pseudonym), child)


def rebuilt(
    store: Store,
    tables: Tables,
    settings: Settings,
    *,
    left: Left,
    finish: Finish,
    announce: Announce,
    by: Actor,
    progress: Progress,
) -> tuple[Snapshot, tuple[str, ...]]:
    """A new snapshot of these tables, with the frozen rows that are `left` and no other beside it; what was amiss.

    It is published when it is live. Until then, and where that fails, what the board read before stands: its numbers
    are the same without the rows behind them. For a writer.
    """
    plan, steps = Plan(tables, tables["finding"], (), {}, left=left), Steps(progress, STEPS)
    _, snapshot = made_live(store, plan, settings, announce=announce, steps=steps, keep=0)
    steps.start(PUBLISHING)
    notes = published_if_it_can(store, snapshot, finish, by)
    progress("Done", STEPS, STEPS)
    return snapshot, notes


def files_holding(store: Store, child: Child) -> tuple[str, ...]:
    """Files of the store whose bytes hold the pseudonym or an id long enough to be nobody else's.

    Not the locks, of which nobody else may read a byte while they are held; nor snapshots that are left behind.
    """
    wanted = [item.encode() for item in child.anywhere]
    passed_over = {store.snapshots_folder / name for name in store.left_behind()}
    files = (path for path in sorted(store.folder.rglob("*")) if path.is_file() and not is_lock(path))
    result = (path for path in files if passed_over.isdisjoint(path.parents) and is_in_bytes(path, wanted))
    return tuple(path.relative_to(store.folder).as_posix() for path in result)


def is_in_bytes(path: Path, wanted: Sequence[bytes]) -> bool:
    """Whether the file holds any of these, read a part at a time."""
    overlap, before = max(map(len, wanted)) - 1, b""
    with path.open("rb") as file:
        while part := file.read(BYTES_AT_ONCE):
            if any(item in before + part for item in wanted):
                return True
            before = part[-overlap:]
    return False
