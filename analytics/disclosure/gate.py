"""The gate: exact cells become rows that may be shown. Nothing else in the product makes a `Published`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple, cast

import polars as pl

from analytics.disclosure.auditing.audit import said_by
from analytics.disclosure.auditing.knowledge import read
from analytics.disclosure.closed_list import published_questions
from analytics.disclosure.gaps import any_month_is_missing, with_gaps_marked
from analytics.disclosure.hiding.protection import Before, CannotPublish, Earlier, hidden_until_safe
from analytics.disclosure.hiding.withholding import to_publish
from analytics.disclosure.policy import Policy, policy_for
from analytics.disclosure.published import PUBLISHED_SCHEMA, Protection, Published, Shown
from analytics.indicators.registry import indicators
from analytics.measuring import shapes
from analytics.measuring.coverage import complete_periods, months_recorded
from analytics.measuring.measure import Inquiry, Measured, Question, measure, prepared, selected
from analytics.measuring.shapes import COUNTED, WHOLE, Indicator, Rate, Ratio, ShareOfAll, is_for_protection
from analytics.model import Audience, Clock, Period, PeriodKind, Selection, Unit
from data.settings import Settings
from data.warehouse import Warehouse, warehouse, write_tables

NOTHING_EARLIER = Earlier()
# Where a cell stands: slug, unit, period (index), breakdown, group.
Place = tuple[str, str, int, str, str]


class Count(NamedTuple):
    """A count, whether it is hidden, and whether it is said to be few: of nought nothing else is said in public."""

    value: int
    is_hidden: bool
    is_few: bool = False

    @property
    def shown(self) -> int | None:
        """The number, null where it may not be shown."""
        return None if self.is_hidden or self.is_few else self.value


def publish(measured: Measured, policy: Policy, settings: Settings, earlier: Earlier = NOTHING_EARLIER) -> Published:
    """Rows that this policy allows, in the order of the questions. Every number comes from the protected counts.

    They are safe together with what was published `earlier`: see disclosure/protect.py. Raises CannotPublish.
    """
    return as_published(protected(measured, policy, settings, earlier), measured=measured, policy=policy)


def protected(
    measured: Measured, policy: Policy, settings: Settings, earlier: Earlier = NOTHING_EARLIER
) -> pl.DataFrame:
    """The cells with `is_hidden` and `is_few`. Nothing is hidden by a policy that hides up to 0 children.

    Few are said to be few where counts are rounded: none, and each number that is as small as a hidden one. What
    rounding leaves to be worked out by sums is found, and hidden, by the audit of the release (release.py).
    """
    cells = measured.cells.with_columns(is_hidden=pl.lit(value=False), is_few=pl.lit(value=False))
    if policy.hide_up_to == 0 or measured.cells.is_empty():
        return cells
    if policy.round_to > 1:
        return cells.with_columns(children_behind(policy)).with_columns(
            is_hidden=pl.col("children").is_between(1, policy.hide_up_to), is_few=pl.col("count") <= policy.hide_up_to
        )
    tabulate = partial(as_published, measured=measured, policy=policy)
    return hidden_until_safe(replace(measured, cells=cells), tabulate, policy, settings, earlier)


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
    columns = ("slug", "unit", "period", "breakdown", "group", "category", "count", "is_hidden", "is_few")
    for *place, category, count, is_hidden, is_few in cells.select(columns).iter_rows():
        places.setdefault(cast(Place, tuple(place)), {})[category] = Count(count, is_hidden, is_few)
    return places


Fraction = tuple[Place, str, Count, Count | None]


def fractions(counts: dict[Place, dict[str, Count]], known: dict[str, Indicator]) -> Iterator[Fraction]:
    """Every row to be: those measured, and those divided from them."""
    return chain(parts_and_wholes(counts, known), ratios(counts, known), rates(counts, known))


def parts_and_wholes(counts: dict[Place, dict[str, Count]], known: dict[str, Indicator]) -> Iterator[Fraction]:
    """Place, category, numerator and denominator of each row: a count alone, the counted side, or each part."""
    for place, categories in counts.items():
        whole = categories[WHOLE]
        match known[place[0]]:
            case shapes.Count():
                yield place, WHOLE, whole, None
            case shapes.Share() | shapes.MoreThan():
                yield place, WHOLE, categories[COUNTED], whole
            case _:
                for category, part in categories.items():
                    if category != WHOLE and not is_for_protection(category):
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
                is_hidden = over.shown is None or base.shown is None
                unit = ratio.definition.units[0].value
                yield (slug, unit, *place[2:]), WHOLE, Count(over.value, is_hidden), Count(base.value, is_hidden)


def rates(counts: dict[Place, dict[str, Count]], known: dict[str, Indicator]) -> Iterator[Fraction]:
    """Counts over a population, wherever they were measured as a whole; the population is no secret."""
    for slug, rate in known.items():
        if not isinstance(rate, Rate):
            continue
        for (over, unit, period, breakdown, group), categories in counts.items():
            for category, counted, part, population in rate.of:
                if over == counted and not breakdown:
                    yield (
                        (slug, unit, period, breakdown, group),
                        category,
                        categories[part],
                        Count(population, is_hidden=False),
                    )


def numbers(over: Count, under: Count | None, shown: Shown) -> tuple[int | None, int | None, float | None, str]:
    """Numerator, denominator, share, and how they are shown. Of nothing there is no share: never 0%."""
    base = under.shown if under else None
    share = over.shown / base if over.shown is not None and base else None
    if over.is_few:
        return None, base, None, Shown.FEW.value
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


def children_behind(policy: Policy) -> pl.Expr:
    """How many children stand behind a cell: one, where one child has more than the policy's share of its episodes."""
    is_mostly_one = (pl.col("unit") == Unit.EPISODE.value) & (
        pl.col("largest") > policy.largest_share * pl.col("count")
    )
    return pl.when(is_mostly_one).then(1).otherwise("children").alias("children")


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
    """The two counts of each ratio, by the same breakdown; and what each rate, and each share of all, counts."""
    return (
        [
            Question(known[slug], known[slug].definition.units[0], question.breakdown)
            for question in questions
            if isinstance(question.indicator, Ratio)
            for slug in (question.indicator.over, question.indicator.under)
        ]
        + [
            Question(known[slug], question.unit)
            for question in questions
            if isinstance(question.indicator, Rate)
            for _, slug, _, _ in question.indicator.of
        ]
        + [
            Question(known[question.indicator.over], question.unit)
            for question in questions
            if isinstance(question.indicator, ShareOfAll) and question.breakdown is None
        ]
    )


