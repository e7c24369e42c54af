"""The state of messages: off and how to switch them on, or when one last went and why."""

import streamlit as st

from analytics.casework.uncertain import clock
from analytics.messages.standing import standing
from pages.common.cards import advise
from pages.common.council import settings, store
from pages.common.plain_words import plain


def show_messages() -> None:
    """A line each of the morning message and of the weekly report by a timer; what is amiss stands out."""
    st.header("Messages", anchor=False)
    for item in standing(store(), store().to_read()[0], settings(), clock()):
        if item.is_amiss:
            st.warning(plain(item.said))
        else:
            advise(item.said)
