"""How many days children were missing, by dates alone: comparable where no times are kept (I9)."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.ladders import bands_joined
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Bands, Column, Listing, Statement
from data.bands import day_bands
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Closed episodes by days missing, in the official bands."""
    bands = day_bands()
    return Split(
        definition=Definition(
            slug="duration-days",
            order=210,
            title="Day of return",
            question="How many days later were children back?",
            numerator="Missing episodes by days from the date of going missing to the date of return, at any hour.",
            denominator="Missing episodes that start in the period and have ended, with the day of return recorded.",
            boundary="By dates alone: away at 23:00 and back at 01:00 is back 1 day later, after two hours.",
            source="Official statistics on looked-after children who were missing, duration bands.",
            caveat="Comparable with sources that record no times.",
            breakdowns=(SETTING,),
            base="missing-closed",
            recorded=(ENDED,),
            bands=Bands.DAYS,
            published=Listing(
                whole=(QUARTER, YEAR),
                is_public=True,
                ladder=bands_joined([band.name for band in bands], [band.low for band in bands], "days"),
            ),
            states=Statement(counts="closed", of="closed", column=Column("days")),
        ),
        by="days_band",
        values=tuple(band.name for band in bands),
        of=pl.col("ended_at").is_not_null(),
    )
