"""Casework as columns of words: the same on a page, in a download and in the weekly report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from analytics.casework.actions import Action
from analytics.casework.answers import EVERYTHING, NOT_RECORDED, Answers
from analytics.casework.by_hand.marks import is_own
from analytics.casework.case_words import (
    NO_ANSWER,
    answer_in_words,
    answer_words,
    day_and_year,
    flag_names,
    interview_words,
    key_of,
    lasted,
    lives,
    longest_words,
    marked_by_hand,
    range_words,
    stage_words,
    stands_in_table,
    times,
    when,
    who,
    why,
    why_not_settled,
    window_words,
    written_on,
)
from analytics.casework.changes import Weekly
from analytics.casework.concern import Listed
from analytics.casework.connections import Pair, Touch
from analytics.casework.interviews import Return, Standing
from analytics.casework.minutes import Decision
from analytics.casework.now import MissingNow, ToSettle
from analytics.casework.one_child import Stay
from analytics.casework.rows import END_BY_HAND, START_BY_HAND, reference
from analytics.casework.worklist import Item, Row
from analytics.measuring.recorded import TRIAGE
from analytics.words.columns import Columns
from analytics.words.names import code_name, source_name
from analytics.words.numbers import joined, number
from data import codes
from data.casebook import Entry

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
NOBODY_YET: Final = f"Nobody{NO_BREAK}yet"
# In place of the time of an end.
END_WORDS: Final = {
    codes.RETURNED: "Back, time not known",
    codes.SUPERSEDED: "Back, end not sent",
    codes.END_NOT_KNOWN: "Not known whether back",
    codes.OPEN_IN_DOUBT: "Still open, in doubt",
}


def missing_columns(found: Sequence[MissingNow], limits: Sequence[int]) -> Columns:
    """One line an open episode."""
    return {
        "Child": [reference(one.child_id) for one in found],
        "Since": [since_words(one) for one in found],
        "For": [lasted(one.seconds) for one in found],
        **{f"{hours} h passed": [passed_words(one, hours) for one in found] for hours in limits},
        "Who": [who(one.sex, one.age) for one in found],
        "Lives": [lives(one.setting, one.placement, one.in_area) for one in found],
        "Police risk": [code_name(one.police_risk) for one in found],
        "Flags": [flag_names(one.flags, are_recorded=one.are_flags_recorded) for one in found],
    }


def since_words(one: MissingNow) -> str:
    """Since when a child is missing, as far as is recorded; and whether that is by hand."""
    said = day_and_year(one.since) if one.is_date_only else when(one.since)
    return marked_by_hand(said, one.is_by_hand)


def settling_columns(found: Sequence[ToSettle]) -> Columns:
    """One line an episode of which nobody can say how it ended."""
    return {
        "Child": [reference(one.child_id) for one in found],
        "Since": [day_and_year(one.since) if one.is_date_only else full_when(one.since, "minute") for one in found],
        "Category": [code_name(one.category) for one in found],
        "Source": [", ".join(source_name(one) for one in each.sources) for each in found],
        "Why": [why_not_settled(one) for one in found],
    }


def passed_words(one: MissingNow, hours: int) -> str:
    """When a limit passed; "no" where it has not, or a word that nobody can know."""
    if one.is_date_only:
        return "Not known"
    return next((when(at) for limit, at in one.passed if limit == hours), "No")


def returned_columns(found: Sequence[Return]) -> Columns:
    """One line a return: what is owed, and by when."""
    return {
        "Child": [reference(one.child_id) for one in found],
        "Returned": [returned_words(one) for one in found],
        "Interview": [interview_words(one) for one in found],
        "By": [when(one.due_at) if one.is_owed or one.standing is Standing.NOT_RECORDED else "" for one in found],
        "Provider": [code_name(one.provider) for one in found],
        "Safe-and-well check": [
            when(one.safe_and_well_at) if one.safe_and_well_at else "Not recorded" for one in found
        ],
    }


def interview_columns(found: Sequence[Return]) -> Columns:
    """One line an interview of the tracker; a column that would be empty is left out."""
    columns = {
        "Child": [reference(one.child_id) for one in found],
        "Standing": [interview_words(one) for one in found],
        "Returned": [returned_words(one) for one in found],
        "Due by": [when(one.due_at) for one in found],
        "Offered": [when(one.offered_at) if one.offered_at else "" for one in found],
        "Done": [when(one.completed_at) if one.completed_at else "" for one in found],
        "Provider": [code_name(one.provider) for one in found],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}


def returned_words(one: Return) -> str:
    """When a child came back, as far as is recorded."""
    said = day_and_year(one.returned_at) if one.is_date_only else when(one.returned_at)
    return marked_by_hand(said, one.is_by_hand)


def concern_columns(found: Sequence[Listed]) -> Columns:
    """One line a child of the list."""
    return {
        "No.": [number(one.place) for one in found],
        "Child": [reference(one.concern.child_id) for one in found],
        "Who": [who(one.concern.sex, one.concern.age) for one in found],
        "Lives": [lives(one.concern.setting, one.concern.placement, one.concern.in_area) for one in found],
        "7 days": [number(one.concern.episodes_7) for one in found],
        "28 days": [number(one.concern.episodes_28) for one in found],
        "90 days": [number(one.concern.episodes_90) for one in found],
        "Year": [number(one.concern.episodes_365) for one in found],
        "Longest": [longest_words(one.concern) for one in found],
        "Why": [why(one) for one in found],
    }


def report_columns(found: Sequence[Listed]) -> Columns:
    """The list as a page of A4 holds it."""
    columns = concern_columns(found)
    kept = ("No.", "Child", "Who", "Lives", "7 days", "28 days", "90 days", "Longest", "Why")
    return {name: columns[name] for name in kept}


def work_columns(found: Sequence[Row], today: date) -> Columns:
    """One line a child or place, with all its triggers; what it says first is of the most urgent."""
    return {
        "About": [key_of(row.first.trigger) for row in found],
        "State": [kept_together(stage_words(row.first, today)) for row in found],
        "Rules met": ["; ".join(dict.fromkeys(one.rule.name for one in row.triggers)) for row in found],
        "Children": [number(len(row.children)) for row in found],
        "Episodes": [episodes_words(row.episodes) for row in found],
        "Owner": [joined([owner or NOBODY_YET for owner in row.owners]) for row in found],
        "Answer": [answers_words(row) for row in found],
    }


def kept_together(words: str) -> str:
    """A few words that a narrow column parts only after a comma."""
    return words.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")


def episodes_words(episodes: Sequence[str]) -> str:
    """ "3", "3, 1 by hand": how many episodes there are, and how many of them no file tells of yet."""
    by_hand = sum(map(is_own, episodes))
    return f"{number(len(episodes))}, {number(by_hand)} by hand" if by_hand else number(len(episodes))


def answers_words(row: Row) -> str:
    """What was answered to any of the triggers of a row, and to earlier ones that are met again."""
    said = [item for item in row.items if item.trigger.answer or item.trigger.before]
    if len(row.items) == 1 and said:
        return answer_words(said[0])
    return "; ".join(f"{item.trigger.rule.name}: {answer_words(item)}" for item in said) or NO_ANSWER


def item_columns(found: Sequence[Item], today: date) -> Columns:
    """One line a trigger of one child or place; how many children there are is said of places."""
    columns = trigger_cells(found, today)
    if all(item.trigger.child_id for item in found):
        del columns["Children"]
    return {"Rule": [item.trigger.rule.name for item in found]} | columns


def trigger_columns(found: Sequence[Item], today: date) -> Columns:
    """One line a trigger of one rule."""
    return {"About": [key_of(item.trigger) for item in found]} | trigger_cells(found, today)


def trigger_cells(found: Sequence[Item], today: date) -> Columns:
    """What is said of a trigger, whatever it is named by."""
    return {
        "State": [kept_together(stage_words(item, today)) for item in found],
        "Met": [when(item.trigger.met_at) for item in found],
        "Window": [window_words(item.trigger) for item in found],
        "Episodes": [episodes_words(item.trigger.episodes) for item in found],
        "Children": [number(len(set(item.trigger.children))) for item in found],
        "Owner": [item.owner or NOBODY_YET for item in found],
        "Answer": [answer_words(item) for item in found],
    }


def agreed_columns(found: Sequence[Entry], today: date) -> Columns:
    """One line of what was agreed on a trigger that is no longer there."""
    return {
        "About": [about_words(entry) for entry in found],
        "Agreed": [answer_in_words(entry) for entry in found],
        "Owner": [entry.owner or "Not named" for entry in found],
        "State": [due_words(entry, today) for entry in found],
    }


def about_words(entry: Entry) -> str:
    """The rule, and the child or place, of a word on a trigger."""
    return entry.about.replace(entry.child, reference(entry.child)) if entry.child else entry.about


def due_words(entry: Entry, today: date) -> str:
    """ "Overdue since 8 Oct", "Due 12 Oct"."""
    return Action(entry, None).status(today)


def of_whom_columns(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """One line a child of some episodes: how many, and when the last began; whoever has most comes first."""
    times = Counter(str(row["child_id"]) for row in rows)
    last = {str(row["child_id"]): row["started_at"] for row in rows}
    return {
        "Child": [reference(child) for child, _ in times.most_common()],
        "Episodes": [number(many) for _, many in times.most_common()],
        "Last began": [when(last[child]) for child, _ in times.most_common()],
    }


def decision_columns(found: Sequence[Decision], today: date) -> Columns:
    """One line a decision of a meeting, and what became of it."""
    return {
        "Child": [of_whom(one.entry) for one in found],
        "Decided": [one.entry.text for one in found],
        "By whom": [one.entry.owner or "Not named" for one in found],
        "What became of it": [one.status(today) for one in found],
    }


def decided_columns(found: Sequence[Decision], today: date) -> Columns:
    """One line a decision for one child, with the week whose list the meeting was about."""
    rest = {name: cells for name, cells in decision_columns(found, today).items() if name != "Child"}
    return {"List of week ending": [day_and_year(one.entry.week) for one in found], **rest}


def of_whom(entry: Entry) -> str:
    """The child of a line of the casebook; "All" where it is of none."""
    return reference(entry.child) if entry.child else "All"


def action_columns(found: Sequence[Action], today: date) -> Columns:
    """One line an action."""
    return {
        "Child": [of_whom(one.entry) for one in found],
        "Action": [one.entry.text for one in found],
        "Owner": [one.entry.owner or "Not named" for one in found],
        "Status": [one.status(today) for one in found],
        "Written": [f"{written_on(one.entry.at)} by {one.entry.who}" for one in found],
    }


def episode_columns(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """One line an episode."""
    return {
        "Child": [reference(row["child_id"]) for row in rows],
        "Category": [code_name(row["category"]) for row in rows],
        "From": [marked_by_hand(when(row["started_at"]), row.get(START_BY_HAND)) for row in rows],
        "To": [
            marked_by_hand(when(row["ended_at"]), row.get(END_BY_HAND)) if row["ended_at"] else open_words(row)
            for row in rows
        ],
        "Lives": [lives(row["setting"], row["placement"], row["in_area"]) for row in rows],
        "Missing from": [missing_from(row) for row in rows],
        "Found": [row["found_place"] or code_name(row["found_district"]) for row in rows],
    }


def missing_from(row: Mapping[str, Any]) -> str:
    """The place, else the home, else the postcode district."""
    home = f"Home {row['urn']}" if row["urn"] else ""
    return str(row["place"] or home or code_name(row["district"]))


def change_columns(found: Sequence[Weekly]) -> Columns:
    """One line a group: this week, last week, what is usual, and how this week stands to it."""
    return {
        "Missing": [group_title(one.name) for one in found],
        "This week": [number(one.this) for one in found],
        "Last week": ["" if one.last is None else number(one.last) for one in found],
        "Usual range": [range_words(one) or "Not known" for one in found],
        "Stands": [stands_in_table(one) for one in found],
    }


def group_title(name: str) -> str:
    """What a group is called; a children's home by its number."""
    return f"Home {name}" if name.isdigit() else code_name(name)


