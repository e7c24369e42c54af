"""How many hours children were missing, since the first nights carry the most risk (I8)."""

from collections.abc import Sequence

from analytics.measuring.breakdowns import AGE_BAND, SETTING, SEX
from analytics.measuring.ladders import Rung
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import QUARTER, YEAR, Bands, Column, Listing, Statement
from data.bands import STILL_MISSING, TIME_NOT_RECORDED, Band, hour_bands
from data.settings import Settings

ROLLUPS_OVER_HOURS = (24, 48)


def indicator(settings: Settings) -> Split:
    """Episodes by hours missing, with what is still open or has no times as rows of their own."""
    bands, rollups = hour_bands(settings), rolled_up_hours(settings)
    return Split(
        definition=Definition(
            slug="duration-hours",
            order=200,
            title="Hours missing",
            question="How long were children missing?",
            numerator="Missing episodes by hours from going missing to return.",
            denominator="All missing episodes that start in the period.",
            boundary="Bands hold their lower edge and not their upper: exactly 24 hours is in 24 to 48.",
            source="Birmingham evidence pack (2015), duration bands, with its edges made exact.",
            caveat="Sources that record only dates cannot fill hour bands; those episodes, and those whose "
            "return is not known, have a row of their own.",
            breakdowns=(SETTING, SEX, AGE_BAND),
            recorded=(ENDED,),
            bands=Bands.HOURS,
            published=Listing(
                whole=(QUARTER, YEAR),
                is_public=True,
                is_first=True,
                ladder=longest_or_still_missing(bands),
            ),
            states=Statement(counts="missing", of="missing", column=Column("hours"), rollups=dict(rollups)),
        ),
        by="hours_band",
        values=(*(band.name for band in bands), STILL_MISSING, TIME_NOT_RECORDED),
        rollups=rollups,
    )


def longest_or_still_missing(bands: Sequence[Band]) -> tuple[Rung, ...]:
    """The ladder of hours: those still missing are counted with the longest band, then with two, down to two bands.

    What is published entered weeks after its month, so whoever was still missing then had been so for longer than that.
    """
    return tuple(
        Rung(
            f"{band.low:g}-or-still",
            "The longest times and those still missing are counted together, because they are few.",
            ((f"{band.low:g}+-or-still", (*(longer.name for longer in bands[place:]), STILL_MISSING)),),
            widened_by="or-still",
        )
        for place, band in reversed(list(enumerate(bands)))
        if place
    )


def rolled_up_hours(settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sums of bands that readers ask for, where a band begins there: "over-24" and those from 24 hours on."""
    return tuple(
        (f"over-{hours}", tuple(band.name for band in hour_bands(settings) if band.low >= hours))
        for hours in ROLLUPS_OVER_HOURS
        if hours in settings.bands.hours
    )
