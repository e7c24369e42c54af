"""The weekly report of a week that is over: looked at here, taken as PDF or Word."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.report import show_report
from pages.coordinator.parts.week import ask_week_that_is_over

reader = require(Audience.COORDINATOR)

week = ask_week_that_is_over()
st.title("Weekly report", anchor=False)
show_report(reader, week)
