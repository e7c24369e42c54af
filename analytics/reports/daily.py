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


@dataclass(frozen=True)
class DailySheet:
    """Everything that the sheet says."""

    title: str
    day: str
    council: str
    is_demonstration: bool
    marking: str
    circulation: str
    produced: str
    data_to: str
    snapshot: str
    headline: str
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
    of_triggers = [child for one in new_triggers(week) for child in one.children]
    of_actions = [one.entry.child for one in due_actions(week, today) if one.entry.child]
    of_marks = [one.mark.child_id for one in week.by_hand.to_look_at]
    return sorted({one.child_id for found in lists for one in found} | {*of_triggers, *of_actions, *of_marks})


def limits(week: Week) -> tuple[int, ...]:
    """Hours after which somebody must be told."""
    return week.settings.now.limits_hours


def missing_grid(week: Week) -> Grid:
    """Who is missing now."""
    found = week.certain
    nobody = NOBODY if week.can_tell else "No file tells of ends."
    more = the_others(found, MOST_MISSING) if found else nobody
    return open_grid("Missing now, in the order of concern", found[:MOST_MISSING], more)


def the_others(found: Sequence[MissingNow], shown: int) -> str:
    """ "2 more, of whom the page Now says the same: EA67887A, 9E1E3CB9.": nobody who is missing is left out unnamed."""
    rest = [reference(one.child_id) for one in found[shown:]]
    return f"{len(rest)} more, of whom the page Now says the same: {', '.join(rest)}." if rest else ""


def others_grid(week: Week) -> Grid:
    """Who is absent, or away without authorisation."""
    found = [one for one in week.missing if one.category != "missing"]
    return open_grid(
        "Absent, or away without authorisation" if found else "",
        found[:MOST_ACTIONS],
        the_others(found, MOST_ACTIONS),
    )


def open_grid(caption: str, found: Sequence[MissingNow], more: str) -> Grid:
    """Open episodes."""
    columns = {
        "Child": [reference(one.child_id) for one in found],
        "Since": [since_words(one) for one in found],
        "For": [gone_words(one) for one in found],
        "Who": [who(one.sex, one.age) for one in found],
        "Lives": [lives(one.setting, one.placement, one.in_area) for one in found],
        "Risk": [risk_words(one) for one in found],
    }
    return Grid(caption, columns if found else {}, "Risk", more=more)


def gone_words(one: MissingNow) -> str:
    """ "31 h, over 24 h": how long, and the longest limit that has passed."""
    passed = f", over {one.passed[-1][0]} h" if one.passed else ""
    return f"{lasted(one.seconds)}{passed}"


def risk_words(one: MissingNow) -> str:
    """ "Police high; triaged red; gangs": what is recorded of risk, and that nothing is."""
    said = [f"police {code_name(one.police_risk).lower()}"] if one.police_risk != codes.UNKNOWN else []
    said += [f"triaged {code_name(one.triage).lower()}"] if one.triage != "not_triaged" else []
    said += [flag_names(one.flags).lower()] if one.flags else []
    text = "; ".join(said)
    none = "None recorded" if one.are_flags_recorded else NOT_RECORDED
    return f"{text[:1].upper()}{text[1:]}" if text else none


def returned_grid(week: Week) -> Grid:
    """Who came back since the last working day, and what is owed by when."""
    found = week.returned
    columns = returned_columns(found[:MOST_RETURNED])
    kept = ("Child", "Returned", "Interview", "By", "Provider", "Safe-and-well check")
    return Grid(
        f"Returned since {when(last_working_day(week.as_of))}",
        {name: columns[name] for name in kept} if found else {},
        "Interview",
        more=left_out(len(found), MOST_RETURNED, "on the page Now") if found else NOBODY,
    )


def new_triggers(week: Week) -> list[Trigger]:
    """Triggers met since the last working day."""
    since = last_working_day(week.as_of)
    return [one for one in week.triggers if one.met_at >= since]


def triggers_grid(week: Week) -> Grid:
    """Which rules were met since then, by whom or where, and what they ask for."""
    found = new_triggers(week)
    shown = found[:MOST_TRIGGERS]
    columns = {
        "About": [marked_by_hand(key_of(one), any(map(is_own, one.episodes))) for one in shown],
        "Rule": [one.rule.name for one in shown],
        "Met": [when(one.met_at) for one in shown],
        "To do": [one.rule.action for one in shown],
    }
    if not any(columns["To do"]):
        del columns["To do"]
    return Grid(
        f"Triggers met since {when(last_working_day(week.as_of))}",
        columns if found else {},
        "To do" if "To do" in columns else "Rule",
        more=left_out(len(found), MOST_TRIGGERS, "on the page Triggers") if found else "None.",
    )


def due_actions(week: Week, today: date) -> list[Action]:
    """Actions that are not done and due today or before, the longest overdue first."""
    found = [one for one in actions(week.entries) if one.done is None and one.entry.due and one.entry.due <= today]
    return sorted(found, key=lambda one: one.entry.due or today)


def actions_grid(week: Week, today: date) -> Grid:
    """The actions due today, and those overdue."""
    found = due_actions(week, today)
    columns = action_columns(found[:MOST_ACTIONS], today)
    return Grid(
        "Actions due today or overdue",
        {name: columns[name] for name in ("Child", "Action", "Owner", "Status")} if found else {},
        "Action",
        more=left_out(len(found), MOST_ACTIONS, "on the page Top five") if found else "None.",
    )


def unknown(week: Week) -> list[str]:
    """What the records cannot tell, a sentence each: marks to look at, doubts, refused rows, what no file has."""
    marks = [
        f"{reference(one.mark.child_id)}, marked by hand ({mark_words(one.mark)}): {judged_words(one)}"
        for one in week.by_hand.to_look_at
    ]
    unflagged = bool(week.missing) and not all(one.are_flags_recorded for one in week.missing)
    said = [
        to_settle_words(week.ranking.to_settle, week.settings.top_five.settle_days),
        said_of_ends(week.to_settle),
        week.uncertain.words,
        "Risks marked are not recorded for all of these children." if unflagged else "",
    ]
    return [*marks, *filter(None, said)]
