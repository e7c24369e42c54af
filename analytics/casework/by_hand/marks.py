"""The marks themselves, as the casebook holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from analytics.casework.rows import LONDON
from data.casebook import BY_HAND, Entry, Kind, Told

PREFIX: Final = "by-hand-"


@dataclass(frozen=True)
class Who:
    """What files know of a child apart from episodes: who the child is, and who looks after the child on the day.

    `placement` and `urn` are of the period of care that covers the mark; null where none does.
    """

    sex: str | None = None
    born: date | None = None  # the first day of the month
    placement: str | None = None
    urn: str | None = None


@dataclass(frozen=True)
class Mark:
    """One mark that was not taken back."""

    entry: Entry
    told: Told
    who: Who = Who()

    @property
    def is_return(self) -> bool:
        """Whether a child came back; else, one is newly missing."""
        return self.entry.kind is Kind.CAME_BACK

    @property
    def child_id(self) -> str:
        """Whom it is about, by pseudonym."""
        return self.entry.child

    @property
    def at(self) -> datetime:
        """When it happened, in local time."""
        return self.told.at

    @property
    def is_date_only(self) -> bool:
        """Whether the day alone is known."""
        return self.told.precision == "date"

    @property
    def written_at(self) -> datetime:
        """When it was written, in local time."""
        return local_of(self.entry.at)

    @property
    def known_from(self) -> datetime:
        """The moment from which it counts: it has happened, and somebody has said so."""
        return max(self.at, self.written_at)

    @property
    def episode_id(self) -> str:
        """The episode that it ends, or that it begins."""
        return self.entry.about if self.is_return else own_episode(self.entry.number)


def own_episode(number: int) -> str:
    """The name of the episode that a mark of newly missing begins."""
    return f"{PREFIX}{number}"


def is_own(episode_id: str) -> bool:
    """Whether an episode is known by a mark alone."""
    return episode_id.startswith(PREFIX)


def local_of(written: str) -> datetime:
    """The moment of a line of the casebook on the clock in London."""
    return datetime.fromisoformat(written).astimezone(LONDON).replace(tzinfo=None)


def utc_of(local: datetime) -> datetime:
    """A local moment in UTC, as the casebook writes moments."""
    return local.replace(tzinfo=LONDON).astimezone(UTC)


def marks_of(entries: Sequence[Entry]) -> tuple[Mark, ...]:
    """The marks that were not taken back, oldest first; with a mark goes the return of the episode that it began."""
    taken_back = {entry.about for entry in entries if entry.kind is Kind.TAKEN_BACK}
    gone = {own_episode(int(number)) for number in taken_back if number.isdigit()}
    return tuple(
        Mark(entry, entry.told)
        for entry in entries
        if entry.kind in BY_HAND and entry.told and str(entry.number) not in taken_back and entry.about not in gone
    )
