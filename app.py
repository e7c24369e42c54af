"""The web front: Streamlit over pages/main.py, with security headers on every answer.

`streamlit run app.py`, or `missing serve`, finds `app` here. The script that it runs is pages/main.py, so that no
`pages` folder stands beside it: Streamlit would serve such a folder's files on its own, without the frame.
"""

import os
import sys
from importlib import import_module

import streamlit as st
from starlette.middleware import Middleware

from data.errors import DashboardError
from pages.common.away import EndsTheSignInBefore, LeavesWhenIdle
from pages.common.council import settings
from pages.common.headers import OwnSiteOnly, SecurityHeaders
from pages.common.opening import WORD, announced
from pages.common.page_scripts import TablesTakeTheKeyboard
from pages.common.quiet_log import keep_values_out_of_the_log
from pages.common.served_once import ServedOnce
from pages.common.start import refuse_bad_start, uses_https
from pages.common.start_word import OnlyWhoHasTheAddress
from pages.common.uploads import OnlyCoordinatorsUpload


def refuse_to_start() -> None:
    """Stop before anything is served, with what is wrong and what would be right."""
    try:
        refuse_bad_start()
    except DashboardError as error:
        sys.exit(str(error))


keep_values_out_of_the_log()
refuse_to_start()
# `missing doctor` asks no more than whether this would start.
if os.environ.get("MISSING_ONLY_CHECK"):
    sys.exit()
headers = Middleware(SecurityHeaders, is_https=uses_https(), sign_in_hours=settings().sign_in.hours)
doors = (
    Middleware(OwnSiteOnly),
    Middleware(OnlyWhoHasTheAddress, word=WORD),
    Middleware(EndsTheSignInBefore),
    Middleware(LeavesWhenIdle),
    Middleware(TablesTakeTheKeyboard),
    Middleware(OnlyCoordinatorsUpload),
    Middleware(ServedOnce),
)
# What every page needs is read before anybody is served, not in front of the first reader.
import_module("pages.common.frame")
import_module("pages.common.cards")
app = st.App("pages/main.py", lifespan=announced, middleware=[headers, *doors])
