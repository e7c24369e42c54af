"""The sub-group's report of a quarter: looked at here, taken as PDF, Word or a workbook."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.common.quarterly import show_quarterly

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Quarterly report", anchor=False)
show_quarterly(reader)
