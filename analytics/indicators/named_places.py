"""At which named places children are found: hotspots that people can act on (I28)."""

from analytics.measuring.shapes import Definition, Split
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes, and children, by named place found at."""
    return Split(
        definition=Definition(
            slug="named-places",
            order=890,
            title="Named places",
            question="At which places are children found?",
            numerator="Missing episodes, or children, by the named place where the child was found.",
            denominator="All missing episodes that start in the period, or the children in them.",
            source="Derby (2021), seven named hotspots; the council's own list of places.",
            caveat="Spellings of one place are counted together. A child found at two places is counted at both. "
            "A board reads names of the council’s own list, and no numbers.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("found_place",),
        ),
        by="found_place",
        is_once_a_child=False,
    )
