"""Names of places as people type them -> one name for each place.

A name is first made plain (case, marks, usual shortenings), then names that are nearly alike are one place, where
nothing says that they lie apart. A council's own list of names (`Gazetteer`) is believed before any likeness.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz

# From 0 to 100. By trying: spellings of one place score 88 and more, other places of one kind up to 82.
ALIKE: Final = 86
# Two points further apart are two places, whatever they are called.
METRES_APART: Final = 250

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


@dataclass(frozen=True)
class Written:
    """A name as it was typed, where it was said to lie, and how often."""

    name: str
    district: str = ""
    times: int = 1
    point: tuple[float, float] | None = None  # metres of the national grid


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
    found: dict[str, Place] = {}
    for place in places:
        for name in (place.name, *place.also):
            if found.setdefault(plain_name(name), place) is not place:
                raise BadGazetteer(f"{name!r} stands for {place.name!r} and for {found[plain_name(name)].name!r}.")
    return Gazetteer(found)


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
    """(name as typed, district) -> the name of its place: the list's own, else the spelling used most often."""
    listed = {(one.name, one.district): place.name for one in written if (place := known.find(one.name))}
    others = [one for one in written if (one.name, one.district) not in listed and plain_name(one.name)]
    return listed | {
        (one.name, one.district): name for group in same_places(others) for name in [usual_name(group)] for one in group
    }


def same_places(written: Sequence[Written]) -> list[list[Written]]:
    """Names gathered by the place that they are of. Names are compared once plain, so many spellings cost little."""
    by_plain: dict[tuple[str, str], list[Written]] = defaultdict(list)
    for one in written:
        by_plain[plain_name(one.name), one.district].append(one)
    keys = sorted(by_plain, key=lambda key: (-sum(one.times for one in by_plain[key]), key))
    leader = {key: key for key in keys}
    for first, second in combinations(keys, 2):
        if (
            leader[second] == second
            and leader[first] == first
            and are_one(by_plain[first], by_plain[second], first, second)
        ):
            leader[second] = first
    groups: dict[tuple[str, str], list[Written]] = defaultdict(list)
    for key in keys:
        groups[leader[key]] += by_plain[key]
    return list(groups.values())


def are_one(first: Sequence[Written], second: Sequence[Written], *keys: tuple[str, str]) -> bool:
    """Whether two plain names are of one place: nearly alike, in one district, and not known to lie apart."""
    (name, district), (other, elsewhere) = keys
    if district and elsewhere and district != elsewhere:
        return False
    if lie_apart(first, second):
        return False
    return name == other or bool(fuzz.token_sort_ratio(name, other) >= ALIKE)


def lie_apart(first: Sequence[Written], second: Sequence[Written]) -> bool:
    """Whether both have points, and the nearest two are too far from one another."""
    pairs = [(one.point, two.point) for one in first for two in second if one.point and two.point]
    return bool(pairs) and min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in pairs) > METRES_APART


def usual_name(group: Sequence[Written]) -> str:
    """The spelling used most often; of several, the longest, since shortenings say less."""
    times: Counter[str] = Counter()
    for one in group:
        times[one.name.strip()] += one.times
    return max(times, key=lambda name: (times[name], len(name), name))
