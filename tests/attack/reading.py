"""What a stranger knows who reads the tables and the definitions: which figures rows are of, and what ties figures.

Written from the words of the definitions ("Returns in the period where an interview was offered") and from nothing that
the product's own audit uses. A new indicator is refused until somebody has read it here (test_second_audit.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

import numpy as np

from data import codes
from data.settings import Settings

EPISODE, CHILD = "episode", "child"
NO_UNIT: Final = "difference"


@dataclass(frozen=True)
class Figure:
    """So many episodes, or children, of what, of which groups (column and group), of which days."""

    unit: str
    name: str
    groups: frozenset[tuple[str, str]]
    start: date
    end: date

    def of(self, name: str) -> "Figure":
        """The same of something else."""
        return replace(self, name=name)

    def within(self, column: str, group: str) -> "Figure":
        """Those of one group more."""
        return replace(self, groups=self.groups | {(column, group)})

    def without(self, *columns: str) -> "Figure":
        """The same of all groups of some columns."""
        return replace(self, groups=frozenset(pair for pair in self.groups if pair[0] not in columns))

    def counted_in(self, unit: str) -> "Figure":
        """The same in another unit."""
        return replace(self, unit=unit)

    @property
    def months(self) -> int:
        """How many months its days are."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def __str__(self) -> str:
        groups = ", ".join(f"{column} {group}" for column, group in sorted(self.groups))
        return f"{self.unit} {self.name} [{groups}] {self.start:%Y-%m-%d} to {self.end:%Y-%m-%d}"


@dataclass(frozen=True)
class Rule:
    """A sum of figures, each times a factor, that lies between two numbers.

    `is_definition`: it says what one of them is.
    """

    terms: Mapping[Figure, int]
    least: float
    most: float
    why: str
    is_definition: bool = False

    def holds(self, truth: Mapping[Figure, int] | None) -> bool:
        """Whether the exact numbers obey it; true where not all of them are known."""
        if truth is None or not self.terms.keys() <= truth.keys():
            return True
        total = sum(factor * truth[figure] for figure, factor in self.terms.items())
        return self.least <= total <= self.most


def equal(whole: Figure, parts: Iterable[Figure], why: str, **others: bool) -> Rule:
    """The parts add up to the whole."""
    return Rule(added((whole, -1), *((part, 1) for part in parts)), 0, 0, why, **others)


def no_more(small: Figure, large: Figure, why: str) -> Rule:
    """The first is at most the second."""
    return Rule(added((small, -1), (large, 1)), 0, np.inf, why)


def covers(parts: Iterable[Figure], whole: Figure, why: str) -> Rule:
    """The parts together are at least the whole."""
    return Rule(added((whole, -1), *((part, 1) for part in parts)), 0, np.inf, why)


def added(*terms: tuple[Figure, int]) -> dict[Figure, int]:
    """Terms by figure."""
    result: dict[Figure, int] = defaultdict(int)
    for figure, factor in terms:
        result[figure] += factor
    return {figure: factor for figure, factor in result.items() if factor}


# --- What the rows of each table are of ---


@dataclass(frozen=True)
class Reading:
    """What a table counts, of what, and what its categories are groups of."""

    counts: str
    of: str = ""
    column: str = ""
    is_of_care: bool = False
    of_children: bool = False
    # Categories that are other things than a group of the column.
    named: Mapping[str, str] | None = None
    rollups: Mapping[str, tuple[str, ...]] | None = None


