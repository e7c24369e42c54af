"""The freedom-of-information table, and a click to take it away."""

from functools import partial

import streamlit as st

from analytics.files import as_csv
from analytics.model import Audience
from analytics.reports.foi import FoiTable, foi_answer, foi_sentence
from pages.common.audit import recorded
from pages.common.cards import advise, say_lead, show_table
from pages.common.council import store
from pages.common.filters import say_behind
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain

YEARS = 3


def show_foi(reader: Reader) -> None:
    """Three financial years, as this reader may see them."""
    now = live()
    foi_table = foi_answer(store(), now.snapshot, now.settings, reader.audience, YEARS)
    text = foi_sentence(foi_table)
    say_lead(text or "What freedom-of-information requests ask for")
    if reader.audience is Audience.BOARD:
        say_behind(now)
    advise("A request is answered with figures that may be public: take those from an approved release.")
    show_table(foi_table.columns, "Children, episodes and interviews by financial year.")
    for note in foi_table.notes:
        st.caption(plain(note))
    st.download_button(
        "Download this table (CSV)",
        recorded(reader, partial(foi_csv, foi_table), {"snapshot": now.snapshot.name, "report": "foi", "years": YEARS}),
        file_name="missing-children-three-years.csv",
        mime="text/csv",
        on_click="ignore",
    )


def foi_csv(foi_table: FoiTable) -> bytes:
    """The table as a file."""
    return as_csv(foi_table.frame)
