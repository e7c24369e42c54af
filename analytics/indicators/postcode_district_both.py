"""From which postcode districts children are missing or absent, counted together (I27)."""

from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import Definition, Split
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing and absent episodes together, and children, by postcode district."""
    return Split(
        definition=Definition(
            slug="postcode-district-both",
            order=850,
            title="Postcode district, missing and absent",
            question="From which postcode districts are children missing or absent?",
            numerator="Missing and absent episodes, or children with either, by outward code.",
            denominator="All missing and absent episodes that start in the period, or the children in them.",
            source="Birmingham evidence pack (2015): one chart for missing, one for absent, one for both.",
            caveat="A child who was missing and absent counts once here, and once in each of the other two.",
            units=(Unit.EPISODE, Unit.CHILD),
            categories=("missing", "absent"),
            base="missing-or-absent",
            recorded=(ABSENT, "district"),
        ),
        by="district",
    )
