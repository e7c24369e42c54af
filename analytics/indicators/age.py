"""How old missing children are, in single years and in the official bands (I25)."""

from analytics.measuring.breakdowns import AGE_YEAR, SETTING, SEX, UNDER_TEN
from analytics.measuring.ladders import Rung
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings

TWELVE_OR_UNDER = (UNDER_TEN, "10", "11", "12")
LADDER = (
    Rung(
        "twelve-or-under",
        "Children of 12 and under are counted together, because they are few.",
        (("12-or-under", TWELVE_OR_UNDER),),
    ),
    Rung(
        "under-16",
        "Children are counted as under 16, and as 16 or 17, because those of some ages are few.",
        (("under-16", (*TWELVE_OR_UNDER, "13", "14", "15")), ("16-17", ("16", "17"))),
    ),
)


def indicator(settings: Settings) -> Split:
    """Children, and episodes, by age at the start."""
    years = tuple(str(year) for year in range(10, settings.counting.adult_age))
    rollups = tuple(
        (name, tuple(str(year) for year in range(youngest, oldest + 1)))
        for name, youngest, oldest in codes.AGE_BANDS
        if youngest >= 10
    )
    return Split(
        definition=Definition(
            slug="age",
            order=720,
            title="Age",
            question="How old are they?",
            numerator="Children, or their missing episodes, by age in whole years at the start.",
            denominator="Children with at least one missing episode that starts in the period, or those episodes.",
            source="Age bands of the official statistics on looked-after children.",
            caveat="A child who had a birthday between two episodes is counted at the age of the latest.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(SETTING, SEX),
            recorded=("age",),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                is_public=True,
                is_first=True,
                ladder=LADDER,
            ),
            states=Statement(counts="missing", of="missing", column=Column("age"), rollups=dict(rollups)),
        ),
        by=AGE_YEAR,
        values=(UNDER_TEN, *years, codes.UNKNOWN),
        rollups=rollups,
        rollup_by="age_band",
    )
