"""Tidy rows of what is published, for other programs and for the download on each card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from analytics.disclosure.closed_list import monthly_series
from analytics.disclosure.gaps import every_month_is_missing, with_gaps_marked
from analytics.disclosure.gate import exact
from analytics.disclosure.published import Published
from analytics.exports import quality_rows, variation_rows
from analytics.files import WRITERS
from analytics.indicators.registry import indicators
from analytics.measuring import placement_moves
from analytics.measuring.breakdowns import AREA, BREAKDOWNS
from analytics.measuring.measure import Inquiry, questions_of, selected
from analytics.measuring.recorded import NO_SYSTEM, PREFIX
from analytics.model import Audience, Period, PeriodKind, Selection, periods_between
from analytics.releases.read import chosen_release, read
from analytics.views.about_data import about_data_for
from analytics.views.tidy import EXPORT_SCHEMA, export_rows
from analytics.views.view import (
    Part,
    View,
    board_view,
    coordinator_view,
    coverage_of,
    exactly_divided,
    facts_of,
    published_to_board,
)
from data.errors import CannotExport
from data.settings import Settings
from data.snapshots import Snapshot, Store
from data.warehouse import warehouse

# What an export holds beside indicators.
OTHER_SLUGS = ("coverage", quality_rows.SLUG, variation_rows.SLUG, placement_moves.SLUG)


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
        exact(facts, [inquiry], selection, settings, snapshot=snapshot.name) for inquiry in (whole_period, by_months)
    )
    covered, known = coverage_of(snapshot, Audience.COORDINATOR), indicators(settings)
    whole, monthly = (
        exactly_divided(
            with_gaps_marked(each, covered, known, every_month_is_missing), snapshot, settings, selection, wanted
        )
        for each in (whole, monthly)
    )
    parts = [export_rows(whole, settings), by_month(export_rows(monthly, settings), selection.period)]
    if not slugs or "coverage" in slugs:
        parts.append(coverage_rows(covered, selection.period))
    if not slugs or quality_rows.SLUG in slugs:
        parts.append(quality_rows_for(snapshot, Audience.COORDINATOR, selection.period))
    if not slugs or variation_rows.SLUG in slugs:
        series = tuple((slug, by) for slug, _, by in monthly_series())
        view = coordinator_view(snapshot, settings, selection, (), months=tuple(dict.fromkeys(series)))
        parts.append(normal_rows(view, settings))
    if not slugs or placement_moves.SLUG in slugs:
        parts.append(moves_rows(snapshot, settings, selection, facts))
    return pl.concat(parts)


def moves_rows(snapshot: Snapshot, settings: Settings, selection: Selection, facts: pl.DataFrame) -> pl.DataFrame:
    """Episodes before and after moves of placement (numerator), and the days looked at (denominator)."""
    kept = selected(facts, selection, settings).collect()
    moves = placement_moves.placement_moves(warehouse(snapshot.episodes), kept, selection.period, selection.as_of)
    note = placement_moves.moves_sentence(moves)
    period = (selection.period.start, selection.period.end)
    rows = [
        (placement_moves.SLUG, "episode", *period, "", "", name, count, days, None, "exact", note)
        for name, count, days in (("before", moves.before, moves.days_before), ("after", moves.after, moves.days_after))
    ]
    return pl.DataFrame(rows, schema=EXPORT_SCHEMA, orient="row")


def quality_rows_for(snapshot: Snapshot, audience: Audience, period: Period) -> pl.DataFrame:
    """Rows refused and doubted, by source and rule."""
    return pl.DataFrame(
        quality_rows.quality_rows(about_data_for(snapshot, audience), period), schema=EXPORT_SCHEMA, orient="row"
    )


def normal_rows(view: View, settings: Settings) -> pl.DataFrame:
    """What is normal for each monthly series, and what in it is not."""
    rows = variation_rows.variation_rows(view, indicators(settings), settings.changes)
    return pl.DataFrame(rows, schema=EXPORT_SCHEMA, orient="row")


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
    published = published_inside(snapshot, settings, period)
    normal = normal_rows(board_view(snapshot, settings, period, Part()), settings)
    quality = quality_rows_for(snapshot, Audience.BOARD, period)
    covered = coverage_rows(coverage_of(snapshot, Audience.BOARD), period)
    rows = pl.concat([export_rows(published, settings), covered, quality, normal])
    return rows.filter(pl.col("indicator").is_in(slugs)) if slugs else rows


def published_inside(snapshot: Snapshot, settings: Settings, period: Period) -> Published:
    """What is published to the board of the period, and of every fixed period inside it."""
    inside = (pl.col("period_start") >= period.start) & (pl.col("period_end") <= period.end)
    return published_to_board(snapshot, settings).only(inside)


def coverage_rows(coverage: pl.DataFrame, period: Period) -> pl.DataFrame:
    """One row a source, category and month: "supplied" or "not supplied", and never a count.

    And one a field and month, under the breakdown "field": "recorded" or "not recorded".
    """
    covered = coverage.filter((pl.col("month") < period.end) & (pl.col("month").dt.offset_by("1mo") > period.start))
    is_field = pl.col("system") == NO_SYSTEM
    word = pl.when(is_field).then(pl.lit("recorded")).otherwise(pl.lit("supplied"))
    words = pl.when("is_supplied").then(word).otherwise(pl.concat_str(pl.lit("not "), word))
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
        words.alias("shown"),
        pl.lit("").alias("note"),
    )


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


def export_file(snapshot: Snapshot, settings: Settings, request: Asked) -> bytes:
    """The export, as the bytes of a file. Raises CannotExport with what would be right."""
    refuse_bad_question(request, settings)
    rows = rows_asked(snapshot, settings, request)
    return WRITERS[request.kind](rows)


def refuse_bad_question(request: Asked, settings: Settings) -> None:
    """Raise CannotExport for what no audience can be answered."""
    refuse_unknown("--format", [request.kind], WRITERS)
    refuse_unknown("--audience", [request.audience], [audience.value for audience in Audience])
    refuse_unknown("--indicator", request.slugs, [*indicators(settings), *OTHER_SLUGS])
    if request.until <= request.first:
        raise CannotExport(
            f"--to {request.until} is not after --from {request.first}. The day named by --to is left out."
        )
    if request.audience != Audience.COORDINATOR and (request.only or request.as_of):
        raise CannotExport(
            f"--audience {request.audience} takes no filter and no --as-of: it holds only what is published. "
            "Every published breakdown is in the rows already."
        )


def rows_asked(snapshot: Snapshot, settings: Settings, request: Asked) -> pl.DataFrame:
    """The rows that a co-ordinator or a board may have."""
    period = Period(request.first, request.until)
    if request.audience == Audience.SCRUTINY:
        raise CannotExport("The public sees releases alone, and a snapshot is none.")
    if request.audience == Audience.COORDINATOR:
        as_of = request.as_of or datetime.fromisoformat(snapshot.manifest["as_of"])
        for breakdown, groups in request.only:
            known = BREAKDOWNS[breakdown].known_groups(settings)
            met = facts_of(snapshot.episodes, as_of)["area"].cast(pl.String).unique().sort().to_list()
            refuse_unknown(f"--{breakdown}", groups, dict.fromkeys((*known, *met)) if breakdown == AREA.slug else known)
        return coordinator_export(snapshot, settings, Selection(period, as_of, request.only), request.slugs)
    return published_export(snapshot, settings, period, request.slugs)


def refuse_unknown(option: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise CannotExport for the first value that is not known."""
    choices = list(known)
    for value in given:
        if value not in choices:
            raise CannotExport(f"{option} {value!r} is not known. It may be: {', '.join(choices)}.")


def export_released(store: Store, request: Asked, settings: Settings, name: str = "") -> bytes:
    """The newest approved release, or the one named, as the bytes of a file: its rows inside those days."""
    refuse_bad_question(request, settings)
    released = read(chosen_release(store, name))
    inside = (pl.col("period_start") >= request.first) & (pl.col("period_end") <= request.until)
    rows = export_rows(released.published.only(inside), released.settings)
    return WRITERS[request.kind](only_named(rows, request.slugs))


def only_named(rows: pl.DataFrame, slugs: Sequence[str]) -> pl.DataFrame:
    """The rows of these indicators; of none named, all."""
    return rows.filter(pl.col("indicator").is_in(slugs)) if slugs else rows
