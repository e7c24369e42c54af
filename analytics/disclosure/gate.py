"""The gate: exact cells become rows that may be shown, and nothing else does that.

Whatever number the board or the public reads has passed here. It makes `Published`, which no other module can, and
writes the file that a board or a committee reads. What is in that file beside published counts (files, senders, places,
who is looked after) was ruled by small_numbers.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple, cast

import polars as pl

from analytics.disclosure.auditing.audit import said_by
from analytics.disclosure.auditing.knowledge import read
from analytics.disclosure.bands import with_bands
from analytics.disclosure.closed_list import published_questions
from analytics.disclosure.gaps import any_month_is_missing, with_gaps_marked
from analytics.disclosure.hiding.protection import Before, Earlier, Hidden, NamedCells, hidden_until_safe
from analytics.disclosure.policy import Policy, Threshold, policy_for
from analytics.disclosure.published import (
    BANDS,
    NAMES_OF_ROW,
    PUBLISHED_SCHEMA,
    RANGE_SCHEMA,
    Protection,
    Published,
    Safe,
    Shown,
)
from analytics.disclosure.small_numbers import (
    all_but_few,
    counted_as_one_child,
    few_in_public,
    numbers_of_few,
    rounded_numbers,
    shares_of_large_bases,
)
from analytics.indicators.registry import indicators
from analytics.measuring import shapes
from analytics.measuring.breakdowns import CATEGORY
from analytics.measuring.coverage import complete_periods, months_recorded
from analytics.measuring.groupings import NO_GROUPINGS, Grouping, as_table, from_table
from analytics.measuring.measure import Inquiry, Measured, Question, measure, prepared, selected
from analytics.measuring.shapes import COUNTED, WHOLE, Indicator, Rate, Ratio, ShareOfAll, is_for_protection
from analytics.model import Audience, Clock, Period, PeriodKind, Selection, Unit
from data.errors import DashboardError
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

    They are safe together with what was published `earlier`: see hiding/protection.py.
    """
    hidden = protected(measured, policy, settings, earlier)
    published = replace(as_published(hidden.cells, measured=measured, policy=policy), notes=hidden.in_words)
    if policy.threshold.hides_nothing or policy.round_to > 1:
        return published
    exact = as_published(measured.cells.with_columns(is_hidden=False, is_few=False), measured=measured, policy=policy)
    return said_in_bands(published, exact, policy, settings, hidden.is_safe)


def said_in_bands(
    published: Published, exact: Published, policy: Policy, settings: Settings, is_safe: Callable[[Published], bool]
) -> Published:
    """The same with bands of hidden shares, as far as they are safe, and no half of a comparison."""

    def let_through(rows: pl.DataFrame) -> Published:
        return replace(published, safe=_let_through(rows, published.protection))

    rows = with_bands(published.rows, exact.rows, policy, settings, lambda more: is_safe(let_through(more)))
    return let_through(rows)


def protected(measured: Measured, policy: Policy, settings: Settings, earlier: Earlier = NOTHING_EARLIER) -> Hidden:
    """The cells with `is_hidden` and `is_few`. Nothing is hidden by a policy that hides up to 0 children.

    Few are said to be few where counts are rounded: none, and each number that is as small as a hidden one. What
    rounding leaves to be worked out by sums is found, and hidden, by the audit of the release (releases/release.py).
    """
    cells = measured.cells.with_columns(is_hidden=pl.lit(value=False), is_few=pl.lit(value=False))
    if policy.threshold.hides_nothing or measured.cells.is_empty():
        return Hidden(cells)
    if policy.round_to > 1:
        marked = numbers_of_few(counted_as_one_child(cells, policy).rows, policy.threshold).rows
        return Hidden(few_in_public(marked, policy.threshold).rows)
    tabulate = partial(as_published, measured=measured, policy=policy)
    return hidden_until_safe(replace(measured, cells=cells), tabulate, policy, settings, earlier)


