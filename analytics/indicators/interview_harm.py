"""What harm children told of in interviews."""

from analytics.measuring.shapes import Marks
from analytics.measuring.told import question_of_interviews
from data.settings import Settings


def indicator(_settings: Settings) -> Marks:
    """Harm that was disclosed."""
    return question_of_interviews(
        "interview_harm",
        slug="interview-harm",
        order=596,
        title="Harm disclosed",
        question="What harm did they tell of?",
        numerator="Returns after which the child told of the harm.",
    )
