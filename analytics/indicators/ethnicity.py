"""Which ethnic groups missing children belong to, with unknown as a row of its own (I24)."""

from analytics.measuring import ladders
from analytics.measuring.breakdowns import SETTING
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(settings: Settings) -> Split:
    """Children, and episodes, by ethnic group."""
    values = (*settings.ethnic_groups, codes.UNKNOWN)
    return Split(
        definition=Definition(
            slug="ethnicity",
            order=700,
            title="Ethnicity",
            question="Which ethnic groups do missing children belong to?",
            numerator="Children, or their missing episodes, by ethnic group.",
            denominator="Children with at least one missing episode that starts in the period, or those episodes.",
            source="Ethnic codes of the looked-after children return, grouped by this council's settings.",
            caveat="Not compared with the population here: that needs a count of children, not of all ages.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(SETTING,),
            recorded=("ethnicity",),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                by={SETTING: (YEAR,)},
                is_public=True,
                is_first=True,
                ladder=ladders.of_these(ladders.ETHNICITY, values),
            ),
            states=Statement(counts="missing", of="missing", column=Column("ethnicity", never_changes=True)),
        ),
        by="ethnicity",
        values=values,
    )
