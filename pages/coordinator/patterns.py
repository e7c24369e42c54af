"""Patterns of single children: how soon again, after a move, missing beside absent, triage beside its rule."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.patterns import (
    ask_patterns,
    show_discussed,
    show_moves,
    show_survival,
    show_together,
    show_triage,
)

reader = require(Audience.COORDINATOR)

st.title("Patterns", anchor=False)
asked = ask_patterns(reader)
show_survival(asked)
show_moves(asked)
show_discussed(asked)
show_triage(asked)
show_together(asked)
