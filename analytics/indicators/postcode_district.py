"""From which postcode districts children go missing, by episodes and by children (I27)."""

from analytics.measuring import ladders
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import YEAR, Column, Listing, Statement
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes, and children, by postcode district missing from."""
    return Split(
        definition=Definition(
            slug="postcode-district",
            order=820,
            title="Postcode district",
            question="From which postcode districts do children go missing?",
            numerator="Missing episodes, or children, by the outward code that the child went missing from.",
            denominator="All missing episodes that start in the period, or the children in them.",
            source="Birmingham evidence pack (2015): districts ranked by episodes and by children differ.",
            caveat="Ranked by episodes, one child can make a district; by children, none can. A child is counted in "
            "the latest district that is recorded.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("district",),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(YEAR,),
                is_public=False,
                ladder=ladders.DISTRICT,
            ),
            states=Statement(counts="missing", of="missing", column=Column("district")),
        ),
        by="district",
    )
