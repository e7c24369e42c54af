"""What a reader knows who lays every published table beside every other: figures, and the rules they obey.

Written from the glossary and from what the tables say of themselves, and from nothing else: no fact,
line or count of the code that hides. The audit (audit.py) asks what these rules give away.

A **figure** is what a published number is a value of. A **rule** is a sum of figures that lies between
two bounds. Rules are of whole numbers, none below nought.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, pairwise
from math import ceil
from typing import Any, Final, NamedTuple

import polars as pl

from analytics.disclosure.auditing.stated import looks_back, rollups, rungs_of_columns, statement_of, vocabulary
from analytics.disclosure.published import UNSAID, Published
from analytics.indicators import flags
from analytics.measuring import next_episode
from analytics.measuring.breakdowns import CATEGORY
from analytics.measuring.groupings import Grouping
from analytics.measuring.ladders import AS_RECORDED, Rung
from analytics.measuring.statements import Statement
from analytics.model import Unit, add_months
from data import codes
from data.bands import STILL_MISSING, TIME_NOT_RECORDED, Band, day_bands, hour_bands, repeat_bands
from data.settings import Settings

CHILD, EPISODE = Unit.CHILD.value, Unit.EPISODE.value
INFINITE: Final = float("inf")
# No child goes missing more often than once a day, in a year and a bit.
MANY: Final = 400
HOURS_IN_A_DAY: Final = 24
NUMBERS: Final = re.compile(r"(\d+)(?:-(\d+)|(\+))?")

Groups = frozenset[tuple[str, str]]


class Figure(NamedTuple):
    """How many `unit`s of `what`, in these groups, from one day up to another."""

    unit: str
    what: str
    groups: Groups
    start: date
    end: date

    @property
    def name(self) -> str:
        """What it is of, in one line."""
        groups = "".join(f", {column} {value}" for column, value in sorted(self.groups))
        return f"{self.unit}: {self.what}{groups}, {self.start} to before {self.end}"

    def of(self, what: str) -> "Figure":
        """The same groups and days of something else."""
        return Figure(self.unit, what, self.groups, self.start, self.end)

    def counted_in(self, unit: str) -> "Figure":
        """The same in children, or in episodes."""
        return Figure(unit, self.what, self.groups, self.start, self.end)

    def among(self, groups: Groups) -> "Figure":
        """The same in other groups."""
        return Figure(self.unit, self.what, groups, self.start, self.end)

    def during(self, start: date, end: date) -> "Figure":
        """The same from another day up to another."""
        return Figure(self.unit, self.what, self.groups, start, end)

    def within(self, column: str, value: str) -> "Figure":
        """The same, in one group more."""
        return self.among(self.groups | {(column, value)})

    def without(self, column: str) -> "Figure":
        """The same, whatever its group of a column."""
        return self.among(frozenset(pair for pair in self.groups if pair[0] != column))


class Rule(NamedTuple):
    """`least` <= the sum of figure x factor <= `most`."""

    terms: tuple[tuple[Figure, int], ...]
    least: float = 0
    most: float = 0

    @property
    def is_same(self) -> bool:
        """Whether it says that two figures are one number."""
        return self.least == self.most == sum(factor for _, factor in self.terms) == 0 and len(self.terms) == 2

    def holds(self, counts: Mapping[Figure, int]) -> bool:
        """Whether these counts obey it."""
        return self.least <= sum(counts[figure] * factor for figure, factor in self.terms) <= self.most


@dataclass
class Reading:
    """What was read: the figures shown, those that a table has without a number, and each row's two figures."""

    shown: dict[Figure, int] = field(default_factory=dict)
    hidden: set[Figure] = field(default_factory=set)
    of_row: list[tuple[Figure, Figure | None]] = field(default_factory=list)


