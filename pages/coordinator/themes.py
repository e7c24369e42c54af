"""What children told in return interviews: why they went, with whom, where, how, what harm came, what would help."""

from analytics.cards.card import Card, detail
from analytics.cards.headlines import Tile
from analytics.cards.newly_told import SLUGS
from analytics.cards.themes import TOLD
from analytics.measuring.breakdowns import AGAIN, AGE_BAND, SETTING
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require
from pages.coordinator.parts.themes import offer_texts, show_newly_told

reader = require(Audience.COORDINATOR)

CARDS = (Card("interview-push-pull"), Card("interview-reasons"))
DETAILS = (
    detail(
        "Reasons, in care and at home",
        Card("interview-reasons", by=SETTING, groups=("care", "home"), title="Do they differ, in care and at home?"),
    ),
    detail("By age", Card("interview-reasons", by=AGE_BAND, groups=("10-15", "16-17"), title="Do they differ by age?")),
    detail(
        "Reasons, and going again",
        Card("interview-reasons", by=AGAIN, groups=AGAIN.groups, title="Do those who go again soon give others?"),
    ),
    detail("Children", Card("interview-reasons", Unit.CHILD, title="How many children gave each reason?")),
    detail("With whom and where", Card("interview-company"), Card("interview-whereabouts"), Card("interview-travel")),
    detail("Harm", Card("interview-harm")),
    detail(
        "Harm, and going again",
        Card("interview-harm", by=AGAIN, groups=AGAIN.groups, title="Is more told of by those who go again soon?"),
    ),
    detail("What would help", Card("interview-wishes")),
    detail(
        "What would help, in care and at home",
        Card("interview-wishes", by=SETTING, groups=("care", "home"), title="Is it the same in care and at home?"),
    ),
    detail("Refused", Card("interview-declined-reasons")),
)

asked = ask(reader, *CARDS, *DETAILS, *(Tile(slug, unit=Unit.CHILD) for slug in SLUGS))
say_theme(asked, TOLD)
show_newly_told(asked)
show_cards(asked, *CARDS)
show_details(asked, *DETAILS)
offer_texts(asked)
