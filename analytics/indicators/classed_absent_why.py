"""Why an absence is one to look at again, reason by reason."""

from analytics.indicators.classed_absent_although import reasons
from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import Definition, Marks
from analytics.measuring.statements import Bands
from analytics.model import Unit
from data.settings import Settings


def indicator(settings: Settings) -> Marks:
    """Absences, and children, by each reason that their own records give."""
    return Marks(
        definition=Definition(
            slug="classed-absent-why",
            order=370,
            title="Classed absent although",
            question="What did the records say of those classed absent?",
            numerator="Absences, or children with at least one, of which this is so.",
            denominator="All absences that start in the period, or the children in them.",
            boundary="An absence may bear several reasons, so rows do not add up.",
            source="Birmingham evidence pack (2015): a child at any risk of exploitation is never simply absent.",
            caveat="A missing episode so near may be the same event, told twice.",
            units=(Unit.EPISODE, Unit.CHILD),
            categories=("absent",),
            base="absent",
            recorded=(ABSENT,),
            recorded_of={"exploitation": (ABSENT, "exploitation")},
            supplied="absent",
            bands=Bands.REASONS,
        ),
        marks=tuple(reasons(settings).items()),
    )
