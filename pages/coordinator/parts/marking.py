"""Marking by hand, between two files: a child came back, a child is newly missing; and taking a mark back."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

import streamlit as st

from analytics.casework.by_hand.mark_words import listed, mark_columns, mark_words
from analytics.casework.by_hand.marking import (
    Moment,
    came_back,
    child_of_id,
    moment_told,
    newly_missing,
    open_rows,
    why_not_back,
    why_not_missing,
)
from analytics.casework.by_hand.marks import utc_of
from analytics.casework.by_hand.settling import Judged
from analytics.casework.now import MissingNow
from analytics.casework.one_child import every_child, meant
from analytics.casework.rows import reference, week_ending
from analytics.casework.week import Week, this_minute
from analytics.words.names import code_name
from data import codes
from data.casebook import LONGEST_NAME, LONGEST_TEXT, Casebook, Entry, Kind, Told
from data.erased import read_marks
from data.keys import child_mark
from pages.common.cards import advise
from pages.common.council import store
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.initials import named
from pages.coordinator.parts.opening import MOST_BUTTONS, show_children
from pages.coordinator.parts.week import DAILY
from pages.coordinator.parts.writing import NO_NAMES

TELLERS: Final = (
    "Police",
    "Children’s home",
    "Foster carer",
    "Parent or carer",
    "Social worker",
    "Emergency duty team",
    "Hospital",
)
DAY_ALONE: Final = "Leave the time empty where the day alone is known."


def now() -> datetime:
    """This moment; the demonstration's clock stands still at the end of its files."""
    return this_minute(store(), live().as_of)


def is_of_now(week: Week) -> bool:
    """Whether a page looks at now: nothing is marked while it looks back."""
    return week.as_of >= week.by_hand.ends


def keep(reader: Reader, entries: Sequence[Entry]) -> None:
    """Keeps the marks in the reader's name, and draws the page anew."""
    for entry in entries:
        Casebook(store()).add(entry, reader.actor, utc_of(now()), purpose=DAILY)
    st.rerun()


def ask_back(reader: Reader, week: Week, children: Sequence[MissingNow], key: str) -> None:
    """Ask who of a list came back; then when, and who told of it."""
    if not children or not is_of_now(week):
        return
    whom = {reference(child.child_id): child.child_id for child in children}
    # Another key once something was written: the choice is made anew.
    key = f"{key}-{len(week.entries)}"
    if chosen := ask_whom(list(whom), key):
        ask_when_back(reader, week, whom[chosen], key)


def ask_whom(references: list[str], key: str) -> str | None:
    """Who came back: a button for each, or one box of a long list."""
    if len(references) <= MOST_BUTTONS:
        return st.pills("Mark as back", references, format_func=named, key=f"back-{key}")
    return st.selectbox("Mark as back", references, index=None, format_func=named, key=f"back-{key}")


def ask_when_back(reader: Reader, week: Week, child: str, key: str) -> None:
    """When the child came back, and who told of it."""
    with st.form(f"back-form-{key}", border=True):
        told = ask_moment("Came back on", f"back-{key}")
        told_by = ask_teller(f"back-{key}")
        advise(f"{DAY_ALONE} {NO_NAMES}")
        if not st.form_submit_button(f"Mark {named(reference(child))} as back", type="primary"):
            return
    entries = [came_back(row, told, told_by, week) for row in open_rows(week, child)]
    if text := " ".join(dict.fromkeys(filter(None, (why_not_back(entry, now()) for entry in entries)))):
        st.error(plain(text))
        return
    keep(reader, entries)


def ask_moment(label: str, key: str) -> Moment:
    """A day, and a time where it is known."""
    day, clock = st.columns(2)
    chosen = day.date_input(label, now().date(), max_value=now().date(), key=f"{key}-day", format="DD/MM/YYYY")
    at = clock.time_input("At", None, step=timedelta(minutes=1), key=f"{key}-time")
    return moment_told(chosen if isinstance(chosen, date) else now().date(), at if isinstance(at, time) else None)


def ask_teller(key: str) -> str:
    """Who told of it: a role or an organisation."""
    told_by = st.selectbox(
        "Told by",
        TELLERS,
        index=None,
        accept_new_options=True,
        placeholder="Choose, or write a role",
        key=f"{key}-teller",
    )
    return str(told_by or "")


