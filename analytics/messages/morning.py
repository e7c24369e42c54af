"""The morning message: which clocks have run out, and which signals are new; each number as the pages have it.

The files end before the message goes. So a number is as at the end of the files, as on the pages; and beside it stands
how many clocks have run out since, by the clock on the wall, unless something was done that no file tells of yet.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from analytics.casework.case_words import headline_now, overdue_words, said_of_ends
from analytics.casework.interviews import Return, Standing
from analytics.casework.now import MissingNow, is_past
from analytics.casework.rows import LONDON, to_utc
from analytics.casework.triggers import State
from analytics.casework.uncertain import Uncertain
from analytics.casework.week import Week
from analytics.casework.worklist import Stage
from data.message_settings import Topic
from data.messages.sending import Things

# A trigger is news once. What is owed, or who is missing, is said each morning for as long as it is so.
SAID_ONCE: Final = (Topic.TRIGGERS,)


@dataclass(frozen=True)
class Clock:
    """One thing that the message speaks of: how many, as at the end of the files, and how many more since.

    `things` are the names of what is counted, that tell whether it was told before; none of them is ever sent. `words`
    is a sentence of the page's own, where it has one.
    """

    topic: Topic
    many: int
    things: frozenset[str]
    since: int = 0
    words: str = ""


@dataclass(frozen=True)
class Morning:
    """What there is to say as at a moment of the week, of files that end on another or the same.

    `notes` are what the records cannot tell.
    """

    as_of: datetime
    files_end: datetime
    clocks: tuple[Clock, ...]
    stale: str
    notes: tuple[str, ...]
    is_invented: bool

    @property
    def things(self) -> Things:
        """All that is spoken of, each by its topic and name."""
        names = {clock.topic: {f"{clock.topic} {name}" for name in clock.things} for clock in self.clocks}
        once, daily = (
            frozenset(name for topic in names if (topic in SAID_ONCE) is is_once for name in names[topic])
            for is_once in (True, False)
        )
        return Things(once, daily)


def morning(week: Week, at: datetime) -> Morning:
    """What the message of a moment (local time) says of the week as the files have it: of clocks that ran out alone."""
    chosen = week.settings.messages.speak_of
    clocks = tuple(clock for topic in chosen if (clock := CLOCKS[topic](week, at)).things)
    words = tuple(filter(None, notes(week)))
    known = week.uncertain
    return Morning(week.as_of, known.known_to, clocks, week.stale_now(at), words, known.is_invented)


def notes(week: Week) -> Iterable[str]:
    """What the reader must know beside the numbers: of whom or what the records cannot tell."""
    if not week.can_tell:
        yield headline_now([], (), can_tell=False)
    if many := len(week.in_doubt):
        days = week.settings.top_five.settle_days
        record, is_are = ("open record", "is") if many == 1 else ("open records", "are")
        yield f"{many} {record} of which nothing was written for {days} days {is_are} to be settled first."
    if many := sum(interview.standing is Standing.NOT_RECORDED for interview in week.tracked):
        yield f"After {many} {'return' if many == 1 else 'returns'} no file tells of interviews."
    yield said_of_ends(week.to_settle)
    yield refused_words(week.uncertain)


def refused_words(uncertain: Uncertain) -> str:
    """That a child may be missing by a row that could not be read, and so is in no number."""
    if not uncertain.refused_open:
        return ""
    row = (
        "1 row was refused that has"
        if uncertain.refused_open == 1
        else f"{uncertain.refused_open} rows were refused that have"
    )
    return f"{row} no end that can be read: a child may be missing who is in no number here."


def seconds_between(earlier: datetime, later: datetime) -> float:
    """True time between two local moments, also over a change of the clocks."""
    return (to_utc(later) - to_utc(earlier)).total_seconds()


def owed(week: Week, standing: Standing, opens: datetime | None = None, closes: datetime | None = None) -> list[Return]:
    """The returns whose interview stands so; with moments, those with a deadline after one, and not after the other."""
    interviews = [interview for interview in week.tracked if interview.standing is standing]
    if opens:
        interviews = [interview for interview in interviews if seconds_between(opens, interview.due_at) > 0]
    if closes:
        interviews = [interview for interview in interviews if seconds_between(interview.due_at, closes) >= 0]
    return interviews


def interviews_overdue(week: Week, at: datetime) -> Clock:
    """Interviews whose deadline has passed."""
    overdue, since = owed(week, Standing.OVERDUE), owed(week, Standing.DUE, closes=at)
    names = frozenset(item.episode_id for item in (*overdue, *since))
    return Clock(Topic.INTERVIEWS_OVERDUE, len(overdue), names, len(since))


def interviews_due(week: Week, at: datetime) -> Clock:
    """Interviews whose deadline comes within some hours of the message."""
    ends = after(at, week.settings.messages.due_hours)
    soon = owed(week, Standing.DUE, opens=at, closes=ends)
    return Clock(Topic.INTERVIEWS_DUE, len(soon), frozenset(item.episode_id for item in soon))


def visits(week: Week, at: datetime) -> Clock:
    """Visits by a social worker after a refused interview, whose time has passed."""
    overdue = [interview for interview in week.tracked if interview.is_visit_overdue]
    since = [interview for interview in week.tracked if not interview.is_visit_overdue and is_visit_owed(interview, at)]
    return Clock(Topic.VISITS, len(overdue), frozenset(item.episode_id for item in (*overdue, *since)), len(since))


def is_visit_owed(interview: Return, at: datetime) -> bool:
    """Whether a visit is to be made, and its time has passed at that moment."""
    if interview.visit_due_at is None or interview.visited_at is not None or not interview.is_visit_recorded:
        return False
    return seconds_between(interview.visit_due_at, at) >= 0


def after(at: datetime, hours: int) -> datetime:
    """The local moment so many true hours later."""
    return (at.replace(tzinfo=LONDON).astimezone(UTC) + timedelta(hours=hours)).astimezone(LONDON).replace(tzinfo=None)


def missing(week: Week, at: datetime) -> Clock:
    """Children who are missing for longer than a limit, or since a day of which the time is not known."""
    limits = limits_of(week)
    more = seconds_between(week.as_of, at)
    passed = [(child, hours) for child in week.certain for hours in limits if is_past(child, hours, more)]
    since = [item for item, hours in passed if not is_past(item, hours)]
    undated = [child for child in week.certain if child.seconds is None]
    names = [*(f"{name_of(item)} {hours}" for item, hours in passed), *map(name_of, undated)]
    words = headline_now(week.certain, limits)
    children = len({child.child_id for child in week.certain})
    return Clock(Topic.MISSING, children, frozenset(names), len(since), f"{words} {undated_words(undated)}".strip())


def limits_of(week: Week) -> tuple[int, ...]:
    """The council's limits, and the longest step of its order of concern."""
    return tuple(sorted({*week.settings.now.limits_hours, week.settings.top_five.missing_hours[0]} - {0}))


