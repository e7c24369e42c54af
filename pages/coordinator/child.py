"""One child, as far back as the records go. Each look needs a purpose, and is logged."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.child import ask_child
from pages.coordinator.parts.week import ask_week

reader = require(Audience.COORDINATOR)

week = ask_week(starts_now=True)
st.title("One child", anchor=False)
ask_child(reader, week)
