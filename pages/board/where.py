"""Where children go missing from, where they are found, and how far away."""

import streamlit as st

from analytics.cards.card import Card
from analytics.cards.themes import WHERE
from analytics.model import Audience, Unit
from pages.common.board_hotspots import show_named_where
from pages.common.cards import say_theme, show_cards
from pages.common.filters import ask
from pages.common.identity import require
from pages.common.maps import choose_map, map_cards, show_district_maps, show_times

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("police-area", Unit.EPISODE),
    Card("police-area", Unit.CHILD, title="How many children is that, by police area?"),
    Card("distance"),
    Card("in-or-out-of-area", Unit.CHILD),
)

asked = ask(reader, *WHERE.figures, *CARDS, *map_cards(reader.audience))
say_theme(asked, WHERE)
where = choose_map(asked)
show_district_maps(asked, where)
show_times(asked, where)
show_named_where(reader)
st.header("Police areas and distance", anchor=False)
show_cards(asked, *CARDS)
