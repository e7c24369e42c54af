"""The weekly report: every word, number and picture of it, apart from how it is set.

One value that the page shows, the PDF prints and Word holds, so that no number can differ between them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analytics.casework.activity import Due, are_ends_recorded, by_where, count_words, durations, interviews_due
from analytics.casework.answers import NOT_RECORDED
from analytics.casework.by_hand.words import counts_words
from analytics.casework.changes import Weekly
from analytics.casework.charts import bars_of, line_of, strip_of
from analytics.casework.interviews import Standing
from analytics.casework.latest import LatestWeek, latest_week
from analytics.casework.order import rule_in_words
from analytics.casework.rows import reference
from analytics.casework.tables import action_columns, decision_columns, interview_columns, report_columns
from analytics.casework.week import Profile, Week
from analytics.casework.words import (
    NO_ENDS,
    as_at,
    attended_words,
    concern_title,
    flags_of,
    headline_week,
    interview_words,
    lasted,
    list_notes,
    longest_words,
    moves_words,
    overdue_words,
    said_of_ends,
    share_words,
    standing_words,
    state_of,
    triage_words,
)
from analytics.charts.chart import Chart
from analytics.model import Unit
from analytics.reports.grid import Grid
from analytics.statistics.weekly import TOGETHER
from analytics.statistics.xmr import FEWEST_FOR_LIMITS
from analytics.words import code_name, counted, day_text, hours_name, joined, number

# What three pages hold; the pages of the product have the rest, and the report says how many.
MOST_OVERDUE: Final = 8
MOST_ACTIONS: Final = 6
MOST_DECISIONS: Final = 8
MOST_CARDS: Final = 6
MOST_PLACES: Final = 9
NOT_DONE: Final = "when they were held is not recorded"
WORDS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Figure:
    """One of the four headline figures."""

    title: str
    figure: str
    note: str
    is_unusual: bool = False


@dataclass(frozen=True)
class Card:
    """One child: a strip of 90 days, and what is known."""

    title: str
    state: str
    strip: Chart
    said: dict[str, str]
    action: str


@dataclass(frozen=True)
class WeeklyReport:
    """Everything that the report says."""

    title: str
    week: str
    council: str
    is_demonstration: bool
    marking: str
    circulation: str
    produced: str
    data_to: str
    snapshot: str
    headline: str
    uncertain: str
    said: str
    figures: tuple[Figure, ...]
    trend: Chart
    trend_said: str
    list_said: str
    top: Grid
    list_notes: tuple[str, ...]
    cards: tuple[Card, ...]
    cards_said: str
    durations: Chart
    interviews: Chart
    interviews_said: str
    where: Grid
    overdue: Grid
    actions: Grid
    minutes: Grid | None
    notes: tuple[str, ...]


def weekly_report(week: Week, produced_at: datetime) -> WeeklyReport:
    """The report of a week, as its page shows it."""
    latest = latest_week(week.cases.of_files, week.settings.weekly.weeks)
    council, weekly = week.settings.council, week.settings.weekly
    return WeeklyReport(
        title=f"Weekly missing children report: top {number_word(week.settings.top_five.size)}",
        week=f"Week ending Sunday {day_text(week.ending)}",
        council=council.name,
        is_demonstration=council.demonstration,
        marking=weekly.marking,
        circulation=f"For: {weekly.circulation}. {weekly.handling}",
        produced=f"{day_text(produced_at)}, {produced_at:%H:%M}",
        data_to=as_at(week.as_of),
        snapshot=week.cases.snapshot,
        headline=headline(week, latest, produced_at),
        uncertain=week.uncertain.words,
        said=f"{latest.change} {latest.standing} {said_of_ends(week.to_settle)}".strip(),
        figures=figures(week, latest),
        trend=line_of(latest.episodes),
        trend_said=latest.parts,
        list_said=f"Order: {rule_in_words(week.settings.top_five)}",
        top=the_list(week),
        list_notes=tuple(list_notes(week.top, week.settings.top_five.settle_days)),
        cards=tuple(card(profile, week) for profile in week.profiles[:MOST_CARDS]),
        cards_said=cards_said(week),
        durations=durations_chart(week),
        interviews=interviews_chart(week),
        interviews_said=f"{interviews_said(week)} {latest.interviews}".strip(),
        where=where_grid(week),
        overdue=overdue_grid(week),
        actions=actions_grid(week),
        minutes=minutes_grid(week),
        notes=notes(week, latest.episodes),
    )


def headline(week: Week, latest: LatestWeek, produced_at: datetime) -> str:
    """That the files are old, what is overdue, and how the week stands: each where there is something to say."""
    late = overdue_words(week.overdue_since, week.work, week.today)
    said = (week.stale_week(produced_at), late, headline_week(latest.episodes, week.top.listed))
    return " ".join(filter(None, said))


def figures(week: Week, latest: LatestWeek) -> tuple[Figure, ...]:
    """The four figures of the first page."""
    missing = [one for one in week.missing if one.category == "missing"]
    due = interviews_due(week.cases.of_files)
    in_doubt = len(week.top.to_settle)
    doubt = f"; {number(in_doubt)} to settle" if in_doubt else ""
    by_hand = sum(one.is_by_hand for one in missing)
    doubt += f"; {number(by_hand)} by hand" if by_hand else ""
    still = f"longest {longest_missing(week)}{doubt}" if missing else "nobody" if week.can_tell else NO_ENDS
    many = number(len({one.child_id for one in missing})) if missing or week.can_tell else NOT_RECORDED
    return (
        *(
            Figure(weekly.name, number(weekly.this), standing_words(weekly), weekly.is_unusual)
            for weekly in (latest.episodes, latest.children)
        ),
        Figure("Still missing", many, still),
        Figure(
            f"Interviews in {week.settings.deadlines.interview_hours} hours",
            *in_time_words(due),
        ),
    )


def in_time_words(due: Due) -> tuple[str, str]:
    """ "31 of 42", and what share that is; where nobody recorded it, that."""
    if due.due is None:
        return NOT_RECORDED, NO_ENDS
    if due.due == 0:
        return "None due", share_words(0, 0)
    if due.in_time is None:
        return NOT_RECORDED, f"{counted(due.due, Unit.INTERVIEW)} fell due; no file tells when they were held"
    return f"{number(due.in_time)} of {number(due.due)}", share_words(due.in_time, due.due)


def longest_missing(week: Week) -> str:
    """How long the child has been missing who has been so for longest, of times recorded and records not in doubt."""
    to_settle = {child.child_id for child in week.top.to_settle}
    known = [one for one in week.missing if one.seconds is not None and one.child_id not in to_settle]
    return lasted(max((one.seconds or 0 for one in known if one.category == "missing"), default=None))


def the_list(week: Week) -> Grid:
    """The first page's table."""
    return Grid(
        f"Table 1: Missing episodes by young person, week ending {day_text(week.ending)}",
        report_columns(week.top.listed[:MOST_CARDS]),
        "Why",
        ("No.", "7 days", "28 days", "90 days"),
        left_out(len(week.top.listed), MOST_CARDS, "on the list"),
    )


