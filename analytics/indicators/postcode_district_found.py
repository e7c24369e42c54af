"""I27 and I28: where children are found."""

from analytics.measuring.shapes import Definition, Split
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes, and children, by postcode district found in."""
    return Split(
        definition=Definition(
            slug="postcode-district-found",
            title="Postcode district found in",
            question="In which postcode districts are children found?",
            numerator="Missing episodes, or children, by the outward code of where the child was found.",
            denominator="All missing episodes that start in the period, or the children in them.",
            source="Birmingham evidence pack (2015), location maps.",
            caveat="Children who are still missing, and those of whom no place was written down, are not recorded.",
            units=(Unit.EPISODE, Unit.CHILD),
        ),
        by="found_district",
    )
