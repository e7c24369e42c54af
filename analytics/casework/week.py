"""One week as the meeting looks at it: the list, a profile of each child on it, triggers, interviews, actions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

import polars as pl

from analytics.casework.actions import Action, actions, carried, last_of, to_look_at
from analytics.casework.by_hand.marks import Mark
from analytics.casework.by_hand.overlay import marked
from analytics.casework.by_hand.settling import ByHand, by_hand
from analytics.casework.children import Concern
from analytics.casework.concern import Listed, Ranking, TopList, ranking, top_list
from analytics.casework.interviews import Return, Standing, returns, tracked
from analytics.casework.minutes import Minutes, last_meeting, minutes_of
from analytics.casework.now import MissingNow, ToSettle, can_tell, last_working_day, missing_now, to_settle
from analytics.casework.rows import Cases, cases, cases_at, week_ending, within
from analytics.casework.together import Suggestion, suggestions
from analytics.casework.triggers import Listing, State, Trigger, listing
from analytics.casework.uncertain import Uncertain, clock, uncertain
from analytics.casework.worklist import Item, answered_since, items, left_over, overdue_since
from analytics.measuring.recorded import MARKS, TRIAGE
from data.casebook import Casebook, Entry
from data.keys import DEMONSTRATION_KEY
from data.settings import Settings
from data.snapshots import Snapshot, Store

STRIP_DAYS: Final = 90
# Where nobody knows the day of an interview, the last year's returns tell how the latest stands.
DAYS_OF_RETURNS: Final = 365


@dataclass(frozen=True)
class Gone:
    """One episode on a strip."""

    category: str
    started_at: datetime
    is_open: bool = False


@dataclass(frozen=True)
class Profile:
    """What the meeting sees of one child on the list."""

    listed: Listed
    gone: tuple[Gone, ...]  # that began in the last 90 days or are not over, oldest first
    found: tuple[tuple[str, int], ...]  # places in those days, most frequent first, with how often
    interview: Return | None  # after the latest return
    triggers: tuple[Trigger, ...]  # new or open
    action: Action | None  # the newest
    suggested: Suggestion | None  # at the latest missing episode, beside the triage last recorded


@dataclass(frozen=True)
class Week:
    """Everything of one week, from the cases as known at its moment. Each part is worked out when first asked for."""

    cases: Cases
    settings: Settings
    entries: tuple[Entry, ...]
    uncertain: Uncertain
    by_hand: ByHand

    @property
    def as_of(self) -> datetime:
        """The moment that the week is looked at."""
        return self.cases.as_of

    @property
    def ending(self) -> date:
        """The Sunday of the week that was over at that moment."""
        return week_ending(self.as_of)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks by hand that count at that moment."""
        return tuple(mark for mark in self.by_hand.standing if mark.known_from <= self.as_of)

    @cached_property
    def top(self) -> TopList:
        """The list of most concern."""
        return top_list(self.cases, self.settings.top_five, self.entries, self.ending)

    @cached_property
    def ranking(self) -> Ranking:
        """Whoever the rule ranks, first the child of most concern, and whose record is to be settled first."""
        return ranking(self.cases, self.settings.top_five, self.entries, self.ending)

    @property
    def every_child(self) -> list[str]:
        """Everybody of the ranking, those to settle last."""
        return self.ranking.every_child

    @property
    def on_list(self) -> list[str]:
        """Everybody whom the list may name, as the audit log is told: ranked, gone from it, or written of."""
        meetings = (self.minutes, self.last_meeting)
        written = [
            *(item.entry.child for item in (*self.to_look_at, *self.carried)),
            *(item.entry.child for minutes in meetings if minutes for item in minutes.decided),
        ]
        named = [*self.every_child, *(item.child_id for item in self.top.left), *written]
        return [child for child in dict.fromkeys(named) if child]

    @property
    def in_report(self) -> list[str]:
        """Everybody whom the weekly report may name: the list, and those whose interview is overdue."""
        overdue = [interview.child_id for interview in self.tracked if interview.standing is Standing.OVERDUE]
        return list(dict.fromkeys([*self.on_list, *overdue]))

    @property
    def today(self) -> date:
        """From when something is overdue: the day by the clock, or of the moment where that lies in the past.

        What was agreed falls due whether or not there is a newer file. The demonstration's clock stands still.
        """
        at = self.as_of.date()
        is_now = self.as_of >= self.uncertain.known_to and not self.uncertain.is_invented
        return max(at, clock().date()) if is_now else at

    @cached_property
    def listing(self) -> Listing:
        """The triggers, and how many are no longer listed."""
        return listing(self.cases, self.settings.rules, self.settings.triggers, self.entries)

    @property
    def triggers(self) -> list[Trigger]:
        """Every trigger that is open, was until lately, or is acknowledged."""
        return self.listing.triggers

    @cached_property
    def work(self) -> list[Item]:
        """The triggers as they stand for whoever works by the list, the most urgent first."""
        return self.work_on(self.today)

    def work_on(self, day: date) -> list[Item]:
        """The triggers as they stand on a day."""
        return items(self.triggers, day, self.settings.triggers, answered_since(self.entries, day))

    @cached_property
    def left_over(self) -> list[Entry]:
        """What was agreed on triggers that are no longer there."""
        return left_over(self.triggers, self.entries)

    @property
    def overdue_since(self) -> list[date]:
        """The day of everything that somebody was to have done: actions, decisions, what was agreed on triggers."""
        return self.overdue_on(self.today)

    def overdue_on(self, day: date) -> list[date]:
        """The same, as it stands on a day."""
        late = [action.entry.due for action in actions(self.entries) if action.entry.due and action.is_overdue(day)]
        return [*late, *overdue_since(self.work_on(day), self.left_over, day)]

    @property
    def minutes(self) -> Minutes:
        """The minutes of the meeting about this week's list."""
        return minutes_of(self.entries, self.ending)

    @property
    def last_meeting(self) -> Minutes | None:
        """The minutes of the meeting before."""
        return last_meeting(self.entries, self.ending)

    def episodes(self, ids: Sequence[str]) -> list[dict[str, object]]:
        """The rows of some episodes, oldest first."""
        return self.cases.rows.filter(pl.col("episode_id").is_in(ids)).to_dicts()

    @cached_property
    def tracked(self) -> list[Return]:
        """Returns of the last weeks that needed an interview."""
        return tracked(self.cases, self.settings.now.tracker_days)

    @cached_property
    def returned(self) -> list[Return]:
        """Who came back since the last working day."""
        return returns(self.cases, last_working_day(self.as_of))

    @cached_property
    def missing(self) -> list[MissingNow]:
        """Whose episode is open: in the order of concern, those to settle last; then the absent and the away."""
        places = {child: place for place, child in enumerate(self.every_child)}
        result = missing_now(self.cases, self.settings.now.limits_hours)
        return sorted(result, key=lambda item: (item.category != "missing", places.get(item.child_id, len(places))))

    @cached_property
    def in_doubt(self) -> list[MissingNow]:
        """Missing by an open record of which nothing was heard for long."""
        doubtful = {child.child_id for child in self.ranking.to_settle}
        return [child for child in self.missing if child.category == "missing" and child.child_id in doubtful]

    @cached_property
    def certain(self) -> list[MissingNow]:
        """Missing by any other open record: whom every count of children missing now is about."""
        return [child for child in self.missing if child.category == "missing" and child not in self.in_doubt]

    @property
    def can_tell(self) -> bool:
        """Whether any file tells of ends, and so of who is missing now."""
        return can_tell(self.cases)

    @cached_property
    def to_settle(self) -> list[ToSettle]:
        """Of whom nobody can say how the episode ended."""
        return to_settle(self.cases)

    @cached_property
    def profiles(self) -> list[Profile]:
        """The children on the list, in its order."""
        last = self.last_returns([item.concern.child_id for item in self.top.listed])
        return [self.profile(item, last) for item in self.top.listed]

    def profile(self, listed: Listed, last: dict[str, Return]) -> Profile:
        """What is known of a child on the list."""
        child = listed.concern.child_id
        is_shown = within(STRIP_DAYS, self.as_of) | pl.col("is_open")
        rows = self.cases.rows.filter((pl.col("child_id") == child) & is_shown)
        gone = rows.select(pl.col("category").cast(pl.String), "started_at", "is_open")
        places = Counter(rows["found_place"].drop_nulls().to_list())
        return Profile(
            listed,
            tuple(Gone(*row) for row in gone.iter_rows()),
            tuple(sorted(places.items(), key=lambda pair: (-pair[1], pair[0]))),
            last.get(child),
            tuple(
                trigger for trigger in self.triggers if trigger.child_id == child and trigger.state is not State.CLOSED
            ),
            last_of(self.entries, child),
            self.suggestion(listed.concern),
        )

    def suggestion(self, child: Concern) -> Suggestion | None:
        """What the rule suggests at the child's latest missing episode, beside the triage last recorded; and why."""
        own = self.cases.rows.filter(pl.col("child_id") == child.child_id)
        result = suggestions(own, self.settings.triage)
        if not result:
            return None
        return replace(
            result[0],
            recorded=child.triage,
            is_triage_recorded=TRIAGE not in child.unsaid,
            are_marks_recorded=MARKS not in child.unsaid,
        )

    def last_returns(self, children: Sequence[str]) -> dict[str, Return]:
        """The latest return that needed an interview of each of these children who had one."""
        own = replace(self.cases, rows=self.cases.rows.filter(pl.col("child_id").is_in(children)))
        interviews = tracked(own, DAYS_OF_RETURNS)
        return {interview.child_id: interview for interview in interviews}

    def stale_now(self, clock: datetime) -> str:
        """That the files are too old to say who is missing now; empty where they are not."""
        may_differ = "who is missing now may be others than these."
        return self.uncertain.stale_words(clock, self.settings.now.stale_days, may_differ)

    def stale_week(self, clock: datetime) -> str:
        """That the files are too old for a meeting about the last week; empty where they are not."""
        may_differ = "what happened since is in no figure here."
        return self.uncertain.stale_words(clock, self.settings.weekly.stale_days, may_differ)

    @property
    def carried(self) -> list[Action]:
        """Actions of earlier weeks that were not done before this one."""
        return carried(self.entries, self.ending)

    @property
    def to_look_at(self) -> list[Action]:
        """What is open, and what was done or written down in this week."""
        return to_look_at(self.entries, self.ending)