def roughly_hidden(measured: Measured, policy: Policy, settings: Settings) -> pl.DataFrame:
    """The cells with `is_hidden` as sums alone ask for it, not audited: to choose groupings by, never to be shown."""
    cells = measured.cells.with_columns(is_hidden=pl.lit(value=False), is_few=pl.lit(value=False))
    if policy.threshold.hides_nothing or cells.is_empty():
        return cells
    named = NamedCells(replace(measured, cells=cells), policy, settings)
    return named.cells(named.hidden())


def as_published(cells: pl.DataFrame, *, measured: Measured, policy: Policy) -> Published:
    """Cells with `is_hidden` as rows."""
    counts = counts_by_place(cells)
    known = {question.indicator.definition.slug: question.indicator for question in measured.questions}
    shown = Shown.EXACT if policy.threshold.hides_nothing else Shown.SHOWN
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
    frame = pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row")
    safe = _let_through(frame, Protection(policy.audience, policy.words))
    return Published(safe, measured.as_of, measured.snapshot, groupings=measured.groupings)


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
        if not isinstance(ratio, Ratio) or ratio.under not in known:
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


def period_of(indicator: Indicator, period: int, measured: Measured) -> tuple[str, date, date]:
    """Kind, start and end of a row's period; an indicator of now belongs to the day of the as-of time."""
    if indicator.definition.clock is Clock.NOW:
        today = measured.as_of.date()
        return PeriodKind.ANY.value, today, today + timedelta(days=1)
    named = measured.periods[period]
    return named.kind.value, named.start, named.end


def exact(
    facts: pl.DataFrame, inquiries: Sequence[Inquiry], selection: Selection, settings: Settings, *, snapshot: str
) -> Published:
    """What a co-ordinator sees: the questions answered for the selection, exactly.

    `facts` are the snapshot's, `prepared` for the selection's as-of time; each inquiry has its own periods.
    """
    measured = measure(
        selected(facts, selection, settings),
        with_ratio_counts(inquiries, settings),
        settings,
        as_of=selection.as_of,
        snapshot=snapshot,
    )
    return publish(measured, policy_for(Audience.COORDINATOR, settings), settings)


def with_ratio_counts(inquiries: Sequence[Inquiry], settings: Settings) -> list[Inquiry]:
    """What is asked, and the counts that its ratios are divided from."""
    known = indicators(settings)
    return [
        Inquiry(
            tuple(dict.fromkeys((*inquiry.questions, *counts_of_ratios(inquiry.questions, known)))), inquiry.periods
        )
        for inquiry in inquiries
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
    measured: Measured,
    covered: pl.DataFrame,
    settings: Settings,
    *,
    standing: Published | None = None,
    before: Earlier = NOTHING_EARLIER,
    said_too: str = "",
    is_of_somebody: bool = True,
) -> Published:
    """What a snapshot publishes to the board: what `standing` tables say stands for good, and new periods join them.

    Each table at the grouping that was chosen for it. All of it is safe together, and with what was published `before`.
    Tables that cannot be made safe are left out: what the board may read never stops a load. `said_too` joins the
    policy's words; `is_of_somebody`: whether anybody went missing.
    """
    policy = policy_for(Audience.BOARD, settings)
    policy = replace(policy, words=f"{policy.words} {said_too}".strip())
    # Where somebody went missing, noughts alone tell nothing that is worth a table.
    if is_of_somebody and not has_numbers(measured.cells):
        measured = replace(measured, cells=measured.cells.clear(), withheld=measured.cells)
    return joined_to(standing, published_with_gaps(measured, covered, policy, settings, before))


def has_numbers(cells: pl.DataFrame) -> bool:
    """Whether any number is above nought."""
    return bool((cells["count"] > 0).any())


