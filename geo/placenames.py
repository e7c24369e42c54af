"""Names of places as people type them -> one name for each place.

A name is first made plain (case, marks, usual shortenings), then names that are alike but for letters mistyped are one
place, in one postcode district: nothing finer is kept. A council's own list of names (`Gazetteer`) is believed before
any likeness.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import dist
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz

# Two words of so many letters that are so alike (0 to 100) are one word mistyped. By trying: "staton" and "station"
# score 92, "northgate" and "southgate" 78; of short words one letter makes another word.
ALIKE: Final = 85
SHORTEST_MISTYPED: Final = 5

SHORTENINGS: Final = {
    "stn": "station",
    "sta": "station",
    "rd": "road",
    "ctr": "centre",
    "cntr": "centre",
    "center": "centre",
    "pk": "park",
    "sq": "square",
    "s'mkt": "supermarket",
    "smkt": "supermarket",
    "mkt": "market",
    "rndbt": "roundabout",
    "rbt": "roundabout",
    "isl": "island",
    "ind": "industrial",
    "est": "estate",
    "lib": "library",
    "hosp": "hospital",
    "carpark": "car park",
    "busstation": "bus station",
    "ph": "public house",
    "pub": "public house",
}
# Words that say nothing of which place it is.
EMPTY_WORDS: Final = frozenset({"the", "at", "near", "nr", "outside", "by", "in", "of", "on", "rear", "area"})
POSTCODE_AT_END: Final = re.compile(r"[\s,]+[a-z]{1,2}\d[a-z\d]?(\s*\d[a-z]{2})?$")


Point = tuple[int, int]
# Names alike at this distance are one place.
NEAR_METRES: Final = 250


@dataclass(frozen=True)
class Written:
    """A name as it was typed, where it was said to lie, and how often."""

    name: str
    district: str = ""
    times: int = 1
    # Metres of the national grid: the middle of the smallest area that is known, where one is.
    point: tuple[int, int] | None = None


@dataclass(frozen=True)
class Place:
    """One place of a council's own list: its name, other names, what it is, and where."""

    name: str
    also: tuple[str, ...] = ()
    kind: str = ""
    district: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """A council's own list of places, by plain name."""

    places: Mapping[str, Place] = field(default_factory=dict)

    def find(self, name: str) -> Place | None:
        """The listed place of a name as typed."""
        return self.places.get(plain_name(name))


class BadGazetteer(ValueError):
    """A list of places that cannot be used."""


