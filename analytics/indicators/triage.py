"""How children were triaged: the latest triage of each in the period (I23)."""

from analytics.measuring import ladders
from analytics.measuring.breakdowns import SETTING, SEX
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Quantity, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Children by their latest triage in the period."""
    return Split(
        definition=Definition(
            slug="triage",
            order=620,
            title="Triage",
            question="How were children triaged?",
            numerator="Children by the triage of their latest missing episode in the period.",
            denominator="Children with at least one missing episode that starts in the period.",
            boundary="A child who was both at home and in care has a latest triage in each.",
            source="Birmingham evidence pack (2015), triage by home and care.",
            caveat="Not triaged is a row of its own.",
            units=(Unit.CHILD,),
            breakdowns=(SETTING, SEX),
            recorded=("triage",),
            published=Listing(
                units=(Unit.CHILD,),
                whole=(QUARTER, YEAR),
                by={SETTING: (YEAR,), SEX: (YEAR,)},
                is_public=True,
                ladder=ladders.TRIAGE,
            ),
            states=Statement(
                counts="latest",
                of="missing",
                column=Column("triage", is_once_a_child=True),
                introduces=(Quantity("latest", is_of_a_moment=True),),
            ),
        ),
        by="triage",
        values=codes.TRIAGES,
        parts_base="missing-latest",
        latest_only=True,
    )
