"""How many of the interviews held were held in time: whether they are late, or not held (I20, of those completed)."""

import polars as pl

from analytics.measuring.breakdowns import PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED, IN_TIME
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Statement
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(settings: Settings) -> Share:
    """Interviews in time, of those completed."""
    hours = settings.deadlines.interview_hours
    return Share(
        definition=Definition(
            slug="interview-in-time-of-completed",
            order=550,
            title="Interviews in time, of those completed",
            question=f"Of interviews completed, how many were within {hours} hours?",
            numerator=f"Interviews completed at most {hours} hours after the return.",
            denominator="Returns in the period where an interview was completed.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} of {of} completed interviews ({percent}) were in time.",
            says_of_children="{n} of {of} children who had an interview ({percent}) had one in time.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="Where only dates are recorded, up to three calendar days after the return count as in time.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
            recorded=(ENDED, IN_TIME),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), is_public=True),
            states=Statement(counts="in time", of="completed"),
        ),
        of=pl.col("interview_completed"),
        counted=pl.col("interview_in_time"),
        of_base="interview-completed",
        counted_base="interview-in-time",
    )
