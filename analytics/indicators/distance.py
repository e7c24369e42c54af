"""How far from home children are found: a long way may mean that somebody took them (I26)."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.ladders import bands_joined
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Bands, Column, Listing, Statement
from data.bands import distance_bands
from data.settings import Settings

# "81% within 10 miles" (Birmingham, 2015): what readers add up themselves, and papers got wrong.
WITHIN_MILES = (10, 20)


def indicator(settings: Settings) -> Split:
    """Closed episodes by how far from home the child was found."""
    bands, within = distance_bands(settings), rolled_up_miles(settings)
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
            states=Statement(counts="closed", of="closed", column=Column("miles"), rollups=dict(within)),
        ),
        by="distance_band",
        values=(*(band.name for band in bands), "declined", "not_recorded"),
        of=pl.col("ended_at").is_not_null(),
        rollups=within,
    )


def rolled_up_miles(settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sums of two bands or more that readers ask for, where a band ends there: "within-10" and those up to it."""
    upto = {
        miles: tuple(band.name for band in distance_bands(settings) if band.high <= miles) for miles in WITHIN_MILES
    }
    return tuple(
        (f"within-{miles}", names)
        for miles, names in upto.items()
        if miles in settings.bands.distance_miles and len(names) > 1
    )
