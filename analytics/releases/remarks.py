"""Notes on a day and a chair's commentary: written by a co-ordinator, read by others once a named role let them.

Nothing written is ever changed: a note is withdrawn with a reason, a commentary is replaced by a newer one.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from analytics.model import Audience, Period
from analytics.releases.read import Released, name_of
from analytics.words.periods import day_text
from data.audit_log import Actor, is_one_person
from data.casebook import Casebook, Entry, Kind, remarks
from data.errors import CannotWrite
from data.keys import DEMONSTRATION_KEY
from data.remarks import Remark, on_days, on_quarters, shown_remarks
from data.settings import Settings
from data.snapshots import Store

NOTED: Final = "noted on a day"
COMMENTED: Final = "commentary"
CHANGES: Final = "What changed, and when"
LET: Final = "The board and papers may say it."
LATER: Final = "Choose the day: one that has come, since what is planned may not happen."


@dataclass(frozen=True)
class Said:
    """A remark as a paper prints it; `number` is that of the casebook."""

    number: int
    text: str
    by: str

    @property
    def paragraphs(self) -> list[str]:
        """The words, one by one."""
        return self.text.split("\n")


def standing(store: Store) -> tuple[Remark, ...]:
    """Every remark that was not withdrawn, let out or not: for co-ordinators alone."""
    return remarks(Casebook(store).entries())


def read_by(audience: Audience, store: Store) -> tuple[Remark, ...]:
    """What an audience may read: co-ordinators all that stands, others what a role let them."""
    return standing(store) if audience is Audience.COORDINATOR else shown_remarks(store)


# --- writing ---------------------------------------------------------------------------------------------------------


def note(store: Store, day: date | None, text: str, by: Actor, today: date) -> Entry:
    """Writes down what changed from a day on. Raises CannotWrite."""
    if day is None or day > today:
        raise CannotWrite(LATER)
    return Casebook(store).add(Entry(Kind.NOTED, day, text), by)


def comment(store: Store, quarter: Period, text: str, speaker: str, by: Actor) -> Entry:
    """Writes down what a role says of a quarter; it replaces what was said of it before. Raises CannotWrite."""
    if not speaker.strip():
        raise CannotWrite("Say in which role this is said, such as: Chair of the sub-group. No name.")
    said = Entry(Kind.COMMENTED, quarter.start, text, owner=speaker, reference=str(name_of(quarter)))
    return Casebook(store).add(said, by)


def text_in(file: bytes) -> str:
    """The words of a plain text file. Raises CannotWrite for any other."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = file.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotWrite("This is no plain text. Save the commentary as plain text (.txt), or type it.")


def let_others_read(store: Store, number: int, by: Actor, role: str, *, settings: Settings, today: date) -> Entry:
    """Lets the board and papers say a remark, in the name of a role. Raises CannotWrite.

    Two people look at what others read. Of invented children one person may.
    """
    written = standing_one(store, number)
    if role not in settings.releases.approvers:
        raise CannotWrite("Only whoever may approve a release lets others read this.")
    if is_one_person(written.who, by.name) and store.key() != DEMONSTRATION_KEY:
        raise CannotWrite("You wrote this, so somebody else lets others read it.")
    return Casebook(store).add(Entry(Kind.LET_READ, today, LET, about=str(number), owner=role), by)


def withdraw(store: Store, number: int, reason: str, by: Actor, today: date, *, names_somebody: bool = False) -> Entry:
    """A remark is shown to nobody any more. Raises CannotWrite.

    What it said stays in the casebook, unless it names somebody: then its words are taken out for good.
    """
    standing_one(store, number)
    book = Casebook(store)
    withdrawn = book.add(Entry(Kind.WITHDRAWN, today, reason, about=str(number)), by)
    if names_somebody:
        book.without_words(number)
    return withdrawn


def standing_one(store: Store, number: int) -> Remark:
    """The remark of a number. Raises CannotWrite where it was withdrawn, or never was."""
    for each in standing(store):
        if each.number == number:
            return each
    raise CannotWrite("This does not stand any more. Open the page again.")


# --- words -----------------------------------------------------------------------------------------------------------


def note_words(remark: Remark) -> str:
    """ "From 3 June 2026, new provider."."""
    return f"From {day_text(remark.day)}, {remark.text.removesuffix('.')}."


def speaker_words(remark: Remark) -> str:
    """ "Chair of the sub-group, 5 October 2026"."""
    return f"{remark.speaker}, {written_on(remark)}"


def written_on(remark: Remark) -> str:
    """The day on which it was written."""
    return day_text(datetime.fromisoformat(remark.at))


def account_of(remark: Remark) -> str:
    """For co-ordinators: "From 3 June 2026, new provider. Written by A. Smith, 5 October 2026. Read by ..."."""
    said = f"{remark.speaker}: {remark.text}" if remark.quarter else note_words(remark)
    whom = f"the board and papers, as let by: {remark.role}" if remark.role else "co-ordinators alone"
    return f"{said}\nWritten by {remark.who}, {written_on(remark)}. Read by {whom}."


def named(remarks: Iterable[Remark]) -> Mapping[int, str]:
    """Number -> of when it is and its first words, to choose one."""
    return {each.number: f"{each.quarter or day_text(each.day)}: {each.text[:40]} ({each.number})" for each in remarks}


# --- papers ----------------------------------------------------------------------------------------------------------


def commentary_on(remarks: Iterable[Remark], period: Period) -> list[Said]:
    """What was said of the quarters of a period, of each the newest."""
    return [
        Said(each.number, each.text, speaker_words(each))
        for each in on_quarters(remarks)
        if period.start <= each.day < period.end
    ]


def notes_between(remarks: Iterable[Remark], first: date, until: date) -> list[Said]:
    """What changed within these days, oldest first."""
    return [Said(each.number, note_words(each), "") for each in on_days(remarks) if first <= each.day < until]


def public_remarks(store: Store, periods: Iterable[Period], period: Period) -> list[tuple[str, str]]:
    """The notes of a release of a period that is prepared now: what a role has let others read.

    `periods`: it, and those that it is compared with.
    """
    let, first = shown_remarks(store), min(each.start for each in periods)
    told = {NOTED: notes_between(let, first, period.end), COMMENTED: commentary_on(let, period)}
    return [(kind, json.dumps(asdict(each))) for kind, listed in told.items() for each in listed]


def remarks_in(released: Released, kind: str) -> list[Said]:
    """What a release tells of one kind."""
    return [Said(**json.loads(text)) for text in released.noted(kind)]


def no_longer_shown(store: Store, released: Released) -> list[Said]:
    """What a draft tells that was withdrawn or replaced since."""
    shown = {each.number for each in shown_remarks(store)}
    return [each for kind in (NOTED, COMMENTED) for each in remarks_in(released, kind) if each.number not in shown]
