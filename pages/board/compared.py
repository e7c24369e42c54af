"""Our authority beside its neighbours and the nation, by official statistics."""

import streamlit as st

from analytics.model import Audience
from pages.common.compared import show_compared
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Compared", anchor=False)
show_compared(reader)
