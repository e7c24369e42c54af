"""What such a paper is made of: sections of sentences, tables and blanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.reports.grid import Grid


class Task(StrEnum):
    """Whose task it is to write what the service does not know."""

    OFFICER = "Data protection officer"
    OWNER = "Director who owns the records"
    COORDINATOR = "Missing co-ordinator"
    SERVER = "Whoever looks after the server"
    NOTICES = "Whoever publishes the council’s notices"


@dataclass(frozen=True)
class Blank:
    """What no setting tells, and whose task it is."""

    what: str
    whose: Task

    @property
    def words(self) -> str:
        """As it stands in the paper, to be written over."""
        return f"[To be written: {self.what} — {self.whose}]"


Piece = str | Blank | Grid


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    title: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class GovernancePaper:
    """One paper. `marking` stands on every page."""

    file_name: str
    title: str
    marking: str
    sections: Sequence[Section]

    @property
    def blanks(self) -> list[Blank]:
        """What is still to be written, in the order of the paper."""
        return [piece for section in self.sections for piece in section.pieces if isinstance(piece, Blank)]
