"""Missing and absent, child by child: are those who are classed absent the ones at risk?"""

import streamlit as st

from analytics.measuring.recorded import ABSENT
from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.by_child import ask_children, lacks
from pages.coordinator.parts.classed_absent import (
    PURPOSE,
    show_although,
    show_gap,
    show_means,
    show_strip,
    show_told_apart,
)

reader = require(Audience.COORDINATOR)

st.title("Missing and absent, child by child", anchor=False)
asked = ask_children(reader, PURPOSE)
if not lacks(asked, ABSENT):
    show_gap(asked)
    show_means(asked)
    show_although(asked)
    show_told_apart(asked)
    show_strip(asked)
