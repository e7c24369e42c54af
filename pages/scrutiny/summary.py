"""A released period in a few plain sentences, for a committee that meets in public."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.common.released import ask_release, offer_paper, show_summary

reader = require(Audience.SCRUTINY)

st.title("Children missing from home and care", anchor=False)
released = ask_release()
show_summary(reader, released)
offer_paper(released)
