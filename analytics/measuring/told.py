"""What children told in interviews, question by question: the answers of the coding list as marks of a return."""

from typing import Final

import polars as pl

from analytics.measuring.breakdowns import AGAIN, AGE_BAND, SETTING
from analytics.measuring.coverage import INTERVIEW
from analytics.measuring.recorded import ENDED
from analytics.measuring.shapes import Definition, Marks
from analytics.measuring.statements import Listing, Statement
from analytics.model import Clock, Unit
from data.themes import QUESTIONS

HELD: Final = pl.col("interview_completed")
# The fact that HELD is, so that whoever else counts it counts the same.
HELD_BASE: Final = "interview-completed"
BREAKDOWNS: Final = (SETTING, AGE_BAND, AGAIN)
BOUNDARY: Final = "By the time of return. An interview that covers several returns is counted at each."
CAVEAT: Final = (
    "A child may give several answers, so rows do not add up. Not recorded: an interview was held, and the form has no "
    "answer to this question."
)
SOURCE: Final = "Questions that published return interview forms share: see docs/interview-themes.md."
NOT_RECORDED: Final = "not_recorded"


def answers_to(field: str) -> dict[str, pl.Expr]:
    """Whether a return has each answer to a question, and whether it has none."""
    themes, codes = pl.col("themes"), list(QUESTIONS[field])
    has_any = themes.list.set_intersection(codes).list.len() > 0
    return {**{code: themes.list.contains(code) for code in codes}, NOT_RECORDED: ~has_any}


def any_of(codes: tuple[str, ...]) -> pl.Expr:
    """Whether a return has one of these answers or more."""
    return pl.col("themes").list.set_intersection(list(codes)).list.len() > 0


def question_of_interviews(
    field: str,
    *,
    slug: str,
    order: int,
    title: str,
    question: str,
    numerator: str,
    published: Listing | None = None,
    states: Statement | None = None,
) -> Marks:
    """The indicator of one question of the coding list: its answers, of the returns after which a child was seen."""
    return Marks(
        definition=Definition(
            slug=slug,
            order=order,
            title=title,
            question=question,
            numerator=numerator,
            denominator="Returns in the period after which an interview was held, or the children who were seen.",
            boundary=BOUNDARY,
            source=SOURCE,
            caveat=CAVEAT,
            units=(Unit.EPISODE, Unit.CHILD),
            breakdowns=BREAKDOWNS,
            clock=Clock.RETURNED,
            base=HELD_BASE,
            recorded=(ENDED, field),
            supplied=INTERVIEW,
            published=published,
            states=states,
        ),
        marks=tuple(answers_to(field).items()),
        of=HELD,
    )
