"""With whom children were, by what they told in interviews."""

from analytics.measuring.shapes import Marks
from analytics.measuring.told import question_of_interviews
from data.settings import Settings


def indicator(_settings: Settings) -> Marks:
    """With whom they were."""
    return question_of_interviews(
        "interview_with",
        slug="interview-company",
        order=593,
        title="With whom",
        question="With whom were they?",
        numerator="Returns after which the child told of having been with each.",
    )
