"""Councils of a region side by side, by what each of them published."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.common.region import show_region

require(Audience.BOARD, Audience.COORDINATOR)

st.title("Councils", anchor=False)
show_region()
