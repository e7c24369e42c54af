"""How many returns had an interview within the hours that guidance allows (I20, of all due)."""

import polars as pl

from analytics.measuring.breakdowns import IN_AREA, PLACEMENT, PROVIDER, SETTING, SEX, TRIAGE
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED, IN_TIME
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import MONTH, QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data.settings import Settings


def indicator(settings: Settings) -> Share:
    """Interviews in time."""
    hours = settings.deadlines.interview_hours
    return Share(
        definition=Definition(
            slug="interview-in-time",
            order=540,
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
            recorded=(ENDED, IN_TIME),
            supplied=INTERVIEW,
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                # Interviews in time are of returns: by group, children say the same of fewer, and more is hidden.
                by_units=(Unit.EPISODE,),
                whole=(MONTH, QUARTER, YEAR),
                by={SETTING: (QUARTER, YEAR), PROVIDER: (QUARTER, YEAR), PLACEMENT: (YEAR,), IN_AREA: (YEAR,)},
                is_public=True,
            ),
            states=Statement(
                counts="due in time",
                of="due",
                introduces=(
                    Quantity("in time", part_of=("required", "completed")),
                    Quantity("due", part_of=("required",)),
                    Quantity("due in time", part_of=("due", "in time")),
                ),
            ),
        ),
        of=pl.col("interview_due"),
        counted=pl.col("interview_due") & pl.col("interview_in_time"),
        of_base="interview-due",
        counted_base="interview-due-in-time",
    )