EXPLOITATION: Final = ("cse", "cce", "county_lines", "gangs", "trafficking")
READINGS: Final[Mapping[str, Reading]] = {
    "missing-episodes": Reading("missing"),
    "children-missing": Reading("missing"),
    "episodes-per-child": Reading("missing", "missing", of_children=True),
    "missing-more-than-once": Reading("twice or more", "missing"),
    "rate-per-10000": Reading("missing"),
    "duration-hours": Reading(
        "missing",
        "missing",
        "hours",
        rollups={"over-24": ("24-48", "48-168", "168+"), "over-48": ("48-168", "168+")},
    ),
    "duration-days": Reading("back", "back", "days"),
    "overnight": Reading("overnight", "both times known"),
    "repeat-bands": Reading("missing", "missing", "times"),
    "persistent-children": Reading("often", "missing"),
    "top-children": Reading("missing", "missing", "most frequent"),
    "time-to-next-episode": Reading("back", "back", "next", rollups={"within-28": ("0-7", "7-14", "14-28")}),
    "again-after-interview": Reading("missing again", "followed"),
    "missing-and-absent": Reading("missing", "missing", "absences"),
    "home-or-care": Reading("missing", "missing", "setting"),
    "looked-after-missing": Reading("missing", "looked after", is_of_care=True),
    "placement-group": Reading("missing", "missing", "placement", is_of_care=True),
    "in-or-out-of-area": Reading("missing", "missing", "in_area", is_of_care=True),
    "own-or-hosted": Reading("missing", "missing", "own"),
    "interview-required": Reading("required"),
    "interview-offered": Reading("offered", "required"),
    "interview-completed": Reading("completed", "required"),
    "interview-push-pull": Reading("completed", "completed", "told"),
    "interview-reasons": Reading("completed", "completed", "told"),
    "interview-completed-of-offered": Reading("completed", "offered"),
    "interview-in-time": Reading("due and in time", "due"),
    "interview-in-time-of-completed": Reading("in time", "completed"),
    "interview-declined": Reading("declined", "offered"),
    "interview-declined-of-not-completed": Reading("declined", "not completed"),
    "interview-outcome": Reading(
        "required",
        "required",
        "outcome",
        rollups={"declined": ("declined_child", "declined_parent")},
        named={"accepted_completed": "completed", "declined": "declined"},
    ),
    "refusal-follow-up": Reading("visited", "refused a day ago"),
    "safe-and-well": Reading("seen safe", "returned"),
    "triage": Reading("latest", "missing", "triage"),
    "triage-mismatch": Reading("triaged otherwise", "triaged"),
    "ethnicity": Reading("missing", "missing", "ethnicity"),
    "sex": Reading("missing", "missing", "sex"),
    "age": Reading(
        "missing",
        "missing",
        "age",
        rollups={"10-15": ("10", "11", "12", "13", "14", "15"), "16-17": ("16", "17")},
    ),
    "flags": Reading("missing", "missing", "mark"),
    "police-risk": Reading("missing", "missing", "risk"),
    "distance": Reading(
        "back",
        "back",
        "miles",
        rollups={"within-10": ("0-5", "5-10"), "within-20": ("0-5", "5-10", "10-20")},
    ),
    "police-area": Reading("missing", "missing", "area"),
    "postcode-district": Reading("missing", "missing", "district"),
    "postcode-district-absent": Reading("absent", "absent", "district"),
    "postcode-district-found": Reading("missing", "missing", "found district"),
    "reconciliation": Reading("missing", "missing", "told by"),
}
# What is some of what.
SOME_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "twice or more": ("missing",),
    "often": ("missing", "twice or more"),
    "back": ("missing",),
    "both times known": ("back",),
    "overnight": ("both times known",),
    "followed": ("back",),
    "missing again": ("followed",),
    "triaged": ("missing",),
    "triaged otherwise": ("triaged",),
    "required": ("returned",),
    "offered": ("required",),
    "completed": ("offered", "required"),
    "not completed": ("required",),
    "in time": ("completed",),
    "due": ("required",),
    "due and in time": ("due", "in time"),
    "declined": ("offered", "not completed"),
    "refused a day ago": ("declined",),
    "visited": ("refused a day ago",),
    "seen safe": ("returned",),
}
LOOKS_BACK: Final = ("repeat-bands", "persistent-children", "missing-and-absent")
# Not parts of anything: a child bears several marks, and the three most frequent are among the five.
ADD_UP_TO_NOTHING: Final = frozenset({"mark", "told", "most frequent"})
# Children who are so by how often they went: whoever is, in the whole, may be so in no part of it.
BY_HOW_OFTEN: Final = frozenset({"twice or more", "often"})
# What is so by the last of several episodes is no sum of what was so before.
OF_THE_LAST: Final = "latest"
COLUMNS_BY_HOW_OFTEN: Final = frozenset({"times", "absences", "most frequent"})
AGE_BANDS_OF_YEARS: Final = {"10-15": "10-15", "16-17": "16-17", "unknown": "unknown"}
UNDER_TEN: Final = ("under-1", "1-4", "5-9")


# --- What a card says is counted together ---

