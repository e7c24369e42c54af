"""How many times children went missing: the figure that every other one is read against (I1)."""

from analytics.measuring.breakdowns import AGE_BAND, AREA, CATEGORY, ETHNICITY, IN_AREA, PLACEMENT, SETTING, SEX, TRIAGE
from analytics.measuring.shapes import Count, Definition
from analytics.measuring.statements import CALENDAR, MONTH, QUARTER, YEAR, Listing, Statement
from data.settings import Settings


def indicator(settings: Settings) -> Count:
    """Missing episodes; absent and away only beside them, never added."""
    return Count(
        definition=Definition(
            slug="missing-episodes",
            order=100,
            title="Missing episodes",
            question="How many times did children go missing?",
            numerator="Missing episodes that start in the period.",
            boundary=f"Children under {settings.counting.adult_age} at the start. Absent and away are counted apart.",
            source="Statutory guidance on children who run away or go missing (2014), definitions.",
            caveat="More reports can mean better recording as well as more children missing.",
            breakdowns=(CATEGORY, SETTING, PLACEMENT, IN_AREA, SEX, AGE_BAND, ETHNICITY, AREA, TRIAGE),
            recorded=(),
            published=Listing(
                whole=(MONTH, QUARTER, YEAR, CALENDAR),
                by={
                    CATEGORY: (MONTH, QUARTER, YEAR),
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
