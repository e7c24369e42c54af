"""From which police areas children go missing (I27)."""

from analytics.measuring import ladders
from analytics.measuring.recorded import AREA
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(settings: Settings) -> Split:
    """Missing episodes, and children, by police area missing from."""
    return Split(
        definition=Definition(
            slug="police-area",
            order=810,
            title="Police area",
            question="From which police areas do children go missing?",
            numerator="Missing episodes, or children, by the police area that the child went missing from.",
            denominator="All missing episodes that start in the period, or the children in them.",
            source="Area as the source records it, else by postcode district from this council's settings.",
            caveat="A child who went missing from two areas is counted in the latest that is recorded.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=(AREA,),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                is_public=True,
                ladder=ladders.AREA,
            ),
            states=Statement(counts="missing", of="missing", column=Column("area")),
        ),
        by="area",
        values=(*settings.areas, codes.OUT_OF_AREA, codes.UNKNOWN),
    )
