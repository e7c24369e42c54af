"""Which cards stand beside one another: two of like height in a row, and alone what would leave half a row empty."""

from collections.abc import Sequence
from math import ceil
from typing import Final, TypeAlias

from analytics.cards.answer import Answer
from analytics.charts.figure import height_of

# Pixels, and letters of a line, of a card half as wide as a page of 1280: near enough to compare two.
QUESTION_LINE, QUESTION_LETTERS = 28, 38
SENTENCE_LINE, SENTENCE_LETTERS = 26, 52
CAPTION_LINE, CAPTION_LETTERS, GAP = 22, 58, 16
TABS, TABLE_ROW, DOWNLOAD = 60, 40, 40
# A card beside one that is more than twice as high is half empty; fewer pairs make pages that are too long.
LEAST_ALIKE: Final = 0.5
# Pixels of a card that stands alone, beyond which words beside its figures would leave most of their half empty.
TALL: Final = 500

Row: TypeAlias = tuple[Answer, ...]


def rows_of(answers: Sequence[Answer]) -> list[Row]:
    """The cards in their order, but that one may come sooner to stand beside the one that is most like it in height."""
    heights = {answered: height(answered) for answered in answers}
    left, rows = list(answers), list[Row]()
    while left:
        first = left.pop(0)
        beside = max(left, key=lambda other: alike(heights[first], heights[other]), default=None)
        if beside is None or alike(heights[first], heights[beside]) < LEAST_ALIKE:
            rows.append((first,))
        else:
            left.remove(beside)
            rows.append((first, beside))
    return rows


def spare(answered: Answer, row: Row) -> int:
    """By how many pixels it is lower than the highest card of its row, what stands in small letters counted too."""
    heights = {each: height(each) + small_print(each) for each in row}
    return max(heights.values()) - heights[answered]


def small_print(answered: Answer) -> int:
    """How high what a card says in small letters is, in pixels."""
    told = filter(None, (answered.together, answered.partly))
    return sum(GAP + CAPTION_LINE * ceil(len(text) / CAPTION_LETTERS) for text in told)


def alike(one: int, other: int) -> float:
    """How much of the higher the lower fills."""
    return min(one, other) / max(one, other)


def is_tall(answered: Answer) -> bool:
    """Whether its words stand above its figures even where it has a row for itself."""
    return height(answered) > TALL


def height(answered: Answer) -> int:
    """How high a card is with its first tab open, in pixels."""
    said = f"{answered.sentence} {answered.standing}"
    words = QUESTION_LINE * ceil(len(answered.question) / QUESTION_LETTERS)
    words += SENTENCE_LINE * ceil(len(said) / SENTENCE_LETTERS)
    if answered.chart:
        return words + TABS + height_of(answered.chart)
    lines = len(next(iter(answered.columns.values()), ())) + 1
    return words + TABS + TABLE_ROW * lines + DOWNLOAD
