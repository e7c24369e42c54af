"""Sentences about one child, one return, one trigger: the same words on a page and in the weekly report."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from math import ceil, floor
from typing import Any, Final

from analytics.casework.answers import NOT_RECORDED
from analytics.casework.changes import Weekly
from analytics.casework.children import WEIGHED, Concern
from analytics.casework.concern import Listed, Move, Swap, TopList
from analytics.casework.connections import Pair
from analytics.casework.interviews import Return, Standing
from analytics.casework.minutes import Minutes
from analytics.casework.now import MissingNow, ToSettle, is_past
from analytics.casework.one_child import OneChild
from analytics.casework.order import exploited
from analytics.casework.rows import START_BY_HAND, reference
from analytics.casework.together import Suggestion
from analytics.casework.triggers import State, Trigger
from analytics.casework.week_drivers import PLACED_WITH
from analytics.casework.worklist import Item, Stage
from analytics.disclosure.small_numbers import is_steady
from analytics.measuring.recorded import ABSENT, MARKS
from analytics.model import Unit
from analytics.statistics.drivers import Decomposition, Driver
from analytics.statistics.weekly_ranges import TOGETHER
from analytics.statistics.xmr import FEWEST_FOR_LIMITS, Direction
from analytics.statistics.xmr import Kind as SignalKind
from analytics.words.driver_words import driver_sentence, group_in_words
from analytics.words.names import code_name, field_name
from analytics.words.numbers import change, counted, joined, mean_text, number, percent
from analytics.words.periods import day_text, near_day
from analytics.words.range_words import SHORT
from data import codes
from data.casebook import Entry
from data.week_settings import Rule, Triggers

SECONDS_AN_HOUR: Final = 3600
HOURS_A_DAY: Final = 24
MOST_HOURS: Final = 48  # longer is said in days
SEX_OF_ONE: Final = {"F": "Girl", "M": "Boy"}
# Placement providers, as the looked-after return codes them.
PLACED_WITH_NAMES: Final = {
    "PR0": "care by parents",
    "PR1": "own provision",
    "PR2": "provision of other authorities",
    "PR3": "other public provision",
    "PR4": "private provision",
    "PR5": "voluntary provision",
}
MOVES: Final = {
    "found": "If found",
    "overdue": "Once the interview is held",
    "refused": "Once a visit after the refusal is recorded",
}
MOST_RULES: Final = 2  # of the neighbouring rules under which the same children would come and go, so many are named
NOT_KNOWN: Final = "time not recorded"
NO_ANSWER: Final = "None yet"
NO_ENDS: Final = "no file has a column of ends"
# A space at which no line is broken.
NARROW: Final = "\N{NO-BREAK SPACE}"
# Behind whatever a co-ordinator marked, until a file tells of it.
BY_HAND: Final = f" (by{NARROW}hand)"


def when(moment: datetime) -> str:
    """ "Sun 4 Oct, 22:49": the day in one piece, however narrow the column."""
    return f"{moment:%a}{NARROW}{moment.day}{NARROW}{moment:%b}, {moment:%H:%M}"


def day_and_year(moment: date) -> str:
    """ "4 Oct 2026"."""
    return f"{moment.day}{NARROW}{moment:%b}{NARROW}{moment:%Y}"


def marked_by_hand(text: str, is_by_hand: object) -> str:
    """What is said, and that it is by hand where it is."""
    return f"{text}{BY_HAND}" if is_by_hand else text


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


def flag_names(flags: Iterable[str], *, are_recorded: bool = True) -> str:
    """ "Sexual exploitation, Gangs", or "None recorded"; "Not recorded" where no file has a column of marks."""
    none = "None recorded" if are_recorded else NOT_RECORDED
    return ", ".join(code_name(flag) for flag in flags) or none


def flags_of(child: Concern) -> str:
    """The marks of a child of the list."""
    return flag_names(child.flags, are_recorded=MARKS not in child.unsaid)


def absences_of(child: Concern) -> str:
    """ "2 absent in 90 days", or that absences are not recorded."""
    if ABSENT in child.unsaid and not child.absences_90:
        return "absences not recorded"
    return f"{number(child.absences_90)} absent in 90 days"


def place_before(listed_child: Listed) -> str:
    """How the place compares with the list of the week before."""
    if listed_child.before is None:
        return "Not on the last list"
    return (
        "Same place as last week"
        if listed_child.before == listed_child.place
        else f"Place {listed_child.before} last week"
    )


def why(listed_child: Listed) -> str:
    """Why a child stands where it does: whatever counts by the rule, in its words, and the points of it.

    "Missing now for 10 days; marked for sexual exploitation; triaged red; age 14: 6 points".
    """
    child = listed_child.concern
    reasons = [f"added: {listed_child.reason}"] if listed_child.reason else []
    reasons += [missing_words(child)] if child.is_missing else []
    is_said = child.is_missing and child.longest == child.so_far
    counts = [point.name for point in child.points if not (is_said and point.name == "long_episode")]
    reasons += [point_words(name, child) for name in counts]
    if not child.is_missing and child.seconds:
        reasons.append(f"{lasted(child.seconds)} missing in the days looked at")
    text = "; ".join(reasons) or "missing in the days looked at"
    tied = (
        "; equal by the rule with another, listed by the reference" if child.is_tied and not listed_child.reason else ""
    )
    return f"{text[:1].upper()}{text[1:]}: {points(child.total)}{tied}"


def missing_words(child: Concern) -> str:
    """ "missing now for 10 days 2 h"; of a start known by its day alone, since when."""
    text = f"missing now for {lasted(child.gone_for)}"
    if child.missing_since and child.is_since_date:
        text = f"missing now since {day_and_year(child.missing_since)}, time not recorded"
    return marked_by_hand(text, child.is_since_by_hand)


def points(many: int) -> str:
    """ "6 points"."""
    return f"{number(many)} {'point' if many == 1 else 'points'}"


def point_words(name: str, child: Concern) -> str:
    """What counts, of this child: "marked for sexual exploitation", "4 episodes in 90 days"."""
    marks = exploited(child)
    others = [flag for flag in child.flags if flag not in marks]
    usual = "" if child.usual is None else f", usually {mean_text(child.usual)}" if child.usual else ", usually none"
    return {
        "exploitation": f"marked for {flag_names(marks).lower()}",
        "police_high": "police risk high",
        "triage_red": "triaged red",
        "other_mark": f"marked: {flag_names(others).lower()}",
        "under_13": f"age {child.age}",
        "under_16": f"age {child.age}",
        "first_under_13": "no earlier episode in the records",
        "out_of_area": "placed out of area",
        "often_in_7_days": f"{number(child.episodes_7)} episodes in 7 days",
        "often_in_90_days": f"{number(child.episodes_90)} episodes in 90 days",
        "more_than_usual": f"{number(child.episodes_28)} episodes in 28 days{usual}",
        "long_episode": f"longest {longest_words(child)}",
        "interview_unmet": f"interview {child.interview}{' and no visit recorded' * (child.interview == 'refused')}",
    }[name]


def points_words(child: Concern) -> str:
    """ "Marked for sexual exploitation (3), triaged red (2)": each with what it weighs."""
    text = ", ".join(f"{point_words(point.name, child)} ({point.weight})" for point in child.points)
    return f"{text[:1].upper()}{text[1:]}" if text else "None"


def moves_words(listed_child: Listed, top: TopList) -> str:
    """ "If found: place 9, off the list, and 1F2E3D4C comes on it. Next behind the list: 1F2E3D4C, 4 points."."""
    sentences = [move_words(move) for move in listed_child.moves]
    behind = next(iter([*top.also_missing, *top.behind]), None)
    if behind:
        sentences.append(f"Next behind the list: {reference(behind.concern.child_id)}, {points(behind.concern.total)}.")
    return " ".join(sentences) or "Nobody stands behind the list."


def move_words(move: Move) -> str:
    """ "If found: still on the list, in place 2."."""
    when_so = MOVES[move.what]
    if move.is_listed:
        return f"{when_so}: place {move.place}, still on the list."
    comes = f", and {reference(move.comes_in)} comes on it" if move.comes_in else ""
    return f"{when_so}: place {move.place}, off the list{comes}."


def many_missing_words(top: TopList) -> str:
    """ "8 children are missing now: 5 on the list, 3 behind it."; empty where the list holds all who are missing."""
    if not top.also_missing:
        return ""
    on = sum(item.concern.is_missing for item in top.listed)
    return (
        f"{counted(top.many_missing, Unit.CHILD)} are missing now: {number(on)} on the list, "
        f"{number(len(top.also_missing))} behind it."
    )


def behind_words(listed_child: Listed) -> str:
    """ "1F2E3D4C: missing now for 4 h; age 15: 1 point"."""
    text = why(listed_child)
    return f"{reference(listed_child.concern.child_id)}: {text[:1].lower()}{text[1:]}"


def settle_words(child: Concern) -> str:
    """ "1F2E3D4C, missing since 3 Mar 2026, last heard of 5 Mar 2026"."""
    since = day_and_year(child.missing_since) if child.missing_since else NOT_KNOWN
    return f"{reference(child.child_id)}, missing since {since}, last heard of {day_and_year(child.last_news)}"


def to_settle_words(concerns: Sequence[Concern], days: int) -> str:
    """Which open records are in doubt, and what to do; empty for none."""
    if not concerns:
        return ""
    many = len(concerns)
    text = "; ".join(settle_words(child) for child in concerns)
    return (
        f"To settle before {'it ranks' if many == 1 else 'they rank'}: {number(many)} open "
        f"{'record' if many == 1 else 'records'} of which nothing was written for {days} days: {text}. "
        "Ask the sender whether the child was found. Whoever is still missing ranks again once an action is written "
        "down for the child."
    )


def left_words(top: TopList) -> str:
    """Who was on the last list and is not on this one, each with why; empty for nobody."""
    text = "; ".join(f"{reference(item.child_id)} ({item.why})" for item in top.left)
    return f"On the last list and no longer: {text}." if text else ""


def sensitivity_words(top: TopList) -> str:
    """How many of the neighbouring rules list the same children, and who would come or go under the others."""
    how = top.sensitivity
    if how is None or not top.listed:
        return ""
    same = (
        f"Each weight one more or less, each step left out, each two parts of the order swapped: under "
        f"{number(how.same)} of {number(how.rules)} such rules the list is the same."
    )
    return " ".join([same, *(swap_words(swap) for swap in how.swaps)])


def swap_words(swap: Swap) -> str:
    """ "1F2E3D4C in and EA67887A out, if triaged red weighed 3, not 2."."""
    come = f"{joined([reference(child) for child in swap.come])} in" if swap.come else ""
    go = f"{joined([reference(child) for child in swap.go])} out" if swap.go else ""
    more = len(swap.rules) - MOST_RULES
    rules = [*swap.rules[:MOST_RULES], *([f"under {number(more)} more"] if more > 0 else [])]
    return f"{' and '.join(part for part in (come, go) if part)}, if {'; or '.join(rules)}."


def without_points_words(top: TopList) -> str:
    """What no file of 90 days has, so that nobody has a point for it; empty where nothing is lacking."""
    unsaid = next((item.concern.unsaid for item in top.listed), frozenset())
    lacking = [field_name(name) for name in WEIGHED if name in unsaid]
    if not lacking:
        return ""
    return f"Not recorded in any file of the last 90 days, so nobody has points for it: {joined(lacking)}."


def standing_notes(top: TopList, days: int, most: int | None = None) -> list[str]:
    """What stands under the list: who else is missing, what is in doubt, who left, and what is not recorded.

    `most`: so many of those who are missing and not listed are named, where there is no room for all.
    """
    behind = "; ".join(behind_words(item) for item in top.also_missing[:most])
    more = len(top.also_missing) - most if most is not None else 0
    others = f"; and {number(more)} more, all on the page Now" if more > 0 else ""
    notes = [
        f"{many_missing_words(top)} Behind the list: {behind}{others}." if behind else "",
        to_settle_words(top.to_settle, days),
        left_words(top),
        without_points_words(top),
    ]
    return [note for note in notes if note]


def triage_words(suggestion: Suggestion | None) -> str:
    """ "Amber recorded; the rule differs and suggests red: 3 missing episodes in 90 days; gangs marked"."""
    if suggestion is None:
        return code_name("not_triaged")
    none = "None recorded" if suggestion.is_triage_recorded else NOT_RECORDED
    if not suggestion.is_sure:
        text = none if suggestion.recorded == "not_triaged" else f"{code_name(suggestion.recorded)} recorded"
        return f"{text}; the rule suggests none, because risks marked are not recorded"
    why_so = f"{code_name(suggestion.suggested).lower()}: {'; '.join(suggestion.reasons)}"
    if suggestion.recorded == "not_triaged":
        return f"{none}; the rule suggests {why_so}"
    if suggestion.differs:
        return f"{code_name(suggestion.recorded)} recorded; the rule differs and suggests {why_so}"
    return f"{code_name(suggestion.recorded)} recorded, and the rule suggests {why_so}"


def interview_words(interview: Return | None) -> str:
    """Where the interview after the last return stands: "Due in 18 h, not offered yet"; "Overdue by 30 h, offered"."""
    if interview is None:
        return "None owed yet"
    if interview.standing is Standing.NOT_RECORDED:
        return "Whether it was held is not recorded"
    if not interview.is_owed:
        return interview.standing.value if interview.standing is not Standing.REFUSED else refusal_words(interview)
    return f"{time_left(interview)}, {outcome_in_words(interview)}{', return by hand' if interview.is_by_hand else ''}"


def outcome_in_words(interview: Return) -> str:
    """What became of an interview that is still owed, in a few words."""
    if interview.outcome in ("pending", codes.UNKNOWN):
        if not interview.is_offer_recorded:
            return "whether offered is not recorded"
        return "offered" if interview.offered_at else "not offered yet"
    name = code_name(interview.outcome)
    return f"{name[0].lower()}{name[1:]}"


def time_left(interview: Return) -> str:
    """ "Due in 18 h", "Overdue by 30 h"; of a return known by its date alone, the day."""
    if interview.hours_left is None or interview.is_date_only:
        return f"{interview.standing.value} {day_and_year(interview.due_at)}"
    hours = lasted(abs(interview.hours_left) * SECONDS_AN_HOUR)
    return f"{'Due in' if interview.hours_left >= 0 else 'Overdue by'} {hours}"


def refusal_words(interview: Return) -> str:
    """Who refused, and whether a social worker came, or by when one is to come."""
    refused = code_name(interview.outcome)
    if interview.visited_at:
        return f"{refused}; visited {when(interview.visited_at)}"
    if not interview.is_visit_recorded:
        return f"{refused}; whether anybody visited is not recorded"
    if interview.visit_due_at is None:
        return f"{refused}; time not recorded"
    return (
        f"{refused}; visit {'overdue since' if interview.is_visit_overdue else 'due by'} {when(interview.visit_due_at)}"
    )


def headline_now(gone: Sequence[MissingNow], limits: Sequence[int], *, can_tell: bool = True) -> str:
    """ "8 children are missing: 7 of them for 24 hours or more, 3 for 72 hours or more."."""
    missing = [item for item in gone if item.category == "missing"]
    if not missing:
        return "No child is missing." if can_tell else f"Who is missing now is not known: {NO_ENDS}."
    children = len({child.child_id for child in missing})
    passed = [(hours, sum(is_past(child, hours) for child in missing)) for hours in limits]
    long = joined([f"{number(many)} for {hours} hours or more" for hours, many in passed if many])
    is_are = "is" if children == 1 else "are"
    text = f"{counted(children, Unit.CHILD)} {is_are} missing{f': {long}' if long else ''}."
    return " ".join(filter(None, [text, missing_by_hand_words(missing, can_tell=can_tell)]))


def missing_by_hand_words(missing: Sequence[MissingNow], *, can_tell: bool) -> str:
    """ "1 of them by hand."; and where no file tells of ends, that nobody knows of others. Empty for none by hand."""
    by_hand = sum(child.is_by_hand for child in missing)
    if not by_hand:
        return ""
    others = "" if can_tell else f" Of others it is not known: {NO_ENDS}."
    return f"{number(by_hand)} of them by hand, until a file tells of it.{others}"


def said_of_ends(children: Sequence[ToSettle]) -> str:
    """ "3 missing episodes whose end is not known are not counted as missing now."; empty where every end is known."""
    missing = [child for child in children if child.category == "missing"]
    doubted = sum(child.is_counted for child in missing)
    unknown = len(missing) - doubted
    sentences = []
    if doubted:
        is_are = "is" if doubted == 1 else "are"
        counted_so = f"{missing_episodes(doubted)} {is_are} counted as missing now"
        sentences.append(f"{counted_so} although an end is there: it cannot be read.")
    if unknown:
        is_are = "is" if unknown == 1 else "are"
        sentences.append(f"{missing_episodes(unknown)} whose end is not known {is_are} not counted as missing now.")
    return " ".join(sentences)


def why_not_settled(child: ToSettle) -> str:
    """What is wrong with the end of an episode, and how the child counts until it is settled."""
    if child.end_status == codes.OPEN_IN_DOUBT:
        return "The end cannot be read. Counted as missing now."
    if child.end_status == codes.SUPERSEDED:
        day = day_and_year(child.back_by) if child.back_by else "later"
        return f"A later episode shows the child back by {day}, but no end was sent. Not counted as missing now."
    return "The source does not give the end. Not counted as missing now."


def headline_interviews(interviews: Sequence[Return]) -> str:
    """ "12 interviews are overdue and 9 due; 40 were done, 31 of them in time."."""
    unsaid = [interview for interview in interviews if interview.standing is Standing.NOT_RECORDED]
    known = [interview for interview in interviews if interview.standing is not Standing.NOT_RECORDED]
    text = f"After {number(len(unsaid))} {'return' if len(unsaid) == 1 else 'returns'} no file tells of interviews."
    return " ".join([*([interviews_in_words(known)] if known or not unsaid else []), *([text] if unsaid else [])])


def interviews_in_words(interviews: Sequence[Return]) -> str:
    """The headline of the returns of which files tell."""
    many = {standing: sum(interview.standing is standing for interview in interviews) for standing in Standing}
    done = many[Standing.IN_TIME] + many[Standing.LATE]
    overdue, due = many[Standing.OVERDUE], many[Standing.DUE]
    return (
        f"{counted(overdue, Unit.INTERVIEW)} {'is' if overdue == 1 else 'are'} overdue and {number(due)} due; "
        f"{number(done)} {'was' if done == 1 else 'were'} done, {number(many[Standing.IN_TIME])} of them in time; "
        f"{number(many[Standing.REFUSED])} {'was' if many[Standing.REFUSED] == 1 else 'were'} refused."
    )


def headline_work(overdue: Sequence[date], items: Sequence[Item], today: date) -> str:
    """ "3 actions are overdue, the oldest since 18 Nov; 2 triggers wait for an answer, 1 of them overdue."."""
    waiting = [item for item in items if item.waits]
    late = sum(item.stage is Stage.OVERDUE for item in waiting)
    triggers = f"{number(len(waiting))} {'trigger waits' if len(waiting) == 1 else 'triggers wait'} for an answer"
    triggers = triggers if waiting else "no trigger waits for an answer"
    of_them = "" if not late else ", and it is overdue" if len(waiting) == 1 else f", {number(late)} of them overdue"
    return f"{overdue_actions(overdue, today)}; {triggers}{of_them}."


def overdue_actions(overdue: Sequence[date], today: date) -> str:
    """ "3 actions are overdue, the oldest since 18 Nov", "No action is overdue"."""
    if not overdue:
        return "No action is overdue"
    are, oldest = ("action is", "") if len(overdue) == 1 else ("actions are", ", the oldest")
    return f"{number(len(overdue))} {are} overdue{oldest} since {near_day(min(overdue), today)}"


def overdue_words(overdue: Sequence[date], items: Sequence[Item], today: date) -> str:
    """The sentence of `headline_work`, where anything is overdue; else empty."""
    is_late = overdue or any(item.stage is Stage.OVERDUE for item in items)
    return headline_work(overdue, items, today) if is_late else ""


def stage_words(item: Item, today: date) -> str:
    """ "Overdue since 8 Oct", "Due 12 Oct", "New, answer by 12 Oct", "Acknowledged, by 20 Oct", "Closed"."""
    day = near_day(item.by, today) if item.by else ""
    match item.stage:
        case Stage.OVERDUE:
            return f"Overdue since {day}"
        case Stage.DUE:
            return f"Due {day}"
        case Stage.NEW:
            return f"New, answer by {day}"
        case Stage.ACKNOWLEDGED:
            return f"Acknowledged, by {day}" if day else "Acknowledged, no day agreed"
        case Stage.CLOSED:
            return "Closed"


def window_words(trigger: Trigger) -> str:
    """For how long a rule is met: "Until 5 Jan 2027", "Until 3 Oct 2026, over", "Still missing"."""
    if trigger.closes_at is None:
        return "Still missing"
    return f"Until {day_and_year(trigger.closes_at)}{', over' if trigger.state is State.CLOSED else ''}"


def answer_words(item: Item) -> str:
    """What was answered to a trigger, by whom and when; that it came again since; and what was said of one before."""
    trigger = item.trigger
    text = answer_in_words(trigger.answer) if trigger.answer else NO_ANSWER
    if trigger.more:
        text += f"; {number(trigger.more)} more {'episode' if trigger.more == 1 else 'episodes'} since"
    if item.stage is Stage.CLOSED and trigger.state is not State.CLOSED:
        text += "; closed in this list, although the rule is still met"
    if trigger.before:
        text += f". Met before, and {trigger.before.kind.value}: {answer_in_words(trigger.before)}"
    return text


def answer_in_words(entry: Entry) -> str:
    """ "Discussed on Monday (A. Reader, 4 Oct 2026)"."""
    return f"{entry.text} ({entry.who}, {written_on(entry.at)})"


def written_on(at: str) -> str:
    """The day of a line of the casebook: "4 Oct 2026"."""
    return day_and_year(datetime.fromisoformat(at))


def attended_words(minutes: Minutes) -> str:
    """ "Attended: Team manager, police." """
    return f"Attended: {minutes.roles.rstrip('.')}." if minutes.attended else "Who attended is not written down."


def dropped_words(dropped: int, days: int) -> str:
    """How many triggers are no longer listed although nobody answered; empty for none."""
    if not dropped:
        return ""
    triggers, are = ("trigger", "is") if dropped == 1 else ("triggers", "are")
    return f"{number(dropped)} older {triggers} closed more than {days} days ago unanswered, and {are} not listed."


def rule_words(rule: Rule, shown: Triggers) -> str:
    """What a rule asks for in the council's own words, where it has any, and for how long it may wait."""
    days = rule.respond_days or shown.respond_days
    sentences = [rule.action, rule.protocol, f"Source: {rule.source}" if rule.source else ""]
    answer = f"To be answered within {number(days)} {'day' if days == 1 else 'days'}"
    return " ".join(f"{text.rstrip('.')}." for text in [*sentences, answer] if text)


