"""Who goes missing: ethnicity, sex, age, and how they were triaged."""

from analytics.cards.card import Card
from analytics.cards.themes import WHO
from analytics.measuring.breakdowns import POLICE_RISK, SETTING, SEX
from analytics.model import Audience, Unit
from pages.common.cards import say_theme, show_cards
from pages.common.filters import ask
from pages.common.identity import require

reader = require(Audience.BOARD, Audience.COORDINATOR)

CARDS = (
    Card("ethnicity", Unit.CHILD),
    Card("sex", Unit.CHILD),
    Card("age", Unit.CHILD),
    Card("age", Unit.CHILD, by=SEX, groups=("F", "M"), title="How old are girls and boys?"),
    Card("triage", Unit.CHILD),
    Card("triage", Unit.CHILD, by=SEX, groups=("F", "M"), title="How were girls and boys triaged?"),
    Card("flags"),
    Card(
        "triage", Unit.CHILD, by=SETTING, groups=("care", "home"), title="How were they triaged, in care and at home?"
    ),
    Card("triage-mismatch"),
    Card("police-risk"),
    Card("ethnicity", Unit.CHILD, by=SETTING, groups=("care", "home"), title="Is it different in care and at home?"),
    Card(
        "flags",
        Unit.CHILD,
        by=POLICE_RISK,
        groups=("high", "medium", "low"),
        title="Which risks were marked, by police risk?",
    ),
)

asked = ask(reader, *WHO.figures, *CARDS)
say_theme(asked, WHO)
show_cards(asked, *CARDS)
