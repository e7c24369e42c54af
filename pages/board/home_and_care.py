"""Children missing from home and from care, and from which placements."""

import streamlit as st

from analytics.breakdowns import SETTING
from analytics.cards import Card
from analytics.model import Audience, Unit
from pages.common.asked import Tile
from pages.common.cards import advise, say_message, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

MESSAGE = Tile(
    "home-or-care",
    unit=Unit.CHILD,
    category="care",
    says="{n} of {of} children ({percent}) went missing from care",
)
CARDS = (
    Card("home-or-care", Unit.EPISODE),
    Card("home-or-care", Unit.CHILD, title="How many children went missing from home, and from care?"),
    Card("looked-after-missing", Unit.CHILD, over_time=True),
    Card("placement-group", Unit.EPISODE),
    Card("placement-group", Unit.CHILD, title="How many children is that, by placement?"),
    Card("in-or-out-of-area"),
    Card("own-or-hosted", Unit.EPISODE),
    Card("own-or-hosted", Unit.CHILD, title="How many children is that, our own and others’?"),
    Card(
        "triage", Unit.CHILD, by=SETTING, groups=("care", "home"), title="How were they triaged, in care and at home?"
    ),
)

asked = ask(reader, MESSAGE, *CARDS)
st.title("Home and care", anchor=False)
say_message(asked, MESSAGE)
advise("A child can go missing from home and from care in one period, so children by setting need not add up to all.")
show_cards(asked, *CARDS)