def name_of(child: MissingNow) -> str:
    """What tells an open episode from every other."""
    return f"{child.child_id} {child.since.isoformat()}"


def undated_words(children: list[MissingNow]) -> str:
    """How many are missing for a time that nobody can tell."""
    if not children:
        return ""
    return f"Of {len(children)} of them the time of going missing is not recorded, so no hours are counted."


def triggers(week: Week, at: datetime) -> Clock:
    """Rules that were met lately, or again after they were closed; those that somebody has answered are no news."""
    new = [item for item in week.work_on(at.date()) if item.trigger.state is State.NEW or item.is_met_again]
    names = (f"{item.trigger.name} {len(item.trigger.answers)}" for item in new if item.waits)
    return Clock(Topic.TRIGGERS, len(new), frozenset(names))


def actions(week: Week, at: datetime) -> Clock:
    """What somebody was to have done by a day that has passed, and triggers whose day for an answer has.

    As on the pages, it goes by the clock: what was agreed falls due whether or not there is a newer file.
    """
    day = week.as_of.date() if week.uncertain.is_invented else at.date()
    overdue, work = week.overdue_on(day), week.work_on(day)
    unanswered = [item.trigger.name for item in work if item.waits and item.stage is Stage.OVERDUE]
    # Of one day several may be late: the count tells a new one from those that were told of.
    names = frozenset([*(f"{due} {many}" for due, many in Counter(overdue).items()), *unanswered])
    return Clock(Topic.ACTIONS, len(overdue), names, words=overdue_words(overdue, work, day))


def stale(week: Week, at: datetime) -> Clock:
    """That the newest file is older than the council allows. Said anew with every message while it is."""
    words = week.stale_now(at)
    names = frozenset([str(week.uncertain.known_to)] if words else [])
    return Clock(Topic.STALE, len(names), names, words=words)


CLOCKS: Final[dict[Topic, Callable[[Week, datetime], Clock]]] = {
    Topic.INTERVIEWS_OVERDUE: interviews_overdue,
    Topic.INTERVIEWS_DUE: interviews_due,
    Topic.VISITS: visits,
    Topic.MISSING: missing,
    Topic.TRIGGERS: triggers,
    Topic.ACTIONS: actions,
    Topic.STALE: stale,
}
