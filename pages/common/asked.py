"""What a page wants to show, and what it was answered."""

from dataclasses import dataclass
from typing import Protocol

from analytics.breakdowns import Breakdown
from analytics.indicator import Indicator
from analytics.model import Unit
from analytics.sources import View
from data.settings import Settings
from pages.common.identity import Reader


@dataclass(frozen=True)
class Tile:
    """A headline figure: one category of an indicator. `says` is its sentence, where the indicator has none."""

    slug: str
    title: str = ""
    unit: Unit = Unit.EPISODE
    category: str = ""
    says: str = ""


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
    # Beside the same a year before.
    beside_last: bool = False

    @property
    def key(self) -> str:
        """A name that no other card of a page has."""
        return (
            f"{self.slug}-{self.unit or ''}-{self.by.slug if self.by else ''}-{self.over_time}-{'-'.join(self.groups)}"
            f"{'-beside-last' if self.beside_last else ''}"
        )


class Terms(Protocol):
    """What figures are called, whether they are live or released."""

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator, with the numbers of the settings in it."""

    @property
    def settings(self) -> Settings:
        """The council's settings, with its changes of practice."""

    @property
    def few(self) -> str:
        """What stands for a count that is too small to be said in public."""


@dataclass(frozen=True)
class Asked:
    """Who asked, of what, and the answer."""

    reader: Reader
    live: Terms
    view: View
