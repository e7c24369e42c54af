"""How long the longest episode of each child was: one night is another matter than one week."""

from analytics.indicators.duration_hours import rolled_up_hours
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import Bands
from analytics.model import Unit
from data.bands import STILL_MISSING, TIME_NOT_RECORDED, hour_bands
from data.settings import Settings


def indicator(settings: Settings) -> Split:
    """Children by the longest of their missing episodes."""
    bands = hour_bands(settings)
    return Split(
        definition=Definition(
            slug="longest-missing",
            order=205,
            title="Longest time missing",
            question="How long was each child’s longest time missing?",
            numerator="Children by the hours of the longest of their missing episodes that start in the period.",
            denominator="Children with at least one missing episode that starts in the period.",
            boundary="Bands hold their lower edge and not their upper: exactly 24 hours is in 24 to 48.",
            source="Sub-groups of safeguarding boards, who ask for children by their longest duration.",
            caveat="Whoever is still missing stands there, as how long is not known yet. “Time not recorded”: of none "
            "of the child’s episodes are both times known.",
            units=(Unit.CHILD,),
            recorded=(ENDED,),
            bands=Bands.HOURS,
        ),
        by="hours_band",
        values=(*(band.name for band in bands), STILL_MISSING, TIME_NOT_RECORDED),
        rollups=rolled_up_hours(settings),
    )
