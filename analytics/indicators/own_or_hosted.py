"""Whether they are our own children, or live here and are looked after by others (I16)."""

from analytics.measuring.ladders import by_size
from analytics.measuring.shapes import Definition, Split
from analytics.measuring.statements import YEAR, Column, Listing, Statement
from analytics.model import Unit
from data import codes
from data.settings import Settings


def indicator(settings: Settings) -> Split:
    """Missing episodes, and children, by whose children they are and where they live."""
    name = settings.council.name
    return Split(
        definition=Definition(
            slug="own-or-hosted",
            order=440,
            title="Placed by other local authorities",
            question="Are they our own children, and do they live here?",
            numerator=f"Missing episodes, or children, by whether {name} is responsible for the child, "
            "and by whether the child lives in its area.",
            denominator="All missing episodes that start in the period, or the children in them.",
            boundary="At the start of the episode. A child in our own looked-after return is ours.",
            source="City of Bradford scrutiny report (2016): children placed here by other authorities.",
            caveat="Where no source says who is responsible, it is not recorded: a row of its own. A child is counted "
            "as in the latest episode of which it is known.",
            units=(Unit.EPISODE, Unit.CHILD),
            recorded=("own_or_hosted",),
            published=Listing(
                units=(Unit.EPISODE, Unit.CHILD),
                whole=(YEAR,),
                is_public=False,
                ladder=(by_size("groups"),),
            ),
            states=Statement(counts="missing", of="missing", column=Column("own")),
        ),
        by="own_or_hosted",
        values=codes.OWN_OR_HOSTED,
    )
