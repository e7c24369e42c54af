"""How many of the interviews offered were held: the kinder denominator of two (I19, of those offered)."""

import polars as pl

from analytics.measuring.breakdowns import PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Statement
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Interviews completed, of those offered."""
    return Share(
        definition=Definition(
            slug="interview-completed-of-offered",
            order=530,
            title="Interviews completed, of those offered",
            question="Of interviews offered, how many were completed?",
            numerator="Returns where an interview was completed.",
            denominator="Returns in the period where an interview was offered.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} of {of} interviews offered ({percent}) were completed.",
            says_of_children="{n} of {of} children offered an interview ({percent}) had one.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="Of all returns that required one, the share is lower: both are printed.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
            recorded=(ENDED, "interview_offered", "interview_completed"),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), is_public=True),
            states=Statement(counts="completed", of="offered"),
        ),
        of=pl.col("interview_offered"),
        counted=pl.col("interview_completed"),
        of_base="interview-offered",
        counted_base="interview-completed",
    )
