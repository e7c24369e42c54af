"""Why children went, by what they told in interviews: what pushed them away, and what drew them."""

from analytics.measuring import told
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.ladders import Rung
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Marks
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data import themes
from data.settings import Settings

PUSHED, DRAWN = "push", "pull"
ANSWERS = told.answers_to(themes.REASON)
# In reading order, the sums first.
MARKS = {PUSHED: told.any_of(themes.PUSH), DRAWN: told.any_of(themes.PULL), **ANSWERS}
# What the audit calls the returns with each.
TELLING = {mark: f"telling of {mark}" for mark in MARKS}
SUM_OF = dict.fromkeys(themes.PUSH, PUSHED) | dict.fromkeys(themes.PULL, DRAWN)
RARE = ("push_harm", "push_school", "push_wellbeing", "pull_substances", "pull_exploited", "reason_late")
VAGUE = ("reason_freedom", themes.OTHER_OF[themes.REASON])
LADDER = (
    Rung("frequent-alone", "Reasons that few children give are not shown one by one.", left_out=(*RARE, *VAGUE)),
    Rung(
        "pushed-or-drawn",
        "Single reasons are not shown, because few children give most of them.",
        left_out=tuple(ANSWERS),
    ),
)


def indicator(_settings: Settings) -> Marks:
    """Reasons that children gave."""
    return Marks(
        definition=Definition(
            slug="interview-reasons",
            order=592,
            title="Why children went",
            question="Why did children go, by what they told in interviews?",
            numerator="Returns after which the child gave the reason. Pushed: anything at home, in the placement or at "
            "school that the child went away from. Drawn: anybody or anything that the child went to.",
            denominator="Returns in the period after which an interview was held, or the children who were seen.",
            boundary=told.BOUNDARY,
            source=told.SOURCE,
            caveat=told.CAVEAT,
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=told.BREAKDOWNS,
            clock=Clock.RETURNED,
            base=told.HELD_BASE,
            recorded=(ENDED, themes.REASON),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), is_public=True, ladder=LADDER),
            states=Statement(
                counts="completed",
                of="completed",
                quantities=TELLING,
                introduces=tuple(
                    Quantity(
                        telling, part_of=("completed", *((TELLING[SUM_OF[mark]],) if mark in SUM_OF else ()))
                    )
                    for mark, telling in TELLING.items()
                ),
            ),
        ),
        marks=tuple(MARKS.items()),
        of=told.HELD,
        sums=(PUSHED, DRAWN),
    )
