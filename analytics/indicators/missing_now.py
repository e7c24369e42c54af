"""Who is still missing at the as-of time: the first thing that a co-ordinator asks (I7)."""

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Count, Definition
from analytics.measuring.statements import Quantity, Statement
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Count:
    """Children with an open missing episode at the as-of time."""
    return Count(
        definition=Definition(
            slug="missing-now",
            order=150,
            title="Missing now",
            question="Who is still missing?",
            numerator="Missing episodes with no return recorded at the as-of time, whenever they started.",
            boundary="Children under 18 at the start.",
            source="Statutory guidance on children who run away or go missing (2014).",
            caveat="An open episode may be a return that nobody recorded. Those whose end is not known are left "
            "out, and those that a later episode of the child shows to be over.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING,),
            clock=Clock.NOW,
            base="missing-now",
            recorded=(ENDED,),
            # For co-ordinators alone: it changes with each load, and two of them would tell one child's going.
            states=Statement(counts="open now", introduces=(Quantity("open now", is_of_a_moment=True),)),
        )
    )
