"""How children travelled, by what they told in interviews."""

from analytics.measuring.shapes import Marks
from analytics.measuring.told import question_of_interviews
from data.settings import Settings


def indicator(_settings: Settings) -> Marks:
    """How they travelled."""
    return question_of_interviews(
        "interview_travel",
        slug="interview-travel",
        order=595,
        title="How they travelled",
        question="How did they travel?",
        numerator="Returns after which the child told of having travelled so.",
    )
