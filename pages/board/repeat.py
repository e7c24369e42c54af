"""How often the same child goes missing, and how much of it is a few children."""

from analytics.cards.card import Card, detail
from analytics.cards.headlines import Tile
from analytics.cards.themes import REPEAT
from analytics.measuring.breakdowns import SETTING
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards, show_tiles
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

TILES = (
    Tile("episodes-per-child", "Episodes per child"),
    REPEAT.message,
    Tile("persistent-children", "Persistent", Unit.CHILD),
)
CARDS = (
    Card(
        "repeat-bands",
        Unit.CHILD,
        beside_last=True,
        title="Persistent-missing histogram: now, and earlier",
    ),
    Card("top-children"),
)
DETAILS = (
    detail(
        "By episodes",
        Card("repeat-bands", Unit.EPISODE, title="How many of the episodes are by children who go often?"),
    ),
    detail("More than once", Card("missing-more-than-once", Unit.CHILD, over_time=True)),
    detail(
        "In care and at home",
        Card("persistent-children", Unit.CHILD, by=SETTING, title="Who is persistent: in care or at home?"),
        Card("missing-more-than-once", Unit.CHILD, by=SETTING, title="Who goes again: in care or at home?"),
    ),
)

asked = ask(reader, *TILES, *REPEAT.figures, *CARDS, *DETAILS)
say_theme(asked, REPEAT)
show_tiles(asked, *TILES)
show_cards(asked, *CARDS)
show_details(asked, *DETAILS)
