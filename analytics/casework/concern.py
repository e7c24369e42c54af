"""The list of most concern: whom the council's rule puts first, who comes next, and what would change the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from analytics.casework.children import Concern, children
from analytics.casework.order import in_order, known_of, neighbours, ranked
from analytics.casework.rows import Cases
from data.casebook import Entry, Kind
from data.week_settings import TopFive

# Words by which somebody vouches for a record of which nothing else was heard.
VOUCHES: Final = (Kind.ACTION, Kind.DONE, Kind.ADDED, Kind.ACKNOWLEDGED, Kind.DECIDED)
BEHIND: Final = 3  # how many who are not missing are named behind the list


@dataclass(frozen=True)
class Move:
    """What would move a child: the place once that is so, and who would then come on the list."""

    what: str  # "found"; "overdue": the interview is held; "refused": a visit is recorded
    place: int
    is_listed: bool
    comes_in: str | None


@dataclass(frozen=True)
class Listed:
    """A child on the list: the place, and where it came from. `reason` is of whoever was added by hand."""

    place: int
    concern: Concern
    reason: str = ""
    before: int | None = None  # the place on the list of the week before; null: not on it
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Removed:
    """A child whom the rule would list, taken off by hand, and why."""

    concern: Concern
    reason: str


@dataclass(frozen=True)
class Left:
    """A child who was on the list of the week before and is not on this one, and why."""

    child_id: str
    why: str


@dataclass(frozen=True)
class Swap:
    """Children who would come on the list and go from it, and the neighbouring rules under which they would."""

    come: tuple[str, ...]
    go: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Sensitivity:
    """How far the list hangs on the rule: of so many neighbouring rules, how many list the same children."""

    rules: int
    same: int
    swaps: tuple[Swap, ...]


@dataclass(frozen=True)
class TopList:
    """The list of one week; who else is missing now, in order; who is next; what is in doubt; who left and why."""

    listed: tuple[Listed, ...]
    removed: tuple[Removed, ...] = ()
    left: tuple[Left, ...] = ()
    also_missing: tuple[Listed, ...] = ()
    behind: tuple[Listed, ...] = ()
    to_settle: tuple[Concern, ...] = ()
    sensitivity: Sensitivity | None = None

    @property
    def many_missing(self) -> int:
        """Children who are missing now and rank, those taken off by hand among them."""
        shown = [item.concern for part in (self.listed, self.also_missing, self.removed) for item in part]
        return sum(child.is_missing for child in shown)


@dataclass(frozen=True)
class Ranking:
    """Whoever the rule ranks, first the child of most concern; and open records that are to be settled first."""

    placed: tuple[Concern, ...]
    to_settle: tuple[Concern, ...]

    @property
    def every_child(self) -> list[str]:
        """The pseudonyms of all of them."""
        return [child.child_id for child in (*self.placed, *self.to_settle)]


def ranking(cases: Cases, rule: TopFive, entries: Sequence[Entry], week: date) -> Ranking:
    """The children of the week that ended on that Sunday, in the order of the rule."""
    vouched = vouched_for(entries, rule, week)
    every = children(cases, rule.days)
    doubtful = {child.child_id for child in every if is_doubtful(child, cases, rule) and child.child_id not in vouched}
    return Ranking(
        tuple(ranked((child for child in every if child.child_id not in doubtful), rule)),
        tuple(ranked((child for child in every if child.child_id in doubtful), rule)),
    )


def is_doubtful(child: Concern, cases: Cases, rule: TopFive) -> bool:
    """Whether a child's record is open and nothing was written in it for longer than the rule allows."""
    return child.is_missing and cases.as_of - child.last_news > timedelta(days=rule.settle_days)


def vouched_for(entries: Sequence[Entry], rule: TopFive, week: date) -> set[str]:
    """Children of whom a co-ordinator wrote something in the days that the rule allows."""
    since = week - timedelta(days=rule.settle_days)
    return {entry.child for entry in entries if entry.kind in VOUCHES and since <= entry.week <= week}


