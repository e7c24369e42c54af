"""Where children stayed, by what they told in interviews."""

from analytics.measuring import told
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Marks
from analytics.model import Clock, Unit
from data.settings import Settings

FIELD = "interview_where"


def indicator(_settings: Settings) -> Marks:
    """Where they stayed."""
    return Marks(
        definition=Definition(
            slug="interview-whereabouts",
            order=594,
            title="Where they stayed",
            question="Where did they stay?",
            numerator="Returns after which the child told of having stayed at each.",
            denominator="Returns in the period after which an interview was held, or the children who were seen.",
            boundary=told.BOUNDARY,
            source=told.SOURCE,
            caveat=told.CAVEAT,
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=told.BREAKDOWNS,
            clock=Clock.RETURNED,
            base=told.HELD_BASE,
            recorded=(ENDED, FIELD),
            supplied=INTERVIEW,
        ),
        marks=tuple(told.answers_to(FIELD).items()),
        of=told.HELD,
    )
