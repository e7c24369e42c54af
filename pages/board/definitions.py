"""What every indicator counts, of what, and who says so."""

import streamlit as st

from analytics.model import Audience
from pages.common.cards import advise
from pages.common.definitions import show_definitions, show_protection
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Definitions", anchor=False)
show_protection()
st.header("What every figure counts", anchor=False)
advise("These are the words on the cards, in the tables and in exports: there is one definition of each.")
show_definitions(reader)
