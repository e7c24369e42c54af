"""Whether children were pushed away or drawn away, by what they told in interviews."""

from analytics.measuring import told
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Marks
from analytics.measuring.statements import QUARTER, YEAR, Listing, Quantity, Statement
from analytics.model import Clock, Unit
from data import themes
from data.settings import Settings

# Not who told of neither: with that, those of both would be a sum that nobody protects.
PUSHED, DRAWN = "pushed", "drawn"


def indicator(_settings: Settings) -> Marks:
    """Push and pull."""
    pushed, drawn = told.any_of(themes.PUSH), told.any_of(themes.PULL)
    return Marks(
        definition=Definition(
            slug="interview-push-pull",
            order=591,
            title="Pushed or drawn away",
            question="Were children pushed away, or drawn away, by what they told?",
            numerator="Returns after which the child told why it went. Pushed: away from something at home, where it "
            "was placed or at school. Drawn: to somebody or something.",
            denominator="Returns in the period after which an interview was held, or the children who were seen.",
            boundary=told.BOUNDARY,
            source="Bradford (2016) and others ask for push and pull factors: see docs/interview-themes.md.",
            caveat="A child may tell of both, or of neither, or the form may not say.",
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=told.BREAKDOWNS,
            clock=Clock.RETURNED,
            base=told.HELD_BASE,
            recorded=(ENDED, themes.REASON),
            supplied=INTERVIEW,
            published=Listing(whole=(QUARTER, YEAR), is_public=True),
            states=Statement(
                counts="completed",
                of="completed",
                quantities={PUSHED: "pushed", DRAWN: "drawn"},
                introduces=(
                    Quantity("pushed", part_of=("completed",)),
                    Quantity("drawn", part_of=("completed",)),
                ),
            ),
        ),
        marks=((PUSHED, pushed), (DRAWN, drawn)),
        of=told.HELD,
        sums=(PUSHED, DRAWN),
    )
