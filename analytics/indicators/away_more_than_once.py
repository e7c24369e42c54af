"""How many of the children away from placement without authorisation were away again."""

from analytics.measuring.breakdowns import PLACEMENT
from analytics.measuring.recorded import AWAY
from analytics.measuring.shapes import Definition, MoreThan
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> MoreThan:
    """Children with two episodes away or more in the period."""
    return MoreThan(
        definition=Definition(
            slug="away-more-than-once",
            order=380,
            title="Away more than once",
            question="How many of the children away without authorisation were away more than once?",
            numerator="Children with two episodes or more, away from placement without authorisation, that start in "
            "the period.",
            denominator="Children with at least one.",
            says="{n} of {of} children away without authorisation ({percent}) were away more than once.",
            source="Official statistics on looked-after children away from placement without authorisation "
            "(Department for Education).",
            caveat="Away is not missing: somebody knew where the child was. A longer period gives a larger share.",
            units=(Unit.CHILD,),
            breakdowns=(PLACEMENT,),
            categories=("away",),
            base="away",
            recorded=(AWAY,),
            supplied="away",
        ),
        more_than=1,
        of_base="away",
        counted_base="away-more-than-1",
    )
