"""Children missing from home and from care, and from which placements."""

from analytics.cards.card import Card
from analytics.cards.themes import HOME_AND_CARE
from analytics.measuring.breakdowns import SETTING
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("home-or-care", Unit.EPISODE),
    Card("home-or-care", Unit.CHILD, title="How many children went missing from home, and from care?"),
    Card("home-and-care"),
    Card("looked-after-missing", Unit.CHILD, over_time=True),
    Card("placement-group", Unit.EPISODE),
    Card("placement-group", Unit.CHILD, title="How many children is that, by placement?"),
    Card("in-or-out-of-area"),
    Card("own-or-hosted", Unit.EPISODE),
    Card("own-or-hosted", Unit.CHILD, title="How many children is that, our own and others’?"),
    Card(
        "triage", Unit.CHILD, by=SETTING, groups=("care", "home"), title="How were they triaged, in care and at home?"
    ),
)

asked = ask(reader, *HOME_AND_CARE.figures, *CARDS)
say_theme(asked, HOME_AND_CARE)
show_cards(asked, *CARDS)
