"""Every rule that rows broke, now and at the snapshot before, and the rows to send back."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.rules import show_rules

reader = require(Audience.COORDINATOR)

st.title("Rows to look at", anchor=False)
show_rules(reader)
