"""Why interviews were declined."""

import polars as pl

from analytics.measuring import told
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Marks
from analytics.model import Clock, Unit
from data import codes, themes
from data.settings import Settings


def indicator(_settings: Settings) -> Marks:
    """Reasons for declining an interview."""
    is_declined = pl.col("interview_outcome").is_in(codes.DECLINED_OUTCOMES)
    return Marks(
        definition=Definition(
            slug="interview-declined-reasons",
            order=598,
            title="Why interviews were declined",
            question="Why were interviews declined?",
            numerator="Returns whose interview was declined for the reason.",
            denominator="Returns in the period that required an interview which was declined.",
            boundary=told.BOUNDARY,
            source=told.SOURCE,
            caveat=told.CAVEAT,
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=told.BREAKDOWNS,
            clock=Clock.RETURNED,
            base="interview-declined",
            recorded=(ENDED, "interview_outcome", themes.DECLINED),
            supplied=INTERVIEW,
        ),
        marks=tuple(told.answers_to(themes.DECLINED).items()),
        of=pl.col("interview_required") & is_declined,
    )