def key_of(trigger: Trigger) -> str:
    """Whom or what a trigger is about."""
    return reference(trigger.key) if trigger.child_id else trigger.key


def concern_title(listed_child: Listed) -> str:
    """ "1. EA67887A: boy, 16, at home"."""
    child = listed_child.concern
    return (
        f"{listed_child.place}. {reference(child.child_id)}: {who(child.sex, child.age).lower()}, "
        f"{lives(child.setting, child.placement, child.in_area).lower()}"
    )


def state_of(child: Concern) -> str:
    """ "Still missing since Sat 3 Oct, 16:09", "Returned", "Not known whether back"."""
    if child.missing_since is None:
        is_unknown = child.last_end == codes.END_NOT_KNOWN
        return "Not known whether back" if is_unknown else marked_by_hand("Returned", child.is_back_by_hand)
    since = day_and_year(child.missing_since) if child.is_since_date else when(child.missing_since)
    return marked_by_hand(f"Still missing since {since}", child.is_since_by_hand)


def longest_words(child: Concern) -> str:
    """ "39 h so far", "14 h"; the longest episode that reached into the rule's days."""
    so_far = " so far" if child.so_far is not None and child.so_far == child.longest else ""
    return f"{lasted(child.longest)}{so_far}"


def as_at(as_of: datetime) -> str:
    """ "Sunday 4 October 2026, 23:59"."""
    return f"{as_of:%A} {day_text(as_of)}, {as_of:%H:%M}"


