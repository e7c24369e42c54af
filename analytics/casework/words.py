"""What is said of one child, one return, one trigger: the same words on a page and in the weekly report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import ceil, floor
from typing import Any, Final

from analytics.casework.changes import Weekly
from analytics.casework.concern import Concern, Listed
from analytics.casework.connections import Pair
from analytics.casework.interviews import Return, Standing
from analytics.casework.now import MissingNow, ToSettle
from analytics.casework.one_child import OneChild
from analytics.casework.rows import reference
from analytics.casework.together import Suggestion
from analytics.casework.triggers import State, Trigger
from analytics.casework.week import Week
from analytics.model import Unit
from analytics.words import SMALLEST_BASE_FOR_PERCENT, change, code_name, counted, day_text, joined, number, percent
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
# A space at which no line is broken.
NARROW: Final = "\N{NO-BREAK SPACE}"


def when(moment: datetime) -> str:
    """ "Sun 4 Oct, 22:49": the day in one piece, however narrow the column."""
    return f"{moment:%a}{NARROW}{moment.day}{NARROW}{moment:%b}, {moment:%H:%M}"


def day_and_year(moment: date) -> str:
    """ "4 Oct 2026"."""
    return f"{moment.day}{NARROW}{moment:%b}{NARROW}{moment:%Y}"


def lasted(seconds: float | None) -> str:
    """ "40 min", "31 h", "4 days 12 h": whole hours that have passed, as a stopwatch shows them."""
    if seconds is None:
        return NOT_KNOWN
    hours = int(seconds // SECONDS_AN_HOUR)
    if hours == 0:
        return f"{int(seconds // 60)}{NARROW}min"
    if hours < MOST_HOURS:
        return f"{hours}{NARROW}h"
    days, rest = divmod(hours, HOURS_A_DAY)
    day = f"{days}{NARROW}days"
    return f"{day} {rest}{NARROW}h" if rest else day


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
    if child.is_tied and not one.reason:
        said.append("equal by the rule with another, listed by the reference")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}" if text else "By the number of episodes"


def triage_words(one: Suggestion | None) -> str:
    """ "Amber recorded; the rule differs and suggests red: 3 missing episodes in 90 days; gangs marked"."""
    if one is None:
        return code_name("not_triaged")
    why_so = f"{code_name(one.suggested).lower()}: {'; '.join(one.reasons)}"
    if one.recorded == "not_triaged":
        return f"None recorded; the rule suggests {why_so}"
    if one.differs:
        return f"{code_name(one.recorded)} recorded; the rule differs and suggests {why_so}"
    return f"{code_name(one.recorded)} recorded, and the rule suggests {why_so}"


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
    """Who refused, and whether a social worker came, or by when one is to come."""
    refused = code_name(one.outcome)
    if one.visited_at:
        return f"{refused}; visited {when(one.visited_at)}"
    if one.visit_due_at is None:
        return f"{refused}; time not recorded"
    return f"{refused}; visit {'overdue since' if one.is_visit_overdue else 'due by'} {when(one.visit_due_at)}"


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


def said_of_ends(found: Sequence[ToSettle]) -> str:
    """ "3 missing episodes whose end is not known are not counted as missing now."; empty where every end is known."""
    missing = [one for one in found if one.category == "missing"]
    doubted = sum(one.is_counted for one in missing)
    unknown = len(missing) - doubted
    said = []
    if doubted:
        is_are = "is" if doubted == 1 else "are"
        counted_so = f"{missing_episodes(doubted)} {is_are} counted as missing now"
        said.append(f"{counted_so} although an end is there: it cannot be read.")
    if unknown:
        is_are = "is" if unknown == 1 else "are"
        said.append(f"{missing_episodes(unknown)} whose end is not known {is_are} not counted as missing now.")
    return " ".join(said)


def why_not_settled(one: ToSettle) -> str:
    """What is wrong with the end of an episode, and how the child counts until it is settled."""
    if one.end_status == codes.OPEN_IN_DOUBT:
        return "The end cannot be read. Counted as missing now."
    if one.end_status == codes.SUPERSEDED:
        day = day_and_year(one.back_by) if one.back_by else "later"
        return f"A later episode shows the child back by {day}, but no end was sent. Not counted as missing now."
    return "The source says that the end is not known. Not counted as missing now."


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
    """ "Still missing since Sat 3 Oct, 16:09", "Returned", "Not known whether back"."""
    if child.missing_since:
        return f"Still missing since {when(child.missing_since)}"
    return "Not known whether back" if child.last_end == codes.END_NOT_KNOWN else "Returned"


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


def headline_week(episodes: Weekly, listed: Sequence[Listed]) -> str:
    """ "61 missing episodes this week, above the usual range. The 5 children listed account for 31 of them."."""
    stands = f", {episodes.stands} the usual range" if episodes.stands else ""
    theirs = sum(one.concern.episodes_7 for one in listed)
    whose = f" The {counted(len(listed), Unit.CHILD)} listed account for {number(theirs)} of them." if theirs else ""
    return f"{missing_episodes(episodes.this)} this week{stands}.{whose}"


def missing_episodes(many: int) -> str:
    """ "1 missing episode"."""
    return f"{number(many)} missing {'episode' if many == 1 else 'episodes'}"


def change_words(weekly: Weekly) -> str:
    """ "There were 61 missing episodes this week, up from 41 last week (a rise of 49%)."."""
    said = f"{missing_episodes(weekly.this)} this week"
    were = "was" if weekly.this == 1 else "were"
    if weekly.last is None:
        return f"There {were} {said}; the records begin with it."
    return f"There {were} {said}, {change(weekly.this, weekly.last, 'last week')}."


def usual_words(weekly: Weekly) -> str:
    """What is usual, and whether this week is."""
    if weekly.usual is None:
        return "There are too few weeks before it to say what is usual."
    words = range_words(weekly)
    if weekly.stands == "within":
        return f"That is within the usual range of {words} a week: no more than weeks differ by chance."
    return f"That is {weekly.stands} the usual range of {words} a week, which chance alone seldom does."


def range_words(weekly: Weekly) -> str:
    """ "25 to 52": the whole numbers that are usual; empty where that is not known."""
    if weekly.usual is None:
        return ""
    return f"{number(ceil(weekly.usual.lower - 1e-9))} to {number(floor(weekly.usual.upper + 1e-9))}"


def standing_words(weekly: Weekly) -> str:
    """ "above usual range 25 to 52", "usual range 25 to 52"."""
    if weekly.usual is None:
        return "usual range not known yet"
    beside = f"{weekly.stands} " if weekly.stands != "within" else ""
    return f"{beside}usual range {range_words(weekly)}"


def said_of_parts(parts: Sequence[Weekly]) -> str:
    """Which groups changed most since last week, in counts; what small numbers cannot show is said."""
    moved = sorted(
        (one for one in parts if one.last is not None and one.this != one.last),
        key=lambda one: (-abs(one.this - (one.last or 0)), one.name),
    )[:2]
    if not moved:
        return "No group changed since last week."
    said = "; ".join(f"{group_words(one)} from {number(one.last or 0)} to {number(one.this)}" for one in moved)
    outside = [one for one in moved if one.stands in ("above", "below")]
    closing = (
        f"Outside its usual range: {joined([group_name(one) for one in outside])}."
        if outside
        else "Each is within its usual range, so this is no evidence of a change."
        if all(one.stands for one in moved)
        else "Numbers this small are no evidence of a change."
    )
    return f"Missing episodes since last week: {said}. {closing}"


def group_words(one: Weekly) -> str:
    """ "in care, up", "foster care, down"."""
    return f"{group_name(one)}, {'up' if one.this > (one.last or 0) else 'down'}"


def group_name(one: Weekly) -> str:
    """ "in care"; a children's home by its number."""
    return f"home {one.name}" if one.name.isdigit() else code_name(one.name).lower()


