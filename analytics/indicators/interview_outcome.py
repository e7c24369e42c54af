"""What became of each interview that was required, and why some did not happen (I21, reasons)."""

import polars as pl

from analytics.measuring.breakdowns import PROVIDER, SETTING
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.ladders import Rung
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Clock, Unit
from data import codes
from data.settings import Settings

NOT_OFFERED = ("not_offered", ("not_offered_missing_again", "not_offered_no_contact", "not_offered_other"))
LADDER = (
    Rung("not-offered", "Interviews that were not offered are counted together, because they are few.", (NOT_OFFERED,)),
    Rung(
        "declined",
        "Interviews that were not offered are counted together, and so are those declined, because they are few.",
        (NOT_OFFERED, ("declined", codes.DECLINED_OUTCOMES)),
    ),
    Rung(
        "held-or-not",
        "Interviews are counted as completed, declined and all others, because the others are few.",
        (
            ("declined", codes.DECLINED_OUTCOMES),
            ("not-held", ("accepted_not_present", *NOT_OFFERED[1], "pending", codes.UNKNOWN)),
        ),
    ),
)


def indicator(_settings: Settings) -> Split:
    """What became of each interview that was required."""
    return Split(
        definition=Definition(
            slug="interview-outcome",
            order=580,
            title="Interview outcomes",
            question="What became of the interviews, and why did some not happen?",
            numerator="Returns by what is recorded of the interview.",
            denominator="Returns in the period that required an interview.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            source="Return home interview outcomes as councils record them for inspection (Annex A, list 8).",
            caveat="Not recorded is a row of its own. In children, a child counts under each outcome of its returns.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PROVIDER),
            clock=Clock.RETURNED,
            base="interview-required",
            recorded=(ENDED, "interview_outcome"),
            supplied=INTERVIEW,
            published=Listing(
                whole=(QUARTER, YEAR),
                by={SETTING: (YEAR,)},
                is_public=True,
                ladder=LADDER,
            ),
            states=Statement(
                counts="required",
                of="required",
                column=Column("outcome"),
                quantities={"accepted_completed": "completed", "declined": "declined"},
                rollups={"declined": codes.DECLINED_OUTCOMES},
            ),
        ),
        by="interview_outcome",
        values=tuple(outcome for outcome in codes.INTERVIEW_OUTCOMES if outcome != "not_required"),
        of=pl.col("interview_required"),
        is_once_a_child=False,
        rollups=(("declined", codes.DECLINED_OUTCOMES),),
        stated_elsewhere=(("accepted_completed", "interview-completed"), ("declined", "interview-declined")),
    )
