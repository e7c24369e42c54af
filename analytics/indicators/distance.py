"""How far from home children are found: a long way may mean that somebody took them (I26)."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.ladders import bands_joined
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Bands, Column, Listing, Statement
from data.bands import distance_bands
from data.settings import Settings


def indicator(settings: Settings) -> Split:
    """Closed episodes by how far from home the child was found."""
    bands = distance_bands(settings)
    return Split(
        definition=Definition(
            slug="distance",
            order=800,
            title="Distance found",
            question="How far away are children found?",
            numerator="Missing episodes by miles from home to where the child was found.",
            denominator="Missing episodes that start in the period and have ended, with the day of return recorded.",
            boundary="Bands hold their lower edge and not their upper: exactly 5 miles is in 5 to 10.",
            source="Birmingham evidence pack (2015), distance bands, with its overlaps and gaps closed.",
            caveat="Declined to say and not recorded are rows of their own.",
            breakdowns=(SETTING,),
            base="missing-closed",
            recorded=(ENDED, "distance"),
            bands=Bands.MILES,
            published=Listing(
                whole=(QUARTER, YEAR),
                is_public=True,
                ladder=bands_joined([band.name for band in bands], [band.low for band in bands], "miles"),
            ),
            states=Statement(counts="closed", of="closed", column=Column("miles")),
        ),
        by="distance_band",
        values=(*(band.name for band in bands), "declined", "not_recorded"),
        of=pl.col("ended_at").is_not_null(),
    )