def card(profile: Profile, week: Week) -> Card:
    """One child's card."""
    child = profile.listed.concern
    met = [one.rule.name for one in profile.triggers]
    places = joined([place for place, _ in profile.found][:3])
    said = {
        "Would move it": moves_words(profile.listed, week.top),
        "Return home interview": interview_words(profile.interview),
        "Triage": triage_words(profile.suggested),
        "Flags": flags_of(child),
        "Triggers met": "; ".join(dict.fromkeys(met)) or "None",
        "Found": places or "No place recorded",
    }
    action = profile.action
    owner = f" ({action.entry.owner})" if action and action.entry.owner else ""
    return Card(
        concern_title(profile.listed),
        state_of(child),
        strip_of(profile, week.as_of),
        said,
        f"{counted(child.episodes_7, Unit.EPISODE)} in 7 days, {number(child.episodes_28)} in 28, "
        f"{number(child.episodes_90)} in 90. Longest {longest_words(child)}. "
        + (f"Action: {action.entry.text}{owner}." if action else "No action is written down."),
    )


def cards_said(week: Week) -> str:
    """How to read the cards, and who was taken off the list."""
    removed = [f"{reference(one.concern.child_id)} ({one.reason})" for one in week.top.removed]
    off = f" Taken off the list by the co-ordinator: {joined(removed)}." if removed else ""
    return (
        "Timelines show the last 90 days: filled squares are missing episodes, open diamonds absences, open circles "
        "children away without authorisation; a bar runs to now while an episode is not over. Absences are not counted "
        "as missing episodes."
        f"{off} {left_out(len(week.profiles), MOST_CARDS, 'on the list')}"
    ).strip()


