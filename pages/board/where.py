"""Where children go missing from, and how far away they are found."""

import streamlit as st

from analytics.model import Audience, Unit
from pages.common.asked import Card
from pages.common.cards import advise, say_period, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("police-area", Unit.EPISODE),
    Card("police-area", Unit.CHILD, title="How many children is that, by police area?"),
    Card("postcode-district", Unit.EPISODE),
    Card("postcode-district", Unit.CHILD, title="How many children is that, by postcode district?"),
    Card("distance"),
)

asked = ask(reader, *CARDS)
st.title("Where", anchor=False)
say_period(asked)
advise("Ranked by episodes, one child can make a district; ranked by children, none can. Read the two side by side.")
show_cards(asked, *CARDS)
