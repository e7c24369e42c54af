"""Our authority beside others, a card for each question."""

import polars as pl
import streamlit as st

from analytics.compared import (
    QUESTIONS,
    Question,
    benchmarks,
    compared,
    compared_chart,
    compared_sentence,
    compared_table,
    latest_year,
)
from data.warehouse import warehouse
from pages.common.cards import draw_chart, plain, show_table
from pages.common.live import live

DIFFERENCES = (
    "Official figures count looked-after children alone, in years to 31 March, as each council returned them: "
    "missing and away apart, no absences, no children at home. Ours count every child under 18 whom any source "
    "reports, and link the reports of several sources. So the two are never laid over one another."
)


def show_compared() -> None:
    """Each question for the newest year that is loaded."""
    now = live()
    # From what is published: official statistics hold nothing of a child that is not public.
    figures = benchmarks(warehouse(now.snapshot.published))
    st.caption(plain(DIFFERENCES))
    if figures.is_empty():
        st.markdown("No official statistics are loaded, so there is nothing to compare with.")
        return
    for place, asked in enumerate(QUESTIONS):
        year = latest_year(figures, asked)
        if year is not None:
            show_question(figures, asked, year, f"compared-{place}")


def show_question(figures: pl.DataFrame, asked: Question, year: int, key: str) -> None:
    """One question as a sentence, a chart and a table."""
    council = live().settings.council
    areas = compared(figures, asked, year, council.authority, council.neighbours)
    with st.container(border=True):
        st.subheader(plain(asked.title), anchor=False)
        if not areas:
            st.markdown("Neither this authority nor the nation is in the statistics that are loaded.")
            return
        said = compared_sentence(areas, asked, year)
        st.markdown(f"**{plain(said)}**")
        draw_chart(compared_chart(areas, asked, year), key)
        show_table(compared_table(areas, asked), said)
