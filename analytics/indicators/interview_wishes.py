"""What children said would help, in interviews."""

from analytics.measuring.shapes import Marks
from analytics.measuring.told import question_of_interviews
from data.settings import Settings


def indicator(_settings: Settings) -> Marks:
    """What they want."""
    return question_of_interviews(
        "interview_wishes",
        slug="interview-wishes",
        order=597,
        title="What children want",
        question="What do children say would help?",
        numerator="Returns after which the child asked for it.",
    )
