"""From a list to the record of a child in it, and back to the list: kept in the session, never in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from analytics.model import Audience
from analytics.words.columns import Columns
from pages.common.audit import page_shown
from pages.common.frame import ENTRIES
from pages.coordinator.parts.initials import by_reference, references_in, table_of_children, with_initials
from pages.coordinator.parts.week import AS_AT, AS_AT_BEFORE

OPENED: Final = "child-opened"
CAME_FROM: Final = "child-came-from"
CHILD_PAGE: Final = "coordinator/child.py"
MOST_BUTTONS: Final = 12  # more are a wall: then one list to choose from, and one button


@dataclass(frozen=True)
class CameFrom:
    """The page that a record was opened from, and what was asked of it."""

    file: str
    title: str
    asked: dict[str, str]


def show_children(columns: Columns, text: str, key: str) -> None:
    """A table with initials behind each reference, and the way from each to the child's record."""
    table_of_children(columns, text)
    offer_records(references_in(columns), key)


def offer_records(references: Iterable[str], key: str, *, has_initials: bool = True) -> None:
    """A button for each child of a list, which opens the record; of a long list, a box to choose from."""
    names = list(dict.fromkeys(references))
    st.session_state.pop(OPENED, None)
    if names and (chosen := ask_whom(names, key, by_reference() if has_initials else {})) in names:
        open_record(str(chosen))


def ask_whom(names: list[str], key: str, known: Mapping[str, str]) -> str | None:
    """Whose record to open; none until somebody is chosen. `known` has the initials of references."""
    named = {name: with_initials(name, known) for name in names}
    if len(names) <= MOST_BUTTONS:
        return st.pills("Open the record of", names, format_func=lambda name: named[name], key=f"open-{key}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Open the record of", names, index=None, format_func=lambda name: named[name], key=f"whom-{key}"
        )
        return chosen if st.button("Open", key=f"open-{key}") else None


def open_record(child: str) -> None:
    """Goes to the record, and remembers the way back."""
    entry = next((item for item in ENTRIES[Audience.COORDINATOR] if item.title == page_shown()), None)
    if entry and entry.file != CHILD_PAGE:
        st.session_state[CAME_FROM] = CameFrom(entry.file, entry.title, dict(st.query_params))
    st.session_state[OPENED] = child
    # An empty address, said so: Streamlit refuses to clear one that a widget of this page is bound to.
    st.switch_page(CHILD_PAGE, query_params={})


def opened() -> str | None:
    """The reference that was opened from a list."""
    return st.session_state.get(OPENED)


def offer_way_back() -> None:
    """A button back to the list, as it was asked for."""
    came = st.session_state.get(CAME_FROM)
    if isinstance(came, CameFrom) and st.button(f"Back to {came.title}", icon=":material/arrow_back:"):
        st.session_state.pop(OPENED, None)
        # What the page of one child asks too is bound to its own widget, and cannot be put into the address from there.
        st.session_state[AS_AT_BEFORE] = came.asked.get(AS_AT)
        st.switch_page(came.file, query_params={name: text for name, text in came.asked.items() if name != AS_AT})
