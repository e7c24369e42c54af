"""Notes on a day beside every series, and a chair's commentary: written, let out for others to read, withdrawn."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Final

import streamlit as st

from analytics.model import Period
from analytics.releases.read import name_of
from analytics.releases.remarks import (
    account_of,
    comment,
    let_others_read,
    named,
    note,
    standing,
    text_in,
    withdraw,
)
from analytics.words.periods import period_name
from data.casebook import LONGEST_COMMENTARY, LONGEST_NAME, LONGEST_NOTE, LONGEST_TEXT, Entry
from data.errors import CannotWrite
from data.formats.dates import local_now
from data.remarks import Remark
from pages.common.council import settings, store
from pages.common.identity import Reader
from pages.common.plain_words import plain

NO_CHILD: Final = (
    "Others will read it. Write no names, nothing about one child, no home or place that points to one, and no number "
    "that the board’s pages do not show."
)
KEPT: Final = "It stays in the casebook. A release that was approved with it keeps it too: withdraw that as well."
NAMES_SOMEBODY: Final = "It names somebody: take its words out of the casebook for good"
ON_SERIES: Final = (
    "Drawn on every series over time that has the day. Co-ordinators alone see it until a second person lets others "
    "read it."
)


def offer_notes(reader: Reader, notes: Sequence[Remark]) -> None:
    """Beside any series: the notes that stand, and the forms."""
    with st.expander("Notes on a date"):
        st.caption(ON_SERIES)
        for each in notes:
            st.text(account_of(each))
        ask_note(reader, len(notes))
        ask_what_becomes(reader, notes, "note")


def show_commentary(reader: Reader, quarter: Period) -> None:
    """Every commentary on the quarter, the newest last, and the forms."""
    said = [each for each in standing(store()) if each.quarter == str(name_of(quarter))]
    with st.expander(f"The chair’s commentary on {period_name(quarter)}"):
        st.caption("Printed here and in releases once a second person lets others read it: the newest of those.")
        for each in said:
            st.text(account_of(each))
        ask_commentary(reader, quarter, len(said))
        ask_what_becomes(reader, said, "commentary")


def ask_note(reader: Reader, count: int) -> None:
    """A day and a few words; of so many that stand, so that the next one begins with nothing."""
    today = local_now().date()
    with st.form("note", border=False):
        day = st.date_input("What changed from", None, max_value=today, key=f"note-day-{count}", format="DD/MM/YYYY")
        text = st.text_input("In a few words", max_chars=LONGEST_NOTE, key=f"note-text-{count}")
        st.caption(NO_CHILD)
        if st.form_submit_button("Write down"):
            keep(lambda: note(store(), day if isinstance(day, date) else None, text, reader.actor, today))


def ask_commentary(reader: Reader, quarter: Period, count: int) -> None:
    """The words, typed or in a file, and in which role they are said."""
    with st.form("commentary", border=False):
        speaker = st.text_input("Said by (a role)", max_chars=LONGEST_NAME, key=f"commentary-speaker-{count}")
        typed = st.text_area("What is said", max_chars=LONGEST_COMMENTARY, key=f"commentary-text-{count}")
        file = st.file_uploader("Or handed in as plain text", type="txt", key=f"commentary-file-{count}")
        st.caption(f"An empty line begins a paragraph. {NO_CHILD}")
        if st.form_submit_button("Keep it"):
            keep(lambda: comment(store(), quarter, words_of(typed, file), speaker, reader.actor))


def words_of(typed: str, file: BytesIO | None) -> str:
    """What was typed, or stands in the file. Raises CannotWrite where there is both, or the file is no plain text."""
    if typed.strip() and file:
        raise CannotWrite("There are typed words and a file: take one of them out.")
    return text_in(file.getvalue()) if file else typed


def keep(write: Callable[[], Entry]) -> None:
    """Writes, and draws the page anew; or says why not, and leaves what was typed."""
    try:
        write()
    except CannotWrite as refusal:
        st.error(plain(str(refusal)))
    else:
        st.rerun()


def ask_what_becomes(reader: Reader, remarks: Sequence[Remark], key: str) -> None:
    """Let one out, or withdraw one."""
    closed = [each for each in remarks if not each.role]
    if closed and reader.approves_as:
        ask_let(reader, closed, key)
    if remarks:
        ask_withdrawn(reader, remarks, key)


def ask_let(reader: Reader, closed: Sequence[Remark], key: str) -> None:
    """Which one others may read, by whoever may approve a release."""
    role, today = reader.approves_as, local_now().date()
    with st.form(f"{key}-let", border=False):
        number = ask_which(closed, f"{key}-let-which")
        st.caption(plain(f"You approve as {role}. Whoever wrote it may not."))
        if st.form_submit_button("Let others read it"):
            keep(lambda: let_others_read(store(), number, reader.actor, role, settings=settings(), today=today))


def ask_withdrawn(reader: Reader, remarks: Sequence[Remark], key: str) -> None:
    """Which one, why, and whether its words must go."""
    today, count = local_now().date(), len(remarks)
    with st.form(f"{key}-gone", border=False):
        number = ask_which(remarks, f"{key}-gone-which")
        reason = st.text_input("Why it is withdrawn", max_chars=LONGEST_TEXT, key=f"{key}-reason-{count}")
        names = st.checkbox(NAMES_SOMEBODY, key=f"{key}-names-{count}")
        st.caption(KEPT)
        if st.form_submit_button("Withdraw"):
            keep(lambda: withdraw(store(), number, reason, reader.actor, today, names_somebody=names))


def ask_which(remarks: Sequence[Remark], key: str) -> int:
    """The number of one of them."""
    names = named(remarks)
    chosen = st.selectbox("Which", list(names), format_func=names.__getitem__, key=key)
    return chosen if chosen in names else remarks[0].number
