"""The first page: the quarter in one sentence, six figures, and the questions a chair asks first."""

import streamlit as st

from analytics.cards.card import Card
from analytics.cards.themes import HEADLINES, OVERVIEW
from analytics.model import Audience, Unit
from pages.common.cards import say_headlines, show_cards, show_headlines, show_ways
from pages.common.filters import ask, in_address
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("missing-episodes", over_time=True),
    Card("duration-hours"),
    Card("interview-in-time", over_time=True),
    Card("repeat-bands", Unit.CHILD),
)

WAYS = {
    "board/repeat.py": "Persistent missing",
    "board/duration.py": "Time missing",
    "board/home_and_care.py": "Home and care",
    "board/interviews.py": "Return home interviews",
    "board/who.py": "Ethnicity",
    "board/where.py": "Maps",
}

asked = ask(reader, *HEADLINES, *CARDS)
st.title("Overview", anchor=False)
say_headlines(asked)
show_ways(WAYS, in_address(asked.view.period))
show_headlines(asked, *OVERVIEW)
show_cards(asked, *CARDS)
