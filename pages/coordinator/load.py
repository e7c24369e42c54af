"""New files: looked at, put right, loaded."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.loading import show_loading
from pages.coordinator.parts.messages import show_messages

reader = require(Audience.COORDINATOR)

st.title("Load files", anchor=False)
show_loading(reader)
show_messages()
