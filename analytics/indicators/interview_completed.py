"""How many of the returns that needed an interview had one (I19, of all required)."""

import polars as pl

from analytics.measuring.breakdowns import PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Interviews completed."""
    return Share(
        definition=Definition(
            slug="interview-completed",
            order=520,
            title="Interviews completed",
            question="Were interviews completed?",
            numerator="Returns where an interview was completed.",
            denominator="Returns in the period that required an interview.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} of {of} returns that needed an interview ({percent}) had one.",
            says_of_children="{n} of {of} children who needed an interview ({percent}) had one.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="Of interviews offered, the share is higher: both are printed.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
            recorded=(ENDED, "interview_completed"),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), by={SETTING: (QUARTER, YEAR), PROVIDER: (YEAR,)}, is_public=True),
            states=Statement(
                counts="completed",
                of="required",
                introduces=(Quantity("completed", part_of=("required", "offered")),),
            ),
        ),
        of=pl.col("interview_required"),
        counted=pl.col("interview_completed"),
        of_base="interview-required",
        counted_base="interview-completed",
    )
