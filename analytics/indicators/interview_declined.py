"""How many of the interviews offered the child or a parent declined (I21, of those offered)."""

import polars as pl

from analytics.measuring.breakdowns import IN_AREA, PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Interviews declined."""
    return Share(
        definition=Definition(
            slug="interview-declined",
            order=560,
            title="Interviews declined",
            question="How many interviews were declined?",
            numerator="Returns where the child or a parent declined the interview.",
            denominator="Returns in the period where an interview was offered.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} of {of} interviews offered ({percent}) were declined.",
            says_of_children="{n} of {of} children offered an interview ({percent}) had one declined.",
            source="Statutory guidance on children who run away or go missing (2014), return home interviews.",
            caveat="Of interviews not completed, the share is higher: both are printed.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PLACEMENT, IN_AREA, PROVIDER, TRIAGE, SEX),
            clock=Clock.RETURNED,
            recorded=(ENDED, "interview_outcome"),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), by={SETTING: (YEAR,), IN_AREA: (YEAR,)}, is_public=True),
            states=Statement(
                counts="declined",
                of="offered",
                introduces=(Quantity("declined", part_of=("offered", "not completed")),),
            ),
        ),
        of=pl.col("interview_offered"),
        counted=pl.col("interview_outcome").is_in(codes.DECLINED_OUTCOMES),
        of_base="interview-offered",
        counted_base="interview-declined",
    )
