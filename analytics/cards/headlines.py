"""The figures at the top of a page: one number, what it is of, whether it is normal, and what it was before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

from analytics.disclosure.published import Row, Shown, Table
from analytics.measuring.shapes import Count, Indicator, Ratio
from analytics.model import MONTHS_IN, PeriodKind, Unit
from analytics.views.variation import Form, Variation, normal_variation
from analytics.views.view import View
from analytics.words.names import group_name
from analytics.words.numbers import (
    THINGS,
    change,
    change_of_share,
    counted,
    joined,
    mean_text,
    n_of_n,
    number,
    percent,
    value_text,
)
from analytics.words.periods import period_name, window_counted
from analytics.words.range_words import standing, standing_in_sentence
from analytics.words.sentences import unsaid
from data import codes
from data.settings import Change

LENGTHS = {PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter"}
# Groups that say only that nothing is known, or that the question does not arise.
NO_GROUP = (codes.UNKNOWN, codes.NOT_IN_CARE)
FEWEST_FOR_A_TREND = 3
BEFORE_CHANGE = "before recording changed"


@dataclass(frozen=True)
class Headline:
    """What a headline figure is of: one category of an indicator, under a title.

    `says` is its sentence, "{n} of {of} children ({percent}) were girls", where the indicator has none of its own.
    """

    indicator: Indicator
    title: str
    unit: Unit
    category: str = ""
    says: str = ""

    @property
    def slug(self) -> str:
        """The indicator's."""
        return self.indicator.definition.slug


@dataclass(frozen=True)
class Tile:
    """A headline figure by its indicator's slug: what a page or a report asks for before it is known who reads it."""

    slug: str
    title: str = ""
    unit: Unit = Unit.EPISODE
    category: str = ""
    says: str = ""

    def of(self, indicators: Mapping[str, Indicator]) -> Headline:
        """What it is of, with the numbers of the settings in it."""
        return Headline(indicators[self.slug], self.title, self.unit, self.category, self.says)


@dataclass(frozen=True)
class Figure:
    """A headline figure in words: the figure, what it is of, how it stands to what is normal, what it was before.

    `says` is all of it in one clause. `trend` is its series, NaN where that is hidden or was not supplied.
    """

    title: str
    figure: str
    of: str = ""
    standing: str = ""
    is_unusual: bool = False
    compared: tuple[str, ...] = ()
    trend: tuple[float, ...] = ()
    says: str = ""


def figures_of(
    view: View, headlines: Sequence[Headline], few: str = "few", changes: Sequence[Change] = ()
) -> list[Figure]:
    """The figures, in the order asked."""
    return [figure_of(view, one, few, changes) for one in headlines]


def unusual_first(figures: Sequence[Figure]) -> list[Figure]:
    """The figures with anything unusual before the others."""
    return sorted(figures, key=lambda figure: not figure.is_unusual)


def figure_of(view: View, asked: Headline, few: str = "few", changes: Sequence[Change] = ()) -> Figure:
    """The figure of one category: a percentage where it is a part of something, a mean or a count where it is not."""
    now = view.table(asked.slug, asked.unit).row(asked.category)
    if now is None:
        return Figure(asked.title, "not published", "for this part")
    form = mean_text if isinstance(asked.indicator, Ratio) else percent
    normal = variation_of(view, asked, changes)
    place = normal.place_of(view.period)
    stands = standing(normal, place) if place is not None else ""
    before = rows_before(view, asked)
    return Figure(
        asked.title,
        big(now, form, few),
        of_how_many(now, asked.indicator, asked.unit),
        stands,
        is_unusual=place is not None and bool(normal.signals_at(place)),
        compared=comparisons(normal, place, before, asked.indicator),
        trend=trend(normal) or trend_of_series(view, asked),
        says=says(asked, now, normal, place),
    )


def says(asked: Headline, now: Row, normal: Variation, place: int | None) -> str:
    """ "Interviews in time: 226 of 543 (42%), below the normal range of 50% to 65%"."""
    stands = standing_in_sentence(normal, place) if place is not None else ""
    said = f"{asked.title}: {brief(now, asked.indicator)}"
    return f"{said}, {stands}" if stands else said


def variation_of(view: View, asked: Headline, changes: Sequence[Change]) -> Variation:
    """What is normal for the figure, from the periods of its kind up to its own."""
    series = of_category(view.periods_alike(asked.slug, asked.unit), asked.category)
    return normal_variation(series, asked.indicator, changes)


