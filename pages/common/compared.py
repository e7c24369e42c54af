"""Our authority beside others, a card for each question."""

import polars as pl
import streamlit as st

from analytics.cards.compared import (
    FEWEST_AUTHORITIES,
    QUESTIONS,
    Question,
    compared,
    compared_chart,
    compared_funnel,
    compared_message,
    compared_sentence,
    compared_table,
    latest_year,
)
from analytics.charts.funnel import FunnelChart, funnel_figure
from analytics.model import Audience
from analytics.views.benchmarks import benchmarks
from data.settings import Council
from data.warehouse import warehouse
from pages.common.cards import draw_chart, offer_files, say_lead, show_table
from pages.common.drawing import palette, show_drawn
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain

DIFFERENCES = (
    "Official figures count looked-after children alone, in years to 31 March, as each council returned them: "
    "missing and away apart, no absences, no children at home. Ours count every child under 18 whom any source "
    "reports, and link the reports of several sources; children whom others placed here are ours to count and not to "
    "return. So the two are never laid over one another."
)


def show_compared(reader: Reader) -> None:
    """Each question for the newest year that is loaded."""
    now = live()
    # A board's process may open published files alone: there too official statistics are as they are.
    is_exact = reader.audience is Audience.COORDINATOR
    figures = benchmarks(warehouse(now.snapshot.episodes if is_exact else now.snapshot.published))
    text = compared_message(figures, now.settings.council.authority)
    say_lead(text or "Our looked-after children beside those of others")
    st.caption(plain(DIFFERENCES))
    st.caption(plain(neighbours_words(now.settings.council)))
    if figures.is_empty():
        st.markdown("No official statistics are loaded, so there is nothing to compare with.")
        return
    for place, question in enumerate(QUESTIONS):
        year = latest_year(figures, question)
        if year is not None:
            show_question(reader, figures, question, year, f"compared-{place}")


def neighbours_words(council: Council) -> str:
    """Whose neighbours these are, and what their average is; or that there are none."""
    if not council.compared_with:
        return "No neighbours are named: the model of May 2025 does not hold this authority, nor do the settings any."
    return f"Neighbours: {council.who_chose}. In their average each counts the same. A symbol is not a number."


def show_question(reader: Reader, figures: pl.DataFrame, question: Question, year: int, key: str) -> None:
    """One question as a sentence, a chart and a table."""
    council = live().settings.council
    among = compared(figures, question, year, council.authority, council.compared_with)
    with st.container(border=True):
        st.subheader(plain(question.title), anchor=False)
        if not among.areas:
            st.markdown("Neither this authority nor the nation is in the statistics that are loaded.")
            return
        text = compared_sentence(among, question)
        st.markdown(f"**{plain(text)}**")
        all_of_them, beside, table = st.tabs(
            ["Among all", "Beside neighbours", "Table"], key=f"tabs-{key}", on_change="rerun"
        )
        if all_of_them.open:
            with all_of_them:
                show_funnel(compared_funnel(figures, question, year, council.authority, council.compared_with), key)
        if beside.open:
            with beside:
                chart = compared_chart(among, question)
                draw_chart(chart, key)
                source = f"{council.board}. Official statistics, year to 31 March {year}."
                offer_files(reader, chart, source, of={"snapshot": live().snapshot.name}, name=f"{key}-{year}", key=key)
        if table.open:
            with table:
                show_table(compared_table(among, question), text)


def show_funnel(chart: FunnelChart | None, key: str) -> None:
    """Every authority by its size, or why there is no such picture."""
    if chart is None:
        st.caption(f"Fewer than {FEWEST_AUTHORITIES} authorities are loaded: too few to tell how much they differ.")
        return
    show_drawn(funnel_figure(chart, palette()), chart.alt, key=f"funnel-{key}")
    st.caption(plain(f"{chart.subtitle} Higher is not worse: it may be better recording."))
