"""The figures at the top of a page: the number, what it counts, whether it is normal, and what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import nan
from typing import Any, Final

from analytics.cards.card import Scope
from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import Indicator
from analytics.model import MONTHS_IN, PeriodKind, Unit
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.presenting.shares import share_in_words, wording_of
from analytics.views.variation import Form, Variation, normal_variation
from analytics.views.view import View
from analytics.words.numbers import THINGS, change, change_of_share, counted, joined, n_of_n, number
from analytics.words.periods import period_name, window_counted
from analytics.words.range_words import standing, standing_in_sentence
from analytics.words.unsaid import unsaid
from data.settings import Change

LENGTHS: Final = {PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter"}
FEWEST_FOR_A_TREND: Final = 3
BEFORE_CHANGE: Final = "before recording changed"


@dataclass(frozen=True)
class Tile:
    """What a headline figure is of: one category of an indicator, under a title.

    `says` is its sentence, "{n} of {of} children ({percent}) were girls", where the indicator has none of its own.
    """

    slug: str
    title: str = ""
    unit: Unit = Unit.EPISODE
    category: str = ""
    says: str = ""


# The figure that all others are read beside.
VOLUME: Final = Tile("missing-episodes", "Missing episodes")
CHILDREN: Final = Tile("children-missing", "Children missing", Unit.CHILD)


@dataclass(frozen=True)
class HeadlineFigure:
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


@dataclass(frozen=True, eq=False)
class Reading:
    """What a tile reads in its period, in the periods before it, and in the series that it stands in."""

    scope: Scope
    tile: Tile

    @property
    def view(self) -> View:
        """The figures that it reads from."""
        return self.scope.view

    @property
    def indicator(self) -> Indicator:
        """What is counted."""
        return self.scope.indicators[self.tile.slug]

    @cached_property
    def presenter(self) -> Presenter[Any]:
        """How it is said."""
        return presenter_of(self.indicator)

    @cached_property
    def row(self) -> Row | None:
        """Its row of the period; null where none is published."""
        return self.view.table(self.tile.slug, self.tile.unit).row(self.tile.category)

    @cached_property
    def normal(self) -> Variation:
        """What is normal for it, from the periods of its kind up to its own."""
        series = self.view.periods_alike(self.tile.slug, self.tile.unit)
        return self.variation(series, self.scope.settings.changes)

    @cached_property
    def place(self) -> int | None:
        """Where its period stands in that series; null where it has no value there."""
        return self.normal.place_of(self.view.period)

    @property
    def is_unusual(self) -> bool:
        """Whether anything about it is not normal."""
        return self.place is not None and bool(self.normal.signals_at(self.place))

    @property
    def standing(self) -> str:
        """ "normal range 298 to 882", "below its normal range, 51% to 64%"; empty where unknown."""
        return standing(self.normal, self.place) if self.place is not None else ""

    @property
    def and_standing(self) -> str:
        """ ", within the normal range of 300 to 883": the same as a sentence goes on; empty where unknown."""
        words = standing_in_sentence(self.normal, self.place) if self.place is not None else ""
        return f", {words}" if words else ""

    @cached_property
    def before(self) -> list[tuple[str, Row]]:
        """Earlier rows that may be shown, each under its name in a comparison."""
        length = LENGTHS.get(self.view.period.kind, "year")
        back = {f"last {length}": MONTHS_IN.get(self.view.period.kind, 12)}
        if length != "year":
            back["a year before"] = 12
        earlier = {name: self.view.earlier(self.tile.slug, self.tile.unit, months) for name, months in back.items()}
        rows = [(name, table.row(self.tile.category)) for name, table in earlier.items()]
        return [(name, row) for name, row in rows if row is not None and row.numerator is not None]

    @property
    def so_far(self) -> str:
        """ " so far", where its period is not over."""
        return " so far" if self.view.period.end > self.view.published.as_of.date() else ""

    def variation(self, series: Table, changes: Sequence[Change]) -> Variation:
        """What is normal for its category in a table of several periods."""
        rows = tuple(row for row in series.rows if row.category == self.tile.category)
        return normal_variation(replace(series, rows=rows), self.indicator, changes)

    def brief(self, row: Row) -> str:
        """A row inside a sentence."""
        return self.presenter.brief(row)


def figures_of(scope: Scope, tiles: Sequence[Tile]) -> list[HeadlineFigure]:
    """The tiles' figures, in their order."""
    return [figure_of(scope, tile) for tile in tiles]


def unusual_first(figures: Sequence[HeadlineFigure]) -> list[HeadlineFigure]:
    """The figures with anything unusual before the others."""
    return sorted(figures, key=lambda figure: not figure.is_unusual)


def figure_of(scope: Scope, tile: Tile) -> HeadlineFigure:
    """The figure of one category: a percentage where it is a part of something, a mean or a count where it is not."""
    read = Reading(scope, tile)
    if read.row is None:
        return HeadlineFigure(tile.title, "not published", "for this part")
    return HeadlineFigure(
        tile.title,
        read.presenter.figure(read.row, scope.few),
        read.presenter.of_how_many(read.row, tile.unit),
        read.standing,
        is_unusual=read.is_unusual,
        compared=comparisons(read),
        trend=trend(read.normal) or trend(read.variation(scope.view.series(tile.slug, tile.unit), ())),
        says=f"{tile.title}: {read.brief(read.row)}{read.and_standing}",
    )


