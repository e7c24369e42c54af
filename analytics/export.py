"""Tidy rows of what is published, for other programs and for the download on each card."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl

from analytics import placement_moves, quality_export, variation_export
from analytics.breakdowns import AREA, BREAKDOWNS
from analytics.closed_list import monthly_series
from analytics.coverage import every_month_is_missing, with_gaps_marked
from analytics.indicator import Indicator
from analytics.measure import Inquiry, questions_of, selected
from analytics.model import Audience, Period, PeriodKind, Selection, periods_between
from analytics.publication import exact
from analytics.published import Published
from analytics.recorded import NO_SYSTEM, PREFIX
from analytics.registry import indicators
from analytics.sources import (
    Part,
    View,
    about_data_for,
    board_view,
    coordinator_view,
    coverage_of,
    exactly_divided,
    facts_of,
    published_to_board,
)
from data.errors import CannotExport
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import warehouse

EXPORT_COLUMNS = (
    "indicator",
    "unit",
    "period_start",
    "period_end",
    "breakdown",
    "group",
    "category",
    "numerator",
    "denominator",
    "share",
    "shown",
    "note",
)
# What an export holds beside indicators.
OTHER_SLUGS = ("coverage", quality_export.SLUG, variation_export.SLUG, placement_moves.SLUG)
EXPORT_TYPES = {
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "share": pl.Float64(),
}
# A spreadsheet runs a cell that begins like this.
RUNS_IN_A_SPREADSHEET = r"^[=+\-@\t\r]"


def export_rows(published: Published, settings: Settings) -> pl.DataFrame:
    """The published rows under the export's column names, with what a reader of numbers alone must know."""
    notes = {slug: note_of(indicator) for slug, indicator in indicators(settings).items()}
    return published.rows.with_columns(pl.col("slug").replace_strict(notes, default="").alias("note")).select(
        pl.col("slug").alias("indicator"), *EXPORT_COLUMNS[1:]
    )


def note_of(indicator: Indicator) -> str:
    """The boundary of a look-back, which is not the period of the row; else nothing."""
    definition = indicator.definition
    return definition.boundary if definition.looks_back else ""


def coordinator_export(
    snapshot: Snapshot, settings: Settings, selection: Selection, slugs: Sequence[str] = ()
) -> pl.DataFrame:
    """Every indicator (or those named), exactly, for the selection: whole, by every breakdown, and by month."""
    facts = facts_of(snapshot.episodes, selection.as_of)
    wanted = [indicator for slug, indicator in indicators(settings).items() if not slugs or slug in slugs]
    whole_period = Inquiry(questions_of(wanted), (selection.period,))
    months = tuple(periods_between(selection.period.start, selection.period.end, PeriodKind.MONTH))
    by_months = Inquiry(questions_of(wanted, [None]), months)
    whole, monthly = (
        exact(facts, [asked], selection, settings, snapshot=snapshot.name) for asked in (whole_period, by_months)
    )
    covered, known = coverage_of(snapshot.published), indicators(settings)
    whole, monthly = (
        exactly_divided(
            with_gaps_marked(each, covered, known, every_month_is_missing), snapshot, settings, selection, wanted
        )
        for each in (whole, monthly)
    )
    parts = [export_rows(whole, settings), by_month(export_rows(monthly, settings), selection.period)]
    if not slugs or "coverage" in slugs:
        parts.append(coverage_rows(snapshot, selection.period))
    if not slugs or quality_export.SLUG in slugs:
        parts.append(quality_rows_for(snapshot, Audience.COORDINATOR, selection.period))
    if not slugs or variation_export.SLUG in slugs:
        series = tuple((slug, by) for slug, _, by in monthly_series())
        view = coordinator_view(snapshot, settings, selection, (), months=tuple(dict.fromkeys(series)))
        parts.append(normal_rows(view, settings))
    if not slugs or placement_moves.SLUG in slugs:
        parts.append(moves_rows(snapshot, settings, selection, facts))
    return pl.concat(parts)


