"""How messages to people stand: off and how to switch them on, or when one last went and why."""

import streamlit as st

from analytics.casework.uncertain import clock
from analytics.messages.standing import standing
from pages.common.cards import advise
from pages.common.council import settings, store


def show_messages() -> None:
    """A line each of the morning message and of the weekly report by a timer."""
    st.subheader("Messages", anchor=False)
    for said in standing(store(), store().current(), settings(), clock()):
        advise(said)
