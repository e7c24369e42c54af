"""What is asked of every council of a region, and how its numbers are read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analytics.charts.chart import Format
from analytics.indicators.rate_per_10000 import AGED_10_TO_17, LOOKED_AFTER
from analytics.measuring.shapes import WHOLE
from analytics.model import Unit
from analytics.words.numbers import mean_text, number, percent


class Form(StrEnum):
    """How a figure of a council is read."""

    COUNT = "count"
    SHARE = "share"
    EACH = "each"
    RATE = "for each 10,000"


PER: Final = 10_000
FORMATS: Final = {Form.SHARE: Format.SHARE, Form.COUNT: Format.COUNT}


@dataclass(frozen=True)
class Question:
    """One figure of every council: its table, and the words of its numerator, denominator and value."""

    title: str
    slug: str
    unit: Unit
    form: Form
    counted: str
    of: str = ""
    value: str = ""
    category: str = WHOLE

    @property
    def format(self) -> Format:
        """How its figures are drawn."""
        return FORMATS.get(self.form, Format.MEAN)

    @property
    def scale(self) -> int:
        """By what a share is multiplied to be drawn."""
        return PER if self.form is Form.RATE else 1

    def words(self, value: float) -> str:
        """ "22%", "1.4", "67.2", "1,204"."""
        match self.form:
            case Form.SHARE:
                return percent(value)
            case Form.COUNT:
                return number(int(value))
            case _:
                return mean_text(value * self.scale)


RATE: Final = "For each 10,000"
SHARE: Final = "Percentage"
RETURNS: Final = "Returns with an interview due"

QUESTIONS: Final = (
    Question(
        "How many children in 10,000 went missing?",
        "rate-per-10000",
        Unit.CHILD,
        Form.RATE,
        "Children missing",
        "Children aged 10 to 17",
        RATE,
        AGED_10_TO_17,
    ),
    Question(
        "How many looked-after children in 10,000 went missing?",
        "rate-per-10000",
        Unit.CHILD,
        Form.RATE,
        "Looked-after children missing",
        "Children looked after",
        RATE,
        LOOKED_AFTER,
    ),
    Question(
        "How often did each child go missing?",
        "episodes-per-child",
        Unit.EPISODE,
        Form.EACH,
        "Missing episodes",
        "Children missing",
        "Each",
    ),
    Question(
        "How many children went missing more than once?",
        "missing-more-than-once",
        Unit.CHILD,
        Form.SHARE,
        "More than once",
        "Children missing",
        SHARE,
    ),
    Question(
        "How many returns had an interview offered?",
        "interview-offered",
        Unit.EPISODE,
        Form.SHARE,
        "Offered",
        RETURNS,
        SHARE,
    ),
    Question(
        "How many returns had an interview in time?",
        "interview-in-time",
        Unit.EPISODE,
        Form.SHARE,
        "In time",
        RETURNS,
        SHARE,
    ),
    Question(
        "How many episodes were overnight?",
        "overnight",
        Unit.EPISODE,
        Form.SHARE,
        "Overnight",
        "Missing episodes",
        SHARE,
    ),
    Question(
        "How many missing episodes were there?",
        "missing-episodes",
        Unit.EPISODE,
        Form.COUNT,
        "Missing episodes",
    ),
    Question(
        "How many children went missing?",
        "children-missing",
        Unit.CHILD,
        Form.COUNT,
        "Children missing",
    ),
)
