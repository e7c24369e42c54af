"""Children missing from home and from care, and from which placements."""

from analytics.cards.card import Card, detail
from analytics.cards.themes import HOME_AND_CARE
from analytics.measuring.breakdowns import SETTING
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("home-or-care", Unit.EPISODE),
    Card("home-or-care", Unit.CHILD, title="How many children went missing from home, and from care?"),
)
DETAILS = (
    detail(
        "By placement",
        Card("placement-group", Unit.EPISODE),
        Card("placement-group", Unit.CHILD, title="How many children is that, by placement?"),
    ),
    detail("Of all looked after", Card("looked-after-missing", Unit.CHILD, over_time=True)),
    detail("Out of area", Card("in-or-out-of-area")),
    detail(
        "Placed by other local authorities",
        Card("own-or-hosted", Unit.EPISODE),
        Card("own-or-hosted", Unit.CHILD, title="How many children is that, our own and others’?"),
    ),
    detail(
        "Red, amber, green",
        Card(
            "triage",
            Unit.CHILD,
            by=SETTING,
            groups=("care", "home"),
            title="How were they triaged, in care and at home?",
        ),
    ),
    detail("From home and from care", Card("home-and-care")),
)

asked = ask(reader, *HOME_AND_CARE.figures, *CARDS, *DETAILS)
say_theme(asked, HOME_AND_CARE)
show_cards(asked, *CARDS)
show_details(asked, *DETAILS)
