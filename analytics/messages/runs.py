"""What a timer runs: the morning message, and the weekly report with the word that it is ready."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from analytics.casework.rows import end_of
from analytics.casework.uncertain import clock, uncertain
from analytics.casework.week import Week, the_week
from analytics.messages.message_words import IsNew, morning_message, weekly_message
from analytics.messages.morning import Morning, morning
from analytics.reports.weekly_files import folder_for_reports, lay_down, newest_week, write_weekly
from data.errors import CannotReport
from data.messages.ledger import Ledger, Note
from data.messages.message import Kind, Message
from data.messages.sending import Run, Sender, Things
from data.settings import Settings
from data.snapshots import Snapshot, Store

TIMER: Final = "the weekly report by a timer"


@dataclass(frozen=True)
class Spoken:
    """What the morning message has to say now, and whatever sends it needs."""

    found: Morning
    settings: Settings
    at: datetime
    sender: Sender

    def compose(self, note: Note) -> Message:
        """The message, with what is new in it since the last one."""
        return morning_message(self.found, self.settings.messages, self.at, newness(self.sender.ledger, note))


def run_morning(store: Store, settings: Settings) -> Run:
    """Sends the morning message to whoever is due, where there is something to say. Raises CannotLog, CannotWrite."""
    now = spoken(store, settings)
    return now.sender.run(now.found.things, now.compose)


def try_morning(store: Store, settings: Settings) -> tuple[Message | None, list[str]]:
    """The message as it would be said now, none for nothing; and who would be told. Nothing is sent or noted."""
    now = spoken(store, settings)
    note = now.sender.ledger.note(Kind.MORNING)
    return now.compose(note) if now.found.things.every else None, now.sender.due(note, now.found.things)


def spoken(store: Store, settings: Settings) -> Spoken:
    """What there is to say at this moment. The audit log hears how many of what, and no child."""
    snapshot = store.live()
    week = the_week(store, snapshot, settings)
    at = moment_of(week)
    found = morning(week, at)
    counts = {str(one.topic): one.many for one in found.clocks}
    log = {"snapshot": snapshot.name, "as_of": found.as_of.isoformat(timespec="minutes"), "counts": counts}
    return Spoken(found, settings, at, Sender(Ledger(store), settings.messages, Kind.MORNING, clock(), log))


def moment_of(week: Week) -> datetime:
    """This moment on London's clock; of the demonstration, whose clock stands still, the end of its files."""
    return week.as_of if week.uncertain.is_invented else clock()


def newness(ledger: Ledger, note: Note) -> IsNew:
    """Tells whether a thing is new since the last message; none before the first."""
    if not note.told:
        return None
    return lambda name: ledger.mark(name) not in note.marks


@dataclass(frozen=True)
class WeeklyRun:
    """What came of a run for the weekly report: its Sunday, the files if they were written now, and who was told."""

    sunday: date
    files: tuple[Path, ...]
    run: Run


def run_weekly(store: Store, settings: Settings) -> WeeklyRun:
    """Writes the report of the newest week that is over, once, and tells that it is ready.

    Written before it is noted, and told after: a kill in between writes or tells once more. Raises CannotReport where
    the settings name no folder, or one that everybody may read.
    """
    if not settings.weekly.folder:
        raise CannotReport('No folder is set for the weekly report. Write one under [weekly]: folder = "/a/folder"')
    snapshot = store.live()
    sunday = newest_week(snapshot)
    at = clock()
    ledger = Ledger(store)
    files = written_once(ledger, snapshot, settings, sunday)
    log: dict[str, Any] = {"snapshot": snapshot.name, "week": str(sunday)}
    known = uncertain(store, snapshot, end_of(sunday))
    sender = Sender(ledger, settings.messages, Kind.WEEKLY, at, log)
    run = sender.run(
        Things(once=frozenset([f"week {sunday}"])),
        lambda _note: weekly_message(sunday, settings.messages, at, known, settings.weekly.stale_days),
    )
    return WeeklyRun(sunday, files, run)


def written_once(ledger: Ledger, snapshot: Snapshot, settings: Settings, sunday: date) -> tuple[Path, ...]:
    """The files of the report, written now; none where they were written before."""
    folder = folder_for_reports(Path(settings.weekly.folder))
    with ledger.held():
        note = ledger.note(Kind.WEEKLY)
        if note.made == str(sunday):
            return ()
        files = write_weekly(ledger.store, snapshot, settings, sunday, folder, purpose=TIMER, writing=lay_down)
        ledger.write(Kind.WEEKLY, replace(note, made=str(sunday)))
    return files
