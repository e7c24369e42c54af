"""How messages stand, in words: what a run printed, and what the command `status` and the page Load files say."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from analytics.casework.rows import data_to, week_ending
from analytics.words import day_text, joined, number
from data.message_settings import Messages
from data.messages.ledger import Ledger, Note
from data.messages.message import Kind, Message
from data.messages.sending import TEAMS, Outcome, Run, addresses
from data.settings import Settings
from data.snapshots import Snapshot, Store

GUIDE: Final = "docs/deploying.md, section 11"
NOTHING: Final = "No clock had run out, and nothing was new: no message."
# A timer may rest over a weekend.
DAYS_OF_SILENCE: Final = 3
CAME_OF_IT: Final = {
    Outcome.OFF: f"Nothing was sent: no mail server and no Teams workflow is set. See {GUIDE}.",
    Outcome.NOTHING: NOTHING,
    Outcome.TOLD: "Everybody was told already: nothing was sent again.",
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


def standing(store: Store, snapshot: Snapshot | None, settings: Settings, clock: datetime) -> list[str]:
    """How the morning message and the weekly report by a timer stand, a sentence or two each."""
    ledger = Ledger(store)
    return [
        morning_standing(ledger.note(Kind.MORNING), settings.messages, clock),
        weekly_standing(ledger.note(Kind.WEEKLY), snapshot, settings, clock),
    ]


def morning_standing(note: Note, settings: Messages, clock: datetime) -> str:
    """Whether the morning message is on, when it last ran, and what came of it."""
    if not settings.is_on:
        return f"The morning message is off. To switch it on, see {GUIDE}."
    said = f"The morning message is on, for {who_is_told(settings)}."
    if not note.ran_at:
        return f"{said} It has not run yet: its timer may not be set ({GUIDE})."
    spoke = (
        f"It last spoke on {moment(note.sent_at)}: {' '.join(note.said)}" if note.sent_at else "It has not spoken yet."
    )
    return " ".join(filter(None, (said, spoke, last_run(note, clock))))


def who_is_told(settings: Messages) -> str:
    """ "2 addresses and Teams"."""
    every = addresses(settings)
    many = sum(one != TEAMS for one in every)
    mail = f"{number(many)} {'address' if many == 1 else 'addresses'}" if many else ""
    return joined(list(filter(None, (mail, TEAMS if TEAMS in every else ""))))


def last_run(note: Note, clock: datetime) -> str:
    """When it last ran and what came of it; that its timer seems to have stopped, where it does."""
    outcome = Outcome(note.outcome) if note.outcome else Outcome.FAILED
    ran = f"It last ran on {moment(note.ran_at)}: {CAME_OF_IT[outcome][:1].lower()}{CAME_OF_IT[outcome][1:]}"
    days = (clock - datetime.fromisoformat(note.ran_at)).days
    late = f"That is {days} days ago: see whether its timer still runs." if days > DAYS_OF_SILENCE else ""
    return " ".join(filter(None, (ran, *note.failures, late)))


def weekly_standing(note: Note, snapshot: Snapshot | None, settings: Settings, clock: datetime) -> str:
    """Whether a timer writes the weekly report, which it wrote last, and what the next one waits for."""
    if not settings.weekly.folder:
        return f"No timer writes the weekly report. To have one, see {GUIDE}."
    said = ["No weekly report was written by the timer yet."]
    if note.made:
        sunday = day_text(date.fromisoformat(note.made))
        said = [f"The last weekly report that the timer wrote is of the week ending {sunday}."]
    if note.made and note.outcome == Outcome.FAILED:
        said += ["Not everybody was told of it.", *note.failures]
    return " ".join([*said, *waiting(note, snapshot, clock)])


def waiting(note: Note, snapshot: Snapshot | None, clock: datetime) -> list[str]:
    """What the report of the newest week waits for: files, or the timer."""
    over = week_ending(clock)
    if snapshot is None or note.made == str(over):
        return []
    if week_ending(data_to(snapshot)) < over:
        ends = data_to(snapshot)
        week = f"The report of the week ending {day_text(over)} waits for newer files"
        return [f"{week}: these end on {day_text(ends)}, {ends:%H:%M}."]
    late = clock - datetime.combine(over, time.max) > timedelta(days=1)
    return [f"That of the week ending {day_text(over)} is due: see whether the timer runs."] if late else []


def moment(written: str) -> str:
    """ "1 December 2026, 07:00"."""
    at = datetime.fromisoformat(written)
    return f"{day_text(at)}, {at:%H:%M}"
