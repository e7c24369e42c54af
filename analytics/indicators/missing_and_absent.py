"""Whether the children who go missing are also reported absent, without adding the two (I29)."""

import polars as pl

from analytics.measuring.ladders import bands_joined
from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import BesideBands, Definition
from analytics.measuring.statements import YEAR, Bands, Column, Listing, Statement
from analytics.model import Unit
from data.settings import Settings

EDGES = (1, 3, 6)
NAMES = ("none", "1-2", "3-5", "6+")


def indicator(settings: Settings) -> BesideBands:
    """Children missing in the look-back by how often they were also absent in it."""
    months = settings.counting.look_back_months
    return BesideBands(
        definition=Definition(
            slug="missing-and-absent",
            order=350,
            title="Missing and absent",
            question="Are the children who go missing also reported absent?",
            numerator=f"Children by their absences in the {months} months to the end of the period.",
            denominator="Children with at least one missing episode in those months.",
            boundary=f"A rolling look-back of {months} months. Absent episodes are never added to missing ones.",
            source="Birmingham evidence pack (October 2015): missing and absent episodes of the same children.",
            caveat="Forces differ in what they call absent, and some no longer use it: months that were not supplied "
            "hold no absences.",
            units=(Unit.CHILD,),
            categories=("missing", "absent"),
            looks_back=True,
            recorded=(ABSENT,),
            bands=Bands.ABSENCES,
            published=Listing(
                units=(Unit.CHILD,),
                whole=(YEAR,),
                is_public=False,
                ladder=bands_joined(NAMES[1:], EDGES, "absences"),
            ),
            states=Statement(counts="missing", of="missing", column=Column("absences", is_by_how_often=True)),
        ),
        of=pl.col("category") == "missing",
        beside=pl.col("category") == "absent",
        edges=EDGES,
        months=months,
        names=NAMES,
    )
