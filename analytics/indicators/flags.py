"""Which risks were marked against missing children: exploitation before all."""

import polars as pl

from analytics.measuring.breakdowns import POLICE_RISK, SETTING
from analytics.measuring.ladders import Rung
from analytics.measuring.shapes import Definition, Marks
from analytics.measuring.statements import YEAR, Listing, Quantity, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings

EXPLOITATION = "exploitation"
OTHER_FLAG = "other_flag"
NO_FLAG = "no_flag"
# In reading order, the sum of several first.
MARKS = (EXPLOITATION, *codes.FLAGS, OTHER_FLAG, NO_FLAG)
# What the audit calls those who bear each mark.
BEARING = {mark: f"with {mark}" for mark in MARKS}

LADDER = (
    Rung(
        "exploitation-alone",
        "Single risks are not shown, because few children bear most of them.",
        left_out=(*codes.FLAGS, OTHER_FLAG),
    ),
)


def indicator(_settings: Settings) -> Marks:
    """Children, and episodes, by each risk that was marked."""
    flags = pl.col("flags")
    marked = {flag: flags.list.contains(flag) for flag in codes.FLAGS}
    marks = {
        EXPLOITATION: pl.any_horizontal(marked[flag] for flag in codes.EXPLOITATION_FLAGS),
        **marked,
        OTHER_FLAG: flags.list.set_difference(list(codes.FLAGS)).list.len() > 0,
        NO_FLAG: flags.list.len() == 0,
    }
    return Marks(
        definition=Definition(
            slug="flags",
            order=730,
            title="Risks marked",
            question="Which risks were marked against them?",
            numerator="Children, or their missing episodes, with the risk marked on at least one of those episodes.",
            denominator="Children with at least one missing episode that starts in the period, or those episodes.",
            boundary="As marked on the episode. A child may bear several marks, so rows do not add up.",
            source="Croydon safeguarding partnership (2021): 105 of 425 children under the exploitation protocol.",
            caveat="“No risk marked” counts children with an episode on which nothing was marked: "
            "it is not known that there was no risk.",
            units=(Unit.CHILD, Unit.EPISODE),
            breakdowns=(SETTING, POLICE_RISK),
            recorded=("flags",),
            recorded_of={mark: (mark,) for mark in (EXPLOITATION, *codes.FLAGS)},
            published=Listing(
                units=(Unit.CHILD,),
                whole=(YEAR,),
                is_public=False,
                ladder=LADDER,
            ),
            states=Statement(
                counts="missing",
                of="missing",
                quantities=BEARING,
                introduces=tuple(Quantity(bearing, part_of=("missing",)) for bearing in BEARING.values()),
            ),
        ),
        marks=tuple(marks.items()),
        sums=(EXPLOITATION,),
    )
