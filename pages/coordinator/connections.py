"""Children whose records touch: seen together in the records, which is not proof."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.connections import show_connections
from pages.coordinator.parts.week import ask_week

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("Connections", anchor=False)
show_connections(reader, week)
