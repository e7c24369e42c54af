"""Who is missing now, and who came back and is owed an interview."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.now import show_now
from pages.coordinator.parts.week import ask_week

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("Now", anchor=False)
show_now(reader, week)
