"""What may help: how soon children go again, and whether less often after an interview in time."""

import streamlit as st

from analytics.breakdowns import AFTER_INTERVIEW, AFTER_SUPPORT, SETTING
from analytics.cards import Card
from analytics.model import Audience
from pages.common.asked import Tile
from pages.common.cards import advise, say_message, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

MESSAGE = Tile("again-after-interview")
CARDS = (
    Card("time-to-next-episode"),
    Card("again-after-interview", by=AFTER_INTERVIEW),
    Card("again-after-interview", by=AFTER_SUPPORT, title="Do they go again less often after support?"),
    Card(
        "time-to-next-episode", by=SETTING, groups=("care", "home"), title="Do they go again sooner from care or home?"
    ),
    Card("refusal-follow-up"),
)

asked = ask(reader, MESSAGE, *CARDS)
st.title("Learning", anchor=False)
say_message(asked, MESSAGE)
advise(
    "An association, not an effect: children who are seen within 72 hours, or supported, differ from those "
    "who are not. Support is given to those of most concern."
)
show_cards(asked, *CARDS)