def ask_newly_missing(reader: Reader, week: Week) -> None:
    """Ask for a child who went missing since the files: by the council's own id, which is kept nowhere."""
    if not is_of_now(week):
        return
    key = f"gone-{len(week.entries)}"
    with st.expander("Mark a child as newly missing"), st.form(key, border=False):
        left, right = st.columns(2)
        written = left.text_input("Child: the council’s own id, or a reference", key=f"{key}-child")
        category = right.selectbox("Category", codes.CATEGORIES, format_func=code_name, key=f"{key}-category")
        told = ask_moment("Missing since", key)
        left, right = st.columns(2)
        place = left.text_input("From where, in a few words", max_chars=LONGEST_NAME, key=f"{key}-place")
        risk = right.selectbox(
            "Police risk", (codes.UNKNOWN, *codes.POLICE_RISKS[:-1]), format_func=code_name, key=f"{key}-risk"
        )
        told_by = ask_teller(key)
        is_new = st.checkbox("The records do not know this child yet: I have checked the id", key=f"{key}-new")
        advise(
            f"{DAY_ALONE} {NO_NAMES} The id is turned into the reference that the next file’s row will have, and kept "
            "nowhere."
        )
        if not st.form_submit_button("Mark as missing", type="primary"):
            return
        about = Told(told.at, told.precision, category=str(category), risk=str(risk), place=place)
        child, problem = whom_of(written, week, is_new=is_new)
        entry = newly_missing(child, about, told_by, week)
        if problem := problem or why_not_missing(entry, now(), week, live().snapshot):
            st.error(plain(problem))
            return
    keep(reader, [entry])


def whom_of(written: str, week: Week, *, is_new: bool) -> tuple[str, str]:
    """The pseudonym of whoever is meant; or why nobody can be, and what to do."""
    every = every_child(live().snapshot, week.as_of, week.marks)
    if referred := meant(every, written):
        return referred[0], "" if len(referred) == 1 else "Two children have that reference. Give the council’s own id."
    key = store().key()
    child = child_of_id(written, week, live().snapshot, key, every)
    if child in every:
        return child, ""
    if key and child and child_mark(key, child) in read_marks(store()):
        return "", "The child was erased from the records, and no file brings the child back. Ask who decided it."
    if not any(letter.isdigit() for letter in written):
        return "", "Give the council’s own id of the child, or a reference. A name is neither."
    if not is_new:
        return "", (
            "No record is of a child with that id. Look at it again, letter by letter. If it is right, say that the "
            "records do not know the child yet."
        )
    return child, ""


def show_marks(reader: Reader, week: Week) -> None:
    """Every mark that counts or is to be looked at, and those that files agreed with lately; a way to take one back."""
    judged_marks = marks_shown(week)
    if not judged_marks:
        return
    st.subheader("Marked by hand", anchor=False)
    show_children(mark_columns(judged_marks), f"{len(judged_marks)} marks by hand, and what files say of them", "marks")
    if is_of_now(week):
        ask_to_take_back(reader, week, judged_marks)


def marks_shown(week: Week) -> list[Judged]:
    """The marks of the list, as at now; of a moment that is over, those that counted at it."""
    if is_of_now(week):
        return listed(week, week.as_of - timedelta(days=week.settings.by_hand.listed_days))
    return [item for item in week.by_hand.judged if item.stands and item.mark.known_from <= week.as_of]


def ask_to_take_back(reader: Reader, week: Week, judged_marks: Sequence[Judged]) -> None:
    """Ask which mark was a slip, or has been looked at, and why."""
    marks = {str(item.mark.entry.number): item.mark for item in judged_marks}
    with (
        st.expander("Take a mark back, or say that it was looked at"),
        st.form(f"take-back-{len(week.entries)}", border=False),
    ):
        number = st.selectbox(
            "Mark",
            list(marks),
            format_func=lambda number: f"{named(reference(marks[number].child_id))}: {mark_words(marks[number])}",
            key=f"taken-{len(week.entries)}",
        )
        reason = st.text_input("Why", max_chars=LONGEST_TEXT, key=f"taken-why-{len(week.entries)}")
        advise(f"It no longer counts and is no longer listed; what was written stays in the log. {NO_NAMES}")
        if not st.form_submit_button("Take back"):
            return
        if not reason.strip():
            st.error("Say why, in a few words.")
            return
    mark = marks[str(number)]
    keep(reader, [Entry(Kind.TAKEN_BACK, week_ending(week.as_of), reason, mark.child_id, about=str(number))])
