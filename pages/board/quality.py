"""How far the figures can be trusted: what was supplied, refused, doubtful and not recorded."""

import streamlit as st

from analytics.model import Audience
from pages.common.accounts import show_accounts
from pages.common.cards import advise
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Data quality", anchor=False)
st.header("Everything that was loaded", anchor=False)
advise("These are counts of rows in files, over all the time that the store holds. They do not follow any period.")
show_accounts(reader)
