"""The figures at the top of a page: the number, what it counts, whether it is usual, and what it was before.

A figure is of one period, which is looked at once: what is usual comes from the periods before it, as for Monday's
report (`analytics/statistics/latest.py`). A whole series has its normal range (`analytics/views/variation.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import nan
from typing import Any, Final

from analytics.cards.card import Scope
from analytics.disclosure.published import Row, Table
from analytics.measuring.ladders import AS_RECORDED
from analytics.measuring.shapes import Indicator
from analytics.model import MONTHS_IN, Unit, months_between
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.statistics.latest import (
    Difference,
    Latest,
    count_beside,
    mean_beside,
    share_beside,
    window_beside,
)
from analytics.views.variation import (
    Form,
    Variation,
    concerns,
    known_before,
    latest_at,
    normal_variation,
    pair,
)
from analytics.views.view import View
from analytics.words.numbers import joined
from analytics.words.periods import length_name, window_counted
from analytics.words.range_words import few_since_change, usual_standing, usual_standing_in_sentence
from data.settings import Change

FEWEST_FOR_A_TREND: Final = 3
BEFORE_CHANGE: Final = "before recording changed"
# Of a change from the one period that a reader names.
PAST_CHANCE: Final = "more than chance explains"
CHANGED: Final = f"changed by {PAST_CHANCE}"
THE_SAME: Final = ", the same"
MAY_BE_CHANCE: Final = ", a change that chance may explain"
# In a tile, the last band of an indicator: that of the children who went most often.
MOST_OFTEN: Final = "most often"


@dataclass(frozen=True)
class Tile:
    """What a headline figure is of: one category of an indicator, under a title.

    `says` is its sentence, "{n} of {of} children ({percent}) were girls", where the indicator has none of its own.
    `widened` are title and sentence where a reader's table counts more together in it. `instead` is read where nothing
    of it is published: else a page would call normal what its other figures show to be unusual.
    """

    slug: str
    title: str = ""
    unit: Unit = Unit.EPISODE
    category: str = ""
    says: str = ""
    widened: tuple[str, str] | None = None
    instead: "Tile | None" = None


# The figure that all others are read beside.
VOLUME: Final = Tile("missing-episodes", "Missing episodes")
CHILDREN: Final = Tile("children-missing", "Children missing", Unit.CHILD)


@dataclass(frozen=True)
class HeadlineFigure:
    """A headline figure in words: the figure, what it is of, how it stands to what is usual, what it was before.

    `trend` is its series, NaN where that is hidden or was not supplied.
    """

    title: str
    figure: str
    of: str = ""
    standing: str = ""
    is_unusual: bool = False
    compared: tuple[str, ...] = ()
    trend: tuple[float, ...] = ()


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
    def category(self) -> str:
        """The category that it is of, as this reader's table counts it."""
        table = self.view.table(self.tile.slug, self.tile.unit)
        if self.tile.category == MOST_OFTEN:
            return table.rows[-1].category if table.rows else MOST_OFTEN
        rung = table.grouping.rungs(self.indicator.definition)[0] if table.grouping else AS_RECORDED
        widened = rung.widened(self.tile.category)
        return widened if table.row(widened) else self.tile.category

    @property
    def title(self) -> str:
        """Its title, as this reader's table counts it."""
        return self.tile.widened[0] if self.tile.widened and self.category != self.tile.category else self.tile.title

    @property
    def says(self) -> str:
        """Its sentence likewise; empty where the indicator has one of its own."""
        return self.tile.widened[1] if self.tile.widened and self.category != self.tile.category else self.tile.says

    @cached_property
    def row(self) -> Row | None:
        """Its row of the period; null where none is published."""
        return self.view.table(self.tile.slug, self.tile.unit).row(self.category)

    @cached_property
    def normal(self) -> Variation:
        """Its series: the periods of its kind up to its own, and what is normal in each phase of recording."""
        series = self.view.periods_alike(self.tile.slug, self.tile.unit)
        return self.variation(series, self.scope.settings.changes)

    @cached_property
    def place(self) -> int | None:
        """Where its period stands in that series; null where it has no value there."""
        return self.normal.place_of(self.view.period)

    @cached_property
    def latest(self) -> Latest | None:
        """What is usual for it, from the periods before, and whether it is; null where that is not known."""
        return None if self.place is None else latest_at(self.normal, self.place, step_of(self.scope, self.indicator))

    @property
    def known_before(self) -> list[Row]:
        """The rows before it that tell what is usual; none where it has no value."""
        return [] if self.place is None else known_before(self.normal, self.place, step_of(self.scope, self.indicator))

    @cached_property
    def row_compared(self) -> Row | None:
        """Its row of the one period that the reader compares with; null where none is named or its number not shown."""
        compared = self.view.compared if self.view.is_whole else None
        table = self.view.in_period(self.tile.slug, self.tile.unit, compared) if compared else None
        row = table.row(self.category) if table else None
        return row if row is not None and row.numerator is not None else None

    @cached_property
    def difference(self) -> Difference | None:
        """Whether it differs from that row by more than chance brings; null where that cannot be told."""
        then = self.row_compared
        if self.place is None or then is None or self.is_before_change(then):
            return None
        known, now = self.known_before, self.normal.rows[self.place]
        if self.indicator.definition.looks_back:
            is_apart = months_between(then.period, now.period) >= self.scope.settings.counting.look_back_months
            return window_beside(pair(then), pair(now)) if is_apart else None
        match self.normal.form:
            case Form.COUNT:
                seasons = [row.period.start.month for row in [*known, now]]
                return count_beside(then.numerator or 0, now.numerator or 0, [pair(row)[0] for row in known], seasons)
            case Form.SHARE:
                return share_beside(pair(then), pair(now), [pair(row) for row in known])
            case Form.MEAN:
                return mean_beside(then.share or 0.0, now.share or 0.0, [row.share or 0.0 for row in known])

    @property
    def signal(self) -> Latest | Difference | None:
        """What is tested: the figure beside the one period that the reader names, else beside all before."""
        return self.difference if self.view.compared else self.latest

    @property
    def is_unusual(self) -> bool:
        """Whether it is not what the periods before, or the one that is named, lead to expect."""
        return self.signal is not None and self.signal.is_unusual

    @property
    def standing(self) -> str:
        """ "usual range 438 to 894", "below its usual range, 50% to 65%"; empty where unknown.

        Beside one period that is named: that chance does not explain the change; empty where it may.
        """
        if self.view.compared:
            return CHANGED if self.is_unusual else ""
        if self.place is None:
            return ""
        if self.latest is None:
            return few_since_change(self.normal, self.place)
        return usual_standing(self.latest, self.normal, self.place)

    @property
    def and_standing(self) -> str:
        """ ", within the usual range of 438 to 894": the same as a sentence goes on; empty where unknown."""
        if self.place is None or self.latest is None or self.view.compared:
            return ""
        return f", {usual_standing_in_sentence(self.latest, self.normal, self.place)}"

    def is_similar(self, row: Row) -> bool:
        """Whether an earlier row differs by no more than is usual: both lie in the usual range of this period."""
        then = self.normal.place_of(row.period)
        if self.latest is None or self.is_unusual or then is None or self.normal.is_before_change(self.place, then):
            return False
        expected = self.latest.expected
        return expected.lower <= (self.normal.value(then) or 0) <= expected.upper

    def is_before_change(self, row: Row) -> bool:
        """Whether recording changed between an earlier row and this period, so that they are not to be compared."""
        then = self.normal.place_of(row.period)
        if then is not None:
            return self.normal.is_before_change(self.place, then)
        # A row before the series began has no place there.
        concerning = (each for each in self.scope.settings.changes if concerns(each, self.tile.slug))
        return any(row.period.end <= each.at < self.view.period.end for each in concerning)

    @cached_property
    def before(self) -> list[tuple[str, Row]]:
        """Earlier rows that may be shown, each under its name in a comparison; beside a part of a period none."""
        if self.view.compared:
            return [(self.name_compared, self.row_compared)] if self.row_compared else []
        names = (f"last {length_name(self.view.period.kind)}", "a year before")
        tables = [self.view.in_period(self.tile.slug, self.tile.unit, period) for period in self.view.compared_with]
        rows = [(name, table.row(self.category)) for name, table in zip(names, tables, strict=False)]
        return [(name, row) for name, row in rows if row is not None and row.numerator is not None]

    @property
    def name_compared(self) -> str:
        """ "in April to June 2025", the period that the reader compares with; of a look-back, its months."""
        months = self.scope.settings.counting.look_back_months
        return f"in {window_counted(self.indicator, self.view.compared, months)}" if self.view.compared else ""

    @property
    def so_far(self) -> str:
        """ " so far", where its period is not over."""
        return " so far" if self.view.period.end > self.view.published.as_of.date() else ""

    def variation(self, series: Table, changes: Sequence[Change]) -> Variation:
        """What is normal for its category in a table of several periods."""
        rows = tuple(row for row in series.rows if row.category == self.category)
        return normal_variation(replace(series, rows=rows), self.indicator, changes)

    def brief(self, row: Row) -> str:
        """A row inside a sentence."""
        return self.presenter.brief(row)


