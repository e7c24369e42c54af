"""From which postcode districts children are absent, in the police's sense of the word (I27)."""

from analytics.measuring import ladders
from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import YEAR, Column, Listing, Statement
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Absent episodes, and children, by postcode district absent from."""
    return Split(
        definition=Definition(
            slug="postcode-district-absent",
            order=840,
            title="Postcode district, absent",
            question="From which postcode districts are children absent?",
            numerator="Absent episodes, or children, by the outward code that the child was absent from.",
            denominator="All absent episodes that start in the period, or the children in them.",
            source="Birmingham evidence pack (2015): one chart for missing, one for absent, one for both.",
            caveat="Absent is not missing: the police knew of no apparent risk. A child is counted in the latest "
            "district that is recorded.",
            units=(Unit.EPISODE, Unit.CHILD),
            categories=("absent",),
            base="absent",
            recorded=(ABSENT, "district"),
            # Not missing and absent together: less the missing, they would say the absent, and hide half of both.
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(YEAR,),
                is_public=False,
                ladder=ladders.DISTRICT,
            ),
            states=Statement(counts="absent", of="absent", column=Column("district")),
        ),
        by="district",
    )
