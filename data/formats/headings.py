"""Which line of a table is its heading: one line, or two that are read as one ("Missing" over "Date", "Time")."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.errors import UnusableFile

Row = Sequence[str]
# From the first column of a merged cell to its last, the columns counted from 0.
Span = tuple[int, int]


def heading_key(heading: str) -> str:
    """A heading without case, spaces, byte order mark or curly quotes: two headings with one key are the same."""
    plain = heading.replace("\ufeff", "").replace("’", "'").replace("‘", "'")
    return "".join(plain.split()).casefold()


@dataclass(frozen=True)
class Sought:
    """The headings that make a line the heading: all of any one set. `advice` ends the error where none is found.

    `needed` are those without which no row can be loaded, the child's first; `child` is the child's; `dates` are those
    of days. `sheets` are the sheets of a workbook to read; without it, all that have the headings.
    """

    sets: tuple[tuple[str, ...], ...]
    advice: str
    key: Callable[[str], str] = heading_key
    needed: tuple[str, ...] = ()
    child: str = ""
    dates: tuple[str, ...] = ()
    sheets: tuple[str, ...] | None = None
    error: type[UnusableFile] = UnusableFile

    @property
    def wanted(self) -> set[str]:
        """The keys of all headings looked for."""
        return {self.key(heading) for listed in self.sets for heading in listed}

    def missing(self, row: Row) -> list[str]:
        """What the row lacks of the set that it comes nearest to."""
        present = {self.key(heading) for heading in row}
        return min(
            ([heading for heading in wanted if self.key(heading) not in present] for wanted in self.sets), key=len
        )

    def present(self, row: Row) -> int:
        """How many headings the row has of the set that it comes nearest to."""
        present = {self.key(heading) for heading in row}
        return max(sum(self.key(heading) in present for heading in wanted) for wanted in self.sets)

    def refusal(self, name: str, nearest: Row) -> UnusableFile:
        """The error for a file with no such heading: what it lacks, and what it has."""
        present = ", ".join(repr(heading.strip()) for heading in nearest if heading.strip()) or "none"
        return self.error(
            f"{name} lacks the {columns_named(self.missing(nearest))}. Its headings are: {present}. {self.advice}"
        )

    def refuse_repeats(self, name: str, heading: "Heading", above: Row = ()) -> None:
        """Refuse a heading looked for that stands twice: which column is meant would be a guess.

        `above` is the line over it: where that tells the columns apart, the error names them as they would be then.
        """
        wanted, row = self.wanted, heading.fields
        keys = [self.key(field) for field in row]
        repeated = {
            field.strip(): key for field, key in zip(row, keys, strict=True) if key in wanted and keys.count(key) > 1
        }
        if not repeated:
            return
        field, key = min(repeated.items())
        whole = [" ".join(pair) for pair in pairs(above, row)]
        told_apart = [joined for joined, own in zip(whole, keys, strict=True) if own == key]
        error = f"{name} has the heading {field!r} more than once."
        if any(map(str.strip, above)) and len(set(map(self.key, told_apart))) == len(told_apart):
            names = " and ".join(map(repr, told_apart))
            others = ", ".join(repr(joined) for joined in whole if joined not in told_apart)
            raise UnusableFile(
                f"{error} With the line above it, its columns are {names} (and {others}). "
                "Write these names in the mapping."
            )
        raise UnusableFile(f"{error} Rename one of the columns.")


@dataclass(frozen=True)
class Heading:
    """The headings, and the lines that they are written on: one, or two that are joined."""

    fields: Row
    lines: tuple[Row, ...]


def pairs(upper: Row, lower: Row, spans: Sequence[Span] | None = None) -> list[tuple[str, ...]]:
    """For each column what is written over it, and what in it.

    A group's name fills the blanks to its right; where merged cells are known (`spans`), only those of its own cell.
    """
    groups, group = [], ""
    ends = None if spans is None else dict(spans)
    last = -1
    for column in range(len(lower)):
        written = upper[column].strip() if column < len(upper) else ""
        if written:
            group, last = written, len(lower) if ends is None else ends.get(column, column)
        groups.append(group if column <= last else "")
    return [
        tuple(part for part in (over, own.strip()) if part) or ("",) for over, own in zip(groups, lower, strict=True)
    ]


def joined(upper: Row, lower: Row, sought: Sought, spans: Sequence[Span] | None = None) -> Heading:
    """Two lines as one: "Missing" over "Date" is "Missing Date", unless "Date" alone is looked for and stands once."""
    wanted = sought.wanted
    width = max(len(trimmed(upper)), len(lower))
    padded = [*lower, *[""] * (width - len(lower))]
    own = [sought.key(field) for field in padded]
    fields = []
    for field, key, parts in zip(padded, own, pairs(upper, padded, spans), strict=True):
        whole = " ".join(parts)
        is_enough = key in wanted and own.count(key) == 1 and sought.key(whole) not in wanted
        fields.append(field if is_enough else whole)
    return Heading(fields, (upper, lower))


def nearer(row: Row, other: Row, sought: Sought) -> Row:
    """Which of two lines is more like the heading looked for: it lacks fewer columns, or else has more fields."""
    return min(row, other, key=lambda line: (len(sought.missing(line)), -len(line)))


def trimmed(headings: Row) -> list[str]:
    """Headings without the empty cells to their right."""
    kept = list(headings)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def columns_named(headings: Sequence[str]) -> str:
    """'column 'A'', or 'columns 'A', 'B''."""
    return ("column " if len(headings) == 1 else "columns ") + ", ".join(map(repr, headings))
