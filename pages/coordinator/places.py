"""Places by name: where children are found and go from, and a sheet of them for partners."""

import streamlit as st

from analytics.model import Audience
from pages.common.cards import advise
from pages.common.identity import require
from pages.common.places import ask_places, show_places
from pages.coordinator.parts.triggers import show_places_that_met_a_rule

reader = require(Audience.COORDINATOR)

st.title("Places", anchor=False)
advise("Spellings of one place are counted together. The council's own list of places decides where two are alike.")
show_places(reader, *ask_places(reader))
show_places_that_met_a_rule()
