"""The year in a few plain sentences, for a committee that meets in public."""

import streamlit as st

from analytics.model import Audience, Unit
from pages.common.asked import Card
from pages.common.cards import advise, say, say_headline, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.SCRUTINY)

CARDS = (
    Card("home-or-care", Unit.CHILD, title="How many children went missing from home, and from care?"),
    Card("duration-hours"),
    Card("repeat-bands", Unit.CHILD),
    Card("interview-outcome", Unit.EPISODE),
)
TOTALS = ("missing-episodes", "children-missing")
SAID = ("missing-more-than-once", "duration-hours", "interview-offered", "interview-completed", "interview-in-time")

asked = ask(reader, *CARDS, *(Card(slug) for slug in (*TOTALS, *SAID)))
st.title("Children missing from home and care", anchor=False)
say_headline(asked)
say(asked, *SAID)
show_cards(asked, *CARDS)
advise("Figures are rounded, so parts may not add up to a total. Change over time is not explained by these figures.")
