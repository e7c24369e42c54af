"""Whether a social worker came soon after an interview was refused."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock
from data.settings import Settings


def indicator(settings: Settings) -> Share:
    """Refused interviews that a social worker followed up in time."""
    hours = settings.deadlines.refusal_visit_hours
    return Share(
        definition=Definition(
            slug="refusal-follow-up",
            order=590,
            title="Refusals followed up",
            question=f"When an interview was refused, did a social worker visit within {hours} hours?",
            numerator=f"Of those, visited by a social worker at most {hours} hours after the refusal.",
            denominator=f"Returns in the period whose interview was declined, once {hours} hours have passed.",
            boundary="By the time of return. Where no time of refusal is recorded, that of the offer is taken.",
            says=f"{{n}} of {{of}} refusals ({{percent}}) were followed by a visit within {hours} hours.",
            source="City of Bradford scrutiny report (2016), 3.4: a social worker visits within 24 hours of a refusal.",
            caveat="A visit that no source records counts as none.",
            breakdowns=(SETTING,),
            clock=Clock.RETURNED,
            recorded=(ENDED, "interview_outcome", "visit"),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), is_public=True),
            states=Statement(
                counts="visited",
                of="visit due",
                introduces=(
                    Quantity("visit due", part_of=("declined",)),
                    Quantity("visited", part_of=("visit due",)),
                ),
            ),
        ),
        of=pl.col("visit_due"),
        counted=pl.col("visit_due") & pl.col("is_visited_in_time"),
        of_base="interview-visit-due",
        counted_base="interview-visited",
    )