def of_category(table: Table, category: str) -> Table:
    """The rows of one category alone."""
    return replace(table, rows=tuple(row for row in table.rows if row.category == category))


def rows_before(view: View, asked: Headline) -> list[tuple[str, Row]]:
    """Earlier rows that may be shown, each under its name in a comparison."""
    length = LENGTHS.get(view.period.kind, "year")
    named = {f"last {length}": MONTHS_IN.get(view.period.kind, 12), "a year before": 12}
    if length == "year":
        del named["a year before"]
    found = [(name, view.earlier(asked.slug, asked.unit, months).row(asked.category)) for name, months in named.items()]
    return [(name, row) for name, row in found if row is not None and row.numerator is not None]


def comparisons(
    normal: Variation, place: int | None, before: Sequence[tuple[str, Row]], indicator: Indicator
) -> tuple[str, ...]:
    """Earlier figures; those that differ by no more than is normal are called similar."""
    similar, others = [], []
    for name, row in before:
        then = normal.place_of(row.period)
        said = f"{brief(row, indicator)} {name}"
        if normal.are_similar(place, then):
            similar.append(said)
        else:
            others.append(f"{said}, {BEFORE_CHANGE}" if normal.is_before_change(place, then) else said)
    return (*([f"similar to {joined(similar)}"] if similar else []), *others)


def big(row: Row, form: Callable[[float], str], few: str) -> str:
    """The one figure: "43%" or "3.8", else "412", else the word that stands for it."""
    if row.share is not None and row.numerator is not None:
        return form(row.share)
    return value_text(row, few)


def of_how_many(row: Row, indicator: Indicator, unit: Unit) -> str:
    """ "141 of 329 episodes", "546 episodes, 145 children"; empty for a plain count."""
    if row.numerator is None or row.shown is Shown.NONE_DUE or isinstance(indicator, Count):
        return ""
    if row.denominator is None:
        return "of a number that is hidden"
    if isinstance(indicator, Ratio):
        return f"{counted(row.numerator, Unit.EPISODE)}, {counted(row.denominator, Unit.CHILD)}"
    return f"{number(row.numerator)} of {number(row.denominator)} {THINGS[unit][1]}"


def brief(row: Row, indicator: Indicator, few: str = "few") -> str:
    """ "190 of 327 (58%)", "4.7" or "398": a figure inside a sentence."""
    if isinstance(indicator, Ratio) and row.share is not None:
        return mean_text(row.share)
    return n_of_n(row) or value_text(row, few)


def trend(normal: Variation) -> tuple[float, ...]:
    """The values of a series, NaN for a gap, which is then drawn as one; nothing where most are gaps."""
    values = [normal.value(place) for place in range(len(normal.rows))]
    known = [value for value in values if value is not None]
    if len(known) < max(FEWEST_FOR_A_TREND, len(values) / 2):
        return ()
    return tuple(nan if value is None else value for value in values)


def trend_of_series(view: View, asked: Headline) -> tuple[float, ...]:
    """The values by month or quarter, for a period that has too few of its own kind beside it."""
    series = of_category(view.series(asked.slug, asked.unit), asked.category)
    return trend(normal_variation(series, asked.indicator, ()))


def headline(
    view: View, indicators: dict[str, Indicator], figures: Sequence[Figure] = (), changes: Sequence[Change] = ()
) -> str:
    """The sentence that a chair would read out: what is unusual; how many, by how many children, and against before."""
    asked = volume(indicators)
    said = [f"{figure.says}." for figure in figures if figure.is_unusual and figure.title != asked.title]
    return " ".join([*said, volume_sentence(view, asked, changes)])


def volume(indicators: dict[str, Indicator]) -> Headline:
    """The figure that all others are read beside."""
    return Headline(indicators["missing-episodes"], "Missing episodes", Unit.EPISODE)


def volume_sentence(view: View, asked: Headline, changes: Sequence[Change]) -> str:
    """ "412 missing episodes by 168 children in July to September 2026, within ...: similar to ..."."""
    episodes = view.table(asked.slug, asked.unit).row()
    children = view.table("children-missing", Unit.CHILD).row()
    if episodes is not None and episodes.is_unsaid:
        return unsaid([episodes])
    if episodes is None or episodes.numerator is None:
        return "The number of missing episodes is hidden: it is small, or would give a small one away."
    about = "about " if view.published.protection.is_rounded else ""
    by = f" by {about}{counted(children.numerator, Unit.CHILD)}" if children is not None and children.numerator else ""
    things = THINGS[Unit.EPISODE][episodes.numerator != 1]
    so_far = " so far" if view.period.end > view.published.as_of.date() else ""
    normal = variation_of(view, asked, changes)
    place = normal.place_of(view.period)
    stands = standing_in_sentence(normal, place) if place is not None else ""
    said = (
        f"{about.capitalize()}{number(episodes.numerator)} missing {things}{by} in {period_name(view.period)}{so_far}"
    )
    said += f", {stands}" if stands else ""
    compared = changes_said(normal, place, episodes, rows_before(view, asked), about)
    return f"{said}: {compared}." if compared else f"{said}."