def read(published: Published, settings: Settings) -> Reading:
    """Every number of the tables, by the figure that it is a value of.

    Raises BadIndicator for a table of which no indicator states what its numbers are: it could not be audited.
    """
    reading = Reading()
    missing: set[Figure] = set()
    for row in published.rows.filter(~pl.col("shown").is_in(UNSAID)).iter_rows(named=True):
        figures = figures_of(row, settings)
        reading.of_row.append(figures)
        for figure, value in zip(figures, (row["numerator"], row["denominator"]), strict=True):
            if figure is None:
                continue
            if value is None:
                missing.add(figure)
            else:
                reading.shown[figure] = value
    reading.hidden = missing - reading.shown.keys()
    return reading


def figures_of(row: Mapping[str, Any], settings: Settings) -> tuple[Figure, Figure | None]:
    """The figures of a row's numerator and denominator, by whichever table it stands in.

    Raises BadIndicator where no indicator states them.
    """
    stated = statement_of(row["slug"])
    start, end = row["period_start"], row["period_end"]
    if looks_back(row["slug"]):
        start = add_months(end, -settings.counting.look_back_months)
    if row["breakdown"] == CATEGORY.slug:
        return Figure(row["unit"], row["group"], frozenset(), start, end), None
    groups = frozenset({group_of(row["breakdown"], row["group"])} if row["breakdown"] else ())
    counted = Figure(row["unit"], stated.counts, groups, start, end)
    if not stated.of:
        return of_category(counted, row["category"], stated), None
    unit = stated.of_unit.value if stated.of_unit else row["unit"]
    whole = Figure(unit, stated.of, groups | frozenset(stated.of_groups), start, end)
    return of_category(counted, row["category"], stated), whole


def of_category(whole: Figure, category: str, stated: Statement) -> Figure:
    """The figure of one category of a table: a quantity of its own, a group of another column, or of the table's."""
    if category in stated.quantities:
        return whole.of(stated.quantities[category])
    if category in stated.groups:
        return whole.within(*stated.groups[category])
    return whole.among(whole.groups | {group_of(stated.column.name, category)}) if stated.column else whole


def group_of(breakdown: str, group: str) -> tuple[str, str]:
    """A group, as the tables of categories call it."""
    return ("care", "not") if group == codes.NOT_IN_CARE else (breakdown, group)


# Figures, with their true numbers.
There = Mapping[Figure, int]


def rules(
    counts: Mapping[Figure, int], as_of: datetime, settings: Settings, groupings: Iterable[Grouping] = ()
) -> list[Rule]:
    """Every rule that these figures take part in. Some are assumptions: who audits keeps those that hold.

    `groupings` are those of the tables, which readers are told.
    """
    rungs = rungs_of_columns(settings, groupings)
    alone = as_recorded(counts, rungs, settings)
    made = (make(alone, as_of, settings) for make in MAKERS)
    together = (make(counts, as_of, settings) for make in MAKERS_OF_ALL)
    own = groups_make_the_whole(counts, rungs, settings)
    return list(dict.fromkeys(chain(own, *made, *together)))


def as_recorded(counts: There, rungs: Mapping[str, tuple[Rung, ...]], settings: Settings) -> There:
    """The figures of no groups that are counted together, but for roll-ups, which every table has."""
    rolled_up = rollups(settings)
    merged = {
        (column, name)
        for column, those in rungs.items()
        for rung in those
        for name in rung.merged_names
        if name not in rolled_up.get(column, ())
    }
    return {figure: count for figure, count in counts.items() if merged.isdisjoint(figure.groups)}


Make = Callable[[There, datetime, Settings], Iterator[Rule]]


def is_sum(total: Figure, parts: Iterable[Figure]) -> Rule:
    """The parts make up the total."""
    return Rule(((total, -1), *((part, 1) for part in parts)))


def at_most(smaller: Figure, larger: Figure) -> Rule:
    """One is no more than the other."""
    return Rule(((larger, 1), (smaller, -1)), 0, INFINITE)


