"""Loading: drop files and a mapping, see what would happen, say what unknown labels mean, load."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import Final

import streamlit as st

from analytics.loading_words import (
    doubt_columns,
    file_columns,
    first_columns,
    headline,
    labels_to_explain,
    meanings_of,
    refused_columns,
)
from analytics.words import code_name, number
from data.formats.labels import UnknownLabel
from data.formats.mapping_text import with_labels
from data.load import Delivery, check
from data.summary import Summary
from pages.common.cards import advise, plain, show_table
from pages.common.council import settings, store
from pages.common.identity import Reader

MAPPING: Final = "load-mapping"
DROPPED: Final = "load-mapping-dropped"
DONE: Final = "load-done"
LEAVE: Final = "Leave as it is"
MAPPING_NAME: Final = "mapping.toml"


def show_loading(reader: Reader) -> None:
    """What was loaded last, then the files, the mapping, what would happen, and the button that makes it so."""
    if done := st.session_state.get(DONE):
        st.success(plain(headline(done, is_done=True)))
        show_way_to_refused(done)
        show_files(done)
    advise("Each file is looked at first. Nothing changes until you press Load, and then all of it loads or none.")
    dropped = st.file_uploader("Files (CSV, XLSX or XML)", accept_multiple_files=True, key="load-files")
    mapping = ask_mapping()
    if not dropped:
        return
    files = [(PurePath(one.name).name, one.getvalue()) for one in dropped]
    with laid_out(files, mapping) as deliveries:
        summary = check(store(), deliveries, settings())
        show_files(summary, title=headline(summary, is_done=False))
        show_first_rows(summary)
        show_labels(labels_to_explain(summary), mapping)
        if summary.total("loaded") and st.button("Load", type="primary", key="load-now"):
            load_now(reader, deliveries)


def ask_mapping() -> str:
    """The mapping as text, as it was dropped and changed since; empty for files that need none."""
    dropped = st.file_uploader(
        "Mapping (TOML); none for a looked-after return or the Safeguarding Dataset",
        type=["toml"],
        key="load-mapping-file",
    )
    content = dropped.getvalue().decode("utf-8-sig", errors="replace") if dropped else ""
    if st.session_state.get(DROPPED) != content:
        st.session_state[DROPPED] = st.session_state[MAPPING] = content
    return str(st.session_state.get(MAPPING, ""))


@contextmanager
def laid_out(files: Sequence[tuple[str, bytes]], mapping: str) -> Iterator[list[Delivery]]:
    """The files on the disk, inside the store's folder and for as long as they are looked at."""
    with store().dropped() as folder:
        # A folder for each: two files may have one name.
        paths = [folder / str(place) / file for place, (file, _) in enumerate(files)]
        for path, (_, content) in zip(paths, files, strict=True):
            path.parent.mkdir()
            path.write_bytes(content)
        described = folder / MAPPING_NAME if mapping else None
        if described:
            described.write_text(mapping, encoding="utf-8")
        yield [Delivery(tuple(paths), described)]


def show_files(summary: Summary, title: str = "") -> None:
    """A line a file, then why rows are refused or doubted, and what was forgiven in reading."""
    if title:
        st.header(plain(title), anchor=False)
    show_table(file_columns(summary), "Rows of each file")
    for file in summary.files:
        if file.first_refused:
            with st.expander(plain(f"{file.file}: the first of {number(file.refused)} refused rows"), expanded=True):
                show_table(refused_columns(file), f"Refused rows of {file.file}")
        for said in file.tolerances:
            advise(f"{file.file}: {said}")
    if any(doubt_columns(summary).values()):
        with st.expander("Loaded with a doubt"):
            show_table(doubt_columns(summary), "Rows loaded with a doubt, by rule")


def show_way_to_refused(done: Summary) -> None:
    """Where the refused rows stand, whole, to be sent back; nothing where none were refused."""
    if refused := done.total("refused"):
        rows = "refused row" if refused == 1 else f"{number(refused)} refused rows"
        st.page_link("coordinator/rules.py", label=f"Look at the {rows}, to be sent back")


def show_first_rows(summary: Summary) -> None:
    """What the mapping makes of the first rows of each file, before anything is loaded."""
    for file in summary.files:
        if file.first_rows.lines:
            with st.expander(plain(f"{file.file}: the first rows as they are understood"), expanded=True):
                show_table(first_columns(file), f"First rows of {file.file}")


def show_labels(labels: Sequence[UnknownLabel], mapping: str) -> None:
    """Ask what each label that is not understood means, and put the answers into the mapping."""
    if not labels or not mapping:
        return
    count = "1 label is" if len(labels) == 1 else f"{number(len(labels))} labels are"
    st.subheader(f"{count} not understood", anchor=False)
    advise("A row whose category is not understood is refused; any other such field is loaded as not recorded.")
    with st.form("labels", border=False):
        answers = {
            (one.field, one.label): st.selectbox(
                plain(f"{one.column} says {one.label}, on {rows_of(one.rows)}"),
                [LEAVE, *meanings_of(one.field, settings())],
                format_func=code_name,
                key=f"label-{one.field}-{one.label}",
            )
            for one in labels
        }
        is_said = st.form_submit_button("Use these meanings")
    meanings = {key: code for key, code in answers.items() if code != LEAVE}
    if is_said and meanings:
        st.session_state[MAPPING] = with_labels(mapping, meanings)
        st.rerun()
    st.download_button("Download the mapping", mapping, file_name=MAPPING_NAME, on_click="ignore", type="tertiary")


def rows_of(count: int) -> str:
    """How many rows, in words."""
    return "1 row" if count == 1 else f"{number(count)} rows"


def load_now(reader: Reader, deliveries: Sequence[Delivery]) -> None:
    """Load what was looked at, in front of the reader."""
    # Publishing needs what no other page does.
    from analytics.refresh import refresh  # noqa: PLC0415

    bar = st.progress(0.0, "Starting")

    def show(step: str, done: int, of: int) -> None:
        bar.progress(min(done / of, 1.0), step)

    st.session_state[DONE] = refresh(store(), deliveries, settings(), by=reader.actor, progress=show)
    st.rerun()
