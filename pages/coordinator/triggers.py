"""Which of the council's rules were met, by whom or where, and who answers for each by when."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.triggers import show_triggers
from pages.coordinator.parts.week import ask_week

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("Triggers", anchor=False)
show_triggers(reader, week)
