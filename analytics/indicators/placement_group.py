"""From which placements children in care go missing (I15)."""

import polars as pl

from analytics.measuring import ladders
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes from care by placement at the start; children by the latest that is recorded."""
    return Split(
        definition=Definition(
            slug="placement-group",
            order=420,
            title="Placement",
            question="From which placements do children in care go missing?",
            numerator="Missing episodes from care, or children, by placement at the start.",
            denominator="All missing episodes from care that start in the period, or the children in them.",
            source="Derby City Council (2021); placement codes of the looked-after children return.",
            caveat="A child who moved is counted in the latest placement that is recorded. Numbers of children placed "
            "are not known here.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("setting", "placement"),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(QUARTER, YEAR),
                is_public=True,
                ladder=ladders.PLACEMENT,
            ),
            states=Statement(
                counts="missing", of="missing", column=Column("placement"), of_groups=(("setting", "care"),)
            ),
        ),
        by="placement",
        values=codes.PLACEMENTS,
        of=pl.col("setting") == "care",
        within=(("setting", "care"),),
    )
