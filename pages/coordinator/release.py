"""Figures for the scrutiny committee: prepared, looked at, approved."""

import streamlit as st

from analytics.model import Audience
from pages.common.approval import show_draft, show_preparation, show_releases
from pages.common.cards import advise
from pages.common.identity import require
from pages.coordinator.parts.recommended import show_recommended

reader = require(Audience.COORDINATOR)

st.title("Release for scrutiny", anchor=False)
advise("The committee reads nothing but releases. Each is a draft until somebody who may approve it does so.")
show_preparation(reader)
show_draft(reader)
show_recommended(reader)
show_releases()
