"""How often the same child was absent, in the bands of missing (I11)."""

from analytics.measuring.breakdowns import DISTRICT
from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import Definition, RepeatBands
from analytics.measuring.statements import Bands
from analytics.model import Unit
from data.bands import repeat_bands
from data.settings import Settings


def indicator(settings: Settings) -> RepeatBands:
    """Children by how many absent episodes they had in the look-back."""
    months = settings.counting.look_back_months
    return RepeatBands(
        definition=Definition(
            slug="repeat-bands-absent",
            order=870,
            title="Times absent",
            question="How often is the same child absent?",
            numerator=f"Children by their absent episodes in the {months} months to the end of the period.",
            denominator="Children with at least one in those months.",
            boundary=f"A rolling look-back of {months} months, not the period itself.",
            source="Birmingham evidence pack (2015): one chart for missing, one for absent, one for both.",
            caveat="Absent is not missing: the police knew of no apparent risk.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(DISTRICT,),
            categories=("absent",),
            looks_back=True,
            base="absent",
            recorded=(ABSENT,),
            bands=Bands.TIMES,
        ),
        edges=settings.bands.repeat,
        months=months,
        names=tuple(band.name for band in repeat_bands(settings)),
    )
