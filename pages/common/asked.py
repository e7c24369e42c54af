"""What a page was answered."""

from dataclasses import dataclass

from analytics.cards.card import Answered
from pages.common.identity import Reader


@dataclass(frozen=True)
class Asked(Answered):
    """Who asked, of what, and the answer."""

    reader: Reader