def joined_to(standing: Published | None, published: Published) -> Published:
    """The tables that stand, as they were published, and beside them those of periods that they do not have."""
    if standing is None:
        return published
    period = ["period_kind", "period_start", "period_end"]
    new = published.rows.join(standing.rows, on=period, how="anti", maintain_order="left")
    order = {slug: place for place, slug in enumerate([*published.rows["slug"], *standing.rows["slug"]])}
    rows = pl.concat([standing.rows, new])
    rows = rows.sort(rows["slug"].replace_strict(order, return_dtype=pl.Int64), maintain_order=True)
    return replace(published, safe=_let_through(rows, published.protection))


def standing_unchanged(standing: Published, *, as_of: datetime, snapshot: str) -> Published:
    """The same tables as another snapshot's."""
    return replace(standing, as_of=as_of, snapshot=snapshot)


def exact_board_tables(facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime) -> Published:
    """The tables that an earlier version published, with every number, for the audit alone."""
    return exactly(closed_list_measured(facts, covered, settings, as_of=as_of, snapshot=""), settings)


def closed_list_measured(
    facts: pl.DataFrame, covered: pl.DataFrame, settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """The closed list, exactly and as recorded, in the fixed periods that are over and were supplied."""
    inquiries = [
        Inquiry(questions, complete_periods(covered, kind, as_of.date()))
        for kind, questions in published_questions(indicators(settings)).items()
    ]
    return measured_of_all(prepared(facts, as_of), inquiries, settings, as_of=as_of, snapshot=snapshot)


def exactly(measured: Measured, settings: Settings) -> Published:
    """What was measured, and what is withheld of it, for the audit alone."""
    every = replace(measured, cells=pl.concat([measured.cells, measured.withheld]))
    return publish(every, policy_for(Audience.COORDINATOR, settings), settings)


def said_before(published: Published, exact: Published, settings: Settings) -> Before:
    """What a reader may have kept of tables published before, and the true numbers behind them."""
    policy = policy_for(published.protection.audience, settings)
    return Before(said_by(published, policy, settings), read(exact, settings).shown)


def measured_of_all(
    facts: pl.DataFrame, inquiries: Sequence[Inquiry], settings: Settings, *, as_of: datetime, snapshot: str
) -> Measured:
    """What is asked, of everybody under 18, exactly. `facts` are `prepared`."""
    rows = selected(facts, everybody_at(as_of), settings)
    return measure(rows, with_ratio_counts(inquiries, settings), settings, as_of=as_of, snapshot=snapshot)


def everybody_at(as_of: datetime) -> Selection:
    """No filter at all."""
    return Selection(Period(as_of.date(), as_of.date() + timedelta(days=1)), as_of)


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
    own = {"published": published.rows, "about": pl.DataFrame([about]), "groupings": as_table(published.groupings)}
    if not (ranges := ranges_of(published)).is_empty():
        own["ranges"] = ranges
    write_tables(file, {**own, **others})


@lru_cache(maxsize=8)
def published_in(file: Path) -> Published:
    """What a snapshot publishes to the board. The file never changes, so it is read once.

    Raises DashboardError where it holds another reader's figures: those may be exact.
    """
    opened = warehouse(file)
    published = read_published(opened)
    if (audience := published.protection.audience) is not Audience.BOARD:
        raise DashboardError(f"Snapshot {published.snapshot} holds figures for the {audience}, not for the board.")
    covered = opened.query("SELECT system, category, month, is_supplied FROM coverage ORDER BY row_order")
    return replace(published, recorded=months_recorded(covered))


def read_published(file: Warehouse) -> Published:
    """What was published into a file, and for whom."""
    rows = file.query("SELECT * EXCLUDE (row_order) FROM published ORDER BY row_order")
    audience, as_of, snapshot, words = file.query("SELECT audience, as_of, snapshot, words FROM about").row(0)
    ranges = RANGE_SCHEMA.to_frame()
    if file.has_table("ranges"):
        ranges = file.query("SELECT * EXCLUDE (row_order) FROM ranges ORDER BY row_order").cast(RANGE_SCHEMA)
    safe = _let_through(rows.cast(PUBLISHED_SCHEMA), Protection(Audience(audience), words), ranges)
    return Published(safe, as_of, snapshot, groupings=read_groupings(file))


def ranges_of(published: Published) -> pl.DataFrame:
    """The rows that show a range, and which. Columns: RANGE_SCHEMA."""
    return published.safe.rows_and_ranges.filter(pl.col("most").is_not_null()).select(RANGE_SCHEMA.names())


def with_ranges(published: Published, ranges: pl.DataFrame) -> Published:
    """The publication with a range in the place of "hidden" in these rows: who prepares it has that audited.

    `ranges` has the columns of RANGE_SCHEMA.
    """
    wanted = ranges.select(*NAMES_OF_ROW, is_range=pl.lit(value=True))
    rows = published.rows.join(wanted, on=NAMES_OF_ROW, how="left", maintain_order="left")
    is_range = pl.col("is_range").fill_null(value=False) & (pl.col("shown") == Shown.HIDDEN.value)
    shown = pl.when(is_range).then(pl.lit(Shown.RANGE.value)).otherwise("shown")
    safe = _let_through(rows.with_columns(shown=shown).drop("is_range"), published.protection, ranges)
    return replace(published, safe=safe)


def read_groupings(file: Warehouse) -> tuple[Grouping, ...]:
    """How each table of the file is counted; a file made before there were groupings has none."""
    if not file.has_table("groupings"):
        return NO_GROUPINGS
    return from_table(file.query("SELECT * EXCLUDE (row_order) FROM groupings ORDER BY row_order"))


def rounded(published: Published, policy: Policy) -> Published:
    """Protected tables with their numbers rounded, as the public sees them.

    A share is a whole percentage of the rounded counts, on a base that is large enough whatever it was before. Raises
    ValueError for tables that were protected for another reader: rounding alone hides nothing.
    """
    if published.protection.audience is not policy.audience:
        raise ValueError(f"Tables protected for the {published.protection.audience} are not rounded for another.")
    rows = shares_of_large_bases(rounded_numbers(published.rows, policy).rows, policy).rows
    return replace(published, safe=_let_through(rows, Protection(policy.audience, policy.words)))


def with_shares_of_all(
    published: Published, sizes: pl.DataFrame, known: Iterable[Indicator], threshold: Threshold
) -> Published:
    """The publication with the rows of every ShareOfAll, from its published counts and how many children there were.

    `sizes` has period_start, period_end and children, all who were looked after.
    """
    made = [shares_of(published, sizes, share, threshold) for share in known if isinstance(share, ShareOfAll)]
    return replace(published, safe=_let_through(pl.concat([published.rows, *made]), published.protection))


def shares_of(published: Published, sizes: pl.DataFrame, share: ShareOfAll, threshold: Threshold) -> pl.DataFrame:
    """The rows of one such share, where its count and its size are both published."""
    counted = published.rows.filter(slug=share.over, unit=Unit.CHILD.value, breakdown="", category=share.part)
    joined = counted.join(sizes, on=["period_start", "period_end"], how="inner", maintain_order="left")
    return (
        all_but_few(joined, threshold)
        .rows.select(
            slug=pl.lit(share.definition.slug),
            unit="unit",
            period_kind="period_kind",
            period_start="period_start",
            period_end="period_end",
            breakdown="breakdown",
            group="group",
            category=pl.lit(""),
            numerator="numerator",
            denominator="children",
            share=pl.col("numerator") / pl.col("children"),
            shown="shown",
        )
        .cast(PUBLISHED_SCHEMA)
    )


def with_sums_of_parts(
    published: Published, parts: Mapping[Period, Sequence[Period]], known: Mapping[str, Indicator]
) -> Published:
    """The publication with rows of longer periods, each the sum of the published numbers of its parts.

    Whoever reads the parts can add them up, so a sum tells nothing. Where a part has no number, neither has the sum.
    Only counts and shares of episodes, as a whole and by kind: children do not add up, since one may have gone in
    several parts. A row that is published stands as it is.
    """
    rows = published.rows.filter(
        pl.col("slug").is_in([slug for slug, indicator in known.items() if is_summed(indicator)]),
        # Kinds of episode are never counted together; other groups may be so in one year and not in the next.
        pl.col("breakdown").is_in(["", CATEGORY.slug]),
        unit=Unit.EPISODE.value,
        category="",
    )
    places = [
        (str(part.kind), part.start, part.end, str(whole.kind), whole.start, whole.end, len(those))
        for whole, those in parts.items()
        for part in those
    ]
    period = ["period_kind", "period_start", "period_end"]
    wholes = [f"{name}_whole" for name in period]
    names = ["slug", "unit", "breakdown", "group", "category"]
    asked = pl.DataFrame(places, schema=[*period, *wholes, "parts"], orient="row")
    none_due, numbers = pl.col("shown") == Shown.NONE_DUE.value, ("numerator", "denominator")
    summed = (
        rows.with_columns(**{name: pl.when(none_due).then(0).otherwise(name) for name in numbers})
        .join(asked, on=period, how="inner", maintain_order="left")
        .group_by([*names, *wholes], maintain_order=True)
        .agg(
            **{name: pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()) for name in numbers},
            parts_there=pl.len() == pl.col("parts").first(),
            shown=pl.col("shown").unique(),
        )
        .filter("parts_there")
        .with_columns(pl.col("shown").map_elements(shown_of_parts, return_dtype=pl.String))
        .rename(dict(zip(wholes, period, strict=True)))
    )
    is_known = pl.col("shown").is_in([Shown.SHOWN.value, Shown.EXACT.value, Shown.NONE_DUE.value])
    made = summed.with_columns(**{name: pl.when(is_known).then(name) for name in numbers}).with_columns(
        share=pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    )
    new = made.join(published.rows, on=[*names, *period], how="anti").select(PUBLISHED_SCHEMA.names())
    together = pl.concat([published.rows, new.cast(PUBLISHED_SCHEMA)])
    return replace(published, safe=_let_through(together, published.protection))


