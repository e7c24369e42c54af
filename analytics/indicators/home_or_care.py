"""Whether children go missing from home or from care: who has to act (I14)."""

from analytics.measuring import ladders
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes by setting at the start; children in care at some time in the period, or at home only."""
    return Split(
        definition=Definition(
            slug="home-or-care",
            order=400,
            title="Home or care",
            question="Do children go missing from home or from care?",
            numerator="Missing episodes by where the child was living at the start; or children: in care at some time "
            "in the period, or at home only.",
            denominator="All missing episodes that start in the period, or the children in them.",
            boundary="Looked-after periods decide; without one, what the report says. Short breaks (V3, V4) are home.",
            source="City of Bradford scrutiny report (2016); looked-after children return guide, legal status.",
            caveat="A child who went missing from both is counted in care. Children in care at some time are those "
            "with an episode from care: they may have others from home.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("setting",),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                is_compared=True,
                is_public=True,
                is_first=True,
                ladder=ladders.SETTING,
            ),
            states=Statement(counts="missing", of="missing", column=Column("setting")),
        ),
        by="setting",
        values=codes.SETTINGS,
    )
