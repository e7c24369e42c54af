"""How many children went missing again in the same period, as national statistics ask (I6)."""

from analytics.measuring.breakdowns import AGE_BAND, DISTRICT, SETTING, SEX
from analytics.measuring.shapes import Definition, MoreThan
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> MoreThan:
    """Children with two missing episodes or more in the period."""
    return MoreThan(
        definition=Definition(
            slug="missing-more-than-once",
            order=130,
            title="Missing more than once",
            question="How many of the children went missing more than once?",
            numerator="Children with two missing episodes or more that start in the period.",
            denominator="Children with at least one.",
            says="{n} of {of} children ({percent}) went missing more than once.",
            source="Official statistics on looked-after children who were missing (Department for Education).",
            caveat="A longer period gives a larger share: compare periods of one length. By setting, all episodes of a "
            "child count where the child stands.",
            units=(Unit.CHILD,),
            breakdowns=(SETTING, SEX, AGE_BAND, DISTRICT),
            recorded=(),
            published=Listing(
                units=(Unit.CHILD,), whole=(QUARTER, YEAR), by={SETTING: (YEAR,), DISTRICT: (YEAR,)}, is_public=True
            ),
            states=Statement(
                counts="more than 1",
                of="missing",
                introduces=(Quantity("more than 1", part_of=("missing",), is_by_how_often=True),),
            ),
        ),
        more_than=1,
        of_base="missing",
        counted_base="missing-more-than-1",
    )
