"""The first page: the quarter in one sentence, six figures, and the questions a chair asks first."""

import streamlit as st

from analytics.cards.card import Card
from analytics.cards.themes import HEADLINES, OVERVIEW
from analytics.model import Audience, Unit
from pages.common.cards import show_cards, show_headlines
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("missing-episodes", over_time=True),
    Card("duration-hours"),
    Card("interview-in-time", over_time=True),
    Card("repeat-bands", Unit.CHILD),
)

asked = ask(reader, *HEADLINES, *CARDS)
st.title("Overview", anchor=False)
show_headlines(asked, *OVERVIEW)
show_cards(asked, *CARDS)