def groups_make_the_whole(there: There, rungs: Mapping[str, tuple[Rung, ...]], settings: Settings) -> Iterator[Rule]:
    """The values of a column add up to the whole, those of a roll-up to the roll-up, and those counted together too."""
    together_in = rollups(settings)
    families: dict[tuple[Figure, str], dict[str, Figure]] = defaultdict(dict)
    for figure in there:
        for column, value in figure.groups:
            families[figure.without(column), column][value] = figure
    for (whole, column), values in families.items():
        if column == "care" or not vocabulary().column(column).adds_up:
            continue
        together = together_in.get(column, {})
        for name in (value for value in values if value in together):
            members = tuple(figure for value, figure in values.items() if value in together[name])
            yield is_sum(values[name], members)
        ways = rungs.get(column, ())
        merged = {name for rung in ways for name in rung.merged_names}
        plain = [value for value in values if value not in together and value not in merged]
        for rung in (AS_RECORDED, *ways):
            names = rung.over(plain)
            if values.keys() >= set(names):
                yield is_sum(*whole_of(whole, column, tuple(values[name] for name in names)))
            for name in set(rung.merged_names) & values.keys():
                yield is_sum(values[name], tuple(values[value] for value in plain if rung.new_name(value) == name))


def whole_of(whole: Figure, column: str, parts: tuple[Figure, ...]) -> tuple[Figure, tuple[Figure, ...]]:
    """The total that the parts of a column make up, and parts that have another name elsewhere."""
    if column in ("placement", "in_area"):
        outside = whole.within("care", "not")
        # As a breakdown, who is not in care is a group beside the placements; as a table, it is not there.
        return whole.within("setting", "care") if whole.what == "missing" else whole, (
            parts if whole.what == "missing" else (*parts, outside)
        )
    if column == "outcome":
        return whole, (*parts, whole.of("completed"))
    return whole, parts


# By episodes of these a child stands in a group, and so has one of them there.
STANDING: Final = ("missing", "absent", "away")


def never_changes(figure: Figure) -> bool:
    """Whether its children stand in its groups with all their episodes, on all days."""
    return is_the_same_always(figure.groups)


def any_episode_decides(figure: Figure) -> bool:
    """Whether a child stands in its groups with any one episode there: who was in care at some time is in care."""
    return is_the_same_always(figure.groups - {("setting", "care")})


def is_the_same_always(groups: Groups) -> bool:
    """Whether a child that stands in these groups stands in no others later."""
    columns = (vocabulary().column(column) for column, _ in groups)
    return all(column.never_changes or column.is_by_how_often for column in columns)


UNDER_TEN: Final = "under-10"


def bounds(band: str) -> tuple[int, float]:
    """The least and the most of "3-5", "20+" and "4"."""
    result = NUMBERS.fullmatch(band)
    if result is None:
        raise ValueError(f"{band!r} is not a band of numbers")
    least, most, more = result.groups()
    return int(least), INFINITE if more else int(most or least)