def top_list(cases: Cases, rule: TopFive, entries: Sequence[Entry], week: date) -> TopList:
    """The list of the week that ended on that Sunday, with what was added and removed by hand in it."""
    last_week = week - timedelta(days=7)
    then = ranking(cases.earlier(7), rule, entries, last_week)
    earlier = changed_by_hand(then.placed, rule.size, in_week(entries, last_week))
    now = ranking(cases, rule, entries, week)
    result = changed_by_hand(now.placed, rule.size, in_week(entries, week))
    before = {item.concern.child_id: item.place for item in earlier.listed}
    chosen = {item.concern.child_id for item in result.listed}
    off = {item.concern.child_id: item.reason for item in result.removed}
    stand = [child for child in now.placed if child.child_id not in off]
    listed = tuple(
        replace(
            item,
            before=before.get(item.concern.child_id),
            moves=() if item.reason else moves(item.concern, stand, rule),
        )
        for item in result.listed
    )
    rest = [Listed(place, child) for place, child in enumerate(stand, start=1) if child.child_id not in chosen]
    return TopList(
        listed,
        result.removed,
        tuple(Left(child, why_left(child, now, off)) for child in before if child not in chosen),
        tuple(item for item in rest if item.concern.is_missing),
        tuple(item for item in rest if not item.concern.is_missing)[:BEHIND],
        now.to_settle,
        sensitivity(stand, rule),
    )


def why_left(child_id: str, now: Ranking, off: Mapping[str, str]) -> str:
    """Why a child of the last list is not on this one."""
    if child_id in off:
        return f"taken off by hand: {off[child_id]}"
    if child_id in {child.child_id for child in now.to_settle}:
        return "still missing by an open record, which is to be settled"
    for place, child in enumerate(now.placed, start=1):
        if child.child_id == child_id:
            by_hand = " by hand" if child.is_back_by_hand else ""
            return f"{'still missing' if child.is_missing else f'returned{by_hand}'}, place {place} by the rule now"
    return "returned, and not missing since"


def moves(child: Concern, stand: Sequence[Concern], rule: TopFive) -> tuple[Move, ...]:
    """What each thing that somebody can still do would change in a child's place."""
    result = replace(child, is_missing=False, missing_since=None, gone_for=None, so_far=None)
    told = {"found": result} if child.is_missing else {}
    if child.interview:
        told[child.interview] = replace(child, interview="")
    every = (move(what, changed, stand, rule) for what, changed in told.items())
    stands = [item.child_id for item in stand].index(child.child_id) + 1
    return tuple(item for item in every if item.what == "found" or item.place != stands)


def move(what: str, changed: Concern, stand: Sequence[Concern], rule: TopFive) -> Move:
    """The place of a child of whom something else is so, and who comes on the list instead."""
    others = [changed if item.child_id == changed.child_id else item for item in stand]
    order = [child for _, child in in_order(known_of(others, rule), rule)]
    place = 1 + next(at for at, child in enumerate(order) if child.child_id == changed.child_id)
    were, are = ({item.child_id for item in every[: rule.size]} for every in (stand, order))
    comes_in = next((item.child_id for item in order if item.child_id in are - were), None)
    return Move(what, place, place <= rule.size, comes_in)


def sensitivity(stand: Sequence[Concern], rule: TopFive) -> Sensitivity:
    """Who would come on the list and who go from it under each rule that is one step away."""
    order = [child.child_id for child in stand]
    chosen = set(order[: rule.size])
    known = known_of(stand, rule)
    under: dict[tuple[str, ...], list[str]] = {}
    for neighbour in neighbours(rule):
        listed = {child.child_id for _, child in in_order(known, neighbour.rule)[: rule.size]}
        under.setdefault(tuple(child for child in order if child in listed), []).append(neighbour.said)
    swaps = [
        Swap(
            tuple(child for child in listed if child not in chosen),
            tuple(child for child in order if child in chosen and child not in listed),
            tuple(rules),
        )
        for listed, rules in under.items()
        if set(listed) != chosen
    ]
    many = sum(len(rules) for rules in under.values())
    changed = sum(len(swap.rules) for swap in swaps)
    return Sensitivity(many, many - changed, tuple(sorted(swaps, key=lambda swap: -len(swap.rules))))


def in_week(entries: Sequence[Entry], week: date) -> dict[str, Entry]:
    """The last change to the list that was made for that week, by child."""
    return {entry.child: entry for entry in entries if entry.kind in (Kind.ADDED, Kind.REMOVED) and entry.week == week}


def changed_by_hand(every: Sequence[Concern], size: int, changed: Mapping[str, Entry]) -> TopList:
    """The first of all ranked but those removed, then those added; each change with its reason."""
    is_removed = {child for child, entry in changed.items() if entry.kind is Kind.REMOVED}
    first = [item for item in every if item.child_id not in is_removed][:size]
    chosen = {item.child_id for item in first}
    added = [
        item
        for item in every
        if item.child_id in changed and item.child_id not in is_removed and item.child_id not in chosen
    ]
    listed = [
        Listed(place, child, changed[child.child_id].text if child in added else "")
        for place, child in enumerate([*first, *added], start=1)
    ]
    removed = [Removed(item, changed[item.child_id].text) for item in every if item.child_id in is_removed]
    return TopList(tuple(listed), tuple(removed))
