"""Who goes missing: ethnicity, sex, age, and how they were triaged."""

import streamlit as st

from analytics.breakdowns import SETTING, SEX
from analytics.cards import Card
from analytics.model import Audience, Unit
from pages.common.asked import Tile
from pages.common.cards import advise, say_message, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

MESSAGE = Tile(
    "sex", unit=Unit.CHILD, category="F", says="{n} of {of} children who went missing ({percent}) were girls"
)
CARDS = (
    Card("ethnicity", Unit.CHILD),
    Card("sex", Unit.CHILD),
    Card("age", Unit.CHILD),
    Card("age", Unit.CHILD, by=SEX, groups=("F", "M"), title="How old are girls and boys?"),
    Card("triage", Unit.CHILD),
    Card("triage", Unit.CHILD, by=SEX, groups=("F", "M"), title="How were girls and boys triaged?"),
    Card("flags"),
    Card(
        "triage", Unit.CHILD, by=SETTING, groups=("care", "home"), title="How were they triaged, in care and at home?"
    ),
    Card("triage-mismatch"),
    Card("police-risk"),
    Card("ethnicity", Unit.CHILD, by=SETTING, groups=("care", "home"), title="Is it different in care and at home?"),
)

asked = ask(reader, MESSAGE, *CARDS)
st.title("Who goes missing", anchor=False)
say_message(asked, MESSAGE)
advise("Each child counts once, however often they went. Not recorded is a row of its own, and stays in the total.")
show_cards(asked, *CARDS)
