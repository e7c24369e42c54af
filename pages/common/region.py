"""Councils side by side, of the file that MISSING_REGION names."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl
import streamlit as st

from analytics.charts.funnel import funnel_figure
from analytics.model import Period, PeriodKind, Unit
from analytics.regions.beside import OWN_OR_HOSTED, Cell, beside, counted_once, over_time, periods_of
from analytics.regions.differences import differ_sentence, differences, supplied, warnings_of_all
from analytics.regions.questions import QUESTIONS, Question
from analytics.regions.wording import bars, beware, columns, funnel_chart, line, once_sentence, sentence
from analytics.words.periods import period_name
from data.region import about_file, bundles_in, series_of, told_in
from pages.common.cards import advise, draw_chart, say_lead, show_table
from pages.common.council import settings
from pages.common.drawing import palette, show_drawn
from pages.common.plain_words import plain

REGION_VARIABLE: Final = "MISSING_REGION"
KINDS: Final = {"Quarter": PeriodKind.QUARTER, "Year": PeriodKind.FINANCIAL_YEAR}
# Councils drawn over time: before anybody chooses, a row; at most; and how many periods of each.
LINES_AT_FIRST: Final = 3
MOST_LINES: Final = 8
MOST_PERIODS: Final = 12
MADE_OF: Final = (
    "Made of what each council published to its board, and of nothing else. A council that sent nothing of these days "
    "is a gap, never a nought. Hidden numbers are in no total."
)
TABLES_KEPT: Final = 64
# Pixels: three small lines beside one another at 1280.
COLUMN_WIDTH: Final = 265


def region_file() -> Path | None:
    """The compacted file of the region that this process shows; none where it shows none."""
    named = os.environ.get(REGION_VARIABLE)
    return Path(named) if named else None


def show_region() -> None:
    """A figure of every council: as a sentence, a funnel, bars and a table; over time; and how each of them counts."""
    file = region_file()
    if file is None:
        st.markdown(f"This process shows no region. Set {REGION_VARIABLE} to the file that was compacted.")
        return
    chosen = ask(file)
    if chosen is None:
        return
    question, period, rows, periods = chosen
    bundles = bundles_now(file)
    cells = beside(rows, bundles, question, period)
    say_lead(sentence(cells, question, period))
    advise(MADE_OF)
    show_beside(cells, question, period)
    show_over_time(rows, question, periods, cells)
    show_differences(file, question, period, cells)


def ask(file: Path) -> tuple[Question, Period, pl.DataFrame, tuple[Period, ...]] | None:
    """The question, the period and the rows of its table; null where no council published any of it."""
    with st.container(horizontal=True):
        question = st.selectbox("Question", QUESTIONS, format_func=lambda each: each.title, key="region-question")
        kind = KINDS[st.segmented_control("Of a", list(KINDS), default="Year", required=True, key="region-kind")]
        rows = rows_now(file, question.slug, question.unit, kind)
        periods = periods_of(rows, kind)
        newest = tuple(reversed(periods))
        if newest:
            period = st.selectbox("Period", newest, format_func=period_name, key=f"region-period-{kind}")
    if not newest:
        st.markdown("No council published this for such a period.")
        return None
    return question, period, rows, periods


def show_beside(cells: tuple[Cell, ...], question: Question, period: Period) -> None:
    """Every council in one period: a funnel by size, bars, and a table with each one's place."""
    chart = funnel_chart(cells, question, period, settings().council.authority)
    with st.container(border=True):
        st.subheader(plain(question.title), anchor=False)
        names = ["By size", "Beside one another", "Table"] if chart else ["Beside one another", "Table"]
        by_size, *others = st.tabs(names, key=f"tabs-region-{len(names)}", on_change="rerun")
        if chart and by_size.open:
            with by_size:
                show_drawn(funnel_figure(chart, palette()), chart.alt, key="funnel-region")
                advise(chart.subtitle)
        drawn, table = others if chart else (by_size, *others)
        if drawn.open:
            with drawn:
                draw_chart(bars(cells, question, period), "region-bars")
        if table.open:
            with table:
                show_table(columns(cells, question), sentence(cells, question, period))
        if text := beware(question):
            advise(text)


def show_over_time(
    rows: pl.DataFrame, question: Question, periods: tuple[Period, ...], cells: tuple[Cell, ...]
) -> None:
    """A small line for each of a few councils, all of the same periods."""
    if len(periods) < 2:
        return
    names = {cell.code: cell.name for cell in cells}
    with st.container(border=True):
        st.subheader("Over time", anchor=False)
        first = first_shown(cells, question)
        named = names.__getitem__
        codes = st.multiselect("Councils", list(names), first, named, max_selections=MOST_LINES, key="region-councils")
        file = region_file()
        if not codes or file is None:
            return
        series = over_time(rows, bundles_now(file), question, periods[-MOST_PERIODS:], codes)
        with st.container(horizontal=True):
            for code, its in series.items():
                with st.container(width=COLUMN_WIDTH):
                    chart = line(its, question)
                    st.markdown(f"**{plain(chart.title)}**")
                    draw_chart(chart, f"region-{code}")
        advise("A gap is a period of which no number is shown or supplied. Each has an axis of its own.")


def first_shown(cells: tuple[Cell, ...], question: Question) -> list[str]:
    """The councils that are drawn before anybody chooses: our own, and then those that show a number."""
    ours = settings().council.authority
    listed = sorted(cells, key=lambda cell: (cell.code != ours, cell.value(question) is None, cell.name))
    return [cell.code for cell in listed[:LINES_AT_FIRST]]


def show_differences(file: Path, question: Question, period: Period, cells: tuple[Cell, ...]) -> None:
    """Who counts otherwise, who supplied what, and how many are counted once."""
    told = told_in(file, question.slug, period.start, period.end)
    with st.container(border=True):
        st.subheader("Do they count alike?", anchor=False)
        st.markdown(f"**{plain(differ_sentence(told))}**")
        if otherwise := differences(told):
            show_table(otherwise, differ_sentence(told))
    with st.container(border=True):
        st.subheader("Who supplied what?", anchor=False)
        show_table(supplied(cells, bundles_now(file), told, period), "Which bundle of each council is read.")
        for warning in warnings_of_all(told):
            advise(warning)
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        own = rows_now(file, OWN_OR_HOSTED, Unit.EPISODE, period.kind)
        if text := once_sentence(counted_once(own, bundles_now(file), Unit.EPISODE, period), period):
            with st.container(border=True):
                st.subheader("Placed across borders", anchor=False)
                st.markdown(f"**{plain(text)}**")


# --- what is read, kept until the file is another ---------------------------------------------------------------------


def rows_now(file: Path, slug: str, unit: Unit, kind: PeriodKind) -> pl.DataFrame:
    """The rows of a table of every council."""
    return rows_kept(file, written_at(file), slug, unit.value, kind.value)


def bundles_now(file: Path) -> pl.DataFrame:
    """One row a bundle."""
    return bundles_kept(file, written_at(file))


def written_at(file: Path) -> tuple[int, ...]:
    """When the file and what is beside it were written: another time is another region."""
    return tuple(path.stat().st_mtime_ns for path in (file, about_file(file)) if path.is_file())


@lru_cache(maxsize=TABLES_KEPT)
def rows_kept(file: Path, _written: tuple[int, ...], slug: str, unit: str, kind: str) -> pl.DataFrame:
    """The rows of a table of every council."""
    return series_of(file, slug, unit, kind)


@lru_cache(maxsize=2)
def bundles_kept(file: Path, _written: tuple[int, ...]) -> pl.DataFrame:
    """One row a bundle."""
    return bundles_in(file)
