"""A card: the question that is asked, and the figures that it is asked of."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.disclosure.published import Published, Table
from analytics.measuring.breakdowns import Breakdown
from analytics.measuring.shapes import Indicator
from analytics.model import Clock, Unit
from analytics.views.view import ByGroups, View
from data.remarks import Remark
from data.settings import Settings


@dataclass(frozen=True)
class Scope:
    """The figures that a page or a paper may show, and what they are called.

    `settings` are those that the figures were made with, with the council's changes of practice. `few` stands for a
    count that is too small to be said.
    """

    view: View
    indicators: dict[str, Indicator]
    settings: Settings
    few: str = "few"
    # Exact figures by group, measured where a change asks for them; none for readers of published tables.
    measure: Callable[[ByGroups], Published] | None = None
    # What changed on which day, as far as this reader may read it.
    noted: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Card:
    """An indicator: for the period, by the groups of a breakdown, or over time.

    `groups` are the two or three to draw side by side, where each has several categories; over time, the one to draw.
    """

    slug: str
    unit: Unit | None = None
    by: Breakdown | None = None
    groups: tuple[str, ...] = ()
    over_time: bool = False
    title: str = ""
    # Beside the same at the end of the period before, and a year before.
    beside_last: bool = False

    @property
    def key(self) -> str:
        """A name that no other card of a page has."""
        return (
            f"{self.slug}-{self.unit or ''}-{self.by.slug if self.by else ''}-{self.over_time}-{'-'.join(self.groups)}"
            f"{'-beside-last' if self.beside_last else ''}"
        )


@dataclass(frozen=True)
class Detail:
    """What a page shows once its name is chosen: these cards, or what the page itself draws where there are none."""

    name: str
    cards: tuple[Card, ...] = ()


def detail(name: str, *cards: Card) -> Detail:
    """These cards under a name."""
    return Detail(name, cards)


def unit_of(card: Card, indicator: Indicator) -> Unit:
    """The unit asked for, else the one that the indicator is first counted in."""
    return card.unit or indicator.definition.units[0]


def table_of(view: View, card: Card, indicator: Indicator) -> Table:
    """The published rows that the card shows."""
    unit = unit_of(card, indicator)
    if indicator.definition.clock is Clock.NOW:
        return view.now(card.slug, unit, card.by)
    if card.over_time and card.by:
        if card.groups:
            return view.series_of_group(card.slug, unit, card.by, card.groups[0])
        return view.series_by(card.slug, unit, card.by)
    if card.over_time:
        return view.series(card.slug, unit)
    return view.by(card.slug, unit, card.by) if card.by else view.table(card.slug, unit)
