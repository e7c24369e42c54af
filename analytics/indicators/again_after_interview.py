"""Whether children go missing again less often after an interview in time (I22, from a landmark)."""

import polars as pl

from analytics.measuring.breakdowns import AFTER_INTERVIEW, AFTER_SUPPORT
from analytics.measuring.next_episode import BY_DAYS, LANDMARK_DAYS, was_followed
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import YEAR, Listing, Quantity, Statement
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Returns after which the child was missing again, of those that lasted past the landmark."""
    return Share(
        definition=Definition(
            slug="again-after-interview",
            order=340,
            title=f"Missing again, of returns that held for {LANDMARK_DAYS} days",
            question="Do children go missing again less often after an interview in time?",
            numerator=f"Of those, returns after which the child was missing again within {BY_DAYS} days.",
            denominator=f"Returns after which {BY_DAYS} days have passed, of children not missing again in the first "
            f"{LANDMARK_DAYS} days.",
            boundary="Missing episodes that start in the period and are over.",
            says=f"{{n}} of {{of}} returns that held for {LANDMARK_DAYS} days ({{percent}}) were followed by another "
            f"episode within {BY_DAYS} days.",
            source=f"Landmark analysis (Anderson and others, 1983), at {LANDMARK_DAYS} days.",
            caveat="An association, not an effect: children who are interviewed differ from those who are not. "
            "Returns of which no interview was required count as having had none in time. Support is the most that "
            f"was in place at the return or began within {LANDMARK_DAYS} days of it.",
            breakdowns=(AFTER_INTERVIEW, AFTER_SUPPORT),
            recorded=(ENDED,),
            published=Listing(whole=(YEAR,), by={AFTER_INTERVIEW: (YEAR,), AFTER_SUPPORT: (YEAR,)}, is_public=False),
            states=Statement(
                counts="gone again",
                of="followed",
                introduces=(
                    Quantity("followed", part_of=("closed",)),
                    Quantity("gone again", part_of=("followed",)),
                ),
            ),
        ),
        of=was_followed(BY_DAYS),
        counted=pl.col("days_to_next") < BY_DAYS,
        of_base="missing-followed",
        counted_base="missing-followed-again",
    )