def is_summed(indicator: Indicator) -> bool:
    """Whether its episodes in two periods that follow one another are those of both."""
    definition = indicator.definition
    is_at_a_time = definition.clock is not Clock.NOW and not definition.looks_back
    return isinstance(indicator, shapes.Count | shapes.Share) and indicator.adds_up_over_time and is_at_a_time


def shown_of_parts(words: Iterable[str]) -> str:
    """How a sum is shown: as its parts are where they all are alike, else by the word that says least."""
    met = {Shown.HIDDEN.value if word == Shown.ALONE or word in set(BANDS) else word for word in words}
    # A range of a sum is not worked out: it is only shown in releases, whose periods are not summed.
    order = (Shown.NOT_SUPPLIED, Shown.NOT_RECORDED, Shown.HIDDEN, Shown.FEW, Shown.EXACT, Shown.SHOWN)
    return next((word.value for word in order if word.value in met), Shown.NONE_DUE.value)


def exact_together(publications: Sequence[Published]) -> Published:
    """The rows of several exact publications, for the audit alone. Raises ValueError where any of them is protected."""
    if any(published.protection.audience is not Audience.COORDINATOR for published in publications):
        raise ValueError("Only exact tables are put together: of others, each alone passed the gate.")
    rows = pl.concat([published.rows for published in publications])
    return replace(publications[0], safe=_let_through(rows, publications[0].protection))


def _let_through(rows: pl.DataFrame, protection: Protection, ranges: pl.DataFrame | None = None) -> Safe:
    """The rows, which this module protected or read back as they were protected: the one place that makes a `Safe`."""
    safe = object.__new__(Safe)
    safe._rows, safe._protection = rows, protection
    safe._ranges = RANGE_SCHEMA.to_frame() if ranges is None else ranges
    return safe
