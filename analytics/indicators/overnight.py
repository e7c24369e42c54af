"""How often children were missing overnight, which guidance treats as a risk of its own (I10)."""

import polars as pl

from analytics.measuring.breakdowns import SETTING, SEX
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Share
from analytics.measuring.statements import YEAR, Listing, Quantity, Statement
from data.settings import Settings


def indicator(_settings: Settings) -> Share:
    """Episodes that took in some of the night."""
    return Share(
        definition=Definition(
            slug="overnight",
            order=220,
            title="Missing overnight",
            question="How often were children missing overnight?",
            numerator="Missing episodes that took in any time from 00:00 to 05:00.",
            denominator="Missing episodes that start in the period, with both times recorded.",
            boundary="By the local clock. A return at midnight exactly is not overnight; one a minute later is.",
            says="{n} of {of} episodes ({percent}) were overnight.",
            source="Statutory guidance on children who run away or go missing (2014): children missing overnight.",
            caveat="Children still missing, and episodes of which only the date is known, are left out.",
            breakdowns=(SETTING, SEX),
            recorded=(ENDED,),
            # By year: in a quarter it would tell how few episodes have no time recorded.
            published=Listing(whole=(YEAR,), is_public=True),
            states=Statement(
                counts="overnight",
                of="timed",
                introduces=(
                    Quantity("timed", part_of=("closed",)),
                    Quantity("overnight", part_of=("timed",)),
                ),
            ),
        ),
        of=pl.col("hours_missing").is_not_null(),
        counted=pl.col("is_overnight"),
        of_base="missing-timed",
        counted_base="missing-overnight",
    )
