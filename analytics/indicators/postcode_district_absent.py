"""I27, for the police's other word."""

from analytics.measuring.shapes import Definition, Split
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Absent episodes, and children, by postcode district absent from."""
    return Split(
        definition=Definition(
            slug="postcode-district-absent",
            title="Postcode district, absent",
            question="From which postcode districts are children absent?",
            numerator="Absent episodes, or children, by the outward code that the child was absent from.",
            denominator="All absent episodes that start in the period, or the children in them.",
            source="Birmingham evidence pack (2015): one chart for missing, one for absent, one for both.",
            caveat="Absent is not missing: the police knew of no apparent risk.",
            units=(Unit.EPISODE, Unit.CHILD),
            categories=("absent",),
            base="absent",
        ),
        by="district",
    )
