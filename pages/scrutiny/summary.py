"""A released period in a few plain sentences, for a committee that meets in public."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.common.released import ask_release, offer_paper, say_release, show_release, show_ways_to_tables

reader = require(Audience.SCRUTINY)

st.title("Children missing from home and care", anchor=False)
released = ask_release()
say_release(released)
show_ways_to_tables(released)
show_release(reader, released)
offer_paper(released)
