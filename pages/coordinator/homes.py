"""Children's homes: all of them, one by itself, and children placed across the border. Each view is logged."""

import streamlit as st

from analytics.model import Audience
from pages.common.details import choose_detail
from pages.common.identity import require
from pages.coordinator.parts.homes import DETAILS, ask_homes, show_detail, show_every_home
from pages.coordinator.parts.week import ask_week

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("Homes", anchor=False)
homes = ask_homes(week)
show_every_home(reader, homes)
show_detail(reader, homes, choose_detail(DETAILS))
