"""Whether the police saw the child after the return; never counted as an interview (I31)."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Safe-and-well checks."""
    return Share(
        definition=Definition(
            slug="safe-and-well",
            order=600,
            title="Safe-and-well checks",
            question="Did the police see the child after the return?",
            numerator="Returns with a safe-and-well check by the police.",
            denominator="Missing episodes that ended in the period.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            says="{n} of {of} returns ({percent}) had a safe-and-well check by the police.",
            source="Statutory guidance on children who run away or go missing (2014), safe and well checks.",
            caveat="A check is never a return home interview. Where nothing is recorded, it was not done.",
            breakdowns=(SETTING,),
            clock=Clock.RETURNED,
            recorded=(ENDED, "safe_and_well"),
            # By the time of return, like interviews; but the police do it, and tell of it with the episode.
            supplied="missing",
            published=Listing(whole=(QUARTER, YEAR), is_public=True),
            states=Statement(
                counts="seen safe", of="returned", introduces=(Quantity("seen safe", part_of=("returned",)),)
            ),
        ),
        of=pl.col("ended_at").is_not_null(),
        counted=pl.col("ended_at").is_not_null() & pl.col("safe_and_well_at").is_not_null(),
        of_base="returned",
        counted_base="safe-and-well",
    )
