"""The weekly report on a page: every number of it as the files have it, and the files."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from analytics.casework.acted_on import acted_words
from analytics.casework.week import Week
from analytics.charts.chart import Chart
from analytics.charts.figure import figure
from analytics.reports.grid import WORD_TYPE, Grid
from analytics.reports.weekly import Card, Figure, WeeklyReport, weekly_report
from analytics.reports.weekly_files import file_name, now
from analytics.reports.weekly_pdf import pdf, preview
from analytics.reports.weekly_word import word
from pages.common.audit import recorded
from pages.common.cards import advise, say_lead, show_table
from pages.common.drawing import palette, show_drawn
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.initials import references_in
from pages.coordinator.parts.opening import offer_records
from pages.coordinator.parts.week import WEEKLY, log_children

FILES: Final[dict[str, tuple[str, str, Callable[[WeeklyReport], bytes]]]] = {
    "PDF": ("pdf", "application/pdf", pdf),
    "Word": ("docx", WORD_TYPE, word),
}


def show_report(reader: Reader, week: Week) -> None:
    """The files first, then what is in them."""
    log_children(reader, week, WEEKLY, week.in_report)
    shown = live()
    report = weekly_report(week, now(), acted_words(shown.snapshot, shown.settings, week.as_of))
    advise(f"{report.week}. {report.marking}. {report.circulation}")
    offer_files(reader, week, report)
    first_page(report)
    second_page(report)
    third_page(report)
    if st.toggle("Show the pages as they are printed", key="printed"):
        for place, page in enumerate(preview(report), start=1):
            # Within the page itself, so that no address leads to it.
            st.image(
                f"data:image/png;base64,{b64encode(page).decode()}",
                caption=f"Page {place}",
                alt=f"Page {place} as it is printed. What it says stands above.",
            )


def offer_files(reader: Reader, week: Week, report: WeeklyReport) -> None:
    """A button for each file, made and logged when somebody asks for it."""
    what = {"snapshot": week.cases.snapshot, "report": "weekly", "week": str(week.ending)}
    for column, (name, (kind, mime, make)) in zip(st.columns(len(FILES)), FILES.items(), strict=True):
        column.download_button(
            f"Download as {name}",
            recorded(reader, partial(make, report), {**what, "format": kind}, WEEKLY, children=week.in_report),
            file_name=file_name(week.ending, kind),
            mime=mime,
            key=f"download-{kind}",
            on_click="ignore",
            width="stretch",
        )


def first_page(report: WeeklyReport) -> None:
    """The headline, the figures, the list, the weeks."""
    say_lead(report.headline)
    if report.uncertain:
        st.markdown(f"**{plain(report.uncertain)}**")
        st.page_link("coordinator/rules.py", label="Look at the rows")
    st.markdown("\n".join(f"- **{plain(name)}:** {plain(text)}" for name, text in report.leads.items()))
    for column, item in zip(st.columns(len(report.figures)), report.figures, strict=True):
        with column:
            show_figure(item)
    show_grid(report.top)
    for text in report.list_notes:
        advise(text)
    show_chart("trend", report.trend)
    st.markdown(plain(report.trend_said))


def show_figure(shown: Figure) -> None:
    """One of the four figures; what is unusual is marked by a shape and in bold."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(shown.title, shown.figure)
        note = plain(shown.note)
        st.markdown(f":small[◆ **{note}**]" if shown.is_unusual else f":small[{note}]")


def second_page(report: WeeklyReport) -> None:
    """A summary of each child on the list."""
    st.header("Young person summaries", anchor=False)
    advise(report.cards_said)
    for start in range(0, len(report.cards), 2):
        places = range(start, min(start + 2, len(report.cards)))
        for column, place in zip(st.columns(2), places, strict=False):
            with column, st.container(border=True, height="stretch"):
                show_card(place, report.cards[place])
    st.header("How the list is made", anchor=False)
    for item in report.list_made:
        advise(item)


def show_card(place: int, card: Card) -> None:
    """One child."""
    st.subheader(plain(card.title), anchor=False)
    st.markdown(f"**{plain(card.state)}**")
    draw(f"strip-{place}", card.strip)
    st.markdown("\n".join(f"- **{plain(name)}:** {plain(text)}" for name, text in card.said.items()))
    st.markdown(plain(f"{card.counts} {card.action}"))


def third_page(report: WeeklyReport) -> None:
    """What happened in the week, what is overdue, what was to be done."""
    st.header("This week’s activity", anchor=False)
    for column, (name, chart) in zip(
        st.columns(2), {"durations": report.durations, "interviews": report.interviews}.items(), strict=True
    ):
        with column:
            show_chart(name, chart)
    st.markdown(plain(report.interviews_said))
    for grid in (report.where, report.overdue, report.actions, report.minutes):
        if grid:
            show_grid(grid)
    st.header("About this report", anchor=False)
    st.markdown("\n".join(f"- {plain(note)}" for note in report.notes))


def show_chart(name: str, chart: Chart) -> None:
    """A chart under its message."""
    st.subheader(plain(chart.title), anchor=False)
    advise(chart.subtitle)
    draw(name, chart)


def draw(name: str, chart: Chart) -> None:
    """The chart in the colours of the reader's theme."""
    show_drawn(figure(chart, palette()), chart.alt, key=f"chart-{name}")


def show_grid(grid: Grid) -> None:
    """A table under its caption; from a list of children, the way to each record."""
    st.markdown(f"**{plain(grid.caption)}**")
    if grid.columns:
        show_table(grid.columns, grid.caption)
    if "Child" in grid.columns:
        # A report has no initials, and its page shows it as it is.
        offer_records(references_in(grid.columns), grid.caption.partition(":")[0], has_initials=False)
    if grid.more:
        advise(grid.more)
