"""I21."""

import polars as pl

from analytics.measuring.breakdowns import PROVIDER, SETTING
from analytics.measuring.shapes import Definition, Split
from analytics.model import Clock, Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """What became of each interview that was required."""
    return Split(
        definition=Definition(
            slug="interview-outcome",
            title="Interview outcomes",
            question="What became of the interviews, and why did some not happen?",
            numerator="Returns by what is recorded of the interview.",
            denominator="Returns in the period that required an interview.",
            boundary="By the time of return: missing episodes that end in the period, whenever they began.",
            source="Return home interview outcomes as councils record them for inspection (Annex A, list 8).",
            caveat="Not recorded is a row of its own.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING, PROVIDER),
            clock=Clock.RETURNED,
            base="interview-required",
        ),
        by="interview_outcome",
        values=tuple(outcome for outcome in codes.INTERVIEW_OUTCOMES if outcome != "not_required"),
        of=pl.col("interview_required"),
        rollups=(("declined", codes.DECLINED_OUTCOMES),),
        stated_elsewhere=(("accepted_completed", "interview-completed"), ("declined", "interview-declined")),
    )
