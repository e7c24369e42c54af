"""Whether the sources have the same episodes, or each its own (I33)."""

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.ladders import by_size
from analytics.measuring.recorded import TWO_SENDERS
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import YEAR, Column, Listing, Statement
from analytics.model import Unit
from data.settings import Settings

SEVERAL = "several"


def indicator(settings: Settings) -> Split:
    """Missing episodes by who told of them."""
    minutes = settings.linking.tolerance_minutes
    return Split(
        definition=Definition(
            slug="reconciliation",
            order=830,
            title="Seen by more than one source",
            question="Do the sources tell of the same episodes?",
            numerator="Missing episodes by the one source that tells of them, or by two or more.",
            denominator="All missing episodes that start in the period, by any source: the union.",
            boundary=(
                f"Two sources tell of one episode when the child is the same and the starts lie at most {minutes} "
                "minutes apart, or on one date where either source knows only the date."
            ),
            source="Birmingham update (April 2016), 4.4: the care system does not match the fostering service.",
            caveat="A month that a source did not supply is no disagreement: see which months each supplied.",
            units=(Unit.EPISODE,),
            breakdowns=(SETTING,),
            recorded=(TWO_SENDERS,),
            published=Listing(
                whole=(YEAR,),
                is_public=False,
                ladder=(by_size("sources"),),
            ),
            states=Statement(counts="missing", of="missing", column=Column("seen by")),
        ),
        by="seen_by",
        values=(SEVERAL, *settings.linking.order),
    )
