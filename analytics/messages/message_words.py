"""The words of messages: numbers, dates, and sentences of the pages that hold nothing else."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from analytics.casework.case_words import as_at
from analytics.casework.uncertain import Uncertain
from analytics.messages.morning import Clock, Morning
from analytics.model import Unit
from analytics.words.numbers import counted, number
from analytics.words.periods import day_text
from data.message_settings import Messages, Topic
from data.messages.message import Kind, Message

NO_ADDRESS: Final = "(messages.address is not set)"
INVENTED: Final = "A demonstration: the children are invented."
NO_COUNTS: Final = "Something is due or new."
NOT_ATTACHED: Final = "The page has it too. It is never attached to a message."
COUNTS_ALONE: Final = (
    "This message holds numbers alone. Who they are about is on the pages, for those who sign in. "
    "Write no name in an answer."
)
IF_NONE_COMES: Final = (
    "A morning without a message means that no clock had run out by the newest files, or that the timer did not run: "
    "the page Load files says when it last did."
)
TO_STOP: Final = (
    "To stop these messages, ask whoever looks after the service to take your address or the Teams workflow out of "
    "[messages] in council.toml."
)

# Whether a name is new since the last message; none before the first.
IsNew = Callable[[str], bool] | None


def morning_message(morning: Morning, settings: Messages, at: datetime, is_new: IsNew) -> Message:
    """The morning message."""
    points = tuple(
        point(clock, settings.due_hours, is_new) for clock in morning.clocks if clock.topic is not Topic.STALE
    )
    invented = INVENTED if morning.is_invented else ""
    files = as_at_words(morning)
    sentences = [invented, morning.stale, files if settings.counts else f"{NO_COUNTS} {files}"]
    notes = morning.notes if settings.counts else ()
    return Message(
        kind=Kind.MORNING,
        title=f"Children missing: morning message, {day_text(at)}",
        said=tuple(filter(None, sentences)),
        points=points if settings.counts else (),
        link=link_to(settings, "now"),
        below=(*notes, COUNTS_ALONE, IF_NONE_COMES, TO_STOP),
    )


def as_at_words(morning: Morning) -> str:
    """The moment that the numbers are of, and where the files end."""
    if morning.as_of == morning.files_end:
        return f"As at the end of the newest files: {as_at(morning.as_of)}."
    return f"As at {as_at(morning.as_of)}. The newest files end on {as_at(morning.files_end)}."


def weekly_message(sunday: date, settings: Messages, at: datetime, uncertain: Uncertain, stale_days: int) -> Message:
    """The word that the weekly report is ready, without the report; and that its files are old, where they are."""
    stale = uncertain.stale_words(at, stale_days, "what happened since is in no figure of it.")
    ready = f"The weekly report of the week ending Sunday {day_text(sunday)} is ready, in the folder that was agreed."
    return Message(
        kind=Kind.WEEKLY,
        title=f"Children missing: the weekly report is ready, {day_text(at)}",
        said=tuple(filter(None, (INVENTED if uncertain.is_invented else "", stale, ready, NOT_ATTACHED))),
        points=(),
        link=link_to(settings, "weekly"),
        below=(TO_STOP,),
    )


def link_to(settings: Messages, page: str) -> str:
    """The address of a page of the app."""
    return f"{settings.address.rstrip('/')}/{page}" if settings.address else NO_ADDRESS


def point(clock: Clock, due_hours: int, is_new: IsNew) -> str:
    """One clock: how many, how many more since the files, how many of it are new since the last message."""
    sentence = SENTENCES[clock.topic](clock) if clock.topic in SENTENCES else due_words(clock, due_hours)
    if is_new is None:
        return sentence
    fresh = sum(is_new(f"{clock.topic} {name}") for name in clock.things)
    return f"{sentence} {new_words(clock.topic, fresh)}"


def new_words(topic: Topic, fresh: int) -> str:
    """ "New since the last message: 2."."""
    what = "Limits passed" if topic is Topic.MISSING else "New"
    return f"{what} since the last message: {number(fresh) if fresh else 'none'}."


def interviews_words(clock: Clock) -> str:
    """ "3 interviews are overdue. By the clock 2 more are, unless they were held since."."""
    return f"{counted(clock.many, Unit.INTERVIEW)} {is_or_are(clock.many)} overdue.{by_the_clock(clock, 'held')}"


def visit_words(clock: Clock) -> str:
    """ "2 visits after a refusal are overdue. By the clock 1 more is, unless it was made since."."""
    visits = f"{number(clock.many)} {'visit' if clock.many == 1 else 'visits'}"
    return f"{visits} after a refusal {is_or_are(clock.many)} overdue.{by_the_clock(clock, 'made')}"


def by_the_clock(clock: Clock, done: str) -> str:
    """How many more are overdue since the files; empty for none."""
    if not clock.since:
        return ""
    they = "it was" if clock.since == 1 else "they were"
    return f" By the clock {number(clock.since)} more {is_or_are(clock.since)}, unless {they} {done} since."


def due_words(clock: Clock, hours: int) -> str:
    """ "2 interviews are due within 24 hours."."""
    return f"{counted(clock.many, Unit.INTERVIEW)} {is_or_are(clock.many)} due within {hours} hours."


def missing_words(clock: Clock) -> str:
    """The headline of the page Now, and how many limits have passed since."""
    if not clock.since:
        return clock.words
    limits, back = ("limit has", "the child is back") if clock.since == 1 else ("limits have", "the children are back")
    return f"{clock.words} By the clock {number(clock.since)} more {limits} passed, unless {back}."


def trigger_words(clock: Clock) -> str:
    """ "6 triggers are new, 4 of them without an answer."; all of them: "6 triggers are new and without an answer."."""
    new = f"{number(clock.many)} {'trigger is' if clock.many == 1 else 'triggers are'} new"
    if clock.many == len(clock.things):
        return f"{new} and without an answer."
    return f"{new}, {number(len(clock.things))} of them without an answer."


def own_words(clock: Clock) -> str:
    """The sentence of the pages, as it stands there."""
    return clock.words


def is_or_are(many: int) -> str:
    """ "is" of one, "are" of none or several."""
    return "is" if many == 1 else "are"


SENTENCES: Final[dict[Topic, Callable[[Clock], str]]] = {
    Topic.INTERVIEWS_OVERDUE: interviews_words,
    Topic.VISITS: visit_words,
    Topic.MISSING: missing_words,
    Topic.TRIGGERS: trigger_words,
    Topic.ACTIONS: own_words,
}
