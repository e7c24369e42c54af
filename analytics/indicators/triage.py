"""How children were triaged: the latest triage of each in the period (I23)."""

from analytics.measuring import ladders
from analytics.measuring.breakdowns import SETTING, SEX
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
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
            numerator="Children by the latest triage of their missing episodes in the period.",
            denominator="Children with at least one missing episode that starts in the period.",
            boundary="Episodes that start in the period. Children under 18 at the start.",
            source="Birmingham evidence pack (2015), triage by home and care.",
            caveat="Not triaged are those whose episodes in the period were none of them triaged.",
            units=(Unit.CHILD,),
            breakdowns=(SETTING, SEX),
            recorded=("triage",),
            published=Listing(
                units=(Unit.CHILD,),
                whole=(QUARTER, YEAR),
                by={SETTING: (YEAR,), SEX: (YEAR,)},
                is_public=True,
                is_first=True,
                ladder=ladders.TRIAGE,
            ),
            states=Statement(counts="missing", of="missing", column=Column("triage")),
        ),
        by="triage",
        values=codes.TRIAGES,
    )
