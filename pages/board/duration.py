"""How long children are missing, in hours and, for sources that record dates alone, in days."""

import streamlit as st

from analytics.breakdowns import SETTING, SEX
from analytics.cards import Card
from analytics.model import Audience
from pages.common.asked import Tile
from pages.common.cards import advise, say_message, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

MESSAGE = Tile(
    "duration-hours", category="over-24", says="{n} of {of} missing episodes ({percent}) lasted 24 hours or more"
)
CARDS = (
    Card("duration-hours"),
    Card("duration-days"),
    Card("overnight", title="How often were children missing overnight?"),
    Card("overnight", by=SETTING, title="Is that from care or from home?"),
    Card("duration-hours", by=SETTING, groups=("care", "home"), title="Are they missing longer from care or home?"),
    Card("duration-hours", by=SEX, groups=("F", "M"), title="Are girls or boys missing longer?"),
    Card("missing-now"),
)

asked = ask(reader, MESSAGE, *CARDS)
st.title("How long children are missing", anchor=False)
say_message(asked, MESSAGE)
advise("An episode belongs to the period in which it starts. Those still missing have no duration yet: they are a row.")
show_cards(asked, *CARDS)
