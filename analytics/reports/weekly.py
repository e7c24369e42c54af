"""The weekly report: every word, number and picture of it, apart from how it is set.

One value that the page shows, the PDF prints and Word holds, so that no number can differ between them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analytics.casework.activity import Due, are_ends_recorded, by_where, count_words, durations, interviews_due
from analytics.casework.answers import NOT_RECORDED
from analytics.casework.by_hand.mark_words import counts_words
from analytics.casework.case_charts import bars_of, line_of, strip_of
from analytics.casework.case_tables import action_columns, decision_columns, interview_columns, report_columns
from analytics.casework.case_words import (
    NO_ENDS,
    SECONDS_AN_HOUR,
    as_at,
    attended_words,
    concern_title,
    flags_of,
    headline_work,
    interview_words,
    lasted,
    longest_words,
    moves_words,
    range_words,
    said_of_ends,
    sensitivity_words,
    share_words,
    standing_notes,
    stands_in_table,
    state_of,
    theirs_words,
    triage_words,
)
from analytics.casework.changes import Weekly
from analytics.casework.interviews import Standing
from analytics.casework.latest import LatestWeek, latest_week
from analytics.casework.now import MissingNow
from analytics.casework.order import rule_in_words
from analytics.casework.rows import reference
from analytics.casework.week import Profile, Week
from analytics.charts.chart import Chart
from analytics.model import Unit
from analytics.reports.grid import Grid
from analytics.reports.head import Head
from analytics.statistics.weekly_ranges import TOGETHER
from analytics.statistics.xmr import FEWEST_FOR_LIMITS
from analytics.words.names import code_name, hours_name
from analytics.words.numbers import counted, joined, number
from analytics.words.periods import day_text

# What three pages hold; the pages of the product have the rest, and the report says how many.
MOST_OVERDUE: Final = 8
MOST_ACTIONS: Final = 6
MOST_DECISIONS: Final = 8
MOST_CARDS: Final = 6
MOST_PLACES: Final = 9
MOST_BEHIND: Final = 8
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
    counts: str
    said: dict[str, str]
    action: str


@dataclass(frozen=True, kw_only=True)
class WeeklyReport(Head):
    """Everything that the report says."""

    week: str
    leads: dict[str, str]
    uncertain: str
    figures: tuple[Figure, ...]
    top: Grid
    list_notes: tuple[str, ...]
    trend: Chart
    trend_said: str
    cards: tuple[Card, ...]
    cards_said: str
    list_made: tuple[str, ...]
    durations: Chart
    interviews: Chart
    interviews_said: str
    where: Grid
    overdue: Grid
    actions: Grid
    minutes: Grid | None
    notes: tuple[str, ...]


def has_anything(chart: Chart) -> bool:
    """Whether a chart has a mark that is not nought: one of noughts alone is said, and not drawn on paper."""
    return any(mark.value for mark in chart.marks)


def weekly_report(week: Week, produced_at: datetime, acted_on: str = "") -> WeeklyReport:
    """The report of a week, as its page shows it; `acted_on` is what files say was done about triggers."""
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
        headline=f"{week.stale_week(produced_at)} {missing_said(week)}".strip(),
        leads=leads(week, latest, acted_on),
        uncertain=week.uncertain.words,
        figures=figures(week, latest),
        top=the_list(week),
        list_notes=tuple(standing_notes(week.top, week.settings.top_five.settle_days, MOST_BEHIND)),
        trend=line_of(latest.episodes),
        trend_said=latest.parts,
        cards=tuple(card(profile, week) for profile in week.profiles[:MOST_CARDS]),
        cards_said=cards_said(week),
        list_made=tuple(filter(None, (rule_in_words(week.settings.top_five), sensitivity_words(week.top)))),
        durations=durations_chart(week),
        interviews=interviews_chart(week),
        interviews_said=interviews_said(week),
        where=where_grid(week),
        overdue=overdue_grid(week),
        actions=actions_grid(week),
        minutes=minutes_grid(week),
        notes=notes(week, latest.episodes),
    )


def missing_said(week: Week) -> str:
    """ "At the end of the week 8 children were missing, 0DDDCB70 for longest: 11 days 6 h."; and what nobody knows.

    Of whom nothing was heard for long is counted apart, here as on page Now and in messages.
    """
    doubtful = len({child.child_id for child in week.in_doubt})
    has = "has" if doubtful == 1 else "have"
    doubt = f"{number(doubtful)} more {has} an open record that is to be settled first." if doubtful else ""
    return " ".join(filter(None, [certain_said(week), doubt]))


def certain_said(week: Week) -> str:
    """The same of those whose record is not in doubt."""
    missing = week.certain
    if not missing:
        nobody = "At the end of the week no child was missing."
        return nobody if week.can_tell else f"Who was missing at the end of the week is not recorded: {NO_ENDS}."
    children = len({child.child_id for child in missing})
    how_many = f"At the end of the week {counted(children, Unit.CHILD)} {'was' if children == 1 else 'were'} missing"
    longest = max(known_missing(week), key=lambda item: item.seconds or 0, default=None)
    if longest is None:
        return f"{how_many}."
    long = lasted(longest.seconds)
    whose = reference(longest.child_id)
    return f"{how_many}: {whose}, for {long}." if children == 1 else f"{how_many}, {whose} for longest: {long}."


def known_missing(week: Week) -> list[MissingNow]:
    """Whoever is missing since a time that is known, and whose record is not in doubt."""
    return [child for child in week.certain if child.seconds is not None]


def leads(week: Week, latest: LatestWeek, acted_on: str) -> dict[str, str]:
    """What the first page says before any table: the change and what drives it, what is overdue, what is not known."""
    theirs = theirs_words(week.top.listed, latest.episodes.this)
    sentences = {
        "This week": f"{latest.change} {latest.standing} {theirs}",
        "Interviews": f"{in_time_said(week)} {latest.interviews}",
        "Overdue": overdue_said(week),
        "Acted on": acted_on,
        "Not known": said_of_ends(week.to_settle),
        "Rows refused": week.uncertain.by_file,
    }
    return {name: words.strip() for name, words in sentences.items() if words.strip()}


def in_time_said(week: Week) -> str:
    """ "16 of the 42 interviews that fell due were held within 72 hours."; nothing where nobody can say."""
    due = interviews_due(week.cases.of_files)
    hours = week.settings.deadlines.interview_hours
    if not due.due or due.in_time is None:
        return ""
    if due.due == 1:
        return f"The one interview that fell due was {'' if due.in_time else 'not '}held within {hours} hours."
    held = f"{number(due.in_time)} of the {number(due.due)} interviews that fell due"
    return f"{held} {'was' if due.in_time == 1 else 'were'} held within {hours} hours."


def overdue_said(week: Week) -> str:
    """Interviews, visits after a refusal, actions and answers to triggers that are overdue; that nothing is."""
    result = [interview for interview in week.tracked if interview.standing is Standing.OVERDUE]
    visits = sum(interview.is_visit_overdue for interview in week.tracked)
    sentences = []
    if result:
        oldest = lasted(-min(item.hours_left or 0 for item in result) * SECONDS_AN_HOUR)
        sentences.append(f"{counted(len(result), Unit.INTERVIEW)} {are(len(result))} overdue, the oldest by {oldest}")
    if visits:
        sentences.append(
            f"{number(visits)} {'visit' if visits == 1 else 'visits'} after a refusal {are(visits)} overdue"
        )
    owed = f"{'; '.join(sentences)}." if sentences else nothing_overdue(week)
    return f"{owed} {headline_work(week.overdue_since, week.work, week.today)}"


def are(many: int) -> str:
    """ "is" of one, "are" of several."""
    return "is" if many == 1 else "are"


def figures(week: Week, latest: LatestWeek) -> tuple[Figure, ...]:
    """The four figures of the first page."""
    missing = week.certain
    due = interviews_due(week.cases.of_files)
    in_doubt = len({child.child_id for child in week.in_doubt})
    doubt = f"; {number(in_doubt)} to settle" if in_doubt else ""
    by_hand = sum(child.is_by_hand for child in missing)
    doubt += f"; {number(by_hand)} by hand" if by_hand else ""
    still = f"longest {longest_missing(week)}{doubt}" if missing else f"nobody{doubt}" if week.can_tell else NO_ENDS
    many = number(len({child.child_id for child in missing})) if missing or week.can_tell else NOT_RECORDED
    return (
        *(
            Figure(weekly.name, number(weekly.this), tile_words(weekly), weekly.is_unusual)
            for weekly in (latest.episodes, latest.children)
        ),
        Figure("Still missing", many, still),
        Figure(
            f"Interviews in {week.settings.deadlines.interview_hours} hours",
            *in_time_words(due),
        ),
    )


def tile_words(weekly: Weekly) -> str:
    """ "run below; usual range 27 to 73": how a week stands, in the few words that a tile holds."""
    if weekly.usual is None:
        return "usual range not known yet"
    usual = f"usual range {range_words(weekly)}"
    return f"{stands_in_table(weekly)}; {usual}" if weekly.is_unusual else usual


def in_time_words(due: Due) -> tuple[str, str]:
    """ "31 of 42", and what share that is; where nobody recorded it, that."""
    if due.due is None:
        return NOT_RECORDED, NO_ENDS
    if due.due == 0:
        return "None due", "this week"
    if due.in_time is None:
        return NOT_RECORDED, f"{counted(due.due, Unit.INTERVIEW)} fell due; no file tells when they were held"
    return f"{number(due.in_time)} of {number(due.due)}", share_words(due.in_time, due.due)


def longest_missing(week: Week) -> str:
    """How long the child has been missing who has been so for longest, of times recorded and records not in doubt."""
    return lasted(max((item.seconds or 0 for item in known_missing(week)), default=None))


def the_list(week: Week) -> Grid:
    """The first page's table; of nobody, a sentence."""
    if not week.top.listed:
        return Grid("", {}, "Why", more="No child was missing in these days.")
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
    met = [trigger.rule.name for trigger in profile.triggers]
    places = joined([place for place, _ in profile.found][:3])
    words = {
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
        f"{counted(child.episodes_7, Unit.EPISODE)} in 7 days, {number(child.episodes_28)} in 28, "
        f"{number(child.episodes_90)} in 90. Longest {longest_words(child)}.",
        words,
        f"Action: {action.entry.text}{owner}." if action else "No action is written down.",
    )


