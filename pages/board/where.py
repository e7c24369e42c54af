"""Where children go missing from, where they are found, and how far away."""

import streamlit as st

from analytics.cards import Card
from analytics.model import Audience, Unit
from pages.common.asked import Tile
from pages.common.board_hotspots import show_named_where
from pages.common.cards import advise, say_message, show_cards
from pages.common.filters import ask
from pages.common.identity import require
from pages.common.maps import choose_map, map_cards, show_district_maps, show_times

reader = require(Audience.BOARD, Audience.COORDINATOR)

MESSAGE = Tile(
    "distance", category="0-5", says="{n} of {of} children’s returns ({percent}) were from under 5 miles away"
)
CARDS = (
    Card("police-area", Unit.EPISODE),
    Card("police-area", Unit.CHILD, title="How many children is that, by police area?"),
    Card("distance"),
    Card("in-or-out-of-area", Unit.CHILD),
)

asked = ask(reader, MESSAGE, *CARDS, *map_cards(reader.audience))
st.title("Where", anchor=False)
say_message(asked, MESSAGE)
advise("Ranked by episodes, one child can make a district; ranked by children, none can. Read the two side by side.")
where = choose_map(asked)
show_district_maps(asked, where)
show_times(asked, where)
show_named_where(reader)
show_cards(asked, *CARDS)
