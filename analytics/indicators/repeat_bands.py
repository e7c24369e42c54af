"""How often the same child went missing, in bands: many once, a few very often (I11)."""

from analytics.measuring.breakdowns import DISTRICT, SETTING
from analytics.measuring.ladders import bands_joined
from analytics.measuring.shapes import Definition, RepeatBands
from analytics.measuring.statements import QUARTER, YEAR, Bands, Column, Listing, Statement
from analytics.model import Unit
from data.bands import repeat_bands
from data.settings import Settings


def indicator(settings: Settings) -> RepeatBands:
    """Children by how many missing episodes they had in the look-back."""
    months = settings.counting.look_back_months
    bands = repeat_bands(settings)
    names = tuple(band.name for band in bands)
    return RepeatBands(
        definition=Definition(
            slug="repeat-bands",
            order=300,
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
            recorded=(),
            bands=Bands.TIMES,
            # Not by setting: with the episodes of the same children, a band of few could be worked out.
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                is_public=True,
                is_first=True,
                ladder=bands_joined(names, settings.bands.repeat, "times"),
            ),
            states=Statement(counts="missing", of="missing", column=Column("times", is_by_how_often=True)),
        ),
        edges=settings.bands.repeat,
        months=months,
        names=names,
    )
