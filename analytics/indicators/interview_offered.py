"""How many of the returns that needed an interview were offered one (I18)."""

import polars as pl

from analytics.measuring.breakdowns import IN_AREA, PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Interviews offered."""
    return Share(
        definition=Definition(
            slug="interview-offered",
            order=510,
            title="Interviews offered",
            question="Were interviews offered?",
            numerator="Returns where an interview was offered.",
            denominator="Returns in the period that required an interview.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} of {of} returns that needed an interview ({percent}) were offered one.",
            says_of_children="{n} of {of} children who needed an interview ({percent}) were offered one.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="Where nothing is recorded, the interview counts as not offered.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, IN_AREA, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
            recorded=(ENDED, "interview_offered"),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), by={SETTING: (QUARTER, YEAR), TRIAGE: (YEAR,)}, is_public=True),
            states=Statement(counts="offered", of="required", introduces=(Quantity("offered", part_of=("required",)),)),
        ),
        of=pl.col("interview_required"),
        counted=pl.col("interview_offered"),
        of_base="interview-required",
        counted_base="interview-offered",
    )
