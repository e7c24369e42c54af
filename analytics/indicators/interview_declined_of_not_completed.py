"""How many of the interviews that did not happen were declined, not never offered (I21, of those not completed)."""

import polars as pl

from analytics.measuring.breakdowns import PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Interviews declined, of those not completed."""
    return Share(
        definition=Definition(
            slug="interview-declined-of-not-completed",
            order=570,
            title="Interviews declined, of those not completed",
            question="Of interviews that did not happen, how many were declined?",
            numerator="Returns where the child or a parent declined the interview.",
            denominator="Returns in the period that required an interview and had none.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} of {of} interviews that did not happen ({percent}) were declined.",
            says_of_children="{n} of {of} children who missed an interview ({percent}) had one declined.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="Of interviews offered, the share is lower: both are printed.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
            recorded=(ENDED, "interview_outcome"),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), is_public=True),
            states=Statement(
                counts="declined",
                of="not completed",
                introduces=(Quantity("not completed", rest_of=("required", "completed")),),
            ),
        ),
        of=pl.col("interview_required") & ~pl.col("interview_completed"),
        counted=pl.col("interview_outcome").is_in(codes.DECLINED_OUTCOMES),
        of_base="interview-required-not-interview-completed",
        counted_base="interview-declined",
    )
