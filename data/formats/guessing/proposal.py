"""A proposal for a mapping: each guess with how sure it is and why, and the questions that are left."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from data.formats.guessing.field_words import TIME_OF, target_words
from data.formats.kinds import KINDS, Kind

# Needed fields of which a label that is not understood refuses its row.
ASKED_BY_LABEL: Final = ("category", "report")


class Confidence(StrEnum):
    """How sure a guess is. Only what is sure stands without a question where rows would be lost or invented by it."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Guess:
    """A value, how sure it is, and why; an empty value is no guess at all."""

    value: str
    confidence: Confidence
    reason: str

    @property
    def is_sure(self) -> bool:
        return bool(self.value) and self.confidence is Confidence.SURE


@dataclass(frozen=True)
class ColumnGuess:
    """What a column holds: `target` is a field of ours, `field:time`, `flag:name`, or empty for nothing we read."""

    heading: str
    target: str
    confidence: Confidence
    reason: str


@dataclass(frozen=True)
class LabelGuess:
    """What a label of a closed field means; an empty code is a label that nobody knows."""

    field: str
    label: str
    code: str
    rows: int


@dataclass(frozen=True)
class Question:
    """What a person must say before the file may be loaded: what it is about, in words, and what we would say."""

    about: str
    words: str
    guess: str = ""


@dataclass(frozen=True)
class Proposal:
    """Everything guessed of one table."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    kind: Guess
    system: Guess
    dates: Guess
    columns: tuple[ColumnGuess, ...]
    labels: tuple[LabelGuess, ...] = ()
    constants: dict[str, Guess] = field(default_factory=dict)
    leave_out: tuple[tuple[str, str, int], ...] = ()  # heading, label, rows
    system_column: Guess | None = None
    child_id_form: Guess | None = None
    century: Guess | None = None
    blank_end: Guess | None = None
    covers: tuple[str, str, str] | None = None  # first day, day after the last, reason
    told: dict[str, dict[str, str]] = field(default_factory=dict)  # field -> label key -> code, as said before

    @property
    def of_kind(self) -> Kind:
        """The kind of file, with its fields."""
        return KINDS[self.kind.value]

    def column_of(self, target: str) -> ColumnGuess | None:
        """The column that holds the field."""
        return next((guess for guess in self.columns if guess.target == target), None)

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields without which rows would be lost or invented: those of every row, and the end."""
        ends = tuple(name for name in ("ended_at",) if name in self.of_kind.fields)
        return (*self.of_kind.required, *ends)

    @property
    def questions(self) -> list[Question]:
        """What a person must say, in the order of the mapping."""
        return [*self.of_source(), *self.of_columns(), *self.of_labels(), *self.of_rows()]

    @property
    def of_all_rows(self) -> tuple[tuple[str, Guess | None], ...]:
        """What is said of all rows at once, under the names that a mapping has for it."""
        return (("century", self.century), ("child_id_form", self.child_id_form), ("blank_end", self.blank_end))

    def of_source(self) -> Iterator[Question]:
        """Who sent it, what it is, how its dates are written."""
        if self.system_column:
            words = f"{self.system_column.reason} Is the sender of each row the one that it names?"
            yield Question("system_column", words, self.system_column.value)
        elif not self.system.is_sure:
            yield Question("system", f"Who sent the file? {self.system.reason}", self.system.value)
        if not self.kind.is_sure:
            yield Question("kind", f"What is a row? {self.kind.reason}", self.kind.value)
        if not self.dates.is_sure:
            yield Question("dates", f"How are dates written? {self.dates.reason}", self.dates.value)
        for about, guess in self.of_all_rows:
            if guess and not guess.is_sure:
                yield Question(about, guess.reason, guess.value)

    def of_columns(self) -> Iterator[Question]:
        """Needed columns that are lacking or not sure; and a number of the episode that may be none."""
        for name in self.needed:
            guess, constant = self.column_of(name), self.constants.get(name)
            if constant:
                yield Question(name, constant.reason, constant.value)
            elif guess is None:
                yield Question(name, f"No column was recognised as {target_words(name)}. Which is it?")
            elif guess.confidence is not Confidence.SURE and not self.is_asked_by_label(name):
                yield Question(name, f"Is {guess.heading!r} {target_words(name)}? {guess.reason}", guess.heading)
        episode = self.column_of("episode")
        if episode and episode.confidence is Confidence.UNSURE:
            yield Question("episode", f"{episode.heading!r}: {episode.reason}", episode.heading)

    def is_asked_by_label(self, name: str) -> bool:
        """Whether all that is not clear of a column is what some of its labels mean."""
        codes = [label.code for label in self.labels if label.field == name]
        return name in ASKED_BY_LABEL and "" in codes

    def of_labels(self) -> Iterator[Question]:
        """Labels without which rows are refused."""
        for name in (name for name in ASKED_BY_LABEL if name in self.of_kind.required):
            unknown = [
                f"{label.label!r} ({label.rows:,} rows)"
                for label in self.labels
                if label.field == name and not label.code
            ]
            if unknown:
                yield Question(
                    f"values.{name}", f"What do these words mean ({target_words(name)}): {', '.join(unknown)}?"
                )

    def of_rows(self) -> Iterator[Question]:
        """Rows that say themselves that nothing happened."""
        if self.leave_out:
            listed = ", ".join(f"{label!r} in {heading!r} ({rows:,} rows)" for heading, label, rows in self.leave_out)
            yield Question("leave_out", f"Are these rows to be left out, and counted as such? {listed}.", "yes")

    def as_json(self) -> dict[str, Any]:
        """The proposal for other programs: no cell of the file but its headings and labels."""
        return {**asdict(self), "questions": [asdict(question) for question in self.questions]}


def is_written(proposal: Proposal, guess: ColumnGuess) -> bool:
    """Whether a column goes into the mapping before anybody confirmed it: it is sure, or harms nobody if it is not."""
    if not guess.target or guess.confidence is Confidence.SURE:
        return bool(guess.target)
    if proposal.is_asked_by_label(guess.target):
        return True
    return guess.confidence is Confidence.LIKELY and guess.target.removesuffix(TIME_OF) not in proposal.needed


def is_asked(proposal: Proposal, guess: ColumnGuess) -> bool:
    """Whether nothing may be loaded before somebody said what the column is."""
    is_doubtful_number = guess.target == "episode" and guess.confidence is Confidence.UNSURE
    return is_doubtful_number or guess.target.removesuffix(TIME_OF) in proposal.needed
