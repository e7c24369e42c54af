"""What every report is made of: a table before it is set, and the kind of file that Word reads."""

from dataclasses import dataclass
from typing import Final

from analytics.words.columns import Columns

WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Grid:
    """A table: its caption, its columns, which of them are numbers, and which takes the room that is left.

    `more` is said below it.
    """

    caption: str
    columns: Columns
    wide: str
    numbers: tuple[str, ...] = ()
    more: str = ""

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Line by line."""
        return list(zip(*self.columns.values(), strict=True))


def grid_of(caption: str, columns: Columns) -> Grid:
    """A table whose first column names its lines, and whose others are numbers."""
    first, *numbers = columns
    return Grid(caption, columns, first, tuple(numbers))
