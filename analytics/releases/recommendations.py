"""What committees recommended, who answers for it, and what came of it: carried from paper to paper.

A recommendation stays open from paper to paper until somebody writes how it ended; the next paper says that once, and
no later one. Only what is marked for the public goes into a release, as it stood when the release was prepared: whoever
approves the release approves these words too, and the quarterly report repeats what was approved, and nothing else.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from analytics.releases.read import Released, read, release_title, shown_releases
from analytics.words.columns import Columns
from analytics.words.numbers import number
from analytics.words.periods import day_text
from data.casebook import Casebook, Entry, Kind
from data.releases import ReleaseName, Releases, release_name
from data.snapshots import Store

NOTE: Final = "recommendation"
TITLE: Final = "What the committee recommended"
NOTHING_YET: Final = "Nothing is written of it yet"


@dataclass(frozen=True)
class Recommendation:
    """One recommendation: the line of the casebook, what was written of it since, oldest first, and how it ended."""

    entry: Entry
    progress: tuple[Entry, ...]
    ended: Entry | None
    is_public: bool

    @property
    def last(self) -> Entry | None:
        """The newest word on it: how it ended, else what was written of it last."""
        return self.ended or (self.progress[-1] if self.progress else None)


@dataclass(frozen=True)
class Line:
    """A recommendation as a paper prints it, in words; `number` is that of the casebook."""

    number: int
    is_open: bool
    name: str
    text: str
    on: str
    owner: str
    status: str
    came_of_it: str


def recommendations(entries: Sequence[Entry]) -> list[Recommendation]:
    """Every recommendation, oldest first, open or not."""
    return [with_words(entry, entries) for entry in entries if entry.kind is Kind.RECOMMENDED]


def with_words(entry: Entry, entries: Sequence[Entry]) -> Recommendation:
    """A recommendation with every later line about it."""
    words = [item for item in entries if item.about == str(entry.number)]
    progress = tuple(item for item in words if item.kind is Kind.CAME_OF_IT)
    ended = [item for item in words if item.kind is Kind.ENDED]
    marks = [item.kind for item in words if item.kind in (Kind.FOR_PUBLIC, Kind.NOT_FOR_PUBLIC)]
    return Recommendation(entry, progress, ended[-1] if ended else None, marks[-1:] == [Kind.FOR_PUBLIC])


def to_tell(every: Sequence[Recommendation], told: Collection[int]) -> list[Recommendation]:
    """What the next paper says: those that ended, but for the numbers that a paper told of as ended; then open ones."""
    ended = [item for item in every if item.ended and item.entry.number not in told]
    return [*ended, *(item for item in every if not item.ended)]


def line_of(item: Recommendation) -> Line:
    """The recommendation in words."""
    last, ended = item.last, item.ended
    return Line(
        number=item.entry.number,
        is_open=ended is None,
        name=item.entry.reference,
        text=item.entry.text,
        on=day_text(item.entry.week),
        owner=item.entry.owner,
        status=f"Ended {day_text(ended.week)}" if ended else "Open",
        came_of_it=f"{day_text(last.week)}: {last.text}" if last else NOTHING_YET,
    )


def public_notes(store: Store, name: ReleaseName) -> list[tuple[str, str]]:
    """The notes of a release that is prepared now: what is marked for the public, in words."""
    public = [item for item in recommendations(Casebook(store).entries()) if item.is_public]
    return [(NOTE, json.dumps(asdict(line_of(item)))) for item in to_tell(public, told_as_ended(store, name))]


def told_as_ended(store: Store, name: ReleaseName) -> frozenset[int]:
    """The numbers that a release which is shown tells of as ended, but for those that this release corrects."""
    others = (item for item in Releases(store).shown() if release_name(item.name).first_version != name.first_version)
    return frozenset(line.number for item in others for line in lines_in(read(item)) if not line.is_open)


def lines_in(released: Released) -> list[Line]:
    """The recommendations that a release tells of."""
    return [Line(**json.loads(text)) for text in released.noted(NOTE)]


def lines_approved(store: Store) -> tuple[str, list[Line]]:
    """The title of the newest release that is shown, and what it tells of them; nothing where none is shown.

    Raises CannotRelease where its files were changed.
    """
    shown = shown_releases(store)
    if not shown:
        return "", []
    released = read(shown[0])
    return release_title(released.release), lines_in(released)


def sentence(lines: Sequence[Line]) -> str:
    """ "3 recommendations: 2 are open, 1 has ended since the last paper."."""
    still = sum(line.is_open for line in lines)
    what = "recommendation" if len(lines) == 1 else "recommendations"
    ended = of_them(len(lines) - still, "has", "have")
    return f"{number(len(lines))} {what}: {of_them(still, 'is', 'are')} open, {ended} ended since the last paper."


def of_them(many: int, singular: str, plural: str) -> str:
    """ "none is", "1 is", "2 are"."""
    return f"{number(many) if many else 'none'} {singular if many < 2 else plural}"


def columns_of(lines: Sequence[Line]) -> Columns:
    """A line a recommendation."""
    return {
        "Recommended": [f"{line.name}, {line.on}" if line.name else line.on for line in lines],
        "Recommendation": [line.text for line in lines],
        "Who answers": [line.owner for line in lines],
        "Status": [line.status for line in lines],
        "What came of it": [line.came_of_it for line in lines],
    }


def written(text: str, reference: str, owner: str, on: date) -> Entry:
    """A new recommendation, for the casebook."""
    return Entry(Kind.RECOMMENDED, on, text, reference=reference, owner=owner)


def about(item: Recommendation, kind: Kind, text: str, on: date) -> Entry:
    """A further word on one, for the casebook."""
    return Entry(kind, on, text, about=str(item.entry.number))