def durations_chart(week: Week) -> Chart:
    """How long the episodes lasted that ended in the week."""
    subtitle = "Missing episodes that ended this week, number"
    if not are_ends_recorded(week.cases.of_files):
        return bars_of(f"{NOT_RECORDED}: {NO_ENDS}", subtitle, {})
    counts = durations(week.cases.of_files, week.settings)
    names = {band: code_name(band) if band == "time-not-recorded" else hours_name(band) for band in counts}
    total = sum(counts.values())
    short = next(iter(counts))
    title = (
        f"{number(counts[short])} of {counted(total, Unit.EPISODE)} lasted {names[short].lower()}"
        if total
        else "No episode ended this week"
    )
    bars = {names[band]: counts[band] for band in counts}
    return bars_of(title, subtitle, bars)


def interviews_chart(week: Week) -> Chart:
    """How far the interviews got that fell due in the week."""
    due = interviews_due(week.cases.of_files)
    hours = week.settings.deadlines.interview_hours
    done = NOT_DONE if due.in_time is None else f"{number(due.in_time)} done in {hours} hours"
    title = f"{counted(due.due, Unit.INTERVIEW)} fell due; {done}" if due.due else none_due(due)
    stages = {"Due": due.due, "Offered": due.offered, "Completed": due.completed, f"In {hours} hours": due.in_time}
    told = {name: count for name, count in stages.items() if count is not None}
    return bars_of(title, "Return home interviews that fell due this week, number", told)


def interviews_said(week: Week) -> str:
    """The interviews in a sentence or two."""
    due = interviews_due(week.cases.of_files)
    if not due.due:
        return f"{none_due(due)}."
    told = {"offered": due.offered, "completed": due.completed, "held in time": due.in_time, "refused": due.refused}
    unsaid = joined([name for name, count in told.items() if count is None])
    known = joined([f"{number(count)} {name}" for name, count in told.items() if count is not None])
    of = f"{counted(due.due, Unit.INTERVIEW)} fell due"
    lacking = f"Not recorded in any file of the time: how many were {unsaid}." if unsaid else ""
    return f"{of}{f': {known}' if known else ''}. {lacking}".strip()


def none_due(due: Due) -> str:
    """That no interview fell due; or that nobody can say, because ends are not recorded."""
    return "No return home interview fell due this week" if due.due == 0 else f"{NOT_RECORDED}: {NO_ENDS}"


def where_grid(week: Week) -> Grid:
    """The week by where children live."""
    found = by_where(week.cases.of_files)
    *parts, whole = found
    shown = [*parts[:MOST_PLACES], whole]
    in_time = f"Done in {week.settings.deadlines.interview_hours} hours"
    columns = {
        "Lives": [one.name for one in shown],
        "Episodes ended": [number(one.episodes) for one in shown],
        "Children": [number(one.children) for one in shown],
        "Interviews due": [number(one.due) for one in shown],
        in_time: [count_words(one.in_time) for one in shown],
    }
    caption = "Table 2: Episodes that ended and interviews that fell due this week, by where the child lived"
    return Grid(caption, columns, "Lives", tuple(columns)[1:])


