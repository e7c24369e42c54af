"""Who the children are who go missing most often, beside all others."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.repeat_children import (
    ask_repeat,
    show_coming_of_age,
    show_histogram,
    show_longest,
    show_one_by_one,
    show_profile,
    show_share,
)

reader = require(Audience.COORDINATOR)

st.title("Who the repeat children are", anchor=False)
asked = ask_repeat(reader)
show_share(asked)
if not asked.ranked.is_empty():
    show_profile(asked)
    show_histogram(asked)
    show_one_by_one(asked)
    show_longest(asked)
    show_coming_of_age(asked)
