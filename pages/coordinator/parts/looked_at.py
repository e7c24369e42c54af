"""What happened to files, or would: counts, refused rows, doubts, rows as they are understood, words to explain."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from analytics.cards.loading import doubt_columns, file_columns, meanings_of, refused_columns, row_columns
from analytics.words.names import code_name
from analytics.words.numbers import number
from data.formats.labels import UnknownLabel
from data.summary import Summary
from pages.common.cards import advise, show_table
from pages.common.council import settings
from pages.common.plain_words import plain

LEAVE: Final = "Leave as it is"


def show_files(summary: Summary, title: str = "") -> None:
    """A line a file, then why rows are refused or doubted, and what was forgiven in reading."""
    if title:
        st.header(plain(title), anchor=False)
    show_table(file_columns(summary), "Rows of each file")
    for file in summary.files:
        if file.first_refused:
            with st.expander(plain(f"{file.file}: the first of {number(file.refused)} refused rows"), expanded=True):
                show_table(refused_columns(file), f"Refused rows of {file.file}")
        for tolerance in file.tolerances:
            advise(f"{file.file}: {tolerance}")
    if any(doubt_columns(summary).values()):
        with st.expander("Loaded with a doubt"):
            show_table(doubt_columns(summary), "Rows loaded with a doubt, by rule")


def show_ways_on(done: Summary) -> None:
    """Where to go from here: the refused rows, to be sent back; who is missing now; the weekly report."""
    if refused := done.total("refused"):
        rows = "refused row" if refused == 1 else f"{number(refused)} refused rows"
        st.page_link("coordinator/rules.py", label=f"Look at the {rows}, to be sent back")
    st.page_link("coordinator/now.py", label="See who is missing now")
    st.page_link("coordinator/weekly.py", label="Make the weekly report")


def show_first_rows(summary: Summary, children: Mapping[int, str]) -> None:
    """What is made of the first rows of each file, before anything is loaded. `children` has the child of each line."""
    for file in summary.files:
        if file.first_rows.lines:
            with st.expander(plain(f"{file.file}: the first rows as they are understood"), expanded=True):
                show_table(row_columns(file, children), f"First rows of {file.file}")


def ask_meanings(labels: Sequence[UnknownLabel]) -> dict[tuple[str, str], str]:
    """Ask what each label that is not understood means: (field, label) -> our code, once the reader has said so."""
    count = "1 word is" if len(labels) == 1 else f"{number(len(labels))} words are"
    st.subheader(f"{count} not understood", anchor=False)
    advise("A row whose category is not understood is refused; any other such field is loaded as not recorded.")
    with st.form("labels", border=False):
        answers = {
            (label.field, label.label): st.selectbox(
                plain(f"{label.column} says {label.label}, on {rows_of(label.rows)}"),
                [LEAVE, *meanings_of(label.field, settings())],
                format_func=code_name,
                key=f"label-{label.field}-{label.label}",
            )
            for label in labels
        }
        is_said = st.form_submit_button("Use these meanings")
    return {key: code for key, code in answers.items() if code != LEAVE} if is_said else {}


def rows_of(count: int) -> str:
    """How many rows, in words."""
    return "1 row" if count == 1 else f"{number(count)} rows"
