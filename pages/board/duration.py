"""How long children are missing, in hours and, for sources that record dates alone, in days."""

from analytics.cards.card import Card
from analytics.cards.themes import DURATION
from analytics.measuring.breakdowns import SETTING, SEX
from analytics.model import Audience
from pages.common.cards import say_theme, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("duration-hours"),
    Card("duration-days"),
    Card("overnight", title="How often were children missing overnight?"),
    Card("overnight", by=SETTING, title="Is that from care or from home?"),
    Card("duration-hours", by=SETTING, groups=("care", "home"), title="Are they missing longer from care or home?"),
    Card("duration-hours", by=SEX, groups=("F", "M"), title="Are girls or boys missing longer?"),
    Card("longest-missing"),
    Card("missing-now"),
)

asked = ask(reader, *DURATION.figures, *CARDS)
say_theme(asked, DURATION)
show_cards(asked, *CARDS)
