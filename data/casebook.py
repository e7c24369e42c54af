"""What co-ordinators add to the records: changes to the list, actions, minutes, words on triggers, marks, notes.

`casebook.jsonl` stands beside the snapshots, so that loads and rollbacks leave it as it is. Lines are only ever
added, each after a line in the audit log; an erasure takes out the child's, a purge what is older than the council
keeps. A child stands here by pseudonym, as in the snapshots.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from data.audit_log import Act, Actor, AuditLog
from data.errors import CannotWrite
from data.machine import holding, patiently, write_durably
from data.remarks import Remark, show
from data.snapshots import Store
from data.wholeness import with_sum, without_sum

LONGEST_TEXT: Final = 300
# A recommendation is quoted as the committee made it.
LONGEST_RECOMMENDATION: Final = 1000
# What is drawn on a chart is short.
LONGEST_NOTE: Final = 140
LONGEST_NAME: Final = 80
# What a chair says of a quarter: a third of a page.
LONGEST_COMMENTARY: Final = 2000
# What a child is called on a co-ordinator's page, and where somebody lives: of no child, a remark has neither.
OF_A_CHILD: Final = re.compile(r"\b(?=\w*\d)[0-9A-F]{8}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
# What XML, and so Word, does not take.
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SECONDS_TO_WAIT: Final = 10.0
ERASED_WORDS: Final = "(erased)"
BETWEEN: Final = " · "  # the parts of what a trigger is called


class Kind(StrEnum):
    """What was added."""

    ADDED = "added"  # to the week's list of most concern
    REMOVED = "removed"  # from it
    ACTION = "action"
    DONE = "done"  # an action; `about` is its number
    ACKNOWLEDGED = "acknowledged"  # a trigger; `about` is its name, `episodes` how many it had when this was written
    CLOSED = "closed"  # a trigger, as for ACKNOWLEDGED: nothing more is to be done about these episodes
    ATTENDED = "attended"  # the meeting about the week's list; the words are roles
    DECIDED = "decided"  # at that meeting, for a child or in general; an action where it has an owner or a day
    CAME_BACK = "came_back"  # a child, between files; `about` is the episode that ends, `text` who said so (a role)
    NEWLY_MISSING = "newly_missing"  # a child, between files; `text` is who said so (a role)
    TAKEN_BACK = "taken_back"  # one of these two marks; `about` is its number, `text` the reason
    RECOMMENDED = "recommended"  # by a committee; `owner` is who answers, `week` the day, `reference` its own number
    CAME_OF_IT = "came_of_it"  # of a recommendation, so far; `about` is its number, `week` the day
    ENDED = "ended"  # a recommendation, as for CAME_OF_IT: nothing more is expected
    FOR_PUBLIC = "for_public"  # a recommendation may go into a release; `about` is its number
    NOT_FOR_PUBLIC = "not_for_public"  # it may not, after all
    NOTED = "noted"  # what changed from a day on, for every series over time; `week` is that day
    COMMENTED = "commented"  # by a chair on a quarter: `reference` is its name, `week` its first day, `owner` the role
    LET_READ = "let_read"  # a note or commentary, by the board and papers; `about` is its number, `owner` the role
    WITHDRAWN = "withdrawn"  # a note or commentary; `about` is its number, `text` the reason


# Of no child: kept for as long as the casebook is, since an open recommendation is carried from paper to paper.
OF_COMMITTEES: Final = (Kind.RECOMMENDED, Kind.CAME_OF_IT, Kind.ENDED, Kind.FOR_PUBLIC, Kind.NOT_FOR_PUBLIC)
# Of no child either: kept as long as the series that they are about.
REMARKS: Final = (Kind.NOTED, Kind.COMMENTED)
OF_REMARKS: Final = (*REMARKS, Kind.LET_READ, Kind.WITHDRAWN)
LONGEST: Final = dict.fromkeys(OF_COMMITTEES, LONGEST_RECOMMENDATION) | {
    Kind.NOTED: LONGEST_NOTE,
    Kind.COMMENTED: LONGEST_COMMENTARY,
}
# What is marked by hand between two files, until a file tells of it.
BY_HAND: Final = (Kind.CAME_BACK, Kind.NEWLY_MISSING)


@dataclass(frozen=True)
class Told:
    """What was told of a child between two files, in local time: when the child came back, or went missing.

    `precision` is "minute" or "date". `since` is the start of the episode that a return ends. The rest is of a child
    who is newly missing: the category, the risk, and from where, in words.
    """

    at: datetime
    precision: str = "minute"
    since: datetime | None = None
    category: str = ""
    risk: str = ""
    place: str = ""


@dataclass(frozen=True)
class Entry:
    """One line. `week` is the Sunday of the week it was added for; `number` tells lines apart.

    `episodes` is nought in lines that were written before it was kept.
    """

    kind: Kind
    week: date
    text: str
    child: str = ""
    about: str = ""
    owner: str = ""
    due: date | None = None
    episodes: int = 0
    number: int = 0
    at: str = ""  # UTC
    who: str = ""
    told: Told | None = None  # of what is marked by hand
    reference: str = ""  # what a committee calls its recommendation


@dataclass(frozen=True)
class Casebook:
    """The book of one store."""

    store: Store

    @property
    def path(self) -> Path:
        """The lines."""
        return self.store.folder / "casebook.jsonl"

    def entries(self, until: date | None = None) -> tuple[Entry, ...]:
        """Every entry, oldest first; with `until`, those of the weeks up to that Sunday. A damaged line is none."""
        every = (entry for line in self.lines() if (entry := as_entry(line)))
        return tuple(entry for entry in every if until is None or entry.week <= until)

    def unread(self) -> int:
        """How many lines are damaged."""
        return sum(as_entry(line) is None for line in self.lines())

    def add(self, entry: Entry, by: Actor, at: datetime | None = None, purpose: str = "") -> Entry:
        """Adds an entry, told to the audit log first; `at` is UTC, else now. Raises CannotWrite, CannotLog."""
        checked = readable(entry)
        with self.held():
            number = max((item.number for item in self.entries()), default=0) + 1
            written = (at or datetime.now(UTC)).isoformat(timespec="seconds")
            kept = replace(checked, number=number, at=written, who=by.name)
            what = {"entry": number, "kind": kept.kind.value, "week": str(kept.week)}
            children = [kept.child] if kept.child else []
            AuditLog(self.store).append(by, Act.CASEBOOK, what, purpose=purpose, children=children)
            self.write([*self.lines(), as_line(kept)])
        return kept

    def of_child(self, child: str, pattern: str = "") -> tuple[Entry, ...]:
        """Every entry about a child; with a pattern of what names the child, those whose words do as well."""
        return tuple(
            entry for entry in self.entries() if entry.child == child or (pattern and unworded(entry, pattern) != entry)
        )

    def heard_of(self, since: datetime) -> frozenset[str]:
        """The children who were marked by hand since then: whoever was told to be missing or back was heard of."""
        marks = (entry for entry in self.entries() if entry.kind in BY_HAND and entry.at >= since.isoformat())
        return frozenset(entry.child for entry in marks)

    def without_child(self, child: str, pattern: str) -> int:
        """Takes out a child's lines, and what matches the pattern out of all others. How many lines went."""
        return self.rewritten(lambda entry: entry.child != child, pattern)

    def kept(self, children: Collection[str], before: datetime) -> int:
        """Keeps the lines of these children, and of no child those added since then. How many lines went."""
        return self.rewritten(lambda entry: stays(entry, children, before), "")

    def due(self, children: Collection[str], before: datetime) -> int:
        """How many lines `kept` would take out."""
        return sum(not stays(entry, children, before) for entry in self.entries())

    def rewritten(self, stays: Callable[[Entry], bool], pattern: str) -> int:
        """Only the entries that stay, without the words that match. How many went."""
        if not self.path.exists():
            return 0
        with self.held():
            every = self.entries()
            left = [entry for entry in every if stays(entry)]
            self.write([as_line(unworded(entry, pattern) if pattern else entry) for entry in left])
        return len(every) - len(left)

    def without_words(self, number: int) -> None:
        """Takes the words of an entry out, for good: it named somebody."""
        with self.held():
            every = self.entries()
            self.write([as_line(replace(each, text=ERASED_WORDS) if each.number == number else each) for each in every])

    def lines(self) -> list[str]:
        """The lines as they stand in the file."""
        if not self.path.exists():
            return []
        return patiently(lambda: self.path.read_text(encoding="utf-8", errors="replace")).split("\n")[:-1]

    def write(self, lines: list[str]) -> None:
        """All lines at once: a kill leaves the ones before. Then what others may read of them."""
        try:
            write_durably(self.path, "".join(f"{line}\n" for line in lines).encode())
        except OSError as error:
            raise CannotWrite(f"{self.path.name} cannot be written: {error.strerror}. Nothing was added.") from error
        show(self.store, remarks(entry for line in lines if (entry := as_entry(line))))

    @contextmanager
    def held(self) -> Iterator[None]:
        """The book for one writer alone. Not the store's lock, which a load holds for minutes."""
        try:
            with holding(self.store.folder / "casebook.lock", SECONDS_TO_WAIT, "The casebook is in use. Try again."):
                yield
        except PermissionError as error:
            raise CannotWrite(
                "This process may only read the store, so nothing can be added here. See docs/deploying.md."
            ) from error


