"""The invented city: its days, districts, homes, places and shares. Change a number here to change the city.

District codes are real, so that maps have somewhere to draw. Everything below a district (homes,
places, people) is invented, and no postcode is finer than its district.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final, TypeVar

from data.settings import demonstration_settings

FIRST_DAY: Final = date(2021, 10, 1)
# A Monday morning, when the co-ordinator looks; July to September is then a complete quarter.
AS_OF: Final = datetime(2026, 10, 5, 7, 30)
# Of the first seeds, the one whose city keeps a level number of episodes and has some children missing today.
SEED: Final = 13

# Social care supplied nothing for this month (half-open): what starts in it is known to the police alone.
SILENT_FROM: Final = date(2025, 2, 1)
SILENT_TO: Final = date(2025, 3, 1)
# In this quarter the interviews of children in care came late (half-open).
LATE_FROM: Final = date(2026, 7, 1)
LATE_TO: Final = date(2026, 10, 1)
# In this quarter more children went missing (half-open).
BUSY_FROM: Final = date(2024, 4, 1)
BUSY_TO: Final = date(2024, 7, 1)
BUSY_TIMES: Final = 1.3

# The last Sundays of March: between 01:00 and 02:00 there is no local time.
SPRING_FORWARD: Final = frozenset(
    {date(2022, 3, 27), date(2023, 3, 26), date(2024, 3, 31), date(2025, 3, 30), date(2026, 3, 29)}
)

Label = TypeVar("Label")


def chance_of(stage: str) -> Random:
    """The dice of one stage of the making, always the same, so that one stage does not disturb another."""
    return Random(f"demonstration city {SEED}: {stage}")  # noqa: S311 - an invented city needs no secrecy


def pick(chance: Random, weights: Mapping[Label, float]) -> Label:
    """One key, drawn in proportion to its weight."""
    # As random.choices draws, in half of its time: it is asked 170,000 times.
    threshold, so_far = chance.random() * sum(weights.values()), 0.0
    for label, weight in weights.items():
        so_far += weight
        if threshold < so_far:
            return label
    raise ValueError("the weights of a draw must add up to more than nothing")


def on_the_clock(moment: datetime) -> datetime:
    """The same local time, or an hour later where the clocks had just gone forward over it."""
    skipped = moment.hour == 1 and moment.date() in SPRING_FORWARD
    return moment + timedelta(hours=1) if skipped else moment


# --- where -------------------------------------------------------------------------------------

COUNCIL: Final = demonstration_settings().council.name
AREAS: Final = demonstration_settings().areas
DISTRICTS: Final = tuple(district for districts in AREAS.values() for district in districts)
AREA_OF: Final = {district: area for area, districts in AREAS.items() for district in districts}
OUT_OF_AREA: Final = "Out of area"
# Children go missing from some districts far more than from others; the rest share the last weight.
DISTRICT_WEIGHTS: Final = dict.fromkeys(DISTRICTS, 2) | {
    "B33": 9,
    "B31": 8,
    "B23": 8,
    "B8": 6,
    "B26": 5,
    "B44": 4,
    "B14": 4,
}

# Invented neighbours, and the real districts outside the city's areas where they may be.
NEIGHBOURS: Final = {
    "Northwick": ("B36", "B37", "B75", "B76"),
    "Westmere": ("B62", "B66", "B68"),
    "Ambergate and Vale": ("DE1", "DE23", "DE24"),
    "Southdown Park": ("CR0", "CR7"),
    "Airedale Moor": ("BD3", "BD5", "BD8"),
}
NEIGHBOUR_WEIGHTS: Final = {
    "Northwick": 5,
    "Westmere": 4,
    "Ambergate and Vale": 3,
    "Southdown Park": 1,
    "Airedale Moor": 1,
}
HOST_OF: Final = {district: name for name, districts in NEIGHBOURS.items() for district in districts}

# How far from home children are found (miles), and the districts that lie about that far away.
# An empty tuple: a district of the city. Shares: Birmingham, October 2015.
FOUND_FAR: Final = {
    (10, 20): ("B60", "B77", "B78", "B98"),
    (20, 40): ("DE1", "DE23", "DE24"),
    (40, 80): ("DE4", "DE45"),
    (80, 130): ("BD1", "BD3", "CR0", "CR7"),
}
FOUND_WEIGHTS: Final = {(0, 5): 62, (5, 10): 24, (10, 20): 7, (20, 40): 2.2, (40, 80): 1.2, (80, 130): 1.4}

# Invented places where children are found, most frequent first, with their district.
PLACES: Final = {
    "Central bus station": "B18",
    "Riverside retail park": "B24",
    "Market Square": "B9",
    "Eastgate shopping centre": "B26",
    "Station Road takeaway": "B8",
    "Lakeside park": "B42",
    "Northfield Cross superstore": "B31",
    "Canal Street car park": "B16",
    "Hilltop leisure centre": "B33",
    "Old Mill trading estate": "B25",
    "Queens Meadow skate park": "B14",
    "Five Lanes roundabout": "B28",
    "Parkway railway station": "B38",
    "Sunrise amusement arcade": "B20",
    "Westbrook library": "B32",
}
# How officers write the same place down: whole, shortened, in a hurry. In turn, so that no dice are thrown for it.
SPELLINGS: Final[tuple[tuple[str, str], ...]] = (
    ("", ""),
    ("", ""),
    (" station", " stn"),
    ("", ""),
    ("Central ", "central "),
    (" car park", " carpark"),
    ("", ""),
    (" centre", " ctr"),
    (" retail park", " retail pk"),
    ("Station Road", "Station Rd"),
)
PLACE_WEIGHTS: Final = {name: 1 / rank for rank, name in enumerate(PLACES, start=1)}

# --- when --------------------------------------------------------------------------------------

MONTH_WEIGHTS: Final = {
    1: 0.90,
    2: 0.92,
    3: 0.98,
    4: 1.00,
    5: 1.18,
    6: 1.25,
    7: 1.22,
    8: 1.02,
    9: 1.00,
    10: 0.97,
    11: 0.90,
    12: 0.68,
}
# Monday first: Fridays and Saturdays are busiest.
WEEKDAY_WEIGHTS: Final = (0.90, 0.92, 0.95, 1.00, 1.20, 1.15, 0.88)
# From midnight: few in the early morning, a rise after school, most in the evening.
HOUR_WEIGHTS: Final = dict(
    enumerate((3.5, 2.5, 1.6, 1, 0.7, 0.5, 0.6, 1, 2, 2, 2, 2.2, 2.5, 2.7, 3, 4.5, 5.5, 6, 6.5, 7.5, 8.5, 9.5, 9, 6))
)

# --- how often and how long --------------------------------------------------------------------

# Missing episodes of a child in their worst spell, which is shorter than a year.
WORST_WEIGHTS: Final = {(1, 2): 58, (3, 5): 14, (6, 8): 9.5, (9, 19): 13, (20, 90): 14.5}
# Hours missing.
HOURS_WEIGHTS: Final = {(2, 8): 27, (8, 16): 17, (16, 24): 13, (24, 48): 14, (48, 168): 18, (168, 600): 9}
# Absences are short; children away without leave stay where they are known to be, often overnight.
ABSENT_HOURS_WEIGHTS: Final = {(2, 4): 50, (4, 8): 40, (8, 20): 10}
AWAY_HOURS_WEIGHTS: Final = {(2, 8): 30, (8, 24): 50, (24, 72): 20}

# --- who ---------------------------------------------------------------------------------------

CHILDREN_MISSING: Final = 1_640
CHILDREN_ONLY_LOOKED_AFTER: Final = 620
AGE_WEIGHTS: Final = {10: 2, 11: 4, 12: 8, 13: 15, 14: 20, 15: 24, 16: 21, 17: 6}
SEX_WEIGHTS: Final = {"F": 55, "M": 44.5, "U": 0.5}
ETHNIC_WEIGHTS: Final = {
    "WBRI": 46,
    "WIRI": 2,
    "WOTH": 4,
    "WROM": 1,
    "MWBC": 8,
    "MWAS": 3,
    "MOTH": 2,
    "AIND": 3,
    "APKN": 11,
    "ABAN": 3,
    "AOTH": 2,
    "BCRB": 5,
    "BAFR": 5,
    "BOTH": 2,
    "OOTH": 2.5,
    "NOBT": 4,
}
UASC_ETHNIC_WEIGHTS: Final = {"BAFR": 45, "AOTH": 30, "OOTH": 25}

# --- care --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Home:
    """An invented children's home. Its number is of the form that Ofsted uses, and no real home's."""

    urn: str
    district: str


OWN_HOMES: Final = tuple(
    Home(f"90000{number:02}", district)
    for number, district in enumerate(("B23", "B33", "B31", "B44", "B14", "B17"), start=1)
)
OTHER_HOMES: Final = tuple(
    Home(f"90001{number:02}", district)
    for number, district in enumerate(
        ("B20", "B24", "B26", "B34", "B13", "B30", "B21", "B32", "B8", "B75", "B37", "DE23"), start=1
    )
)
# Placements of children who go missing often, of the others who do, and of those who never do.
FREQUENT_PLACEMENTS: Final = {
    "own_residential": 34,
    "other_residential": 27,
    "foster": 16,
    "supported_accommodation": 34,
    "independent": 14,
    "with_parents": 2,
    "secure": 1,
}
SELDOM_PLACEMENTS: Final = {
    "own_residential": 14,
    "other_residential": 14,
    "foster": 48,
    "supported_accommodation": 34,
    "independent": 12,
    "with_parents": 5,
    "secure": 1,
}
SETTLED_PLACEMENTS: Final = {
    "own_residential": 4,
    "other_residential": 8,
    "foster": 74,
    "supported_accommodation": 6,
    "with_parents": 8,
}
FROM_SIXTEEN: Final = frozenset({"supported_accommodation", "independent"})
OUT_OF_AREA_SHARE: Final = 0.14

# --- interviews --------------------------------------------------------------------------------

CARE_INTERVIEWER: Final = "Compass Youth"
HOME_INTERVIEWER: Final = "Family Services Team"
OUTCOME_WEIGHTS: Final = {
    "accepted_completed": 62,
    "accepted_not_present": 8,
    "declined_child": 13,
    "declined_parent": 6,
    "not_offered_no_contact": 1.5,
    "not_offered_other": 1,
    "not_required": 0.8,
    "": 1.2,
}
LATE_OUTCOME_WEIGHTS: Final = {
    **OUTCOME_WEIGHTS,
    "accepted_completed": 33,
    "accepted_not_present": 22,
    "declined_child": 22,
}
IN_TIME_SHARE: Final = 0.91
LATE_IN_TIME_SHARE: Final = 0.42
