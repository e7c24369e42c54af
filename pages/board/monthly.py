"""The operational group's report of a month: looked at here, taken as PDF, Word or a workbook."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.common.quarterly import show_monthly

reader = require(Audience.BOARD, Audience.COORDINATOR)

st.title("Monthly report", anchor=False)
show_monthly(reader)
