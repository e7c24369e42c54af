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
from analytics.casework.children import Concern
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
from analytics.words.numbers import joined, mean_text, number, whole
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


def missing_columns(children: Sequence[MissingNow], limits: Sequence[int]) -> Columns:
    """One line an open episode."""
    return {
        "Child": [reference(child.child_id) for child in children],
        "Since": [since_words(child) for child in children],
        "For": [lasted(child.seconds) for child in children],
        **{f"{hours} h passed": [passed_words(child, hours) for child in children] for hours in limits},
        "Who": [who(child.sex, child.age) for child in children],
        "Lives": [lives(child.setting, child.placement, child.in_area) for child in children],
        "Police risk": [code_name(child.police_risk) for child in children],
        "Flags": [flag_names(child.flags, are_recorded=child.are_flags_recorded) for child in children],
    }


def since_words(child: MissingNow) -> str:
    """Since when a child is missing, as far as is recorded; and whether that is by hand."""
    text = day_and_year(child.since) if child.is_date_only else when(child.since)
    return marked_by_hand(text, child.is_by_hand)


def settling_columns(children: Sequence[ToSettle]) -> Columns:
    """One line an episode of which nobody can say how it ended."""
    return {
        "Child": [reference(child.child_id) for child in children],
        "Since": [
            day_and_year(child.since) if child.is_date_only else full_when(child.since, "minute") for child in children
        ],
        "Category": [code_name(child.category) for child in children],
        "Source": [", ".join(source_name(source) for source in each.sources) for each in children],
        "Why": [why_not_settled(child) for child in children],
    }


def passed_words(child: MissingNow, hours: int) -> str:
    """When a limit passed; "no" where it has not, or a word that nobody can know."""
    if child.is_date_only:
        return "Not known"
    return next((when(at) for limit, at in child.passed if limit == hours), "No")


def returned_columns(interviews: Sequence[Return]) -> Columns:
    """One line a return: what is owed, and by when."""
    return {
        "Child": [reference(interview.child_id) for interview in interviews],
        "Returned": [returned_words(interview) for interview in interviews],
        "Interview": [interview_words(interview) for interview in interviews],
        "By": [
            when(interview.due_at) if interview.is_owed or interview.standing is Standing.NOT_RECORDED else ""
            for interview in interviews
        ],
        "Provider": [code_name(interview.provider) for interview in interviews],
        "Safe-and-well check": [
            when(interview.safe_and_well_at) if interview.safe_and_well_at else "Not recorded"
            for interview in interviews
        ],
    }


def interview_columns(interviews: Sequence[Return]) -> Columns:
    """One line an interview of the tracker; a column that would be empty is left out."""
    columns = {
        "Child": [reference(interview.child_id) for interview in interviews],
        "Standing": [interview_words(interview) for interview in interviews],
        "Returned": [returned_words(interview) for interview in interviews],
        "Due by": [when(interview.due_at) for interview in interviews],
        "Offered": [when(interview.offered_at) if interview.offered_at else "" for interview in interviews],
        "Done": [when(interview.completed_at) if interview.completed_at else "" for interview in interviews],
        "Provider": [code_name(interview.provider) for interview in interviews],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}


def returned_words(interview: Return) -> str:
    """When a child came back, as far as is recorded."""
    text = day_and_year(interview.returned_at) if interview.is_date_only else when(interview.returned_at)
    return marked_by_hand(text, interview.is_by_hand)


def concern_columns(listed_children: Sequence[Listed]) -> Columns:
    """One line a child of the list."""
    return {
        "No.": [number(item.place) for item in listed_children],
        "Child": [reference(item.concern.child_id) for item in listed_children],
        "Who": [who(item.concern.sex, item.concern.age) for item in listed_children],
        "Lives": [
            lives(item.concern.setting, item.concern.placement, item.concern.in_area) for item in listed_children
        ],
        "7 days": [number(item.concern.episodes_7) for item in listed_children],
        "28 days": [number(item.concern.episodes_28) for item in listed_children],
        # The direction of travel: as often in 28 days as this, before them.
        "Usual for 28": [usual_text(item.concern) for item in listed_children],
        "90 days": [number(item.concern.episodes_90) for item in listed_children],
        "Year": [number(item.concern.episodes_365) for item in listed_children],
        "Longest": [longest_words(item.concern) for item in listed_children],
        "Why": [why(item) for item in listed_children],
    }


def usual_text(child: Concern) -> str:
    """How often a child went in 28 days before these; of records that begin too late, that it is not known."""
    return "Not known" if child.usual is None else mean_text(child.usual)


def report_columns(listed_children: Sequence[Listed]) -> Columns:
    """The list as a page of A4 holds it."""
    columns = concern_columns(listed_children)
    kept = ("No.", "Child", "Who", "Lives", "7 days", "28 days", "90 days", "Longest", "Why")
    return {name: columns[name] for name in kept}


