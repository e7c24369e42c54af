"""How many children went missing, each counted once however often (I2)."""

from analytics.measuring.breakdowns import AGE_BAND, AREA, CATEGORY, ETHNICITY, IN_AREA, PLACEMENT, SETTING, SEX
from analytics.measuring.shapes import Count, Definition
from analytics.measuring.statements import CALENDAR, MONTH, QUARTER, YEAR, Listing, Statement
from analytics.model import Unit
from data.settings import Settings


def indicator(settings: Settings) -> Count:
    """Children with at least one missing episode."""
    return Count(
        definition=Definition(
            slug="children-missing",
            order=110,
            title="Children missing",
            question="How many children went missing?",
            numerator="Children with at least one missing episode that starts in the period; each counts once.",
            boundary=f"Children under {settings.counting.adult_age} at the start.",
            source="Statutory guidance on children who run away or go missing (2014), definitions.",
            caveat="A child stands in one group of each kind, and so groups add up. Missing, absent and away are no "
            "such groups: a child may be in all three.",
            units=(Unit.CHILD,),
            breakdowns=(CATEGORY, SETTING, PLACEMENT, IN_AREA, SEX, AGE_BAND, ETHNICITY, AREA),
            recorded=(),
            published=Listing(
                units=(Unit.CHILD,),
                whole=(MONTH, QUARTER, YEAR, CALENDAR),
                by={
                    CATEGORY: (QUARTER, YEAR),
                    SETTING: (QUARTER, YEAR),
                    PLACEMENT: (YEAR,),
                    SEX: (YEAR,),
                    AGE_BAND: (YEAR,),
                    ETHNICITY: (YEAR,),
                    AREA: (YEAR,),
                },
                is_public=True,
            ),
            states=Statement(counts="missing"),
        )
    )