EVERY_OTHER: Final = "others"
# Of these nothing was written down.
NOT_WRITTEN_DOWN: Final = frozenset({"unknown", "not_recorded", "time-not-recorded"})
NOT_HELD: Final = ("accepted_not_present", "not_offered_missing_again", "not_offered_no_contact", "not_offered_other")
HOURS: Final = ("0-8", "8-16", "16-24", "24-48", "48-168", "168+")
DAYS: Final = ("<1", "1-2", "3-7", "8-10", "11-15", "16-20", "21-30", ">30")
TIMES: Final = ("1-2", "3-5", "6-8", "9-19", "20+")
MILES: Final = ("0-5", "5-10", "10-20", "20-40", "40-80", "80+")
OTHER_PLACEMENTS: Final = ("with_parents", "secure", "other", "unknown")
YOUNG: Final = ("under-10", "10", "11", "12")
# Column and name -> its members, read from the sentences of the cards ("12 or under are counted together").
TOGETHER: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "hours": {
        "168+-or-still": (*HOURS[5:], "still-missing"),
        "48+-or-still": (*HOURS[4:], "still-missing"),
        "24+-or-still": (*HOURS[3:], "still-missing"),
        "16+-or-still": (*HOURS[2:], "still-missing"),
        "8+-or-still": (*HOURS[1:], "still-missing"),
        "over-48-or-still": (*HOURS[4:], "still-missing"),
        "over-24-or-still": (*HOURS[3:], "still-missing"),
    },
    "days": {"21+": DAYS[6:], "16+": DAYS[5:], "11+": DAYS[4:], "8+": DAYS[3:], "3+": DAYS[2:], "1+": DAYS[1:]},
    "times": {"9+": TIMES[3:], "6+": TIMES[2:], "3+": TIMES[1:]},
    "next": {"within-28": ("0-7", "7-14", "14-28")},
    "absences": {"3+": ("3-5", "6+")},
    "setting": {"not_in_care": ("home", "unknown")},
    "placement": {
        "supported-or-independent": ("supported_accommodation", "independent"),
        "other-placements": OTHER_PLACEMENTS,
        "residential": ("own_residential", "other_residential"),
        "any-other-placement": ("supported_accommodation", "independent", *OTHER_PLACEMENTS),
    },
    "in_area": {"out-or-unknown": ("out", "unknown")},
    "outcome": {
        "not_offered": NOT_HELD[1:],
        "declined": ("declined_child", "declined_parent"),
        "not-held": (*NOT_HELD, "pending", "unknown"),
    },
    "triage": {"green-or-none": ("green", "not_triaged")},
    "ethnicity": {"other-or-unknown": ("other", "unknown"), "mixed-or-other": ("mixed", "other", "unknown")},
    "age": {"12-or-under": YOUNG, "under-16": (*YOUNG, "13", "14", "15"), "16-17": ("16", "17")},
    "age_band": {"under-10": ("under-1", "1-4", "5-9"), "under-16": ("under-1", "1-4", "5-9", "10-15", "unknown")},
    "risk": {"low-or-none": ("low", "no_apparent_risk")},
    "miles": {"40+": MILES[4:], "20+": MILES[3:], "10+": MILES[2:], "5+": MILES[1:]},
    "area": {"elsewhere-or-unknown": ("Out of area", "unknown")},
}
# Columns of which only the large values may have a row of their own. All rows of a table are the whole.
BY_SIZE: Final = frozenset({"district", "found district", "area", "ethnicity", "own", "told by"})
OTHERS_THAN: Final = "others than "


def others_than(names: Iterable[str]) -> str:
    """The name of all whom a table does not name."""
    return OTHERS_THAN + "|".join(sorted(set(names) - {EVERY_OTHER}))


def is_together(column: str, group: str) -> bool:
    """Whether a group is several counted together."""
    return group in TOGETHER.get(column, {}) or group.startswith(OTHERS_THAN)


def with_members(there: Set[Figure]) -> set[Figure]:
    """The figures, with those that some of them are counted together of: nobody is told these, and all add up."""
    result, waiting = set(there), list(there)
    while waiting:
        new = [member for _, members in sums_of(waiting.pop()) for member in members if member not in result]
        result.update(new)
        waiting += new
    return result


