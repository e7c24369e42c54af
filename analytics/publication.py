"""The gate: exact cells become rows that may be shown. Nothing else in the product makes a `Published`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple, cast

import polars as pl

from analytics import indicator
from analytics.closed_list import published_questions
from analytics.coverage import any_month_is_missing, complete_periods, with_gaps_marked
from analytics.disclosure.audit import said_by
from analytics.disclosure.knowledge import read
from analytics.disclosure.policy import Policy, policy_for
from analytics.disclosure.protect import Earlier, hidden_until_safe
from analytics.indicator import COUNTED, WHOLE, Indicator, Ratio
from analytics.measure import Inquiry, Measured, Question, measure, prepared, selected
from analytics.model import Audience, Clock, Period, PeriodKind, Selection
from analytics.published import PUBLISHED_SCHEMA, Protection, Published, Shown
from analytics.registry import indicators
from data.settings import Settings
from data.warehouse import warehouse, write_tables

NOTHING_EARLIER = Earlier()
# Where a cell stands: slug, unit, period (index), breakdown, group.
Place = tuple[str, str, int, str, str]


class Count(NamedTuple):
    """A count and whether it is hidden."""

    value: int
    is_hidden: bool

    @property
    def shown(self) -> int | None:
        """The number, null where it is hidden."""
        return None if self.is_hidden else self.value


def publish(measured: Measured, policy: Policy, settings: Settings, earlier: Earlier = NOTHING_EARLIER) -> Published:
    """Rows that this policy allows, in the order of the questions. Every number comes from the protected counts.

    They are safe together with what was published `earlier`: see disclosure/protect.py. Raises CannotPublish.
    """
    return as_published(protected(measured, policy, settings, earlier), measured=measured, policy=policy)


def protected(
    measured: Measured, policy: Policy, settings: Settings, earlier: Earlier = NOTHING_EARLIER
) -> pl.DataFrame:
    """The cells with `is_hidden`. Nothing is hidden by a policy that hides up to 0 children."""
    if policy.hide_up_to == 0 or measured.cells.is_empty():
        return measured.cells.with_columns(is_hidden=pl.lit(value=False))
    tabulate = partial(as_published, measured=measured, policy=policy)
    return hidden_until_safe(measured, tabulate, policy, settings, earlier)


def as_published(cells: pl.DataFrame, *, measured: Measured, policy: Policy) -> Published:
    """Cells with `is_hidden` as rows."""
    counts = counts_by_place(cells)
    known = {question.indicator.definition.slug: question.indicator for question in measured.questions}
    shown = Shown.EXACT if policy.hide_up_to == 0 else Shown.SHOWN
    rows = [
        (
            slug,
            unit,
            *period_of(known[slug], period, measured),
            breakdown,
            group,
            category,
            *numbers(over, under, shown),
        )
        for (slug, unit, period, breakdown, group), category, over, under in fractions(counts, known)
    ]
    order = {slug: position for position, slug in enumerate(known)}
    rows.sort(key=lambda row: order[row[0]])
    published = pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row")
    return Published(published, Protection(policy.audience, policy.words), measured.as_of, measured.snapshot)


def counts_by_place(cells: pl.DataFrame) -> dict[Place, dict[str, Count]]:
    """Every place with its categories and their counts."""
    places: dict[Place, dict[str, Count]] = {}
    columns = ("slug", "unit", "period", "breakdown", "group", "category", "count", "is_hidden")
    for *place, category, count, is_hidden in cells.select(columns).iter_rows():
        places.setdefault(cast(Place, tuple(place)), {})[category] = Count(count, is_hidden)
    return places


Fraction = tuple[Place, str, Count, Count | None]


def fractions(counts: dict[Place, dict[str, Count]], known: dict[str, Indicator]) -> Iterator[Fraction]:
    """Every row to be: those measured, and those divided from them."""
    return chain(parts_and_wholes(counts, known), ratios(counts, known))


def parts_and_wholes(counts: dict[Place, dict[str, Count]], known: dict[str, Indicator]) -> Iterator[Fraction]:
    """Place, category, numerator and denominator of each row: a count alone, the counted side, or each part."""
    for place, categories in counts.items():
        whole = categories[WHOLE]
        match known[place[0]]:
            case indicator.Count():
                yield place, WHOLE, whole, None
            case indicator.Share() | indicator.MoreThan():
                yield place, WHOLE, categories[COUNTED], whole
            case _:
                for category, part in categories.items():
                    if category != WHOLE:
                        yield place, category, part, whole


def ratios(counts: dict[Place, dict[str, Count]], known: dict[str, Indicator]) -> Iterator[Fraction]:
    """One count over another, wherever both were measured; both are hidden if either is."""
    for slug, ratio in known.items():
        if not isinstance(ratio, Ratio):
            continue
        breakdowns = ("", *(breakdown.slug for breakdown in ratio.definition.breakdowns))
        unit_under = known[ratio.under].definition.units[0].value
        for place, categories in counts.items():
            under = counts.get((ratio.under, unit_under, *place[2:]))
            if place[0] == ratio.over and place[3] in breakdowns and under:
                over, base = categories[WHOLE], under[WHOLE]
                is_hidden = over.is_hidden or base.is_hidden
                unit = ratio.definition.units[0].value
                yield (slug, unit, *place[2:]), WHOLE, Count(over.value, is_hidden), Count(base.value, is_hidden)


def numbers(over: Count, under: Count | None, shown: Shown) -> tuple[int | None, int | None, float | None, str]:
    """Numerator, denominator, share, and how they are shown. Of nothing there is no share: never 0%."""
    base = under.shown if under else None
    share = over.shown / base if over.shown is not None and base else None
    if over.is_hidden:
        return None, base, None, Shown.HIDDEN.value
    return over.shown, base, share, Shown.NONE_DUE.value if base == 0 else shown.value


def period_of(asked: Indicator, period: int, measured: Measured) -> tuple[str, date, date]:
    """Kind, start and end of a row's period; what is asked of now belongs to the day of the as-of time."""
    if asked.definition.clock is Clock.NOW:
        today = measured.as_of.date()
        return PeriodKind.ANY.value, today, today + timedelta(days=1)
    named = measured.periods[period]
    return named.kind.value, named.start, named.end


