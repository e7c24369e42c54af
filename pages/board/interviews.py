"""Return home interviews: required, offered, completed, and completed in time."""

import streamlit as st

from analytics.breakdowns import PLACEMENT, PROVIDER, SETTING
from analytics.cards import Card
from analytics.model import Audience, Unit
from pages.common.asked import Tile
from pages.common.cards import advise, say_message, show_cards, show_tiles
from pages.common.filters import ask
from pages.common.funnel import NEEDS, show_funnel
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

MESSAGE = Tile("interview-in-time", "In time")
TILES = (
    Tile("interview-offered", "Offered"),
    Tile("interview-completed", "Completed"),
    MESSAGE,
)
CARDS = (
    Card("interview-in-time", over_time=True),
    Card("interview-in-time", by=SETTING, title="Are interviews in time, in care and at home?"),
    Card("interview-in-time", by=PROVIDER, title="Are they in time, by provider?"),
    Card("interview-in-time", by=PLACEMENT, title="Are they in time, by placement?"),
    Card("interview-outcome", Unit.EPISODE),
    Card("interview-offered", by=SETTING, title="Were interviews offered, in care and at home?"),
    Card("interview-completed-of-offered", by=PROVIDER),
    Card("interview-declined", by=SETTING),
    Card("refusal-follow-up"),
    Card("interview-in-time", by=PROVIDER, over_time=True, title="Has interviewing in time changed, by provider?"),
    Card("safe-and-well"),
    Card("support", Unit.CHILD),
)

asked = ask(reader, *TILES, *NEEDS, *CARDS)
st.title("Return home interviews", anchor=False)
say_message(asked, MESSAGE)
advise("A return belongs to the period in which the child came back. Interviews not yet due are left out of “in time”.")
show_tiles(asked, *TILES)
show_funnel(asked)
show_cards(asked, *CARDS)
