"""Every table of a release, one at a time."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.common.released import ask_release, show_tables

reader = require(Audience.SCRUTINY)

st.title("Tables", anchor=False)
show_tables(reader, ask_release())
