"""Cards about the data itself."""

import streamlit as st

from analytics.cards.about_data import OF_ROWS, Account, accounts, headline
from analytics.model import Audience
from analytics.views.about_data import about_data_for
from analytics.views.view import threshold_of_files
from analytics.words.numbers import few_rows
from pages.common.audit import ROUTINE, record_view
from pages.common.cards import advise, say_lead, show_table
from pages.common.filters import say_behind, say_exact, say_source
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain


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
            say_behind(now)
    few = few_rows(threshold_of_files(now.snapshot))
    result = accounts(about_data_for(now.snapshot, reader.audience), few)
    say_lead(headline(result))
    advise(OF_ROWS)
    for account in result:
        show_account(account)


def show_account(account: Account) -> None:
    """One question, its answer and its table."""
    with st.container(border=True):
        st.subheader(plain(account.question), anchor=False)
        st.markdown(f"**{plain(account.answer)}**")
        if any(account.columns.values()):
            show_table(account.columns, account.answer)
