"""What a page has besides its first cards: names, of which a reader opens one at a time, so that a page stays short."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from analytics.cards.card import Detail
from analytics.model import Audience
from pages.common.asked import Asked
from pages.common.cards import is_open, show_cards

MORE: Final = "More on this page"


def show_details(request: Asked, *details: Detail) -> Detail | None:
    """The details that this reader may ever see, by name, and the cards of the one that is open, which is returned."""
    chosen = choose_detail([detail for detail in details if is_offered(request, detail)])
    if chosen:
        show_cards(request.more(chosen.cards), *chosen.cards)
    return chosen


def choose_detail(details: Sequence[Detail]) -> Detail | None:
    """The one that is open, which the address names too; of the others nothing is measured, made or sent."""
    names = {detail.name: detail for detail in details}
    name = st.pills(MORE, list(names), key="detail", bind="query-params") if names else None
    return names.get(name or "")


def is_offered(request: Asked, detail: Detail) -> bool:
    """Whether a reader may see any of its cards; what a page draws itself is for whoever reads the page."""
    if not detail.cards or request.reader.audience is Audience.COORDINATOR:
        return True
    return any(is_open(card, request.indicators[card.slug]) for card in detail.cards)
