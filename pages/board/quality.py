"""How far the figures can be trusted: what was supplied, refused, doubtful and not recorded."""

import streamlit as st

from analytics.model import Audience
from pages.common.accounts import show_accounts
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Data quality", anchor=False)
show_accounts(reader)