def share_words(part: int, whole: int) -> str:
    """ "49% of those that fell due"; no percentage of fewer than 20, which one child can swing."""
    if whole < SMALLEST_BASE_FOR_PERCENT:
        return "of those that fell due this week"
    return f"{percent(part / whole)} of those that fell due"


def headline_connections(found: Sequence[Pair], together: Sequence[Sequence[str]]) -> str:
    """ "6 pairs of children were found or went together, in 6 groups; 12 more were missing at one time often."."""
    linked = sum(one.is_together for one in found)
    pairs = "pair of children was" if linked == 1 else "pairs of children were"
    groups = f", in {number(len(together))} {'group' if len(together) == 1 else 'groups'}" if together else ""
    return (
        f"{number(linked)} {pairs} found or went together{groups}; "
        f"{number(len(found) - linked)} more were often missing at one time."
    )


def headline_child(child: OneChild) -> str:
    """ "5 missing episodes, 2 absences and none away in the records; missing now since ...."."""
    many = Counter(one.category for one in child.gone)
    latest = child.latest
    since = f" Missing now, since {when(latest['started_at'])}." if is_missing_now(latest) else ""
    return (
        f"{missing_episodes(many['missing'])}, {number(many['absent'])} absent and {number(many['away'])} away "
        f"since {day_and_year(child.gone[0].started_at)}.{since}"
    )


def is_missing_now(row: Mapping[str, Any]) -> bool:
    """Whether an episode is open, and one of being missing."""
    return bool(row["is_open"]) and row["category"] == "missing"


def times(many: int) -> str:
    """ "once", "7 times"."""
    return "once" if many == 1 else "never" if many == 0 else f"{number(many)} times"