def comparisons(read: Reading) -> tuple[str, ...]:
    """Earlier figures; those that differ by no more than is normal are called similar."""
    similar, others = [], []
    for name, row in read.before:
        then, words = read.normal.place_of(row.period), f"{read.brief(row)} {name}"
        if read.normal.are_similar(read.place, then):
            similar.append(words)
        else:
            others.append(f"{words}, {BEFORE_CHANGE}" if read.normal.is_before_change(read.place, then) else words)
    return (*([f"similar to {joined(similar)}"] if similar else []), *others)


def trend(normal: Variation) -> tuple[float, ...]:
    """The values of a series, NaN for a gap, which is then drawn as one; nothing where most are gaps."""
    values = [normal.value(place) for place in range(len(normal.rows))]
    known = [value for value in values if value is not None]
    if len(known) < max(FEWEST_FOR_A_TREND, len(values) / 2):
        return ()
    return tuple(nan if value is None else value for value in values)


def headline(scope: Scope, figures: Sequence[HeadlineFigure] = ()) -> str:
    """The sentence that a chair would read out: what is unusual; how many, by how many children, and against before."""
    unusual = [f"{figure.says}." for figure in figures if figure.is_unusual and figure.title != VOLUME.title]
    return " ".join([*unusual, volume_sentence(scope)])


def volume_sentence(scope: Scope) -> str:
    """ "412 missing episodes by 168 children in July to September 2026, within ...: similar to ..."."""
    read, children = Reading(scope, VOLUME), scope.view.table(CHILDREN.slug, CHILDREN.unit).row()
    episodes = read.row
    if episodes is not None and episodes.is_unsaid:
        return unsaid([episodes])
    if episodes is None or episodes.numerator is None:
        return "The number of missing episodes is hidden: it is small, or would give a small one away."
    about = "about " if scope.view.published.protection.is_rounded else ""
    by = f" by {about}{counted(children.numerator, Unit.CHILD)}" if children is not None and children.numerator else ""
    things, when = THINGS[Unit.EPISODE][episodes.numerator != 1], period_name(scope.view.period)
    how_many = f"{about.capitalize()}{number(episodes.numerator)} missing {things}{by} in {when}"
    return ended(f"{how_many}{read.so_far}{read.and_standing}", changes_since(read, episodes, about))


def usual_sentence(scope: Scope) -> str:
    """Whether the number of missing episodes is normal, without the range; empty where that cannot be said.

    "That is within what is normal here from quarter to quarter: a rise or fall of this size may be chance."
    """
    read = Reading(scope, VOLUME)
    limits = read.normal.phase_at(read.place).limits if read.place is not None else None
    if read.place is None or limits is None:
        return ""
    value, length = read.normal.value(read.place) or 0, LENGTHS.get(scope.view.period.kind, "year")
    where = "above" if value > limits.upper else "below" if value < limits.lower else "within"
    words = f"That is {where} what is normal here from {length} to {length}"
    return f"{words}." if read.is_unusual else f"{words}: a rise or fall of this size may be chance."


def page_sentence(scope: Scope, tile: Tile) -> str:
    """The one message of a page: a share, how it stands to what is normal, and what it was; empty where it is hidden.

    "226 of 543 returns (42%) had an interview within 72 hours in July to September 2026, below the normal range of 50%
    to 65%: down from 310 of 520 (60%) the quarter before (a fall of 18 percentage points)."
    """
    read = Reading(scope, tile)
    if read.row is None or not n_of_n(read.row):
        return ""
    share = share_in_words(read.row, tile.says or wording_of(read.indicator, tile.unit)).removesuffix(".")
    when = window_counted(read.indicator, scope.view.period, scope.settings.counting.look_back_months)
    return ended(f"{share} in {when}{read.so_far}{read.and_standing}", changes_since(read, read.row))


def ended(words: str, compared: str) -> str:
    """A sentence, with what it is compared with where there is anything."""
    return f"{words}: {compared}." if compared else f"{words}."


def changes_since(read: Reading, now: Row, about: str = "") -> str:
    """How the figure stands to earlier ones: similar, or up or down and by how much, or not to be compared."""
    similar, others = [], []
    for name, row in read.before:
        then, value = read.normal.place_of(row.period), f"{about}{n_of_n(row) or number(row.numerator or 0)}"
        if read.normal.are_similar(read.place, then):
            similar.append(f"{value} {than(name)}")
        elif read.normal.is_before_change(read.place, then):
            others.append(f"{value} {than(name)}, {BEFORE_CHANGE}")
        elif read.normal.form is Form.SHARE:
            others.append(change_of_share(now, row, than(name)))
        else:
            others.append(change(now.numerator or 0, row.numerator or 0, than(name), about=about))
    return "; ".join([*([f"similar to {joined(similar)}"] if similar else []), *filter(None, others)])


def than(name: str) -> str:
    """What a comparison is with, inside a sentence: "last quarter" is then "the quarter before"."""
    return "the year before" if name == "a year before" else f"the {name.removeprefix('last ')} before"
