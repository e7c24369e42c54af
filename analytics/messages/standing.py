"""The state of messages, in words: what a run prints, and what `missing status` and the page Load files say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from analytics.casework.rows import data_to, end_of, week_ending
from analytics.words.numbers import joined, number
from analytics.words.periods import day_text
from data.message_settings import Messages
from data.messages.ledger import Ledger, Note
from data.messages.message import Kind, Message
from data.messages.sending import TEAMS, Outcome, Run, addresses
from data.settings import Settings
from data.snapshots import Snapshot, Store

GUIDE: Final = "docs/deploying.md, section 11"
NOTHING: Final = "No clock had run out and nothing was new, so no message went."
# A timer may rest over a weekend.
DAYS_OF_SILENCE: Final = 3
CAME_OF_IT: Final = {
    Outcome.OFF: f"Nothing was sent: no mail server and no Teams workflow is set. See {GUIDE}.",
    Outcome.NOTHING: NOTHING,
    Outcome.TOLD: "Everybody was told already, so nothing was sent again.",
    Outcome.SENT: "Sent.",
    Outcome.FAILED: "Not everybody was reached; the next run tries again.",
}


def run_words(run: Run) -> str:
    """The message as it went, what came of it, and what went wrong."""
    text = [run.message.text] if run.message else []
    return "\n".join([*text, CAME_OF_IT[run.outcome], *run.note.failures])


def trial_words(message: Message | None, due: Sequence[str], settings: Messages) -> str:
    """The message as it would go, and to whom."""
    if message is None:
        return NOTHING
    if not settings.is_on:
        return f"{message.text}\n{CAME_OF_IT[Outcome.OFF]}"
    to = f"It would go to: {', '.join(due)}." if due else CAME_OF_IT[Outcome.TOLD]
    return f"{message.text}\n{to} Nothing was sent: this was a dry run."


def weekly_run_words(sunday: date, files: Sequence[Path], run: Run) -> str:
    """The files that were written, or that they were before; and whether people were told."""
    week = f"The report of the week ending {day_text(sunday)}"
    written = [str(file) for file in files] or [f"{week} was written before: nothing is due."]
    return "\n".join([*written, CAME_OF_IT[run.outcome], *run.note.failures])


@dataclass(frozen=True)
class Standing:
    """How one thing that a timer does stands, in words; and whether somebody must look at it."""

    said: str
    is_amiss: bool = False


def standing(store: Store, snapshot: Snapshot | None, settings: Settings, clock: datetime) -> tuple[Standing, ...]:
    """How the morning message and the weekly report by a timer stand."""
    ledger = Ledger(store)
    return (
        morning_standing(ledger.note(Kind.MORNING), settings.messages, clock),
        weekly_standing(ledger.note(Kind.WEEKLY), snapshot, settings, clock),
    )


def morning_standing(note: Note, settings: Messages, clock: datetime) -> Standing:
    """Whether the morning message is on, when it last spoke and why, and what came of its last run."""
    if not settings.is_on:
        return Standing(f"The morning message is off. To switch it on, see {GUIDE}.")
    is_on = f"The morning message is on, for {who_is_told(settings)}."
    if not note.ran_at:
        return Standing(f"{is_on} It has not run yet: its timer may not be set ({GUIDE}).", is_amiss=True)
    late = lateness(note, clock)
    words = (is_on, last_run(note), late, spoke(note))
    return Standing(" ".join(filter(None, words)), is_amiss=bool(late) or is_failed(note))


def spoke(note: Note) -> str:
    """When it last spoke and why; the why is left out where messages hold no counts."""
    if not note.sent_at:
        return "It has not spoken yet."
    why = f": {' '.join(note.said)}" if note.said else "."
    return f"It last spoke on {moment(note.sent_at)}{why}"


def who_is_told(settings: Messages) -> str:
    """ "2 addresses and Teams"."""
    every = addresses(settings)
    many = sum(item != TEAMS for item in every)
    mail = f"{number(many)} {'address' if many == 1 else 'addresses'}" if many else ""
    return joined(list(filter(None, (mail, TEAMS if TEAMS in every else ""))))


def is_failed(note: Note) -> bool:
    """Whether the last run did not reach everybody; one that was killed before its end says nothing else."""
    return note.outcome in ("", Outcome.FAILED)


def last_run(note: Note) -> str:
    """What came of the last run; nothing where it is what was just said, that it spoke."""
    if note.outcome == Outcome.SENT:
        return ""
    came = CAME_OF_IT[Outcome(note.outcome or Outcome.FAILED)]
    return " ".join([f"Its last run was on {moment(note.ran_at)}. {came}", *note.failures])


def lateness(note: Note, clock: datetime) -> str:
    """That the timer seems to have stopped, where it does."""
    days = (clock - datetime.fromisoformat(note.ran_at)).days
    return f"It has not run for {days} days: see whether its timer still does." if days > DAYS_OF_SILENCE else ""


def weekly_standing(note: Note, snapshot: Snapshot | None, settings: Settings, clock: datetime) -> Standing:
    """Whether a timer writes the weekly report, which it wrote last, and what the next one waits for."""
    if not settings.weekly.folder:
        return Standing(f"No timer writes the weekly report. To have one, see {GUIDE}.")
    sentences = ["No weekly report was written by the timer yet."]
    if note.made:
        sunday = day_text(date.fromisoformat(note.made))
        sentences = [f"The last weekly report that the timer wrote is of the week ending {sunday}."]
    is_amiss = bool(note.made) and is_failed(note) and settings.messages.is_on
    if is_amiss:
        sentences += ["Not everybody was told of it.", *note.failures]
    late = is_late(note, snapshot, clock)
    return Standing(" ".join([*sentences, *waiting(note, snapshot, clock)]), is_amiss=is_amiss or late)


def waiting(note: Note, snapshot: Snapshot | None, clock: datetime) -> list[str]:
    """What the report of the newest week waits for: files, or the timer."""
    over = week_ending(clock)
    if snapshot is None or note.made == str(over):
        return []
    if (ends := data_to(snapshot)) < end_of(over):
        week = f"The report of the week ending {day_text(over)} waits for newer files"
        return [f"{week}: these end on {day_text(ends)}, {ends:%H:%M}."]
    is_due = f"That of the week ending {day_text(over)} is due: see whether the timer runs."
    return [is_due] if is_late(note, snapshot, clock) else []


def is_late(note: Note, snapshot: Snapshot | None, clock: datetime) -> bool:
    """Whether the newest week is over for more than a day, its files are here, and no report was written."""
    over = end_of(week_ending(clock))
    has_files = snapshot is not None and data_to(snapshot) >= over
    return has_files and note.made != str(over.date()) and clock - over > timedelta(days=1)


def moment(written: str) -> str:
    """ "1 December 2026, 07:00"."""
    at = datetime.fromisoformat(written)
    return f"{day_text(at)}, {at:%H:%M}"
