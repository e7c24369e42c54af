"""I22."""

import polars as pl

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.next_episode import AGAIN, BY_DAYS, DAYS, WITHIN
from analytics.measuring.shapes import Definition, Split
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Returns by how soon the child went missing again."""
    return Split(
        definition=Definition(
            slug="time-to-next-episode",
            title="Time to the next episode",
            question="How soon do children go missing again?",
            numerator="Missing episodes by days from the return to the same child's next missing episode.",
            denominator="Missing episodes that start in the period and are over, with the day of return recorded.",
            base="missing-closed",
            boundary="Bands hold their lower edge and not their upper: exactly 7 days is in 7 to 14.",
            source="Survival analysis of returns (Kaplan and Meier, 1958), in bands so that counts can be protected.",
            caveat=f"Where there is no next episode and {DAYS[-1]} days have not passed, it is too soon to say.",
            breakdowns=(SETTING,),
        ),
        by="again",
        values=AGAIN,
        rollups=((f"within-{BY_DAYS}", WITHIN),),
        of=pl.col("ended_at").is_not_null(),
    )
