"""Who goes missing: ethnicity, sex, age, and how they were triaged."""

from analytics.cards.card import Card, detail
from analytics.cards.themes import WHO
from analytics.measuring.breakdowns import POLICE_RISK, SETTING, SEX
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards
from pages.common.details import show_details
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

SETTINGS, RISKS = ("care", "home"), ("high", "medium", "low")
CARDS = (Card("ethnicity", Unit.CHILD), Card("sex", Unit.CHILD))
DETAILS = (
    detail(
        "Age",
        Card("age", Unit.CHILD),
        Card("age", Unit.CHILD, by=SEX, groups=("F", "M"), title="How old are girls and boys?"),
    ),
    detail("Global majority", Card("global-majority"), Card("global-majority", by=SETTING)),
    detail("Red, amber, green", Card("triage", Unit.CHILD), Card("triage-mismatch")),
    detail("Exploitation and other risks", Card("flags"), Card("police-risk")),
    detail(
        "By sex",
        Card("triage", Unit.CHILD, by=SEX, groups=("F", "M"), title="How were girls and boys triaged?"),
        Card("triage-mismatch", by=SEX, title="Does triage differ from its rule, for girls and for boys?"),
    ),
    detail(
        "In care and at home",
        Card(
            "ethnicity", Unit.CHILD, by=SETTING, groups=SETTINGS, title="Do ethnic groups differ in care and at home?"
        ),
        Card("triage", Unit.CHILD, by=SETTING, groups=SETTINGS, title="How were they triaged, in care and at home?"),
    ),
    detail(
        "By police risk",
        Card("flags", Unit.CHILD, by=POLICE_RISK, groups=RISKS, title="Which risks were marked, by police risk?"),
    ),
)

asked = ask(reader, *WHO.figures, *CARDS, *DETAILS)
say_theme(asked, WHO)
show_cards(asked, *CARDS)
show_details(asked, *DETAILS)
