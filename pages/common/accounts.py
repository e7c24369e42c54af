"""Cards about the data itself."""

import streamlit as st

from analytics.about_data import Account, accounts
from analytics.model import Audience
from analytics.sources import about_data_for
from pages.common.audit import ROUTINE, record_view
from pages.common.cards import plain, show_table
from pages.common.filters import say_exact, say_source
from pages.common.identity import Reader
from pages.common.live import live


def show_accounts(reader: Reader) -> None:
    """Every question about the data, one below another: their tables are wide."""
    now = live()
    is_exact = reader.audience is Audience.COORDINATOR
    if is_exact:
        record_view(reader, ROUTINE, {"snapshot": now.snapshot.name})
    with st.sidebar:
        if is_exact:
            say_exact(now)
        else:
            say_source(now.published)
    for account in accounts(about_data_for(now.snapshot, reader.audience)):
        show_account(account)


def show_account(account: Account) -> None:
    """One question, its answer and its table."""
    with st.container(border=True):
        st.subheader(plain(account.question), anchor=False)
        st.markdown(f"**{plain(account.answer)}**")
        if any(account.columns.values()):
            show_table(account.columns, account.answer)
