"""Which of the council's rules were met, by whom or where; each with its episodes, and acknowledged by somebody."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.triggers import show_triggers
from pages.coordinator.parts.week import ask_week
from pages.coordinator.parts.writing import ask_acknowledgement

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("Triggers", anchor=False)
shown = show_triggers(reader, week)
ask_acknowledgement(reader, week, shown)
