"""Missing and absent episodes counted together, for those who compare with papers that did so."""

from analytics.measuring.recorded import ABSENT
from analytics.measuring.shapes import Count, Definition
from analytics.model import Unit
from data.settings import Settings


def indicator(_settings: Settings) -> Count:
    """Missing episodes and absences, added together and called so."""
    return Count(
        definition=Definition(
            slug="missing-or-absent",
            order=375,
            title="Missing or absent, together",
            question="How many episodes is that, missing and absent together?",
            numerator="Missing episodes and absences that start in the period, added together.",
            says="{n} episodes, missing and absent added together.",
            source="Birmingham evidence pack (2015): one chart for missing, one for absent, one for both.",
            caveat="An absence is a smaller thing than a missing episode: read the two apart first.",
            units=(Unit.EPISODE,),
            categories=("missing", "absent"),
            base="missing-or-absent",
            recorded=(ABSENT,),
        ),
    )
