"""How often a child went missing on average, so that episodes and children are read together (I3)."""

from analytics.measuring.shapes import Definition, Ratio
from analytics.measuring.statements import CALENDAR, QUARTER, YEAR, Listing, Statement
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Ratio:
    """Missing episodes for each child who went missing."""
    return Ratio(
        definition=Definition(
            slug="episodes-per-child",
            order=120,
            title="Episodes per child",
            question="How often did each child go missing?",
            numerator="Missing episodes that start in the period.",
            denominator="Children with at least one of them.",
            source="Divided from missing episodes and children missing.",
            caveat="An average hides that a few children have many episodes: see repeat missing. Not by setting: a "
            "child stands in one, and its episodes may be from another.",
            recorded=(),
            published=Listing(whole=(QUARTER, YEAR, CALENDAR), is_public=True),
            states=Statement(counts="missing", of="missing", of_unit=Unit.CHILD),
        ),
        over="missing-episodes",
        under="children-missing",
    )
