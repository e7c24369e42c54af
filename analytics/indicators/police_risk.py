"""What risk the police saw, beside the triage of the council."""

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.ladders import Rung
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from data import codes
from data.settings import Settings

# In the place of two grades that are seldom given, and of none.
LADDER = (
    Rung(
        "low-together",
        "Low and no apparent risk are counted together, because they are few.",
        (("low-or-none", ("low", "no_apparent_risk")),),
    ),
)


def indicator(_settings: Settings) -> Split:
    """Missing episodes by the risk that the police graded."""
    return Split(
        definition=Definition(
            slug="police-risk",
            order=740,
            title="Police risk",
            question="What risk did the police see?",
            numerator="Missing episodes by police risk grading.",
            denominator="All missing episodes that start in the period.",
            source="Police risk gradings: high, medium, low, no apparent risk.",
            breakdowns=(SETTING,),
            recorded=("police_risk",),
            published=Listing(
                whole=(QUARTER, YEAR),
                is_public=True,
                ladder=LADDER,
            ),
            states=Statement(counts="missing", of="missing", column=Column("risk")),
        ),
        by="police_risk",
        values=codes.POLICE_RISKS,
    )