def sums_of(figure: Figure) -> Iterator[tuple[Figure, tuple[Figure, ...]]]:
    """A figure of groups counted together, with its members."""
    if figure.name == "declined":
        required = figure.of("required")
        yield figure, tuple(required.within("outcome", member) for member in TOGETHER["outcome"]["declined"])
    for column, group in figure.groups:
        members = TOGETHER.get(column, {}).get(group, ())
        if members:
            yield figure, tuple(figure.without(column).within(column, member) for member in members)
        if column == "age" and members:
            # The others stand in the same table, some of them under the names of bands.
            everybody = figure.without("age")
            bands = tuple(everybody.within("age", age) for age in ("16", "17"))
            yield everybody.within("age_band", "16-17"), bands


def counted_together(there: Set[Figure]) -> Iterator[Rule]:
    """What is counted together is the sum of its members: of children too, since each stands in one of them."""
    for figure in there:
        for whole, members in sums_of(figure):
            yield equal(whole, members, "counted together")


def all_others(there: Set[Figure]) -> Iterator[Rule]:
    """Those named and all others are the whole; whoever another table names is among the others."""
    families: dict[tuple[Figure, str], dict[str, Figure]] = defaultdict(dict)
    for figure in there:
        for column, group in figure.groups:
            if column in BY_SIZE:
                families[figure.without(column), column][group] = figure
    for (whole, column), groups in families.items():
        plain = {group for group in groups if not is_together(column, group)}
        for group, others in groups.items():
            if group.startswith(OTHERS_THAN):
                told = {name for name in group.removeprefix(OTHERS_THAN).split("|") if name in groups}
                within = {member for name in told for member in TOGETHER.get(column, {}).get(name, ())}
                # Where another table of the same paper names the members too, they are counted once.
                named = told - within
                yield equal(whole, (others, *(groups[name] for name in named)), f"{column} named and others")
                yield Rule(
                    added((others, 1), *((groups[name], -1) for name in plain - named - within)),
                    0,
                    np.inf,
                    "named elsewhere",
                )


def figures_of(row: Mapping[str, Any], settings: Settings) -> tuple[Figure | None, Figure | None]:
    """The figure that a row's number is of, and the one that it is a share of. Raises KeyError for a table unread."""
    reading = READINGS[row["slug"]]
    start = row["period_start"]
    if row["slug"] in LOOKS_BACK:
        start = months_before(row["period_end"], settings.counting.look_back_months)
    whole = Figure(row["unit"], reading.counts, frozenset(), start, row["period_end"])
    if row["breakdown"] == "category":
        return whole.of(row["group"]), None
    if row["breakdown"]:
        whole = whole.within(row["breakdown"], row["group"])
    under = whole.of(reading.of) if reading.of else None
    if under and reading.of_children:
        under = under.counted_in(CHILD)
    if reading.is_of_care:
        under = under.within("setting", "care") if under and reading.of != "looked after" else under
        whole = whole if reading.column else whole.within("setting", "care")
    return over_of(row, reading, whole), under


def over_of(row: Mapping[str, Any], reading: Reading, whole: Figure) -> Figure:
    """The figure of a row's number."""
    category = row["category"]
    if row["slug"] == "rate-per-10000":
        return whole.within("setting", "care") if "looked" in category else whole
    if reading.named and category in reading.named:
        return whole.of(reading.named[category])
    if reading.column == "age" and category in AGE_BANDS_OF_YEARS:
        return whole.within("age_band", AGE_BANDS_OF_YEARS[category])
    return whole.within(reading.column, category) if reading.column else whole


