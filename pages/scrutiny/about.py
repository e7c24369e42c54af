"""What a release counts, how it is protected and why, and what is not known."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.common.released import ask_release, show_about

reader = require(Audience.SCRUTINY)

st.title("About these figures", anchor=False)
show_about(ask_release())
