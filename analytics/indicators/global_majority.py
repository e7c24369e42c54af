"""How many of the missing children are of any ethnic group but white: what papers give as one percentage."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.shapes import Definition, Share
from analytics.model import Unit
from data import codes
from data.settings import Settings


def groups_of(settings: Settings) -> tuple[str, ...]:
    """The council's ethnic groups that hold no white code; one that mixes them is left out."""
    return tuple(name for name, held in settings.ethnic_groups.items() if codes.WHITE_CODES.isdisjoint(held))


def indicator(settings: Settings) -> Share:
    """Children of the global majority."""
    return Share(
        definition=Definition(
            slug="global-majority",
            order=702,
            title="Global majority",
            question="How many of the missing children are of the global majority?",
            numerator="Children, or their missing episodes, of any ethnic group that is recorded but white.",
            denominator="Children with at least one missing episode that starts in the period, or those episodes.",
            boundary="By this council’s groups that hold no white background. Not recorded stays in what it is of.",
            says="{n} of {of} missing episodes ({percent}) were of children of the global majority.",
            says_of_children="{n} of {of} children who went missing ({percent}) are of the global majority.",
            source="Birmingham evidence pack (2015) and Croydon (2021), which call it BAME.",
            caveat="Where many are not recorded it says too little: read the groups beside it. The groups differ more "
            "among themselves than this one number tells.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(SETTING,),
            recorded=("ethnicity",),
        ),
        of=pl.col("ethnicity").is_not_null(),
        counted=pl.col("ethnicity").cast(pl.String).is_in(groups_of(settings)),
        of_base="missing",
        counted_base="missing-global-majority",
    )
