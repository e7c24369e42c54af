"""The whole next snapshot, in memory: files read, mapped, checked and merged into what the live one holds."""

import hashlib
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import polars as pl

from data.as_of import FILES_END, Replaced, bounded, refuse_far, refuse_future, said_of_no_as_of, with_as_of
from data.checks import ERASED, SNAPSHOT_CODES
from data.database import read_tables
from data.erased import erased_children, screened
from data.errors import DashboardError, UnusableFile
from data.formats.about_children import read_care_periods, read_children, read_follow_ups, read_support
from data.formats.dates import day_in_words, local_now
from data.formats.episodes import read_episodes
from data.formats.interviews import read_interviews
from data.formats.mapping import Mapping
from data.formats.notifications import read_notifications
from data.formats.reading import File, Reading, sheets_named, with_sheets
from data.formats.senders import by_sender
from data.formats.unmapped import read_unmapped
from data.frozen import Left, as_they_are
from data.handover.interviews import KIND as HANDOVER
from data.handover.records import Records
from data.handover.references import About
from data.handover.refused import as_known_then, said_of_answers, with_references
from data.handover.sheets import reader_of
from data.merge import Merged, merge
from data.progress import Steps
from data.pseudonyms import Pseudonyms
from data.snapshots import Store
from data.summary import FileSummary, FirstRows, RefusedRow
from data.tables import LOAD, WITH_LINES, WITHOUT_LINES, shaped
from data.upgrades import Tables

REFUSED_ROWS_SHOWN: Final = 10
PASSED_OVER: Final = "rows were older than what the store holds; the newer word stays."
ROWS_SHOWN: Final = 5
OPEN_ROWS_SHOWN: Final = 2
# Names of ours for what the reader did not write, or wrote once already.
NOT_SHOWN: Final = ("load_id", "row_number", "child_id", "system", "report_key", "notification_key", "interview_key")
# A sheet that was handed over names reports by their keys.
NOT_SHOWN_OF: Final = {HANDOVER: ("episodes",)}
NOT_SHOWN_ENDINGS: Final = ("_utc", "_precision")
READERS: Final[dict[str, Callable[[File, Mapping, Pseudonyms, datetime], Reading]]] = {
    "episodes": read_episodes,
    "notifications": read_notifications,
    "interviews": read_interviews,
    "children": read_children,
    "care_periods": read_care_periods,
    "support": read_support,
    "follow_up": read_follow_ups,
}

# A file and what reads it: none for one of a looked-after return.
MappedFile = tuple[Path, Mapping | None]


@dataclass(frozen=True)
class Plan:
    """The whole next snapshot, in memory, and what is said of the files that make it."""

    tables: Tables
    held_findings: pl.DataFrame
    files: tuple[FileSummary, ...]
    load_ids: dict[int, int]  # place among the files -> load_id, for the files that are new
    replaced: tuple[Replaced, ...] = ()  # as-of times of earlier loads that a later word has put right
    left: Left | None = as_they_are  # of what is published once; none where it is withdrawn

    @property
    def is_new(self) -> bool:
        """Whether there is anything to make a snapshot of."""
        return bool(self.load_ids) or bool(self.replaced)

    @property
    def as_of(self) -> datetime:
        """The latest time that any source could know of: see `data.as_of.FILES_END`."""
        latest = self.tables["load"].select(FILES_END).item()
        if not isinstance(latest, datetime):
            raise DashboardError("No file gives an as-of time. Nothing was loaded.")
        return latest


def make_plan(
    store: Store,
    files: Sequence[MappedFile],
    pseudonyms: Pseudonyms,
    as_of: datetime | None,
    *,
    steps: Steps,
) -> Plan:
    """Reads the files and merges them into what the live snapshot holds."""
    tables = read_tables(store.current())
    records = Records(store.current(), pseudonyms)
    tables["refused_row"] = with_references(tables["refused_row"], pseudonyms.key)
    held_findings = tables["finding"]
    erased = erased_children(store, pseudonyms, tables["load"]["child_ids"].unique().sort())
    # Doubts that need other rows are found anew in each snapshot.
    tables["finding"] = held_findings.filter(~pl.col("rule").is_in(SNAPSHOT_CODES))
    summaries: list[FileSummary] = []
    load_ids: dict[int, int] = {}
    replaced: list[Replaced] = []
    for path, mapping in files:
        steps.start(f"Reading {path.name}")
        file, told = read_file(path), told_as_of(mapping, as_of)
        refuse_future(file.name, mapping, told)
        tables["load"], put_right = with_as_of(tables["load"], file, mapping, told)
        replaced += put_right
        earlier = loaded_before(file, mapping, tables["load"])
        before = [said_before(load, put_right) for load in earlier.iter_rows(named=True)]
        if before and not any_passed_over(earlier):
            summaries += before
            continue
        for raw in read_any(file, mapping, records, as_of):
            refuse_far(raw, told)
            reading = with_sheets(screened(bounded(raw, mapping), erased))
            load_id = next_load_id(tables["load"])
            merged, summary = with_reading(tables, reading, load_id, told, pseudonyms.key)
            if before and not summary.loaded:
                summaries += before
                break
            if summary.is_worth_keeping or (summary.rows_in == 0 and mapping and reading.covers):
                tables, load_ids[len(summaries)] = merged, load_id
            summaries.append(summary)
    steps.start("Merging")
    # A doubt about a row that a newer word has replaced is gone with it.
    tables["finding"] = with_a_row(tables)
    return Plan(tables, held_findings, tuple(summaries), load_ids, tuple(replaced))


