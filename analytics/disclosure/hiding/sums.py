"""Sums that lie across tables: what a reader can work out only by laying two of them side by side.

Each rule takes the facts that are published and yields `Sum`s: a total and the parts that make it up.
A rule that holds only for some data (a source that never contradicts itself) is checked against the
counts, because a reader who knows the rule cannot tell, and may use it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote

from analytics.measuring import next_episode
from analytics.model import Unit, add_months
from data import codes
from data.bands import STILL_MISSING, TIME_NOT_RECORDED, hour_bands, repeat_bands
from data.settings import Settings

# What holds the parts of a name apart is written otherwise inside a group's own name, which may be any text.
APART = str.maketrans({letter: f"%{ord(letter):02X}" for letter in "%,=]\r\n"})
# Of whom is by how often: who is so in the whole may be so in none of its groups.
MORE_THAN = "missing-more-than-"
NAMED = re.compile(r"(\w+): (\S*) \[(.*)\] @ (.*)")


class Fact(NamedTuple):
    """What one figure states: in which unit, what, in which groups (sorted), when."""

    unit: str
    base: str
    groups: tuple[tuple[str, str], ...]
    window: str

    @property
    def name(self) -> str:
        """The text that names it, the same wherever the figure stands."""
        inside = ", ".join(f"{key}={value.translate(APART)}" for key, value in self.groups)
        return f"{self.unit}: {self.base} [{inside}] @ {self.window}"

    def inside(self, **groups: str | None) -> "Fact":
        """The same in other groups; a group that is None is no longer asked for."""
        wanted = {**dict(self.groups), **groups}
        return self._replace(groups=tuple(sorted((key, value) for key, value in wanted.items() if value is not None)))

    def of(self, base: str) -> "Fact":
        """The same groups and days of another base."""
        return self._replace(base=base)


class Sum(NamedTuple):
    """`total` is what `parts` add up to, plus `rest`, which is published nowhere; less than nought is counted twice."""

    total: Fact
    parts: tuple[Fact, ...]
    rest: int = 0


Counts = Mapping[Fact, int]
Rule = Callable[[Counts, Settings], Iterator[Sum]]


@lru_cache(maxsize=50_000)
def fact_named(name: str) -> Fact:
    """The fact of a name."""
    result = NAMED.fullmatch(name)
    if result is None:
        raise ValueError(f"{name!r} does not name a fact")
    unit, base, inside, window = result.groups()
    pairs = (item.split("=", 1) for item in inside.split(", ") if item)
    return Fact(unit, base, tuple((key, unquote(value)) for key, value in pairs), window)


def sums_between_tables(counts: Mapping[str, int], settings: Settings) -> list[Sum]:
    """Every sum across tables whose total and parts are all there. `counts` by the names of facts."""
    by_fact = {fact_named(name): count for name, count in counts.items()}
    every = chain.from_iterable(rule(by_fact, settings) for rule in RULES)
    return [
        item for item in every if item.total in by_fact and item.parts and all(part in by_fact for part in item.parts)
    ]


def adds_up(counts: Counts, total: Fact, parts: Iterable[Fact]) -> bool:
    """Whether the parts, as far as they are there, add up to the total."""
    return counts.get(total) == sum(counts.get(part, 0) for part in parts)


def open_and_closed(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """Where every return is known, episodes are closed or still missing; else, and where no table says, what is left.

    Duration in hours has those still missing, in days and distance those closed. Those closed are those who came back,
    where no episode lies over an end of the days.
    """
    for fact in counts:
        if fact.base == "returned" and adds_up(counts, fact, (fact.of("missing-closed"),)):
            yield Sum(fact, (fact.of("missing-closed"),))
        if fact.base == "missing-closed":
            everything = fact.of("missing")
            still = everything.inside(hours_band=STILL_MISSING)
            if still in counts and adds_up(counts, everything, (still, fact)):
                yield Sum(everything, (still, fact))
            elif everything in counts:
                yield Sum(everything, (fact,), rest=counts[everything] - counts[fact])


def timed_in_hours(counts: Counts, settings: Settings) -> Iterator[Sum]:
    """Episodes with both times are those of every band of hours; the others that are over have no time recorded.

    These have a number of their own, which is no secret where the whole is not divided. Where it is not all of them,
    what is left over is a number as any other.
    """
    for fact in counts:
        if fact.base == "missing-timed":
            everything, closed = fact.of("missing"), fact.of("missing-closed")
            yield Sum(fact, tuple(everything.inside(hours_band=band.name) for band in hour_bands(settings)))
            untimed = everything.inside(hours_band=TIME_NOT_RECORDED)
            if untimed in counts and adds_up(counts, closed, (fact, untimed)):
                yield Sum(closed, (fact, untimed))
            elif closed in counts:
                yield Sum(closed, (fact,), rest=counts[closed] - counts[fact])


def followed_long_enough(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """Where all were followed for long enough, those not gone again by then are the later bands."""
    for fact in counts:
        if fact.base == "missing-followed":
            closed = fact.of("missing-closed")
            later = (band for band in next_episode.AGAIN if band not in (*next_episode.WITHIN, next_episode.TOO_SOON))
            parts = (fact.of("missing-followed-again"), *(closed.inside(again=band) for band in later))
            if adds_up(counts, fact, parts):
                yield Sum(fact, parts)


def in_care_or_not(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """Who is not in care is at home or unknown; with care they are all. Where no table has them, they are the rest."""
    for fact in counts:
        setting = dict(fact.groups).get("setting")
        if setting not in ("care", codes.NOT_IN_CARE):
            continue
        whole, home, unknown = (fact.inside(setting=other) for other in (None, "home", codes.UNKNOWN))
        if setting == codes.NOT_IN_CARE:
            yield Sum(whole, (fact.inside(setting="care"), fact))
            yield Sum(fact, (home, unknown))
            continue
        is_rest = fact.inside(setting=codes.NOT_IN_CARE) not in counts and not {home, unknown} <= counts.keys()
        if whole in counts and is_rest and not fact.base.startswith(MORE_THAN):
            yield Sum(whole, (fact,), rest=counts[whole] - counts[fact])


def placements_in_care(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """Placements, and in and out of area, add up to care."""
    for fact in counts:
        if dict(fact.groups) == {"setting": "care"}:
            for column, values in (("placement", codes.PLACEMENTS), ("in_area", codes.IN_AREA)):
                parts = (fact.inside(setting=None, **{column: value}) for value in values)
                yield Sum(fact, tuple(part for part in parts if part in counts))


def under_ten(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """Single years begin at ten; the official bands do not."""
    for fact in counts:
        if dict(fact.groups).get("age_year") == "under-10":
            bands = [name for name, _, oldest in codes.AGE_BANDS if oldest < 10]
            yield Sum(fact, tuple(fact.inside(age_year=None, age_band=band) for band in bands))


def outcomes_of_offers(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """Offers are the outcomes that follow one, where no source marks an offer against its own outcome."""
    for fact in counts:
        if fact.base == "interview-offered":
            required = fact.of("interview-required")
            parts = (
                fact.of("interview-completed"),
                required.inside(interview_outcome="accepted_not_present"),
                fact.of("interview-declined"),
            )
            if adds_up(counts, fact, parts):
                yield Sum(fact, parts)


# Each is some of the one before it in its row, so that what lies between them can be had by taking away.
NESTED = (
    ("interview-required", "interview-offered"),
    ("interview-required", "interview-completed"),
    ("interview-required", "interview-in-time"),
    ("interview-required", "interview-due"),
    ("interview-offered", "interview-completed"),
    ("interview-completed", "interview-in-time"),
    ("interview-in-time", "interview-due-in-time"),
    ("interview-declined", "interview-visit-due"),
    ("missing-closed", "missing-followed"),
    ("returned", "safe-and-well"),
    ("returned", "interview-required"),
    ("missing", "missing-triaged"),
)


def nested_interviews(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """Offered less completed, in the same group and days, though no table need say so; and what is not yet due.

    Where the rest has a table and the part has none, the part is what is left.
    """
    inside: dict[str, list[str]] = {}
    for outer, inner in NESTED:
        inside.setdefault(outer, []).append(inner)
    for fact in counts:
        for part in (fact.of(inner) for inner in inside.get(fact.base, ())):
            rest = fact.of(f"{fact.base}-{'none' if fact.unit == Unit.CHILD else 'not'}-{part.base}")
            shown = [item for item in (part, rest) if item in counts]
            if len(shown) == 1:
                yield Sum(fact, (shown[0],), rest=counts[fact] - counts[shown[0]])


def more_than_once_but_not_often(counts: Counts, settings: Settings) -> Iterator[Sum]:
    """Of the children who went more than once, those who did not go often are the rest."""
    for fact in counts:
        often = fact.of(f"{MORE_THAN}{settings.counting.persistent_more_than}")
        if fact.base == f"{MORE_THAN}1" and often != fact and often in counts:
            yield Sum(fact, (often,), rest=counts[fact] - counts[often])


def went_again(counts: Counts, settings: Settings) -> Iterator[Sum]:
    """Episodes less children: where one is left over, one child went twice. Of the band 1 to 2, who went twice."""
    once_or_twice = repeat_bands(settings)[0].name if settings.bands.repeat[:2] == (1, 3) else None
    for fact in counts:
        episodes = fact._replace(unit=Unit.EPISODE.value)
        is_one_of_both = fact.unit == Unit.CHILD and counts.get(episodes, 0) > counts[fact]
        if is_one_of_both and (not is_by_times(fact) or fact.groups == (("repeat-bands", once_or_twice),)):
            yield Sum(episodes, (fact,), rest=counts[episodes] - counts[fact])


def look_backs(counts: Counts, _settings: Settings) -> Iterator[Sum]:
    """A rolling year is its quarters; before the first quarter that is published there may be nothing."""
    for fact in counts:
        if fact.unit != Unit.EPISODE or fact.base != "missing" or not days_of(fact) or is_by_times(fact):
            continue
        quarters = tuple(part for part in quarters_of(fact) if part in counts)
        if quarters and quarters != (fact,) and adds_up(counts, fact, quarters):
            yield Sum(fact, quarters)
            if len(quarters) == 1:
                yield Sum(fact._replace(unit=Unit.CHILD), (quarters[0]._replace(unit=Unit.CHILD),))


def is_by_times(fact: Fact) -> bool:
    """Whether its group is of children by how often they went missing, who are others in each quarter."""
    return not {"top-children", "repeat-bands"}.isdisjoint(dict(fact.groups))


def days_of(fact: Fact) -> list[date]:
    """First day and the day after the last; empty for what is asked of now."""
    return [date.fromisoformat(day) for day in fact.window.split("..") if ".." in fact.window]


def quarters_of(fact: Fact) -> Iterator[Fact]:
    """The same in each quarter of its window, from the first day."""
    start, end = days_of(fact)
    while start < end:
        following = add_months(start, 3)
        yield fact._replace(window=f"{start}..{following}")
        start = following


def repeat_bands_over(counts: Counts, settings: Settings) -> Iterator[Sum]:
    """Children with more than so many episodes are the repeat bands above, where a band begins there."""
    edges = settings.bands.repeat
    names = [band.name for band in repeat_bands(settings)]
    for fact in counts:
        words = fact.base.removeprefix(MORE_THAN)
        if words.isdigit() and int(words) + 1 in edges:
            above = names[edges.index(int(words) + 1) :]
            yield Sum(fact, tuple(fact.of("missing").inside(**{"repeat-bands": name}) for name in above))


def districts_of_areas(counts: Counts, settings: Settings) -> Iterator[Sum]:
    """An area is its districts, where the source names none itself; those of no area are out of area."""
    district_facts: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in counts:
        if tuple(dict(fact.groups)) == ("district",):
            district_facts.setdefault((fact.unit, fact.base, fact.window), []).append(fact)
    area_of = {district: area for area, districts in settings.areas.items() for district in districts}
    for facts in district_facts.values():
        by_area: dict[str, list[Fact]] = {}
        for fact in facts:
            district = dict(fact.groups)["district"]
            area = codes.UNKNOWN if district == codes.UNKNOWN else area_of.get(district, codes.OUT_OF_AREA)
            by_area.setdefault(area, []).append(fact)
        for area, parts in by_area.items():
            total = parts[0].inside(district=None, area=area)
            if adds_up(counts, total, parts):
                yield Sum(total, tuple(parts))


RULES: tuple[Rule, ...] = (
    open_and_closed,
    timed_in_hours,
    followed_long_enough,
    in_care_or_not,
    placements_in_care,
    under_ten,
    outcomes_of_offers,
    nested_interviews,
    more_than_once_but_not_often,
    went_again,
    look_backs,
    repeat_bands_over,
    districts_of_areas,
)
