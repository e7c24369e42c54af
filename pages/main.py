"""The script that Streamlit runs for every reader and every page. The frame does the rest."""

from pages.common.frame import show

show()
