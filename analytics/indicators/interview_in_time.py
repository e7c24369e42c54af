"""I20 A."""

import polars as pl

from analytics.measuring.breakdowns import IN_AREA, PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.shapes import Definition, Share
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(settings: Settings) -> Share:
    """Interviews in time."""
    hours = settings.deadlines.interview_hours
    return Share(
        definition=Definition(
            slug="interview-in-time",
            title="Interviews in time",
            question=f"Of the children who came back, how many had an interview within {hours} hours?",
            numerator=f"Returns with an interview completed at most {hours} hours after; {hours}:00:00 is in time.",
            denominator=f"Returns in the period that required an interview and whose {hours} hours have passed.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says=f"{{n}} of {{of}} returns ({{percent}}) had an interview within {hours} hours.",
            says_of_children=f"{{n}} of {{of}} children who returned ({{percent}}) had one within {hours} hours.",
            source="Statutory guidance (2014), return home interviews; City of Bradford scrutiny report (2016).",
            caveat=f"Returns less than {hours} hours before the as-of time are not yet due and are left out.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, IN_AREA, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
        ),
        of=pl.col("interview_due"),
        counted=pl.col("interview_due") & pl.col("interview_in_time"),
        of_base="interview-due",
        counted_base="interview-due-in-time",
    )