def cards_said(week: Week) -> str:
    """How to read the cards, and who was taken off the list."""
    removed = [f"{reference(item.concern.child_id)} ({item.reason})" for item in week.top.removed]
    off = f" Taken off the list by the co-ordinator: {joined(removed)}." if removed else ""
    if not week.profiles:
        return f"No child is on the list.{off}"
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
    wheres = by_where(week.cases.of_files)
    *parts, whole = wheres
    shown = [*parts[:MOST_PLACES], whole]
    in_time = f"Done in {week.settings.deadlines.interview_hours} hours"
    columns = {
        "Lives": [item.name for item in shown],
        "Episodes ended": [number(item.episodes) for item in shown],
        "Children": [number(item.children) for item in shown],
        "Interviews due": [number(item.due) for item in shown],
        in_time: [count_words(item.in_time) for item in shown],
    }
    caption = "Table 2: Episodes that ended and interviews that fell due this week, by where the child lived"
    return Grid(caption, columns, "Lives", tuple(columns)[1:])


def overdue_grid(week: Week) -> Grid:
    """The interviews that are overdue, oldest first."""
    result = [interview for interview in week.tracked if interview.standing is Standing.OVERDUE]
    columns = interview_columns(result[:MOST_OVERDUE])
    kept = ("Child", "Returned", "Standing", "Provider")
    return Grid(
        f"Table 3: Interviews overdue, returns of the last {week.settings.now.tracker_days} days, oldest first",
        {name: columns[name] for name in kept if name in columns},
        "Standing",
        more=left_out(len(result), MOST_OVERDUE, "in the interview tracker") if result else nothing_overdue(week),
    )


def nothing_overdue(week: Week) -> str:
    """That no interview is overdue; or after how many returns nobody can say."""
    unsaid = sum(interview.standing is Standing.NOT_RECORDED for interview in week.tracked)
    if not week.can_tell:
        return f"{NOT_RECORDED}: {NO_ENDS}."
    if unsaid:
        return f"{NOT_RECORDED}: no file tells of interviews after {number(unsaid)} of these returns."
    return "No interview is overdue."


def actions_grid(week: Week) -> Grid:
    """The actions of earlier weeks, and what became of each; those of the last meeting stand in its minutes."""
    decided = week.last_meeting.decided if week.last_meeting else ()
    numbers = {item.entry.number for item in decided}
    result = [item for item in week.carried if item.entry.number not in numbers]
    columns = action_columns(result[:MOST_ACTIONS], week.today)
    return Grid(
        "Table 4: Actions from earlier weeks",
        {name: columns[name] for name in ("Child", "Action", "Owner", "Status")} if result else {},
        "Action",
        more=left_out(len(result), MOST_ACTIONS, "on the page Top five") if result else "None was open.",
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
    unknown = sum(1 for item in by_where(week.cases.of_files) if item.name == "Not recorded")
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
