"""What cards and figures need of a co-ordinator's records, measured: for a page, or for a paper."""

from collections.abc import Sequence
from functools import partial

from analytics.cards.card import Card, Scope
from analytics.cards.headlines import Tile
from analytics.indicators.registry import indicators
from analytics.model import Selection
from analytics.views.view import View, coordinator_view, groups_measured
from data.settings import Settings
from data.snapshots import Snapshot


def measured(snapshot: Snapshot, settings: Settings, selection: Selection, wanted: Sequence[Card | Tile]) -> View:
    """A co-ordinator's view: only what is shown is measured."""
    cards = [each for each in wanted if isinstance(each, Card)]
    tiles = [each for each in wanted if isinstance(each, Tile)]
    return coordinator_view(
        snapshot,
        settings,
        selection,
        tuple(dict.fromkeys(each.slug for each in wanted)),
        by=tuple(dict.fromkeys(card.by for card in cards if card.by)),
        months=tuple(dict.fromkeys((card.slug, card.by) for card in cards if card.over_time)),
        alike=tuple(dict.fromkeys(tile.slug for tile in tiles)),
    )


def exact_scope(snapshot: Snapshot, settings: Settings, selection: Selection, wanted: Sequence[Card | Tile]) -> Scope:
    """The same with the means to say which group a change comes from."""
    measure = partial(groups_measured, snapshot, settings, selection)
    view = measured(snapshot, settings, selection, wanted)
    return Scope(view, indicators(settings), settings, measure=measure)