def remarks(entries: Iterable[Entry]) -> tuple[Remark, ...]:
    """The notes and commentaries that stand, oldest day first, each with the role that let others read it."""
    written = {entry.number: entry for entry in entries if entry.kind in OF_REMARKS}
    about = {(entry.kind, entry.about): entry for entry in written.values()}
    return tuple(
        sorted(
            Remark(
                entry.week,
                number,
                entry.text,
                entry.reference,
                entry.owner,
                let.owner if (let := about.get((Kind.LET_READ, str(number)))) else "",
                entry.who,
                entry.at,
            )
            for number, entry in written.items()
            if entry.kind in REMARKS and (Kind.WITHDRAWN, str(number)) not in about
        )
    )


def trigger_name(rule: str, key: str, met_at: datetime) -> str:
    """What a trigger is called here: of one rule and key, the later is the greater text."""
    return f"{rule}{BETWEEN}{key}{BETWEEN}{met_at.isoformat(' ', 'minutes')}"


def stays(entry: Entry, children: Collection[str], before: datetime) -> bool:
    """Whether an entry is kept: its child is, or it was added since and is of no child, or of one no file knows yet.

    Recommendations of committees, notes and commentaries stay, whenever they were added.
    """
    is_new = entry.at >= before.isoformat()
    is_by_hand = entry.kind in (*BY_HAND, Kind.TAKEN_BACK)
    is_carried = entry.kind in (*OF_COMMITTEES, *OF_REMARKS)
    return is_carried or entry.child in children or (is_new and (is_by_hand or not entry.child))


