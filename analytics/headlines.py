"""The figures at the top of a page: one number, what it is of, and what it was before."""

from dataclasses import dataclass

from analytics.model import Period, PeriodKind, Unit
from analytics.published import Row
from analytics.sources import View
from analytics.words import THINGS, change, number, percent, period_name, value_text

LENGTHS = {PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter"}


@dataclass(frozen=True)
class Figure:
    """A headline figure in words: the figure, what it is of, what it was before; and its series, if none is hidden."""

    title: str
    figure: str
    of: str = ""
    compared: tuple[str, ...] = ()
    trend: tuple[float, ...] = ()


def figure_of(view: View, slug: str, title: str, unit: Unit | None = None, category: str = "") -> Figure:
    """The figure of one category: a percentage where it is a part of something, else a count."""
    counted = unit or view.unit(slug)
    now = row_at(view, slug, counted, view.period, category)
    if now is None:
        return Figure(title, "not published")
    compared = [f"{name} {brief(row)}" for name, row in rows_before(view, slug, counted, category)]
    return Figure(
        title, big(now, view.few), of_how_many(now, counted), tuple(compared), trend(view, slug, counted, category)
    )


def row_at(view: View, slug: str, unit: Unit, period: Period, category: str) -> Row | None:
    """The row of a category in a period, for this view's part."""
    return view.table(slug, unit, period=period).row(category, view.part.group)


def rows_before(view: View, slug: str, unit: Unit, category: str) -> list[tuple[str, Row]]:
    """Earlier rows that may be shown, each under its name in a comparison."""
    length = LENGTHS.get(view.period.kind, "year")
    same = f"same {length} last year"
    named = [(f"last {length}", view.before), (same, view.year_before)]
    found = [(name, row_at(view, slug, unit, period, category)) for name, period in named if period]
    return [(name, row) for name, row in found if row is not None and row.numerator is not None]


def big(row: Row, few: str) -> str:
    """The one figure: "43%", else "412", else the word that stands for it."""
    if row.share is not None and row.numerator is not None:
        return percent(row.share)
    return value_text(row, few)


def of_how_many(row: Row, unit: Unit) -> str:
    """ "141 of 329 episodes"; empty for a plain count."""
    if row.numerator is None or row.share is None or row.denominator is None:
        return ""
    return f"{number(row.numerator)} of {number(row.denominator)} {THINGS[unit][1]}"


def brief(row: Row) -> str:
    """ "58% (190)" or "398": a figure in a comparison."""
    count = number(row.numerator or 0)
    return f"{percent(row.share)} ({count})" if row.share is not None else count


def trend(view: View, slug: str, unit: Unit, category: str) -> tuple[float, ...]:
    """The series of the figure, or nothing where any of it may not be shown."""
    rows = [row for row in view.series(slug, unit).rows if row.category == category]
    values = [row.share if row.denominator is not None else row.numerator for row in rows]
    known = [value for value in values if value is not None]
    return tuple(known) if len(known) == len(values) and len(known) > 2 else ()


def headline(view: View) -> str:
    """The sentence that a chair would read out: how many, by how many children, and against the period before."""
    episodes = row_at(view, "missing-episodes", Unit.EPISODE, view.period, "")
    children = row_at(view, "children-missing", Unit.CHILD, view.period, "")
    if episodes is None or episodes.numerator is None:
        return "The number of missing episodes is hidden: it is small, or would give a small one away."
    by = f" by {number(children.numerator)} children" if children is not None and children.numerator else ""
    said = f"{number(episodes.numerator)} missing episodes{by} in {period_name(view.period)}"
    before = rows_before(view, "missing-episodes", Unit.EPISODE, "")
    changes = [change(episodes.numerator, row.numerator or 0, than(name)) for name, row in before]
    return f"{said}: {'; '.join(changes)}." if changes else f"{said}."


def than(name: str) -> str:
    """What a comparison is with, inside a sentence: "last quarter" is then "the quarter before"."""
    if name.startswith("same "):
        return f"in the {name}"
    return f"in the {name.removeprefix('last ')} before"
