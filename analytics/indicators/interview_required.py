"""I17."""

import polars as pl

from analytics.breakdowns import PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.indicator import Definition, Share
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Interviews required."""
    return Share(
        definition=Definition(
            slug="interview-required",
            title="Interviews required",
            question="How many returns needed an interview?",
            numerator="Returned missing episodes for which an interview was required.",
            denominator="All missing episodes with a return in the period.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="An interview is required unless it is recorded as not required.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
        ),
        of=pl.col("ended_at").is_not_null(),
        counted=pl.col("interview_required"),
        of_base="returned",
        counted_base="interview-required",
    )
