"""Return home interviews: required, offered, completed, and completed in time."""

from analytics.cards.card import Card
from analytics.cards.headlines import Tile
from analytics.cards.themes import INTERVIEWS
from analytics.measuring.breakdowns import PLACEMENT, PROVIDER, SETTING, TRIAGE
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards, show_tiles
from pages.common.filters import ask
from pages.common.funnel import NEEDS, show_funnel
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

TILES = (
    Tile("interview-offered", "Offered"),
    Tile("interview-completed", "Completed"),
    INTERVIEWS.message,
)
CARDS = (
    Card("interview-in-time", over_time=True),
    Card("interview-in-time", by=SETTING, title="Are interviews in time, in care and at home?"),
    Card("interview-in-time", by=PROVIDER, title="Are they in time, by provider?"),
    Card("interview-in-time", by=PLACEMENT, title="Are they in time, by placement?"),
    Card("interview-outcome", Unit.EPISODE),
    Card("interview-offered", by=SETTING, title="Were interviews offered, in care and at home?"),
    Card("interview-offered", over_time=True, title="Has the share that was offered an interview changed?"),
    Card("interview-offered", by=TRIAGE, title="Were interviews offered, by triage?"),
    Card("interview-completed", Unit.CHILD, title="How many of the children were seen?"),
    Card("interview-completed-of-offered", by=PROVIDER),
    Card("interview-declined", by=SETTING),
    Card("refusal-follow-up"),
    Card("interview-push-pull"),
    Card("interview-reasons"),
    Card("interview-in-time", by=PROVIDER, over_time=True, title="Has interviewing in time changed, by provider?"),
    Card("safe-and-well"),
    Card("support", Unit.CHILD),
)

asked = ask(reader, *TILES, *NEEDS, *CARDS)
say_theme(asked, INTERVIEWS)
show_tiles(asked, *TILES)
show_funnel(asked)
show_cards(asked, *CARDS)
