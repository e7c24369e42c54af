"""How many episodes and children, month by month: missing, absent and away, each apart, and what is normal for each."""

import streamlit as st

from analytics.cards.card import Card, detail
from analytics.cards.headlines import Tile, figures_of
from analytics.cards.themes import VOLUME
from analytics.measuring.breakdowns import CATEGORY
from analytics.model import Audience, Unit
from pages.common.cards import advise, say_headline, show_cards, show_figures
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

TILES = (
    Tile("missing-episodes", "Missing episodes"),
    Tile("children-missing", "Children missing", Unit.CHILD),
    Tile("episodes-per-child", "Episodes per child"),
)
CARDS = (Card("missing-episodes", over_time=True), Card("children-missing", over_time=True))
DETAILS = (
    detail(
        "For each 10,000 children",
        Card("rate-per-10000", Unit.CHILD),
        Card("rate-per-10000", Unit.EPISODE, title="How many episodes for each 10,000 children?"),
    ),
    detail(
        "Absent and away",
        Card(
            "missing-episodes",
            by=CATEGORY,
            groups=("absent",),
            over_time=True,
            title="How many absences were reported?",
        ),
        Card("missing-episodes", by=CATEGORY, groups=("away",), over_time=True, title="How often were children away?"),
    ),
    detail("Reported by whom", Card("reconciliation")),
)

asked = ask(reader, *TILES, *CARDS, *DETAILS)
st.title(VOLUME.title, anchor=False)
shown = figures_of(asked, TILES)
say_headline(asked, TILES)
advise(VOLUME.advice)
show_figures(shown)
show_cards(asked, *CARDS)
show_details(asked, *DETAILS)