def usual_sentence(view: View, asked: Headline, changes: Sequence[Change]) -> str:
    """Whether the count of the period is normal, without the range; empty where that cannot be said.

    "That is within what is normal here from quarter to quarter: a rise or fall of this size may be chance."
    """
    normal = variation_of(view, asked, changes)
    place = normal.place_of(view.period)
    limits = normal.phase_at(place).limits if place is not None else None
    if place is None or limits is None:
        return ""
    value, length = normal.value(place) or 0, LENGTHS.get(view.period.kind, "year")
    where = "above" if value > limits.upper else "below" if value < limits.lower else "within"
    said = f"That is {where} what is normal here from {length} to {length}"
    return f"{said}." if normal.signals_at(place) else f"{said}: a rise or fall of this size may be chance."


def page_sentence(view: View, asked: Headline, look_back_months: int, changes: Sequence[Change] = ()) -> str:
    """The one message of a page: a share, how it stands to what is normal, and what it was; empty where it is hidden.

    "226 of 543 returns (42%) had an interview within 72 hours in July to September 2026, below the normal range of 50%
    to 65%: down from 310 of 520 (60%) the quarter before (a fall of 18 percentage points)."
    """
    now = view.table(asked.slug, asked.unit).row(asked.category)
    if now is None or not n_of_n(now):
        return ""
    normal = variation_of(view, asked, changes)
    place = normal.place_of(view.period)
    stands = standing_in_sentence(normal, place) if place is not None else ""
    so_far = " so far" if view.period.end > view.published.as_of.date() else ""
    when = window_counted(asked.indicator, view.period, look_back_months)
    said = f"{share_clause(now, asked)} in {when}{so_far}" + (f", {stands}" if stands else "")
    compared = changes_said(normal, place, now, rows_before(view, asked))
    return f"{said}: {compared}." if compared else f"{said}."


def share_clause(row: Row, asked: Headline) -> str:
    """The sentence of a share without its full stop."""
    definition = asked.indicator.definition
    of_children = definition.says_of_children if asked.unit is Unit.CHILD else ""
    says = asked.says or of_children or definition.says
    numbers = {"n": number(row.numerator or 0), "of": number(row.denominator or 0), "percent": percent(share_of(row))}
    return says.format(**numbers).removesuffix(".")


def changes_said(
    normal: Variation, place: int | None, now: Row, before: Sequence[tuple[str, Row]], about: str = ""
) -> str:
    """How the figure stands to earlier ones: similar, or up or down and by how much, or not to be compared."""
    similar, others = [], []
    for name, row in before:
        then, value = normal.place_of(row.period), n_of_n(row) or number(row.numerator or 0)
        if normal.are_similar(place, then):
            similar.append(f"{about}{value} {than(name)}")
        elif normal.is_before_change(place, then):
            others.append(f"{about}{value} {than(name)}, {BEFORE_CHANGE}")
        elif normal.form is Form.SHARE:
            others.append(change_of_share(now, row, than(name)))
        else:
            others.append(change(now.numerator or 0, row.numerator or 0, than(name), about=about))
    return "; ".join([*([f"similar to {joined(similar)}"] if similar else []), *filter(None, others)])


def than(name: str) -> str:
    """What a comparison is with, inside a sentence: "last quarter" is then "the quarter before"."""
    return "the year before" if name == "a year before" else f"the {name.removeprefix('last ')} before"


def spread(table: Table) -> str:
    """The lowest and the highest share among the groups that may be shown; empty for fewer than two."""
    shown = sorted((row for row in table.rows if n_of_n(row) and row.group not in NO_GROUP), key=share_of)
    if len(shown) < 2:
        return ""
    lowest, highest = (f"{group_name(table.breakdown, row.group)}, {n_of_n(row)}" for row in (shown[0], shown[-1]))
    return f"Lowest: {lowest}. Highest: {highest}."


def share_of(row: Row) -> float:
    """A row's share, to order by."""
    return row.share or 0.0