def headline_top(top: TopList) -> str:
    """ "EA67887A is of most concern: missing now for 10 days; triaged red. 2 of 5 were not on the last list."."""
    if not top.listed:
        return "No child was missing in these days."
    first = top.listed[0]
    text = why(first)
    new = sum(item.before is None for item in top.listed)
    also = (
        f" {number(new)} of {number(len(top.listed))} {'was' if new == 1 else 'were'} not on the last list."
        if new
        else ""
    )
    return f"{reference(first.concern.child_id)} is of most concern: {text[:1].lower()}{text[1:]}.{also}"


def theirs_words(listed: Sequence[Listed], many: int) -> str:
    """ "The 5 children listed account for 31 of the 61 missing episodes."; empty where they have none of the week's."""
    theirs = sum(item.concern.episodes_7 for item in listed)
    whose = f"The {counted(len(listed), Unit.CHILD)} listed account" if len(listed) > 1 else "The child listed accounts"
    how_many = f"{number(theirs)} of the {missing_episodes(many)}" if theirs < many else f"all {number(many)}"
    return f"{whose} for {how_many}." if theirs else ""


def unusual_week(weekly: Weekly) -> str:
    """What is most telling of an unusual week: "above the usual range", "each of the last 6 weeks was above ..."."""
    if weekly.stands in ("above", "below"):
        return f"{weekly.stands} the usual range"
    signal = weekly.signals[0]
    many, is_up = len(signal.places), signal.direction is Direction.UP
    match signal.kind:
        case SignalKind.TOGETHER:
            together = sum(weekly.values[place] for place in signal.places)
            more = "more" if is_up else "fewer"
            return f"the last {many} weeks together had {number(together)}, {more} than such weeks have by chance"
        case SignalKind.SHIFT:
            # Without its number: the mean of the weeks before this one, which the chart shows, is another.
            side = "above" if is_up else "below"
            return f"each of the last {many} weeks was {side} the mean of the {len(weekly.values)} weeks"
        case _:
            return f"numbers {'rose' if is_up else 'fell'} week after week, the last {many} of them"


