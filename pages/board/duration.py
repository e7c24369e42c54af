"""How long children are missing, in hours and, for sources that record dates alone, in days."""

from analytics.cards.card import Card, detail
from analytics.cards.themes import DURATION
from analytics.measuring.breakdowns import SETTING, SEX
from analytics.model import Audience
from pages.common.cards import say_theme, show_cards
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("duration-hours"),
    Card("overnight", title="How often were children missing overnight?"),
)
DETAILS = (
    detail("Day of return", Card("duration-days")),
    detail(
        "In care and at home",
        Card(
            "duration-hours",
            by=SETTING,
            groups=("care", "home"),
            title="Are they missing longer from care or home?",
        ),
        Card("overnight", by=SETTING, title="Are they missing overnight from care or from home?"),
    ),
    detail(
        "Girls and boys", Card("duration-hours", by=SEX, groups=("F", "M"), title="Are girls or boys missing longer?")
    ),
    detail("Longest, and missing now", Card("longest-missing"), Card("missing-now")),
)

asked = ask(reader, *DURATION.figures, *CARDS, *DETAILS)
say_theme(asked, DURATION)
show_cards(asked, *CARDS)
show_details(asked, *DETAILS)
