"""This week against last, and against what is usual: whole, by setting, by placement, by children's home."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.changes import show_changes
from pages.coordinator.parts.week import ask_week_that_is_over

reader = require(Audience.COORDINATOR)

week = ask_week_that_is_over()
st.title("What changed", anchor=False)
show_changes(reader, week)