def missing_episodes(many: int) -> str:
    """ "1 missing episode"."""
    return f"{number(many)} missing {'episode' if many == 1 else 'episodes'}"


def change_words(weekly: Weekly) -> str:
    """ "There were 61 missing episodes this week, up from 41 last week (a rise of 49%)."."""
    text = f"{missing_episodes(weekly.this)} this week"
    were = "was" if weekly.this == 1 else "were"
    if weekly.last is None:
        return f"There {were} {text}; the records begin with it."
    return f"There {were} {text}, {change(weekly.this, weekly.last, 'last week')}."


def usual_words(weekly: Weekly) -> str:
    """What is usual, and whether this week is."""
    if weekly.usual is None:
        return (
            "There are too few weeks before it to say what is usual."
            if len(weekly.values) <= FEWEST_FOR_LIMITS
            else "Less than one a week is too few to say what is usual."
        )
    words = range_words(weekly)
    if not weekly.is_unusual:
        return f"That is within the usual range of {words} a week: no more than weeks differ by chance."
    if weekly.stands != "within":
        return f"That is unusual: {weekly.stands} the usual range of {words} a week, which chance alone seldom does."
    return f"That is within the usual range of {words} a week, but unusual: {unusual_week(weekly)}."


def driver_words(decomposition: Decomposition, recent: int) -> str:
    """What a change of the last weeks comes from, or that no single group explains it."""
    when = "this week" if recent == 1 else f"in the last {recent} weeks"
    return driver_sentence(decomposition, driver_name(decomposition.driver) if decomposition.driver else "", when)