def board_tables(
    facts: pl.DataFrame,
    covered: pl.DataFrame,
    settings: Settings,
    *,
    as_of: datetime,
    snapshot: str,
    before: Earlier = NOTHING_EARLIER,
) -> Published:
    """What a snapshot publishes to the board, safe together with what another published before.

    Tables that cannot be made safe are left out: what the board may read never stops a load.
    """
    measured = closed_list_measured(facts, covered, settings, as_of=as_of, snapshot=snapshot)
    policy = policy_for(Audience.BOARD, settings)
    for to_try in to_publish(measured, policy, facts["child"].n_unique()):
        with suppress(CannotPublish):
            return published_with_gaps(to_try, covered, policy, settings, before)
    raise AssertionError("no table at all can always be published")


def exact_board_tables(facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime) -> Published:
    """The same tables with every number, for the audit alone."""
    measured = closed_list_measured(facts, covered, settings, as_of=as_of, snapshot="")
    return publish(measured, policy_for(Audience.COORDINATOR, settings), settings)


def said_before(published: Published, exact: Published, settings: Settings) -> Before:
    """What a reader may have kept of tables published before, and the true numbers behind them."""
    policy = policy_for(published.protection.audience, settings)
    return Before(said_by(published, policy, settings), read(exact, settings).shown)


def closed_list_measured(
    facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """The closed list, exactly, in the fixed periods that are over and were supplied."""
    asked = [
        Inquiry(questions, complete_periods(covered, kind, as_of))
        for kind, questions in published_questions(indicators(settings)).items()
    ]
    return measured_of_all(prepared(facts, as_of), asked, settings, as_of=as_of, snapshot=snapshot)


def measured_of_all(
    facts: pl.DataFrame, asked: Sequence[Inquiry], settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """What is asked, of everybody under 18, exactly. `facts` are `prepared`."""
    everybody = Selection(Period(as_of.date(), as_of.date() + timedelta(days=1)), as_of)
    rows = selected(facts, everybody, settings)
    return measure(rows, with_ratio_counts(asked, settings), settings, as_of=as_of, snapshot=snapshot)


def public_tables(measured: Measured, covered: pl.DataFrame, settings: Settings) -> Published:
    """What may be said in public of what was measured: protected as a whole from exact counts, then rounded."""
    policy = policy_for(Audience.SCRUTINY, settings)
    return rounded(published_with_gaps(measured, covered, policy, settings), policy)


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


def write_published(file: Path, published: Published, others: Mapping[str, pl.DataFrame]) -> None:
    """Write what is published, and tables about the data that hold no child, into one file."""
    about = {
        "audience": published.protection.audience.value,
        "as_of": published.as_of,
        "snapshot": published.snapshot,
        "words": published.protection.words,
    }
    write_tables(file, {"published": published.rows, "about": pl.DataFrame([about]), **others})


@lru_cache(maxsize=8)
def published_in(file: Path) -> Published:
    """What a snapshot publishes to the board. The file never changes, so it is read once."""
    opened = warehouse(file)
    covered = opened.query("SELECT system, category, month, is_supplied FROM coverage ORDER BY row_order")
    return replace(read_published(opened), recorded=months_recorded(covered))


def read_published(file: Warehouse) -> Published:
    """What was published into a file, and for whom."""
    rows = file.query("SELECT * EXCLUDE (row_order) FROM published ORDER BY row_order")
    audience, as_of, snapshot, words = file.query("SELECT audience, as_of, snapshot, words FROM about").row(0)
    return Published(rows.cast(PUBLISHED_SCHEMA), Protection(Audience(audience), words), as_of, snapshot)


def rounded(published: Published, policy: Policy) -> Published:
    """Protected tables with their numbers rounded, as the public sees them.

    A share is a whole percentage of the rounded counts, on a base that is large enough whatever it was before.
    """
    step = policy.round_to
    nearest = [((pl.col(name) + step // 2) // step * step).alias(name) for name in ("numerator", "denominator")]
    is_large = pl.col("denominator") - step // 2 >= policy.smallest_base
    rows = published.rows.with_columns(nearest).with_columns(
        pl.when(is_large).then((pl.col("numerator") / pl.col("denominator")).round(2)).alias("share")
    )
    return replace(published, rows=rows, protection=Protection(policy.audience, policy.words))
