"""Children's homes: all of them, one by itself, and children placed across the border. Each view is logged."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.homes import ask_home, ask_homes, show_every_home, show_placed
from pages.coordinator.parts.week import ask_week

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("Homes", anchor=False)
homes = ask_homes(week)
show_every_home(reader, homes)
ask_home(reader, homes)
show_placed(homes)