def driver_name(driver: Driver) -> str:
    """ "home 9000101", "foster care", "in care"; a provider or an area by its own name."""
    if driver.dimension == PLACED_WITH and driver.name != codes.UNKNOWN:
        return f"{PLACED_WITH_NAMES.get(driver.name, 'placement provider')} ({driver.name})"
    return group_in_words(driver.dimension, driver.name)


def changed_in_one_group(episodes: Weekly, decomposition: Decomposition) -> str:
    """What drives an unusual week; of one that is not, the group that is unusual by itself; empty for neither."""
    if episodes.signals:
        return driver_words(decomposition, len(episodes.signals[0].places))
    return f"Unusual in one group: {driver_words(decomposition, TOGETHER)}" if decomposition.driver else ""


def interviews_changed(decomposition: Decomposition) -> str:
    """Whose interviews in time are unusual; empty for nobody's."""
    return f"Unusual for interviews in time: {driver_words(decomposition, TOGETHER)}" if decomposition.driver else ""


def range_words(weekly: Weekly) -> str:
    """ "25 to 52": the whole numbers that are usual; empty where that is not known."""
    if weekly.usual is None:
        return ""
    return f"{number(ceil(weekly.usual.lower - 1e-9))} to {number(floor(weekly.usual.upper + 1e-9))}"


