"""Why children went, reason by reason, by what they told in interviews."""

from analytics.measuring import told
from analytics.measuring.ladders import Rung
from analytics.measuring.shapes import Marks
from analytics.measuring.statements import YEAR, Listing, Quantity, Statement
from data import themes
from data.settings import Settings

ANSWERS = told.answers_to(themes.REASON)
# What the audit calls the returns with each.
TELLING = {answer: f"telling of {answer}" for answer in ANSWERS}
INSIDE = dict.fromkeys(themes.PUSH, "pushed") | dict.fromkeys(themes.PULL, "drawn")
RARE = ("push_harm", "push_school", "push_wellbeing", "pull_substances", "pull_exploited", "reason_late")
VAGUE = ("reason_freedom", themes.OTHER_OF[themes.REASON])
LADDER = (
    Rung("frequent-alone", "Reasons that few children give are not shown one by one.", left_out=(*RARE, *VAGUE)),
    Rung(
        "most-frequent-alone",
        "Only the reasons that most children give are shown, because few give any other.",
        left_out=(*RARE, *VAGUE, "push_rules", "pull_partner"),
    ),
)


def indicator(_settings: Settings) -> Marks:
    """Reasons that children gave."""
    return told.question_of_interviews(
        themes.REASON,
        slug="interview-reasons",
        order=592,
        title="Why children went",
        question="Which reasons did children give for going?",
        numerator="Returns after which the child gave the reason.",
        published=Listing(whole=(YEAR,), is_public=True, ladder=LADDER),
        states=Statement(
            counts="completed",
            of="completed",
            quantities=TELLING,
            introduces=tuple(
                Quantity(telling, part_of=("completed", *((INSIDE[answer],) if answer in INSIDE else ())))
                for answer, telling in TELLING.items()
            ),
        ),
    )