def the_week(store: Store, snapshot: Snapshot, settings: Settings, as_of: datetime | None = None) -> Week:
    """The week as the snapshot and the casebook know it at a moment; by default, now: see `moment_of_now`."""
    entries = Casebook(store).entries()
    marks = by_hand(snapshot, entries, settings)
    moment = as_of or moment_of_now(store, marks)
    known = cases_with(snapshot, settings, moment, marks)
    sunday = week_ending(known.as_of)
    written = tuple(entry for entry in entries if entry.week <= sunday)
    return Week(known, settings, written, uncertain(store, snapshot, known.as_of), marks)


def cases_with(snapshot: Snapshot, settings: Settings, moment: datetime, marks: ByHand) -> Cases:
    """The cases of files with the marks laid over them; without any, no later than the files end."""
    if not marks.standing:
        return cases(snapshot, settings, moment)
    return marked(cases_at(snapshot, settings.counting.adult_age, moment), marks.standing, settings)


def moment_of_now(store: Store, marks: ByHand) -> datetime:
    """What is now: the end of the files; where a mark was made since that no file tells of yet, the clock's minute.

    What was marked on Monday must not be looked at as on Friday, when the files end: its hours run.
    """
    told = [mark.known_from for mark in marks.standing]
    return max(marks.ends, this_minute(store, marks.ends), *told) if told else marks.ends


def this_minute(store: Store, ends: datetime) -> datetime:
    """The minute by the clock; the demonstration's stands still at the end of its files."""
    return ends if store.key() == DEMONSTRATION_KEY else clock().replace(second=0)


def days_ago(gone: Gone, as_of: datetime) -> float:
    """How many days before the as-of time an episode began."""
    return (as_of - gone.started_at) / timedelta(days=1)