def overdue_grid(week: Week) -> Grid:
    """The interviews that are overdue, oldest first."""
    found = [one for one in week.tracked if one.standing is Standing.OVERDUE]
    columns = interview_columns(found[:MOST_OVERDUE])
    kept = ("Child", "Returned", "Standing", "Provider")
    return Grid(
        f"Table 3: Interviews overdue, returns of the last {week.settings.now.tracker_days} days, oldest first",
        {name: columns[name] for name in kept if name in columns},
        "Standing",
        more=left_out(len(found), MOST_OVERDUE, "in the interview tracker") if found else nothing_overdue(week),
    )


def nothing_overdue(week: Week) -> str:
    """That no interview is overdue; or after how many returns nobody can say."""
    unsaid = sum(one.standing is Standing.NOT_RECORDED for one in week.tracked)
    if not week.can_tell:
        return f"{NOT_RECORDED}: {NO_ENDS}."
    if unsaid:
        return f"{NOT_RECORDED}: no file tells of interviews after {number(unsaid)} of these returns."
    return "No interview is overdue."


def actions_grid(week: Week) -> Grid:
    """The actions of earlier weeks, and what became of each; those of the last meeting stand in its minutes."""
    decided = week.last_meeting.decided if week.last_meeting else ()
    numbers = {one.entry.number for one in decided}
    found = [one for one in week.carried if one.entry.number not in numbers]
    columns = action_columns(found[:MOST_ACTIONS], week.today)
    return Grid(
        "Table 4: Actions from earlier weeks",
        {name: columns[name] for name in ("Child", "Action", "Owner", "Status")} if found else {},
        "Action",
        more=left_out(len(found), MOST_ACTIONS, "on the page Top five") if found else "None was open.",
    )


def minutes_grid(week: Week) -> Grid | None:
    """What the last meeting decided, and what became of it; none where nobody wrote minutes."""
    last = week.last_meeting
    if last is None:
        return None
    return Grid(
        f"Table 5: Minutes of the last meeting, about the week ending {day_text(last.week)}. {attended_words(last)}",
        decision_columns(last.decided[:MOST_DECISIONS], week.today) if last.decided else {},
        "Decided",
        more=left_out(len(last.decided), MOST_DECISIONS, "on the page Top five")
        if last.decided
        else "No decision is written down.",
    )


def number_word(value: int) -> str:
    """ "five"; in figures above ten."""
    return WORDS[value] if value < len(WORDS) else number(value)


def left_out(many: int, shown: int, where: str) -> str:
    """How many more there are, and where; empty for none."""
    return f"{number(many - shown)} more {where}." if many > shown else ""


def notes(week: Week, episodes: Weekly) -> tuple[str, ...]:
    """What a reader must know of the figures."""
    unknown = sum(1 for one in by_where(week.cases.of_files) if one.name == "Not recorded")
    weeks = len(episodes.values) - 1
    usual = (
        f"The usual range is how far one week lies from the mean of the {weeks} before it while nothing changes. "
        f"Unusual is a week beyond it, {TOGETHER} weeks together beyond theirs, a run on one side of the mean, "
        "or a trend. "
        "It says what is usual here, not what is good."
        if episodes.usual
        else f"What is usual is not known: {FEWEST_FOR_LIMITS} earlier weeks are needed, of one episode a week or more."
    )
    return (
        "Episodes are counted by their start, in whole weeks from Monday to Sunday. Absences are apart from them.",
        usual,
        "An interview is due 72 hours after return; those not yet due are in no figure of interviews.",
        "Children stand by the first half of their pseudonym. The council alone can tell whom it stands for.",
        "Figures are provisional, and change as records are completed."
        + (" Where a child lived is not recorded for some." if unknown else ""),
        *filter(None, [counts_words(week)]),
    )