def unworded(entry: Entry, pattern: str) -> Entry:
    """The entry, with what matches taken out of its words."""
    text, about, owner, reference = (
        re.sub(pattern, ERASED_WORDS, words) for words in (entry.text, entry.about, entry.owner, entry.reference)
    )
    told = replace(entry.told, place=re.sub(pattern, ERASED_WORDS, entry.told.place)) if entry.told else None
    return replace(entry, text=text, about=about, owner=owner, reference=reference, told=told)


def readable(entry: Entry) -> Entry:
    """The entry with words of one line. Raises CannotWrite where they are missing or too long."""
    place = entry.told.place if entry.told else ""
    words = (entry.text, entry.owner, place, entry.reference)
    text, owner, place, reference = (in_one_line(each) for each in words)
    if entry.kind is Kind.COMMENTED:
        text = in_paragraphs(entry.text)
    longest = LONGEST.get(entry.kind, LONGEST_TEXT)
    if not text:
        raise CannotWrite("Write a few words: a reason, what is to be done, or what was decided.")
    if len(text) > longest or max(len(owner), len(place), len(reference)) > LONGEST_NAME:
        raise CannotWrite(f"Write at most {longest} characters, and {LONGEST_NAME} for who does it and for a place.")
    if entry.kind in OF_REMARKS and (met := OF_A_CHILD.search(text)):
        raise CannotWrite(f"This is read by others and is of no child: write it without {met[0]!r}.")
    told = replace(entry.told, place=place) if entry.told else None
    return replace(entry, text=text, owner=owner, reference=reference, told=told)


def in_one_line(text: str) -> str:
    """The words, without what no paper can hold."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def in_paragraphs(text: str) -> str:
    """The words, a line for each paragraph: what a blank line stands between."""
    parts = (in_one_line(part) for part in re.split(r"\n\s*\n", text.replace("\r", "")))
    return "\n".join(part for part in parts if part)


def as_line(entry: Entry) -> str:
    """The entry as JSON, with a sum of it."""
    return json.dumps(with_sum(as_document(entry)), ensure_ascii=False)


def as_document(entry: Entry) -> dict[str, Any]:
    """The entry as JSON has it."""
    return dict(json.loads(json.dumps(asdict(entry), default=str)))


def as_entry(text: str) -> Entry | None:
    """The entry of a line; none where it is not as it was written."""
    try:
        line = without_sum(dict(json.loads(text)))
        if line is None:
            return None
        due = date.fromisoformat(line["due"]) if line["due"] else None
        read = {"kind": Kind(line["kind"]), "week": date.fromisoformat(line["week"]), "due": due}
        return Entry(**line | read | {"told": as_told(line.get("told"))})
    except (ValueError, TypeError, KeyError):
        return None


def as_told(told: dict[str, Any] | None) -> Told | None:
    """What was told by hand; nothing in lines of other kinds, and in those of earlier versions."""
    if told is None:
        return None
    since = datetime.fromisoformat(told["since"]) if told["since"] else None
    return Told(**told | {"at": datetime.fromisoformat(told["at"]), "since": since})