def work_columns(rows: Sequence[Row], today: date) -> Columns:
    """One line a child or place, with all its triggers; what it says first is of the most urgent."""
    return {
        "About": [key_of(row.first.trigger) for row in rows],
        "State": [kept_together(stage_words(row.first, today)) for row in rows],
        "Rules met": ["; ".join(dict.fromkeys(trigger.rule.name for trigger in row.triggers)) for row in rows],
        "Children": [number(len(row.children)) for row in rows],
        "Episodes": [episodes_words(row.episodes) for row in rows],
        "Owner": [joined([owner or NOBODY_YET for owner in row.owners]) for row in rows],
        "Answer": [answers_words(row) for row in rows],
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
    answered = [item for item in row.items if item.trigger.answer or item.trigger.before]
    if len(row.items) == 1 and answered:
        return answer_words(answered[0])
    return "; ".join(f"{item.trigger.rule.name}: {answer_words(item)}" for item in answered) or NO_ANSWER


def item_columns(items: Sequence[Item], today: date) -> Columns:
    """One line a trigger of one child or place; how many children there are is said of places."""
    columns = trigger_cells(items, today)
    if all(item.trigger.child_id for item in items):
        del columns["Children"]
    return {"Rule": [item.trigger.rule.name for item in items]} | columns


def trigger_columns(items: Sequence[Item], today: date) -> Columns:
    """One line a trigger of one rule."""
    return {"About": [key_of(item.trigger) for item in items]} | trigger_cells(items, today)


def trigger_cells(items: Sequence[Item], today: date) -> Columns:
    """What is said of a trigger, whatever it is named by."""
    return {
        "State": [kept_together(stage_words(item, today)) for item in items],
        "Met": [when(item.trigger.met_at) for item in items],
        "Window": [window_words(item.trigger) for item in items],
        "Episodes": [episodes_words(item.trigger.episodes) for item in items],
        "Children": [number(len(set(item.trigger.children))) for item in items],
        "Owner": [item.owner or NOBODY_YET for item in items],
        "Answer": [answer_words(item) for item in items],
    }


def agreed_columns(entries: Sequence[Entry], today: date) -> Columns:
    """One line of what was agreed on a trigger that is no longer there."""
    return {
        "About": [about_words(entry) for entry in entries],
        "Agreed": [answer_in_words(entry) for entry in entries],
        "Owner": [entry.owner or "Not named" for entry in entries],
        "State": [due_words(entry, today) for entry in entries],
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


def decision_columns(decisions: Sequence[Decision], today: date) -> Columns:
    """One line a decision of a meeting, and what became of it."""
    return {
        "Child": [of_whom(decision.entry) for decision in decisions],
        "Decided": [decision.entry.text for decision in decisions],
        "By whom": [decision.entry.owner or "Not named" for decision in decisions],
        "What became of it": [decision.status(today) for decision in decisions],
    }


def decided_columns(decisions: Sequence[Decision], today: date) -> Columns:
    """One line a decision for one child, with the week whose list the meeting was about."""
    rest = {name: cells for name, cells in decision_columns(decisions, today).items() if name != "Child"}
    return {"List of week ending": [day_and_year(decision.entry.week) for decision in decisions], **rest}


def of_whom(entry: Entry) -> str:
    """The child of a line of the casebook; "All" where it is of none."""
    return reference(entry.child) if entry.child else "All"


def action_columns(actions: Sequence[Action], today: date) -> Columns:
    """One line an action."""
    return {
        "Child": [of_whom(action.entry) for action in actions],
        "Action": [action.entry.text for action in actions],
        "Owner": [action.entry.owner or "Not named" for action in actions],
        "Status": [action.status(today) for action in actions],
        "Written": [f"{written_on(action.entry.at)} by {action.entry.who}" for action in actions],
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


def change_columns(weekly_counts: Sequence[Weekly]) -> Columns:
    """One line a group: this week, last week, what is usual, and how this week stands to it."""
    return {
        "Missing": [group_title(count.name) for count in weekly_counts],
        "This week": [number(count.this) for count in weekly_counts],
        "Last week": ["" if count.last is None else number(count.last) for count in weekly_counts],
        "Usual range": [range_words(count) or "Not known" for count in weekly_counts],
        "Stands": [stands_in_table(count) for count in weekly_counts],
    }


def group_title(name: str) -> str:
    """What a group is called; a children's home by its number."""
    return f"Home {name}" if name.isdigit() else code_name(name)


def pair_columns(pairs: Sequence[Pair]) -> Columns:
    """One line a pair of children, and what links them; a column that would be empty is left out."""
    columns = {
        "Child": [reference(pair.one) for pair in pairs],
        "And": [reference(pair.other) for pair in pairs],
        "Found together": [touch_words(pair.found) for pair in pairs],
        "Went together": [touch_words(pair.left) for pair in pairs],
        "Missing at one time": [
            f"{times(pair.overlaps)}, {whole(pair.hours)} h; {mean_text(pair.expected)} times by chance"
            for pair in pairs
        ],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}


def touch_words(touches: Sequence[Touch]) -> str:
    """ "Central bus station, Sat 8 Aug, 22:31"; several are joined."""
    return "; ".join(f"{touch.place}, {when(touch.at)}" for touch in touches)


def stay_columns(stays: Sequence[Stay]) -> Columns:
    """One line a placement."""
    return {
        "From": [day_and_year(stay.started) for stay in stays],
        "To": [day_and_year(stay.ended) if stay.ended else "Now" for stay in stays],
        "Placement": [code_name(stay.placement) for stay in stays],
        "Legal status": [stay.legal_status for stay in stays],
        "Home": [stay.urn for stay in stays],
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
