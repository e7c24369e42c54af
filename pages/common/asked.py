"""What a page wants to show, and what it was answered."""

from dataclasses import dataclass

from analytics.cards import Answered
from analytics.model import Unit
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
class Asked(Answered):
    """Who asked, of what, and the answer."""

    reader: Reader
