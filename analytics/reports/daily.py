"""The sheet for the daily meeting: who is missing, who came back, what is met, what is due, what nobody can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from analytics.casework.actions import Action, actions
from analytics.casework.answers import NOT_RECORDED
from analytics.casework.by_hand.mark_words import judged_words, mark_words, moment_words
from analytics.casework.by_hand.marks import is_own
from analytics.casework.case_tables import action_columns, returned_columns, since_words
from analytics.casework.case_words import (
    BY_HAND,
    as_at,
    flag_names,
    headline_now,
    key_of,
    lasted,
    lives,
    marked_by_hand,
    overdue_words,
    said_of_ends,
    to_settle_words,
    when,
    who,
)
from analytics.casework.now import MissingNow, last_working_day
from analytics.casework.rows import reference
from analytics.casework.triggers import Trigger
from analytics.casework.week import Week
from analytics.reports.grid import Grid
from analytics.reports.head import Head
from analytics.reports.weekly import left_out
from analytics.words.names import code_name
from analytics.words.periods import day_text
from data import codes

# What two pages hold; the pages of the product have the rest, and the sheet says how many.
MOST_MISSING: Final = 20
MOST_RETURNED: Final = 14
MOST_TRIGGERS: Final = 10
MOST_ACTIONS: Final = 10
NOBODY: Final = "Nobody."


@dataclass(frozen=True, kw_only=True)
class DailySheet(Head):
    """Everything that the sheet says."""

    day: str
    by_hand: str
    missing: Grid
    others: Grid
    returned: Grid
    triggers: Grid
    actions: Grid
    unknown: tuple[str, ...]
    notes: str


def daily_sheet(week: Week, now: datetime) -> DailySheet:
    """The sheet of a day; the day of `now` is today, by the clock. Lists are those of the page Now."""
    council, weekly = week.settings.council, week.settings.weekly
    return DailySheet(
        title="Daily meeting on missing children",
        day=f"{now:%A} {day_text(now)}",
        council=council.name,
        is_demonstration=council.demonstration,
        marking=weekly.marking,
        circulation=f"For the daily meeting. {weekly.handling}",
        produced=f"{day_text(now)}, {now:%H:%M}",
        data_to=as_at(week.by_hand.ends),
        snapshot=week.cases.snapshot,
        headline=" ".join(filter(None, headlines(week, now))),
        by_hand=moment_words(week),
        missing=missing_grid(week),
        others=others_grid(week),
        returned=returned_grid(week),
        triggers=triggers_grid(week),
        actions=actions_grid(week, now.date()),
        unknown=tuple(unknown(week)) or ("No row of these days was refused or loaded with a doubt.",),
        notes=f"As at {as_at(week.as_of)}. Children stand by the first half of their pseudonym.{marked_note(week)}",
    )


def headlines(week: Week, now: datetime) -> tuple[str, ...]:
    """What leads the page Now: how old the files are, who is missing, what is overdue."""
    return (
        week.stale_now(now),
        headline_now(week.certain, limits(week), can_tell=week.can_tell),
        overdue_words(week.overdue_since, week.work, week.today),
    )


def marked_note(week: Week) -> str:
    """What is meant by "by hand", where anything is."""
    return (
        f" {BY_HAND.strip().capitalize()}: a co-ordinator marked it, and no file tells of it yet." if week.marks else ""
    )


def children_of(week: Week, today: date) -> list[str]:
    """The pseudonyms of all children on the sheet."""
    lists = (week.missing, week.to_settle, week.returned)
    of_triggers = [child for trigger in new_triggers(week) for child in trigger.children]
    of_actions = [action.entry.child for action in due_actions(week, today) if action.entry.child]
    of_marks = [item.mark.child_id for item in week.by_hand.to_look_at]
    return sorted({entry.child_id for item in lists for entry in item} | {*of_triggers, *of_actions, *of_marks})


def limits(week: Week) -> tuple[int, ...]:
    """Hours after which somebody must be told."""
    return week.settings.now.limits_hours


def missing_grid(week: Week) -> Grid:
    """Who is missing now."""
    result = week.certain
    nobody = NOBODY if week.can_tell else "No file tells of ends."
    more = the_others(result, MOST_MISSING) if result else nobody
    return open_grid("Missing now, in the order of concern", result[:MOST_MISSING], more)


def the_others(children: Sequence[MissingNow], shown: int) -> str:
    """ "2 more, of whom the page Now says the same: EA67887A, 9E1E3CB9.": nobody who is missing is left out unnamed."""
    rest = [reference(child.child_id) for child in children[shown:]]
    return f"{len(rest)} more, of whom the page Now says the same: {', '.join(rest)}." if rest else ""


def others_grid(week: Week) -> Grid:
    """Who is absent, or away without authorisation."""
    result = [child for child in week.missing if child.category != "missing"]
    return open_grid(
        "Absent, or away without authorisation" if result else "",
        result[:MOST_ACTIONS],
        the_others(result, MOST_ACTIONS),
    )


def open_grid(caption: str, children: Sequence[MissingNow], more: str) -> Grid:
    """Open episodes."""
    columns = {
        "Child": [reference(child.child_id) for child in children],
        "Since": [since_words(child) for child in children],
        "For": [gone_words(child) for child in children],
        "Who": [who(child.sex, child.age) for child in children],
        "Lives": [lives(child.setting, child.placement, child.in_area) for child in children],
        "Risk": [risk_words(child) for child in children],
    }
    return Grid(caption, columns if children else {}, "Risk", more=more)


def gone_words(child: MissingNow) -> str:
    """ "31 h, over 24 h": how long, and the longest limit that has passed."""
    passed = f", over {child.passed[-1][0]} h" if child.passed else ""
    return f"{lasted(child.seconds)}{passed}"


def risk_words(child: MissingNow) -> str:
    """ "Police high; triaged red; gangs": what is recorded of risk, and that nothing is."""
    words = [f"police {code_name(child.police_risk).lower()}"] if child.police_risk != codes.UNKNOWN else []
    words += [f"triaged {code_name(child.triage).lower()}"] if child.triage != "not_triaged" else []
    words += [flag_names(child.flags).lower()] if child.flags else []
    text = "; ".join(words)
    none = "None recorded" if child.are_flags_recorded else NOT_RECORDED
    return f"{text[:1].upper()}{text[1:]}" if text else none


def returned_grid(week: Week) -> Grid:
    """Who came back since the last working day, and what is owed by when."""
    result = week.returned
    columns = returned_columns(result[:MOST_RETURNED])
    kept = ("Child", "Returned", "Interview", "By", "Provider", "Safe-and-well check")
    return Grid(
        f"Returned since {when(last_working_day(week.as_of))}",
        {name: columns[name] for name in kept} if result else {},
        "Interview",
        more=left_out(len(result), MOST_RETURNED, "on the page Now") if result else NOBODY,
    )


def new_triggers(week: Week) -> list[Trigger]:
    """Triggers met since the last working day."""
    since = last_working_day(week.as_of)
    return [trigger for trigger in week.triggers if trigger.met_at >= since]


def triggers_grid(week: Week) -> Grid:
    """Which rules were met since then, by whom or where, and what they ask for."""
    triggers = new_triggers(week)
    shown = triggers[:MOST_TRIGGERS]
    columns = {
        "About": [marked_by_hand(key_of(item), any(map(is_own, item.episodes))) for item in shown],
        "Rule": [item.rule.name for item in shown],
        "Met": [when(item.met_at) for item in shown],
        "To do": [item.rule.action for item in shown],
    }
    if not any(columns["To do"]):
        del columns["To do"]
    return Grid(
        f"Triggers met since {when(last_working_day(week.as_of))}",
        columns if triggers else {},
        "To do" if "To do" in columns else "Rule",
        more=left_out(len(triggers), MOST_TRIGGERS, "on the page Triggers") if triggers else "None.",
    )


def due_actions(week: Week, today: date) -> list[Action]:
    """Actions that are not done and due today or before, the longest overdue first."""
    result = [
        action
        for action in actions(week.entries)
        if action.done is None and action.entry.due and action.entry.due <= today
    ]
    return sorted(result, key=lambda item: item.entry.due or today)


def actions_grid(week: Week, today: date) -> Grid:
    """The actions due today, and those overdue."""
    result = due_actions(week, today)
    columns = action_columns(result[:MOST_ACTIONS], today)
    return Grid(
        "Actions due today or overdue",
        {name: columns[name] for name in ("Child", "Action", "Owner", "Status")} if result else {},
        "Action",
        more=left_out(len(result), MOST_ACTIONS, "on the page Top five") if result else "None.",
    )


def unknown(week: Week) -> list[str]:
    """What the records cannot tell, a sentence each: marks to look at, doubts, refused rows, what no file has."""
    marks = [
        f"{reference(item.mark.child_id)}, marked by hand ({mark_words(item.mark)}): {judged_words(item)}"
        for item in week.by_hand.to_look_at
    ]
    unflagged = bool(week.missing) and not all(child.are_flags_recorded for child in week.missing)
    sentences = [
        to_settle_words(week.ranking.to_settle, week.settings.top_five.settle_days),
        said_of_ends(week.to_settle),
        week.uncertain.words,
        "Risks marked are not recorded for all of these children." if unflagged else "",
    ]
    return [*marks, *filter(None, sentences)]