def reading_of(scope: Scope, tile: Tile) -> Reading:
    """What a tile reads; where nothing of it is published, what is read in its place, if that has a number."""
    read, other = Reading(scope, tile), Reading(scope, tile.instead) if tile.instead else None
    is_instead = read.row is None and other and other.row is not None and other.row.numerator is not None
    return other if other and is_instead else read


def figures_of(scope: Scope, tiles: Sequence[Tile]) -> list[HeadlineFigure]:
    """The tiles' figures, in their order."""
    return [figure_of(scope, tile) for tile in tiles]


def unusual_first(figures: Sequence[HeadlineFigure]) -> list[HeadlineFigure]:
    """The figures with anything unusual before the others."""
    return sorted(figures, key=lambda figure: not figure.is_unusual)


def figure_of(scope: Scope, tile: Tile) -> HeadlineFigure:
    """The figure of one category: a percentage where it is a part of something, a mean or a count where it is not."""
    read = reading_of(scope, tile)
    tile = read.tile
    if read.row is None:
        return HeadlineFigure(
            tile.title, "not published", "for this part" if scope.view.part.breakdown else "for this period"
        )
    return HeadlineFigure(
        read.title,
        read.presenter.figure(read.row, scope.few),
        read.presenter.of_how_many(read.row, tile.unit),
        read.standing,
        is_unusual=read.is_unusual,
        compared=comparisons(read),
        trend=trend(read.normal) or trend(read.variation(scope.view.series(tile.slug, tile.unit), ())),
    )


