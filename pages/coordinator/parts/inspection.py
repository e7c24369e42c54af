"""The lists that inspectors ask for: which one, what is in it and what it lacks, and the workbook."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from analytics.reports.inspection import Asked, InspectionList
from analytics.reports.inspection_book import workbook
from analytics.reports.inspection_files import BOOK_TYPE, file_name, list_8_book
from analytics.reports.inspection_jtai import MONTHS, MOST_MONTHS, jtai_list
from analytics.reports.inspection_list_8 import list_8
from analytics.words.columns import Columns
from analytics.words.numbers import number
from pages.common.audit import ROUTINE, record_view, recorded
from pages.common.cards import advise, say_lead, show_table
from pages.common.choosing import choose
from pages.common.council import store
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.exact import say_exact

LIST_8: Final = "annex-a-list-8"
JTAI: Final = "jtai-children"
NAMES: Final = {LIST_8: "Annex A, List 8", JTAI: "Joint inspection (JTAI)"}
WHY: Final = "Why are you taking it?"


def show_lists(reader: Reader) -> None:
    """Ask which list; its numbers, what to look at first, what each column holds, and the file."""
    now = live()
    request = Asked(store(), now.snapshot, now.settings)
    with st.sidebar:
        kind = choose("List", list(NAMES), NAMES.__getitem__, key="list", first=LIST_8)
        listed, make = (list_8(request), list_8_book) if kind == LIST_8 else (ask_jtai(request), workbook)
        say_exact(now)
    record_view(reader, ROUTINE, {"snapshot": listed.snapshot, "list": kind})
    say_lead(headline(listed))
    advise(f"{listed.period}. {listed.source}")
    show_notes(listed)
    show_table(totals_columns(listed), "The numbers of the list, and what each counts")
    offer_file(reader, listed, kind, make, request.as_of.date())
    for sheet in (listed.main, *listed.others):
        if st.toggle(plain(f"What stands in the columns of “{sheet.name}”"), key=f"columns-{sheet.name}"):
            show_table(field_columns(listed, sheet.name), f"The columns of the sheet {sheet.name}")


def ask_jtai(request: Asked) -> InspectionList:
    """The list for a joint inspection, of the months that the request says, and when its notice came."""
    months = st.number_input("Months", 1, MOST_MONTHS, MONTHS, help="As the request says; to the end of the data.")
    notice: date | None = st.date_input("Day of the notice", None, format="DD/MM/YYYY")
    return jtai_list(request, int(months), notice)


def headline(listed: InspectionList) -> str:
    """ "473 children on the list; 1,202 missing episodes of children on the list"."""
    first = listed.totals[0]
    return f"{number(first.number)} {first.name.lower()}"


def show_notes(listed: InspectionList) -> None:
    """What to look at before the list is handed out."""
    if listed.notes:
        st.markdown("**Look at this first**\n" + "\n".join(f"- {plain(note)}" for note in listed.notes))


def totals_columns(listed: InspectionList) -> Columns:
    """The numbers of the cover."""
    return {
        "What": [total.name for total in listed.totals],
        "Number": [number(total.number) for total in listed.totals],
        "What it counts": [total.definition for total in listed.totals],
    }


def field_columns(listed: InspectionList, name: str) -> Columns:
    """The columns of a sheet: in how many rows each is filled in, and where it comes from or why it is blank."""
    sheet = next(each for each in (listed.main, *listed.others) if each.name == name)
    filled = sheet.filled()
    return {
        "Column": [field.heading for field, _, _ in filled],
        "Filled in": [number(many) for _, many, _ in filled],
        "Blank": [number(many) for _, _, many in filled],
        "Where it comes from, or why it is blank": [field.told for field, _, _ in filled],
    }


def offer_file(
    reader: Reader, listed: InspectionList, kind: str, make: Callable[[InspectionList], bytes], day: date
) -> None:
    """The workbook, once somebody has said why; made and logged, with everybody on it, when it is taken."""
    purpose = st.text_input(WHY, placeholder="Such as the inspection and the day of its notice", max_chars=200)
    what = {"snapshot": listed.snapshot, "list": kind, "rows": listed.totals[0].number}
    st.download_button(
        "Download the workbook (XLSX)",
        recorded(reader, partial(make, listed), what, purpose, children=listed.children),
        file_name=file_name(kind, day),
        mime=BOOK_TYPE,
        key=f"download-{kind}",
        on_click="ignore",
        disabled=not purpose.strip(),
    )
    if not purpose.strip():
        advise("Say why first: it is kept in the audit log beside whom the list shows.")
