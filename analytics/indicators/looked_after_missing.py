"""How many of the children we look after went missing, as the official statistics count (I5)."""

from analytics.measuring.shapes import Definition, ShareOfAll
from analytics.measuring.statements import QUARTER, YEAR, Listing
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> ShareOfAll:
    """Looked-after children with a missing episode, of all who were looked after at any time in the period."""
    return ShareOfAll(
        definition=Definition(
            slug="looked-after-missing",
            order=410,
            title="Looked-after children missing",
            question="How many of the children we look after went missing?",
            numerator="Children with a missing episode that starts in the period while they are looked after.",
            denominator="Children looked after on any day of the period, by the looked-after return or by a report of "
            "them as looked after; not those in short breaks alone (legal status V3, V4), nor after they turn 18.",
            boundary="Only periods that the records of care reach: from the first month in which a stay of them ended "
            "until the day they were extracted.",
            says="{n} of {of} looked-after children ({percent}) had a missing episode.",
            source="Official statistics on looked-after children who were missing (Department for Education).",
            caveat="The official figure is of a year to 31 March, and of our own children alone: beside it, read the "
            "year. A quarter’s percentage is smaller, since most children go once.",
            units=(Unit.CHILD,),
            recorded=("setting",),
            # Of those in care, whom home-or-care lists, over a number that is no secret: divided when it is read.
            published=Listing(units=(Unit.CHILD,), whole=(QUARTER, YEAR), is_public=False),
        ),
        over="home-or-care",
        part="care",
    )