def pair_columns(found: Sequence[Pair]) -> Columns:
    """One line a pair of children, and what links them; a column that would be empty is left out."""
    columns = {
        "Child": [reference(one.one) for one in found],
        "And": [reference(one.other) for one in found],
        "Found together": [touch_words(one.found) for one in found],
        "Went together": [touch_words(one.left) for one in found],
        "Missing at one time": [
            f"{times(one.overlaps)}, {number(round(one.hours))} h; {one.expected:.1f} times by chance" for one in found
        ],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}


def touch_words(found: Sequence[Touch]) -> str:
    """ "Central bus station, Sat 8 Aug, 22:31"; several are joined."""
    return "; ".join(f"{one.place}, {when(one.at)}" for one in found)


def stay_columns(found: Sequence[Stay]) -> Columns:
    """One line a placement."""
    return {
        "From": [day_and_year(one.started) for one in found],
        "To": [day_and_year(one.ended) if one.ended else "Now" for one in found],
        "Placement": [code_name(one.placement) for one in found],
        "Legal status": [one.legal_status for one in found],
        "Home": [one.urn for one in found],
    }


def child_columns(rows: Sequence[Mapping[str, Any]], answers: Answers = EVERYTHING) -> Columns:
    """One line an episode of one child, newest first."""
    newest = list(reversed(rows))
    rest = {name: cells for name, cells in episode_columns(newest).items() if name not in ("Child", "From", "To")}
    return {
        "From": [
            marked_by_hand(full_when(row["started_at"], row["started_precision"]), row.get(START_BY_HAND))
            for row in newest
        ],
        "To": [ended_words(row) for row in newest],
        "Ended": [row["how_ended"] or "" for row in newest],
        "Police risk": [code_name(row["police_risk"]) for row in newest],
        "Triage": [triage_of(row, answers) for row in newest],
        **rest,
    }


def ended_words(row: Mapping[str, Any]) -> str:
    """When an episode ended, or what stands in place of that."""
    if not row["ended_at"]:
        return open_words(row)
    return marked_by_hand(full_when(row["ended_at"], row["ended_precision"]), row.get(END_BY_HAND))


def triage_of(row: Mapping[str, Any], answers: Answers) -> str:
    """The triage of an episode; "Not recorded" where no file of the month has a column of it."""
    is_blank = row["triage"] == "not_triaged"
    return NOT_RECORDED if is_blank and not answers.at(TRIAGE, row["started_at"]) else code_name(row["triage"])


def open_words(row: Mapping[str, Any]) -> str:
    """What stands in place of an end: still open, or why none is known."""
    return END_WORDS.get(str(row["end_status"]), "Still open")


def full_when(moment: datetime, precision: str) -> str:
    """With its year; only the day where only that is recorded."""
    return day_and_year(moment) if precision == "date" else f"{day_and_year(moment)}, {moment:%H:%M}"
