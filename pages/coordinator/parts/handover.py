"""Workbooks to hand over: made, and logged with the children in them, when somebody asks for one."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from analytics.casework.handover import differences
from analytics.casework.handover.interviews import (
    PURPOSE,
    Names,
    count_columns,
    interview_books,
    names,
    older_overdue,
    to_hand_over,
)
from analytics.casework.handover.refused import PURPOSE as REFUSED_PURPOSE
from analytics.casework.handover.refused import refused_books, rows_of, without_book
from analytics.casework.handover.workbook import Book, as_file, children_in
from analytics.casework.week import Week
from analytics.model import Period
from analytics.words.numbers import number
from data.snapshots import Snapshot
from data.warehouse import warehouse
from pages.common.audit import What, record_view, recorded
from pages.common.cards import advise, show_table
from pages.common.council import settings, store
from pages.common.identity import Reader
from pages.common.live import Live, live
from pages.common.plain_words import plain
from pages.coordinator.parts.opening import show_children

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hand_over_interviews(reader: Reader, week: Week) -> None:
    """What each provider would get, and the workbooks: one each, and all together."""
    result = to_hand_over(week)
    st.subheader("Hand over to providers", anchor=False)
    if not result:
        advise("Nothing is owed, and nothing is to be confirmed.")
        return
    named = names(store(), settings())
    show_table(count_columns(result, named), "What each provider’s workbook holds")
    advise(
        "One workbook a provider, with its own children alone. The provider fills in the yellow columns and sends it "
        "back; load it as it is, and each answer lands on its return. Send it by your safe way."
    )
    say_what_lacks(week, named)
    offer_books(reader, "interviews", interview_books(week, named), live().snapshot, PURPOSE)


def say_what_lacks(week: Week, named: Names) -> None:
    """That ids are not kept, and what the workbooks leave out."""
    if not named.ids:
        advise(
            "No file of your own ids is kept, so children stand there by the references of these pages. To hand over "
            "your own ids, see [initials] in the settings."
        )
    if older := older_overdue(week):
        rows = "1 return" if older == 1 else f"{number(older)} returns"
        days = week.settings.now.tracker_days
        advise(f"{rows} of the last year, before these {days} days, had no interview either: not in the workbooks.")


def hand_over_differences(reader: Reader, now: Live, period: Period) -> None:
    """What each home and the fostering service would be asked, and the workbooks."""
    every = differences.differences(warehouse(now.snapshot.episodes), period)
    to_ask, answered = differences.by_whom(every), differences.replies(warehouse(now.snapshot.episodes))
    st.subheader("Ask homes and the fostering service", anchor=False)
    if not to_ask:
        advise("No difference is of a child in a home that the looked-after return names, or with foster carers.")
        return
    show_table(differences.count_columns(to_ask, answered), "Differences by whom to ask")
    others = sum(difference.whom is None for difference in every)
    lives = f" {number(others)} more are of children who lived elsewhere." if others else ""
    advise(
        "One workbook a home or service, of what it has not answered. Load it as it comes back: the answers stand "
        f"here and in the list above, and change no figure. Whoever is wrong corrects their own records.{lives}"
    )
    show_answers(reader, now, [difference for of_whom in to_ask.values() for difference in of_whom], answered)
    books = differences.difference_books(to_ask, answered, period, names(store(), settings()), settings())
    if books:
        offer_books(reader, "differences", books, now.snapshot, differences.PURPOSE)


def show_answers(
    reader: Reader, now: Live, listed: Sequence[differences.Difference], answered: Mapping[str, differences.Reply]
) -> None:
    """What homes and the fostering service answered; nothing where nobody did."""
    with_answer = [item for item in listed if item.episode_id in answered]
    if with_answer:
        what: What = {"snapshot": now.snapshot.name, "table": "answers about differences"}
        record_view(reader, differences.PURPOSE, what, children=sorted({item.child_id for item in with_answer}))
        show_children(
            differences.answer_columns(with_answer, answered), f"{number(len(with_answer))} answers", "answers"
        )


def hand_back_refused(reader: Reader, snapshot: Snapshot) -> None:
    """The refused rows, a workbook a sender; those whose columns are not known are said."""
    books = refused_books(store(), snapshot, settings())
    st.subheader("Hand the refused rows back", anchor=False)
    advise(
        "One workbook a sender, in the sender’s own columns, with why each row was refused and what to do. Load it as "
        "it comes back: a row that can be read then is no longer refused, and any other stays."
    )
    if more := without_book(store(), snapshot):
        advise(f"{rows_of(more)} stand in no workbook, because their columns are not known: take them as CSV below.")
    if books:
        offer_books(reader, "refused rows", books, snapshot, REFUSED_PURPOSE)


def offer_books(reader: Reader, table: str, books: Sequence[Book], snapshot: Snapshot, purpose: str) -> None:
    """A choice of one workbook, or all of them packed together."""
    chosen = list(books) if len(books) == 1 else ask_which(books, table)
    is_one = len(chosen) == 1
    what: What = {"snapshot": snapshot.name, "hand_over": table, "workbooks": len(chosen)}
    st.download_button(
        plain(f"Download for {chosen[0].whom} (Excel)") if is_one else "Download all workbooks (ZIP)",
        recorded(reader, partial(as_file, chosen), what, purpose, children=children_in(chosen)),
        file_name=chosen[0].name if is_one else f"{table.replace(' ', '-')}-{snapshot.manifest['as_of'][:10]}.zip",
        mime=WORKBOOK if is_one else "application/zip",
        key=f"hand-over-{table}",
        on_click="ignore",
    )


def ask_which(books: Sequence[Book], table: str) -> list[Book]:
    """Which of the workbooks is meant."""
    every = f"All {number(len(books))}"
    chosen = st.selectbox("Workbook for", [every, *(book.whom for book in books)], key=f"which-{table}")
    return [book for book in books if book.whom == chosen] or list(books)
