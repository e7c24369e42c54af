"""The field's own codes: every closed list of values that a row may hold, and its official source.

A list is ordered as a reader expects to see it. `unknown` means not recorded: it is a row of its
own, never "other". What a code is called on a page is said in `analytics/words/names.py`.
"""

from typing import Final

UNKNOWN: Final = "unknown"

CATEGORIES: Final = ("missing", "absent", "away")
MOST_SERIOUS_FIRST: Final = ("missing", "away", "absent")
# What the police write of a report that was withdrawn, or of a child who was never missing: no episode of any kind.
APART: Final = ("cancelled", "false_alarm")
# How an episode stands, as its source has it: back (with or without a time), still out, still out although an end that
# cannot be read stands there, or nobody knows.
RETURNED, STILL_OPEN, OPEN_IN_DOUBT, END_NOT_KNOWN = "returned", "open", "in_doubt", "not_known"
END_STATUSES: Final = (RETURNED, STILL_OPEN, OPEN_IN_DOUBT, END_NOT_KNOWN)
# Whoever goes missing again has come back in between, though no source told of it.
SUPERSEDED: Final = "superseded"
OPEN_STATUSES: Final = (STILL_OPEN, OPEN_IN_DOUBT)
SETTINGS: Final = ("care", "home", UNKNOWN)
PRECISIONS: Final = ("minute", "date")
SEXES: Final = ("F", "M", UNKNOWN)
TRIAGES: Final = ("red", "amber", "green", "not_triaged")
# What the triage rule suggests; it never fails to.
SUGGESTED_TRIAGES: Final = ("red", "amber", "green")
POLICE_RISKS: Final = ("high", "medium", "low", "no_apparent_risk", UNKNOWN)
IN_AREA: Final = ("in", "out", UNKNOWN)
# Stands for a police area where a district is in none of the council's own.
OUT_OF_AREA: Final = "Out of area"
DISTANCE_STATUSES: Final = ("known", "declined", "not_recorded")

PLACEMENTS: Final = (
    "own_residential",
    "other_residential",
    "foster",
    "supported_accommodation",
    "independent",
    "with_parents",
    "secure",
    "other",
    UNKNOWN,
)
# A child at home has no placement. The row keeps breakdowns by placement adding up to all.
NOT_IN_CARE: Final = "not_in_care"

# Who looks after the child, and where: ours or another authority's, here or elsewhere.
OWN_OR_HOSTED: Final = ("own_here", "own_elsewhere", "hosted", "others_elsewhere", UNKNOWN)

# Risks that sources mark, in reading order. A mapping may name others; they count as "other_flag".
FLAGS: Final = (
    *("cse", "cce", "county_lines", "gangs", "trafficking", "uasc", "substance"),
    # Named in papers, and no exploitation: radicalisation, violence at home, learning difficulty (Birmingham, 2015).
    *("radicalisation", "domestic_abuse", "disability", "self_harm", "mental_health", "weapons"),
)
EXPLOITATION_FLAGS: Final = ("cse", "cce", "county_lines", "gangs", "trafficking")

INTERVIEW_OUTCOMES: Final = (
    "accepted_completed",
    "accepted_not_present",
    "declined_child",
    "declined_parent",
    "not_offered_missing_again",
    "not_offered_no_contact",
    "not_offered_other",
    "not_required",
    "pending",
    UNKNOWN,
)
OFFERED_OUTCOMES: Final = ("accepted_completed", "accepted_not_present", "declined_child", "declined_parent")
DECLINED_OUTCOMES: Final = ("declined_child", "declined_parent")

# The smallest area that is known of a place.
CELL_PRECISIONS: Final = ("sector", "district")

# What was done for a child, the most first (Birmingham, 2015: contacted, in intensive support).
SUPPORTS: Final = ("intensive", "contacted", "other", "not_recorded")
# What is done about a child who goes missing, beside the interview (papers of Birmingham, Bradford and Croydon).
FOLLOW_UPS: Final = (
    "strategy_meeting",
    "exploitation_meeting",
    "screening",
    "child_in_need",
    "social_worker_visit",
    "intelligence_shared",
    "interview_on_record",
    "placement_meeting",
)
# What a screening came to. Of a child who was not screened there is none of these, and so no "no risk".
SCREENING_RESULTS: Final = ("high", "medium", "low", "no_risk")
# Support that begins so soon after a return belongs to the episode.
SUPPORT_DAYS: Final = 28
# What follows a return is looked at from this day on: what was done later cannot have been known by then.
LANDMARK_DAYS: Final = 3

WHITE_CODES: Final = frozenset({"WBRI", "WIRI", "WOTH", "WIRT", "WROM"})
# Official ethnic codes (looked-after return guide) and the census words that files use for them.
ETHNIC_LABELS: Final = {
    "WBRI": ("white british", "british", "white english"),
    "WIRI": ("white irish", "irish"),
    "WOTH": ("any other white background", "white other", "other white", "white european"),
    "WIRT": ("traveller of irish heritage", "irish traveller"),
    "WROM": ("gypsy/roma", "gypsy", "roma", "gypsy or roma"),
    "MWBC": ("white and black caribbean",),
    "MWBA": ("white and black african",),
    "MWAS": ("white and asian",),
    "MOTH": ("any other mixed background", "mixed other", "other mixed"),
    "AIND": ("indian",),
    "APKN": ("pakistani",),
    "ABAN": ("bangladeshi",),
    "AOTH": ("any other asian background", "asian other", "other asian"),
    "CHNE": ("chinese",),
    "BCRB": ("caribbean", "black caribbean"),
    "BAFR": ("african", "black african"),
    "BOTH": ("any other black background", "black other", "other black"),
    "OOTH": ("any other ethnic group", "other ethnic group"),
    "REFU": ("refused",),
    "NOBT": ("not obtained", "information not yet obtained", "not known", "not stated"),
}

# Short-break series: the child lives at home, and is not counted as in care.
SHORT_BREAK_LEGAL_STATUSES: Final = ("V3", "V4")

# Placement codes of the looked-after return -> placement group. K2 is a children's home, whose
# group depends on the provider: PR1 is the council's own.
PLACEMENT_CODE_GROUPS: Final = {
    "K1": "secure",
    "K2": "other_residential",
    "K3": "supported_accommodation",  # new from 2024-25
    "H5": "supported_accommodation",  # until 2024-25
    "P2": "independent",  # until 2024-25
    "P1": "with_parents",
    **dict.fromkeys(("U1", "U2", "U3", "U4", "U5", "U6"), "foster"),
    **dict.fromkeys(("A3", "A4", "A5", "A6"), "other"),
    **dict.fromkeys(("R1", "R2", "R3", "S1", "T0", "T1", "T2", "T3", "T4", "Z1", "P3"), "other"),
    "R5": "secure",  # young offender institution or prison
}
OWN_PROVIDER: Final = "PR1"

# Official age bands of the looked-after statistics: name, youngest, oldest.
AGE_BANDS: Final = (
    ("under-1", 0, 0),
    ("1-4", 1, 4),
    ("5-9", 5, 9),
    ("10-15", 10, 15),
    ("16-17", 16, 17),
)

# Official bands of days missing: name, fewest days, most days (by dates).
DAY_BANDS: Final = (
    ("<1", 0, 0),
    ("1-2", 1, 2),
    ("3-7", 3, 7),
    ("8-10", 8, 10),
    ("11-15", 11, 15),
    ("16-20", 16, 20),
    ("21-30", 21, 30),
    (">30", 31, None),
)
