"""Mistakes that a file can make about its indicator, each in words. All files are checked when the registry is made."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.ladders import AS_RECORDED
from analytics.measuring.recorded import KNOWN
from analytics.measuring.shapes import Divided, Indicator, MoreThan, Share, ShareOfAll, Split
from analytics.measuring.statements import GLOSSARY, PUBLISHED_KINDS, Quantity
from analytics.model import Clock, Unit
from data.errors import DashboardError

WORDS: Final = ("title", "question", "numerator", "source")
PLACES_OF_A_SHARE: Final = ("{n}", "{of}")


class BadIndicator(DashboardError):
    """A file of `analytics/indicators/` that says something wrong of itself, or leaves it out."""


def refuse_faults(defined: Mapping[str, Indicator]) -> None:
    """Raise BadIndicator that names every fault of the indicators, which are given by their file's name."""
    faults = [fault for check in CHECKS for fault in check(defined)]
    if faults:
        raise BadIndicator("\n".join(faults))


def named(file: str) -> str:
    """How a message names the file."""
    return f"analytics/indicators/{file}.py"


def words_are_there(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """Every indicator is named like its file and has its words; a share has the sentence that holds its numbers."""
    for file, indicator in defined.items():
        definition = indicator.definition
        if definition.slug != (slug := file.replace("_", "-")):
            yield f"{named(file)} has the slug {definition.slug!r}; it is named like its file: {slug!r}."
        if lacking := [word for word in WORDS if not getattr(definition, word)]:
            yield f"{named(file)} has no {' and no '.join(lacking)}: a reader needs the words."
        if isinstance(indicator, Share | MoreThan | ShareOfAll) and lacks(definition.says):
            yield f"{named(file)} is a share and has no sentence with {' and '.join(PLACES_OF_A_SHARE)} in `says`."
        if isinstance(indicator, Share) and Unit.CHILD in definition.units and lacks(definition.says_of_children):
            yield f"{named(file)} is a share of children and has no such sentence in `says_of_children`."


def lacks(sentence: str) -> bool:
    """Whether the sentence of a share has no place for its numbers."""
    return not all(place in sentence for place in PLACES_OF_A_SHARE)


def places_are_alone(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """No two indicators have one slug, or one place in reading order."""
    for what in ("slug", "order"):
        files: dict[object, list[str]] = defaultdict(list)
        for file, indicator in defined.items():
            files[getattr(indicator.definition, what)].append(file)
        for value, clash in files.items():
            if len(clash) > 1:
                yield f"{' and '.join(map(named, clash))} have one {what}, {value!r}: each needs its own."


def tables_can_be_published(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """What is listed is counted, in periods that are published."""
    for file, indicator in defined.items():
        definition, listing = indicator.definition, indicator.definition.published
        if listing is None:
            continue
        if other := [unit.value for unit in listing.units if unit not in definition.units]:
            yield f"{named(file)} publishes {other}, and is counted in {[unit.value for unit in definition.units]}."
        for breakdown in listing.by:
            if BREAKDOWNS.get(breakdown.slug) is not breakdown or breakdown not in definition.breakdowns:
                known = ", ".join(item.slug for item in definition.breakdowns) or "none"
                yield f"{named(file)} publishes the breakdown {breakdown.slug!r}; its `breakdowns` are: {known}."
        periods = {kind for kinds in (listing.whole, *listing.by.values()) for kind in kinds}
        if other := sorted(kind.value for kind in periods - set(PUBLISHED_KINDS)):
            yield f"{named(file)} publishes periods of the kind {other}; there are: {', '.join(PUBLISHED_KINDS)}."
        if unwhole := sorted(kind.value for kind in periods - set(listing.whole)):
            yield f"{named(file)} publishes a breakdown by {unwhole} and not the whole that its groups are parts of."


def published_tables_are_stated(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """What is published states its quantities, and as many as its rows have numbers."""
    for file, indicator in defined.items():
        statement = indicator.definition.states
        # What is divided when it is read is in no published table.
        if statement is None and indicator.definition.published and not isinstance(indicator, ShareOfAll):
            yield f"{named(file)} is published and has no `states=`: the audit would not know what its numbers are."
        if statement is None:
            continue
        if bool(statement.of) != indicator.has_denominator:
            without = "no denominator, and states one" if statement.of else "a denominator, and `states=` has no `of`"
            yield f"{named(file)} has {without}."
        is_told_apart = statement.column or statement.quantities or statement.groups
        if not indicator.is_one_number and not is_told_apart:
            yield f"{named(file)} has categories, and `states=` has no `column` that they are groups of."
        if set(statement.rollups) != set(indicator.rolled_up()):
            told = f"{sorted(indicator.rolled_up())}, and states {sorted(statement.rollups)}"
            yield f"{named(file)} has the roll-ups {told}."


def quantities_are_known(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """Every quantity that is named is in the glossary or introduced, once, by an indicator."""
    introduced = introductions(defined)
    times = Counter(quantity.name for _, quantity in introduced)
    times.update(quantity.name for quantity in GLOSSARY)
    for name, many in times.items():
        if many > 1:
            files = [named(file) for file, quantity in introduced if quantity.name == name]
            yield f"the quantity {name!r} is introduced {many} times, by {' and '.join(files)}: once is enough."
    known = ", ".join(sorted(times))
    for file, names in quantities_named(defined):
        if unknown := sorted({name for name in names if name and name not in times}):
            yield f"{named(file)} states {unknown}, which no indicator introduces. There are: {known}."


def introductions(defined: Mapping[str, Indicator]) -> Sequence[tuple[str, Quantity]]:
    """Every quantity that an indicator introduces, with the indicator's file."""
    stated = ((file, item.definition.states) for file, item in defined.items())
    return [(file, quantity) for file, statement in stated if statement for quantity in statement.introduces]


def quantities_named(defined: Mapping[str, Indicator]) -> Iterator[tuple[str, Iterable[str]]]:
    """Every file with the quantities that its statement names."""
    for file, indicator in defined.items():
        if statement := indicator.definition.states:
            related = [
                name for introduce in statement.introduces for name in (*introduce.part_of, *(introduce.rest_of or ()))
            ]
            yield file, (statement.counts, statement.of, *statement.quantities.values(), *related)


def columns_agree(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """A column that two indicators name is one column."""
    first: dict[str, str] = {}
    for file, indicator in defined.items():
        column = indicator.definition.states.column if indicator.definition.states else None
        if column is None:
            continue
        other = first.setdefault(column.name, file)
        told = defined[other].definition.states
        if told and told.column != column:
            yield f"{named(file)} and {named(other)} do not agree on what the column {column.name!r} is."


def children_stand_once(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """No table is published of children who may stand in several of its groups: it would tell how many do."""
    for file, indicator in defined.items():
        listing = indicator.definition.published
        is_overlapping = isinstance(indicator, Split) and not indicator.is_once_a_child
        if is_overlapping and listing and Unit.CHILD in listing.units:
            yield f"{named(file)} publishes children who may stand in several of its groups: publish episodes alone."


def nothing_of_now_is_published(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """What is so at the time of the data changes with each load: two of them would tell one child's going."""
    for file, indicator in defined.items():
        if indicator.definition.clock is Clock.NOW and indicator.definition.published:
            yield f"{named(file)} is of now, and so is for co-ordinators alone: leave out `published=`."


def fields_are_known(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """What an indicator is made of is recorded under that name."""
    for file, indicator in defined.items():
        names = {
            *indicator.definition.recorded,
            *(name for of in indicator.definition.recorded_of.values() for name in of),
        }
        if unknown := sorted(names - KNOWN.keys()):
            yield f"{named(file)} is made of {unknown}, which is no field of analytics/measuring/recorded.py."


def ladders_can_be_climbed(defined: Mapping[str, Indicator]) -> Iterator[str]:
    """Rungs have names of their own and words, and what they count together is there and is coarser each time."""
    for file, indicator in defined.items():
        listing = indicator.definition.published
        known = set() if isinstance(indicator, Divided) else set(indicator.parts())
        for finer, rung in pairwise((AS_RECORDED, *(listing.ladder if listing else ()))):
            members = {member for _, together in rung.together for member in together}
            if unknown := sorted(members - known):
                yield f"{named(file)} counts {unknown} together on the rung {rung.name!r}; its parts are none of these."
            if rung.name == finer.name or not rung.words:
                yield f"{named(file)} has the rung {rung.name!r}, which needs a name of its own and words for the card."
            if split := [name for name, those in finer.together if len({rung.new_name(item) for item in those}) > 1]:
                yield f"{named(file)} counts {split} apart on the rung {rung.name!r}: each is coarser than the last."


Check = Callable[[Mapping[str, Indicator]], Iterator[str]]
CHECKS: Final[tuple[Check, ...]] = (
    words_are_there,
    places_are_alone,
    tables_can_be_published,
    ladders_can_be_climbed,
    published_tables_are_stated,
    quantities_are_known,
    columns_agree,
    children_stand_once,
    nothing_of_now_is_published,
    fields_are_known,
)
