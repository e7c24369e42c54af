"""The police file: every missing and absent episode, in police words, with some rows that no loader should accept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from data.codes import ETHNIC_LABELS
from data.demo import city
from data.demo.city import on_the_clock, pick
from data.demo.episodes import Episode
from data.demo.people import Child
from data.demo.sheets import write_csv

HEADINGS = (
    "Occurrence No",
    "Person Ref",
    "Date of Birth",
    "Sex",
    "Self-defined ethnicity",
    "Report type",
    "Last seen",
    "Returned",
    "Risk",
    "Police area",
    "Missing from postcode",
    "Found postcode",
    "Found at",
    "Distance (miles)",
    "Reported from",
    "How returned",
    "Missing from place",
)
MAPPING = f"""\
# How the police force's spreadsheet is read: our field = "their heading".
[source]
system = "police"
kind = "episodes"
dates = "iso"
covers = ["{city.FIRST_DAY}", "{city.AS_OF.date() + timedelta(days=1)}"]

[columns]
episode = "Occurrence No"
child = "Person Ref"
date_of_birth = "Date of Birth"
sex = "Sex"
ethnicity = "Self-defined ethnicity"
category = "Report type"
started_at = "Last seen"
ended_at = "Returned"
risk = "Risk"
missing_from_area = "Police area"
missing_from_postcode = "Missing from postcode"
found_postcode = "Found postcode"
found_place = "Found at"
distance_miles = "Distance (miles)"
reported_from = "Reported from"
how_ended = "How returned"
missing_from_place = "Missing from place"

[values.category]
missing = ["Missing"]
absent = ["Absent / No apparent risk"]

[values.sex]
F = ["Female"]
M = ["Male"]
unknown = ["Unspecified"]

[values.risk]
high = ["High"]
medium = ["Medium"]
low = ["Low"]
no_apparent_risk = ["No apparent risk"]

