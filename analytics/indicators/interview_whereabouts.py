"""Where children stayed, by what they told in interviews."""

from analytics.measuring.shapes import Marks
from analytics.measuring.told import question_of_interviews
from data.settings import Settings


def indicator(_settings: Settings) -> Marks:
    """Where they stayed."""
    return question_of_interviews(
        "interview_where",
        slug="interview-whereabouts",
        order=594,
        title="Where they stayed",
        question="Where did they stay?",
        numerator="Returns after which the child told of having stayed at each.",
    )
