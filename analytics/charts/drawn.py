"""A Plotly figure that is its specification already.

Plotly's own figure checks, copies and copies again every value, a third of what a page of six charts
costs. Ours are written as one specification, and tests let Plotly check every kind of it.
"""

from importlib import import_module
from typing import Any

from plotly.basedatatypes import BaseFigure

# Streamlit imports pandas at its first table, in whichever reader's thread comes first; Plotly, drawing in another's,
# would meet half of it and fail. Whole before anything is drawn, it is safe.
import_module("pandas")


class Drawn(BaseFigure):  # type: ignore[misc]  # Plotly has no types
    """A figure for `st.plotly_chart`, which asks a figure for nothing but its specification."""

    def __init__(self, specification: dict[str, Any]) -> None:
        """The figure of a specification (`data` and `layout`, plain values only), which is kept as it is."""
        self._specification = specification

    def to_dict(self) -> dict[str, Any]:
        """The specification itself."""
        return self._specification
