"""Whether children in care go missing from placements outside the area (I15)."""

import polars as pl

from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes from care by whether the placement is in the authority's area."""
    return Split(
        definition=Definition(
            slug="in-or-out-of-area",
            order=430,
            title="In or out of area",
            question="Are children missing from placements outside the area?",
            numerator="Missing episodes from care, or children, by whether the placement was in the area.",
            denominator="All missing episodes from care that start in the period, or the children in them.",
            source="Statutory guidance on children who run away or go missing (2014), out-of-area placements.",
            caveat="A child who was placed in and out of the area is counted where the latest episode from care says.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("setting", "in_area"),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                is_public=True,
                is_first=True,
            ),
            states=Statement(
                counts="missing", of="missing", column=Column("in_area"), of_groups=(("setting", "care"),)
            ),
        ),
        by="in_area",
        values=codes.IN_AREA,
        of=pl.col("setting") == "care",
        within=(("setting", "care"),),
    )
