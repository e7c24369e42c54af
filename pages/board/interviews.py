"""Return home interviews: required, offered, completed, and completed in time."""

from analytics.cards.card import Card, detail
from analytics.cards.themes import INTERVIEWS
from analytics.measuring.breakdowns import IN_AREA, PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards, show_tiles
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.funnel import NEEDS, show_funnel
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

IN_TIME, OFFERED = "interview-in-time", "interview-offered"
STEPS = detail("Step by step")
CARDS = (Card(IN_TIME, over_time=True), Card(IN_TIME, by=PROVIDER, title="Are they in time, by provider?"))
DETAILS = (
    STEPS,
    detail(
        "Within 72 hours",
        Card(IN_TIME, by=SETTING, title="Are interviews in time, in care and at home?"),
        Card(IN_TIME, by=PLACEMENT, title="Are they in time, by placement?"),
    ),
    detail(
        "Offered",
        Card(OFFERED, over_time=True),
        Card(OFFERED, by=SETTING, title="Were interviews offered, in care and at home?"),
    ),
    detail("Offered, by triage", Card(OFFERED, by=TRIAGE, title="Were interviews offered, by triage?")),
    detail("Completed", Card("interview-completed", Unit.CHILD), Card("interview-completed-of-offered", by=PROVIDER)),
    detail("Refused", Card("interview-declined", by=SETTING), Card("refusal-follow-up")),
    detail("In and out of area", *(Card(slug, by=IN_AREA) for slug in (OFFERED, IN_TIME, "interview-declined"))),
    detail("Girls and boys", Card(OFFERED, by=SEX), Card("interview-completed", by=SEX)),
    detail("Outcomes", Card("interview-outcome")),
    detail("Push and pull factors", Card("interview-push-pull")),
    detail("Reasons given", Card("interview-reasons")),
    detail("By provider over time", Card(IN_TIME, by=PROVIDER, over_time=True, title="Has that changed?")),
    detail("Police and support", Card("safe-and-well"), Card("support", Unit.CHILD)),
)

asked = ask(reader, *INTERVIEWS.figures, *NEEDS, *CARDS, *DETAILS)
say_theme(asked, INTERVIEWS)
show_tiles(asked, *INTERVIEWS.beside, INTERVIEWS.message)
show_cards(asked, *CARDS)
if show_details(asked, *DETAILS) is STEPS:
    show_funnel(asked)
