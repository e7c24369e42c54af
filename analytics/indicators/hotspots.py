"""In which hexagons children are found: what maps look for hotspots in (I28)."""

from analytics.measuring.shapes import Definition, Split
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Split:
    """Missing episodes, and children, by hexagon found in."""
    return Split(
        definition=Definition(
            slug="hotspots",
            order=900,
            title="Small areas",
            question="In which small areas are children found?",
            numerator="Missing episodes, or children, by the hexagon (H3) found in.",
            denominator="All missing episodes that start in the period, or the children in them.",
            source="H3, resolution 8: 0.6 to 0.7 square kilometres in Great Britain; the middle of the sector or "
            "district that is known. A hotspot: Gi* of each hexagon against 999 maps drawn by chance. How well they "
            "foretold: the prediction accuracy index (PAI).",
            caveat="What is known to a district stands on its middle: see how exactly places are known. "
            "A board reads which hexagons are hotspots, and no numbers.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("found_district",),
        ),
        by="found_cell",
        is_once_a_child=False,
    )