def exact(
    facts: pl.DataFrame, asked: Sequence[Inquiry], selection: Selection, settings: Settings, *, snapshot: str
) -> Published:
    """What a co-ordinator sees: the questions answered for the selection, exactly.

    `facts` are the snapshot's, `prepared` for the selection's as-of time; what is `asked` says its own periods.
    """
    measured = measure(
        selected(facts, selection, settings),
        with_ratio_counts(asked, settings),
        settings,
        as_of=selection.as_of,
        snapshot=snapshot,
    )
    return publish(measured, policy_for(Audience.COORDINATOR, settings), settings)


def with_ratio_counts(asked: Sequence[Inquiry], settings: Settings) -> list[Inquiry]:
    """What is asked, and the counts that its ratios are divided from."""
    known = indicators(settings)
    return [
        Inquiry(tuple(dict.fromkeys((*one.questions, *counts_of_ratios(one.questions, known)))), one.periods)
        for one in asked
    ]


def counts_of_ratios(questions: Sequence[Question], known: dict[str, Indicator]) -> list[Question]:
    """The two counts of each ratio, by the same breakdown."""
    return [
        Question(known[slug], known[slug].definition.units[0], question.breakdown)
        for question in questions
        if isinstance(question.indicator, Ratio)
        for slug in (question.indicator.over, question.indicator.under)
    ]


# Tables of the most frequent children are for co-ordinators and boards.
NOT_FOR_THE_PUBLIC = ("top-children",)
TABLE_OF = {Audience.BOARD: "published", Audience.SCRUTINY: "public"}
READ_TABLE = {
    Audience.BOARD: "SELECT * EXCLUDE (row_order) FROM published ORDER BY row_order",
    Audience.SCRUTINY: "SELECT * EXCLUDE (row_order) FROM public ORDER BY row_order",
}


