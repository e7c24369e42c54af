"""The answer to a freedom-of-information request: three years in one table."""

import streamlit as st

from analytics.model import Audience
from pages.common.cards import advise
from pages.common.foi import show_foi
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Three years in one table", anchor=False)
st.header("What freedom-of-information requests ask for", anchor=False)
advise("A request is answered with figures that may be public: take those from an approved release.")
show_foi(reader)
