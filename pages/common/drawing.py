"""Drawing on a page: the colours that the reader's browser asks for, and how a Plotly figure is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analytics.charts.figure import PAGE_CONFIG
from analytics.charts.theme import DARK, LIGHT, Palette

if TYPE_CHECKING:
    from analytics.charts.drawn import Drawn


def is_dark() -> bool:
    """Whether the reader's theme is the dark one."""
    return st.context.theme.type == "dark"


def palette() -> Palette:
    """The palette of the reader's theme."""
    return DARK if is_dark() else LIGHT


def show_drawn(drawn: Drawn, alt: str, key: str) -> None:
    """A figure in our own colours; `alt` is what it says to whoever does not see it."""
    st.plotly_chart(drawn, theme=None, config=PAGE_CONFIG, alt=alt, key=key)