def with_a_row(tables: Tables) -> pl.DataFrame:
    """The findings whose row is still held; where the rows of a table have no line, those of a file that still is."""
    findings = tables["finding"]
    lines = pl.concat([tables[name].select("load_id", "row_number") for name in WITH_LINES])
    has_row = findings.join(lines, on=["load_id", "row_number"], how="semi")
    held = pl.concat([of_lists(tables), *(tables[name].select("load_id") for name in WITHOUT_LINES)])
    return pl.concat([has_row, findings.join(held, on="load_id", how="semi")])


def of_lists(tables: Tables) -> pl.DataFrame:
    """The load_id of each row of a list of children.

    Files of episodes speak of children too, and for a period: what they are doubted for goes with their rows.
    """
    lists = tables["load"].filter(pl.col("covers_from").is_null())
    return tables["child_report"].select("load_id").join(lists, on="load_id", how="semi")


def read_file(path: Path) -> File:
    """The file as it was handed over. Raises UnusableFile."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror}.") from error
    return File(path.name, content, hashlib.sha256(content).hexdigest())


def read_any(file: File, mapping: Mapping | None, records: Records, as_of: datetime | None) -> list[Reading]:
    """What the file says: by the mapping, else as what its headings show it to be."""
    known_at = told_as_of(mapping, as_of) or local_now()
    if mapping:
        read = READERS[mapping.source.kind]
        return [read(part, of_sender, records.pseudonyms, known_at) for part, of_sender in by_sender(file, mapping)]
    if read_sheet := reader_of(file.name, file.content):
        return [read_sheet(file, known_at, records)]
    return read_unmapped(file, records.pseudonyms, known_at)


def told_as_of(mapping: Mapping | None, as_of: datetime | None) -> datetime | None:
    """What the files could know: as the command says, else as the mapping says."""
    return as_of or (mapping.as_of() if mapping else None)


def next_load_id(loads: pl.DataFrame) -> int:
    """One more than any load of this snapshot."""
    latest = loads["load_id"].max()
    return latest + 1 if isinstance(latest, int) else 1


def loaded_before(file: File, mapping: Mapping | None, loads: pl.DataFrame) -> pl.DataFrame:
    """The lines in the ledger of a file that was loaded before with the same mapping; none of a new one."""
    mapping_sha256 = mapping.sha256 if mapping else ""
    return loads.filter((pl.col("sha256") == file.sha256) & (pl.col("mapping_sha256") == mapping_sha256))


def any_passed_over(loads: pl.DataFrame) -> bool:
    """Whether rows of them were passed over as older: since then an as-of time may have been put right."""
    passed_over = pl.col("tolerances").list.eval(pl.element().str.ends_with(PASSED_OVER)).list.any()
    return bool(loads.select(passed_over.any()).item())


def said_before(earlier: dict[str, Any], replaced: Sequence[Replaced]) -> FileSummary:
    """What is said of a file that was loaded before, by its line in the ledger: every row a duplicate."""
    sentences = [f"The same file was loaded on {day_in_words(earlier['received_at'])}; nothing in it is new."]
    sentences += [item.in_words for item in replaced if item.load_id == earlier["load_id"]]
    rows = earlier["rows_in"]
    return FileSummary(
        earlier["file_name"], earlier["system"], earlier["kind"], rows, 0, rows, 0, tolerances=tuple(sentences)
    )


def with_reading(
    tables: Tables, reading: Reading, load_id: int, told: datetime | None, secret: bytes
) -> tuple[Tables, FileSummary]:
    """The tables after one file, and what is said of it."""
    reading = as_known_then(tables, reading) if told is None else reading
    as_of = {**dict(tables["load"].select("load_id", "as_of").iter_rows()), load_id: reading.as_of}
    rows = reading.rows.with_columns(load_id=pl.lit(load_id, dtype=pl.Int32))
    merged = merge(reading.main, tables[reading.main], rows, as_of)
    after = {**tables, reading.main: merged.rows}
    if reading.children is not None:
        children = reading.children.with_columns(
            load_id=pl.lit(load_id, dtype=pl.Int32), system=pl.lit(reading.system)
        ).with_row_index("row_number")
        after["child_report"] = merge("child_report", tables["child_report"], children, as_of).rows
    if reading.texts is not None:
        texts = reading.texts.with_columns(load_id=pl.lit(load_id, dtype=pl.Int32), system=pl.lit(reading.system))
        written = merge("interview_text", tables["interview_text"], texts, as_of).rows
        after["interview_text"] = written.filter(pl.col("text") != "")
    findings = pl.concat([reading.findings, sheets_named(merged.doubts, reading.sheets)])
    tolerances = list(reading.tolerances)
    tolerances += said_of_answers(tables, reading)
    if told is None and not reading.is_part and reading.main in ("report", "notification"):
        tolerances.append(said_of_no_as_of(reading))
    if reading.rows_in == 0:
        tolerances.append(said_of_no_rows(reading.covers))
    if merged.older:
        tolerances.append(f"{merged.older} {PASSED_OVER}")
    summary = summarise(reading, merged, findings, tuple(tolerances))
    of_file = (
        pl.lit(load_id, dtype=pl.Int32).alias("load_id"),
        pl.lit(reading.system).alias("system"),
        pl.lit(reading.file.name).alias("file_name"),
    )
    refused = shaped(reading.refused.with_columns(*of_file, answered(reading)), "refused_row")
    refused = with_references(refused.with_columns(is_open=is_open(reading)), secret)
    held = still_refused(tables, reading, refused)
    after["refused_row"] = pl.concat([held, refused])
    after["finding"] = pl.concat([tables["finding"], shaped(findings.with_columns(of_file), "finding")])
    after["load"] = pl.concat([tables["load"], load_row(reading, summary, load_id)])
    return after, summary


def said_of_no_rows(covers: tuple[date, date] | None) -> str:
    """What a file of headings alone says: that nothing happened in its period, or nothing where it has none."""
    if covers is None:
        return (
            "The file has no rows, only headings, and no period that it speaks for: it says nothing, and is not kept. "
            "If nothing happened, write under [source] in its mapping which days it covers."
        )
    first, last = covers[0], covers[1] - timedelta(days=1)
    return (
        "The file has no rows, only headings: it says that nothing happened from "
        f"{day_in_words(first)} to {day_in_words(last)}."
    )


def is_open(reading: Reading) -> pl.Expr:
    """Whether a child may be missing by a refused row. Of an episode of which nothing can be read, that is so."""
    tells_of_episodes = reading.main in ("report", "notification")
    told = pl.col("is_open").fill_null(value=True) if tells_of_episodes else pl.lit(value=False)
    # Who was erased is in no figure, and so in none of these.
    return (told & (pl.col("rule") != ERASED)).alias("is_open")


def answered(reading: Reading) -> pl.Expr:
    """The reference of each refused row that was asked about before; null for any other."""
    known = {number: text for number, text in reading.answers.items() if text}
    named = pl.col("row_number").replace_strict(known, default=None, return_dtype=pl.String) if known else pl.lit(None)
    return named.alias("reference")


def still_refused(tables: Tables, reading: Reading, refused: pl.DataFrame) -> pl.DataFrame:
    """Rows refused before, less those that this file answers.

    It answers those that it names by their references, now loaded or refused anew; those sent again as they were; and,
    unless it is only a part of what was sent, all of a file of its name.
    """
    # What was refused of an erased child has no text, and is like nothing else.
    texts = refused["original"].filter(refused["rule"] != ERASED)
    # Of a sheet that was handed over, the rows that were added by hand have no reference that a later sheet repeats.
    is_known_by_name = pl.col("reference").str.starts_with(About.REFUSED_ROW.value) & (reading.kind == HANDOVER)
    by_name = is_known_by_name if reading.is_part else pl.lit(value=True)
    is_of_name = (pl.col("file_name") == reading.file.name) & by_name
    is_sent_again = is_of_name | pl.col("original").is_in(texts.implode())
    is_named = pl.col("reference").is_in(list(reading.answers.values()))
    return tables["refused_row"].filter(~(((pl.col("system") == reading.system) & is_sent_again) | is_named))


def summarise(reading: Reading, merged: Merged, findings: pl.DataFrame, tolerances: tuple[str, ...]) -> FileSummary:
    """The counts of one file. Raises DashboardError where a row is unaccounted for."""
    summary = FileSummary(
        file=reading.file.name,
        system=reading.system,
        kind=reading.kind,
        rows_in=reading.rows_in,
        loaded=merged.loaded,
        duplicates=merged.duplicates,
        refused=reading.refused.height,
        left_out=reading.left_out + sum(merged.left_out.values()),
        left_out_by_reason=({reading.left_out_as: reading.left_out} if reading.left_out else {}) | merged.left_out,
        refused_open=shaped(reading.refused, "refused_row").select(is_open(reading).sum()).item(),
        refused_by_rule=by_rule(reading.refused),
        findings_by_rule=by_rule(findings),
        tolerances=tolerances,
        unknown_labels=reading.unknown_labels,
        first_rows=first_rows(reading),
        first_refused=tuple(
            RefusedRow(*row)
            for row in reading.refused.select("row_number", "rule", "message").head(REFUSED_ROWS_SHOWN).iter_rows()
        ),
    )
    accounted = summary.loaded + summary.duplicates + summary.refused + summary.left_out
    if accounted != summary.rows_in:
        raise DashboardError(
            f"{summary.file}: {summary.rows_in} rows in, but {accounted} accounted for. Nothing was loaded."
        )
    return summary


def first_rows(reading: Reading) -> FirstRows:
    """The first rows as they are understood, without the child: each field that any of them fills.

    With them stand the first that have no end: whether those children are still missing matters most.
    """
    read = rows_to_show(reading.rows)
    rows = shaped(read, reading.main)
    fields = {
        name: tuple(value_words(row, name) for row in rows.iter_rows(named=True))
        for name in rows.columns
        if name not in (*NOT_SHOWN, *NOT_SHOWN_OF.get(reading.kind, ()))
        and not name.endswith(NOT_SHOWN_ENDINGS)
        and rows[name].null_count() < rows.height
    }
    filled = {name: words for name, words in fields.items() if any(words)}
    return FirstRows(tuple(read["row_number"]), filled)


def rows_to_show(rows: pl.DataFrame) -> pl.DataFrame:
    """The first rows, and the first without an end, in their order."""
    if "ended_at" not in rows.columns:
        return rows.head(ROWS_SHOWN)
    is_early = pl.int_range(pl.len()) < ROWS_SHOWN
    is_open = pl.col("ended_at").is_null()
    return rows.filter(is_early | (is_open & (is_open.cum_sum() <= OPEN_ROWS_SHOWN)))


def value_words(row: Named[str, Any], name: str) -> str:
    """A value of a row in words; a moment of which the day alone is known, as a day."""
    value = row[name]
    is_day = isinstance(value, datetime) and row.get(f"{name}_precision") == "date"
    return in_words(value.date() if is_day else value)


def in_words(value: object) -> str:
    """A value as a reader would write it; empty for none."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.day} {value:%b %Y %H:%M}"
        case date():
            return f"{value.day} {value:%b %Y}"
        case list() | pl.Series():
            return ", ".join(map(str, value))
    return str(value)


def by_rule(rows: pl.DataFrame) -> dict[str, int]:
    """Rows by rule, in the order of the rules."""
    return dict(rows.group_by("rule").len().sort("rule").iter_rows())


def load_row(reading: Reading, summary: FileSummary, load_id: int) -> pl.DataFrame:
    """The file's line in the ledger of loads."""
    first, last = reading.covers or (None, None)
    row = {
        "load_id": load_id,
        "system": reading.system,
        "kind": reading.kind,
        "file_name": reading.file.name,
        "sha256": reading.file.sha256,
        "mapping_sha256": reading.mapping_sha256,
        "child_ids": reading.child_ids,
        "child_id_form": reading.child_id_form,
        "received_at": local_now(),
        "as_of": reading.as_of,
        "covers_from": first,
        "covers_to": last,
        "rows_in": summary.rows_in,
        "loaded": summary.loaded,
        "duplicates": summary.duplicates,
        "refused": summary.refused,
        "left_out": summary.left_out,
        "tolerances": list(summary.tolerances),
        "speaks_of": list(reading.speaks_of),
        "fields": list(reading.fields),
        "headings": list(reading.headings),
        "delimiter": reading.delimiter,
    }
    return shaped(pl.DataFrame([row], schema=LOAD), "load")
