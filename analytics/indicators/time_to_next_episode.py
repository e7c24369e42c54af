"""How soon children go missing again after coming back: when help would have to come (I22)."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.ladders import Rung
from analytics.measuring.next_episode import AGAIN, DAYS, WITHIN, WITHIN_NAME
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import YEAR, Bands, Column, Listing, Statement
from data.settings import Settings

LADDER = (
    Rung(
        WITHIN_NAME,
        "Those who went again within 28 days are counted together, because they are few.",
        ((WITHIN_NAME, WITHIN),),
    ),
)


def indicator(_settings: Settings) -> Split:
    """Returns by how soon the child went missing again."""
    return Split(
        definition=Definition(
            slug="time-to-next-episode",
            order=330,
            title="Time to the next episode",
            question="How soon do children go missing again?",
            numerator="Missing episodes by days from the return to the same child's next missing episode.",
            denominator="Missing episodes that start in the period and are over, with the day of return recorded.",
            base="missing-closed",
            boundary="Bands hold their lower edge and not their upper: exactly 7 days is in 7 to 14.",
            source="Survival analysis of returns (Kaplan and Meier, 1958), in bands so that counts can be protected.",
            caveat=f"Where there is no next episode and {DAYS[-1]} days have not passed, it is too soon to say.",
            breakdowns=(SETTING,),
            recorded=(ENDED,),
            bands=Bands.DAYS_TO_NEXT,
            published=Listing(
                whole=(YEAR,),
                is_public=False,
                ladder=LADDER,
            ),
            states=Statement(counts="closed", of="closed", column=Column("again"), rollups={WITHIN_NAME: WITHIN}),
        ),
        by="again",
        values=AGAIN,
        rollups=((WITHIN_NAME, WITHIN),),
        of=pl.col("ended_at").is_not_null(),
    )
