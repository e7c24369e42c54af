"""The gate: exact cells become rows that may be shown. Nothing else in the product makes a `Published`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from analytics.closed_list import published_questions
from analytics.coverage import any_month_is_missing, complete_periods, with_gaps_marked
from analytics.disclosure.facts import lines, unpublished, with_facts
from analytics.disclosure.policy import Policy, policy_for
from analytics.disclosure.suppress import hidden_facts, nested_to_hide
from analytics.indicator import COUNTED, REST, WHOLE, Count, MoreThan, Ratio, Share
from analytics.measure import CELL_SCHEMA, Measured, Question, measure, prepared, selected, together
from analytics.model import Audience, Clock, Period, Selection
from analytics.published import PUBLISHED_SCHEMA, Protection, Published, Shown
from analytics.registry import indicators
from data.settings import Settings
from data.warehouse import warehouse, write_tables

TABLE_KEYS = ["slug", "unit", "period", "breakdown", "group"]


def publish(measured: Measured, policy: Policy, settings: Settings) -> Published:
    """Rows that this policy allows, in the measured order. Every number comes from the protected counts."""
    cells = protected(measured, policy, settings)
    rows = rows_of_tables(cells, measured)
    every = pl.concat([rows, *rows_of_ratios(rows, measured)])
    slugs = dict.fromkeys(question.indicator.definition.slug for question in measured.questions)
    in_order = pl.col("slug").cast(pl.Enum(list(slugs)))
    shown = Shown.EXACT if policy.hide_up_to == 0 else Shown.SHOWN
    finished = (
        every.with_columns(*numbers_that_may_be_shown())
        .with_columns(share(), how_shown(shown))
        .with_columns(*days_of_periods(measured))
        .sort(in_order, maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in PUBLISHED_SCHEMA.items())
    )
    protection = Protection(policy.audience, policy.words)
    return Published(finished.collect(), protection, measured.as_of, measured.snapshot)


def numbers_that_may_be_shown() -> list[pl.Expr]:
    """Numerator and denominator, each null where it is hidden."""
    return [
        pl.when(~pl.col("is_hidden")).then("numerator").alias("numerator"),
        pl.when(~pl.col("denominator_is_hidden")).then("denominator").alias("denominator"),
    ]


def share() -> pl.Expr:
    """Numerator over denominator; null where either is hidden or nothing was due, never 0 of 0."""
    return pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator")).alias("share")


def how_shown(shown: Shown) -> pl.Expr:
    """What happened to the row."""
    return (
        pl.when("is_hidden")
        .then(pl.lit(Shown.HIDDEN.value))
        .when(pl.col("denominator") == 0)
        .then(pl.lit(Shown.NONE_DUE.value))
        .otherwise(pl.lit(shown.value))
        .alias("shown")
    )


def protected(measured: Measured, policy: Policy, settings: Settings) -> pl.LazyFrame:
    """The cells with `is_hidden`. Nothing is hidden by a policy that hides up to 0 children."""
    if policy.hide_up_to == 0 or measured.cells.is_empty():
        return measured.cells.lazy().with_columns(pl.lit(False).alias("is_hidden"))  # noqa: FBT003
    cells = with_facts(measured, settings)
    facts = pl.concat([cells.select("fact", "count", "children", "weight"), unpublished(cells, settings)])
    hidden = hidden_facts(facts, lines(cells, measured, settings), policy.hide_up_to)
    nested = nested_to_hide(cells, measured, policy.hide_up_to)
    is_hidden = pl.col("fact").is_in(pl.concat([hidden, nested]).implode())
    return cells.lazy().with_columns(is_hidden.alias("is_hidden")).drop("fact", "weight")


def slugs_of(measured: Measured, *shapes: type) -> list[str]:
    """Slugs of the measured indicators of these shapes."""
    return list({q.indicator.definition.slug for q in measured.questions if isinstance(q.indicator, shapes)})


def rows_of_tables(cells: pl.LazyFrame, measured: Measured) -> pl.LazyFrame:
    """Each count; each part of its whole; of a share, only the side that is counted, as the category `""`."""
    is_count = pl.col("slug").is_in(slugs_of(measured, Count))
    is_share = pl.col("slug").is_in(slugs_of(measured, Share, MoreThan))
    is_whole, is_rest = pl.col("category") == WHOLE, is_share & (pl.col("category") == REST)
    # The whole is the last cell of its table, after all of its parts.
    whole = {name: pl.when(is_whole).then(name).fill_null(strategy="backward") for name in ("count", "is_hidden")}
    return (
        cells.with_columns(
            pl.when(is_share & (pl.col("category") == COUNTED))
            .then(pl.lit(""))
            .otherwise("category")
            .alias("category"),
            pl.col("count").alias("numerator"),
            pl.when(~is_count).then(whole["count"]).alias("denominator"),
            (whole["is_hidden"] & ~is_count).alias("denominator_is_hidden"),
            is_row=pl.when(is_count).then(is_whole).otherwise(~is_whole & ~is_rest),
        )
        .filter("is_row")
        .select(*TABLE_KEYS, "category", "numerator", "denominator", "is_hidden", "denominator_is_hidden")
    )


def rows_of_ratios(rows: pl.LazyFrame, measured: Measured) -> list[pl.LazyFrame]:
    """One published count over another; hidden if either is."""
    keys = ["period", "breakdown", "group"]
    columns = [*TABLE_KEYS, "category", "numerator", "denominator", "is_hidden", "denominator_is_hidden"]
    found = []
    for ratio in dict.fromkeys(q.indicator for q in measured.questions if isinstance(q.indicator, Ratio)):
        definition = ratio.definition
        breakdowns = ["", *(breakdown.slug for breakdown in definition.breakdowns)]
        over = rows.filter((pl.col("slug") == ratio.over) & pl.col("breakdown").is_in(breakdowns))
        under = rows.filter(pl.col("slug") == ratio.under).select(
            *keys, pl.col("numerator").alias("denominator"), pl.col("is_hidden").alias("denominator_is_hidden")
        )
        either = pl.col("is_hidden") | pl.col("denominator_is_hidden")
        found.append(
            over.drop("denominator", "denominator_is_hidden")
            .join(under, on=keys, maintain_order="left")
            .with_columns(
                pl.lit(definition.slug).alias("slug"),
                pl.lit(definition.units[0].value).alias("unit"),
                either.alias("is_hidden"),
                either.alias("denominator_is_hidden"),
            )
            .select(columns)
        )
    return found


def days_of_periods(measured: Measured) -> list[pl.Expr]:
    """The period of each row; what is asked of now belongs to no period, and says the day of the as-of time."""
    definitions = [question.indicator.definition for question in measured.questions]
    now = [definition.slug for definition in definitions if definition.clock is Clock.NOW]
    today = Period(measured.as_of.date(), measured.as_of.date() + timedelta(days=1))
    periods = (*measured.periods, today)
    index = pl.when(pl.col("slug").is_in(now)).then(len(measured.periods)).otherwise("period")
    values: dict[str, list[str] | list[date]] = {
        "period_kind": [period.kind.value for period in periods],
        "period_start": [period.start for period in periods],
        "period_end": [period.end for period in periods],
    }
    return [pl.lit(pl.Series(each)).gather(index).alias(name) for name, each in values.items()]


def exact(
    facts: pl.DataFrame,
    questions: Sequence[Question],
    selection: Selection,
    settings: Settings,
    *,
    snapshot: str,
    periods: Sequence[Period] = (),
) -> Published:
    """What a co-ordinator sees: the questions answered for the selection, exactly.

    `facts` are the snapshot's, `prepared` for the selection's as-of time; `periods` replaces the
    selection's one period, for a series.
    """
    asked = with_ratio_counts(questions, settings)
    measured = measure(
        selected(facts, selection, settings),
        asked,
        periods or (selection.period,),
        settings,
        as_of=selection.as_of,
        snapshot=snapshot,
    )
    return publish(measured, policy_for(Audience.COORDINATOR, settings), settings)


def with_ratio_counts(questions: Sequence[Question], settings: Settings) -> tuple[Question, ...]:
    """The questions, and the counts that their ratios are divided from."""
    known = indicators(settings)
    needed = [
        Question(known[slug], known[slug].definition.units[0], question.breakdown)
        for question in questions
        if isinstance(question.indicator, Ratio)
        for slug in (question.indicator.over, question.indicator.under)
    ]
    return tuple(dict.fromkeys((*questions, *needed)))


def board_tables(
    facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str
) -> Published:
    """The board's closed list, measured and protected together: a reader can lay any two tables side by side.

    Only periods that are over and were supplied; an indicator that needs a source which supplied
    nothing in one of its months says so.
    """
    known = indicators(settings)
    everybody = Selection(Period(as_of.date(), as_of.date() + timedelta(days=1)), as_of)
    rows = selected(prepared(facts, as_of), everybody, settings)
    measured = [
        measure(rows, with_ratio_counts(questions, settings), periods, settings, as_of=as_of, snapshot=snapshot)
        for kind, questions in published_questions(known).items()
        if (periods := complete_periods(covered, kind, as_of))
    ]
    whole = together(measured) if measured else Measured(CELL_SCHEMA.to_frame(), (), (), as_of, snapshot)
    published = publish(whole, policy_for(Audience.BOARD, settings), settings)
    return with_gaps_marked(published, covered, known, any_month_is_missing)


def write_published(file: Path, published: Published, others: dict[str, pl.DataFrame]) -> None:
    """Write a snapshot's published tables, and tables about the data that hold no child, into one file."""
    about = pl.DataFrame(
        {"as_of": [published.as_of], "snapshot": [published.snapshot], "words": [published.protection.words]}
    )
    write_tables(file, {"published": published.rows, "about": about, **others})


