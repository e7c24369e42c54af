"""What is said of one child, one return, one trigger: the same words on a page and in the weekly report."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from analytics.casework.concern import Concern, Listed
from analytics.casework.interviews import Return, Standing
from analytics.casework.now import MissingNow
from analytics.casework.rows import reference
from analytics.casework.triggers import State, Trigger
from analytics.casework.week import Week
from analytics.model import Unit
from analytics.words import code_name, counted, day_text, joined, number
from data import codes

SECONDS_AN_HOUR: Final = 3600
HOURS_A_DAY: Final = 24
MOST_HOURS: Final = 48  # longer is said in days
SEX_OF_ONE: Final = {"F": "Girl", "M": "Boy"}
FLAG_NAMES: Final = {
    "cse": "Sexual exploitation",
    "cce": "Criminal exploitation",
    "county_lines": "County lines",
    "gangs": "Gangs",
    "trafficking": "Trafficking",
    "uasc": "Unaccompanied asylum seeker",
    "substance": "Substance misuse",
}
NOT_KNOWN: Final = "time not recorded"


def when(moment: datetime) -> str:
    """ "Sun 4 Oct, 22:49"."""
    return f"{moment:%a} {moment.day} {moment:%b}, {moment:%H:%M}"


def day_and_year(moment: datetime) -> str:
    """ "4 Oct 2026"."""
    return f"{moment.day} {moment:%b %Y}"


def lasted(seconds: float | None) -> str:
    """ "40 min", "31 h", "4 days 12 h": whole hours that have passed, as a stopwatch shows them."""
    if seconds is None:
        return NOT_KNOWN
    hours = int(seconds // SECONDS_AN_HOUR)
    if hours == 0:
        return f"{int(seconds // 60)} min"
    if hours < MOST_HOURS:
        return f"{hours} h"
    days, rest = divmod(hours, HOURS_A_DAY)
    return f"{days} days {rest} h" if rest else f"{days} days"


def who(sex: str, age: int | None) -> str:
    """ "Girl, 15"."""
    return f"{SEX_OF_ONE.get(sex, 'Child')}, {'age not recorded' if age is None else age}"


def lives(setting: str, placement: str, in_area: str) -> str:
    """ "Foster care, out of area", "At home", "In care, placement not recorded"."""
    if setting != "care":
        return "At home" if setting == "home" else "Not recorded where"
    where = "In care, placement not recorded" if placement == codes.UNKNOWN else code_name(placement)
    return f"{where}, out of area" if in_area == "out" else where


def flag_names(flags: Iterable[str]) -> str:
    """ "Sexual exploitation, Gangs", or "None recorded"."""
    return ", ".join(FLAG_NAMES.get(flag, flag) for flag in flags) or "None recorded"


def place_before(one: Listed) -> str:
    """How the place compares with the list of the week before."""
    if one.before is None:
        return "Not on the last list"
    return "Same place as last week" if one.before == one.place else f"Place {one.before} last week"


def why(one: Listed, days: int) -> str:
    """Why a child is on the list: what ranked them, and whatever stands out."""
    child = one.concern
    said = [f"Added: {one.reason}"] if one.reason else []
    if child.is_missing:
        said.append("still missing")
    if child.seconds:
        said.append(f"{lasted(child.seconds)} missing in {days} days")
    if child.flags:
        said.append(flag_names(child.flags).lower())
    if child.in_area == "out":
        said.append("placed out of area")
    if child.is_tied:
        said.append("equal by the rule with another, listed by the reference")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}" if text else "By the number of episodes"


def interview_words(one: Return | None) -> str:
    """Where the interview after the last return stands: "Due in 18 h, not offered yet"; "Overdue by 30 h, offered"."""
    if one is None:
        return "None owed yet"
    if not one.is_owed:
        return one.standing.value if one.standing is not Standing.REFUSED else refusal_words(one)
    return f"{time_left(one)}, {outcome_in_words(one)}"


def outcome_in_words(one: Return) -> str:
    """What became of an interview that is still owed, in a few words."""
    if one.outcome in ("pending", codes.UNKNOWN):
        return "offered" if one.offered_at else "not offered yet"
    name = code_name(one.outcome)
    return f"{name[0].lower()}{name[1:]}"


def time_left(one: Return) -> str:
    """ "Due in 18 h", "Overdue by 30 h"; of a return known by its date alone, the day."""
    if one.hours_left is None or one.is_date_only:
        return f"{one.standing.value} {day_and_year(one.due_at)}"
    return f"{'Due in' if one.hours_left >= 0 else 'Overdue by'} {lasted(abs(one.hours_left) * SECONDS_AN_HOUR)}"


def refusal_words(one: Return) -> str:
    """Who refused, and by when a social worker is to visit."""
    refused = code_name(one.outcome)
    return f"{refused}; visit due by {when(one.visit_due_at)}" if one.visit_due_at else f"{refused}; time not recorded"


def headline_now(found: Sequence[MissingNow], limits: Sequence[int]) -> str:
    """ "8 children are missing: 7 of them for 24 hours or more, 3 for 72 hours or more."."""
    missing = [one for one in found if one.category == "missing"]
    if not missing:
        return "No child is missing."
    children = len({one.child_id for one in missing})
    passed = [(hours, sum(any(limit == hours for limit, _ in one.passed) for one in missing)) for hours in limits]
    long = joined([f"{number(many)} for {hours} hours or more" for hours, many in passed if many])
    is_are = "is" if children == 1 else "are"
    return f"{counted(children, Unit.CHILD)} {is_are} missing{f': {long}' if long else ''}."


def headline_interviews(found: Sequence[Return]) -> str:
    """ "12 interviews are overdue and 9 due; 40 were done, 31 of them in time."."""
    many = {standing: sum(one.standing is standing for one in found) for standing in Standing}
    done = many[Standing.IN_TIME] + many[Standing.LATE]
    overdue, due = many[Standing.OVERDUE], many[Standing.DUE]
    return (
        f"{counted(overdue, Unit.INTERVIEW)} {'is' if overdue == 1 else 'are'} overdue and {number(due)} due; "
        f"{number(done)} {'was' if done == 1 else 'were'} done, {number(many[Standing.IN_TIME])} of them in time; "
        f"{number(many[Standing.REFUSED])} {'was' if many[Standing.REFUSED] == 1 else 'were'} refused."
    )


def headline_triggers(found: Sequence[Trigger]) -> str:
    """ "6 triggers are new this week, and 4 of them wait for a word; 68 are still open."."""
    new = [one for one in found if one.state is State.NEW]
    waiting = sum(one.acknowledged is None for one in new)
    still = sum(one.state is State.OPEN for one in found)
    return (
        f"{number(len(new))} {'trigger is' if len(new) == 1 else 'triggers are'} new, "
        f"and {number(waiting)} of them not acknowledged; {number(still)} {'is' if still == 1 else 'are'} still open."
    )


def key_of(one: Trigger) -> str:
    """Whom or what a trigger is about."""
    return reference(one.key) if one.child_id else one.key


def concern_title(one: Listed) -> str:
    """ "1. EA67887A: boy, 16, at home"."""
    child = one.concern
    return (
        f"{one.place}. {reference(child.child_id)}: {who(child.sex, child.age).lower()}, "
        f"{lives(child.setting, child.placement, child.in_area).lower()}"
    )


def state_of(child: Concern) -> str:
    """ "Still missing since Sat 3 Oct, 16:09", "Returned"."""
    return f"Still missing since {when(child.missing_since)}" if child.missing_since else "Returned"


def longest_words(child: Concern) -> str:
    """ "39 h so far", "14 h"; the longest episode that reached into the rule's days."""
    so_far = " so far" if child.so_far is not None and child.so_far == child.longest else ""
    return f"{lasted(child.longest)}{so_far}"


def as_at(as_of: datetime) -> str:
    """ "Sunday 4 October 2026, 23:59"."""
    return f"{as_of:%A} {day_text(as_of)}, {as_of:%H:%M}"


def headline_top(week: Week) -> str:
    """ "EA67887A is of most concern: still missing, 3 episodes in 7 days. 2 of 5 were not on the last list."."""
    if not week.top.listed:
        return "No child was missing in these days."
    first, days = week.top.listed[0].concern, week.settings.top_five.days
    still = "still missing, " if first.is_missing else ""
    new = sum(one.before is None for one in week.top.listed)
    episodes = counted(first.episodes, Unit.EPISODE)
    return (
        f"{reference(first.child_id)} is of most concern: {still}{episodes} in {days} days. "
        f"{number(new)} of {number(len(week.top.listed))} were not on the last list."
    )
