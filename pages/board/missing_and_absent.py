"""Missing and absent, side by side and never added together."""

import streamlit as st

from analytics.breakdowns import CATEGORY
from analytics.cards import Card
from analytics.model import Audience, Unit
from pages.common.asked import Tile
from pages.common.cards import advise, say_message, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

MESSAGE = Tile(
    "missing-and-absent",
    unit=Unit.CHILD,
    category="none",
    says="{n} of {of} children who went missing ({percent}) were never reported absent",
)
CARDS = (
    Card("missing-and-absent"),
    Card("missing-episodes", by=CATEGORY, title="How many episodes of each kind were reported?"),
    Card("children-missing", by=CATEGORY, title="How many children is that, of each kind?"),
    Card("missing-episodes", by=CATEGORY, groups=("absent",), over_time=True, title="How many absences were reported?"),
)

asked = ask(reader, MESSAGE, *CARDS)
st.title("Missing and absent", anchor=False)
say_message(asked, MESSAGE)
advise("Absent means not where expected, with no apparent risk. A month that no source supplied is a gap, not a zero.")
show_cards(asked, *CARDS)