def moves_rows(snapshot: Snapshot, settings: Settings, selection: Selection, facts: pl.DataFrame) -> pl.DataFrame:
    """Episodes before and after moves of placement (numerator), and the days looked at (denominator)."""
    kept = selected(facts, selection, settings).collect()
    found = placement_moves.placement_moves(warehouse(snapshot.episodes), kept, selection.period, selection.as_of)
    note = placement_moves.moves_sentence(found)
    period = (selection.period.start, selection.period.end)
    rows = [
        (placement_moves.SLUG, "episode", *period, "", "", name, count, days, None, "exact", note)
        for name, count, days in (("before", found.before, found.days_before), ("after", found.after, found.days_after))
    ]
    schema = {name: EXPORT_TYPES.get(name, pl.String) for name in EXPORT_COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def quality_rows_for(snapshot: Snapshot, audience: Audience, period: Period) -> pl.DataFrame:
    """Rows refused and doubted, by source and rule."""
    schema = {name: EXPORT_TYPES.get(name, pl.String) for name in EXPORT_COLUMNS}
    return pl.DataFrame(
        quality_export.quality_rows(about_data_for(snapshot, audience), period), schema=schema, orient="row"
    )


def normal_rows(view: View, settings: Settings) -> pl.DataFrame:
    """What is normal for each monthly series, and what in it is not."""
    schema = {name: EXPORT_TYPES.get(name, pl.String) for name in EXPORT_COLUMNS}
    rows = variation_export.variation_rows(view, indicators(settings), settings.changes)
    return pl.DataFrame(rows, schema=schema, orient="row")


def by_month(rows: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Monthly rows as groups of the breakdown "month" of the whole period: "2016-04" ..."""
    return rows.with_columns(
        pl.lit("month").alias("breakdown"),
        pl.col("period_start").dt.strftime("%Y-%m").alias("group"),
        pl.lit(period.start).alias("period_start"),
        pl.lit(period.end).alias("period_end"),
    )


def published_export(snapshot: Snapshot, settings: Settings, period: Period, slugs: Sequence[str] = ()) -> pl.DataFrame:
    """What is published to the board, in every fixed period that lies inside `period`."""
    inside = (pl.col("period_start") >= period.start) & (pl.col("period_end") <= period.end)
    published = published_to_board(snapshot, settings).only(inside)
    normal = normal_rows(board_view(snapshot, settings, period, Part()), settings)
    quality = quality_rows_for(snapshot, Audience.BOARD, period)
    rows = pl.concat([export_rows(published, settings), coverage_rows(snapshot, period), quality, normal])
    return rows.filter(pl.col("indicator").is_in(slugs)) if slugs else rows


def coverage_rows(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """One row a source, category and month: "supplied" or "not supplied", and never a count.

    And one a field and month, under the breakdown "field": "recorded" or "not recorded".
    """
    covered = coverage_of(snapshot.published).filter(
        (pl.col("month") < period.end) & (pl.col("month").dt.offset_by("1mo") > period.start)
    )
    is_field = pl.col("system") == NO_SYSTEM
    word = pl.when(is_field).then(pl.lit("recorded")).otherwise(pl.lit("supplied"))
    said = pl.when("is_supplied").then(word).otherwise(pl.concat_str(pl.lit("not "), word))
    return covered.select(
        pl.lit("coverage").alias("indicator"),
        pl.lit("month").alias("unit"),
        pl.col("month").alias("period_start"),
        pl.col("month").dt.offset_by("1mo").alias("period_end"),
        pl.when(is_field).then(pl.lit("field")).otherwise(pl.lit("source")).alias("breakdown"),
        pl.when(is_field).then(pl.col("category").str.strip_prefix(PREFIX)).otherwise("system").alias("group"),
        pl.when(is_field).then(pl.lit("")).otherwise("category").alias("category"),
        pl.lit(None, pl.Int64).alias("numerator"),
        pl.lit(None, pl.Int64).alias("denominator"),
        pl.lit(None, pl.Float64).alias("share"),
        said.alias("shown"),
        pl.lit("").alias("note"),
    )


def as_json(rows: pl.DataFrame) -> bytes:
    """A JSON array of objects, dates as ISO text."""
    return json.dumps(rows.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts(), indent=1).encode()


def as_csv(rows: pl.DataFrame) -> bytes:
    """CSV that a spreadsheet opens and never runs, with a byte-order mark so that it reads UTF-8."""
    return b"\xef\xbb\xbf" + harmless(rows).write_csv().encode()


def as_xlsx(rows: pl.DataFrame) -> bytes:
    """A workbook with one sheet. Text stays text: nothing in it is a formula or a link."""
    workbook = BytesIO()
    import xlsxwriter  # noqa: PLC0415  heavy, and only an export needs it

    with xlsxwriter.Workbook(
        workbook, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        rows.write_excel(book, worksheet="Figures", autofit=True, freeze_panes=(1, 0))
    return workbook.getvalue()


def harmless(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with text that a spreadsheet would run marked as text."""
    text = pl.col(pl.String)
    return rows.with_columns(
        pl.when(text.str.contains(RUNS_IN_A_SPREADSHEET)).then("'" + text).otherwise(text).name.keep()
    )


WRITERS = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx}


@dataclass(frozen=True)
class Asked:
    """An export as it was asked for, in text, not yet checked. `only` is as in a selection."""

    first: date
    until: date
    audience: str = Audience.COORDINATOR.value
    slugs: tuple[str, ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    as_of: datetime | None = None
    kind: str = "json"


def export_file(snapshot: Snapshot, settings: Settings, asked: Asked) -> bytes:
    """The export, as the bytes of a file. Raises CannotExport with what would be right."""
    refuse_bad_question(asked, settings)
    rows = rows_asked(snapshot, settings, asked)
    return WRITERS[asked.kind](rows)


def refuse_bad_question(asked: Asked, settings: Settings) -> None:
    """Raise CannotExport for what no audience can be answered."""
    refuse_unknown("--format", [asked.kind], WRITERS)
    refuse_unknown("--audience", [asked.audience], [audience.value for audience in Audience])
    refuse_unknown("--indicator", asked.slugs, [*indicators(settings), *OTHER_SLUGS])
    if asked.until <= asked.first:
        raise CannotExport(f"--to {asked.until} is not after --from {asked.first}. The day named by --to is left out.")
    if asked.audience != Audience.COORDINATOR and (asked.only or asked.as_of):
        raise CannotExport(
            f"--audience {asked.audience} takes no filter and no --as-of: it holds only what is published. "
            "Every published breakdown is in the rows already."
        )


def rows_asked(snapshot: Snapshot, settings: Settings, asked: Asked) -> pl.DataFrame:
    """The rows that a co-ordinator or a board may have."""
    period = Period(asked.first, asked.until)
    if asked.audience == Audience.SCRUTINY:
        raise CannotExport("The public sees releases alone, and a snapshot is none.")
    if asked.audience == Audience.COORDINATOR:
        as_of = asked.as_of or datetime.fromisoformat(snapshot.manifest["as_of"])
        for breakdown, groups in asked.only:
            known = BREAKDOWNS[breakdown].known_groups(settings)
            met = facts_of(snapshot.episodes, as_of)["area"].cast(pl.String).unique().sort().to_list()
            refuse_unknown(f"--{breakdown}", groups, dict.fromkeys((*known, *met)) if breakdown == AREA.slug else known)
        return coordinator_export(snapshot, settings, Selection(period, as_of, asked.only), asked.slugs)
    return published_export(snapshot, settings, period, asked.slugs)


def refuse_unknown(option: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise CannotExport for the first value that is not known."""
    choices = list(known)
    for value in given:
        if value not in choices:
            raise CannotExport(f"{option} {value!r} is not known. It may be: {', '.join(choices)}.")


def write(path: Path, content: bytes) -> None:
    """Write an export for its owner alone."""
    try:
        path.touch(mode=0o600)
        if path.is_file():
            # One that was there before may have been everybody's.
            path.chmod(0o600)
        path.write_bytes(content)
    except OSError as error:
        raise CannotExport(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder that exists."
        ) from error
