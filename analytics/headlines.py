"""The figures at the top of a page: one number, what it is of, and what it was before."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.indicator import Count, Indicator, Ratio
from analytics.model import MONTHS_IN, PeriodKind, Unit
from analytics.published import Row, Shown, Table
from analytics.sources import View
from analytics.words import THINGS, change, counted, group_name, n_of_n, number, percent, period_name, value_text
from data import codes

LENGTHS = {PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter"}
# Groups that say only that nothing is known, or that the question does not arise.
NO_GROUP = (codes.UNKNOWN, codes.NOT_IN_CARE)


@dataclass(frozen=True)
class Figure:
    """A headline figure in words: the figure, what it is of, what it was before; and its series, if none is hidden."""

    title: str
    figure: str
    of: str = ""
    compared: tuple[str, ...] = ()
    trend: tuple[float, ...] = ()


def figure_of(
    view: View, indicator: Indicator, title: str, unit: Unit, *, category: str = "", few: str = "few"
) -> Figure:
    """The figure of one category: a percentage where it is a part of something, a mean or a count where it is not."""
    slug = indicator.definition.slug
    now = view.table(slug, unit).row(category)
    if now is None:
        return Figure(title, "not published", "for this part")
    form = mean if isinstance(indicator, Ratio) else percent
    before = rows_before(view, slug, unit, category)
    series = view.series(slug, unit)
    return Figure(
        title,
        big(now, form, few),
        of_how_many(now, indicator, unit),
        tuple(f"{name} {brief(row, indicator)}" for name, row in before),
        trend(series, category),
    )


def rows_before(view: View, slug: str, unit: Unit, category: str) -> list[tuple[str, Row]]:
    """Earlier rows that may be shown, each under its name in a comparison."""
    length = LENGTHS.get(view.period.kind, "year")
    named = {f"last {length}": MONTHS_IN.get(view.period.kind, 12), "a year before": 12}
    if length == "year":
        del named["a year before"]
    found = [(name, view.earlier(slug, unit, months).row(category)) for name, months in named.items()]
    return [(name, row) for name, row in found if row is not None and row.numerator is not None]


def big(row: Row, form: Callable[[float], str], few: str) -> str:
    """The one figure: "43%" or "3.8", else "412", else the word that stands for it."""
    if row.share is not None and row.numerator is not None:
        return form(row.share)
    return value_text(row, few)


def mean(value: float) -> str:
    """One decimal."""
    return f"{value:,.1f}"


def of_how_many(row: Row, indicator: Indicator, unit: Unit) -> str:
    """ "141 of 329 episodes", "546 episodes, 145 children"; empty for a plain count."""
    if row.numerator is None or row.shown is Shown.NONE_DUE or isinstance(indicator, Count):
        return ""
    if row.denominator is None:
        return "of a number that is hidden"
    if isinstance(indicator, Ratio):
        return f"{counted(row.numerator, Unit.EPISODE)}, {counted(row.denominator, Unit.CHILD)}"
    return f"{number(row.numerator)} of {number(row.denominator)} {THINGS[unit][1]}"


def brief(row: Row, indicator: Indicator) -> str:
    """ "58% (190)", "4.7" or "398": a figure in a comparison."""
    if row.share is None:
        return number(row.numerator or 0)
    if isinstance(indicator, Ratio):
        return mean(row.share)
    return f"{percent(row.share)} ({number(row.numerator or 0)})"


def trend(series: Table, category: str) -> tuple[float, ...]:
    """The series of one category, or nothing where any of it may not be shown."""
    rows = [row for row in series.rows if row.category == category]
    is_part = any(row.denominator is not None for row in rows)
    values = [row.share if is_part else row.numerator for row in rows]
    known = [value for value in values if value is not None]
    return tuple(known) if len(known) == len(values) and len(known) > 2 else ()


def headline(view: View) -> str:
    """The sentence that a chair would read out: how many, by how many children, and against the period before."""
    episodes = view.table("missing-episodes", Unit.EPISODE).row()
    children = view.table("children-missing", Unit.CHILD).row()
    if episodes is None or episodes.numerator is None:
        return "The number of missing episodes is hidden: it is small, or would give a small one away."
    about = "about " if view.published.protection.is_rounded else ""
    by = f" by {about}{counted(children.numerator, Unit.CHILD)}" if children is not None and children.numerator else ""
    things = THINGS[Unit.EPISODE][episodes.numerator != 1]
    said = f"{about.capitalize()}{number(episodes.numerator)} missing {things}{by} in {period_name(view.period)}"
    before = rows_before(view, "missing-episodes", Unit.EPISODE, "")
    changes = [change(episodes.numerator, row.numerator or 0, than(name), about=about) for name, row in before]
    return f"{said}: {'; '.join(changes)}." if changes else f"{said}."


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
