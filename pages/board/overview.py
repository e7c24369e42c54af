"""The first page: the quarter in one sentence, six figures, and the questions a chair asks first."""

import streamlit as st

from analytics.cards import Card
from analytics.model import Audience, Unit
from pages.common.asked import Tile
from pages.common.cards import show_cards, show_headlines
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

TILES = (
    Tile("missing-episodes", "Missing episodes"),
    Tile("children-missing", "Children missing", Unit.CHILD),
    Tile("interview-in-time", "Interviews in time"),
    Tile("missing-more-than-once", "Missing more than once", Unit.CHILD),
    Tile("duration-hours", "Missing 24 hours or more", category="over-24"),
    Tile("home-or-care", "Children in care", Unit.CHILD, "care"),
)
CARDS = (
    Card("missing-episodes", over_time=True),
    Card("duration-hours"),
    Card("interview-in-time", over_time=True),
    Card("repeat-bands", Unit.CHILD),
)

asked = ask(reader, *TILES, *CARDS)
st.title("Overview", anchor=False)
show_headlines(asked, *TILES)
show_cards(asked, *CARDS)
