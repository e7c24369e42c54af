"""What was done for the children: the most that each episode's child was given (I32)."""

from analytics.measuring.breakdowns import SETTING
from analytics.measuring.coverage import SUPPORT
from analytics.measuring.shapes import Definition, Split
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Contact and support."""
    return Split(
        definition=Definition(
            slug="support",
            order=610,
            title="Contact and support",
            question="What was done for the children?",
            numerator=(
                "Missing episodes by the most that was done for the child: intensive support, contact by phone or "
                f"letter, other, from the start of the episode up to {codes.SUPPORT_DAYS} days after the return."
            ),
            denominator="All missing episodes that start in the period, and the children who had them.",
            boundary="A child whose episodes had different support is counted by the most.",
            source="Birmingham evidence pack (2015): children contacted by phone or letter, or in intensive support.",
            caveat="Not recorded means that no source told of any support, not that there was none.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=(SETTING,),
            recorded=("support",),
            supplied=SUPPORT,
        ),
        by="support",
        values=codes.SUPPORTS,
    )
