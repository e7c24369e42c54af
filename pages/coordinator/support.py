"""What was done for the children who went missing, child by child, whenever it was."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.by_child import ask_children
from pages.coordinator.parts.support import PURPOSE, show_support

reader = require(Audience.COORDINATOR)

st.title("Support, child by child", anchor=False)
show_support(ask_children(reader, PURPOSE))
