"""How many returns needed a return home interview: what the next figures are of (I17)."""

import polars as pl

from analytics.measuring.breakdowns import PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Count, Definition
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Count:
    """Returns that needed an interview."""
    return Count(
        definition=Definition(
            slug="interview-required",
            order=500,
            title="Interviews required",
            question="How many returns needed an interview?",
            numerator="Missing episodes that ended in a return. Those recorded as needing no interview are left out.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} {returns} needed an interview.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="An interview is required unless it is recorded as not required. A return of which no day is "
            "recorded has no deadline, and is left out.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
            base="interview-required",
            recorded=(ENDED,),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), by={SETTING: (QUARTER, YEAR), PROVIDER: (YEAR,)}, is_public=True),
            states=Statement(counts="required", introduces=(Quantity("required", part_of=("returned",)),)),
        ),
        of=pl.col("interview_required"),
    )
