"""How many are girls and how many boys (I25)."""

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Children, and episodes, by sex."""
    return Split(
        definition=Definition(
            slug="sex",
            order=710,
            title="Girls and boys",
            question="Are they girls or boys?",
            numerator="Children, or their missing episodes, by sex.",
            denominator="Children with at least one missing episode that starts in the period, or those episodes.",
            source="Sex as recorded in the looked-after children return and by the police.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(SETTING,),
            recorded=("sex",),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                by={SETTING: (YEAR,)},
                is_public=True,
                is_first=True,
            ),
            states=Statement(counts="missing", of="missing", column=Column("sex", never_changes=True)),
        ),
        by="sex",
        values=codes.SEXES,
    )
