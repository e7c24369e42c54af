"""What became of the files of one command, for the person who gave it and for other programs."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data.formats.labels import UnknownLabel

# How what is said of a sheet begins that may hold rows and was not read.
NOT_READ = "NOT READ"
COUNTS = ("rows_in", "loaded", "duplicates", "refused", "left_out")


@dataclass(frozen=True)
class RefusedRow:
    """Why one line was refused."""

    line: int
    rule: str
    message: str


@dataclass(frozen=True)
class FirstRows:
    """The first rows of a file that are not refused, as they are understood: for each field, a word a line."""

    lines: tuple[int, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileSummary:
    """What became of one file. rows_in = loaded + duplicates + refused + left_out, to the row."""

    file: str
    system: str
    kind: str
    rows_in: int
    loaded: int
    duplicates: int
    refused: int
    left_out: int = 0
    left_out_by_reason: dict[str, int] = field(default_factory=dict)
    # Of those refused, the rows of episodes without an end that can be read: a child may be missing.
    refused_open: int = 0
    refused_by_rule: dict[str, int] = field(default_factory=dict)
    findings_by_rule: dict[str, int] = field(default_factory=dict)
    # Loaded rows about people who were of age at the start, whom no figure counts.
    adults: int = 0
    tolerances: tuple[str, ...] = ()
    unknown_labels: tuple[UnknownLabel, ...] = ()
    first_refused: tuple[RefusedRow, ...] = ()
    # For eyes at a page alone: rows about children have no place in what other programs are told.
    first_rows: FirstRows = FirstRows()

    @property
    def not_read(self) -> tuple[str, ...]:
        """The sheets that may hold rows and were not read, a sentence each."""
        return tuple(tolerance for tolerance in self.tolerances if tolerance.startswith(NOT_READ))

    @property
    def is_worth_keeping(self) -> bool:
        """Whether a new snapshot is due: a file of which every row was refused is sent back, not kept."""
        return self.loaded + self.duplicates + self.left_out > 0


@dataclass(frozen=True)
class Summary:
    """What became of all files of one command. `snapshot` is the one then live; None for a check."""

    files: tuple[FileSummary, ...]
    linked: int
    findings_by_rule: dict[str, int]
    snapshot: str | None
    store: Path
    # Reports in the whole store that were cancelled, or false alarms, by which: of no episode.
    set_aside: dict[str, int] = field(default_factory=dict)
    # What did not go as usual when the board's tables were made, a sentence each.
    notes: tuple[str, ...] = ()

    def total(self, name: str) -> int:
        """A count over all files: rows_in, loaded, duplicates, refused, left_out or refused_open."""
        return sum(getattr(file, name) for file in self.files)

    @property
    def refused_by_rule(self) -> dict[str, int]:
        """Refused rows over all files, by rule."""
        counted: Counter[str] = Counter()
        for file in self.files:
            counted.update(file.refused_by_rule)
        return dict(sorted(counted.items()))

    def as_json(self) -> dict[str, Any]:
        """The summary as one JSON document: totals on top, each file below."""
        return {
            **{name: self.total(name) for name in COUNTS},
            "refused_open": self.total("refused_open"),
            "linked": self.linked,
            "set_aside": self.set_aside,
            "refused_by_rule": self.refused_by_rule,
            "findings_by_rule": self.findings_by_rule,
            "tolerances": [f"{file.file}: {tolerance}" for file in self.files for tolerance in file.tolerances],
            "unknown_labels": [
                {"file": file.file, **asdict(label)} for file in self.files for label in file.unknown_labels
            ],
            "notes": list(self.notes),
            "snapshot": self.snapshot,
            "store": str(self.store),
            "files": [without_rows(asdict(file)) for file in self.files],
        }


def without_rows(file: dict[str, Any]) -> dict[str, Any]:
    """A file's summary without any row of it."""
    return {name: value for name, value in file.items() if name != "first_rows"}