def step_of(scope: Scope, indicator: Indicator) -> int:
    """How many periods apart look-backs of an indicator end that do not overlap; 0 where it does not look back."""
    months = MONTHS_IN.get(scope.view.period.kind, 12)
    return max(scope.settings.counting.look_back_months // months, 1) if indicator.definition.looks_back else 0


def comparisons(read: Reading) -> tuple[str, ...]:
    """Earlier figures; those that differ by no more than is usual are called similar."""
    if read.view.compared and read.view.is_whole and not read.before:
        return (f"no number {read.name_compared} may be shown",)
    if read.row_compared:
        words = f"{read.brief(read.row_compared)} {read.name_compared}"
        return (f"{words}, {BEFORE_CHANGE}" if read.is_before_change(read.row_compared) else words + and_chance(read),)
    similar, others = [], []
    for name, row in read.before:
        words = f"{read.brief(row)} {name}"
        if read.is_similar(row):
            similar.append(words)
        else:
            others.append(f"{words}, {BEFORE_CHANGE}" if read.is_before_change(row) else words)
    return (*([f"similar to {joined(similar)}"] if similar else []), *others)


def and_chance(read: Reading) -> str:
    """That chance may explain a change from the period that is named, where that was tested and is so."""
    if read.difference is None or read.difference.is_unusual:
        return ""
    is_same = read.row is not None and read.row_compared is not None and pair(read.row) == pair(read.row_compared)
    return THE_SAME if is_same else MAY_BE_CHANCE


def trend(normal: Variation) -> tuple[float, ...]:
    """The values of a series, NaN for a gap, which is then drawn as one; nothing where most are gaps."""
    values = [normal.value(place) for place in range(len(normal.rows))]
    known = [value for value in values if value is not None]
    if len(known) < max(FEWEST_FOR_A_TREND, len(values) / 2):
        return ()
    return tuple(nan if value is None else value for value in values)