def editions(
    facts: pl.DataFrame,
    covered: pl.DataFrame,
    settings: Settings,
    *,
    as_of: datetime,
    snapshot: str,
    before: Earlier = NOTHING_EARLIER,
) -> dict[Audience, Published]:
    """What a snapshot publishes: to the board, and to the public. Each is protected as a whole from exact counts."""
    measured = closed_list_measured(facts, covered, settings, as_of=as_of, snapshot=snapshot)
    for_public = replace(measured, cells=measured.cells.filter(~pl.col("slug").is_in(NOT_FOR_THE_PUBLIC)))
    public_policy = policy_for(Audience.SCRUTINY, settings)
    return {
        Audience.BOARD: published_with_gaps(measured, covered, policy_for(Audience.BOARD, settings), settings, before),
        Audience.SCRUTINY: rounded(published_with_gaps(for_public, covered, public_policy, settings), public_policy),
    }


def board_tables(
    facts: pl.DataFrame,
    covered: pl.DataFrame,
    settings: Settings,
    *,
    as_of: datetime,
    snapshot: str,
    before: Earlier = NOTHING_EARLIER,
) -> Published:
    """What a snapshot publishes to the board, safe together with what another published before."""
    measured = closed_list_measured(facts, covered, settings, as_of=as_of, snapshot=snapshot)
    return published_with_gaps(measured, covered, policy_for(Audience.BOARD, settings), settings, before)


def exact_board_tables(facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime) -> Published:
    """The same tables with every number, for the audit alone."""
    measured = closed_list_measured(facts, covered, settings, as_of=as_of, snapshot="")
    return publish(measured, policy_for(Audience.COORDINATOR, settings), settings)


def earlier(published: Published, exact: Published, settings: Settings) -> Earlier:
    """What a reader may have kept of tables published before, and the true numbers behind them."""
    policy = policy_for(published.protection.audience, settings)
    return Earlier(said_by(published, policy, settings), read(exact, settings).shown)


def closed_list_measured(
    facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """The closed list, exactly, in the fixed periods that are over and were supplied."""
    everybody = Selection(Period(as_of.date(), as_of.date() + timedelta(days=1)), as_of)
    rows = selected(prepared(facts, as_of), everybody, settings)
    asked = [
        Inquiry(questions, complete_periods(covered, kind, as_of))
        for kind, questions in published_questions(indicators(settings)).items()
    ]
    return measure(rows, with_ratio_counts(asked, settings), settings, as_of=as_of, snapshot=snapshot)


def published_with_gaps(
    measured: Measured,
    covered: pl.DataFrame,
    policy: Policy,
    settings: Settings,
    before: Earlier = NOTHING_EARLIER,
) -> Published:
    """Everything measured, protected together: a reader can lay any two tables side by side.

    An indicator that needs a source which supplied nothing in one of its months says so.
    """
    published = publish(measured, policy, settings, before)
    return with_gaps_marked(published, covered, indicators(settings), any_month_is_missing)


def write_published(file: Path, published: Mapping[Audience, Published], others: dict[str, pl.DataFrame]) -> None:
    """Write a snapshot's editions, and tables about the data that hold no child, into one file."""
    about = pl.DataFrame(
        [
            {"audience": audience.value, "as_of": one.as_of, "snapshot": one.snapshot, "words": one.protection.words}
            for audience, one in published.items()
        ]
    )
    tables = {TABLE_OF[audience]: one.rows for audience, one in published.items()}
    write_tables(file, {**tables, "about": about, **others})


@lru_cache(maxsize=8)
def published_for(file: Path, audience: Audience) -> Published:
    """What a snapshot publishes to this audience. The file never changes, so it is read once."""
    about = warehouse(file).query(
        "SELECT as_of, snapshot, words FROM about WHERE audience = $audience", audience=audience.value
    )
    rows = warehouse(file).query(READ_TABLE[audience])
    as_of, snapshot, words = about.row(0)
    return Published(rows.cast(PUBLISHED_SCHEMA), Protection(audience, words), as_of, snapshot)


def rounded(published: Published, policy: Policy) -> Published:
    """Protected tables as the public sees them: few are not told from none, others are rounded.

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