def standing_words(weekly: Weekly) -> str:
    """ "above usual range 25 to 52", "usual range 25 to 52", "each of the last 6 weeks ...; usual range 25 to 52"."""
    if weekly.usual is None:
        return "usual range not known yet"
    if weekly.stands != "within":
        return f"{weekly.stands} usual range {range_words(weekly)}"
    pattern = f"{unusual_week(weekly)}; " if weekly.is_unusual else ""
    return f"{pattern}usual range {range_words(weekly)}"


def stands_in_table(weekly: Weekly) -> str:
    """How a week stands, in a word or two: "within", "above", "run below"; why nothing is known."""
    if weekly.signals:
        return SHORT[weekly.signals[0].kind][weekly.signals[0].direction is Direction.UP]
    return weekly.stands or "Too few to say"


def said_of_parts(parts: Sequence[Weekly]) -> str:
    """Which groups changed most since last week, in counts; what small numbers cannot show is said."""
    moved = sorted(
        (part for part in parts if part.last is not None and part.this != part.last),
        key=lambda entry: (-abs(entry.this - (entry.last or 0)), entry.name),
    )[:2]
    if not parts:
        return "Not recorded in all of these weeks, so groups are not compared."
    if not moved:
        return "No group changed since last week."
    text = "; ".join(f"{group_words(item)} from {number(item.last or 0)} to {number(item.this)}" for item in moved)
    outside = [item for item in moved if item.is_unusual]
    closing = (
        f"Unusual: {joined([group_name(item) for item in outside])}."
        if outside
        else "Each is within its usual range, so this is no evidence of a change."
        if all(item.stands for item in moved)
        else "Numbers this small are no evidence of a change."
    )
    return f"Missing episodes since last week: {text}. {closing}"


