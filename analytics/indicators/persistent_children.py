"""How many children went missing more often than the council calls persistent (I12)."""

from analytics.measuring.breakdowns import AGE_BAND, SETTING, SEX
from analytics.measuring.shapes import Definition, MoreThan
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Unit
from data.settings import Settings


def indicator(settings: Settings) -> MoreThan:
    """Children with more episodes in the look-back than the persistent threshold."""
    months, threshold = settings.counting.look_back_months, settings.counting.persistent_more_than
    return MoreThan(
        definition=Definition(
            slug="persistent-children",
            order=310,
            title="Persistently missing",
            question=f"How many children went missing more than {threshold} times?",
            numerator=f"Children with more than {threshold} episodes in the {months} months to the period's end.",
            denominator="Children with at least one in those months.",
            boundary=f"A rolling look-back of {months} months, not the period itself.",
            says=f"{{n}} of {{of}} children ({{percent}}) went missing more than {threshold} times in {months} months.",
            source="Threshold set by this council's settings.",
            units=(Unit.CHILD,),
            breakdowns=(SETTING, SEX, AGE_BAND),
            looks_back=True,
            recorded=(),
            published=Listing(units=(Unit.CHILD,), whole=(QUARTER, YEAR), by={SETTING: (YEAR,)}, is_public=True),
            states=Statement(
                counts="persistent",
                of="missing",
                introduces=(Quantity("persistent", part_of=("missing", "more than 1"), is_by_how_often=True),),
            ),
        ),
        more_than=threshold,
        of_base="missing",
        counted_base=f"missing-more-than-{threshold}",
    )
