"""Hexagons in which more children are found, or go missing, than chance would give."""

import streamlit as st

from analytics.model import Audience
from pages.common.cards import advise
from pages.common.hotspots import ask_hotspots, show_flows, show_hotspots
from pages.common.identity import require

reader = require(Audience.COORDINATOR)

found = ask_hotspots(reader)
st.title("Hotspots", anchor=False)
advise("Exact figures, for co-ordinators. A hotspot says where to look, not why.")
show_hotspots(found)
show_flows(found)
