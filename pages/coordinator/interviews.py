"""Which return home interviews are owed, to whom, and for how much longer."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.interviews import show_tracker
from pages.coordinator.parts.week import ask_week

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("Interviews owed", anchor=False)
show_tracker(reader, week)