[values.distance_miles]
declined = ["Declined to say"]
not_recorded = ["NR"]
"""

CATEGORY_WORDS = {"missing": "Missing", "absent": "Absent / No apparent risk"}
SEX_WORDS = {"F": "Female", "M": "Male", "U": "Unspecified"}
# Words that the mapping does not know: loaded as unknown, and counted for whoever keeps the mapping.
ODD_ETHNICITIES = ("Eastern European", "W9", "Mixed")
KNOWN_TO_POLICE = 0.985

Row = tuple[str, ...]


def write_police(path: Path, episodes: Sequence[Episode]) -> None:
    """The file as the force sends it: CSV with ISO times, oldest first, the doubtful rows among the rest."""
    chance = city.chance_of("police")
    # Whoever never left the police a trace of themselves is known to social care alone.
    reported = [episode for episode in episodes if episode.category != "away" and chance.random() < KNOWN_TO_POLICE]
    rows = [row_of(chance, number, episode) for number, episode in enumerate(reported, start=1)]
    rows += doubtful_rows(rows)
    rows.sort(key=lambda row: row[6])
    write_csv(path, [HEADINGS, *rows])


def row_of(chance: Random, number: int, episode: Episode) -> Row:
    """One episode as the police wrote it down."""
    return (
        f"{episode.started:%y}/{number:06}",
        episode.child.council_id,
        episode.child.born.isoformat(),
        SEX_WORDS[episode.child.sex],
        ethnicity_words(episode.child),
        CATEGORY_WORDS[episode.category],
        iso_minute(episode.started),
        iso_minute(episode.ended),
        risk_words(chance, episode),
        *district_words(chance, episode),
        *found_words(chance, episode, number),
        pick(chance, {"Placement" if episode.stay else "Home": 90, "School": 7, "": 3}),
        how_returned(chance, episode),
        home_words(episode),
    )


def iso_minute(moment: datetime | None) -> str:
    """Local time to the minute; blank while the child is missing."""
    return f"{on_the_clock(moment):%Y-%m-%d %H:%M}" if moment else ""


def ethnicity_words(child: Child) -> str:
    """The census words of the child's ethnicity, a blank where not obtained, an odd label for a few children."""
    if child.number % 211 == 0:
        return ODD_ETHNICITIES[child.number // 211 % len(ODD_ETHNICITIES)]
    return "" if child.ethnicity == "NOBT" else ETHNIC_LABELS[child.ethnicity][0].title()


def risk_words(chance: Random, episode: Episode) -> str:
    """The risk that the police graded; an absence is by its definition no apparent risk."""
    if episode.category == "absent":
        return "No apparent risk"
    high = 28 if episode.child.flags else 12
    return pick(chance, {"High": high, "Medium": 62, "Low": 18, "": 1})


def district_words(chance: Random, episode: Episode) -> tuple[str, str]:
    """Police area and postcode district missing from; one in twenty has neither."""
    if chance.random() < 0.05:
        return "", ""
    return city.AREA_OF.get(episode.district, city.OUT_OF_AREA), episode.district


def found_words(chance: Random, episode: Episode, number: int) -> tuple[str, str, str]:
    """District and place found in, and the distance in miles; all blank while missing, mostly so for absences."""
    if episode.ended is None or (episode.category == "absent" and chance.random() < 0.8):
        return "", "", ""
    if chance.random() < 0.073:
        return "", "", "Declined to say"
    if chance.random() < 0.04:
        return "", "", pick(chance, {"": 2, "NR": 1})
    low, high = pick(chance, city.FOUND_WEIGHTS)
    district, place = where_found(chance, episode.district, (low, high))
    return district, as_typed(place, number), f"{chance.uniform(low, high):.1f}"


def as_typed(place: str, number: int) -> str:
    """The place as the officer of this report wrote it."""
    whole, typed = city.SPELLINGS[number % len(city.SPELLINGS)]
    return place.upper() if number % 37 == 0 else place.replace(whole, typed)


def where_found(chance: Random, origin: str, distance: tuple[int, int]) -> tuple[str, str]:
    """A district about that far away and, within the city, for two in five a named place."""
    if distance in city.FOUND_FAR:
        return chance.choice(city.FOUND_FAR[distance]), ""
    if chance.random() < 0.4:
        place = pick(chance, city.PLACE_WEIGHTS)
        return city.PLACES[place], place
    near = city.AREAS.get(city.AREA_OF.get(origin, ""), (origin,))
    return (chance.choice(near) if distance == (0, 5) else chance.choice(city.DISTRICTS)), ""


def home_words(episode: Episode) -> str:
    """The children's home that the child went from, by its invented number; blank for any other address."""
    return f"Home {episode.stay.urn}" if episode.stay and episode.stay.urn else ""


def how_returned(chance: Random, episode: Episode) -> str:
    """Who brought the episode to its end; blank while missing."""
    if episode.ended is None:
        return ""
    return pick(chance, {"Returned by self": 52, "Found by police": 27, "Found by family or staff": 18, "": 3})


# --- rows that a loader must refuse, drop or doubt ------------------------------------------------


def doubtful_rows(rows: Sequence[Row]) -> list[Row]:
    """Copies of good rows, each spoiled in one way: refused (18), dropped as duplicates (14), overlapping (9)."""
    chance = city.chance_of("police slips")
    closed = [row for row in rows if row[7] and row[5] == "Missing"]
    spoiled = [spoil(row) for spoil, times in SLIPS for row in chance.sample(closed, times)]
    renumbered = [(f"X/{number:06}", *row[1:]) for number, row in enumerate(spoiled, start=1)]
    lasting = [row for row in closed if hours_of(row) > 12]
    overlaps = [
        (f"Y/{number:06}", *later_start(row)[1:]) for number, row in enumerate(chance.sample(lasting, 9), start=1)
    ]
    return renumbered + overlaps + chance.sample(closed, 14)


def change(row: Row, heading: str, value: str) -> Row:
    """The row with one cell overwritten."""
    at = HEADINGS.index(heading)
    return (*row[:at], value, *row[at + 1 :])


def impossible_start(row: Row) -> Row:
    """A start on the 31st of February."""
    return change(row, "Last seen", f"{row[6][:4]}-02-31 21:40")


def unreadable_end(row: Row) -> Row:
    """An end that is not a date."""
    return change(row, "Returned", "tbc - see log")


def end_before_start(row: Row) -> Row:
    """Start and end in each other's place."""
    return change(change(row, "Last seen", row[7]), "Returned", row[6])


def strange_category(row: Row) -> Row:
    """A report type that is neither missing nor absent."""
    return change(row, "Report type", "Concern for welfare")


def before_birth(row: Row) -> Row:
    """A year of birth mistyped as the year after the episode."""
    return change(row, "Date of Birth", f"{int(row[6][:4]) + 1}{row[2][4:7]}-15")


SLIPS = (
    (impossible_start, 4),
    (unreadable_end, 3),
    (end_before_start, 5),
    (strange_category, 4),
    (before_birth, 2),
)


def hours_of(row: Row) -> float:
    """Hours from start to end by the clock on the wall."""
    return (datetime.fromisoformat(row[7]) - datetime.fromisoformat(row[6])).total_seconds() / 3600


def later_start(row: Row) -> Row:
    """A second report of a child still missing from the first: five hours later, with the same return."""
    return change(row, "Last seen", iso_minute(datetime.fromisoformat(row[6]) + timedelta(hours=5)))
