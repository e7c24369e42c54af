"""How often the same child was missing or absent, counted together (I11)."""

from analytics.measuring.breakdowns import DISTRICT
from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import Definition, RepeatBands
from analytics.measuring.statements import Bands
from analytics.model import Unit
from data.bands import repeat_bands
from data.settings import Settings


def indicator(settings: Settings) -> RepeatBands:
    """Children by how many missing and absent episodes together they had in the look-back."""
    months = settings.counting.look_back_months
    return RepeatBands(
        definition=Definition(
            slug="repeat-bands-both",
            order=880,
            title="Times missing or absent",
            question="How often is the same child missing or absent?",
            numerator=f"Children by their missing and absent episodes in the {months} months to the end of the period.",
            denominator="Children with at least one in those months.",
            boundary=f"A rolling look-back of {months} months, not the period itself.",
            source="Birmingham evidence pack (2015): one chart for missing, one for absent, one for both.",
            caveat="A child who was missing and absent counts once here, and once in each of the other two.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(DISTRICT,),
            categories=("missing", "absent"),
            looks_back=True,
            base="missing-or-absent",
            recorded=(ABSENT,),
            bands=Bands.TIMES,
        ),
        edges=settings.bands.repeat,
        months=months,
        names=tuple(band.name for band in repeat_bands(settings)),
    )