def months_before(day: date, months: int) -> date:
    """The first of a month so many months before the first of another."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


# --- What ties figures ---


def rules_of(figures: Set[Figure], settings: Settings) -> Iterator[Rule]:
    """Every rule between figures that are there."""
    there = with_members(figures)
    makers = (
        groups_add_up(families_of(there), settings),
        rollups_add_up(there),
        some_of_others(there),
        children_and_episodes(there, settings),
        parts_of_time(there),
        care_and_placements(there),
        interviews(there),
        closed_and_timed(there),
        ages_in_two_tables(there),
        districts_in_areas(there, settings),
        marks_of_exploitation(there),
        most_frequent(there),
        counted_together(there),
        all_others(there),
    )
    for maker in makers:
        yield from maker


Families = Mapping[tuple[Figure, str], frozenset[Figure]]


def families_of(there: Set[Figure]) -> Families:
    """A figure and a column -> its groups in that column, as recorded: no roll-ups, and none counted together."""
    families: dict[tuple[Figure, str], set[Figure]] = defaultdict(set)
    rolled = {name for reading in READINGS.values() for name in reading.rollups or ()}
    for figure in there:
        for column, group in figure.groups:
            is_rolled_up = column in ("hours", "next", "outcome", "miles") and group in rolled
            if not is_rolled_up and not is_together(column, group):
                families[figure.without(column), column].add(figure)
    return {key: frozenset(parts) for key, parts in families.items()}


# All groups of a column: with one of them left out, the others add up to no whole.
ALL_GROUPS: Final[Mapping[str, frozenset[str]]] = {
    "setting": frozenset(codes.SETTINGS),
    "sex": frozenset(codes.SEXES),
    "triage": frozenset(codes.TRIAGES),
    "risk": frozenset(codes.POLICE_RISKS),
    "placement": frozenset(codes.PLACEMENTS),
    "in_area": frozenset(codes.IN_AREA),
    "own": frozenset(codes.OWN_OR_HOSTED),
    "outcome": frozenset(codes.INTERVIEW_OUTCOMES) - {"accepted_completed", "not_required"},
    "age_band": frozenset({"under-1", "1-4", "5-9", "10-15", "16-17", "unknown"}),
    "hours": frozenset({*HOURS, "still-missing", "time-not-recorded"}),
    "days": frozenset(DAYS),
    "times": frozenset(TIMES),
    "miles": frozenset({*MILES, "declined", "not_recorded"}),
    "absences": frozenset({"none", "1-2", "3-5", "6+"}),
    "after_support": frozenset({"intensive", "contacted", "other", "not_recorded"}),
    "after_interview": frozenset({"in_time", "not_in_time"}),
}


def is_whole(column: str, parts: frozenset[Figure], settings: Settings) -> bool:
    """Whether all groups of a column are there. Names that only a sender gives are left out where they show nobody."""
    groups = {dict(part.groups)[column] for part in parts}
    named = {
        "ethnicity": {*settings.ethnic_groups, "unknown"},
        "area": {*settings.areas, "Out of area", "unknown"},
        # What their tables add up to is said of each table: all_others.
        "district": {"a name that nobody has"},
        "found district": {"a name that nobody has"},
        "told by": {"a name that nobody has"},
        # Senders name them, and a board is not told of those who show nobody: so never whole.
        "provider": {"a name that nobody has"},
    }
    return groups >= ALL_GROUPS.get(column, frozenset(named.get(column, ())))


def groups_add_up(families: Families, settings: Settings) -> Iterator[Rule]:
    """The groups of a column are the whole, in children as in episodes: each child stands in one of them."""
    for (whole, column), parts in families.items():
        is_age_apart = column == "age" and len(parts) < len(AGES)
        if column in ADD_UP_TO_NOTHING or is_age_apart or not is_whole(column, parts, settings):
            yield from (no_more(part, whole, "a part") for part in parts if whole.name != OF_THE_LAST)
            continue
        members, base = complete(whole, column, parts)
        yield equal(base, members, f"groups of {column}")


AGES: Final = ("under-10", "10", "11", "12", "13", "14", "15", "16", "17")


def complete(whole: Figure, column: str, parts: frozenset[Figure]) -> tuple[tuple[Figure, ...], Figure]:
    """The groups of a column with those that have another name, and what they make up."""
    members = tuple(parts)
    if column == "outcome":
        members = (*members, whole.of("completed"))
    if column == "age":
        members = (*members, whole.within("age_band", "unknown"))
    if column == "triage" and whole.name == "latest":
        return members, whole.of("missing")
    is_of_care = column in ("placement", "in_area") and not any(
        (column, "not_in_care") in part.groups for part in parts
    )
    return members, whole.within("setting", "care") if is_of_care else whole


def rollups_add_up(there: Set[Figure]) -> Iterator[Rule]:
    """ "Over 24 hours" is the sum of its bands, and whoever is in a band is in it."""
    rolled = [
        (reading.column, name, members, (reading.named or {}).get(name))
        for reading in READINGS.values()
        for name, members in (reading.rollups or {}).items()
    ]
    for figure in there:
        for column, name, members, other in rolled:
            is_it = figure.name == other if other else (column, name) in figure.groups
            if column == "age":
                is_it = ("age_band", name) in figure.groups and figure.name == "missing"
            if not is_it:
                continue
            base = figure.without(column, "age_band") if not other else figure.of("required")
            parts = tuple(base.within(column, member) for member in members)
            if not all(part in there for part in parts):
                continue
            yield equal(figure, parts, f"{name} of {column}")


def some_of_others(there: Set[Figure]) -> Iterator[Rule]:
    """What is some of something is no more than it."""
    for figure in there:
        for name in SOME_OF.get(figure.name, ()):
            if figure.of(name) in there:
                yield no_more(figure, figure.of(name), f"{figure.name} of {name}")
        if figure.name == "missing" and ("setting", "care") in figure.groups and figure.unit == CHILD:
            size = figure.without("setting").of("looked after")
            if size in there:
                yield no_more(figure, size, "missing of looked after")


def children_and_episodes(there: Set[Figure], settings: Settings) -> Iterator[Rule]:
    """Each child has an episode of its group, those who went twice have two, those of a band as many as it says.

    In a group that changes, other episodes of the same child may be of other groups.
    """
    bands: dict[Figure, list[Figure]] = defaultdict(list)
    for figure in there:
        is_band = times_of(figure) and not is_together("times", dict(figure.groups)["times"])
        if figure.unit == CHILD and is_band:
            bands[figure.without("times")].append(figure)
    for figure in there:
        if figure.unit == CHILD and figure.name in BY_HOW_OFTEN and never_changes(figure):
            yield from went_again(figure, bands, there, settings.counting.persistent_more_than)
        elif figure.unit == CHILD and figure.name != "latest" and figure.counted_in(EPISODE) in there:
            yield from so_often_each(figure, figure.counted_in(EPISODE))


# A child's sex and ethnicity are as best known; who was in care at some time stands in care.
NEVER_CHANGES: Final = frozenset({"sex", "ethnicity", "times"})


def never_changes(figure: Figure) -> bool:
    """Whether whoever stands in its groups stands there with all episodes, at all times."""
    return {column for column, _ in figure.groups} <= NEVER_CHANGES


def once_is_enough(figure: Figure) -> bool:
    """Whether whoever stands in its groups for a part of the time stands there for the whole."""
    return never_changes(figure.without("setting")) and dict(figure.groups).get("setting", "care") == "care"


def so_often_each(children: Figure, episodes: Figure) -> Iterator[Rule]:
    """So many children have so many episodes at the least; and at the most, where their band ends."""
    least, most = times_of(children) or (1, None)
    yield Rule(added((episodes, 1), (children, -least)), 0, np.inf, "at least so often each")
    if most is not None:
        yield Rule(added((episodes, -1), (children, most)), 0, np.inf, "at most so often each")


def went_again(figure: Figure, bands: Mapping[Figure, list[Figure]], there: Set[Figure], often: int) -> Iterator[Rule]:
    """Who went again had an episode more than those who went once, or as many more as `often` says."""
    missing = figure.of("missing")
    more = 1 if figure.name == "twice or more" else often
    terms = added((missing.counted_in(EPISODE), 1), (missing, -1), (figure, -more))
    if all(term in there for term in terms):
        yield Rule(terms, 0, np.inf, "who went again had an episode more")
        if figure.name == "twice or more":
            yield from once_each_but(figure, bands.get(missing, []), there)


def once_each_but(twice: Figure, bands: list[Figure], there: Set[Figure]) -> Iterator[Rule]:
    """Of the bands of times: those of once and twice hold, beside episodes less children, who went twice."""
    first = next((band for band in bands if times_of(band) == (1, 2)), None)
    if first and first.counted_in(EPISODE) in there:
        above = tuple((band, 1) for band in bands if band != first)
        terms = added((twice, -1), (first.counted_in(EPISODE), 1), (first, -1), *above)
        yield Rule(terms, 0, 0, "who went twice, by bands")


def times_of(figure: Figure) -> tuple[int, int | None] | None:
    """The bounds of a figure's band of times, none where it has no band. The most is none in the last."""
    band = dict(figure.groups).get("times")
    if band is None:
        return None
    least, _, most = band.rstrip("+").partition("-")
    return int(least), None if band.endswith("+") else int(most or least)


