"""Missing and absent, side by side and never added together."""

from analytics.cards.card import Card, detail
from analytics.cards.themes import MISSING_AND_ABSENT
from analytics.measuring.breakdowns import CATEGORY
from analytics.model import Audience
from pages.common.cards import say_theme, show_cards
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("missing-and-absent"),
    Card("missing-episodes", by=CATEGORY, title="How many episodes of each kind were reported?"),
)
DETAILS = (
    detail("Children", Card("children-missing", by=CATEGORY, title="How many children is that, of each kind?")),
    detail(
        "Over time",
        Card(
            "missing-episodes",
            by=CATEGORY,
            groups=("absent",),
            over_time=True,
            title="How many absences were reported?",
        ),
        Card("missing-or-absent", over_time=True),
    ),
    detail(
        "Again and again",
        Card("repeat-bands-both", title="How often is the same child missing or absent, the two together?"),
        Card("away-more-than-once"),
    ),
)

asked = ask(reader, *MISSING_AND_ABSENT.figures, *CARDS, *DETAILS)
say_theme(asked, MISSING_AND_ABSENT)
show_cards(asked, *CARDS)
show_details(asked, *DETAILS)