@lru_cache(maxsize=4)
def all_published(file: Path) -> Published:
    """Everything that a snapshot publishes to the board. The file never changes, so it is read once."""
    about = warehouse(file).query("SELECT as_of, snapshot, words FROM about").row(0, named=True)
    rows = warehouse(file).query("SELECT * EXCLUDE (row_order) FROM published ORDER BY row_order")
    protection = Protection(Audience.BOARD, about["words"])
    return Published(rows.cast(PUBLISHED_SCHEMA), protection, about["as_of"], about["snapshot"])


def rounded(published: Published, policy: Policy) -> Published:
    """The public's view of the board's tables: few are not told from none, others are rounded.

    A share is a whole percentage of the rounded counts, on a base that is large enough.
    """
    few = pl.col("numerator") <= policy.hide_up_to
    small_base = pl.col("denominator").fill_null(policy.smallest_base) < policy.smallest_base
    step = policy.round_to
    nearest = ((pl.col("numerator") + step // 2) // step * step).alias("numerator")
    base = ((pl.col("denominator") + step // 2) // step * step).alias("denominator")
    rows = (
        published.rows.with_columns(
            pl.when(pl.col("shown") != Shown.SHOWN)
            .then("shown")
            .when(small_base)
            .then(pl.lit(Shown.HIDDEN.value))
            .when(few)
            .then(pl.lit(Shown.FEW.value))
            .otherwise("shown")
            .alias("shown")
        )
        .with_columns(nearest, pl.when(~small_base).then(base).alias("denominator"))
        .with_columns(pl.when(pl.col("shown") == Shown.SHOWN).then("numerator").alias("numerator"))
        .with_columns((pl.col("numerator") / pl.col("denominator")).round(2).alias("share"))
    )
    return replace(published, rows=rows, protection=Protection(policy.audience, policy.words))


def published_for(file: Path, audience: Audience, settings: Settings) -> Published:
    """What a snapshot publishes to this audience."""
    board = all_published(file)
    if audience is Audience.SCRUTINY:
        return rounded(board, policy_for(audience, settings))
    return board