def outcomes_have_names(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Declined is two outcomes; with completed, and those who came to no interview, it is what was offered."""
    for figure in there:
        if figure.what == "declined":
            required = figure.of("required")
            yield is_sum(figure, tuple(required.within("outcome", outcome) for outcome in codes.DECLINED_OUTCOMES))
            if figure.unit == EPISODE:
                absent = required.within("outcome", "accepted_not_present")
                yield is_sum(figure.of("offered"), (figure, figure.of("completed"), absent))


def care_and_not(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """In care and not are all; at home and unknown are not in care."""
    for figure in there:
        if ("care", "not") in figure.groups:
            whole = figure.without("care")
            care, home, unknown = (whole.within("setting", setting) for setting in codes.SETTINGS)
            yield is_sum(whole, (care, figure))
            yield is_sum(figure, (home, unknown))


def open_and_closed(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Still missing and closed are all, where every return is known; who came back is who was away, likewise.

    Those of whom no return is known and who are not still missing are among those without a time.
    """
    for figure in there:
        if figure.what == "returned":
            yield is_sum(figure, (figure.of("closed"),))
        if ("hours", STILL_MISSING) in figure.groups:
            whole = figure.without("hours")
            yield is_sum(whole, (figure, whole.of("closed")))
            yield Rule(((whole, 1), (figure, -1), (whole.of("closed"), -1)), 0, INFINITE)
            untimed = whole.within("hours", TIME_NOT_RECORDED)
            yield Rule(((untimed, 1), (figure, 1), (whole.of("closed"), 1), (whole, -1)), 0, INFINITE)


def timed_in_hours(there: There, _as_of: datetime, settings: Settings) -> Iterator[Rule]:
    """Episodes with both times are those of every band of hours; where returns are known, the others have no time."""
    for figure in there:
        if figure.what == "timed" and figure.unit == EPISODE:
            everything = figure.of("missing")
            yield is_sum(figure, tuple(everything.within("hours", band.name) for band in hour_bands(settings)))
            untimed = everything.within("hours", TIME_NOT_RECORDED)
            yield is_sum(rest_of(figure.of("closed"), "timed"), (untimed,))


def followed_long_enough(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Where all were followed for long enough, those not gone again by then are the later bands."""
    later = [band for band in next_episode.AGAIN if band not in (*next_episode.WITHIN, next_episode.TOO_SOON)]
    for figure in there:
        if figure.what == "followed":
            closed = figure.of("closed")
            yield is_sum(figure, (figure.of("gone again"), *(closed.within("again", band) for band in later)))


def flags_hang_together(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Exploitation is any of some flags; an episode without any bears none of them."""
    bearing = {f"with {flag}": flag for flag in flags.MARKS}
    for figure in there:
        whole, flag = figure.of("missing"), bearing.get(figure.what)
        if flag in codes.EXPLOITATION_FLAGS:
            yield at_most(figure, figure.of(f"with {flags.EXPLOITATION}"))
        if flag == flags.EXPLOITATION:
            members = (figure.of(f"with {item}") for item in codes.EXPLOITATION_FLAGS)
            yield Rule(((figure, -1), *((member, 1) for member in members)), 0, INFINITE)
        if flag not in (None, flags.NO_FLAG) and figure.unit == EPISODE:
            yield Rule(((whole, 1), (figure, -1), (figure.of(f"with {flags.NO_FLAG}"), -1)), 0, INFINITE)


def ages_have_two_tables(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Bands of years as a breakdown are the roll-ups of single years; those under ten are one single value."""
    for figure in there:
        group = dict(figure.groups)
        if "age_band" not in group:
            continue
        whole, band = figure.without("age_band"), group["age_band"]
        if whole.within("age", band) in there:
            yield is_sum(whole.within("age", band), (figure,))
    for figure in there:
        if ("age", UNDER_TEN) in figure.groups:
            whole = figure.without("age")
            young = tuple(whole.within("age_band", name) for name, _, oldest in codes.AGE_BANDS if oldest < 10)
            yield is_sum(figure, young)


def parts_of_time(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Months make quarters, and quarters make years and rolling years."""
    for figure in there:
        is_of_times = any(vocabulary().column(column).is_by_how_often for column, _ in figure.groups)
        if is_of_times or vocabulary().quantity(figure.what).is_of_a_moment:
            continue
        for step in (1, 3):
            if add_months(figure.start, step) >= figure.end:
                continue
            parts = tuple(part for part in by_months(figure, step) if part in there)
            if not parts:
                continue
            yield from whole_and_times(figure, parts)


def whole_and_times(whole: Figure, parts: tuple[Figure, ...]) -> Iterator[Rule]:
    """How a window and windows inside it hang together, by what is counted."""
    is_all = sum_of_days(parts) == (whole.end - whole.start).days
    if whole.unit == EPISODE:
        yield Rule(((whole, 1), *((part, -1) for part in parts)), 0, INFINITE)
        # Before the first quarter that is published there may have been nothing: then they are all.
        yield is_sum(whole, parts)
        return
    if any_episode_decides(whole):
        yield from (at_most(part, whole) for part in parts)
    # Where a child stands in the whole it stands in one of the parts; in others it may stand elsewhere.
    is_standing = never_changes(whole) or whole.what in STANDING
    if is_all and is_standing and not vocabulary().quantity(whole.what).is_by_how_often:
        yield Rule(((whole, -1), *((part, 1) for part in parts)), 0, INFINITE)


def by_months(figure: Figure, step: int) -> Iterator[Figure]:
    """The same in each so many months of its days."""
    return (figure.during(start, end) for start, end in months_between(figure.start, figure.end, step))


@lru_cache(maxsize=1000)
def months_between(start: date, end: date, step: int) -> tuple[tuple[date, date], ...]:
    """Pairs of days: each so many months that begin from `start` and before `end`."""
    starts = [start]
    while (following := add_months(starts[-1], step)) < end:
        starts.append(following)
    return tuple((first, add_months(first, step)) for first in starts)


def sum_of_days(figures: Iterable[Figure]) -> int:
    """The days of all of them."""
    return sum((figure.end - figure.start).days for figure in figures)


def nested(there: There, as_of: datetime, settings: Settings) -> Iterator[Rule]:
    """What is left over is a figure too, though no table may say so; when all were due, nothing is left of them."""
    hours = timedelta(hours=settings.deadlines.interview_hours + 24)
    for left, terms in left_over(there):
        yield Rule(((left, -1), *terms.items()))
    for _, outer, inner in rests(there):
        all_due = as_of >= datetime.combine(outer.end, time()) + hours
        if all_due and (outer.what, inner.what) in (("required", "due"), ("in time", "due in time")):
            yield is_sum(outer, (inner,))


def left_over(there: There) -> Iterator[tuple[Figure, Mapping[Figure, int]]]:
    """What tables give by taking away, though none says it: each with the figures x factors that make it up."""
    outside = [(rest, whole, care) for rest, whole, care in not_in_care(there) if rest not in there]
    known = {**there, **{rest: there[whole] - there[care] for rest, whole, care in outside}}
    for rest, outer, inner in (*outside, *rests(known)):
        yield rest, {outer: 1, inner: -1}
    yield from went_again(known)


def not_in_care(there: There) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Who is not in care, with all and those who are: a table of placements says these, whatever else is withheld."""
    for care in there:
        whole = care.without("setting")
        if (
            ("setting", "care") in care.groups
            and whole in there
            and not vocabulary().quantity(care.what).is_by_how_often
        ):
            yield whole.within("care", "not"), whole, care


def went_again(there: There) -> Iterator[tuple[Figure, Mapping[Figure, int]]]:
    """Episodes less children: one more is one child who went twice. In the band of once or twice they are these."""
    for child in there:
        episode = child.counted_in(EPISODE)
        is_of_these = never_changes(child) or child.what in STANDING
        band = dict(child.groups).get("times")
        is_of_twice = band is None or bounds(band) == (1, 2)
        if child.unit == CHILD and episode in there and is_of_these and is_of_twice:
            yield episode.of(f"{child.what} again"), {episode: 1, child: -1}


def rests(there: There) -> Iterator[tuple[Figure, Figure, Figure]]:
    """What is left over of one figure without another, with the two. Where the rest has a table, the other is left."""
    inner_of = vocabulary().inner_of
    # By name within a place, so that the figures of pairs of which no table holds the second are not even made.
    there_by_name: dict[tuple[object, ...], dict[str, Figure]] = defaultdict(dict)
    for figure in there:
        there_by_name[place_of(figure)][figure.what] = figure
    for figure in there:
        if not (some := inner_of.get(figure.what)) or any(column == "outcome" for column, _ in figure.groups):
            continue
        beside = there_by_name[place_of(figure)]
        for inner in some:
            rest = name_of_rest(figure, inner)
            if inner in beside:
                yield figure.of(rest), figure, beside[inner]
            elif rest in beside:
                yield figure.of(inner), figure, beside[rest]


def place_of(figure: Figure) -> tuple[object, ...]:
    """Its unit, groups and days, whatever is counted there."""
    return figure.unit, figure.groups, figure.start, figure.end


def rest_of(figure: Figure, inner: str) -> Figure:
    """What is left of a figure: not completed is what is required less what is completed."""
    return figure.of(name_of_rest(figure, inner))


def name_of_rest(figure: Figure, inner: str) -> str:
    """What is left of a figure is called so: of children there is no word of its own."""
    word = vocabulary().name_of_rest.get((figure.what, inner)) if figure.unit == EPISODE else None
    return word or f"{figure.what} but not {inner}"


def children_of_episodes(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """No more children than episodes, and none without: with a band of times, so many each.

    In a group that changes, a child has an episode of that group; others may be of children who stand elsewhere.
    """
    for child in there:
        episode = child.counted_in(EPISODE)
        if child.unit != CHILD or episode not in there:
            continue
        least, most = bounds(dict(child.groups).get("times", "1+"))
        is_of_these = never_changes(child)
        if is_of_these or child.what in STANDING:
            yield Rule(((episode, 1), (child, -least if is_of_these else -1)), 0, INFINITE)
        if any_episode_decides(child):
            yield Rule(((episode, -1), (child, MANY if most == INFINITE else int(most))), 0, INFINITE)


def more_than_once(there: There, _as_of: datetime, settings: Settings) -> Iterator[Rule]:
    """Who goes more than so often has so many episodes more than one; bands of times say who they are."""
    over = {"more than 1": 1, "persistent": settings.counting.persistent_more_than}
    bands: dict[Figure, dict[int, Figure]] = defaultdict(dict)
    for figure in there:
        if "times" in (group := dict(figure.groups)):
            bands[figure.without("times")][bounds(group["times"])[0]] = figure
    for figure in there:
        if figure.what not in over or figure.unit != CHILD:
            continue
        children, most = figure.of("missing"), over[figure.what]
        episodes = children.counted_in(EPISODE)
        if never_changes(figure):
            yield Rule(((episodes, 1), (children, -1), (figure, -most)), 0, INFINITE)
            yield Rule(((children, most), (figure, MANY), (episodes, -1)), 0, INFINITE)
        if most + 1 in bands[children]:
            yield is_sum(figure, tuple(band for least, band in bands[children].items() if least > most))


def more_than_once_over_parts(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Who is in two months of a quarter went more than once: in k parts, at least k times."""
    for figure in there:
        if figure.what != "more than 1" or figure.unit != CHILD or not never_changes(figure):
            continue
        children = figure.of("missing")
        for step in (1, 3):
            parts = tuple(part for part in by_months(children, step) if part in there)
            if len(parts) > 1:
                terms = ((figure, len(parts) - 1), (children, 1), *((part, -1) for part in parts))
                yield Rule(terms, 0, INFINITE)


def bands_are_more_than_once(there: There, _as_of: datetime, settings: Settings) -> Iterator[Rule]:
    """Of the band of once and twice, episodes less children are those who went twice; bands above went more often."""
    over = settings.counting.persistent_more_than
    for figure in there:
        if figure.unit != CHILD or figure.what not in ("more than 1", "persistent"):
            continue
        children = figure.of("missing")
        bands = {
            bounds(band): children.within("times", band)
            for band in (count_band.name for count_band in repeat_bands(settings))
            if children.within("times", band) in there
        }
        first = bands.get((1, 2))
        if figure.what == "more than 1" and first is not None and never_changes(figure):
            above = ((band, -1) for (least, _), band in bands.items() if least > 2)
            yield Rule(((figure, 1), (first, 1), (first.counted_in(EPISODE), -1), *above))
        if figure.what == "persistent":
            surely = ((band, -1) for (least, _), band in bands.items() if least > over)
            maybe = ((band, 1) for (_, most), band in bands.items() if most > over)
            yield Rule(((figure, 1), *surely), 0, INFINITE)
            yield Rule(((figure, -1), *maybe), 0, INFINITE)
            yield at_most(figure, figure.of("more than 1"))


def windows_that_overlap(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """A rolling year is no more than the one a quarter before and the quarter that came."""
    for figure in there:
        is_of_children = figure.unit == CHILD and figure.what == "missing" and any_episode_decides(figure)
        if is_of_children and add_months(figure.start, 12) == figure.end:
            before = figure.during(add_months(figure.start, -3), add_months(figure.end, -3))
            came = figure.during(add_months(figure.end, -3), figure.end)
            left = figure.during(before.start, figure.start)
            yield Rule(((before, 1), (came, 1), (figure, -1)), 0, INFINITE)
            yield Rule(((figure, 1), (left, 1), (before, -1)), 0, INFINITE)


def most_frequent(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """The top so many are among the next so many, who are fewer episodes each."""
    for whole, named in tops_of_windows(there).items():
        numbers = sorted((top for name, top in named.items() if name.isdigit()), key=lambda top: int(top_of(top)))
        tenths = sorted((top for name, top in named.items() if not name.isdigit()), key=top_of)
        for chained in (numbers, tenths):
            yield from (at_most(smaller, larger) for smaller, larger in pairwise([*chained, whole]))
        tops = by_size(whole, named, there)
        yield from ever_fewer({many: alike[0] for many, alike in tops.items()})
        yield from (is_sum(item, (other,)) for alike in tops.values() for item, other in pairwise(alike))


def tops_of_windows(there: There) -> Mapping[Figure, Mapping[str, Figure]]:
    """All episodes of a window -> those of its most frequent children, by which these are."""
    result: dict[Figure, dict[str, Figure]] = defaultdict(dict)
    for figure in there:
        if figure.what == "top":
            result[figure.without("top").of("missing")][top_of(figure)] = figure
    return result


def top_of(figure: Figure) -> str:
    """Which of the most frequent children: "5", "10", or "10%"."""
    return dict(figure.groups)["top"]


def by_size(whole: Figure, named: Mapping[str, Figure], there: There) -> dict[int, list[Figure]]:
    """The tops of a window by how many children they are, fewest first: a tenth of 95 is 10, and so is the top 10."""
    everybody = there.get(whole.counted_in(CHILD), 0)
    result: dict[int, list[Figure]] = defaultdict(list)
    for name, top in named.items():
        tenths = name.removesuffix("0%")
        many = int(name) if name.isdigit() else ceil(everybody * int(tenths) / 10)
        if many:
            result[many].append(top)
    return dict(sorted(result.items()))


def ever_fewer(tops: Mapping[int, Figure]) -> Iterator[Rule]:
    """Of the children with the most episodes, the next so many have no more each than those before them."""
    for first, second, third in zip((0, *tops), tops, tuple(tops)[1:], strict=False):
        terms = [(tops[second], third - first), (tops[third], first - second)]
        yield Rule((*terms, *(((tops[first], second - third),) if first else ())), 0, INFINITE)


def tops_and_bands(there: There, _as_of: datetime, settings: Settings) -> Iterator[Rule]:
    """Who went so often or more are the most frequent: what those had bounds how many they are, and the other way."""
    least_of_band = {band.name: int(band.low) for band in repeat_bands(settings)}
    for whole, named in tops_of_windows(there).items():
        tops = {many: alike[0] for many, alike in by_size(whole, named, there).items()}
        bands = {name: whole.within("times", name) for name in least_of_band if whole.within("times", name) in there}
        for name, least in least_of_band.items():
            often = [band for item, band in bands.items() if least_of_band[item] >= least]
            if name in bands and least > 1:
                yield from of_most_frequent(whole, tops, often, least)


def of_most_frequent(whole: Figure, tops: Mapping[int, Figure], often: Iterable[Figure], least: int) -> Iterator[Rule]:
    """What the top so many say of children with at least so many episodes, who stand in the bands of `often`."""
    episodes = tuple((band, 1) for band in often)
    children = tuple((band.counted_in(CHILD), -1) for band, _ in episodes)
    fewer = tuple((child, 1 - least) for child, _ in children)
    for many, top in tops.items():
        # Of the top, those who are not in these bands have fewer each.
        yield Rule(((top, -1), *episodes, *fewer), (1 - least) * many, INFINITE)
        # Of the rest, those who are in them have at least so many each, and the others one.
        yield Rule(((whole, 1), (top, -1), (whole.counted_in(CHILD), -1), *fewer), -least * many, INFINITE)


def absences_are_of_the_absent(there: There, _as_of: datetime, _settings: Settings) -> Iterator[Rule]:
    """Children who went missing and were absent so often had so many of all absences, and are among the absent."""
    bands: dict[Figure, list[tuple[Figure, int]]] = defaultdict(list)
    for figure in there:
        if (band := dict(figure.groups).get("absences", "none")) != "none":
            bands[figure.without("absences").of("absent")].append((figure, int(bounds(band)[0])))
    for absent, parts in bands.items():
        yield Rule(((absent, 1), *((part, -1) for part, _ in parts)), 0, INFINITE)
        yield Rule(((absent.counted_in(EPISODE), 1), *((part, -least) for part, least in parts)), 0, INFINITE)


def days_are_of_hours(there: There, _as_of: datetime, settings: Settings) -> Iterator[Rule]:
    """An episode of so many hours has about so many days; and one of a day or more has a night in it."""
    for closed in [figure for figure in there if figure.what == "closed" and not figure.groups]:
        missing = closed.of("missing")
        hours = [(missing.within("hours", band.name), band) for band in hour_bands(settings)]
        days = [(closed.within("days", band.name), band) for band in day_bands()]
        nights = ((figure, -1) for figure, band in hours if band.low >= HOURS_IN_A_DAY)
        yield Rule(((missing.of("overnight"), 1), *nights), 0, INFINITE)
        for some, met in widest(hours, days, may_meet):
            yield are_among(some, met)
        for some, met in widest(days, hours, lambda day, hour: may_meet(hour, day)):
            yield are_among(some, (*met, missing.within("hours", TIME_NOT_RECORDED)))


Banded = tuple[Figure, Band]


def widest(
    banded: Sequence[Banded], others: Sequence[Banded], meet: Callable[[Band, Band], bool]
) -> Iterator[tuple[Sequence[Banded], tuple[Figure, ...]]]:
    """For some of the other bands, the most bands that lie in these alone; all others say nothing."""
    result: dict[tuple[Figure, ...], Sequence[Banded]] = {}
    for some in sorted(heads_and_tails(banded), key=len):
        result[tuple(figure for figure, band in others if any(meet(item, band) for _, item in some))] = some
    return ((some, met) for met, some in result.items() if len(met) < len(others))


def heads_and_tails(banded: Sequence[Banded]) -> Iterator[Sequence[Banded]]:
    """The first so many bands, the last so many, and each alone."""
    for place in range(len(banded)):
        yield from (banded[: place + 1], banded[place:], banded[place : place + 1])


def may_meet(hours: Band, days: Band) -> bool:
    """Whether an episode may lie in both: by dates it may be nearly a day more, or less, than by the clock."""
    return hours.low < days.high * HOURS_IN_A_DAY and (days.low - 1) * HOURS_IN_A_DAY < hours.high


def are_among(some: Iterable[Banded], others: Iterable[Figure]) -> Rule:
    """What lies in some bands lies in these others, by another measure."""
    return Rule((*((other, 1) for other in others), *((figure, -1) for figure, _ in some)), 0, INFINITE)


def districts_of_areas(there: There, _as_of: datetime, settings: Settings) -> Iterator[Rule]:
    """An area is its districts; those of no area are out of area."""
    area_of = {district: area for area, districts in settings.areas.items() for district in districts}
    parts: dict[Figure, list[Figure]] = defaultdict(list)
    for figure in there:
        district = dict(figure.groups).get("district")
        if district is not None:
            area = codes.UNKNOWN if district == codes.UNKNOWN else area_of.get(district, codes.OUT_OF_AREA)
            parts[figure.without("district").within("area", area)].append(figure)
    for total, members in parts.items():
        yield is_sum(total, members)


# Rules of figures as recorded: what is counted together is their sum.
MAKERS: Final[tuple[Make, ...]] = (
    outcomes_have_names,
    care_and_not,
    open_and_closed,
    timed_in_hours,
    followed_long_enough,
    flags_hang_together,
    ages_have_two_tables,
    more_than_once,
    more_than_once_over_parts,
    bands_are_more_than_once,
    windows_that_overlap,
    most_frequent,
    tops_and_bands,
    absences_are_of_the_absent,
    days_are_of_hours,
    districts_of_areas,
)
# Rules that hold of each figure by itself, whatever is counted together in it.
MAKERS_OF_ALL: Final[tuple[Make, ...]] = (parts_of_time, nested, children_of_episodes)
