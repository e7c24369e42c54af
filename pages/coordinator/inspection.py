"""The lists that inspectors ask for, as workbooks: Annex A, List 8, and the children of a joint inspection."""

import streamlit as st

from analytics.model import Audience
from pages.common.cards import advise
from pages.common.identity import require
from pages.coordinator.parts.inspection import show_lists

reader = require(Audience.COORDINATOR)

st.title("Inspection lists", anchor=False)
advise(
    "Child by child, with the council’s own ids: for the inspectors alone. Each download is logged with whom it shows."
)
show_lists(reader)
