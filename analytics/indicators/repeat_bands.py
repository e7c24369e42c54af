"""I11."""

from analytics.measuring.breakdowns import DISTRICT, SETTING
from analytics.measuring.shapes import Definition, RepeatBands
from analytics.model import Unit
from data.bands import repeat_bands
from data.settings import Settings


def indicator(settings: Settings) -> RepeatBands:
    """Children by how many missing episodes they had in the look-back."""
    months = settings.counting.look_back_months
    return RepeatBands(
        definition=Definition(
            slug="repeat-bands",
            title="Times missing",
            question="How often does the same child go missing?",
            numerator=f"Children by their missing episodes in the {months} months to the end of the period.",
            denominator="Children with at least one in those months.",
            boundary=f"A rolling look-back of {months} months, not the period itself.",
            source="Birmingham evidence pack (2015), persistent missing.",
            caveat="In episodes, the same bands add up to all missing episodes of the look-back.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(SETTING, DISTRICT),
            looks_back=True,
        ),
        edges=settings.bands.repeat,
        months=months,
        names=tuple(band.name for band in repeat_bands(settings)),
    )
