"""Before and after, of single children: how soon again, after a move, after being discussed, triage beside its rule."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.by_child import ask_children
from pages.coordinator.parts.patterns import PURPOSE, show_discussed, show_moves, show_survival, show_triage

reader = require(Audience.COORDINATOR)

st.title("Before and after", anchor=False)
asked = ask_children(reader, PURPOSE)
show_survival(asked)
show_moves(asked)
show_discussed(asked)
show_triage(asked)
