"""A page's figures, and who reads them."""

from dataclasses import dataclass

from analytics.cards.card import Scope
from pages.common.identity import Reader


@dataclass(frozen=True, kw_only=True)
class Asked(Scope):
    """The figures that a page may show, and who reads them."""

    reader: Reader
