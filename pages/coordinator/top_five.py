"""The children of most concern: who is on the list and why, and what is to be done."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.top_five import show_actions, show_list, show_minutes
from pages.coordinator.parts.week import ask_week
from pages.coordinator.parts.writing import ask_action, ask_change, ask_minutes

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=False)
st.title("Top five", anchor=False)
show_list(reader, week)
ask_change(reader, week)
show_minutes(week)
ask_minutes(reader, week)
show_actions(week)
ask_action(reader, week)
