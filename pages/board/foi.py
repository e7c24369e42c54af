"""The answer to a freedom-of-information request: three years in one table."""

import streamlit as st

from analytics.model import Audience
from pages.common.foi import show_foi
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Three years in one table", anchor=False)
show_foi(reader)
