"""A page's figures, and who reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from analytics.cards.card import Card, Scope
from analytics.views.view import View
from pages.common.identity import Reader


@dataclass(frozen=True, kw_only=True)
class Asked(Scope):
    """The figures that a page may show, and who reads them.

    `view_of` measures what further cards need; none where the figures are published, and there whatever is asked for.
    """

    reader: Reader
    view_of: Callable[[Sequence[Card]], View] | None = None

    def more(self, cards: Sequence[Card]) -> Self:
        """The same question, asked of the cards of a detail."""
        return replace(self, view=self.view_of(cards)) if self.view_of and cards else self
