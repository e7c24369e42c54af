"""In which postcode districts missing children are found (I27 and I28)."""

from analytics.measuring import ladders
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import YEAR, Column, Listing, Statement
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes, and children, by postcode district found in."""
    return Split(
        definition=Definition(
            slug="postcode-district-found",
            order=860,
            title="Postcode district found in",
            question="In which postcode districts are children found?",
            numerator="Missing episodes, or children, by the outward code of where the child was found.",
            denominator="All missing episodes that start in the period, or the children in them.",
            source="Derby City Council (August 2021), location maps.",
            caveat="Children who are still missing, and those of whom no place was written down, are not recorded. A "
            "child is counted in the latest district that is recorded.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("found_district",),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(YEAR,),
                is_public=False,
                ladder=ladders.DISTRICT,
            ),
            states=Statement(counts="missing", of="missing", column=Column("found district")),
        ),
        by="found_district",
    )
