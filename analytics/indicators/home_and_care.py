"""How many children went missing both from home and from care: what the one place of a child does not tell (I14)."""

import polars as pl

from analytics.measuring.shapes import Definition, OfBoth
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> OfBoth:
    """Children with an episode from home and another from care."""
    says = "{n} of {of} children ({percent}) went missing both from home and from care."
    return OfBoth(
        definition=Definition(
            slug="home-and-care",
            order=405,
            title="Home and care",
            question="How many went missing from both?",
            numerator="Children with a missing episode from home and another from care.",
            denominator="Children with at least one missing episode that starts in the period.",
            says=says,
            says_of_children=says,
            source="Settings as of home or care.",
            # Not published: less the children of either, it would be a few children.
            caveat="For co-ordinators alone. In tables by home or care these children stand in care.",
            units=(Unit.CHILD,),
            recorded=("setting",),
        ),
        of=pl.col("setting") == "home",
        counted=pl.col("setting") == "care",
        of_base="missing",
        counted_base="missing-from-both",
    )
