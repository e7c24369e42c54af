"""How many that is for each 10,000 children, so that areas of other sizes can be compared (I4)."""

from analytics.measuring.shapes import WHOLE, Definition, Rate
from analytics.measuring.statements import QUARTER, YEAR, Listing, Statement
from analytics.model import Unit
from data.settings import Settings

AGED_10_TO_17 = "aged-10-17"
LOOKED_AFTER = "looked-after"


def indicator(settings: Settings) -> Rate:
    """Children, and episodes, for each 10,000 in the population, where the settings give it."""
    population = settings.population
    of = [
        (AGED_10_TO_17, "home-or-care", WHOLE, population.aged_10_to_17),
        (LOOKED_AFTER, "home-or-care", "care", population.looked_after),
    ]
    return Rate(
        definition=Definition(
            slug="rate-per-10000",
            order=140,
            title="Rate per 10,000",
            question="How many is that for each 10,000 children?",
            numerator="Children missing, or missing episodes, in the period: all, and those in care.",
            denominator="Children aged 10 to 17, and children looked after. "
            + (population.source or "No population is loaded: give one under [population] in the settings."),
            boundary="For the period as it is: a quarter's rate is about a quarter of a year's.",
            source="Official population estimates, as given in the settings.",
            caveat="The interval says how far chance alone may move a count of children; "
            "episodes of one child are not independent, so theirs is too narrow.",
            units=(Unit.CHILD, Unit.EPISODE),
            recorded=(),
            recorded_of={LOOKED_AFTER: ("setting",)},
            # A rate is a count that is listed anyway, over a number that is no secret.
            published=Listing(units=(Unit.EPISODE, Unit.CHILD), whole=(QUARTER, YEAR), is_public=False),
            states=Statement(counts="missing", groups={LOOKED_AFTER: ("setting", "care")}),
        ),
        of=tuple((category, slug, part, size) for category, slug, part, size in of if size),
        per=10_000,
    )
