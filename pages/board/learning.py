"""What may help: how soon children go again, and whether less often after an interview in time."""

from analytics.cards.card import Card
from analytics.cards.themes import LEARNING
from analytics.measuring.breakdowns import AFTER_INTERVIEW, AFTER_SUPPORT, SETTING
from analytics.model import Audience
from pages.common.cards import say_theme, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("time-to-next-episode"),
    Card("again-after-interview", by=AFTER_INTERVIEW),
    Card("again-after-interview", by=AFTER_SUPPORT, title="Do they go again less often after support?"),
    Card(
        "time-to-next-episode", by=SETTING, groups=("care", "home"), title="Do they go again sooner from care or home?"
    ),
    Card("refusal-follow-up"),
)

asked = ask(reader, *LEARNING.figures, *CARDS)
say_theme(asked, LEARNING)
show_cards(asked, *CARDS)