def group_words(weekly_count: Weekly) -> str:
    """ "in care, up", "foster care, down"."""
    return f"{group_name(weekly_count)}, {'up' if weekly_count.this > (weekly_count.last or 0) else 'down'}"


def group_name(weekly_count: Weekly) -> str:
    """ "in care"; a children's home by its number."""
    return f"home {weekly_count.name}" if weekly_count.name.isdigit() else code_name(weekly_count.name).lower()


def share_words(part: int, whole: int) -> str:
    """ "49% of those that fell due"; no percentage of fewer than 20, which one child can swing."""
    if not is_steady(whole):
        return "of those that fell due this week"
    return f"{percent(part / whole)} of those that fell due"


def headline_connections(
    linked_pairs: Sequence[Pair], together: Sequence[Sequence[str]], unsaid: Collection[str] = ()
) -> str:
    """ "6 pairs of children were found or went together, in 6 groups; 12 more were missing at one time often."."""
    linked = sum(item.is_together for item in linked_pairs)
    if not linked_pairs and unsaid:
        return f"Who is connected cannot be told: {joined([field_name(item) for item in unsaid])} not recorded."
    pairs = "pair of children was" if linked == 1 else "pairs of children were"
    groups = f", in {number(len(together))} {'group' if len(together) == 1 else 'groups'}" if together else ""
    return (
        f"{number(linked)} {pairs} found or went together{groups}; "
        f"{number(len(linked_pairs) - linked)} more were often missing at one time."
    )


def headline_child(child: OneChild) -> str:
    """ "5 missing episodes, 2 absences and none away in the records; missing now since ...."."""
    many = Counter(item.category for item in child.gone)
    others = [
        f"{number(many[item])} {item}" if many[item] or child.answers.ever(item) else f"{item} not recorded"
        for item in ("absent", "away")
    ]
    latest = child.latest
    gone_since = marked_by_hand(when(latest["started_at"]), latest.get(START_BY_HAND))
    since = f" Missing now, since {gone_since}." if is_missing_now(latest) else ""
    return (
        f"{missing_episodes(many['missing'])}, {joined(others)} since {day_and_year(child.gone[0].started_at)}.{since}"
    )


def is_missing_now(row: Mapping[str, Any]) -> bool:
    """Whether an episode is open, and one of being missing."""
    return bool(row["is_open"]) and row["category"] == "missing"


def times(many: int) -> str:
    """ "once", "7 times"."""
    return "once" if many == 1 else "never" if many == 0 else f"{number(many)} times"