def parts_of_time(there: Set[Figure]) -> Iterator[Rule]:
    """Episodes of months make up the quarter's; children of a quarter are at least each month's, at most their sum."""
    by_kind: dict[Figure, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in there:
        if figure.start.day == 1 and figure.end.day == 1 and adds_over_time(figure):
            key = replace(figure, start=date.min, end=date.max)
            by_kind[key][figure.months].append(figure)
    for lengths in by_kind.values():
        for wide in sorted(lengths):
            for narrow in sorted(lengths):
                if narrow < wide and wide % narrow == 0:
                    for whole in lengths[wide]:
                        yield from of_time(whole, inside(whole, narrow, there), there)


def adds_over_time(figure: Figure) -> bool:
    """Whether the figure of a period can be told from those of its parts."""
    columns = {column for column, _ in figure.groups}
    return figure.name not in (OF_THE_LAST, "looked after") and not columns & COLUMNS_BY_HOW_OFTEN


def inside(whole: Figure, months: int, there: Set[Figure]) -> tuple[Figure, ...]:
    """The figure of each so many months of a period; empty where one of them is not there."""
    starts = [months_before(whole.end, left) for left in range(whole.months, 0, -months)]
    parts = tuple(replace(whole, start=start, end=months_before(start, -months)) for start in starts)
    return parts if all(part in there for part in parts) else ()


def of_time(whole: Figure, parts: tuple[Figure, ...], there: Set[Figure]) -> Iterator[Rule]:
    """What the parts of a period say of it."""
    if not parts:
        return
    if whole.unit == EPISODE:
        yield equal(whole, parts, "months, quarters, years")
        return
    if whole.name == "often":
        return
    if once_is_enough(whole):
        yield from (no_more(part, whole, "children of a part of the time") for part in parts)
    if whole.name not in BY_HOW_OFTEN:
        yield covers(parts, whole, "children of parts of the time")
    twice = whole.of("twice or more")
    if whole.name == "missing" and twice in there and once_is_enough(whole):
        again = added((twice, len(parts) - 1), (whole, 1), *((part, -1) for part in parts))
        yield Rule(again, 0, np.inf, "who went in two parts of the time went twice")


def care_and_placements(there: Set[Figure]) -> Iterator[Rule]:
    """Whoever has no placement is not in care."""
    for figure in there:
        for column in ("placement", "in_area"):
            if (column, "not_in_care") not in figure.groups or figure.name in BY_HOW_OFTEN:
                continue
            whole = figure.without(column)
            care, others = whole.within("setting", "care"), [whole.within("setting", s) for s in ("home", "unknown")]
            if not {whole, care, *others} <= there:
                continue
            yield equal(whole, (figure, care), "in care and not")
            yield equal(figure, others, "not in care")


def interviews(there: Set[Figure]) -> Iterator[Rule]:
    """Required are completed or not; whoever completed one did not decline it."""
    for figure in there:
        if figure.unit == EPISODE and figure.name == "required":
            done, undone = figure.of("completed"), figure.of("not completed")
            if {done, undone} <= there:
                yield equal(figure, (done, undone), "completed and not")
        if figure.unit == EPISODE and figure.name == "offered":
            done, declined = figure.of("completed"), figure.of("declined")
            if {done, declined} <= there:
                yield Rule(added((figure, 1), (done, -1), (declined, -1)), 0, np.inf, "completed and declined")


def closed_and_timed(there: Set[Figure]) -> Iterator[Rule]:
    """Whoever is still missing is not back; who is back either has both times or not."""
    for back in there:
        if back.name != "back" or back.groups or back.unit != EPISODE:
            continue
        missing = back.of("missing")
        still, untimed = (missing.within("hours", name) for name in ("still-missing", "time-not-recorded"))
        if {missing, still, untimed} <= there:
            yield Rule(added((missing, 1), (still, -1), (back, -1)), 0, np.inf, "still missing is not back")
            yield Rule(added((back, 1), (missing, -1), (still, 1), (untimed, 1)), 0, np.inf, "timed are back")
            timed = back.of("both times known")
            if timed in there:
                yield equal(missing, (timed, still, untimed), "timed or not")
            nights = back.of("overnight")
            bands = tuple(missing.within("hours", band) for band in ("24-48", "48-168", "168+"))
            if {nights, *bands} <= there:
                yield Rule(added((nights, 1), *((band, -1) for band in bands)), 0, np.inf, "a day has a night")


def ages_in_two_tables(there: Set[Figure]) -> Iterator[Rule]:
    """Under ten stands in one table by year and in another by bands."""
    for figure in there:
        if ("age", "under-10") in figure.groups:
            bands = tuple(figure.without("age").within("age_band", band) for band in UNDER_TEN)
            if set(bands) <= there:
                yield equal(figure, bands, "under ten")


def districts_in_areas(there: Set[Figure], settings: Settings) -> Iterator[Rule]:
    """A police area is its districts."""
    area_of = {district: area for area, districts in settings.areas.items() for district in districts}
    parts: dict[Figure, list[Figure]] = defaultdict(list)
    for figure in there:
        district = dict(figure.groups).get("district")
        if district is not None and figure.name == "missing" and not district.startswith(OTHERS_THAN):
            area = "unknown" if district == "unknown" else area_of.get(district, "Out of area")
            parts[figure.without("district").within("area", area)].append(figure)
    for area, members in parts.items():
        if area in there:
            base = area.without("area")
            others = [
                figure
                for figure in there
                if figure.without("district") == base
                if any(group.startswith(OTHERS_THAN) for _, group in figure.groups)
            ]
            yield Rule(added((area, 1), *((member, -1) for member in members)), 0, np.inf, "districts of an area")
            yield from (covers((*members, other), area, "districts of an area") for other in others)


def marks_of_exploitation(there: Set[Figure]) -> Iterator[Rule]:
    """Any exploitation is one of its five kinds or several."""
    for figure in there:
        if ("mark", "exploitation") in figure.groups:
            kinds = tuple(figure.without("mark").within("mark", kind) for kind in EXPLOITATION)
            if set(kinds) <= there:
                yield covers(kinds, figure, "exploitation")
                yield from (no_more(kind, figure, "exploitation") for kind in kinds)


def most_frequent(there: Set[Figure]) -> Iterator[Rule]:
    """The top five hold the top three, who have no fewer each than the next two."""
    tops: dict[Figure, dict[int, Figure]] = defaultdict(dict)
    for figure in there:
        top = dict(figure.groups).get("most frequent", "")
        if top.isdigit():
            tops[figure.without("most frequent")][int(top)] = figure
    for named in tops.values():
        sizes = sorted(named)
        for less, more in pairwise(sizes):
            yield no_more(named[less], named[more], "the most frequent")
            terms = added((named[less], more), (named[more], -less))
            yield Rule(terms, 0, np.inf, "the most frequent have no fewer each")


# --- What no table holds, and two give by taking away ---


def unsaid_figures(figures: Set[Figure]) -> Iterator[tuple[Figure, Rule]]:
    """Differences that are children or episodes of somebody, each with the rule that says what it is."""
    there = set(figures)
    for figure in there:
        for name in SOME_OF.get(figure.name, ()):
            if figure.of(name) in there:
                yield less(figure.of(name), figure, f"{name} and not {figure.name}")
        columns = {column for column, _ in figure.groups}
        episodes = figure.counted_in(EPISODE)
        if figure.unit == CHILD and figure.name == "missing" and episodes in there and not columns & ADD_UP_TO_NOTHING:
            yield less(episodes, figure, "episodes beyond the first of each child")
        everybody = figure.without("setting")
        is_told = there & {everybody.within("setting", name) for name in ("home", "not_in_care")}
        is_in_care = ("setting", "care") in figure.groups
        if is_in_care and everybody in there and not (is_told or figure.name in BY_HOW_OFTEN):
            yield less(everybody, figure, "not in care")
        care = figure.of("missing").within("setting", "care")
        if figure.unit == CHILD and figure.name == "looked after" and care in there:
            yield less(figure, care, "looked after and not missing")


def less(whole: Figure, part: Figure, name: str) -> tuple[Figure, Rule]:
    """What a part leaves of a whole, as a figure of its own."""
    rest = Figure(NO_UNIT, f"{whole.unit} {whole.name}: {name}", whole.groups | part.groups, whole.start, whole.end)
    return rest, Rule(added((whole, 1), (part, -1), (rest, -1)), 0, 0, "what is left", is_definition=True)