def read_gazetteer(file: Path) -> Gazetteer:
    """The list of places of a TOML file. Raises BadGazetteer with the key and what would be right.

    ["Bus station"]
    also = ["bus stn", "Morledge bus station"]
    kind = "transport"
    district = "DE1"
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadGazetteer(f"{file.name} cannot be read as a list of places: {error}.") from error
    return gazetteer([place_of(name, entry, file.name) for name, entry in document.items()])


def place_of(name: str, entry: Any, file: str) -> Place:
    """One entry of the file."""
    known = {"also", "kind", "district"}
    if not isinstance(entry, dict) or set(entry) - known or not isinstance(entry.get("also", []), list):
        raise BadGazetteer(f'{file}: ["{name}"] may hold also (a list of names), kind and district, and nothing else.')
    return Place(
        name, tuple(map(str, entry.get("also", []))), str(entry.get("kind", "")), str(entry.get("district", ""))
    )


def gazetteer(places: Iterable[Place]) -> Gazetteer:
    """The list as a look-up. Raises BadGazetteer for a name that two places claim."""
    result: dict[str, Place] = {}
    for place in places:
        for name in (place.name, *place.also):
            if result.setdefault(plain_name(name), place) is not place:
                raise BadGazetteer(f"{name!r} stands for {place.name!r} and for {result[plain_name(name)].name!r}.")
    return Gazetteer(result)


def plain_name(name: str) -> str:
    """A name without case, marks, shortenings, a postcode at its end and words that say nothing.

    "The Bus Stn., DE1" and "bus station" are both "bus station".
    """
    lower = POSTCODE_AT_END.sub("", name.casefold().replace("’", "'").strip())
    words = re.sub(r"'s\b", "s", re.sub(r"[^\w\s']", " ", lower.replace("&", " and "))).split()
    longer = " ".join(SHORTENINGS.get(word, word) for word in words).split()
    kept = [word for word in longer if word not in EMPTY_WORDS]
    return " ".join(kept or longer)


def one_name_each(written: Sequence[Written], known: Gazetteer = Gazetteer()) -> dict[tuple[str, str], str]:
    """(name as typed, district) -> the name of its place: the list's own, else the spelling used most often.

    Two places of one name in two districts have the district behind it.
    """
    listed = {(item.name, item.district): place.name for item in written if (place := known.find(item.name))}
    others = [item for item in written if (item.name, item.district) not in listed and plain_name(item.name)]
    groups = [(usual_name(group), group) for group in same_places(others)]
    shared = Counter([plain_name(name) for name, _ in groups])
    return listed | {
        (item.name, item.district): told_apart(name, group) if shared[plain_name(name)] > 1 else name
        for name, group in groups
        for item in group
    }


def told_apart(name: str, group: Sequence[Written]) -> str:
    """ "Bus station (DE1)"; a name of no known district stays alone."""
    district = next((item.district for item in group if item.district), "")
    return f"{name} ({district})" if district else name


def same_places(written: Sequence[Written]) -> list[list[Written]]:
    """Names gathered by the place that they are of, whatever their order. Each joins the most used name like it."""
    by_plain: dict[tuple[str, str], list[Written]] = defaultdict(list)
    points: dict[tuple[str, str], Point | None] = {}
    for entry in sorted(written, key=lambda entry: (entry.times, entry.point or (0, 0))):
        key = plain_name(entry.name), entry.district
        by_plain[key].append(entry)
        points[key] = entry.point or points.get(key)
    most_used = sorted(by_plain, key=lambda key: (not key[1], -sum(item.times for item in by_plain[key]), key))
    groups: dict[tuple[str, str], list[Written]] = {}
    for key in most_used:
        leader = next((other for other in groups if are_one(key, other, (points[key], points[other]))), key)
        groups.setdefault(leader, []).extend(by_plain[key])
    return list(groups.values())


def are_one(
    first: tuple[str, str], second: tuple[str, str], points: tuple[Point | None, Point | None] = (None, None)
) -> bool:
    """Whether two plain names are of one place: nearly alike, and in one district or as near as neighbours."""
    (name, district), (other, elsewhere) = first, second
    if district and elsewhere and district != elsewhere and not are_near(*points):
        return False
    return name.replace(" ", "") == other.replace(" ", "") or same_words(name.split(), other.split())


def are_near(point: Point | None, other: Point | None) -> bool:
    """Whether both lie at most 250 metres apart: a place by the border of two districts is written in either."""
    return point is not None and other is not None and dist(point, other) <= NEAR_METRES


def same_words(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the words are the same in any order, but for letters mistyped. A number is never mistyped."""
    left, right = (
        list((Counter(words) - Counter(others)).elements()),
        list((Counter(others) - Counter(words)).elements()),
    )
    return len(left) == len(right) and all(
        is_mistyped(word, other) for word, other in zip(sorted(left), sorted(right), strict=True)
    )


def is_mistyped(word: str, other: str) -> bool:
    """Whether two words are one, mistyped."""
    are_words = word.isalpha() and other.isalpha() and min(len(word), len(other)) >= SHORTEST_MISTYPED
    return are_words and bool(fuzz.ratio(word, other) >= ALIKE)


def usual_name(group: Sequence[Written]) -> str:
    """The spelling used most often; of several, the longest, since shortenings say less."""
    times: Counter[str] = Counter()
    for item in group:
        times[item.name.strip()] += item.times
    return max(times, key=lambda name: (times[name], len(name), name))
