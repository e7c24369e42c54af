"""Which source has which missing episode, and what only one of them has."""

import streamlit as st

from analytics.model import Audience
from pages.common.identity import require
from pages.coordinator.parts.reconciliation import show_reconciliation

reader = require(Audience.COORDINATOR)

st.title("Reconciliation", anchor=False)
show_reconciliation(reader)
