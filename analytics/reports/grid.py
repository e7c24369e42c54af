"""A table of a report, before it is set."""

from dataclasses import dataclass

from analytics.tables import Columns


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
