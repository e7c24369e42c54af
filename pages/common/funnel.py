"""The card of return home interviews step by step."""

import streamlit as st

from analytics.cards.headlines import Tile
from analytics.cards.provider_funnel import SLUGS, funnel_chart, funnel_sentence, funnel_table
from pages.common.asked import Asked
from pages.common.cards import draw_chart, offer_pictures, show_table
from pages.common.plain_words import plain

QUESTION = "At which step are interviews lost?"
# What the card needs measured.
NEEDS = tuple(Tile(slug, "") for slug in SLUGS)


def show_funnel(request: Asked) -> None:
    """The steps as shares of their own base, and as a table with both denominators."""
    text = funnel_sentence(request.view)
    with st.container(border=True):
        st.subheader(QUESTION, anchor=False)
        st.markdown(f"**{plain(text)}**" if text else "Not published for the period or part that you chose.")
        picture, figures = st.tabs(["Chart", "Table"], key="tabs-funnel", on_change="rerun")
        if picture.open:
            with picture:
                chart = funnel_chart(request.view, text or QUESTION, request.few)
                draw_chart(chart, "funnel")
                if text:
                    offer_pictures(request, chart, "interview-steps")
        if figures.open:
            with figures:
                show_table(funnel_table(request.view, request.few), text)
                st.caption(
                    "Completed and declined each have two bases, because councils print either: of those required "
                    "or offered, and of those offered or not completed. A safe-and-well check is none of these."
                )
